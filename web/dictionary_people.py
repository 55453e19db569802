"""The dictionaries of people: clients, and who works here with their roles."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from domain.access import Permission
from domain.clients import REQUIRED, TITLES, Field
from domain.phones import show_phone
from domain.views import ClientView, PersonView
from services import clients, forms_people
from services.staff import GIVEN
from ui.staff import OPENS, role_name
from ui.texts import Words
from web.dictionary import Column, Dictionary, Entry, Listing, Options
from web.dictionary_housing import SIZE, adding, getting, saving, whole
from web.session import run, site_of


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


async def _clients(request: Request, text: str, page: int) -> Listing:
    found = await run(request, forms_people.clients_page, text, page, SIZE)
    return Listing(found.items, found.number, found.has_more)


def _kind(field: Field) -> str:
    if field in (Field.PHONE, Field.SECONDPHONE):
        return "tel"
    return "long" if field is Field.DESCRIPTION else "text"


async def _restored(request: Request, uid: int) -> ClientView:
    return (await run(request, clients.restore, uid)).client


_CLIENTS = Dictionary(
    "clients", "clients", Permission.CLIENTS_READ, Permission.CLIENTS_WRITE, Permission.CLIENTS_DELETE,
    _("Client cards"), _("New client"), _("There are no clients yet."),
    (
        Column(_("Client"), lambda _t, one: one.full_name),
        Column(TITLES[Field.PHONE], lambda _t, one: show_phone(one.phone) if one.phone else ""),
        Column(TITLES[Field.SECONDPHONE], lambda _t, one: show_phone(one.secondphone) if one.secondphone else ""),
        Column(TITLES[Field.SOURCE], lambda _t, one: one.source),
        Column(TITLES[Field.DESCRIPTION], lambda _t, one: one.description),
    ),
    tuple(Entry(field.value, TITLES[field], _kind(field), is_required=field in REQUIRED) for field in Field),
    _clients, getting(clients.get), asdict, adding(forms_people.add_client), saving(forms_people.save_client),
    getting(clients.delete), _restored,
    lambda one: int(one.uid), lambda t, one: one.full_name, lambda one: one.deleted_at is not None,
    about_delete=_("Games stay. For ten minutes the card can be taken back."),
)  # fmt: skip


# --- who works here ---


async def _people(request: Request, text: str, page: int) -> Listing:
    found = await run(request, forms_people.people)
    return whole(found, text, page, lambda one: f"{one.name} {one.telegram_id}")


async def _added(request: Request, typed: Mapping[str, str], _origin: str) -> int:
    return await run(request, forms_people.add_person, typed, _roles(typed))


async def _saved(request: Request, user_id: int, typed: Mapping[str, str], seen: PersonView) -> int:
    owners = site_of(request).settings.owner_ids
    return await run(request, forms_people.save_person, user_id, _roles(typed), owners, seen)


def _roles(typed: Mapping[str, str]) -> list[str]:
    return [role for role in typed.get("roles", "").split(",") if role]


async def _offered(_request: Request, t: Words) -> Options:
    return [
        (role, f"{role_name(t, role)}: {t.plain(OPENS[role])}" if role in OPENS else role_name(t, role))
        for role in GIVEN
    ]


def _held(t: Words, one: PersonView) -> str:
    return ", ".join(role_name(t, role) for role in GIVEN if role in one.roles)


def _values(one: PersonView) -> Mapping[str, Any]:
    return {"telegram_id": one.telegram_id, "roles": ",".join(one.roles)}


_STAFF = Dictionary(
    "staff", "", Permission.STAFF, Permission.STAFF, Permission.STAFF, _("People and roles"), _("Give a role"),
    _("Nobody has a role yet."),
    (
        Column(_("Person"), lambda t, one: one.name or t.plain("has not opened the bot yet")),
        Column(_("Roles"), _held),
        Column(_("Telegram id"), lambda _t, one: one.telegram_id, is_right=True),
    ),
    (
        Entry("telegram_id", _("Telegram id"), "number", is_required=True, only="new",
              hint=_("The person finds it in the bot: /id. Without it send an invitation: /staff.")),
        Entry("roles", _("Roles"), "many", options=_offered),
    ),
    _people, getting(forms_people.person), _values, _added, _saved, None, None,
    lambda one: int(one.user_id), lambda t, one: one.name or str(one.telegram_id), lambda _one: False,
)  # fmt: skip

ALL: Sequence[Dictionary] = (_CLIENTS, _STAFF)
