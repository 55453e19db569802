"""What residents, dispatchers and executors are told of utility requests; JSON facts, their looks are in
ui/utility_notices.py.

One notice per event and person, and none to who did it. At night only what is urgent is told; what has changed again
until the morning is told once, as it stands then. What somebody else has dealt with is edited to say by whom.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.access import GRANTS, Actor, Permission, Role
from domain.reminders import quiet
from domain.utility import State
from services.settings import business
from services.utility_views import kinds_of

if TYPE_CHECKING:
    from models import User, UtilityRequest
    from repositories.uow import Uow

NEW = "utility_new"  # one that waits, to dispatchers
GIVEN = "utility_given"  # to its executor
ASKED = "utility_asked"  # «Сделано?», to its author
GONE = "utility_gone"  # what these are edited into
MOVED = "utility_moved"  # how it stands, to its author and who follows it
TOLD = "utility_told"  # what a resident or an executor has done, to dispatchers
LOST = "utility_lost"  # to an executor whose it is no longer
SAID = "utility_said"  # a comment
DISPATCHERS = tuple(role for role in Role if Permission.REQUESTS in GRANTS[role])
TEXT_SHOWN = 500  # characters


def subject(row: "UtilityRequest") -> str:
    """What a request's notices are found by."""
    return f"utility:{row.id}"


def _due(uow: "Uow", actor: Actor, row: "UtilityRequest") -> datetime | None:
    """Now for what is urgent and somebody has done, else not at night: what happens by itself has time."""
    return None if row.is_urgent and actor.user_id else quiet(uow.now, uow.place.zone, business(uow)["QUIET"])


def title_of(uow: "Uow", row: "UtilityRequest") -> str:
    """`Сантехника · Течёт кран`."""
    return " · ".join(part for part in kinds_of(uow, [row])[row.id] if part)


def _facts(uow: "Uow", row: "UtilityRequest", **more: Any) -> dict[str, Any]:
    return {"id": row.id, "title": title_of(uow, row), "state": row.state, "urgent": row.is_urgent, **more}


def dispatchers(uow: "Uow") -> "list[User]":
    """Everybody who assigns requests, each once."""
    known = {user.id: user for role in DISPATCHERS for user in uow.people.list_by_role(role)}
    return list(known.values())


def _address(row: "UtilityRequest") -> list[str]:
    """Its parts: how a flat is written is the reader's language's."""
    return [row.street, row.house, row.flat]


def _each(uow: "Uow", actor: Actor, people: "Iterable[User | None]") -> "list[User]":
    known = {user.id: user for user in people if user is not None}
    return [user for user in known.values() if user.is_reachable and user.id != actor.user_id]


# --- to dispatchers ---


def tell_new(uow: "Uow", actor: Actor, row: "UtilityRequest", how: str = "new", why: str = "") -> None:
    """It waits for an executor: ``how`` new, given back or reopened."""
    facts = _facts(
        uow, row, how=how, by=actor.name, why=why, address=_address(row), name=row.full_name, phone=row.phone,
        text=row.text[:TEXT_SHOWN], wish=row.wish, confirmed=row.is_confirmed, files=uow.utility.count_files(row.id),
    )  # fmt: skip
    for user in _each(uow, actor, dispatchers(uow)):
        uow.outbox.tell(NEW, user.telegram_id, subject(row), facts, due_at=_due(uow, actor, row))


def tell_dispatchers(uow: "Uow", actor: Actor, row: "UtilityRequest", step: int, how: str, why: str = "") -> None:
    """A resident has withdrawn it, or says that it is not done."""
    facts = _facts(uow, row, how=how, by=actor.name, why=why, address=_address(row))
    for user in _each(uow, actor, dispatchers(uow)):
        uow.outbox.tell(TOLD, user.telegram_id, f"{subject(row)}:{step}", facts, due_at=_due(uow, actor, row))


def settle(uow: "Uow", actor: Actor, row: "UtilityRequest", kinds: Iterable[str], how: str, **more: Any) -> None:
    """It has been dealt with: the cards of all who were told say by whom; the message just pressed shows it anyway."""
    facts = _facts(uow, row, how=how, by=actor.name if actor.user_id else "", **more)
    for kind in kinds:
        uow.outbox.settle(kind, subject(row), GONE, facts)
    uow.outbox.forget_edit(actor.telegram_id, actor.shown)


