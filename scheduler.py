"""The JOBS table and one tick on PTB's JobQueue, which is APScheduler's AsyncIOScheduler in this process.

The database is the schedule: a tick asks what is due, claims it in a transaction, and acts. Nothing is lost by a
restart and no clock jump repeats what was claimed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from telegram.ext import Application

from delivery import journal_export
from delivery.expiry import expire
from delivery.process import Processor
from domain.access import SYSTEM, Actor
from domain.journal import exports_dir
from domain.residents import GUESSES_KEPT
from domain.walltime import local_day
from handlers.context import Deps
from repositories.uow import Uow
from services import (
    billing,
    campaign_runs,
    escalation,
    member_clock,
    own_orders,
    reminders,
    resident_desk,
    sheets,
    subscriptions,
    training_clock,
    utility_clock,
    web_sessions,
)

log = logging.getLogger(__name__)
FOLLOW = 6  # ticks between two looks at what was sent
HOURLY = 360  # ticks
GAP = timedelta(minutes=30)  # between two looks: the process, or its clock, was away


@dataclass(frozen=True)
class Job:
    """Something the tick does; ``every`` ticks, so that heavy looks are rare."""

    name: str
    run: Callable[["Tick"], Awaitable[None]]
    every: int = 1


class Tick:
    """One tick at a time over the JOBS table."""

    def __init__(self, deps: Deps, processor: Processor, bot: Any) -> None:
        """``processor`` gives the chats' turns."""
        self.deps = deps
        self.db = deps.db
        self.processor = processor
        self.bot = bot
        self.count = 0
        self.last: datetime | None = None  # when reminders were last looked for
        self.day: date | None = None  # on which periods that are over were last looked for
        self.planned_by: tuple[object, ...] = ()  # the settings by which open tickets are planned
        self.laid_out: tuple[date, int] | None = None  # the weekly hours that trainings were last laid out from
        self._busy = asyncio.Lock()

    async def __call__(self, _context: Any = None) -> None:
        """Run every job that has its turn; one failing job stops no other."""
        if self._busy.locked():
            return
        async with self._busy:
            for job in JOBS:
                if self.count % job.every == 0:
                    await self._run(job)
            self.count += 1

    async def _run(self, job: Job) -> None:
        try:
            await job.run(self)
        except Exception:
            log.exception("the tick's job %s failed", job.name)


async def replay(tick: Tick) -> None:
    """Updates that were stored and not handled (a database that was away) get their turn."""
    await tick.processor.inbox.replay()


async def remind(tick: Tick) -> None:
    """Reminders whose moment has come; after a start or a gap, say in the log what will not be sent any more."""
    if await tick.db.read(lambda uow: reminders.any_due(uow, SYSTEM)):
        await tick.db.write(lambda uow: reminders.send_due(uow, SYSTEM))
    now = tick.deps.clock.now()
    if tick.last is None or abs(now - tick.last) > GAP:
        await _log_missed(tick)
    tick.last = now


async def _log_missed(tick: Tick) -> None:
    if missed := await tick.db.read(lambda uow: reminders.list_missed(uow, SYSTEM)):
        log.warning("reminders of the games %s were not sent: it is too late for them", missed)


async def tell_the_day(tick: Tick) -> None:
    """The day's sheet and the evening line; once a minute sheets and lists of calls follow the games they are about."""
    waiting = await tick.db.read(lambda uow: sheets.waiting(uow, SYSTEM))
    if waiting.is_due:
        await tick.db.write(lambda uow: sheets.send_due(uow, SYSTEM))
    if waiting.is_open and tick.count % FOLLOW == 0:
        await tick.db.write(lambda uow: sheets.keep_current(uow, SYSTEM))


async def watch_tickets(tick: Tick) -> None:
    """Tickets whose next moment has come; after a start, and when the rules have changed, all are planned anew."""
    rules = await tick.db.read(lambda uow: escalation.planned_by(uow, SYSTEM))
    after = 0 if tick.planned_by == rules else await tick.db.write(lambda uow: escalation.plan_again(uow, SYSTEM, 0))
    while after:
        after = await tick.db.write(partial(_plan_again, after))
    tick.planned_by = rules
    failed: set[int] = set()
    while due := [id_ for id_ in await tick.db.read(lambda uow: escalation.list_due(uow, SYSTEM)) if id_ not in failed]:
        for id_ in due:
            try:
                await tick.db.write(partial(_pass_due, id_))
            except Exception:
                log.exception("what is due for ticket %s failed; it is tried again at the next tick", id_)
                failed.add(id_)


def _pass_due(id_: int, uow: Uow) -> None:
    escalation.pass_due(uow, SYSTEM, id_)


def _plan_again(after: int, uow: Uow) -> int:
    return escalation.plan_again(uow, SYSTEM, after)


