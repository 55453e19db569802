"""The lines of a game that may be set one by one: their titles, their questions, and the answers that are buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from domain.order_fields import Field
from domain.orders import RESTROOMS, GameType, Gifts, Polygon
from domain.views import OrderView, PersonView
from ui.callbacks import Button, button
from ui.common import Cancelled, WentBack, cancel_row
from ui.order_create import Booked, summary_text
from ui.orders import game_type_label, gifts_label, polygon_label, zone_label
from ui.screen import MAIN, Row, Screen, in_rows, keyboard, press
from ui.texts import Words

GAME_LENGTHS = (3600, 5400, 7200)  # seconds
REST_LENGTHS = (1800, 3600, 5400, 7200)  # seconds
PEOPLE = 12  # of the staff, as buttons


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


TITLES: Mapping[Field, str] = {
    Field.PLAYERS: _("Number of players"), Field.GAMETYPE: _("Kind of game"), Field.GIFTS: _("Gifts"),
    Field.POLYGON: _("Place"), Field.GAMETIME: _("Length"), Field.RESTROOM: _("Rest zone"), Field.RESTTIME: _("Rest"),
    Field.PRICE: _("Price"), Field.DEPOSIT: _("Deposit"), Field.PAID: _("Paid"), Field.INSTRUCTOR: _("Instructor"),
    Field.CLIENT: _("Client"), Field.NOTE: _("Note"), Field.CAME: _("Who came"),
}  # fmt: skip
QUESTIONS: Mapping[Field, str] = {
    Field.PLAYERS: _("How many players?"),
    Field.GAMETYPE: _("What is played?"),
    Field.GIFTS: _("Which gifts?"),
    Field.POLYGON: _("Where?"),
    Field.GAMETIME: _("How long is the game? You may also type it: “1 h 20 min”."),
    Field.RESTROOM: _("Which rest zone after the game?"),
    Field.RESTTIME: _("How long do they rest after the game? You may also type it: “45 min”."),
    Field.PRICE: _("What is the price? Type the sum: “12 500”."),
    Field.DEPOSIT: _("What is the deposit? Type the sum: “2 000”."),
    Field.PAID: _("How much is paid? Type the sum: “2 000”."),
    Field.INSTRUCTOR: _("Who leads the game?"),
    Field.NOTE: _("Type the note, up to 500 characters."),
    Field.CAME: _("How many came?"),
}  # fmt: skip

LINES = (
    Field.GAMETIME, Field.RESTROOM, Field.RESTTIME, Field.GAMETYPE, Field.GIFTS, Field.PRICE, Field.DEPOSIT,
    Field.INSTRUCTOR, Field.NOTE, Field.CUSTOM,
)  # fmt: skip
"""What the summary of a new game lets be set one by one, in its order."""


@button("nf")
@dataclass(frozen=True)
class LineOpened(Button):
    """[✏️ Подарки] of the summary; ``number`` tells own fields apart."""

    field: Field
    number: int


@button("no")
@dataclass(frozen=True)
class OptionPicked(Button):
    """An answer to the line that is asked; ``code`` as ``domain.order_fields.pressed`` reads it."""

    code: str


def title(t: Words, field: Field, own: str = "") -> str:
    """`Подарки`; an own field of the club is called as the club calls it."""
    return own if field is Field.CUSTOM else t.plain(TITLES[field])


def question(t: Words, field: Field, own: str = "") -> Markup:
    """What is asked for a field."""
    return t("What about “{name}”? Type it.", name=own) if field is Field.CUSTOM else t(QUESTIONS[field])


def options(t: Words, field: Field, staff: Sequence[PersonView] = (), usual: int = 0) -> list[tuple[str, str]]:
    """The answers that are buttons: label and code. ``usual`` is the deposit (minor units) or length that is usual."""
    if field is Field.INSTRUCTOR:
        return [(t.plain("nobody yet"), ""), *((one.name, str(one.user_id)) for one in staff[:PEOPLE])]
    if field in (Field.DEPOSIT, Field.PAID):
        return [(t.plain("none"), "0"), *([(t.money(usual), str(usual))] if usual else [])]
    if field in (Field.GAMETIME, Field.RESTTIME):
        lengths = GAME_LENGTHS if field is Field.GAMETIME else REST_LENGTHS
        return [(t.length(one), str(one)) for one in sorted({*lengths, usual} - {0})]
    return _words(t, field)


def _words(t: Words, field: Field) -> list[tuple[str, str]]:
    match field:
        case Field.GAMETYPE:
            return [(game_type_label(t, one), one) for one in GameType]
        case Field.GIFTS:
            return [(gifts_label(t, one), one) for one in Gifts]
        case Field.POLYGON:
            return [(polygon_label(t, one), one) for one in Polygon]
        case Field.RESTROOM:
            return [(zone_label(t, one), str(one)) for one in RESTROOMS]
        case Field.PRICE:
            return [(t.plain("not agreed yet"), "")]
        case Field.NOTE | Field.CUSTOM:
            return [(t.plain("leave empty"), "")]
    return []


def ask_line(
    t: Words, order: OrderView, today: date, asked: Markup, answers: Sequence[tuple[str, str]], back: str
) -> Screen:
    """One line of the summary: the question under what is chosen so far."""
    width = 1 if len(answers) < 2 else 2 if any(len(label) > 10 for label, _code in answers) else 3
    rows = in_rows((press(label, OptionPicked(code)) for label, code in answers), width)
    return Screen(
        summary_text(t, order, today) + Markup("\n\n") + asked,
        keyboard(*rows, [press("« " + t.plain("Back"), WentBack(back)), press(t.plain("Cancel"), Cancelled())]),
    )


def summary(t: Words, order: OrderView, today: date, own: Sequence[str], states: Mapping[str, str]) -> Screen:
    """Everything before it is booked, each line a press away. ``states``: what opens client, day, time and players."""
    shown = [line for line in LINES if line is not Field.CUSTOM and (line is not Field.RESTTIME or order.restroom)]
    edits = [press("✏️ " + t.plain(label), WentBack(state)) for label, state in states.items()]
    edits += [press("✏️ " + title(t, field), LineOpened(field, 0)) for field in shown]
    edits += [press("✏️ " + name, LineOpened(Field.CUSTOM, number)) for number, name in enumerate(own)]
    rows: list[Row] = in_rows(edits, 2)
    return Screen(
        summary_text(t, order, today) + Markup("\n\n") + t("All right? Any line may be changed."),
        keyboard([press(t.plain("✅ Book"), Booked(), MAIN)], *rows, cancel_row(t)),
    )
