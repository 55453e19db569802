"""Reminders before and after the end of a membership, each once for each end (S5.52)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.memberships import DAY
from domain.reminders import quiet
from services.settings import business

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models import Membership
    from repositories.uow import Uow

ENDS, ENDED = "membership_ends", "membership_ended"
LATE = timedelta(days=14)  # so long behind its day the second reminder is still of use
AT_ONCE = 200  # a tick tells of so many; the next one of the rest


@query(Permission.SYSTEM)
def any_due(uow: "Uow", actor: Actor) -> bool:
    """Whether somebody is to be reminded now; nobody is in quiet hours."""
    if quiet(uow.now, uow.place.zone, business(uow)["QUIET"]) > uow.now:
        return False
    return bool(_ending(uow, 1) or _ended(uow, 1))


@command(Permission.SYSTEM)
def remind(uow: "Uow", actor: Actor) -> int:
    """Tell whoever is due; gives how many memberships it was about. Who has no Telegram is not looked at again."""
    ending, ended = _ending(uow, AT_ONCE), _ended(uow, AT_ONCE)
    for row in ending:
        row.told_before = row.ends
        _tell(uow, ENDS, row)
    for row in ended:
        row.told_after = row.ends
        _tell(uow, ENDED, row)
    uow.session.flush()
    return len(ending) + len(ended)


def _ending(uow: "Uow", limit: int) -> "Sequence[Membership]":
    days = int(business(uow)["MEMBERSHIP_ENDS"])
    return uow.members.list_ending(uow.today, uow.today + timedelta(days=days), limit) if days else []


def _ended(uow: "Uow", limit: int) -> "Sequence[Membership]":
    days = int(business(uow)["MEMBERSHIP_ENDED"])
    last = uow.today - timedelta(days=days)
    return uow.members.list_ended(last - LATE, min(last, uow.today - DAY), limit) if days else []


def _tell(uow: "Uow", kind: str, row: "Membership") -> None:
    assert row.ends is not None
    facts = {"id": row.id, "name": row.name, "ends": row.ends.isoformat(), "today": uow.today.isoformat()}
    for user in uow.people.users_of_client(row.client_uid):
        if user.is_reachable:
            uow.outbox.tell(kind, user.telegram_id, f"membership:{row.id}:{row.ends.isoformat()}", facts)
