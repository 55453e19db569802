"""A customer orders games and looks after them: everything a person without a role may do with games (S1.65, S1.13)."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, Role, command, query
from domain.booking import Plan
from domain.clients import NewClient
from domain.errors import Conflict, Invalid, NotFound, Outdated
from domain.orders import GAMETIME, RESTROOM, GameType, Polygon, Status
from domain.own_orders import AHEAD_SHOWN, PAST_SHOWN, OwnGame, OwnGames, Standing, hold_until, is_own, may_change
from domain.phones import phone_or_none
from domain.views import MonthView, OrderView, Slots
from domain.walltime import local_day
from services import calendar, orders, payments, people, ties
from services.order_views import order_view
from services.settings import business

if TYPE_CHECKING:
    from models import Order
    from repositories.uow import Uow


@dataclass(frozen=True)
class GameRequest:
    """What a customer asks for. ``gametime`` in seconds; ``name`` for the card, where there is none yet."""

    date: datetime
    players: int
    polygon: Polygon = Polygon.ARENA
    gametype: GameType = GameType.BIRTHDAY
    gametime: int = GAMETIME
    name: NewClient | None = None


# --- before ordering ---


@query(Permission.OWN_ORDERS)
def standing(uow: "Uow", actor: Actor) -> Standing:
    """What is known of the customer and what the business says about ordering."""
    known = business(uow)
    user = uow.people.get(actor.user_id)
    has_card = bool(user.client_uid and uow.clients.find(user.client_uid))
    return Standing(
        knows_phone=bool(user.phone) or has_card,
        has_card=has_card,
        name=actor.name,
        open=uow.orders.count_ordered(actor.user_id, actor.client_uid),
        most_open=int(known["OPEN_REQUESTS"]),
        length=int(known["GAME_LENGTH"]) * 60,
        ahead_days=int(known["AHEAD"]),
        contact=known["CONTACT"],
        address=known["ADDRESS"],
        deposit=int(known["DEPOSIT"]),
        hold=int(known["HOLD"]) * 60,
    )


@command(Permission.OWN_ORDERS)
def share_contact(uow: "Uow", actor: Actor, owner_id: int | None, phone: str, *, forwarded: bool) -> str:
    """Keep the own phone as proven and tie the account to the card that has it, if there is one; gives it as E.164.

    ``owner_id`` is whose contact Telegram says it is. Raises ``Invalid`` for another person's or a forwarded one: only
    what Telegram itself vouches for opens a card (T32).
    """
    if owner_id != actor.telegram_id:
        raise Invalid("This is another person's contact. Please send your own number, with the button below.")
    if forwarded:
        raise Invalid("A forwarded contact proves nothing. Please send your own number, with the button below.")
    number = phone_or_none(phone if phone.startswith("+") else f"+{phone}", uow.place.region)
    if number is None:
        raise Invalid("I can't read this number. Please call us, we will write you down.")
    ties.tie_by_contact(uow, actor, number)
    return number


@query(Permission.OWN_ORDERS)
def answer_by(uow: "Uow", actor: Actor, start: datetime) -> datetime:
    """Until when a request sent now for ``start`` would hold its time and be answered."""
    return held_until(uow, start)


@query(Permission.OWN_ORDERS)
def days(uow: "Uow", actor: Actor, year: int, month: int, gametime: int, uid: int | None = None) -> MonthView:
    """The days of a month on which a game may still begin; nothing about others. ``uid``: a game to be moved."""
    row = _reachable(uow, actor, uid) if uid is not None else None
    return calendar.open_days(uow, actor, year, month, _plan(row) if row is not None else Plan(gametime))


@query(Permission.OWN_ORDERS)
def times(uow: "Uow", actor: Actor, day: date, polygon: Polygon, gametime: int, uid: int | None = None) -> Slots:
    """The starts a customer may take on a day. For a game to be moved (``uid``) its own length and players count."""
    row = _reachable(uow, actor, uid) if uid is not None else None
    customer = replace(actor, roles=frozenset({Role.CLIENT}))  # an offer obeys the customer's rules too
    slots = calendar.slots(uow, customer, day, polygon, _plan(row) if row is not None else Plan(gametime))
    earliest, last = _earliest(uow, actor, row), _last_day(uow)
    return replace(slots, starts=tuple(at for at in slots.starts if at >= earliest and day <= last))


# --- ordering ---


@command(Permission.OWN_ORDERS)
def request(uow: "Uow", actor: Actor, asked: GameRequest, origin: str) -> OwnGame:
    """Ask for a game: it holds its time while a manager decides. The same ``origin`` (a draft) gives the same game.

    Makes the customer's card where there is none. Raises ``Outdated`` without a proven phone, a name or the consent,
    ``Conflict`` at the limit of open orders or naming the free times, ``Invalid`` for a time or number that can't be.
    """
    if (known := uow.orders.find_by_origin(origin)) is not None:
        return own_game(uow, own_row(uow, actor, known.uid))
    if people.consent_needed(uow, actor) is not None:
        raise Outdated("The text has just been changed. Read it once more, please.")
    check_bounds(uow, asked.date, uow.now)
    client_uid = _client(uow, actor, asked, origin)
    if uow.orders.count_ordered(actor.user_id, client_uid, lock=True) >= int(business(uow)["OPEN_REQUESTS"]):
        raise Conflict("You have as many open orders as one person may have. Your games: /games")
    draft = orders.OrderDraft(
        asked.date, client_uid, asked.gametime, int(business(uow)["REST_LENGTH"]) * 60, RESTROOM, asked.players,
        asked.polygon, asked.gametype, deposit=int(business(uow)["DEPOSIT"]),
    )  # fmt: skip
    made = orders.create(
        uow, actor, draft, origin, status=Status.REQUESTED, staff=False, ordered_by=actor.user_id,
        held_until=held_until(uow, asked.date),
    )  # fmt: skip
    return own_game(uow, uow.orders.get(made.uid))


def check_bounds(uow: "Uow", start: datetime, now: datetime) -> None:
    """Raise ``Invalid`` for a start too soon or too far ahead for a customer."""
    known = business(uow)
    if start < now + timedelta(hours=int(known["NOTICE"])):
        raise Invalid(
            "Games are ordered at least {hours} h before. Choose a later time, please.", hours=known["NOTICE"]
        )
    if local_day(start, uow.place.zone) > _last_day(uow):
        raise Invalid(
            "Games are ordered at most {days} days ahead. Choose an earlier day, please.", days=known["AHEAD"]
        )


def held_until(uow: "Uow", date: datetime) -> datetime:
    """Until when a request made or answered now holds its time."""
    known = business(uow)
    return hold_until(uow.now, timedelta(minutes=int(known["HOLD"])), date, uow.place.zone, known["QUIET"])


def _client(uow: "Uow", actor: Actor, asked: GameRequest, origin: str) -> int | None:
    """The customer's card; None where several have the phone and the managers have yet to say which."""
    card = ties.own(uow, actor)
    if card is None and asked.name is None:
        raise Outdated("Please say first whom to write down.")
    if card is None and asked.name is not None:
        card = ties.add_own(uow, actor, asked.name, origin)
    return card.uid if card else None


