"""Reminders of a game to its customer: planned by the tick when their moment comes, each said once.

The tick, not the change of a game, makes the messages: so a move, another client, a changed setting or an account tied
meanwhile need no planning anew, and there is nothing in store that could be wrong (docs/decisions/0006-reminders.md).
A change only writes down which moments have passed already: who books an hour ahead has just spoken with us.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.orders import Status
from domain.reminders import LATE, moment, quiet, useful_until
from domain.setting_values import place
from domain.walltime import local_day
from repositories.orders import Look
from services import calls
from services.order_notices import accounts
from services.order_views import order_view, with_answers
from services.settings import business

if TYPE_CHECKING:
    from models import Order
    from repositories.uow import Uow

KIND, OVER = "order_reminder", "order_reminder_over"
NIGHT = timedelta(hours=24)  # quiet hours move a reminder by less
FORGOTTEN = timedelta(days=7)  # how far back the log says what was never sent
_PLACED = frozenset({"created", "restored", "moved", Status.CONFIRMED.value})  # the client has just been spoken with


@dataclass(frozen=True)
class _Reminder:
    """One of the two: its number and how long before the game it is sent."""

    number: int
    before: timedelta

    @property
    def said(self) -> str:
        """The claim that it was sent, of a game at its date."""
        return f"reminded:{self.number}"

    @property
    def spent(self) -> str:
        """The claim that its moment had passed when the game was given its date."""
        return f"placed:{self.number}:{int(self.before.total_seconds()) // 3600}"


@dataclass(frozen=True)
class _Due:
    """A reminder whose moment has come."""

    row: "Order"
    reminder: _Reminder
    due_at: datetime


@query(Permission.SYSTEM)
def any_due(uow: "Uow", actor: Actor) -> bool:
    """Whether there is anything to send; one query."""
    return bool(_due(uow))


@command(Permission.SYSTEM)
def send_due(uow: "Uow", actor: Actor) -> int:
    """Tell the customers of the games whose reminder is due, and have those called who can't be told; gives how many.

    At most one message a game: where an outage has brought both reminders together, the later one goes.
    """
    told: dict[int, _Due] = {}
    for due in _due(uow):
        if uow.outbox.claim(due.reminder.said, f"order:{due.row.uid}", due.row.date):
            told[due.row.uid] = due
    for due in told.values():
        _remind(uow, due)
    return len(told)


@query(Permission.SYSTEM)
def list_missed(uow: "Uow", actor: Actor) -> list[int]:
    """Games of which a reminder was not sent and will not be: the process, or its clock, was away. For the log."""
    known, zone = business(uow), uow.place.zone
    looks = [
        Look((one.said, one.spent), uow.now - FORGOTTEN, uow.now + one.before - LATE + NIGHT) for one in _reminders(uow)
    ]
    missed = []
    for row, is_open in uow.orders.list_unreminded(looks):
        for one, never_sent in zip(_reminders(uow), is_open, strict=True):
            due_at = moment(row.date, one.before, zone, known["QUIET"])
            if never_sent and useful_until(due_at, row.date, zone, known["QUIET"]) <= uow.now:
                missed.append(row.uid)
    return sorted(set(missed))


def replan(uow: "Uow", actor: Actor, action: str, row: "Order", before: Mapping[str, Any] | None) -> None:
    """What a change of a game means to its reminders, in its transaction.

    A game that was given a date (or a client) has its passed moments behind it. What was sent about a date that no
    longer holds says so and loses its buttons; what was not sent yet is taken back.
    """
    before = before or {}
    is_off = row.status == Status.CANCELLED or row.deleted_at is not None
    if row.status == Status.CONFIRMED and not is_off and (action in _PLACED or "client_uid" in before):
        _spend_passed(uow, row)
    if is_off:
        _settle(uow, actor, row, row.date, "off")
    elif "date" in before:
        _settle(uow, actor, row, before["date"], "moved")
    elif "client_uid" in before:
        _settle(uow, actor, row, row.date, "void")


def undelivered(uow: "Uow", kind: str, subject: str) -> None:
    """A reminder could not be given to an account that has blocked the bot: somebody has to call."""
    if kind == KIND:
        row = uow.orders.find(int(subject.split(":")[1]))
        if row is not None:
            calls.refresh(uow, local_day(row.date, uow.place.zone), opens=True)


def facts_of(uow: "Uow", row: "Order", due_at: datetime) -> dict[str, Any]:
    """What a reminder says, as JSON; ``due_at``: the moment from which «tomorrow» is counted."""
    known, (view,) = business(uow), with_answers(uow, [_view(uow, row)])
    return {
        "uid": row.uid, "date": row.date.isoformat(), "gametime": row.gametime, "polygon": str(row.polygon),
        "players": row.players, "today": due_at.astimezone(uow.place.zone).date().isoformat(),
        "address": known["ADDRESS"], "contact": known["CONTACT"], "is_coming": view.is_coming,
        "place": place(known["PLACE"]) if known["PLACE"] else None,
    }  # fmt: skip


def _due(uow: "Uow") -> list[_Due]:
    known, zone, reminders = business(uow), uow.place.zone, _reminders(uow)
    if quiet(uow.now, zone, known["QUIET"]) != uow.now:
        return []  # whatever comes due at night, or was late for the evening, is looked at in the morning
    looks = [_look(uow.now, one) for one in reminders]
    found = []
    for row, is_open in uow.orders.list_unreminded(looks):
        for one, waits in zip(reminders, is_open, strict=True):
            due_at = moment(row.date, one.before, zone, known["QUIET"])
            if waits and due_at <= uow.now < useful_until(due_at, row.date, zone, known["QUIET"]):
                found.append(_Due(row, one, due_at))
    return found


def _look(now: datetime, one: _Reminder) -> Look:
    """Games whose reminder can be due now: its moment is at most a night and its lateness away."""
    since = max(now, now + one.before - NIGHT - NIGHT - LATE)
    return Look((one.said, one.spent), since + timedelta(microseconds=1), now + one.before + NIGHT)


def _reminders(uow: "Uow") -> Sequence[_Reminder]:
    known = business(uow)
    hours = (int(known["REMIND_FIRST"]), int(known["REMIND_SECOND"]))
    wanted = [_Reminder(number, timedelta(hours=each)) for number, each in enumerate(hours, 1) if each]
    return wanted[:1] if hours[0] == hours[1] else wanted


def _remind(uow: "Uow", due: _Due) -> None:
    row = due.row
    reached = [user for user in accounts(uow, row) if user.is_reachable]
    if not reached:
        if due.reminder == _reminders(uow)[0] and row.client_uid is not None:
            calls.refresh(uow, local_day(row.date, uow.place.zone), opens=True)
        return
    facts = facts_of(uow, row, uow.now)
    last = useful_until(due.due_at, row.date, uow.place.zone, business(uow)["QUIET"])
    for user in reached:
        uow.outbox.tell(
            KIND, user.telegram_id, _subject(row.uid, row.date), facts, due_at=due.due_at, drop_after=last
        )  # fmt: skip


def _spend_passed(uow: "Uow", row: "Order") -> None:
    for one in _reminders(uow):
        if moment(row.date, one.before, uow.place.zone, business(uow)["QUIET"]) <= uow.now:
            uow.outbox.claim(one.spent, f"order:{row.uid}", row.date)


def _settle(uow: "Uow", actor: Actor, row: "Order", was: datetime, how: str) -> None:
    subject = _subject(row.uid, was)
    told = uow.outbox.list_told(KIND, subject)
    if not told:
        return
    facts = {"was": was.isoformat(), "date": row.date.isoformat(), "how": how}
    uow.outbox.settle(KIND, subject, OVER, facts)
    if (own := told.get(actor.telegram_id)) is not None and own.message_id:
        uow.outbox.forget_edit(actor.telegram_id, own.message_id)  # they look at what they have just done


def _subject(uid: int, date: datetime) -> str:
    return f"order:{uid}:{int(date.timestamp())}"


def _view(uow: "Uow", row: "Order") -> Any:
    return order_view(uow, row, uow.clients.find(row.client_uid) if row.client_uid else None)
