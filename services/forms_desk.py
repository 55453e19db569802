"""Forms of the web: tariffs of the desk (S3.18), saved field by field as in the bot, in one transaction."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command
from domain.errors import Conflict
from domain.forms import Readers, WrongFields, is_on, read_all, refuse_stale
from domain.tariffs import Field, Switch, TariffView, read
from services import tariffs

if TYPE_CHECKING:
    from repositories.uow import Uow


@command(Permission.TARIFFS)
def add_tariff(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new tariff with its switches; the same ``origin`` gives the same one. Raises ``WrongFields``."""
    kept = read_all(typed, _tariff())
    if (known := uow.tariffs.find_by_origin(origin)) is not None:
        return known.id
    _beside_name(tariffs.free_name, uow, actor, kept["name"])
    made = tariffs.add(uow, actor, kept["name"], kept["price"], kept["requests"], kept["reaction"], origin)
    _switch(uow, actor, made.id, typed)
    return made.id


@command(Permission.TARIFFS)
def save_tariff(uow: "Uow", actor: Actor, tariff_id: int, typed: Mapping[str, str], seen: TariffView) -> int:
    """Set what differs; what is open keeps its terms. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    refuse_stale(seen, tariffs.get(uow, actor, tariff_id))
    kept = read_all(typed, _tariff())
    for field in Field:
        _beside_name(tariffs.edit, uow, actor, tariff_id, field, kept[field.value])
    _switch(uow, actor, tariff_id, typed)
    return tariff_id


def _switch(uow: "Uow", actor: Actor, tariff_id: int, typed: Mapping[str, str]) -> None:
    for one in Switch:
        tariffs.switch(uow, actor, tariff_id, one, is_on(typed.get(one.value, "")))


def _tariff() -> Readers:
    def reader(field: Field) -> Callable[[str], Any]:
        may_be_empty = field is Field.REQUESTS  # any number of them
        return lambda text: read(field, "-" if may_be_empty and not text.strip() else text)

    return {field.value: reader(field) for field in Field}


def _beside_name(service: Callable[..., Any], *args: Any) -> None:
    """Run a use case; of what could be read only a name can be refused, because another tariff has it."""
    try:
        service(*args)
    except Conflict as error:
        raise WrongFields({Field.NAME.value: error}) from None
