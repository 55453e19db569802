"""The dictionaries of the shop: products and promo codes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from starlette.requests import Request

from domain import promos
from domain.access import Permission
from domain.products import ProductView
from domain.promos import PromoView, Standing
from domain.shop import CATEGORY_MOST, DESCRIPTION_MOST, TITLE_MOST
from services import forms_shop, products, promo_codes
from ui.products import deadline
from ui.promos import STANDINGS, TITLES, amount
from ui.texts import Words
from web.dictionary import Column, Dictionary, Entry, Listing, Options
from web.dictionary_housing import SIZE, adding, getting, saving, whole, yes
from web.session import run

AREA, MAY = "shop", Permission.SHOP
MINOR = 100


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


def typed_money(minor: int) -> str:
    """An amount as it is typed: `5000`, `99.50`."""
    return str(minor // MINOR) if minor % MINOR == 0 else f"{minor / MINOR:.2f}"


# --- products ---


async def _products(request: Request, text: str, page: int) -> Listing:
    if text.strip():
        some = await run(request, products.found, text, SIZE + 1, page * SIZE)
        return Listing(some[:SIZE], page, len(some) > SIZE)
    found, total = await run(request, products.listed, page * SIZE, SIZE)
    return Listing(found, page, total > (page + 1) * SIZE, total)


def _product_values(one: ProductView) -> Mapping[str, Any]:
    return asdict(one) | {
        "price": typed_money(one.price), "diedline": one.deadline or "", "is_active": "1" if one.is_active else "",
    }  # fmt: skip


_PRODUCTS = Dictionary(
    "products", AREA, MAY, MAY, MAY, _("Products and services"), _("New product"),
    _("Nothing is sold yet. Add the first product or service."),
    (
        Column(_("Product's title"), lambda _t, one: one.title),
        Column(_("Category"), lambda _t, one: one.category),
        Column(_("Price"), lambda t, one: t.money(one.price), is_right=True),
        Column(_("Deadline"), lambda t, one: deadline(t, one.deadline) if one.deadline else "", is_right=True),
        Column(_("Shown to customers"), lambda t, one: yes(t, one.is_active)),
    ),
    (
        Entry("title", _("Product's title"), is_required=True, most=TITLE_MOST),
        Entry("price", _("Price"), is_required=True),
        Entry("diedline", _("Deadline"), hint=_("Days; empty where none is promised.")),
        Entry("description", _("Description"), "long", most=DESCRIPTION_MOST),
        Entry("category", _("Category"), most=CATEGORY_MOST),
        Entry("is_active", _("Shown to customers"), "switch", hint=_("The picture is sent to the bot: /products.")),
    ),
    _products, getting(products.get), _product_values, adding(forms_shop.add_product),
    saving(forms_shop.save_product), getting(products.delete), getting(products.restore),
    lambda one: int(one.id), lambda t, one: one.title, lambda one: bool(one.is_archived),
    about_delete=_("What was bought goes to the archive, its purchases stay; the rest is deleted for good."),
)  # fmt: skip


# --- promo codes ---


async def _promos(request: Request, text: str, page: int) -> Listing:
    found, _total = await run(request, promo_codes.listed, 0, promos.CODES_MOST)
    return whole(found, text, page, lambda one: str(one.code))


async def _kinds(_request: Request, t: Words) -> Options:
    return [
        (promos.Kind.PERCENT, t.plain("percent")), (promos.Kind.FIXED, t.plain("an amount of money")),
        (promos.Kind.FREE, t.plain("free of charge")),
    ]  # fmt: skip


def _promo_values(one: PromoView) -> Mapping[str, Any]:
    typed = typed_money(one.amount) if one.kind is promos.Kind.FIXED else str(one.amount)
    return asdict(one) | {
        "amount": "" if one.kind is promos.Kind.FREE else typed,
        "is_active": "" if one.standing in (Standing.OFF, Standing.ARCHIVED) else "1",
    }  # fmt: skip


def _days(t: Words, one: PromoView) -> str:
    return " – ".join(_day(t, day) for day in (one.starts_on, one.ends_on)) if one.starts_on or one.ends_on else ""


def _day(t: Words, day: date | None) -> str:
    return t.day(day) if day else "…"


def _standing(t: Words, one: PromoView) -> str:
    return t.plain(STANDINGS[one.standing]) if one.standing in STANDINGS else t.plain("in use")


_PROMOS = Dictionary(
    "promos", AREA, MAY, MAY, MAY, _("Promo codes"), _("New promo code"), _("There are no promo codes yet."),
    (
        Column(_("Code"), lambda _t, one: one.code),
        Column(TITLES[promos.Field.AMOUNT], lambda t, one: amount(t, one.kind, one.amount), is_right=True),
        Column(_("Used"), lambda _t, one: f"{one.used} / {one.uses_most or '∞'}", is_right=True),
        Column(_("Days"), _days),
        Column(_("State"), _standing),
    ),
    (
        Entry("code", _("Code"), is_required=True, only="new", most=promos.CODE[1]),
        Entry("kind", _("What it gives"), "choice", is_required=True, only="new", options=_kinds),
        Entry("amount", TITLES[promos.Field.AMOUNT], hint=_("Percent or money; nothing for a code free of charge.")),
        Entry("starts_on", TITLES[promos.Field.STARTS], "date"),
        Entry("ends_on", TITLES[promos.Field.ENDS], "date"),
        Entry("uses_most", TITLES[promos.Field.USES], "number", hint=_("Empty: as often as wanted.")),
        Entry("user_uses_most", TITLES[promos.Field.USER_USES], "number", hint=_("Empty: as often as wanted.")),
        Entry("is_active", _("In use"), "switch", hint=_("Which products it is for is chosen in the bot: /promos.")),
    ),
    _promos, getting(promo_codes.get), _promo_values, adding(forms_shop.add_promo),
    saving(forms_shop.save_promo), getting(promo_codes.delete), getting(promo_codes.restore),
    lambda one: int(one.id), lambda t, one: one.code, lambda one: one.standing is Standing.ARCHIVED,
    about_delete=_("What was used goes to the archive; the rest is deleted for good."),
)  # fmt: skip

ALL: Sequence[Dictionary] = (_PRODUCTS, _PROMOS)
