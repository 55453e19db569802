"""Business settings: read through a cache, changed by the owner, every change audited."""

from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.errors import NotFound
from domain.settings import BY_NAME, Business, parse

if TYPE_CHECKING:
    from repositories.uow import Uow

TOUCHED = "settings"


def business(uow: "Uow") -> Business:
    """The settings in force; one query after a change, none otherwise."""
    return uow.remember(TOUCHED, lambda: Business(uow.settings.all()))


@query(Permission.ANYONE)
def current(uow: "Uow", actor: Actor) -> Business:
    """The settings in force."""
    return business(uow)


@command(Permission.SETTINGS)
def change(uow: "Uow", actor: Actor, name: str, text: str) -> Business:
    """Set one from what was typed; raises ``Invalid`` with the bounds, ``NotFound`` for a name that does not exist."""
    if (spec := BY_NAME.get(name)) is None:
        raise NotFound("There is no such setting.")
    return _put(uow, actor, name, parse(spec, text))


@command(Permission.SETTINGS)
def reset(uow: "Uow", actor: Actor, name: str) -> Business:
    """Back to the default."""
    if (spec := BY_NAME.get(name)) is None:
        raise NotFound("There is no such setting.")
    return _put(uow, actor, name, spec.default)


def _put(uow: "Uow", actor: Actor, name: str, value: Any) -> Business:
    before = business(uow)[name]
    if before != value:
        uow.settings.put(name, value, actor.user_id)
        uow.audit.record(actor, "changed", "setting", 0, {name: before}, {name: value})
        uow.touched.add(TOUCHED)
    return Business({**business(uow).values, name: value})
