"""The catalogue on the screen: shelves, product cards with their pictures, search (S2.3, S2.31–S2.39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote as escaped

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.products import ProductView
from domain.shop_views import ALL, ALONE, PAGE, ProductCard, Shelf, category_key
from ui.callbacks import Button, button
from ui.common import cancel_row
from ui.screen import MAIN, Attachment, Row, Screen, bold, cut, in_pairs, keyboard, lines, link, pages_row, press
from ui.texts import Words

PAYLOAD = "p_"  # how a product stands in a deep link
TITLE = 26  # characters of a title on a button, before the price


@button("So")
@dataclass(frozen=True)
class ProductOpened(Button):
    """A product from an advert, a purchase or a refusal: its card comes below, the message stays."""

    product_id: int


@button("Sc")
@dataclass(frozen=True)
class CardOpened(Button):
    """A product of a list: ``number`` is its place, ``key`` the category's."""

    product_id: int
    key: int
    number: int


@button("St")
@dataclass(frozen=True)
class CardTurned(Button):
    """‹ ›: the product at another place of the list."""

    key: int
    number: int


@button("Sl")
@dataclass(frozen=True)
class ShelfOpened(Button):
    """A page of the catalogue or of a category; page -1 of all is where categories are chosen."""

    key: int
    page: int


@button("Sf")
@dataclass(frozen=True)
class SearchBegun(Button):
    """[🔎 Найти]."""


@button("Sb")
@dataclass(frozen=True)
class BuyBegun(Button):
    """[🛒 Купить]."""

    product_id: int


FRONT = ShelfOpened(ALL, -1)


def days(t: Words, number: int) -> Markup | None:
    """`Срок: 14 дней`; nothing where none is promised."""
    return t.count("Ready in: {n} day", "Ready in: {n} days", number) if number else None


def shelf(t: Words, seen: Shelf) -> Screen:
    """/catalog."""
    search = [press(t.plain("🔎 Find"), SearchBegun())] if seen.has_search else None
    if seen.categories:
        named = [press(name, ShelfOpened(category_key(name), 0)) for name in seen.categories]
        everything = press(t.plain("Everything · {n}", n=seen.total), ShelfOpened(ALL, 0))
        text = lines(bold(t("🛒 Catalogue")), t("Choose a section, please."))
        return Screen(text, keyboard(*in_pairs(named), [everything], search))
    if not seen.products:
        return Screen(lines(bold(t("🛒 Catalogue")), t("There is nothing here yet. Look in later, please.")))
    first = seen.number * PAGE
    rows = [
        [press(_labelled(t, product), CardOpened(product.id, seen.key, first + at))]
        for at, product in enumerate(seen.products)
    ]
    pages = pages_row(seen.total, PAGE, seen.number, lambda page: ShelfOpened(seen.key, max(page, 0)))
    head = t("🛒 {category}", category=seen.category) if seen.category else t("🛒 Catalogue")
    back = [press("« " + t.plain("Catalogue"), FRONT)] if seen.category else None
    return Screen(lines(bold(head), t("Press a product to read about it.")), keyboard(*rows, pages, search, back))


def _labelled(t: Words, product: ProductView) -> str:
    return f"{cut(product.title, TITLE)} · {price(t, product.price)}"


def price(t: Words, amount: int) -> str:
    """Money, or that it costs nothing."""
    return t.money(amount) if amount else t.plain("no charge")


def card(t: Words, seen: ProductCard, username: str) -> Screen:
    """One product: its picture, and the words below as the caption."""
    product = seen.product
    page = seen.number // PAGE
    back = ShelfOpened(seen.key, page) if seen.total else FRONT
    return Screen(
        lines(
            bold(product.title),
            Markup("{}").format(product.description) if product.description else None,
            t("Price: {money}", money=price(t, product.price)),
            days(t, product.deadline),
        ),
        keyboard(
            [press(t.plain("🛒 Buy"), BuyBegun(product.id), MAIN), _share(t, product, username)],
            _flip(seen),
            [press("« " + t.plain("To the list"), back)],
        ),
        files=(Attachment("photo", product.image),) if product.image else (),
    )


def _share(t: Words, product: ProductView, username: str) -> InlineKeyboardButton:
    """Telegram asks whom to send it to."""
    address = f"https://t.me/{username}?start={PAYLOAD}{product.id}"
    shared = f"https://t.me/share/url?url={escaped(address, safe='')}&text={escaped(product.title, safe='')}"
    return link(t.plain("↗️ Share"), shared)


def _flip(seen: ProductCard) -> Row | None:
    if seen.total < 2:
        return None
    at, key = min(seen.number, seen.total - 1), seen.key
    middle = press(f"{at + 1}/{seen.total}", CardOpened(seen.product.id, key, at))
    return [
        press("‹", CardTurned(key, (at - 1) % seen.total)),
        middle,
        press("›", CardTurned(key, (at + 1) % seen.total)),
    ]


def not_offered(t: Words) -> Screen:
    """Switched off, deleted, or never there."""
    return Screen(
        t("This is not sold at the moment. Look what else there is, please."),
        keyboard([press(t.plain("🛒 Catalogue"), FRONT)]),
    )


def asking_search(t: Words) -> Screen:
    """What is looked for?"""
    return Screen(t("What shall I look for? Type a word of its name."), keyboard(cancel_row(t)))


def found(t: Words, text: str, products: Sequence[ProductView]) -> Screen:
    """What was found; the next typing is another search."""
    said = t("Press a product, or type another word.") if products else t("Nothing found. Type another word, please.")
    return Screen(
        lines(bold(t("🔎 {text}", text=cut(text, 40))), said),
        keyboard(
            *([press(_labelled(t, product), CardOpened(product.id, ALONE, 0))] for product in products),
            [press("« " + t.plain("Catalogue"), FRONT)],
        ),
    )
