"""Who has to be called before a game: customers that no Telegram account reaches. One list a day, kept current."""

from datetime import date
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, Role, command
from domain.errors import Outdated
from domain.orders import Status
from domain.views import OrderView
from domain.walltime import day_span
from services.order_views import CALLED, WILL_COME, answer_of, order_view, with_answers

if TYPE_CHECKING:
    from models import Order
    from repositories.uow import Uow

KIND = "call_list"


@command(Permission.ORDERS_WRITE)
def called(uow: "Uow", actor: Actor, uid: int, day: date) -> dict[str, Any]:
    """[Позвонили]: this customer knows; a second press changes nothing. Gives the list's facts as they are now.

    Raises ``Outdated`` where the game is not on the list of ``day`` any more.
    """
    if all(game["uid"] != uid for game in facts_of(uow, day)["games"]):
        raise Outdated("This game has changed. Here is the list as it is now.")
    row = uow.orders.get(uid)
    (view,) = with_answers(uow, [_view(uow, row)])
    if not view.is_coming:
        uow.audit.record(actor, CALLED, "order", uid, None, answer_of(row))
        refresh(uow, day)
    return facts_of(uow, day)


@command(Permission.ORDERS_WRITE)
def current(uow: "Uow", actor: Actor, day: date) -> dict[str, Any]:
    """The list of a day as it is now."""
    return facts_of(uow, day)


def refresh(uow: "Uow", day: date, *, opens: bool = False) -> None:
    """Bring the list of ``day`` up to date in every manager's chat; ``opens``: send it if there is none yet."""
    subject = f"calls:{day}"
    is_new = opens and uow.outbox.claim(KIND, subject, day_span(day, uow.place.zone).start)
    told = uow.outbox.list_told(KIND, subject)
    if not (is_new or told):
        return
    facts = facts_of(uow, day)
    for user in uow.people.list_by_role(Role.MANAGER) or uow.people.list_by_role(Role.OWNER):
        if user.is_reachable:
            uow.outbox.keep_current(KIND, user.telegram_id, subject, facts, told.get(user.telegram_id))


def facts_of(uow: "Uow", day: date) -> dict[str, Any]:
    """The list as JSON: confirmed games of the day whose customers Telegram does not reach, by their time."""
    span = day_span(day, uow.place.zone)
    cards = [card for card in uow.orders.list_cards(span.start, span.end) if card[0].status == Status.CONFIRMED]
    wanted = _unreached(uow, [row for row, client, _ in cards if client is not None])
    views = with_answers(uow, [order_view(uow, *card) for card in cards if card[0].uid in wanted])
    callers = _callers(uow, views)
    return {"day": day.isoformat(), "games": [_game(view, callers.get(view.uid, "")) for view in views]}


def _unreached(uow: "Uow", rows: "list[Order]") -> set[int]:
    """The games whose customers no account reaches.

    Who has no account at all and ordered after the reminder's moment is left out: they have just been on the phone.
    """
    users = uow.people.list_tied([row.client_uid for row in rows], [row.ordered_by for row in rows])
    placed = uow.outbox.list_placed([f"order:{row.uid}" for row in rows])
    wanted = set()
    for row in rows:
        own = [user for user in users if user.id == row.ordered_by or user.client_uid == row.client_uid]
        just_spoken = not own and (f"order:{row.uid}", row.date) in placed
        if not just_spoken and not any(user.is_reachable for user in own):
            wanted.add(row.uid)
    return wanted


def _callers(uow: "Uow", views: list[OrderView]) -> dict[int, str]:
    """Who has called, by game."""
    events = uow.audit.list_latest("order", [view.uid for view in views if view.is_coming], (CALLED, WILL_COME))
    names = uow.people.names({event.user_id for event in events.values()})
    return {uid: names.get(event.user_id, "") for uid, event in events.items()}


def _game(view: OrderView, caller: str) -> dict[str, Any]:
    client = view.client
    return {
        "uid": view.uid, "date": view.date.isoformat(), "polygon": str(view.polygon), "players": view.players,
        "name": client.full_name if client else "", "phone": client.phone if client else "",
        "is_done": view.is_coming, "by": caller,
    }  # fmt: skip


def _view(uow: "Uow", row: "Order") -> OrderView:
    return order_view(uow, row, uow.clients.find(row.client_uid) if row.client_uid else None)
