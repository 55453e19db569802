"""The day's sheet to instructors, and the evening line to owners: once a day, whatever happens to process and clock."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, Role, command, query
from domain.orders import Gifts, Status
from domain.reminders import LATE, day_sheet_at
from domain.views import OrderView
from domain.walltime import day_span
from services import calls, orders
from services.order_views import order_view, with_answers
from services.settings import business

if TYPE_CHECKING:
    from models import User
    from repositories.uow import Uow

SHEET, EVENING = "day_sheet", "evening_line"
_LISTED = frozenset({Status.CONFIRMED, Status.ARRIVED, Status.DONE, Status.NO_SHOW})
_AHEAD = frozenset({Status.CONFIRMED, Status.ARRIVED})
Facts = dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """What there is to do: something to send, and something that was sent and is to be kept current."""

    is_due: bool
    is_open: bool


@query(Permission.SYSTEM)
def waiting(uow: "Uow", actor: Actor) -> Waiting:
    """What there is to do about sheets, evening lines and lists of calls; two queries."""
    claims = set(_claims(uow, SHEET, EVENING, calls.KIND))
    is_due = _is_sheet_due(uow, claims) or bool(_evenings_due(uow, claims))
    return Waiting(is_due, any(_is_open(uow, *claim) for claim in claims))


@command(Permission.SYSTEM)
def send_due(uow: "Uow", actor: Actor) -> None:
    """Send what is due and was not claimed by another tick meanwhile."""
    claims = set(_claims(uow, SHEET, EVENING))
    if _is_sheet_due(uow, claims) and uow.outbox.claim(SHEET, f"sheet:{uow.today}", _start(uow, uow.today)):
        refresh(uow, uow.today)
    for day in _evenings_due(uow, claims):
        if uow.outbox.claim(EVENING, f"evening:{day}", _start(uow, day)):
            _say_evening(uow, day)


@command(Permission.SYSTEM)
def keep_current(uow: "Uow", actor: Actor) -> None:
    """Edit the sheets and lists of today and later where their games have changed; nothing is sent where they have not.

    The tick does it a minute after any change, so that a day that is planned anew is one edit, and so that what no
    change of a game announces (a client's new phone, a merged card) comes through too.
    """
    for kind, subject in _claims(uow, SHEET, calls.KIND):
        if _is_open(uow, kind, subject):
            (refresh if kind == SHEET else calls.refresh)(uow, _day_of(subject))


def refresh(uow: "Uow", day: date) -> None:
    """Bring the sheet of ``day`` up to date in every instructor's chat."""
    subject = f"sheet:{day}"
    told, views = uow.outbox.list_told(SHEET, subject), _games(uow, day)
    for user in uow.people.list_by_role(Role.INSTRUCTOR):
        if user.is_reachable:
            before = told.get(user.telegram_id)
            facts = _facts(day, _own(views, user.id), views, before.facts if before else None)
            if facts["games"] or before:
                uow.outbox.keep_current(SHEET, user.telegram_id, subject, facts, before)


# --- what instructors press ---


@query(Permission.ORDERS_RUN)
def sheet(uow: "Uow", actor: Actor, day: date) -> Facts:
    """The sheet of a day as this person gets it."""
    before = uow.outbox.list_told(SHEET, f"sheet:{day}").get(actor.telegram_id)
    views = _games(uow, day)
    return _facts(day, _own(views, actor.user_id), views, before.facts if before else None)


@command(Permission.ORDERS_RUN)
def arrived(uow: "Uow", actor: Actor, uid: int, day: date) -> Facts:
    """[Пришли]: gives the sheet as it is then; everybody's sheet follows. Raises as ``orders.go``."""
    orders.go(uow, actor, uid, Status.CONFIRMED, Status.ARRIVED)
    return _followed(uow, actor, day)


@command(Permission.ORDERS_RUN)
def finished(uow: "Uow", actor: Actor, uid: int, day: date, came: int) -> Facts:
    """[Закончили], ``came`` of them really played. Raises as ``orders.finish``."""
    orders.finish(uow, actor, uid, Status.ARRIVED, came)
    return _followed(uow, actor, day)


def _followed(uow: "Uow", actor: Actor, day: date) -> Facts:
    if uow.outbox.list_told(SHEET, f"sheet:{day}"):
        refresh(uow, day)
    return sheet(uow, actor, day)


# --- when ---


def _start(uow: "Uow", day: date) -> datetime:
    return day_span(day, uow.place.zone).start


def _claims(uow: "Uow", *kinds: str) -> list[tuple[str, str]]:
    """What was sent for yesterday or a later day."""
    return uow.outbox.list_claimed(kinds, _start(uow, uow.today - timedelta(days=1)))


def _is_open(uow: "Uow", kind: str, subject: str) -> bool:
    return kind != EVENING and _day_of(subject) >= uow.today


def _day_of(subject: str) -> date:
    return date.fromisoformat(subject.partition(":")[2])


def _is_sheet_due(uow: "Uow", claims: set[tuple[str, str]]) -> bool:
    """From its time on, as long as a game of the day is still to come; also where the first one is booked later."""
    day, zone = uow.today, uow.place.zone
    if (SHEET, f"sheet:{day}") in claims or uow.now < day_sheet_at(day, zone, business(uow)["DAY_SHEET_AT"]):
        return False
    rows = uow.orders.list_between(_start(uow, day), day_span(day, zone).end)
    return any(row.status in _AHEAD and row.game_ends_at > uow.now for row in rows)


def _evenings_due(uow: "Uow", claims: set[tuple[str, str]]) -> list[date]:
    """Days whose evening line is due: less than two hours ago, for yesterday's too where it is set near midnight."""
    known = business(uow)
    if not known["EVENING_LINE"]:
        return []
    days = [uow.today - timedelta(days=1), uow.today]
    return [
        day
        for day in days
        if (EVENING, f"evening:{day}") not in claims
        and timedelta(0) <= uow.now - day_sheet_at(day, uow.place.zone, known["EVENING_AT"]) < LATE
    ]


# --- what they say ---


def _games(uow: "Uow", day: date) -> list[OrderView]:
    span = day_span(day, uow.place.zone)
    return with_answers(uow, [order_view(uow, *card) for card in uow.orders.list_cards(span.start, span.end)])


def _own(views: Sequence[OrderView], user_id: int) -> list[OrderView]:
    """My games; all of them where none is mine."""
    listed = [view for view in views if view.status in _LISTED]
    mine = [view for view in listed if view.instructor is not None and view.instructor.user_id == user_id]
    return mine or listed


def _facts(day: date, games: Sequence[OrderView], all_: Sequence[OrderView], before: Facts | None) -> Facts:
    """A sheet as JSON. What stood on it ``before`` and is no longer played that day stays, crossed out."""
    gifts: Counter[str] = Counter()
    for view in games:
        if view.gifts != Gifts.WITHOUT and view.status != Status.NO_SHOW:
            gifts[view.gifts] += view.players
    listed = {view.uid for view in all_ if view.status in _LISTED}
    old = [*before["games"], *before["gone"]] if before else []
    gone = {game["uid"]: _short(game) for game in old if game["uid"] not in listed}
    return {
        "day": day.isoformat(), "games": [_game(view) for view in games],
        "gifts": [[gift.value, gifts[gift]] for gift in Gifts if gifts[gift]], "gone": list(gone.values()),
    }  # fmt: skip


def _short(game: Facts) -> Facts:
    return {name: game[name] for name in ("uid", "date", "polygon", "name")}


def _game(view: OrderView) -> Facts:
    client = view.client
    return {
        "uid": view.uid, "date": view.date.isoformat(), "gametime": view.gametime, "resttime": view.resttime,
        "restroom": view.restroom, "polygon": view.polygon.value, "gametype": view.gametype.value,
        "gifts": view.gifts.value, "players": view.players, "came": view.came, "status": view.status.value,
        "name": client.full_name if client else "", "phone": client.phone if client else "",
        "second": client.secondphone if client else "", "note": view.description, "is_coming": view.is_coming,
        "instructor": view.instructor.name if view.instructor else "",
    }  # fmt: skip


def _say_evening(uow: "Uow", day: date) -> None:
    views = _games(uow, day)
    by_status = Counter(view.status for view in views)
    played = [view for view in views if view.status == Status.DONE]
    span = day_span(day, uow.place.zone)
    facts = {
        "day": day.isoformat(), "done": len(played), "players": sum(view.came or view.players for view in played),
        "paid": sum(view.paid for view in views if view.status in _LISTED),
        "cancelled": by_status[Status.CANCELLED], "no_show": by_status[Status.NO_SHOW],
        "unmarked": sum(view.status in _AHEAD and view.date < uow.now for view in views),
        "new_clients": uow.clients.count_created(span.start, span.end),
    }  # fmt: skip
    for user in _owners(uow):
        uow.outbox.tell(EVENING, user.telegram_id, f"evening:{day}", facts)


def _owners(uow: "Uow") -> "list[User]":
    return [user for user in uow.people.list_by_role(Role.OWNER) if user.is_reachable]
