"""Who is at the desk, by which clock a ticket is counted, what next happens to it by itself (S3.28–S3.30)."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import holidays

from domain.access import Actor, Permission, Role, command, query
from domain.hours import OpeningHours
from domain.specialdays import SpecialDays
from domain.ticket_rules import SERVES, Act, acts_of, is_reserved, kinds_of
from domain.ticket_views import FreePerson
from domain.tickets import Course, Kind, Shares, Stage, State, following, promised_by
from domain.views import PersonView
from domain.workclock import ResponseClock, RoundTheClock, WorkingHours
from services import ticket_notices
from services.order_views import person_view
from services.settings import business

if TYPE_CHECKING:
    from models import Ticket, User
    from repositories.uow import Uow

OFFERED = 5  # waiting tickets that somebody who has become free is told of at once


# --- people ---


def holders(uow: "Uow", kind: Kind) -> "list[tuple[User, bool]]":
    """Everybody who works on this kind, with whether they are on duty; managers and owners where nobody does."""
    found = uow.tariffs.list_desk([SERVES[kind]])
    return found or uow.tariffs.list_desk([Role.MANAGER, Role.OWNER])


def managers(uow: "Uow") -> "list[User]":
    """Who is warned: every manager, or the owners where there is none."""
    found = uow.people.list_by_role(Role.MANAGER) or uow.people.list_by_role(Role.OWNER)
    return [user for user in found if user.is_reachable]


def free_people(uow: "Uow", kind: Kind) -> list[FreePerson]:
    """Everybody of this kind's people with their load, the free ones first (S3.15, S3.16, T41)."""
    people = holders(uow, kind)
    taken = uow.tickets.count_taken([user.id for user, _ in people])
    most = int(business(uow)["JOBS_AT_ONCE"])
    lines = [
        FreePerson(
            person_view(user), user.phone or "", user.username or "", on_duty, taken.get(user.id, 0),
            is_free=on_duty and user.is_reachable and (kind is Kind.QUESTION or taken.get(user.id, 0) < most),
        )
        for user, on_duty in people
    ]  # fmt: skip
    return sorted(lines, key=lambda one: (not one.is_free, not one.on_duty, one.in_work))


def told_of(uow: "Uow", row: "Ticket") -> list[PersonView]:
    """Who is told of a waiting ticket now: the pinned contractor alone at first, else everybody who is free."""
    people = [one for one in free_people(uow, Kind(row.kind)) if one.person.user_id != row.user_id]
    if is_reserved(row):
        return [one.person for one in people if one.person.user_id == row.pinned_id and one.on_duty]
    return [one.person for one in people if one.is_free]


def announce(uow: "Uow", row: "Ticket") -> None:
    """Tell of a waiting ticket whoever is to know of it now and has not been told since it began to wait."""
    told = uow.outbox.list_told(ticket_notices.NEW, ticket_notices.subject(row))
    for person in told_of(uow, row):
        known = told.get(person.telegram_id)
        if known is None or known.due_at < row.updated_at:
            ticket_notices.tell_new(uow, row, person)


def offer_waiting(uow: "Uow", user_id: int) -> None:
    """Somebody may have become free: they are told of the oldest tickets that wait for the next who is."""
    for kind in kinds_of(uow.people.roles_of(user_id)):
        mine = [one for one in free_people(uow, kind) if one.person.user_id == user_id and one.is_free]
        for row in uow.tickets.list_in(State.CREATED, [kind], OFFERED) if mine else ():
            announce(uow, row)


@query(Permission.TICKETS_MANAGE)
def who_is_free(uow: "Uow", actor: Actor) -> list[FreePerson]:
    """Every contractor with contacts and load, the free ones first, at any time (S3.15, S3.16)."""
    return free_people(uow, Kind.JOB)


