"""What is asked of a product while it is made or changed, and its search."""

from collections.abc import Sequence

from markupsafe import Markup

from domain.products import Field, ProductView
from ui.common import back_row, cancel_row
from ui.products import (
    TITLES,
    CategoryChosen,
    DaysChosen,
    Skipped,
    deadline,
    picks,
    to_list,
    to_product,
)
from ui.screen import LABEL, Row, Screen, bold, cut, in_pairs, in_rows, keyboard, lines, press
from ui.texts import Words

Categories = Sequence[tuple[int, str]]  # a product that has it, its name
DAYS = (1, 3, 7, 14, 30)
CATEGORIES = 8


def question(t: Words, field: Field, known: Markup | None, back: str | None, categories: Categories = ()) -> Screen:
    """A field of a new product; ``back``: the state before."""
    way = back_row(t, back) if back else cancel_row(t)
    skip = [] if field in (Field.TITLE, Field.PRICE) else [press(t.plain("Skip"), Skipped())]
    return Screen(
        lines(bold(t("🛒 New product or service")), known, asked(t, field)),
        keyboard(*quick(t, field, categories), skip, way),
    )


def sofar(t: Words, title: str, price: int | None = None, days: int | None = None, has_picture: bool = False) -> Markup:
    """What is known of a new product."""
    parts = (
        cut(title, 50), t.money(price) if price is not None else "", deadline(t, days) if days else "",
        t.plain("with a picture") if has_picture else "",
    )  # fmt: skip
    return Markup(" · ").join(part for part in parts if part)


def value_question(t: Words, product: ProductView, field: Field, categories: Categories = ()) -> Screen:
    """A field of a product that there is."""
    now = {
        Field.TITLE: product.title, Field.PRICE: t.money(product.price), Field.DEADLINE: deadline(t, product.deadline),
        Field.DESCRIPTION: product.description, Field.IMAGE: "", Field.CATEGORY: product.category,
    }[field]  # fmt: skip
    is_empty = not getattr(product, "deadline" if field is Field.DEADLINE else field.value)
    drop = [] if is_empty or field in (Field.TITLE, Field.PRICE) else [press(t.plain("Remove"), Skipped())]
    note = t("What was bought keeps its price.") if field is Field.PRICE else None
    return Screen(
        lines(bold("🛒 " + product.title), t("Now: {value}", value=now) if now else None, asked(t, field), note),
        keyboard(*quick(t, field, categories), drop, to_product(t, product.id)),
    )


def asked(t: Words, field: Field) -> Markup:
    """What is to be sent."""
    match field:
        case Field.TITLE:
            return t("What is it called? Up to 50 characters. For example: Logo")
        case Field.PRICE:
            return t("What does it cost? For example: 5 000")
        case Field.DEADLINE:
            return t("How many days does it take? Choose, or type a number")
        case Field.DESCRIPTION:
            return t("Describe it in one or two sentences, up to 100 characters")
        case Field.IMAGE:
            return t("Send a picture as a photo")
    return t("In which category of the catalogue? Choose, or type a new one")


def quick(t: Words, field: Field, categories: Categories) -> list[Row]:
    """The usual answers as buttons."""
    if field is Field.DEADLINE:
        return in_rows([press(str(t.count("{n} day", "{n} days", days)), DaysChosen(days)) for days in DAYS], 3)
    if field is Field.CATEGORY:
        return in_pairs(press(cut(name, LABEL), CategoryChosen(id_)) for id_, name in categories[:CATEGORIES])
    return []


def found(t: Words, text: str, products: Sequence[ProductView]) -> Screen:
    """What the search found; with nothing typed yet: how it is searched."""
    title = bold(t("🔎 Products: {query}", query=cut(text, 60)) if text else t("🔎 Products and services"))
    ask = t("Type a part of the title.") if not text or products else t("Nothing found. Type another part of it.")
    return Screen(lines(title, ask), keyboard(*picks(products), to_list(t)))


def saved(t: Words, field: Field) -> Markup:
    """News above the card."""
    return t("✅ Saved: {title}", title=t.plain(TITLES[field]))


def made(t: Words) -> Markup:
    """News above the card of a new one."""
    return t("✅ It is in the catalogue.")
