"""The staff's side of memberships in the bot: a sale in one press, money that a member brings (S5.14, S5.43)."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, NotFound, Outdated
from domain.membership_views import MemberCard, MembershipView, Offer, Sale
from domain.memberships import State
from services import clients, member_lists, member_sales, memberships, payment_desk

if TYPE_CHECKING:
    from repositories.uow import Uow

SOLD_MEANWHILE = "A membership has just been sold to this client. Here is how it stands now."


@query(Permission.MEMBERSHIPS)
def sale(uow: "Uow", actor: Actor, client_uid: int) -> Sale:
    """What can be sold to a client; raises ``NotFound`` for a deleted card."""
    client = uow.clients.get(client_uid)
    plans = tuple(memberships.plan_view(row) for row in uow.memberships.list_plans())
    return Sale(member_lists.read_card(uow, client.uid), plans, uow.memberships.last_sold(client.uid))


@query(Permission.MEMBERSHIPS)
def offer(uow: "Uow", actor: Actor, client_uid: int, plan_id: int) -> Offer:
    """What a plan costs this client now: where it was asked for and paid in part, the rest."""
    client, plan = uow.clients.get(client_uid), uow.memberships.get_plan(plan_id)
    row = memberships.known_wish(uow, client.uid, plan)
    due = row.price - row.paid if row is not None else plan.price
    card = member_lists.read_card(uow, client.uid)
    return Offer(card, memberships.plan_view(plan), due, uow.memberships.last_sold(client.uid))


@command(Permission.MEMBERSHIPS)
def renew(uow: "Uow", actor: Actor, client_uid: int, plan_id: int, amount: int, sold: int) -> MembershipView:
    """Sell a plan and note that what is due for it has come: it begins (S5.14). ``amount`` and ``sold``: as shown.

    A second press gives the same membership. Raises ``Outdated`` where another was sold, or money came, meanwhile.
    """
    client = uow.clients.get(client_uid)
    uow.memberships.hold_client(client.uid)
    if (last := uow.memberships.last_sold(client.uid)) != sold:
        known = uow.memberships.get(last)
        if known.plan_id != plan_id:
            raise Outdated(SOLD_MEANWHILE)
        return memberships.membership_view(uow, known)
    row = memberships.want(uow, actor, client.uid, plan_id, f"sale:{client.uid}:{plan_id}:{sold}")
    if row.price - row.paid != amount:
        raise Outdated("Money has come meanwhile. Here is what is due now.")
    return member_sales.sell(uow, actor, client.uid, plan_id, None, "", f"sale:{client.uid}:{plan_id}:{sold}:{row.id}")


@command(Permission.MEMBERSHIPS)
def take_money(uow: "Uow", actor: Actor, membership_id: int, amount: int) -> MembershipView:
    """[Оплата получена] of a notice: what was due has come, and it begins. A second press changes nothing.

    Raises ``Outdated`` where something else is due by now, or it was called off.
    """
    row = uow.memberships.get_locked(membership_id)
    if row.state == State.CANCELLED:
        raise Outdated("This membership was called off: there is nothing to pay.")
    if row.state == State.WANTED:
        if row.price - row.paid != amount:
            raise Outdated("Money has come meanwhile. Here is what is due now.")
        if amount:
            payment_desk.note_membership(uow, actor, row.id, amount, "", f"membership:{row.id}:{row.paid}")
        else:
            memberships.begin(uow, actor, row)
    return memberships.membership_view(uow, row)


@command(Permission.CLIENTS_DELETE)
def bring_back(uow: "Uow", actor: Actor, client_uid: int) -> MemberCard:
    """Bring a member's deleted card back from the list of deleted ones, however long ago it was (S5.47).

    A second press changes nothing. Raises ``Conflict`` where another card has the phone by now (merged, or new).
    """
    row = uow.clients.get_any(client_uid)
    if row.deleted_at is not None:
        if uow.clients.list_sharing([row.phone, row.secondphone], row.uid):
            raise Conflict("Another card has this phone by now. Add the membership to that one, please.")
        uow.clients.restore(row)
        uow.audit.record(actor, "restored", clients.KIND, client_uid)
    return member_lists.read_card(uow, client_uid)


@query(Permission.MEMBERSHIPS)
def find(uow: "Uow", actor: Actor, membership_id: int) -> MembershipView:
    """One membership; raises ``NotFound``."""
    if (row := uow.memberships.find(membership_id)) is None:
        raise NotFound(uow.memberships.missing)
    return memberships.membership_view(uow, row)