@query(Permission.TICKETS_MANAGE)
def who_may_take(uow: "Uow", actor: Actor, ticket_id: int) -> list[FreePerson]:
    """Who a ticket can be given to by a manager."""
    return free_people(uow, Kind(uow.tickets.get(ticket_id).kind))


@query(Permission.TICKETS_WORK)
def colleagues(uow: "Uow", actor: Actor, ticket_id: int) -> list[FreePerson]:
    """To whom an agent can hand a ticket on: on duty, not they themselves; no contacts (S2.19)."""
    row = uow.tickets.get(ticket_id)
    if Act.ASSIGN not in acts_of(actor, row):
        return []
    people = free_people(uow, Kind(row.kind))
    return [
        FreePerson(one.person, on_duty=one.on_duty, in_work=one.in_work, is_free=one.is_free)
        for one in people
        if one.on_duty and one.person.user_id not in (row.agent_id, row.user_id)
    ]


@command(Permission.TICKETS_WORK)
def set_duty(uow: "Uow", actor: Actor, on_duty: bool) -> bool:
    """[На смене], [Не беру]: whether somebody is told of new tickets; coming back they hear of what waits."""
    place = uow.tariffs.find_place(actor.user_id)
    if (place.on_duty if place else True) != on_duty:
        uow.tariffs.put_place(actor.user_id, on_duty=on_duty)
        uow.audit.record(actor, "duty", "user", actor.user_id, None, {"on_duty": on_duty})
        if on_duty:
            offer_waiting(uow, actor.user_id)
    return on_duty


# --- time ---


@lru_cache(maxsize=8)
def _calendar(country: str) -> holidays.HolidayBase | None:
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


def clock_of(uow: "Uow", around_clock: bool) -> ResponseClock:
    """The clock of a tariff: every minute, or the desk's working hours without holidays and own days off."""
    if around_clock:
        return RoundTheClock()
    known = business(uow)
    special = SpecialDays.of(known["DESK_DAYS"]).works
    public = _calendar(uow.place.region) if known["DESK_HOLIDAYS"] else None

    def closed(day: date) -> bool:
        return not special[day] if day in special else public is not None and day in public

    return WorkingHours(OpeningHours.parse(known["DESK_HOURS"]), uow.place.zone, closed)


def shares(uow: "Uow") -> Shares:
    """The three percentages in force."""
    known = business(uow)
    return Shares(
        int(known["ASSIGNED_CONTRACTORS_TIME_LIMIT"]), int(known["INFORM_MANAGER_CREATED_PROJECT_LIMIT"]),
        int(known["INFORM_MANAGER_IN_WORK_PROJECT_LIMIT"]),
    )  # fmt: skip


def course(uow: "Uow", row: "Ticket") -> Course:
    """What a ticket's stages are counted from."""
    return Course(
        State(row.state), row.created_at, timedelta(seconds=row.reaction), clock_of(uow, row.around_clock),
        row.pinned_id is not None, row.taken_at, timedelta(seconds=row.estimate) if row.estimate else None,
    )  # fmt: skip


def plan(uow: "Uow", row: "Ticket") -> None:
    """Write down what happens next to a ticket by itself."""
    row.next_at, row.stage = following(course(uow, row), shares(uow), passed(row)) or (None, None)
    uow.session.flush()


def passed(row: "Ticket") -> set[Stage]:
    """The stages that have happened since the ticket came to its state."""
    warned = {Stage.UNTAKEN, Stage.OVERDUE} if row.is_warned else set()
    return warned | ({Stage.WIDEN} if row.is_widened else set())


def done_by(uow: "Uow", row: "Ticket") -> datetime | None:
    """Until when it was promised to be done."""
    if row.estimate is None or row.taken_at is None:
        return None
    return clock_of(uow, row.around_clock).after(row.taken_at, timedelta(seconds=row.estimate))


def promised(uow: "Uow", row: "Ticket") -> datetime | None:
    """Until when the customer was promised a look at it."""
    return promised_by(course(uow, row)) if row.reaction else None
