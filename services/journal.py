"""Journals: what is in a table, as filtered; who sees which, how they have set it up, the file of it (S4.10–S4.14)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from domain.access import Actor, Permission, command, query
from domain.errors import CrmError, Invalid, NotFound
from domain.fold import clean
from domain.journal import TABLES, Table, allowed
from domain.journal_ask import Ask, columns_of, filters_of, parse, widths_of
from repositories.journal import CAP, Journal, listed

if TYPE_CHECKING:
    from repositories.uow import Uow

KIND: Final = "journal"  # of the job that makes the file
FILE_MOST: Final = 200_000  # rows
VIEWS_MOST: Final = 30  # of a person and a table
VIEW_NAME_MOST: Final = 60


@dataclass(frozen=True)
class Row:
    """A row of a page; ``cells`` in the order of the columns asked for."""

    id: int
    state: str
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class JournalPage:
    """A page. ``count`` and ``totals`` stop at one more than ``cap``; ``newest``: the latest key of the whole table.

    ``is_part``: the totals are of the first rows that match, so that there are at least so many.
    """

    table: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    count: int
    totals: Mapping[str, int]
    newest: int
    is_part: bool = False
    cap: int = CAP


@dataclass(frozen=True)
class View:
    """A named view: filters, order, columns, as the page sends them."""

    id: int
    name: str
    value: Mapping[str, Any]


@dataclass(frozen=True)
class Setup:
    """What a page starts with: the person's own columns and filters, views, and what the directories offer."""

    table: str
    kept: Mapping[str, Any]
    views: tuple[View, ...]
    choices: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class FileView:
    """A file being made. ``state`` as of its job."""

    id: int
    state: str
    table: str
    done: int
    total: int


@query(Permission.EXPORT)
def tables(uow: "Uow", actor: Actor) -> list[str]:
    """The journals this person may see."""
    return [one.name for one in TABLES.values() if actor.may(one.permission)]


@query(Permission.EXPORT)
def page(uow: "Uow", actor: Actor, name: str, raw: Any) -> JournalPage:
    """A page as it was asked for; raises ``Invalid`` for what can't be."""
    ask = parse(allowed(actor, name), raw)
    journal = Journal(uow.session, ask, uow.place.zone)
    rows = tuple(Row(key, str(state), tuple(cells)) for key, state, *cells in journal.rows())
    count, (totals, is_part) = journal.count(max(CAP, ask.page * ask.size)), journal.totals()
    return JournalPage(name, ask.columns, rows, count, totals, journal.newest(), is_part)


@query(Permission.EXPORT)
def added(uow: "Uow", actor: Actor, name: str, since: int) -> tuple[int, int]:
    """The latest key, and how many rows came after ``since``."""
    journal = Journal(uow.session, Ask(allowed(actor, name).name, ()), uow.place.zone)
    return journal.newest(), journal.count_since(since)


@query(Permission.EXPORT)
def setup(uow: "Uow", actor: Actor, name: str) -> Setup:
    """What the page starts with; what was kept and is no longer there is left out."""
    table = allowed(actor, name)
    views = tuple(View(row.id, row.name, row.value) for row in uow.views.list_of(actor.user_id, name))
    choices = {one.key: tuple(listed(uow.session, one.listed)) for one in table.columns if one.listed}
    return Setup(name, _still_good(table, uow.views.preference(actor.user_id, f"journal:{name}")), views, choices)


@command(Permission.EXPORT)
def keep(uow: "Uow", actor: Actor, name: str, raw: Any) -> None:
    """Keep how the table is set up: columns, widths, page size, filters, order, sound (S4.11, S4.12)."""
    uow.views.keep(actor.user_id, f"journal:{name}", _checked(allowed(actor, name), raw))


@command(Permission.EXPORT)
def save_view(uow: "Uow", actor: Actor, name: str, title: str, raw: Any) -> View:
    """Keep filters, order and columns under a name; the same name again replaces it.

    How wide the columns are and whether it sounds is how the table is set up, no part of a view.
    """
    value = {key: one for key, one in _checked(allowed(actor, name), raw).items() if key not in ("widths", "sound")}
    title = clean(title, most=VIEW_NAME_MOST, what="View's name")
    is_known = uow.views.find_named(actor.user_id, name, title) is not None
    if not is_known and uow.views.count_of(actor.user_id, name) >= VIEWS_MOST:
        raise Invalid("You have {n} views already. Delete one first, please.", n=VIEWS_MOST)
    row = uow.views.put(actor.user_id, name, title, value)
    return View(row.id, row.name, row.value)


@command(Permission.EXPORT)
def delete_view(uow: "Uow", actor: Actor, name: str, view_id: int) -> None:
    """Delete an own view."""
    if not uow.views.forget(actor.user_id, allowed(actor, name).name, view_id):
        raise NotFound("This view is no longer there.")


@command(Permission.EXPORT)
def start_file(uow: "Uow", actor: Actor, name: str, raw: Any, origin: str) -> FileView:
    """Queue the Excel file of exactly what is filtered, in the columns shown (S4.14). Audited."""
    ask = parse(allowed(actor, name), {**raw, "page": 1} if isinstance(raw, dict) else raw)
    if Journal(uow.session, ask, uow.place.zone).count(FILE_MOST) > FILE_MOST:
        raise Invalid("More than {n} rows. Please narrow the search by a filter.", n=FILE_MOST)
    asked = {key: raw[key] for key in ("filters", "sort") if raw.get(key)} | {"columns": list(ask.columns)}
    params = {"table": name, "ask": asked, "language": actor.language}
    job = uow.jobs.start(KIND, params, actor.user_id, actor.telegram_id, f"journal:{actor.user_id}:{origin}")
    uow.audit.record(actor, "exported", "export", job.id, None, params)
    return _file(job)


@query(Permission.EXPORT)
def file(uow: "Uow", actor: Actor, job_id: int) -> FileView:
    """How far an own file has come."""
    return _file(_own(uow, actor, job_id))


@command(Permission.EXPORT)
def stop_file(uow: "Uow", actor: Actor, job_id: int) -> FileView:
    """Stop making an own file; one that is made stays as it is."""
    job = _own(uow, actor, job_id)
    if job.state in ("queued", "running"):
        uow.jobs.finish(job_id, "stopped")
    return _file(job)


def _own(uow: "Uow", actor: Actor, job_id: int) -> Any:
    job = uow.jobs.find(job_id)
    if job is None or job.kind != KIND or job.user_id != actor.user_id:
        raise NotFound("This export is no longer there.")
    allowed(actor, job.params["table"])
    return job


def _file(job: Any) -> FileView:
    return FileView(job.id, job.state, job.params["table"], job.done, job.total)


def _checked(table: Table, raw: Any) -> dict[str, Any]:
    """What may be kept of what a page has sent; raises ``Invalid``."""
    if not isinstance(raw, dict):
        raise Invalid("The page asked for something this table does not have. Please reload it.")
    asked = {key: raw[key] for key in ("columns", "filters", "sort", "size") if raw.get(key) is not None}
    parse(table, asked)
    return asked | {"widths": widths_of(table, raw.get("widths") or {}), "sound": raw.get("sound") is True}


def _still_good(table: Table, kept: Mapping[str, Any]) -> dict[str, Any]:
    good = dict(kept)
    for key, read in (("columns", columns_of), ("filters", filters_of), ("widths", widths_of)):
        if key in good:
            try:
                read(table, good[key])
            except CrmError:
                del good[key]
    return good