async def expire_dialogues(tick: Tick) -> None:
    """Dialogues that were left unfinished."""
    await expire(tick.db, tick.processor.lanes)


async def purge(tick: Tick) -> None:
    """Forget what is no longer needed."""
    await tick.db.write(_purge)
    files = exports_dir(tick.deps.settings.data_dir)
    await asyncio.to_thread(journal_export.sweep, files, nothing_is_made=False)


def _purge(uow: Uow) -> None:
    uow.inbox.purge()
    uow.outbox.purge()
    uow.residents.forget_guesses(uow.now - GUESSES_KEPT)
    web_sessions.purge(uow, SYSTEM)
    training_clock.purge(uow, SYSTEM)


async def expire_requests(tick: Tick) -> None:
    """Customers' requests that nobody has answered in time give their time back."""
    await tick.db.write(lambda uow: own_orders.expire_held(uow, SYSTEM))


async def close_periods(tick: Tick) -> None:
    """Billing periods that are over (S3.57), and whose paid time ends; when a day begins, and once an hour."""
    today = local_day(tick.deps.clock.now() - billing.GRACE, tick.db.place.zone)
    if today == tick.day and tick.count % HOURLY:
        return
    if await tick.db.read(lambda uow: billing.any_due(uow, SYSTEM)):
        await tick.db.write(lambda uow: billing.close_periods(uow, SYSTEM))
    await tick.db.write(lambda uow: subscriptions.tell_ending(uow, SYSTEM))
    tick.day = today


async def begin_campaigns(tick: Tick) -> None:
    """Broadcasts whose moment has come; who is next in those that run is the feeder's to ask."""
    if await tick.db.read(lambda uow: campaign_runs.any_due(uow, SYSTEM)):
        await tick.db.write(lambda uow: campaign_runs.begin_due(uow, SYSTEM))


async def free_residents(tick: Tick) -> None:
    """Residents whom nobody has confirmed in time."""
    if await tick.db.read(lambda uow: resident_desk.any_expired(uow, SYSTEM)):
        await tick.db.write(lambda uow: resident_desk.expire(uow, SYSTEM))


async def pass_requests(tick: Tick) -> None:
    """Utility requests that are closed or archived by themselves."""
    for id_ in await tick.db.read(lambda uow: utility_clock.list_due(uow, SYSTEM)):
        try:
            await tick.db.write(partial(_pass_request, id_))
        except Exception:
            log.exception("what is due for request %s failed; it is tried again at the next tick", id_)


def _pass_request(id_: int, uow: Uow) -> None:
    utility_clock.pass_due(uow, SYSTEM, id_)


async def pass_trainings(tick: Tick) -> None:
    """Places that were offered and not taken in time, trainings that are over, two weeks of the weekly hours."""
    due = await tick.db.read(lambda uow: training_clock.list_due(uow, SYSTEM))
    for what, ids in ((training_clock.lapse, due.lapsed), (training_clock.close, due.over)):
        for id_ in ids:
            try:
                await tick.db.write(partial(_pass_training, what, id_))
            except Exception:
                log.exception("%s of %s failed; it is tried again at the next tick", what.__name__, id_)
    if tick.laid_out != due.hours:
        await tick.db.write(lambda uow: training_clock.lay_out(uow, SYSTEM))
        tick.laid_out = due.hours


def _pass_training(what: Callable[[Uow, Actor, int], None], id_: int, uow: Uow) -> None:
    what(uow, SYSTEM, id_)


async def remind_members(tick: Tick) -> None:
    """Memberships that are about to end, or have ended."""
    if await tick.db.read(lambda uow: member_clock.any_due(uow, SYSTEM)):
        await tick.db.write(lambda uow: member_clock.remind(uow, SYSTEM))


JOBS = (
    Job("replay", replay, every=3),
    Job("expire requests", expire_requests),
    Job("expire dialogues", expire_dialogues),
    Job("remind", remind),
    Job("watch tickets", watch_tickets),
    Job("tell the day", tell_the_day),
    Job("close periods", close_periods),
    Job("begin campaigns", begin_campaigns),
    Job("free residents", free_residents, every=HOURLY),
    Job("pass requests", pass_requests),
    Job("pass trainings", pass_trainings),
    Job("remind members", remind_members, every=HOURLY),
    Job("purge", purge, every=HOURLY),
)


def register(app: Application[Any, Any, Any, Any, Any, Any], deps: Deps, processor: Processor) -> Tick:
    """Start ticking with the application."""
    tick = Tick(deps, processor, app.bot)
    assert app.job_queue is not None
    app.job_queue.run_repeating(
        tick,
        deps.settings.tick,
        first=1,
        name="tick",
        job_kwargs={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    return tick
