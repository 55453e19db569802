"""What making a broadcast asks: to whom, what, with which button, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from domain.access import STAFF_ROLES, Role
from domain.campaign_views import Counted
from domain.campaigns import BUTTON_EXAMPLE, CAPTION_MOST, TEXT_MOST, Audience, Kind, Param, Repeat
from ui.callbacks import Button, button
from ui.campaigns import REPEATS, audience_said
from ui.common import back_row, cancel_row
from ui.screen import MAIN, Row, Screen, bold, in_pairs, in_rows, keyboard, lines, press
from ui.staff import role_name
from ui.texts import Words


@button("ba")
@dataclass(frozen=True)
class AudiencePicked(Button):
    """To whom."""

    name: str


@button("bb")
@dataclass(frozen=True)
class NumberChosen(Button):
    """So many days or hours; a group's id; a product's id (0: any)."""

    number: int


@button("be")
@dataclass(frozen=True)
class RoleChosen(Button):
    """Whose role."""

    role: Role


@button("bf")
@dataclass(frozen=True)
class ButtonSkipped(Button):
    """[Без кнопки]."""


@button("bd")
@dataclass(frozen=True)
class ProductPicked(Button):
    """The product that the button opens."""

    product_id: int


@button("bg")
@dataclass(frozen=True)
class SentToMe(Button):
    """[Отправить себе]."""


@button("bh")
@dataclass(frozen=True)
class SentNow(Button):
    """[Сейчас], or [Включить] for what goes by itself."""


@button("bi")
@dataclass(frozen=True)
class SentLater(Button):
    """[Позже]."""


@button("bj")
@dataclass(frozen=True)
class RepeatAsked(Button):
    """[Повторять]."""


@button("bm")
@dataclass(frozen=True)
class RepeatChosen(Button):
    """How often."""

    repeat: Repeat


@button("bq")
@dataclass(frozen=True)
class KindAsked(Button):
    """[Это служебное сообщение]: what that means first; or an advert again."""

    kind: Kind


@button("bt")
@dataclass(frozen=True)
class MomentChosen(Button):
    """A usual moment."""

    at: datetime


@button("bz")
@dataclass(frozen=True)
class CampaignConfirmed(Button):
    """Yes, send it."""


def audience(t: Words, offered: Sequence[Audience]) -> Screen:
    """To whom?"""
    buttons = [press(t.plain(one.title), AudiencePicked(one.name)) for one in offered]
    return Screen(
        lines(bold(t("📣 New broadcast")), t("To whom?")), keyboard(*in_rows(buttons, 2), cancel_row(t))
    )  # fmt: skip


def param(t: Words, one: Audience, named: Sequence[tuple[int, str]]) -> Screen:
    """Which role, which product or group of those ``named``, how many days?"""
    rows: list[Row]
    if one.param is Param.ROLE:
        ask = t("Whom exactly?")
        rows = in_rows([press(role_name(t, role), RoleChosen(role)) for role in (Role.CLIENT, *STAFF_ROLES)], 2)
    elif one.param is Param.PRODUCT:
        ask = t("Which product have they bought?")
        products = in_pairs(press(title, NumberChosen(id_)) for id_, title in named)
        rows = [[press(t.plain("Any"), NumberChosen(0))], *products]
    elif one.param is Param.GROUP:
        ask = t("Which group?") if named else t("There are no groups yet.")
        rows = list(in_pairs(press(title, NumberChosen(id_)) for id_, title in named))
    else:
        ask = t("After how many hours?") if one.param is Param.HOURS else t("How many days?")
        rows = [[press(str(number), NumberChosen(number)) for number in one.usual]]
    return Screen(
        lines(bold(t("📣 {audience}", audience=t.plain(one.title))), ask), keyboard(*rows, back_row(t, "AUDIENCE"))
    )


def whom(t: Words, name: str, given: int | str | None, title: str, counted: Counted, *, is_event: bool) -> Markup:
    """The audience with its live count."""
    said = audience_said(t, name, given, title)
    if is_event:
        return t("To: {audience}", audience=said)
    return t(
        "To: {audience}. Can be reached: {everybody}, agreed to news: {agreed}", audience=said,
        everybody=counted.everybody, agreed=counted.agreed,
    )  # fmt: skip


def content(t: Words, sofar: Markup) -> Screen:
    """What shall they read?"""
    return Screen(
        lines(
            bold(t("📣 New broadcast")),
            sofar,
            t(
                "Send what they shall read, in one message: up to {most} characters with bold, links and the like, "
                "or a photo with up to {caption} under it.",
                most=TEXT_MOST, caption=CAPTION_MOST,
            ),
        ),
        keyboard(back_row(t, "AUDIENCE")),
    )  # fmt: skip


def link(t: Words, products: Sequence[tuple[int, str]]) -> Screen:
    """A button under it: an address, or a product of the catalogue?"""
    rows = [[press(f"🛒 {title}", ProductPicked(id_))] for id_, title in products[:6]]
    return Screen(
        lines(
            bold(t("📣 New broadcast")),
            t("A button under the message? Write its words and an address, like:"),
            Markup("<code>{}</code>").format(t.plain(BUTTON_EXAMPLE)),
            t("Or choose a product: the button opens it.") if rows else None,
        ),
        keyboard([press(t.plain("No button"), ButtonSkipped())], *rows, back_row(t, "CONTENT")),
    )


def preview(t: Words, sofar: Markup, kind: Kind, *, is_event: bool) -> Screen:
    """The letter stands above: when shall it go?"""
    if kind is Kind.ADVERT:
        about = t("This is an advert: it goes only to who agreed to news, and not at night.")
        other = press(t.plain("It is no advert"), KindAsked(Kind.SERVICE))
    else:
        about = t("⚠️ A service message goes to all, at night too, and nobody can unsubscribe from it.")
        other = press(t.plain("It is an advert"), KindAsked(Kind.ADVERT))
    when: list[Row] = [[press(t.plain("Switch it on"), SentNow(), MAIN)]]
    if not is_event:
        when = [
            [press(t.plain("Now"), SentNow(), MAIN), press(t.plain("Later"), SentLater())],
            [press(t.plain("Repeat it"), RepeatAsked())],
        ]
    return Screen(
        lines(bold(t("📣 New broadcast")), t("Above is the message as they will see it."), sofar, about),
        keyboard([press(t.plain("Send it to me"), SentToMe())], *when, [other], back_row(t, "BUTTON")),
    )


def service_question(t: Words) -> Markup:
    """News above the preview, where an advert has become a service message."""
    return t(
        "⚠️ Only what concerns their own orders is a service message. An advert without consent is against the law."
    )


def repeat(t: Words) -> Screen:
    """How often?"""
    often = (Repeat.DAILY, Repeat.WEEKLY, Repeat.MONTHLY)
    return Screen(
        t("How often shall it go?"),
        keyboard(*([press(t.plain(REPEATS[one]), RepeatChosen(one))] for one in often), back_row(t, "PREVIEW")),
    )


def when(t: Words, usual: Sequence[datetime], *, repeats: bool) -> Screen:
    """When, or for the first time?"""
    ask = (
        t("When for the first time? For example: tomorrow 10:00") if repeats else t("When? For example: tomorrow 10:00")
    )
    return Screen(
        ask, keyboard(*([press(t.moment(at), MomentChosen(at))] for at in usual), back_row(t, "PREVIEW"))
    )  # fmt: skip


def confirm(t: Words, sofar: Markup, kind: Kind, number: int, repeat: Repeat, at: datetime | None) -> Screen:
    """Send it to so many people?"""
    people = t.count("{n} person", "{n} people", number)
    ask = t("Send it to {people}?", people=people)
    if repeat is Repeat.EVENT:
        ask = t("Switch it on? It goes by itself, once about each.")
    warning = t("⚠️ A service message goes to all, at night too, and nobody can unsubscribe from it.")
    return Screen(
        lines(
            bold(ask),
            sofar,
            t("Goes out: {moment}", moment=t.moment(at)) if at else None,
            t("{repeat}, as long as it is not stopped", repeat=t.plain(REPEATS[repeat])) if repeat in REPEATS else None,
            warning if kind is Kind.SERVICE else None,
        ),
        keyboard([press(t.plain("Send"), CampaignConfirmed(), MAIN)], back_row(t, "PREVIEW")),
    )
