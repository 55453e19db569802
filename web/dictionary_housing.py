"""The dictionaries of the housing company: accounts, categories, subcategories, executors (S4.3–S4.7)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from domain import accounts as flats
from domain.access import Permission, Service
from domain.fold import fold
from domain.phones import show_phone
from domain.utility import FULL_NAME_MOST, NAME_MOST, POSITION_MOST, WARNING_MOST
from services import accounts, forms_housing, utility_directories, utility_executors
from ui.residents import address_line
from ui.texts import Words
from web.dictionary import Column, Dictionary, Entry, Listing, Options
from web.session import run

AREA, MAY = "requests", Permission.DIRECTORIES
SIZE = 50


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


def getting(service: "Service[[int], Any]") -> Callable[[Request, int], Awaitable[Any]]:
    """Run a use case that takes one id: to look, to delete, to restore."""

    async def go(request: Request, id_: int) -> Any:
        return await run(request, service, id_)

    return go


def adding(service: "Service[[Mapping[str, str], str], int]") -> Callable[..., Awaitable[int]]:
    """Run a use case that makes one of a form."""

    async def go(request: Request, typed: Mapping[str, str], origin: str) -> int:
        return await run(request, service, typed, origin)

    return go


def saving(service: "Service[[int, Mapping[str, str], Any], int]") -> Callable[..., Awaitable[int]]:
    """Run a use case that changes one to a form; with the view that the person saw."""

    async def go(request: Request, id_: int, typed: Mapping[str, str], seen: Any) -> int:
        return await run(request, service, id_, typed, seen)

    return go


def whole(items: Sequence[Any], text: str, page: int, said: Callable[[Any], str]) -> Listing:
    """A page of a short list that has every word of ``text``."""
    wanted = fold(text).split()
    kept = [one for one in items if all(word in fold(said(one)) for word in wanted)] if wanted else list(items)
    return Listing(kept[page * SIZE : (page + 1) * SIZE], page, len(kept) > (page + 1) * SIZE, len(kept))


def yes(t: Words, is_so: bool) -> str:
    """`да`, or nothing."""
    return t.plain("yes") if is_so else ""


# --- accounts ---


async def _accounts(request: Request, text: str, page: int) -> Listing:
    if text.strip():
        found = await run(request, accounts.search, text, page, SIZE)
    else:
        found = await run(request, accounts.listed, page, SIZE)
    return Listing(found.items, found.number, found.has_more)


async def _archive_account(request: Request, id_: int) -> flats.AccountView:
    return await run(request, accounts.archive, id_)


def _address(t: Words, one: flats.AccountView) -> str:
    said = address_line(t, (one.street, one.house + one.letter, one.flat))
    return ", ".join(part for part in (one.city, said) if part)


_ACCOUNTS = Dictionary(
    "accounts", AREA, MAY, MAY, MAY, _("Personal accounts"), _("New account"),
    _("There are no accounts yet. Add the first one, or read them in from Excel."),
    (
        Column(flats.TITLES[flats.Field.NUMBER], lambda _t, one: one.number),
        Column(flats.TITLES[flats.Field.FULL_NAME], lambda _t, one: one.full_name),
        Column(_("Address"), _address),
        Column(flats.TITLES[flats.Field.PHONE], lambda _t, one: show_phone(one.phone) if one.phone else ""),
        Column(_("Residents"), lambda _t, one: one.residents or "", is_right=True),
        Column(_("Open requests"), lambda _t, one: one.open_requests or "", is_right=True),
    ),
    tuple(
        Entry(
            field.value, flats.TITLES[field], "tel" if field is flats.Field.PHONE else "text",
            is_required=field in flats.REQUIRED, most=flats.MOST.get(field, 0),
        )
        for field in flats.Field
    ),
    _accounts, getting(accounts.get), asdict, adding(forms_housing.add_account), saving(forms_housing.save_account),
    _archive_account, getting(accounts.restore),
    lambda one: int(one.id), lambda t, one: one.number, lambda one: one.archived_at is not None,
    about_delete=_("Its residents see nothing of it until it is taken back. Requests stay in the journal."),
)  # fmt: skip


# --- categories and subcategories ---


async def _categories(request: Request, text: str, page: int) -> Listing:
    found = await run(request, utility_directories.categories, True)
    return whole(found, text, page, lambda one: str(one.name))


async def _subcategories(request: Request, text: str, page: int) -> Listing:
    found = await run(request, utility_directories.subcategories, None, True)
    return whole(found, text, page, lambda one: f"{one.category} {one.name}")


async def _of_category(request: Request, _t: Words) -> Options:
    return [(str(one.id), one.name) for one in await run(request, utility_directories.categories)]


_PART = (
    Entry("name", _("What it is called"), is_required=True, most=NAME_MOST),
    Entry("warning", _("Warning"), "long", most=WARNING_MOST, hint=_("Shown before the text is typed.")),
    Entry("is_urgent", _("Urgent: told at night too"), "switch"),
    Entry("place", _("Place in the list"), "number", hint=_("Smaller numbers come first.")),
)  # fmt: skip
_KEPT = _("What requests name goes to the archive and stays in the journal; the rest is deleted for good.")
_CATEGORIES = Dictionary(
    "categories", AREA, MAY, MAY, MAY, _("Categories of requests"), _("New category"),
    _("There are no categories yet. Residents choose one first: «Water», «Electricity», «Lift»."),
    (
        Column(_("What it is called"), lambda _t, one: one.name),
        Column(_("Subcategories"), lambda _t, one: one.parts or "", is_right=True),
        Column(_("Urgent"), lambda t, one: yes(t, one.is_urgent)),
        Column(_("Warning"), lambda _t, one: one.warning),
        Column(_("Place in the list"), lambda _t, one: one.place, is_right=True),
    ),
    _PART, _categories, getting(utility_directories.category), asdict,
    adding(forms_housing.add_category), saving(forms_housing.save_category),
    getting(utility_directories.delete_category), getting(utility_directories.restore_category),
    lambda one: int(one.id), lambda t, one: one.name, lambda one: bool(one.is_archived), about_delete=_KEPT,
)  # fmt: skip
_SUBCATEGORIES = Dictionary(
    "subcategories", AREA, MAY, MAY, MAY, _("Subcategories"), _("New subcategory"),
    _("There are no subcategories yet. Each belongs to a category."),
    (
        Column(_("Category of requests"), lambda _t, one: one.category),
        Column(_("What it is called"), lambda _t, one: one.name),
        Column(_("Urgent"), lambda t, one: yes(t, one.is_urgent)),
        Column(_("Warning"), lambda _t, one: one.warning),
        Column(_("Place in the list"), lambda _t, one: one.place, is_right=True),
    ),
    (
        Entry("category_id", _("Category of requests"), "choice", is_required=True, options=_of_category,
              kept=lambda t, one: f"{one.category} · {t.plain('archive')}"),
        *_PART,
    ),
    _subcategories, getting(utility_directories.subcategory), asdict,
    adding(forms_housing.add_subcategory), saving(forms_housing.save_subcategory),
    getting(utility_directories.delete_subcategory), getting(utility_directories.restore_subcategory),
    lambda one: int(one.id), lambda t, one: f"{one.category} · {one.name}", lambda one: bool(one.is_archived),
    about_delete=_KEPT,
)  # fmt: skip


# --- executors ---


async def _executors(request: Request, text: str, page: int) -> Listing:
    found = await run(request, utility_executors.executors, True)
    return whole(found, text, page, lambda one: f"{one.full_name} {one.position} {one.phone}")


async def _in_telegram(request: Request, t: Words) -> Options:
    known = await run(request, utility_executors.executor_accounts)
    return [("", t.plain("without Telegram")), *((str(id_), name) for id_, name in known)]


_EXECUTORS = Dictionary(
    "executors", AREA, MAY, MAY, MAY, _("Executors"), _("New executor"),
    _("There are no executors yet. Add those who carry requests out."),
    (
        Column(_("Full name"), lambda _t, one: one.full_name),
        Column(_("Position"), lambda _t, one: one.position),
        Column(_("Phone"), lambda _t, one: show_phone(one.phone) if one.phone else ""),
        Column("Telegram", lambda _t, one: one.telegram),
        Column(_("Open requests"), lambda _t, one: one.open or "", is_right=True),
    ),
    (
        Entry("full_name", _("Full name"), is_required=True, most=FULL_NAME_MOST),
        Entry("position", _("Position"), most=POSITION_MOST),
        Entry("phone", _("Phone"), "tel"),
        Entry("user_id", "Telegram", "choice", options=_in_telegram,
              kept=lambda t, one: f"{one.telegram} · {t.plain('without the role')}",
              hint=_("Who has the role of an executor works in the bot; for the others the dispatcher does it.")),
    ),
    _executors, getting(utility_executors.executor), asdict,
    adding(forms_housing.add_executor), saving(forms_housing.save_executor),
    getting(utility_executors.delete_executor), getting(utility_executors.restore_executor),
    lambda one: int(one.id), lambda t, one: one.full_name, lambda one: bool(one.is_archived), about_delete=_KEPT,
)  # fmt: skip

ALL: Sequence[Dictionary] = (_ACCOUNTS, _CATEGORIES, _SUBCATEGORIES, _EXECUTORS)
