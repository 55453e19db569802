"""The form of a member on the web: names and phones, what the gym keeps beside them, the group (S5.48, S5.50)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command
from domain.clients import Field as CardField
from domain.errors import Conflict, Invalid
from domain.forms import Readers, WrongFields, read_all
from domain.members import Field, read_text
from services import forms_people, group_people
from services.order_views import client_view

if TYPE_CHECKING:
    from repositories.uow import Uow

KIND = "client"
KEPT = (Field.EMAIL, Field.REGION, Field.COMMENT)


@command(Permission.MEMBERSHIPS)
def save(uow: "Uow", actor: Actor, uid: int, typed: Mapping[str, str], version: int) -> int:
    """Set what differs, all of it or nothing; what the form has not sent stays. Raises ``WrongFields``.

    ``version`` is the card's as the form has shown it: ``Stale`` where somebody was faster. Into a group comes who is
    active and in none (S5.48).
    """
    card = uow.clients.get(uid)
    stands = {field.value: getattr(card, field.value) for field in CardField}
    values, seen = read_all(typed, _readers()), replace(client_view(card), version=version)
    forms_people.save_client(uow, actor, uid, stands | {k: v for k, v in typed.items() if k in stands}, seen)
    _keep(uow, actor, uid, values)
    _move(uow, actor, uid, typed.get("group", ""))
    return uid


def _readers() -> Readers:
    def reader(field: Field) -> "type[str]":
        return lambda text: read_text(field, text)  # type: ignore[return-value]

    return {field.value: reader(field) for field in KEPT}


def _keep(uow: "Uow", actor: Actor, uid: int, values: Mapping[str, str]) -> None:
    """What the gym keeps of a client beside the card."""
    known = uow.members.of_client(uid)
    before = {name: getattr(known, name) if known is not None else "" for name in values}
    changed = {name: value for name, value in values.items() if value != before[name]}
    if changed:
        uow.members.put(uid, **changed)
        uow.audit.record(actor, "edited", KIND, uid, {name: before[name] for name in changed}, changed)


def _move(uow: "Uow", actor: Actor, uid: int, chosen: str) -> None:
    """Out of one group, into another."""
    if chosen and not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 10):
        raise WrongFields({"group": Invalid("Choose from the list, please.")})
    known, wanted = uow.members.of_client(uid), int(chosen) if chosen else None
    before = known.group_id if known is not None else None
    if before == wanted:
        return
    if before is not None:
        group_people.remove(uow, actor, before, uid)
    if wanted is not None:
        try:
            group_people.put(uow, actor, wanted, uid)
        except Conflict as error:
            raise WrongFields({"group": error}) from None


@command(Permission.CLIENTS_DELETE)
def restore(uow: "Uow", actor: Actor, uid: int) -> int:
    """Bring a deleted member back, whenever it was deleted (S5.47); one who is there stays as they are."""
    row = uow.clients.get_any(uid)
    if row.deleted_at is not None:
        uow.clients.restore(row)
        uow.audit.record(actor, "restored", KIND, uid)
    return uid
