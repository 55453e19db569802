"""The channel gate as people meet it: subscribe, check again; and as its owner sees it in the settings."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.channels import Health, Standing
from ui.callbacks import Button, button
from ui.notices import Facts, notice
from ui.screen import Row, Screen, bold, cut, keyboard, lines, press
from ui.settings import GroupOpened
from ui.texts import Words

LABEL = 22  # characters of a channel's title on a button
TITLE = 60
ALERT = 200  # characters of an alert, as Telegram takes them


@button("gc")
@dataclass(frozen=True)
class CheckedAgain(Button):
    """[Проверить снова]; ``wanted`` is what the person was about to do (handlers/channels.py packs it)."""

    wanted: str


def closed(t: Words, missing: Sequence[Standing], again: CheckedAgain, has_desk: bool) -> Screen:
    """A section is for subscribers: where to subscribe, and how to go on."""
    one = len(missing) == 1
    title = t("Subscribe to our channel") if one else t("Subscribe to our channels")
    named = t("Channel: {title}", title=cut(_named(missing[0]), TITLE)) if one else None
    desk = t("Questions are answered without it: /support") if has_desk else None
    text = t("This part is open to subscribers. Subscribe and press “Check again”: it opens at once.")
    rows: list[Row] = [[_subscribe(t, channel, one)] for channel in missing]
    rows.append([press(t.plain("Check again"), again)])
    return Screen(lines(bold(Markup("🔔 ") + title), named, text, desk), keyboard(*rows))


def _subscribe(t: Words, channel: Standing, is_only: bool) -> InlineKeyboardButton:
    label = t.plain("Subscribe") if is_only else _named(channel)
    return InlineKeyboardButton(cut(label, LABEL), url=channel.link)


def _named(channel: Standing | Health) -> str:
    return channel.title or (channel.name if channel.name.startswith("@") else "Telegram")


def not_yet(t: Words, missing: Sequence[Standing]) -> str:
    """The alert: somebody has checked, and is not in yet."""
    titles = ", ".join(cut(_named(one), TITLE) for one in missing)
    return cut(t.plain("I don't see you among the subscribers yet: {titles}", titles=titles), ALERT)


def passed(t: Words) -> Screen:
    """The subscription is there; what was wanted follows."""
    return Screen(t("✅ Thank you, you are subscribed."))


def healths(t: Words, channels: Sequence[Health]) -> list[Markup]:
    """Whether each channel of the gate works, a line each."""
    return [_health(t, one) for one in channels]


def _health(t: Words, one: Health) -> Markup:
    title = cut(one.title or one.name, TITLE)
    if one.is_seen:
        return t("✅ {title}: subscriptions are checked", title=title)
    if one.is_seen is None:
        return t("⏳ {title}: Telegram has not answered yet", title=title)
    return t("⚠️ {title}: the bot is not an admin there, so everybody passes", title=title)


@notice("channel_unseen")
def unseen(t: Words, facts: Facts) -> Screen:
    """To owners: the bot can't see who is in a channel."""
    title = cut(facts["title"] or facts["name"], TITLE)
    return Screen(
        lines(
            bold(t("⚠️ Subscriptions are not checked: {title}", title=title)),
            t("The bot can't see who is in the channel, so everybody passes."),
            t("Make the bot an admin of the channel, any rights will do. Then open the settings: they check it."),
        ),
        keyboard([press(t.plain("⚙️ Channel"), GroupOpened("channel"))]),
    )
