"""Statistics: the numbers of an area over a period, their picture and their file (S5.39, S5.46).

The chart, the table and the Excel file are made of what ``numbers`` and ``table`` give: one query a statistic.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from domain import stats as rules
from domain.access import Actor, Permission, command, query
from domain.errors import NotFound
from domain.hours import open_spans
from domain.memberships import Span
from domain.orders import RESTROOMS, Polygon
from domain.stats import Given, Numbers, Statistic, Table
from domain.stats_tables import table_of
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow

PICTURE: Final = "stats"  # of the job that sends the picture to a chat
SHEET: Final = "stats_sheet"  # that sends the tables to a chat
FILE: Final = "stats_file"  # that keeps a table for the web


@dataclass(frozen=True)
class StatsJob:
    """A picture or a file that is being made. ``state`` as of its job; ``name``: the area, or the statistic."""

    id: int
    state: str
    name: str
    done: int = 0
    total: int = 0


@query(Permission.STATS)
def areas(uow: "Uow", actor: Actor, features: frozenset[str]) -> tuple[str, ...]:
    """The areas that have statistics, of those that are switched on."""
    return rules.areas_of(features)


@query(Permission.STATS)
def numbers(uow: "Uow", actor: Actor, area: str, first: date, last: date, compare: bool = True) -> Numbers:
    """The statistics of an area, beside the period before where they are to be compared; raises ``CrmError``."""
    span = rules.own(first, last)
    then = rules.before(span) if compare else None
    tables = tuple(_table(uow, one, span, then) for one in rules.of_area(area) if actor.may(one.permission))
    return Numbers(area, span, then, tables)


@query(Permission.STATS)
def table(uow: "Uow", actor: Actor, name: str, first: date, last: date, compare: bool = True) -> Numbers:
    """One statistic by itself."""
    statistic, span = rules.get(name), rules.own(first, last)
    then = rules.before(span) if compare else None
    return Numbers(statistic.area, span, then, (_table(uow, statistic, span, then),))


@command(Permission.STATS)
def draw(
    uow: "Uow", actor: Actor, area: str, first: date, last: date, chat_id: int, message_id: int, is_picture: bool
) -> StatsJob:
    """Queue the picture of an area; while one like it is being made, that one. ``is_picture``: the message is one."""
    rules.of_area(area)
    params = _params(actor, area, rules.own(first, last)) | {"is_picture": is_picture}
    return _start(uow, actor, PICTURE, params, chat_id, message_id)


@command(Permission.STATS)
def send_sheet(uow: "Uow", actor: Actor, area: str, first: date, last: date, chat_id: int) -> StatsJob:
    """Queue the Excel file of an area's tables, a sheet each. Audited."""
    rules.of_area(area)
    return _start(uow, actor, SHEET, _params(actor, area, rules.own(first, last)), chat_id, None)


@command(Permission.STATS)
def start_file(
    uow: "Uow", actor: Actor, name: str, first: date, last: date, origin: str, compare: bool
) -> StatsJob:  # fmt: skip
    """Queue the Excel file of one statistic for the web. Audited."""
    statistic = rules.get(name)
    params = _params(actor, statistic.area, rules.own(first, last)) | {"statistic": name, "compare": compare}
    job = uow.jobs.start(FILE, params, actor.user_id, actor.telegram_id, f"stats:{actor.user_id}:{origin}")
    uow.audit.record(actor, "exported", "export", job.id, None, params)
    return _view(job)


@query(Permission.STATS)
def file(uow: "Uow", actor: Actor, job_id: int) -> StatsJob:
    """How far an own file has come."""
    job = uow.jobs.find(job_id)
    if job is None or job.kind != FILE or job.user_id != actor.user_id:
        raise NotFound("This export is no longer there.")
    return _view(job)


@command(Permission.STATS)
def stop(uow: "Uow", actor: Actor, job_id: int) -> StatsJob:
    """Stop making an own picture; one that is made stays as it is."""
    job = uow.jobs.find(job_id)
    if job is None or job.kind not in (PICTURE, SHEET) or job.user_id != actor.user_id:
        raise NotFound("This picture is no longer being made.")
    if job.state in ("queued", "running"):
        uow.jobs.finish(job_id, "stopped")
    return _view(job)


# --- inside ---


def _params(actor: Actor, area: str, span: Span) -> dict[str, Any]:
    return {
        "area": area, "first": span.starts.isoformat(), "last": span.ends.isoformat(), "language": actor.language,
        "compare": True,
    }  # fmt: skip


def _start(
    uow: "Uow", actor: Actor, kind: str, params: dict[str, Any], chat_id: int, message_id: int | None
) -> StatsJob:
    """A job of this update, or the same one that this person is waiting for already: a double press makes one."""
    if (waited := uow.jobs.find_open(kind, params, actor.user_id)) is not None:
        return _view(waited)
    job = uow.jobs.start(kind, params, actor.user_id, chat_id, f"{kind}:{actor.origin}")
    if job.message_id is None:
        job.message_id = message_id
        if kind == SHEET:
            uow.audit.record(actor, "exported", "export", job.id, None, params)
    return _view(job)


def _view(job: Any) -> StatsJob:
    return StatsJob(job.id, job.state, job.params.get("statistic") or job.params["area"], job.done, job.total)


def _table(uow: "Uow", statistic: Statistic, span: Span, then: Span | None) -> Table:
    return table_of(statistic, _rows(uow, statistic, span), _rows(uow, statistic, then) if then else None)


def _rows(uow: "Uow", statistic: Statistic, span: Span) -> list[Given]:
    found = uow.stats.rows(statistic.name, span)
    return _beside_open_hours(uow, span, found) if statistic.name == "load" else found


def _beside_open_hours(uow: "Uow", span: Span, found: list[Given]) -> list[Given]:
    """What was taken beside the hours that are open, as they are set now; a rest zone is while any polygon is."""
    taken = {key: booked for key, _name, (booked,) in found}
    hours = [business(uow).hours(polygon) for polygon in Polygon]
    days = rules.days_of(span)
    spans = [[one for day in days for one in open_spans(own, day, uow.place.zone)] for own in hours]
    known = {str(polygon): sum(one.seconds for one in own) for polygon, own in zip(Polygon, spans, strict=True)}
    whole = _union([one for own in spans for one in own])
    known |= {f"zone{number}": whole for number in RESTROOMS[1:]}
    return [(key, "", [taken.get(key, 0), seconds]) for key, seconds in known.items()]


def _union(spans: list[Any]) -> int:
    """The seconds that at least one of the spans covers."""
    total, until = 0, None
    for one in sorted(spans):
        begins = one.start if until is None else max(one.start, until)
        total += max(0, int((one.end - begins).total_seconds()))
        until = one.end if until is None else max(until, one.end)
    return total
