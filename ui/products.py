"""Products as sellers look after them: the list, one of them, switching it off and deleting it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.products import Field, ProductView
from ui.callbacks import Button, button
from ui.screen import (
    DANGER,
    MAIN,
    Attachment,
    Row,
    Screen,
    bold,
    in_pairs,
    in_rows,
    keyboard,
    lines,
    pages_row,
    press,
    quote,
)
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


@button("8l")
@dataclass(frozen=True)
class ProductsOpened(Button):
    """The list, at a page."""

    page: int


@button("8o")
@dataclass(frozen=True)
class ProductPicked(Button):
    """A product, as its seller sees it."""

    product_id: int


@button("8n")
@dataclass(frozen=True)
class ProductBegun(Button):
    """[➕ Добавить]."""


@button("8q")
@dataclass(frozen=True)
class ProductSought(Button):
    """[🔎 Найти]."""


@button("8f")
@dataclass(frozen=True)
class FieldPicked(Button):
    """[✏️ Цена] and the others."""

    product_id: int
    field: Field


@button("8k")
@dataclass(frozen=True)
class Skipped(Button):
    """[Пропустить] and [Убрать]: the field is empty."""


@button("8c")
@dataclass(frozen=True)
class CategoryChosen(Button):
    """The category of a product that has it."""

    product_id: int


@button("8d")
@dataclass(frozen=True)
class DaysChosen(Button):
    """A usual deadline."""

    days: int


@button("8s")
@dataclass(frozen=True)
class ProductSwitched(Button):
    """[Скрыть из каталога], [Показать в каталоге]."""

    product_id: int
    is_on: bool


@button("8a")
@dataclass(frozen=True)
class DeleteAsked(Button):
    """[🗑 Удалить]: really?"""

    product_id: int


@button("8x")
@dataclass(frozen=True)
class ProductDeleted(Button):
    """Yes."""

    product_id: int


@button("8r")
@dataclass(frozen=True)
class ProductRestored(Button):
    """[↩️ Вернуть]."""

    product_id: int


TITLES: Mapping[Field, str] = {
    Field.TITLE: _("Product's title"),
    Field.PRICE: _("Price"),
    Field.DEADLINE: _("Deadline"),
    Field.DESCRIPTION: _("Description"),
    Field.IMAGE: _("Picture"),
    Field.CATEGORY: _("Category"),
}
PAGE = 8
PAGES_MOST = 1000  # a forged page is no page
SOUGHT_FROM = 3 * PAGE  # a list of over three pages is searched


def listed(t: Words, products: Sequence[ProductView], total: int, page: int = 0) -> Screen:
    """/products."""
    empty = t("Nothing is sold yet. Add the first product or service: customers see it in the catalogue at once.")
    new = [press(t.plain("➕ Add"), ProductBegun(), None if total else MAIN)]
    find = [press(t.plain("🔎 Find"), ProductSought())] if total > SOUGHT_FROM else []
    return Screen(
        lines(bold(t("🛒 Products and services")), *([line(t, one) for one in products] or [empty])),
        keyboard(*picks(products), pages_row(total, PAGE, page, ProductsOpened), [*new, *find]),
    )


def picks(products: Sequence[ProductView]) -> list[Row]:
    """A button each."""
    return in_pairs(press(one.title, ProductPicked(one.id)) for one in products)


def line(t: Words, one: ProductView) -> Markup:
    """`Логотип: 5 000 ₽ · 14 дней · скрыт`."""
    facts = [t.money(one.price), deadline(t, one.deadline) if one.deadline else ""]
    said = Markup("<b>{}</b>: {}").format(one.title, " · ".join(fact for fact in facts if fact))
    return said if one.is_active else said + Markup(" · ") + t("hidden")


def deadline(t: Words, days: int) -> Markup:
    """`14 дней`."""
    return t.count("{n} day", "{n} days", days) if days else t("not promised")


def card(t: Words, product: ProductView) -> Screen:
    """A product with everything that can be done."""
    text = lines(
        bold("🛒 " + product.title),
        _standing(t, product),
        t("Price: {price}", price=t.money(product.price)),
        t("Deadline: {time}", time=deadline(t, product.deadline)),
        t("Category: {name}", name=product.category) if product.category else None,
        None if product.image else t("No picture yet"),
        t("Bought: {n}", n=product.bought) if product.bought else None,
        quote(product.description),
    )
    picture = (Attachment("photo", product.image),) if product.image else ()
    return Screen(text, keyboard(*_card_rows(t, product)), files=picture)


def _standing(t: Words, product: ProductView) -> Markup | None:
    if product.is_archived:
        return t("Deleted: kept for the purchases and promo codes that name it")
    return None if product.is_active else t("Hidden from the catalogue")


def _card_rows(t: Words, product: ProductView) -> list[Row]:
    id_ = product.id
    if product.is_archived:
        return [[press(t.plain("↩️ Take back"), ProductRestored(id_))], to_list(t)]
    fields = [press("✏️ " + t.plain(TITLES[field]), FieldPicked(id_, field)) for field in Field]
    switch = (
        press(t.plain("Hide"), ProductSwitched(id_, False))
        if product.is_active
        else press(t.plain("Show to customers"), ProductSwitched(id_, True), MAIN)
    )
    delete = press(t.plain("🗑 Delete"), DeleteAsked(id_), DANGER)
    return [*in_rows(fields, 2), *in_pairs([switch, delete]), to_list(t)]


def delete_question(t: Words, product: ProductView) -> Screen:
    """Names it and says what becomes of what was bought."""
    kept = (
        t.count("{n} purchase keeps its title and price.", "{n} purchases keep its title and price.", product.bought)
        if product.bought
        else t("Nobody has bought it yet.")
    )
    return Screen(
        lines(bold(t("Delete “{title}”?", title=product.title)), kept),
        keyboard([press(t.plain("🗑 Delete"), ProductDeleted(product.id), DANGER)], to_product(t, product.id)),
    )


def deleted(t: Words, product: ProductView) -> Screen:
    """What became of it (T11)."""
    title = bold(t("🗑 “{title}” is deleted", title=product.title))
    if not product.is_archived:
        return Screen(title, keyboard(to_list(t)))
    why = (
        t("It was bought before, so it went to the archive: the purchases stay as they are.")
        if product.bought
        else t("A promo code is for it, so it went to the archive.")
    )
    back = [press(t.plain("↩️ Take back"), ProductRestored(product.id))]
    return Screen(lines(title, why), keyboard(back, to_list(t)))


def restored(t: Words) -> Markup:
    """News above the card."""
    return t("↩️ It is back.")


def to_list(t: Words) -> Row:
    """[« Товары и услуги]."""
    return [press("« " + t.plain("Products and services"), ProductsOpened(0))]


def to_product(t: Words, product_id: int) -> Row:
    """[« Назад] to a product."""
    return [press("« " + t.plain("Back"), ProductPicked(product_id))]
