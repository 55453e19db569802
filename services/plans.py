"""Plans: what memberships are sold, kept by the owner (T26). What was sold keeps the terms it was sold with."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict
from domain.gym import Field, Values
from domain.membership_views import PlanView
from services import utility_dictionary as dictionaries
from services.gym_dictionary import check_room, columns, live
from services.memberships import plan_view

if TYPE_CHECKING:
    from models import Plan
    from repositories.uow import Uow

KIND = "plan"


@query(Permission.PLANS)
def listed(uow: "Uow", actor: Actor, archived: bool | None = False) -> tuple[PlanView, ...]:
    """What is sold, the shortest first; the archive; or both (None)."""
    rows = uow.gym.plans.list_all(archived=archived)
    sold = uow.gym.plans.count_sold([row.id for row in rows])
    return tuple(plan_view(row, sold.get(row.id, 0)) for row in rows)


@query(Permission.PLANS)
def get(uow: "Uow", actor: Actor, plan_id: int) -> PlanView:
    """A plan, also an archived one, and how many memberships name it; raises ``NotFound``."""
    return _view(uow, uow.gym.plans.get(plan_id))


@query(Permission.PLANS)
def free_name(uow: "Uow", actor: Actor, name: str) -> str:
    """The name, if no other plan that is sold has it; raises ``Conflict``."""
    return _free(uow, name)


@command(Permission.PLANS)
def add(uow: "Uow", actor: Actor, values: Values, origin: str) -> PlanView:
    """A new plan, sold at once; the same ``origin`` (a draft, a form) again gives the same one.

    Raises ``Conflict`` for another's name and where there are too many.
    """
    if (known := uow.gym.plans.find_by_origin(origin)) is not None:
        return _view(uow, known)
    _free(uow, str(values[Field.NAME]))
    check_room(len(uow.gym.plans.list_all()))
    row = uow.gym.plans.make(**columns(values), origin=origin)
    uow.audit.record(actor, "created", KIND, row.id, None, columns(values))
    return _view(uow, row)


@command(Permission.PLANS)
def edit(uow: "Uow", actor: Actor, plan_id: int, values: Values, version: int | None = None) -> PlanView:
    """Set fields; what was sold keeps its terms. The same again changes nothing.

    Raises ``NotFound``, also for an archived one; ``Conflict`` for another's name, and where it is not as it was in
    ``version`` any more.
    """
    row = live(uow.gym.plans, plan_id, version)
    if Field.NAME in values:
        _free(uow, str(values[Field.NAME]), but=row.id)
    dictionaries.edit(uow, actor, KIND, uow.gym.plans, row, columns(values))
    return _view(uow, row)


@command(Permission.PLANS)
def archive(uow: "Uow", actor: Actor, plan_id: int) -> PlanView:
    """Sell it no more; what was sold stays. A second press changes nothing."""
    row = uow.gym.plans.get_locked(plan_id)
    dictionaries.archive(uow, actor, KIND, uow.gym.plans, row)
    return _view(uow, row)


@command(Permission.PLANS)
def restore(uow: "Uow", actor: Actor, plan_id: int) -> PlanView:
    """Sell it again; raises ``Conflict`` where another has its name by now."""
    row = uow.gym.plans.get_locked(plan_id)
    if row.archived_at is not None:
        _free(uow, row.name, but=row.id)
        dictionaries.restore(uow, actor, KIND, uow.gym.plans, row)
    return _view(uow, row)


def _view(uow: "Uow", row: "Plan") -> PlanView:
    return plan_view(row, uow.gym.plans.count_sold([row.id]).get(row.id, 0))


def _free(uow: "Uow", name: str, but: int | None = None) -> str:
    known = uow.gym.plans.find_by_name(name)
    if known is not None and known.id != but:
        raise Conflict("There is a membership “{name}” already.", name=known.name)
    return name
