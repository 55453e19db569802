"""Pairs of residents as rows: made, let in, brought up to date, freed; parts of the use cases about residents."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.access import Actor
from domain.accounts import mask_phone
from domain.residents import PENDING_MOST, Freed, OwnFlat, Pair, ResidentView, State, evicted
from models import Account, Resident
from services import resident_notices
from services.accounts import view
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow

KIND = "resident"
BY_PHONE = 0  # who has confirmed it: the phone on file


def new_row(
    uow: "Uow", account_id: int, user_id: int, phone: str, state: State, is_proven: bool = False
) -> Resident:  # fmt: skip
    """A pair that is not stored yet."""
    waits = timedelta(days=int(business(uow)["RESIDENT_PENDING"])) if state is State.PENDING else None
    return Resident(
        account_id=account_id, user_id=user_id, phone=phone, state=state.value, is_proven=is_proven,
        created_at=uow.now, expires_at=uow.now + waits if waits else None,
        confirmed_at=None if waits else uow.now, confirmed_by=None if waits else BY_PHONE,
    )  # fmt: skip


def let_in(
    uow: "Uow", actor: Actor, account: Account, new: Resident, live: Sequence[Resident], kept: int = 0
) -> Resident | None:
    """Store it, freeing whose place it takes, who is told (S4.24, S4.26); None where there is no room.

    ``live``: whose places may be taken; ``kept``: places that are taken and stay so. The account's row is locked.
    """
    most = int(business(uow)["RESIDENTS"]) - kept
    pairs = [Pair(row.id, State(row.state), row.created_at) for row in live]
    gone = evicted(pairs, State(new.state), most, PENDING_MOST - kept)
    if gone is None:
        return None
    by_id = {row.id: row for row in live}
    for pair in gone:
        free(uow, actor, by_id[pair.id], Freed.EVICTED)
    return uow.residents.add(new)


def refresh(
    uow: "Uow", actor: Actor, row: Resident, phone: str, is_proven: bool, state: State
) -> Resident:  # fmt: skip
    """Somebody who lives there has identified again: the phone is the new one, and it may be confirmed now (T25)."""
    if row.phone != phone:
        before, row.phone, row.is_proven = row.phone, phone, is_proven
        record(uow, actor, "phone_replaced", row, before=before)
        if row.state == State.PENDING:
            resident_notices.ask_anew(uow, actor, row)
    row.is_proven = row.is_proven or is_proven
    uow.session.flush()
    if state is State.CONFIRMED and row.state == State.PENDING:
        uow.residents.confirm(row.id, BY_PHONE)
        record(uow, actor, "confirmed", row)
        resident_notices.settle(uow, actor, row, "phone")
    return row


def free(uow: "Uow", actor: Actor, row: Resident, why: Freed) -> bool:
    """Free a pair: who lived there is told why and how to return; cards that asked about it say so. False: it was."""
    if not uow.residents.free(row.id, why):
        return False
    record(uow, actor, why, row)
    resident_notices.settle(uow, actor, row, why)
    resident_notices.tell_freed(uow, actor, row, why)
    return True


def reject(uow: "Uow", actor: Actor, row: Resident) -> None:
    """Whoever waits is rejected with all their numbers of the account that wait; who is gone already, not again."""
    if row.freed_at is None:
        for one in uow.residents.list_of_account(row.account_id):
            if one.user_id == row.user_id and one.state == State.PENDING:
                free(uow, actor, one, Freed.REJECTED)


def record(uow: "Uow", actor: Actor, action: str, row: Resident, before: str = "") -> None:
    """Write down what happened to a pair; of phones their ends."""
    after = {"account": row.account_id, "user": row.user_id, "phone": mask_phone(row.phone), "state": row.state}
    uow.audit.record(actor, action, KIND, row.id, {"phone": mask_phone(before)} if before else None, after)


def resident_view(row: Resident, name: str = "") -> ResidentView:
    """A pair's row as its view."""
    return ResidentView(
        row.id, row.account_id, row.user_id, row.phone, State(row.state), row.is_proven, row.created_at, name,
        row.freed_why,
    )  # fmt: skip


def flats(uow: "Uow", user_id: int) -> tuple[OwnFlat, ...]:
    """The accounts of a resident, each with their own numbers there; of a confirmed one also what is stored."""
    mine: dict[int, list[Resident]] = {}
    for row in uow.residents.list_of_user(user_id):
        mine.setdefault(row.account_id, []).append(row)
    accounts = uow.accounts.list_by_ids(mine)
    confirmed = [id_ for id_, rows in mine.items() if any(row.state == State.CONFIRMED for row in rows)]
    others: dict[int, list[str]] = {}
    for row in uow.residents.list_of_accounts(confirmed):
        if row.user_id != user_id:
            others.setdefault(row.account_id, []).append(mask_phone(row.phone))
    return tuple(
        OwnFlat(
            id_, accounts[id_].number, id_ in confirmed, tuple(resident_view(row) for row in rows),
            view(accounts[id_]) if id_ in confirmed else None, tuple(others.get(id_, ())),
        )
        for id_, rows in mine.items()
    )  # fmt: skip