# --- to its executor ---


def _worker(uow: "Uow", row: "UtilityRequest") -> "User | None":
    """The account of whoever carries it out; None for one who was archived, or has lost the role meanwhile."""
    executor = uow.directories.executors.find(row.executor_id) if row.executor_id else None
    if executor is None or executor.user_id is None or executor.archived_at is not None:
        return None
    roles = uow.people.roles_of(executor.user_id)
    is_one = any(Permission.REQUESTS_WORK in GRANTS[role] for role in roles)
    return uow.people.find(executor.user_id) if is_one else None


def tell_executor(uow: "Uow", actor: Actor, row: "UtilityRequest", how: str = "given", why: str = "") -> None:
    """It is theirs: with address, phone and text."""
    if (worker := _worker(uow, row)) is None:
        return
    facts = _facts(
        uow, row, how=how, why=why, address=_address(row), name=row.full_name, phone=row.phone,
        text=row.text[:TEXT_SHOWN], wish=row.wish, files=uow.utility.count_files(row.id),
    )  # fmt: skip
    for user in _each(uow, actor, [worker]):
        for letter in uow.outbox.list_about(subject(row)):
            if letter.kind == LOST and letter.chat_id == user.telegram_id and letter.state == "due":
                letter.state = "dropped"  # it is theirs again
        uow.outbox.tell(GIVEN, user.telegram_id, subject(row), facts, due_at=_due(uow, actor, row))


def tell_lost(
    uow: "Uow", actor: Actor, row: "UtilityRequest", executor_id: int | None, step: int, how: str, why: str = ""
) -> None:
    """It is not theirs any more, or there is nothing left to do. Who has not read that it was theirs reads nothing.

    Call it after ``settle``.
    """
    executor = uow.directories.executors.find(executor_id) if executor_id else None
    if executor is None or executor.user_id is None:
        return
    facts = _facts(uow, row, how=how, by=actor.name, why=why, address=_address(row))
    for user in _each(uow, actor, [uow.people.find(executor.user_id)]):
        letters = uow.outbox.list_about(subject(row))
        given = [one for one in letters if (one.kind, one.chat_id) == (GIVEN, user.telegram_id)]
        if given and given[-1].state == "dropped":
            continue
        uow.outbox.tell(LOST, user.telegram_id, f"{subject(row)}:{step}", facts, due_at=_due(uow, actor, row))


# --- to residents ---


def tell_residents(uow: "Uow", actor: Actor, row: "UtilityRequest", step: int, how: str, why: str = "") -> None:
    """How it stands now: its author (asked «Сделано?» where it is done) and who follows it."""
    executor = uow.directories.executors.find(row.executor_id) if row.executor_id else None
    facts = _facts(uow, row, how=how, why=why, executor=executor.full_name if executor else "")
    author = uow.people.find(row.user_id) if row.user_id else None
    when = _due(uow, actor, row)
    for letter in uow.outbox.list_about(subject(row)):
        if letter.kind == MOVED and letter.state == "due":
            letter.state = "dropped"  # it waits for the morning, and is no longer so
    for user in _each(uow, actor, [author, *uow.utility.list_followers(row.id)]):
        is_author = author is not None and user.id == author.id
        if is_author and row.state == State.DONE:
            uow.outbox.tell(ASKED, user.telegram_id, subject(row), facts, due_at=when)
        else:
            mine = {"mine": is_author, "why": why if is_author else ""}
            uow.outbox.tell(MOVED, user.telegram_id, f"{subject(row)}:{step}", facts | mine, due_at=when)


# --- comments ---


def tell_said(uow: "Uow", actor: Actor, row: "UtilityRequest", message_id: int, said: dict[str, Any]) -> None:
    """A comment: of the resident to its executor, to dispatchers where none gets it.

    Of the staff to the resident, and to its executor where a dispatcher has said it.
    """
    if said["side"] == "staff":
        to = _each(uow, actor, [uow.people.find(row.user_id) if row.user_id else None, _worker(uow, row)])
    else:
        to = _each(uow, actor, [_worker(uow, row)]) or _each(uow, actor, dispatchers(uow))
    for user in to:
        facts = _facts(uow, row, who=actor.name.split(" ")[0], **said)
        uow.outbox.tell(
            SAID, user.telegram_id, f"{subject(row)}:said:{message_id}", facts, due_at=_due(uow, actor, row)
        )
