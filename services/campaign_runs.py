"""A campaign's runs: begun when due, fed a few dozen people at a time, written down as they go.

The position moves in the transaction that queues, the result is written in the one that takes the letter out of the
outbox: so a restart goes on where it was, nobody is queued twice, and memory does not grow with the audience.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.campaigns import (
    AT_ONCE,
    LOOK,
    WAITING_MOST,
    Kind,
    Letter,
    Repeat,
    Result,
    State,
    begins,
    may_go,
    next_moment,
)
from services.campaign_audiences import since_of
from services.settings import business

if TYPE_CHECKING:
    from models import Campaign, CampaignRun
    from repositories.uow import Uow

KIND = "campaign"
DONE = "campaign_done"
_SUBJECT = "run:"


def subject(run_id: int) -> str:
    """How the outbox calls a run."""
    return f"{_SUBJECT}{run_id}"


def run_of(subject: str) -> int:
    """The run of an outbox row."""
    return int(subject.removeprefix(_SUBJECT))


# --- begun ---


@query(Permission.SYSTEM)
def any_due(uow: "Uow", actor: Actor) -> bool:
    """Whether a campaign's moment has come."""
    return uow.campaigns.any_due()


@command(Permission.SYSTEM)
def begin_due(uow: "Uow", actor: Actor) -> None:
    """Begin what is due: an advert not at night, an event where it has come for somebody."""
    zone, hours = uow.place.zone, business(uow)["QUIET"]
    for row in uow.campaigns.list_due():
        kind = Kind(row.kind)
        if not may_go(uow.now, kind, zone, hours):
            row.next_at = begins(uow.now, kind, zone, hours)
        elif row.repeat == Repeat.EVENT and not uow.campaigns.any_come(row, since_of(uow.now, row.created_at)):
            row.next_at = uow.now + LOOK
        else:
            begin(uow, row)


def begin(uow: "Uow", row: "Campaign", chat_id: int | None = None, message_id: int | None = None) -> None:
    """Begin a run now; ``chat_id`` sees its progress in ``message_id``."""
    everybody, agreed = uow.campaigns.count_audience(row.audience, row.params, since_of(uow.now, row.created_at))
    total = agreed if row.kind == Kind.ADVERT else everybody
    uow.campaigns.begin_run(row, total, chat_id if message_id else None, message_id)
    row.state, row.next_at, row.updated_at = str(State.RUNNING), None, uow.now


# --- fed ---


@query(Permission.SYSTEM)
def any_open(uow: "Uow", actor: Actor) -> bool:
    """Whether a run is not over."""
    return uow.campaigns.any_open()


@command(Permission.SYSTEM)
def feed(uow: "Uow", actor: Actor) -> int:
    """Queue the next people of open runs, hold and release what the night or a pause concerns, end what is over.

    Gives how many people it has decided about; 0: there is nothing to do until something changes.
    """
    hours, going = business(uow)["QUIET"], []
    for run, row in uow.campaigns.list_open():
        if row.state == State.RUNNING and may_go(uow.now, Kind(row.kind), uow.place.zone, hours):
            uow.outbox.release(subject(run.id))
            going.append((run, row))
        else:
            uow.outbox.hold(subject(run.id))
    room, moved = WAITING_MOST - uow.outbox.count_bulk(), 0
    for run, row in going:
        if not run.is_queued and room > 0:
            taken = _take(uow, run, row, min(AT_ONCE, room))
            room, moved = room - taken, moved + taken
        if run.is_queued and not uow.campaigns.is_waiting(run.id):
            _finish(uow, run, row)
    return moved


