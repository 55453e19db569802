"""What happens to tickets by itself: all are told, managers are warned; each once, in order (S3.28–S3.30, S3.34)."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.tickets import Kind, Stage, following
from services import desk, ticket_notices
from services.settings import business

if TYPE_CHECKING:
    from models import Ticket
    from repositories.uow import Uow

ROUND = 50  # tickets of one look
BATCH = 500  # tickets planned anew in one transaction
PLANNED_BY = (
    "ASSIGNED_CONTRACTORS_TIME_LIMIT", "INFORM_MANAGER_CREATED_PROJECT_LIMIT", "INFORM_MANAGER_IN_WORK_PROJECT_LIMIT",
    "DESK_HOURS", "DESK_HOLIDAYS", "DESK_DAYS",
)  # fmt: skip


@query(Permission.SYSTEM)
def list_due(uow: "Uow", actor: Actor) -> list[int]:
    """The tickets whose next moment has come, the longest due first; one look into the index."""
    return [row.id for row in uow.tickets.list_due(ROUND)]


@command(Permission.SYSTEM)
def pass_due(uow: "Uow", actor: Actor, id_: int) -> None:
    """Do what is due for one ticket, so that one which fails stops no other.

    The next stage is stored in the same transaction, so each happens once; one that has passed already (an outage) is
    due at once and happens in the next round, so they happen in order.
    """
    row = uow.tickets.get(id_)
    if row.next_at is not None and row.next_at <= uow.now:
        _pass(uow, row)


def _pass(uow: "Uow", row: "Ticket") -> None:
    stage = Stage(row.stage or "")
    flags = {"is_widened": True} if stage is Stage.WIDEN else {"is_warned": True}
    step = following(desk.course(uow, row), desk.shares(uow), desk.passed(row) | {stage})
    at, then = step or (None, None)
    if not uow.tickets.pass_stage(row, then, at, **flags):
        return
    if stage is Stage.WIDEN:
        desk.announce(uow, row)
    else:
        ticket_notices.warn(uow, row, stage, desk.managers(uow), desk.free_people(uow, Kind(row.kind)))


@query(Permission.SYSTEM)
def planned_by(uow: "Uow", actor: Actor) -> tuple[object, ...]:
    """The settings by which tickets are planned, as they are: when they change, open tickets are planned anew."""
    known = business(uow)
    return (str(uow.place.zone), *(str(known[name]) for name in PLANNED_BY))


@command(Permission.SYSTEM)
def plan_again(uow: "Uow", actor: Actor, after: int) -> int:
    """Count anew what is to come for the tickets behind number ``after``; what has happened does not happen again.

    Gives the number of the last one, 0 where there are no more.
    """
    rows = uow.tickets.list_planned(after, BATCH)
    for row in rows:
        desk.plan(uow, row)
    return rows[-1].id if rows else 0
