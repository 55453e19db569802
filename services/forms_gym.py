"""Forms of plans, coaches and groups, in the bot and on the web: what was typed, read field by field, saved at once."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domain import coaches as coach_rules
from domain import groups as group_rules
from domain import plans as plan_rules
from domain.access import Actor, Permission, command
from domain.coaches import CoachView
from domain.errors import Conflict, Invalid, NotFound
from domain.forms import Stale, WrongFields, read_all
from domain.groups import GroupView
from domain.gym import FIELDS, REQUIRED, Book, Field, Value, Values
from domain.membership_views import PlanView
from services import coaches, groups, plans

if TYPE_CHECKING:
    from repositories.uow import Uow

_TYPED = {
    Book.PLANS: FIELDS[Book.PLANS],
    Book.COACHES: tuple(field for field in FIELDS[Book.COACHES] if field is not Field.PHOTO),  # it is sent to the bot
    Book.GROUPS: FIELDS[Book.GROUPS],
}


@command(Permission.PLANS)
def add_plan(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new plan; the same ``origin`` gives the same one. Raises ``WrongFields``."""
    return int(_beside(Field.NAME, plans.add, uow, actor, _read(uow, Book.PLANS, typed), origin).id)


@command(Permission.PLANS)
def save_plan(uow: "Uow", actor: Actor, plan_id: int, typed: Mapping[str, str], seen: PlanView) -> int:
    """Set what differs; what was sold keeps its terms. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    _beside(Field.NAME, plans.edit, uow, actor, plan_id, _read(uow, Book.PLANS, typed), seen.version)
    return plan_id


@command(Permission.TRAININGS)
def add_coach(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new coach; the photo is sent in the bot. Raises ``WrongFields``."""
    return int(_beside(Field.FIRST_NAME, coaches.add, uow, actor, _read(uow, Book.COACHES, typed), origin).id)


@command(Permission.TRAININGS)
def save_coach(uow: "Uow", actor: Actor, coach_id: int, typed: Mapping[str, str], seen: CoachView) -> int:
    """Set what differs. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    _beside(Field.FIRST_NAME, coaches.edit, uow, actor, coach_id, _read(uow, Book.COACHES, typed), seen.version)
    return coach_id


@command(Permission.TRAININGS)
def add_group(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new group; its hours and people are added to it afterwards. Raises ``WrongFields``."""
    return int(_beside(Field.NAME, groups.add, uow, actor, _read(uow, Book.GROUPS, typed), origin).id)


@command(Permission.TRAININGS)
def save_group(uow: "Uow", actor: Actor, group_id: int, typed: Mapping[str, str], seen: GroupView) -> int:
    """Set what differs; trainings made already keep theirs. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    _beside(Field.NAME, groups.edit, uow, actor, group_id, _read(uow, Book.GROUPS, typed), seen.version)
    return group_id


def _read(uow: "Uow", book: Book, typed: Mapping[str, str]) -> Values:
    kept = read_all(typed, {field.value: _reader(uow, book, field) for field in _TYPED[book]})
    return {Field(name): value for name, value in kept.items()}


def _reader(uow: "Uow", book: Book, field: Field) -> Callable[[str], Value]:
    """Of an empty field, where it may be empty, a dash."""

    def read(text: str) -> Value:
        text = "-" if field not in REQUIRED and not text.strip() else text
        if book is Book.PLANS:
            return plan_rules.read(field, text)
        if book is Book.COACHES:
            return coach_rules.read(field, text, uow.today, uow.place.region)
        return group_rules.read(field, text)

    return read


def _beside(field: Field, service: Callable[..., Any], *args: Any) -> Any:
    """Run a use case; what it refuses of the values stands beside the field ``field``."""
    try:
        return service(*args)
    except (NotFound, Stale, WrongFields):
        raise
    except (Invalid, Conflict) as error:
        raise WrongFields({field.value: error}) from None