def _take(uow: "Uow", run: "CampaignRun", row: "Campaign", limit: int) -> int:
    """Queue the next people of a run: whether each may be written to is asked here, not when they were counted."""
    since = since_of(uow.now, row.created_at)
    people = uow.campaigns.next_people(row, run, since, limit)
    if len(people) < limit:
        run.is_queued = True
    if not people:
        return 0
    results = [(user.id, Result.QUEUED if may else Result.SKIPPED) for user, may in people]
    uow.campaigns.note_events(row, [user_id for user_id, _ in results], since)
    uow.campaigns.add_recipients(run.id, results)
    queued = [user for user, may in people if may]
    uow.outbox.queue_bulk(KIND, subject(run.id), [user.telegram_id for user in queued])
    if row.kind == Kind.ADVERT:
        uow.campaigns.note_advert([user.id for user in queued])
    run.position = people[-1][0].id
    return len(people)


def _finish(uow: "Uow", run: "CampaignRun", row: "Campaign") -> None:
    run.finished_at = uow.now
    row.updated_at = uow.now
    row.next_at = _next(uow, row)
    row.state = str(State.WAITING if row.next_at else State.DONE)
    if run.message_id is None and row.repeat != Repeat.EVENT and row.created_by:
        author = uow.people.find(row.created_by)
        if author is not None and author.is_reachable:
            uow.outbox.tell(DONE, author.telegram_id, subject(run.id), {"campaign": row.id, **_facts(uow, run)})


def _facts(uow: "Uow", run: "CampaignRun") -> dict[str, int]:
    results = uow.campaigns.results(run.id)
    return {"sent": results.get(Result.SENT, 0), "handled": sum(results.values())}


def _next(uow: "Uow", row: "Campaign") -> datetime | None:
    if row.repeat == Repeat.EVENT:
        return uow.now + LOOK
    anchor, zone = datetime.fromisoformat(row.params["from"]), uow.place.zone
    at = next_moment(anchor, Repeat(row.repeat), uow.now, zone)
    return begins(at, Kind(row.kind), zone, business(uow)["QUIET"]) if at else None


def break_off(uow: "Uow", run: "CampaignRun") -> None:
    """End a run that is stopped: what is queued and not sent is taken back."""
    uow.campaigns.skip(run.id, uow.outbox.take_back(subject(run.id)))
    run.is_queued, run.finished_at = True, uow.now


# --- written down ---


def letter_of(row: "Campaign", run_id: int) -> Letter:
    """What a campaign says to a reader of a run."""
    return Letter(Kind(row.kind), row.text, row.photo, row.button, row.target, run_id)


@query(Permission.SYSTEM)
def letter(uow: "Uow", actor: Actor, run_id: int) -> Letter | None:
    """What a run says; None where it is no longer there."""
    row = uow.campaigns.of_run(run_id)
    return letter_of(row, run_id) if row is not None else None


@command(Permission.SYSTEM)
def record(
    uow: "Uow", actor: Actor, id_: int, about: str, chat_id: int, result: Result, message_id: int | None
) -> None:
    """Write down how a letter went, and take it out of the outbox: the report lives longer."""
    uow.campaigns.record(run_of(about), chat_id, result, message_id)
    uow.outbox.forget(id_)


@command(Permission.SYSTEM)
def put_off(uow: "Uow", actor: Actor, id_: int, about: str, chat_id: int, due_at: datetime) -> None:
    """A letter that has surely not arrived goes at ``due_at``; not in a pause, and never after a stop meanwhile."""
    row = uow.campaigns.of_run_locked(run_of(about))
    if row is None or row.state == State.STOPPED:
        uow.campaigns.record(run_of(about), chat_id, Result.SKIPPED)
        uow.outbox.forget(id_)
        return
    uow.outbox.record(id_, "due", due_at=due_at)
    if row.state == State.PAUSED:
        uow.outbox.hold(about)


@command(Permission.SYSTEM)
def after_start(uow: "Uow", actor: Actor) -> None:
    """What was being sent when the process ended may have arrived: unknown, not repeated."""
    for kind, about, chat_id in uow.outbox.resume():
        if kind == KIND:
            uow.campaigns.record(run_of(about), chat_id, Result.UNKNOWN)
    uow.outbox.forget_unknown(KIND)
    uow.outbox.hold_bulk(KIND)
    uow.touched.add("campaigns")
