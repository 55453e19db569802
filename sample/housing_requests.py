"""Requests of the housing company's residents in every state; nobody is told of the past."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.access import SYSTEM
from domain.utility import State
from models import Account, UtilityRequest
from repositories.uow import Uow
from services.utility_steps import next_at


@dataclass(frozen=True)
class Told:
    """A request: its subject, so many days ago, how far it has come."""

    category: str
    part: str
    days: float
    state: State
    text: str
    wish: str = ""
    rating: int | None = None
    reason: str = ""


TOLD = (
    Told("Вода", "Засор", 62, State.ARCHIVED, "Раковина на кухне не уходит.", "в выходные", 5),
    Told("Двор и подъезд", "Уборка", 55, State.ARCHIVED, "Не моют третий этаж.", "", 4),
    Told("Отопление", "Холодные батареи", 20, State.CLOSED, "В спальне батареи еле тёплые.", "вечером", 5),
    Told("Лифт", "Не работает", 12, State.CLOSED, "Стоит на пятом этаже.", "", None, "Заявка уже есть от соседей"),
    Told("Электричество", "Нет света в подъезде", 9, State.CLOSED, "Темно на втором этаже.", "", 3),
    Told("Вода", "Течёт кран или труба", 1.5, State.DONE, "Капает под ванной.", "утром"),
    Told("Двор и подъезд", "Дверь или домофон", 1, State.DONE, "Домофон не открывает."),
    Told("Отопление", "Течёт батарея", 0.3, State.IN_WORK, "Подставили таз, капает.", "в любое время"),
    Told("Электричество", "Нет света в квартире", 0.2, State.IN_WORK, "Выбивает автомат.", "вечером"),
    Told("Вода", "Засор", 0.2, State.ASSIGNED, "Ванна уходит медленно.", "в выходные"),
    Told("Двор и подъезд", "Снег и лёд", 0.15, State.ASSIGNED, "Скользко у входа."),
    Told("Вода", "Нет воды", 0.1, State.NEW, "Нет горячей с утра.", "днём"),
    Told("Лифт", "Не работает", 0.05, State.NEW, "Двери не закрываются."),
    Told("Отопление", "Холодные батареи", 0.02, State.NEW, "В детской холодно.", "вечером"),
)
WAY = (State.NEW, State.ASSIGNED, State.IN_WORK, State.DONE, State.CLOSED, State.ARCHIVED)
ACTIONS = {
    State.ASSIGNED: "assigned", State.IN_WORK: "started", State.DONE: "done", State.CLOSED: "confirmed",
    State.ARCHIVED: "archived",
}  # fmt: skip
DATED = {State.ASSIGNED: "assigned_at", State.IN_WORK: "started_at", State.DONE: "done_at", State.CLOSED: "closed_at"}
AFTER = {  # of its age, when it came so far
    State.ASSIGNED: 0.02, State.IN_WORK: 0.1, State.DONE: 0.2, State.CLOSED: 0.3, State.ARCHIVED: 0.9,
}  # fmt: skip


def fill(uow: Uow) -> None:
    """Put the requests in, one a flat; does nothing where they are, or where there is no house."""
    accounts = uow.accounts.page(0, len(TOLD) * 3).rows[::3]
    executors = [one.id for one in uow.directories.executors.list_all()]
    if uow.utility.find_by_origin("sample:0") is not None or not accounts or not executors:
        return
    for number, told in enumerate(TOLD):
        _tell(uow, number, told, accounts[number % len(accounts)], executors[number % len(executors)])


def _tell(uow: Uow, number: int, told: Told, account: Account, executor_id: int) -> None:
    category = uow.directories.categories.find_by_name(told.category)
    part = uow.directories.subcategories.find_by_name(category.id, told.part) if category else None
    if category is None:
        return
    then = _at(uow, told.days)
    row = then.utility.make(
        account_id=account.id, account=account.number, full_name=account.full_name, city=account.city,
        street=account.street, house=f"{account.house}{account.letter}", flat=account.flat, phone=account.phone,
        source="call", is_confirmed=True, category_id=category.id, subcategory_id=part.id if part else None,
        is_urgent=category.is_urgent, text=told.text, wish=told.wish, origin=f"sample:{number}",
    )  # fmt: skip
    then.audit.record(SYSTEM, "created", "request", row.id, None, {"state": "new", "source": "call"})
    _walk(uow, row, told, executor_id)


def _walk(uow: Uow, row: UtilityRequest, told: Told, executor_id: int) -> None:
    """Each step at its moment; one closed with a reason was closed at once."""
    was = State.NEW
    way = WAY[1 : WAY.index(told.state) + 1] if not told.reason else (State.CLOSED,)
    for state in way:
        then = _at(uow, told.days * (1 - AFTER[state]))
        changes: dict[str, Any] = {DATED[state]: then.now} if state in DATED else {}
        changes |= {"executor_id": executor_id} if state is State.ASSIGNED else {}
        then.utility.edit(row, state=state.value, next_at=next_at(then, state), **changes)
        after = {"state": state.value} | ({"executor": executor_id} if state is State.ASSIGNED else {})
        action = "closed" if told.reason else ACTIONS[state]
        then.audit.record(
            SYSTEM,
            action,
            "request",
            row.id,
            {"state": was.value},
            after | ({"reason": told.reason} if told.reason else {}),
        )
        was = state
    uow.utility.edit(row, rating=told.rating, reason=told.reason)


def _at(uow: Uow, days: float) -> Uow:
    """The same transaction, as if it were so many days ago."""
    return Uow(uow.session, uow.now - timedelta(days=days), place=uow.place)
