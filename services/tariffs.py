"""Tariffs of the desk: what the owner offers, for how much, and since when (S3.3–S3.7, S3.51, S3.54)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict
from domain.tariffs import Field, PriceLine, Switch, TariffView, Value

if TYPE_CHECKING:
    from models import Tariff
    from repositories.uow import Uow

KIND = "tariff"


@query(Permission.TARIFFS)
def listed(uow: "Uow", actor: Actor) -> Sequence[TariffView]:
    """The tariffs in use and those that clients are still on, the cheapest first."""
    rows = uow.tariffs.list_offered()
    clients = uow.tariffs.count_clients([row.id for row in rows]) if rows else {}
    return tuple(view(row, clients.get(row.id, 0)) for row in rows)


@query(Permission.TARIFFS)
def get(uow: "Uow", actor: Actor, tariff_id: int) -> TariffView:
    """A tariff, also one that is no longer offered; raises ``NotFound``."""
    return _view(uow, uow.tariffs.get_any(tariff_id))


@query(Permission.TARIFFS)
def prices(uow: "Uow", actor: Actor, tariff_id: int) -> tuple[TariffView, tuple[PriceLine, ...]]:
    """A tariff with what it has cost, the newest first (S3.54)."""
    row = uow.tariffs.get_any(tariff_id)
    known = uow.tariffs.list_prices(tariff_id)
    names = uow.people.names({one.set_by for one in known if one.set_by})
    return _view(uow, row), tuple(PriceLine(one.price, one.since, names.get(one.set_by or 0, "")) for one in known)


@query(Permission.TARIFFS)
def free_name(uow: "Uow", actor: Actor, name: str) -> str:
    """The name, if no other tariff in use has it; raises ``Conflict``."""
    return _free(uow, name)


@command(Permission.TARIFFS)
def add(
    uow: "Uow", actor: Actor, name: str, price: int, requests: int | None, reaction: int, origin: str
) -> TariffView:
    """A new tariff, every switch off; the same ``origin`` (a draft) again gives the same one (S3.51)."""
    values: dict[str, Any] = {"name": name, "price": price, "requests": requests, "reaction": reaction}
    row = uow.tariffs.add(uow.tariffs.new(**values, origin=origin), actor.user_id)
    if row.version == 1 and row.created_at == uow.now:
        uow.audit.record(actor, "created", KIND, row.id, None, values)
    return _view(uow, row)


@command(Permission.TARIFFS)
def edit(uow: "Uow", actor: Actor, tariff_id: int, field: Field, value: Value) -> TariffView:
    """Set one field, as ``domain.tariffs.read`` gives it. A new price is written down with its moment (S3.54).

    What is open keeps the terms it was opened with. The same again changes nothing. Raises ``Conflict`` for a name that
    another tariff has.
    """
    row = uow.tariffs.get_any(tariff_id)
    before = getattr(row, field.value)
    if field is Field.NAME and before != value:
        _free(uow, str(value), but=tariff_id)
    if before != value:
        _set(uow, actor, row, field.value, value)
        if field is Field.PRICE:
            uow.tariffs.note_price(row, actor.user_id)
    return _view(uow, row)


@command(Permission.TARIFFS)
def switch(uow: "Uow", actor: Actor, tariff_id: int, name: Switch, is_on: bool) -> TariffView:
    """What the tariff opens from now on (S3.5); the same again changes nothing."""
    row = uow.tariffs.get_any(tariff_id)
    if getattr(row, name.value) != is_on:
        _set(uow, actor, row, name.value, is_on)
    return _view(uow, row)


@command(Permission.TARIFFS)
def archive(uow: "Uow", actor: Actor, tariff_id: int) -> TariffView:
    """Offer it no more: who is on it stays, nobody new comes. A second press changes nothing."""
    row = uow.tariffs.get_any(tariff_id)
    if row.archived_at is None:
        row.archived_at = row.updated_at = uow.now
        uow.audit.record(actor, "archived", KIND, row.id)
    return _view(uow, row)


@command(Permission.TARIFFS)
def restore(uow: "Uow", actor: Actor, tariff_id: int) -> TariffView:
    """Offer it again; raises ``Conflict`` where another tariff has its name by now."""
    row = uow.tariffs.get_any(tariff_id)
    if row.archived_at is not None:
        _free(uow, row.name, but=tariff_id)
        row.archived_at, row.updated_at = None, uow.now
        uow.audit.record(actor, "restored", KIND, row.id)
    return _view(uow, row)


def view(row: "Tariff", clients: int = 0) -> TariffView:
    """A tariff's row as its view."""
    return TariffView(
        row.id, row.name, row.price, row.requests, row.reaction, row.around_clock, row.may_pin, row.shows_contacts,
        clients, row.archived_at is not None,
    )  # fmt: skip


def _view(uow: "Uow", row: "Tariff") -> TariffView:
    return view(row, uow.tariffs.count_clients([row.id]).get(row.id, 0))


def _set(uow: "Uow", actor: Actor, row: "Tariff", name: str, value: Any) -> None:
    before = getattr(row, name)
    setattr(row, name, value)
    row.updated_at = uow.now
    uow.audit.record(actor, "edited", KIND, row.id, {name: before}, {name: value})


def _free(uow: "Uow", name: str, but: int | None = None) -> str:
    known = uow.tariffs.find_by_name(name)
    if known is not None and known.id != but:
        raise Conflict("There is a tariff of this name already.")
    return name
