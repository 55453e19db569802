"""What is asked of a promo code while it is made or changed."""

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from domain.promos import Field, Kind, PromoView
from ui.callbacks import Button, button
from ui.common import back_row, cancel_row
from ui.promos import TITLES, amount, to_promo
from ui.screen import MAIN, Row, Screen, bold, in_pairs, in_rows, keyboard, lines, press
from ui.texts import Words


@button("9g")
@dataclass(frozen=True)
class CodeGenerated(Button):
    """[Придумать за меня]."""


@button("9k")
@dataclass(frozen=True)
class KindChosen(Button):
    """Percent, money, or free of charge."""

    kind: Kind


@button("9m")
@dataclass(frozen=True)
class NumberChosen(Button):
    """A usual percentage or limit; None: no limit."""

    number: int | None


@button("9d")
@dataclass(frozen=True)
class DayChosen(Button):
    """A usual day; None: no such bound."""

    day: date | None


PERCENTS = (5, 10, 15, 20, 25, 50)
LIMITS = (1, 10, 50, 100)
USER_LIMITS = (1, 2, 3)
AHEAD = (7, 14, 30)  # days


def code_question(t: Words) -> Screen:
    """How is it spelled?"""
    return Screen(
        lines(bold(t("🛒 New promo code")), t("How is it spelled? For example: SUMMER10. Case does not matter")),
        keyboard([press(t.plain("Make one for me"), CodeGenerated(), MAIN)], cancel_row(t)),
    )


def kind_question(t: Words, code: str, back: str) -> Screen:
    """What does it do?"""
    known = ((Kind.PERCENT, t.plain("Percent off")), (Kind.FIXED, t.plain("Money off")),
             (Kind.FREE, t.plain("Free of charge")))  # fmt: skip
    rows = in_pairs(press(label, KindChosen(kind)) for kind, label in known)
    return Screen(
        lines(bold(t("🛒 New promo code")), Markup.escape(code), t("What does it give?")),
        keyboard(*rows, back_row(t, back)),
    )


def question(t: Words, field: Field, kind: Kind, known: Markup, back: str, today: date) -> Screen:
    """A field of a new code."""
    return Screen(
        lines(bold(t("🛒 New promo code")), known, asked(t, field, kind)),
        keyboard(*quick(t, field, kind, today), back_row(t, back)),
    )


def sofar(t: Words, code: str, kind: Kind, number: int, uses: int | None = 0) -> Markup:
    """What is known of a new code; ``uses`` 0: not asked yet."""
    limit = [] if uses == 0 else [t("any number of uses") if uses is None else t("uses: {n}", n=uses)]
    value = [] if kind is not Kind.FREE and not number else [Markup.escape(amount(t, kind, number))]
    return Markup(" · ").join([Markup.escape(code), *value, *limit])


def value_question(t: Words, promo: PromoView, field: Field, today: date) -> Screen:
    """A field of a code that there is."""
    value = getattr(promo, field.value)
    if field is Field.AMOUNT:
        now = amount(t, promo.kind, promo.amount)
    elif isinstance(value, date):
        now = t.day(value)
    else:
        now = t.plain("no limit") if value is None else str(value)
    note = t("What was bought keeps its discount.") if field is Field.AMOUNT else None
    return Screen(
        lines(
            bold(t("🛒 Promo code {code}", code=promo.code)),
            t("{title}: {value}", title=t(TITLES[field]), value=now),
            asked(t, field, promo.kind),
            note,
        ),
        keyboard(*quick(t, field, promo.kind, today), to_promo(t, promo.id)),
    )


def asked(t: Words, field: Field, kind: Kind) -> Markup:
    """What is to be typed."""
    match field:
        case Field.AMOUNT if kind is Kind.PERCENT:
            return t("How many percent off? Choose, or type from 1 to 100")
        case Field.AMOUNT:
            return t("How much off? For example: 500. Never more than the price")
        case Field.USES:
            return t("How many times may it be used in all? Choose, or type a number")
        case Field.USER_USES:
            return t("How many times may one person use it? Choose, or type a number")
        case Field.STARTS:
            return t("From which day does it hold? Choose, or type: 21.11")
    return t("Until which day does it hold, that day included? Choose, or type: 21.11")


def quick(t: Words, field: Field, kind: Kind, today: date) -> list[Row]:
    """The usual answers as buttons."""
    if field in (Field.STARTS, Field.ENDS):
        first = [] if field is Field.ENDS else [press(t.plain("today"), DayChosen(today))]
        days = [today + timedelta(days=ahead) for ahead in AHEAD]
        anyhow = t.plain("No first day") if field is Field.STARTS else t.plain("No last day")
        return [[press(anyhow, DayChosen(None))], *in_rows([*first, *(press(t.day(d), DayChosen(d)) for d in days)], 2)]
    if field is Field.AMOUNT:
        return in_rows([press(f"{n} %", NumberChosen(n)) for n in PERCENTS], 3) if kind is Kind.PERCENT else []
    numbers = LIMITS if field is Field.USES else USER_LIMITS
    return [[press(t.plain("No limit"), NumberChosen(None))], [press(str(n), NumberChosen(n)) for n in numbers]]


def saved(t: Words, field: Field) -> Markup:
    """News above the card."""
    return t("✅ Saved: {title}", title=t.plain(TITLES[field]))


def made(t: Words) -> Markup:
    """News above the card of a new one."""
    return t("✅ The promo code holds. Each person may use it once; that and what it is for can be changed here.")