# --- my games ---


@query(Permission.OWN_ORDERS)
def mine(uow: "Uow", actor: Actor) -> OwnGames:
    """The customer's games, ahead and past."""
    ahead = uow.orders.list_own(actor.user_id, actor.client_uid, ahead=True, limit=AHEAD_SHOWN)
    past = uow.orders.list_own(actor.user_id, actor.client_uid, ahead=False, limit=PAST_SHOWN)
    return OwnGames(tuple(_shown(uow, row) for row in ahead), tuple(_shown(uow, row) for row in past))


@query(Permission.OWN_ORDERS)
def card(uow: "Uow", actor: Actor, uid: int) -> OwnGame:
    """One own game; another person's is as one that does not exist (``NotFound``)."""
    return own_game(uow, own_row(uow, actor, uid))


@query(Permission.OWN_ORDERS)
def again(uow: "Uow", actor: Actor, uid: int) -> GameRequest:
    """A former order of one's own as a new wish, to be given another time."""
    row = own_row(uow, actor, uid)
    return GameRequest(row.date, row.players, Polygon(row.polygon), GameType(row.gametype), row.gametime)


@command(Permission.OWN_ORDERS)
def cancel(uow: "Uow", actor: Actor, uid: int) -> OwnGame:
    """Cancel by oneself; a second press gives the same card. Raises ``Conflict`` when it is too late: call."""
    row = own_row(uow, actor, uid)
    if row.status != Status.CANCELLED:
        _check_changeable(uow, row)
        orders.move(uow, _as_customer(actor), row, Status(row.status), Status.CANCELLED)
    return own_game(uow, uow.orders.get(uid))


