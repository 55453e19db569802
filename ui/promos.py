"""Promo codes as sellers look after them: the list, one of them, what it is for, how it was used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.products import ProductView
from domain.promos import Field, Kind, PromoView, Report, Standing, UseLine
from ui.callbacks import Button, button
from ui.screen import DANGER, MAIN, Row, Screen, bold, in_pairs, in_rows, keyboard, lines, pages_row, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


@button("9l")
@dataclass(frozen=True)
class PromosOpened(Button):
    """The list, at a page."""

    page: int


@button("9o")
@dataclass(frozen=True)
class PromoPicked(Button):
    """A code."""

    promo_id: int


@button("9n")
@dataclass(frozen=True)
class PromoBegun(Button):
    """[➕ Новый промокод]."""


@button("9f")
@dataclass(frozen=True)
class FieldPicked(Button):
    """[✏️ Скидка] and the others."""

    promo_id: int
    field: Field


@button("9p")
@dataclass(frozen=True)
class ScopeOpened(Button):
    """[Для чего]: the products, at a page."""

    promo_id: int
    page: int


@button("9t")
@dataclass(frozen=True)
class ProductToggled(Button):
    """A product that the code is for, or no longer."""

    promo_id: int
    product_id: int
    page: int
    is_on: bool


@button("9e")
@dataclass(frozen=True)
class ScopeCleared(Button):
    """[Для всего]."""

    promo_id: int


@button("9s")
@dataclass(frozen=True)
class PromoSwitched(Button):
    """[Выключить], [Включить]."""

    promo_id: int
    is_on: bool


@button("9u")
@dataclass(frozen=True)
class ReportOpened(Button):
    """[Как использовали]."""

    promo_id: int


@button("9a")
@dataclass(frozen=True)
class DeleteAsked(Button):
    """[🗑 Удалить]: really?"""

    promo_id: int


@button("9x")
@dataclass(frozen=True)
class PromoDeleted(Button):
    """Yes."""

    promo_id: int


@button("9r")
@dataclass(frozen=True)
class PromoRestored(Button):
    """[↩️ Вернуть]."""

    promo_id: int


TITLES: Mapping[Field, str] = {
    Field.AMOUNT: _("Discount"),
    Field.STARTS: _("First day"),
    Field.ENDS: _("Last day"),
    Field.USES: _("Uses in all"),
    Field.USER_USES: _("Uses a person"),
}
STANDINGS: Mapping[Standing, str] = {
    Standing.OFF: _("switched off"),
    Standing.WAITING: _("not begun yet"),
    Standing.ENDED: _("its time has passed"),
    Standing.USED_UP: _("used up"),
    Standing.ARCHIVED: _("in the archive"),
}
PAGE = 8
PAGES_MOST = 1000  # a forged page is no page
NAMED = 5  # products that a card lists


def listed(t: Words, promos: Sequence[PromoView], total: int, page: int = 0) -> Screen:
    """/promos."""
    empty = t("There are no promo codes yet. A code makes a purchase cheaper, or free of charge.")
    return Screen(
        lines(bold(t("🛒 Promo codes")), *([_line(t, one) for one in promos] or [empty])),
        keyboard(
            *in_pairs(press(one.code, PromoPicked(one.id)) for one in promos),
            pages_row(total, PAGE, page, PromosOpened),
            [press(t.plain("➕ New promo code"), PromoBegun(), None if total else MAIN)],
        ),
    )


def _line(t: Words, one: PromoView) -> Markup:
    said = Markup("<b>{}</b>: {} · {}").format(one.code, amount(t, one.kind, one.amount), _uses(t, one))
    return said if one.standing is Standing.ON else said + Markup(" · ") + t(STANDINGS[one.standing])


def amount(t: Words, kind: Kind, number: int) -> str:
    """`−10 %`, `−500 ₽`, `бесплатно`."""
    if kind is Kind.FREE:
        return t.plain("free of charge")
    return f"−{number} %" if kind is Kind.PERCENT else f"−{t.money(number)}"


def _uses(t: Words, one: PromoView) -> Markup:
    if one.uses_most is None:
        return t("used: {n}", n=one.used)
    return t("used: {n} of {most}", n=one.used, most=one.uses_most)


def card(t: Words, promo: PromoView) -> Screen:
    """A code with everything that can be done."""
    off = promo.standing is not Standing.ON
    text = lines(
        bold(t("🛒 Promo code {code}", code=promo.code)),
        t("Does not hold: {why}", why=t(STANDINGS[promo.standing])) if off else None,
        t("Discount: {amount}", amount=amount(t, promo.kind, promo.amount)),
        t("Holds: {days}", days=_days(t, promo)),
        t("Uses: {n} of {most}", n=promo.used, most=_limit(t, promo.uses_most)),
        t("A person may use it: {n}", n=_times(t, promo.user_uses_most)),
        t("For: {products}", products=_for(t, promo)),
    )
    return Screen(text, keyboard(*_card_rows(t, promo)))


def _days(t: Words, promo: PromoView) -> Markup:
    if promo.starts_on and promo.ends_on:
        return t("from {start} to {end}", start=t.day(promo.starts_on), end=t.day(promo.ends_on))
    if promo.starts_on:
        return t("from {start}", start=t.day(promo.starts_on))
    return t("until {end}", end=t.day(promo.ends_on)) if promo.ends_on else t("always")


def _limit(t: Words, number: int | None) -> str:
    return t.plain("as many as you like") if number is None else str(number)


def _times(t: Words, number: int | None) -> Markup:
    return t("as many times as they like") if number is None else t.count("{n} time", "{n} times", number)


def _for(t: Words, promo: PromoView) -> str:
    if not promo.products:
        return t.plain("all products and services")
    named = ", ".join(title for _id, title in promo.products[:NAMED])
    more = len(promo.products) - NAMED
    return f"{named} +{more}" if more > 0 else named


def _card_rows(t: Words, promo: PromoView) -> list[Row]:
    id_ = promo.id
    report = press(t.plain("How it was used"), ReportOpened(id_))
    if promo.standing is Standing.ARCHIVED:
        return [[report, press(t.plain("↩️ Take back"), PromoRestored(id_))], to_list(t)]
    fields = [
        press("✏️ " + t.plain(TITLES[field]), FieldPicked(id_, field))
        for field in Field
        if field is not Field.AMOUNT or promo.kind is not Kind.FREE
    ]
    fields.append(press("✏️ " + t.plain("What it is for"), ScopeOpened(id_, 0)))
    switch = (
        press(t.plain("Switch on"), PromoSwitched(id_, True), MAIN)
        if promo.standing is Standing.OFF
        else press(t.plain("Switch off"), PromoSwitched(id_, False))
    )
    return [
        *in_rows(fields, 2), [report, switch], [press(t.plain("🗑 Delete"), DeleteAsked(id_), DANGER)], to_list(t),
    ]  # fmt: skip


def scope(t: Words, promo: PromoView, products: Sequence[ProductView], total: int, page: int = 0) -> Screen:
    """What the code is for: as many as are ticked, or all."""
    picked = {id_ for id_, _title in promo.products}
    rows = [
        press(("✓ " if one.id in picked else "○ ") + one.title,
              ProductToggled(promo.id, one.id, page, one.id not in picked))
        for one in products
    ]  # fmt: skip
    clear = [press(t.plain("For everything"), ScopeCleared(promo.id))] if picked else []
    return Screen(
        lines(
            bold(t("🛒 Promo code {code}", code=promo.code)),
            t("For: {products}", products=_for(t, promo)),
            t("Tick what it is for. With nothing ticked it is for everything."),
        ),
        keyboard(
            *in_pairs(rows), pages_row(total, PAGE, page, lambda at: ScopeOpened(promo.id, at)), clear,
            to_promo(t, promo.id),
        ),
    )  # fmt: skip


def report(t: Words, known: Report) -> Screen:
    """How it was used."""
    text = lines(
        bold(t("📊 Promo code {code}", code=known.promo.code)),
        t("Purchases with it: {n}", n=known.uses),
        t("People: {n}", n=known.people),
        t("Discounts in all: {money}", money=t.money(known.discounts)),
        t("Returned by cancelled purchases: {n}", n=known.returned) if known.returned else None,
        None if known.latest else t("Nobody has used it yet."),
        *[_use(t, one) for one in known.latest],
    )
    return Screen(text, keyboard(to_promo(t, known.promo.id)))


def _use(t: Words, one: UseLine) -> Markup:
    said = Markup("№{} · {} · {} · −{}").format(one.purchase_id, one.who, t.moment(one.at), t.money(one.discount))
    return said + Markup(" · ") + t("returned") if one.returned_at else said


def delete_question(t: Words, promo: PromoView) -> Screen:
    """Names it and says what becomes of what was bought with it."""
    used, unused = t("What was bought with it keeps its discount."), t("Nobody uses it now.")
    kept = used if promo.used else unused
    return Screen(
        lines(bold(t("Delete the promo code {code}?", code=promo.code)), kept),
        keyboard([press(t.plain("🗑 Delete"), PromoDeleted(promo.id), DANGER)], to_promo(t, promo.id)),
    )


def deleted(t: Words, promo: PromoView) -> Screen:
    """What became of it."""
    title = bold(t("🗑 The promo code {code} is deleted", code=promo.code))
    if promo.standing is not Standing.ARCHIVED:
        return Screen(title, keyboard(to_list(t)))
    back = [press(t.plain("↩️ Take back"), PromoRestored(promo.id))]
    return Screen(
        lines(title, t("It was used, so it went to the archive: discounts stay.")), keyboard(back, to_list(t))
    )


def to_list(t: Words) -> Row:
    """[« Промокоды]."""
    return [press("« " + t.plain("Promo codes"), PromosOpened(0))]


def to_promo(t: Words, promo_id: int) -> Row:
    """[« Назад] to a code."""
    return [press("« " + t.plain("Back"), PromoPicked(promo_id))]
