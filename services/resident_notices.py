"""What is told of residents: dispatchers are asked about one who waits, confirmed ones too, the freed are told why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Role
from domain.accounts import mask_phone
from domain.reminders import quiet
from domain.residents import Freed, State
from domain.walltime import day_span
from services.settings import business

if TYPE_CHECKING:
    from models import Account, Resident, User
    from repositories.uow import Uow

NEW, GONE = "resident_new", "resident_gone"  # to dispatchers: one waits; what the card is edited into
ASKED, ANSWERED = "resident_asked", "resident_answered"  # to confirmed residents of the same account
CONFIRMED, FREED = "resident_confirmed", "resident_freed"  # to the person
GUESSING = "accounts_guessed"  # to owners


def subject(row: "Resident") -> str:
    """What a resident's notices are found by."""
    return f"resident:{row.id}"


def dispatchers(uow: "Uow") -> "list[User]":
    """Who is asked: the managers; the owners where there is none."""
    return uow.people.list_by_role(Role.MANAGER) or uow.people.list_by_role(Role.OWNER)


def place_of(account: "Account") -> list[str]:
    """Street, house with its letter, flat: the words between them come where it is shown."""
    return [account.street, f"{account.house}{account.letter}", account.flat]


def facts_of(row: "Resident", account: "Account", name: str, **more: Any) -> dict[str, Any]:
    """What a dispatcher has to know; JSON only."""
    return {
        "id": row.id, "name": name, "phone": row.phone, "is_proven": row.is_proven, "number": account.number,
        "full_name": account.full_name, "on_file": account.phone,
        "address": place_of(account), **more,
    }  # fmt: skip


def ask_about(uow: "Uow", actor: Actor, row: "Resident", account: "Account", live: "Sequence[Resident]") -> None:
    """One waits: the dispatchers decide, the confirmed residents may say that it is nobody of them."""
    facts = facts_of(row, account, actor.name)
    for user in dispatchers(uow):
        _tell(uow, NEW, user, subject(row), facts)
    neighbours = dict.fromkeys(pair.user_id for pair in live if pair.state == State.CONFIRMED)
    shown = {"id": row.id, "phone": mask_phone(row.phone), "address": facts["address"]}
    for user_id in neighbours:
        _tell(uow, ASKED, uow.people.get(user_id), subject(row), shown)


def ask_anew(uow: "Uow", actor: Actor, row: "Resident") -> None:
    """Who waits has another number now: the cards of all who were asked show it."""
    facts = facts_of(row, uow.accounts.get_any(row.account_id), actor.name)
    shown = {"id": row.id, "phone": mask_phone(row.phone), "address": facts["address"]}
    uow.outbox.settle(NEW, subject(row), NEW, facts, keep_unsent=True)
    uow.outbox.settle(ASKED, subject(row), ASKED, shown, keep_unsent=True)


def settle(uow: "Uow", actor: Actor, row: "Resident", how: str) -> None:
    """It is decided: the cards of all who were asked say so, but the message just pressed shows it itself."""
    account, user = uow.accounts.get_any(row.account_id), uow.people.get(row.user_id)
    by = actor.name if actor.user_id not in (0, row.user_id) else ""
    is_neighbour = how == Freed.REJECTED and Role.MANAGER not in actor.roles and Role.OWNER not in actor.roles
    how = "disowned" if is_neighbour else how
    name = f"{user.first_name} {user.last_name}".strip()
    uow.outbox.settle(NEW, subject(row), GONE, facts_of(row, account, name, how=how, by=by))
    uow.outbox.settle(ASKED, subject(row), ANSWERED, {"phone": mask_phone(row.phone), "how": how})
    uow.outbox.forget_edit(actor.telegram_id, actor.shown)


def tell_confirmed(uow: "Uow", row: "Resident", account: "Account") -> None:
    """The person may see what is stored from now on."""
    facts = {"account": account.id, "address": place_of(account)}
    _tell(uow, CONFIRMED, uow.people.get(row.user_id), subject(row), facts)


def tell_freed(uow: "Uow", actor: Actor, row: "Resident", why: Freed) -> None:
    """Why, and how to return (S4.26); who has done it themselves knows."""
    if row.user_id == actor.user_id and why in (Freed.LEFT, Freed.REPLACED):
        return
    account = uow.accounts.get_any(row.account_id)
    facts = {
        "number": account.number, "phone": mask_phone(row.phone), "why": str(why),
        "most": int(business(uow)["RESIDENTS"]), "contact": business(uow)["CONTACT"],
    }  # fmt: skip
    _tell(uow, FREED, uow.people.get(row.user_id), subject(row), facts)


def warn_of_guessing(uow: "Uow", misses: int) -> None:
    """Owners are told once a day that somebody tries accounts that do not exist."""
    day = day_span(uow.today, uow.place.zone)
    if uow.outbox.claim(GUESSING, "accounts", day.start):
        for user in uow.people.list_by_role(Role.OWNER):
            if user.is_reachable:
                uow.outbox.tell(GUESSING, user.telegram_id, f"accounts:{uow.today}", {"misses": misses})


def _tell(uow: "Uow", kind: str, user: "User", about: str, facts: dict[str, Any]) -> None:
    """In the morning where it is night: nothing of this is urgent."""
    if user.is_reachable:
        due = quiet(uow.now, uow.place.zone, business(uow)["QUIET"])
        uow.outbox.tell(kind, user.telegram_id, about, facts, due_at=due)