@command(Permission.OWN_ORDERS)
def reschedule(uow: "Uow", actor: Actor, uid: int, start: datetime, polygon: Polygon) -> OwnGame:
    """Move by oneself. A confirmed game stays confirmed: both its times are far enough ahead, and managers are told.

    Raises ``Conflict`` when it is too late or the time is taken (naming the free ones), ``Invalid`` out of bounds.
    """
    row = own_row(uow, actor, uid)
    if row.date == start and row.polygon == polygon:
        return own_game(uow, row)
    _check_changeable(uow, row)
    check_bounds(uow, start, uow.now)
    if start < _earliest(uow, actor, row):
        raise Invalid("A confirmed game moves to a time at least {hours} h ahead.", hours=business(uow)["CHANGE_UNTIL"])
    place_anew(uow, _as_customer(actor), row, start, polygon, staff=False)
    return own_game(uow, row)


def place_anew(uow: "Uow", actor: Actor, row: "Order", start: datetime, polygon: Polygon, *, staff: bool) -> None:
    """Give a game another time and place, checked; raises ``Conflict`` naming the free times."""
    before = {"date": row.date, "polygon": row.polygon}
    orders.check(uow, replace(orders.as_draft(row), date=start, polygon=polygon), staff=staff, order=row)
    uow.orders.edit(row, date=start, polygon=polygon, buffer=business(uow).buffer)
    orders.changed(uow, actor, "moved", row, before)


@command(Permission.SYSTEM)
def expire_held(uow: "Uow", actor: Actor) -> int:
    """Cancel the requests that nobody has answered in time; the customers are told. Gives how many."""
    expired = 0
    for row in uow.orders.list_held_expired(uow.now):
        with suppress(Outdated):  # somebody has just answered it
            orders.move(uow, actor, row, Status.REQUESTED, Status.CANCELLED)
            expired += 1
    return expired


# --- what all of this asks ---


def own_game(uow: "Uow", row: "Order") -> OwnGame:
    """A game as its customer sees it: without the staff's notes."""
    known = business(uow)
    until = int(known["CHANGE_UNTIL"])
    can = may_change(row.status, row.date, uow.now, until)
    owes = row.deposit > row.paid and row.status in (Status.REQUESTED, Status.CONFIRMED)
    pays_here = owes and payments.can_invoice(uow)
    how = known["PAYMENT_WORDS"] if owes and not pays_here else ""
    return OwnGame(
        _shown(uow, row), can, can, until, known["CONTACT"], known["ADDRESS"], pays_here=pays_here, how_to_pay=how
    )


def _shown(uow: "Uow", row: "Order") -> OrderView:
    reason = row.cancel_reason if row.status == Status.CANCELLED else ""
    return replace(order_view(uow, row), description="", custom={}, cancel_reason=reason)


def own_row(uow: "Uow", actor: Actor, uid: int) -> "Order":
    """The game, if it is this person's own: the row rule, after loading. Raises ``NotFound``."""
    row = uow.orders.get(uid)
    if not is_own(actor, row.ordered_by, row.client_uid):
        raise NotFound(uow.orders.missing)
    return row


def _reachable(uow: "Uow", actor: Actor, uid: int) -> "Order":
    """An own game, or any for the staff (who offer another time)."""
    return uow.orders.get(uid) if actor.may(Permission.ORDERS_WRITE) else own_row(uow, actor, uid)


def _check_changeable(uow: "Uow", row: "Order") -> None:
    known = business(uow)
    if row.status not in (Status.REQUESTED, Status.CONFIRMED):
        raise Outdated("This game can't be changed any more.")
    if may_change(row.status, row.date, uow.now, int(known["CHANGE_UNTIL"])):
        return
    if known["CONTACT"]:
        raise Conflict(
            "It is less than {hours} h before the game. Please call us: {contact}",
            hours=known["CHANGE_UNTIL"], contact=known["CONTACT"],
        )  # fmt: skip
    raise Conflict("It is less than {hours} h before the game. Please call us.", hours=known["CHANGE_UNTIL"])


def _earliest(uow: "Uow", actor: Actor, row: "Order | None") -> datetime:
    """A customer does not move a confirmed game to where it could not be changed any more."""
    binds = row is not None and row.status == Status.CONFIRMED and not actor.may(Permission.ORDERS_WRITE)
    return uow.now + timedelta(hours=int(business(uow)["CHANGE_UNTIL"]) if binds else 0)


def _last_day(uow: "Uow") -> date:
    return uow.today + timedelta(days=int(business(uow)["AHEAD"]))


def _plan(row: "Order") -> Plan:
    return Plan(row.gametime, row.resttime, row.restroom, row.players, row.uid)


def _as_customer(actor: Actor) -> Actor:
    """Somebody of the staff who has a game of their own acts as a customer here."""
    return replace(actor, roles=frozenset({Role.CLIENT}))
