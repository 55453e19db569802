"""Exports: who may have which table, started as a job, stopped by who started it, every one audited (S1.66)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.errors import Forbidden, NotFound
from domain.export_tables import TABLES, table
from domain.exports import Period, Table, bounds, ending_on

if TYPE_CHECKING:
    from repositories.uow import Uow

KIND = "export"
RECIPIENTS = "recipients"


@dataclass(frozen=True)
class JobView:
    """A job as its progress line shows it."""

    id: int
    state: str
    table: str


@query(Permission.EXPORT)
def tables(uow: "Uow", actor: Actor) -> list[str]:
    """The names of the tables this person may export."""
    return [one.name for one in TABLES.values() if actor.may(one.permission)]


@command(Permission.EXPORT)
def start(uow: "Uow", actor: Actor, name: str, period: Period, mask: int, chat_id: int, message_id: int) -> JobView:
    """Queue the export of a table's period and columns; the same press again gives the same job."""
    chosen = allowed(actor, name)
    covered = bounds(period if chosen.dated else Period.ALL, uow.today, uow.place.zone)
    return _start(uow, actor, chosen, mask, covered, chat_id, message_id)


@command(Permission.EXPORT)
def start_ended(uow: "Uow", actor: Actor, name: str, end: date, chat_id: int, message_id: int) -> JobView:
    """Queue the export of the billing period that ended where ``end`` began, every column (S3.66)."""
    return _start(uow, actor, allowed(actor, name), 0, ending_on(end, uow.place.zone), chat_id, message_id)


@command(Permission.CAMPAIGNS)
def start_recipients(uow: "Uow", actor: Actor, campaign_id: int, chat_id: int, message_id: int) -> JobView:
    """Queue the list of whom one broadcast reached, every column; raises ``NotFound``."""
    uow.campaigns.get(campaign_id)
    return _start(uow, actor, allowed(actor, RECIPIENTS), 0, None, chat_id, message_id, only=campaign_id)


def _start(
    uow: "Uow", actor: Actor, chosen: Table, mask: int, covered: tuple[datetime, datetime] | None, chat_id: int,
    message_id: int, only: int | None = None,
) -> JobView:  # fmt: skip
    params: dict[str, Any] = {
        "table": chosen.name,
        "columns": [column.name for column in chosen.chosen(mask)],
        "bounds": [moment.isoformat() for moment in covered] if covered else None,
        "language": actor.language,
        "only": only,
    }
    job = uow.jobs.start(KIND, params, actor.user_id, chat_id, f"export:{actor.origin}")
    if job.message_id is None:
        job.message_id = message_id
        uow.audit.record(actor, "exported", "export", job.id, None, params)
    return JobView(job.id, job.state, chosen.name)


@command(Permission.EXPORT)
def stop(uow: "Uow", actor: Actor, job_id: int) -> JobView:
    """Stop an own export; one that has ended stays as it is."""
    job = uow.jobs.find(job_id)
    if job is None or job.user_id != actor.user_id:
        raise NotFound("This export is no longer there.")
    if job.state in ("queued", "running"):
        uow.jobs.finish(job_id, "stopped")
    return JobView(job.id, job.state, job.params["table"])


def allowed(actor: Actor, name: str) -> Table:
    """The table, if this person may have it; raises ``Forbidden``. The child process asks this again."""
    chosen = table(name)
    if not actor.may(chosen.permission):
        raise Forbidden("This is not open to you. If you think it should be, ask the owner.")
    return chosen
