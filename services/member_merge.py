"""Two cards are put together: their memberships stand behind each other and no day of them is lost (T26, T32)."""

from typing import TYPE_CHECKING

from domain.access import Actor
from domain.memberships import DAY
from repositories.member_merge import give_to_client
from services import memberships

if TYPE_CHECKING:
    from models import Membership
    from repositories.uow import Uow


def give(uow: "Uow", actor: Actor, from_uid: int, to_uid: int) -> None:
    """What the gym has of one card goes to the other. Part of ``clients.merge``, which asks for the permission.

    Where both run today, what is left of the second stands behind the first as plain days.
    """
    for uid in sorted((from_uid, to_uid)):
        uow.memberships.hold_client(uid)
    first, second = (memberships.active_payment(uow, uid) for uid in (to_uid, from_uid))
    give_to_client(uow.session, from_uid, to_uid)
    if first is not None and second is not None:
        _behind(uow, actor, first, second)
    memberships.lay_out(uow, actor, to_uid, {})


def _behind(uow: "Uow", actor: Actor, first: "Membership", second: "Membership") -> None:
    """The second has run until yesterday; what is left of it is a membership of its own behind the first."""
    assert first.ends is not None
    assert second.ends is not None
    (run,) = memberships.runs_of(uow, [second])
    ahead = [one for one in run.freezes if one.ends >= uow.today]
    frozen = sum((one.ends - max(one.starts, uow.today)).days + 1 for one in ahead)
    days = (second.ends - uow.today).days + 1 - frozen
    used = uow.memberships.used([second.id]).get(second.id, 0)
    visits = None if second.visits is None else max(0, second.visits - used)
    memberships.call_off(uow, actor, second)
    if visits == 0:
        return
    starts = first.ends + DAY
    uow.memberships.put_paid(
        second, starts=starts, ends=starts + DAY * (days - 1), days=days, visits=visits,
        freeze_days=max(0, run.freeze_left + frozen),
    )  # fmt: skip
