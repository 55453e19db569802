"""A membership called off: it ends, what follows moves up, trainings it was for are free again (S5.44, T26)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command
from domain.membership_views import MembershipView
from domain.memberships import State
from services import memberships, visits

if TYPE_CHECKING:
    from repositories.uow import Uow


@command(Permission.MEMBERSHIPS)
def cancel(uow: "Uow", actor: Actor, membership_id: int) -> MembershipView:
    """Call a membership off; what stands behind it moves up. A second press changes nothing.

    One that runs has run until yesterday: it keeps those days. Trainings ahead that another membership does not cover
    lose the member (``signed_off``). Money is returned by itself (``payment_desk``).
    """
    row = uow.memberships.get_locked(membership_id)
    if row.state == State.CANCELLED:
        return memberships.membership_view(uow, row)
    memberships.call_off(uow, actor, row)
    number = visits.sign_off_unpaid(uow, actor, row.client_uid)
    return replace(memberships.membership_view(uow, row), signed_off=number)
