"""Business settings: read through a cache, changed by the owner, every change audited."""

from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.errors import Invalid, NotFound
from domain.setting_values import parse
from domain.settings import BY_NAME, Business, Kind, Spec

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


@query(Permission.SETTINGS)
def editable(uow: "Uow", actor: Actor) -> Business:
    """The settings in force, to somebody who may change them."""
    return business(uow)


@command(Permission.SETTINGS)
def change(uow: "Uow", actor: Actor, name: str, text: str) -> Business:
    """Set one from what was typed, live at once; the same again changes nothing.

    Raises ``Invalid`` with the bounds, ``NotFound`` for a name that does not exist.
    """
    value = parse(known(name), text)
    return _put(uow, actor, name, value)


@command(Permission.SETTINGS)
def choose(uow: "Uow", actor: Actor, name: str, option: str, is_on: bool) -> Business:
    """Add or take away one of a setting's choices; raises ``Invalid`` for one that it does not have."""
    spec = known(name)
    if spec.kind is not Kind.CHOICES or option not in dict(spec.options):
        raise Invalid("There is no such setting.")
    chosen = {*business(uow)[name], option} if is_on else {*business(uow)[name]} - {option}
    return _put(uow, actor, name, parse(spec, ",".join(chosen)))


@command(Permission.SETTINGS)
def reset(uow: "Uow", actor: Actor, name: str) -> Business:
    """Back to the default; raises ``NotFound`` for a name that does not exist."""
    return _put(uow, actor, name, known(name).default)


def known(name: str) -> Spec:
    """The setting of a name; raises ``NotFound``."""
    if (spec := BY_NAME.get(name)) is None:
        raise NotFound("There is no such setting.")
    return spec


def _put(uow: "Uow", actor: Actor, name: str, value: Any) -> Business:
    before = business(uow)
    if before[name] == value:
        return before
    if value == BY_NAME[name].default:
        uow.settings.drop(name)
    else:
        uow.settings.put(name, value, actor.user_id)
    uow.audit.record(actor, "changed", "setting", 0, {name: before[name]}, {name: value})
    uow.touched.add(TOUCHED)
    return Business({**before.values, name: value})
