"""A campaign's letter as its reader gets it, and what the reader is told about its buttons."""

from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.campaigns import Kind, Letter, product_of
from ui.callbacks import Button, button
from ui.catalogue import ProductOpened
from ui.notices import Facts, notice
from ui.screen import LABEL, Attachment, Row, Screen, cut, keyboard, press
from ui.texts import Words


@button("bu")
@dataclass(frozen=True)
class AdvertsStopped(Button):
    """[Отписаться], under an advert of a run."""

    run_id: int


@button("bv")
@dataclass(frozen=True)
class AdvertsRestored(Button):
    """[Вернуть]: not unsubscribed after all."""

    run_id: int


@button("bw")
@dataclass(frozen=True)
class AdvertsRarely(Button):
    """[Реже], or as often as before."""

    is_on: bool


def letter(t: Words, one: Letter) -> Screen:
    """What one reader gets. ``run_id`` 0 (a preview) looks the same."""
    rows: list[Row] = []
    if (product := product_of(one.target)) is not None:
        rows.append([press(one.button, ProductOpened(product))])
    elif one.button and one.target:
        rows.append([InlineKeyboardButton(cut(one.button, LABEL), url=one.target)])
    if one.kind is Kind.ADVERT:
        stop = press(t.plain("Unsubscribe"), AdvertsStopped(one.run_id))
        rows.append([stop, press(t.plain("Less often"), AdvertsRarely(is_on=True))])
    files = (Attachment("photo", one.photo),) if one.photo else ()
    text = Markup(one.text)  # noqa: S704  (as Telegram gave it)
    return Screen(text, keyboard(*rows) if rows else None, files=files)


@notice("campaign")
@notice("campaign_preview")
def sent(t: Words, facts: Facts) -> Screen:
    """A letter on its way, or the dry run of one."""
    kind = Kind(facts["kind"])
    return letter(t, Letter(kind, facts["text"], facts["photo"], facts["button"], facts["target"], facts["run"]))


def stopped(t: Words, run_id: int) -> Screen:
    """Unsubscribed."""
    return Screen(
        t("No more news and offers. What concerns your games, purchases and questions still comes."),
        keyboard([press("↩️ " + t.plain("Subscribe again"), AdvertsRestored(run_id))]),
    )


def restored(t: Words) -> Screen:
    """Subscribed again."""
    return Screen(t("You get news and offers again."))


def rarely(t: Words, is_on: bool) -> Screen:
    """One a week from now on, or as before."""
    if not is_on:
        return Screen(t("News and offers come as before."))
    return Screen(
        t("News and offers come once a week at most from now on."),
        keyboard([press("↩️ " + t.plain("As before"), AdvertsRarely(is_on=False))]),
    )
