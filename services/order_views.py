"""A game's row as its view: shared by the calendar, the card, reminders and exports."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from domain.orders import GameType, Gifts, Polygon, Status
from domain.views import ClientView, OrderView, PersonView

if TYPE_CHECKING:
    from models import Client, Order, User
    from repositories.uow import Uow


def client_view(row: "Client", has_telegram: bool = False) -> ClientView:
    """A client's row as its view."""
    return ClientView(
        row.uid, row.surname, row.name, row.midname, row.phone, row.secondphone, row.description, row.source,
        has_telegram, row.version, row.deleted_at,
    )  # fmt: skip


def person_view(row: "User", roles: tuple[str, ...] = ()) -> PersonView:
    """An account's row as its view."""
    name = " ".join(part for part in (row.first_name, row.last_name) if part) or str(row.telegram_id)
    return PersonView(row.id, row.telegram_id, name, row.language, roles)


def order_view(
    uow: "Uow", row: "Order", client: "Client | None" = None, instructor: "User | None" = None, **more: Any
) -> OrderView:
    """A game's row, with its client and instructor, as its view."""
    return OrderView(
        uid=row.uid, date=row.date, gametime=row.gametime, resttime=row.resttime, restroom=row.restroom,
        players=row.players, polygon=Polygon(row.polygon), gametype=GameType(row.gametype), gifts=Gifts(row.gifts),
        status=Status(row.status), version=row.version,
        client=client_view(client) if client else None,
        instructor=person_view(instructor) if instructor else None,
        description=row.description, price=row.price, deposit=row.deposit, paid=row.paid, came=row.came,
        buffer=row.buffer, custom=dict(row.custom or {}), ordered_by=row.ordered_by, held_until=row.held_until,
        cancel_reason=row.cancel_reason, deleted_at=row.deleted_at, **more,
    )  # fmt: skip


WILL_COME, CALLED = "will_come", "called"  # the client has answered a reminder; somebody has called them


def answer_of(row: "Order") -> dict[str, Any]:
    """What an answer is about: it holds for this client and this time only, a moved game is asked about anew."""
    return {"date": int(row.date.timestamp()), "client_uid": row.client_uid}


def with_answers(uow: "Uow", views: Sequence[OrderView]) -> list[OrderView]:
    """The same games, with whether their clients have said that they come."""
    events = uow.audit.list_latest("order", [view.uid for view in views], (WILL_COME, CALLED)) if views else {}
    answers = {uid: event.after or {} for uid, event in events.items()}
    return [replace(view, is_coming=_is_answer(answers.get(view.uid, {}), view)) for view in views]


def _is_answer(answer: dict[str, Any], view: OrderView) -> bool:
    client_uid = view.client.uid if view.client else None
    return bool(answer) and (answer["date"], answer["client_uid"]) == (int(view.date.timestamp()), client_uid)
