"""Buying and what becomes of it: e-mail, promo code, the purchase and its states (S2.4, S2.40–S2.48, T14, T16).

Each step is one conditional change, so that of all who press at once exactly one succeeds; whoever does something
twice gets the same answer.
"""

from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.emails import email as read_email
from domain.errors import Conflict, CrmError, Forbidden, NotFound, Outdated
from domain.shop import State
from domain.shop_views import PurchaseLine, PurchaseView, Quote
from domain.views import Page
from domain.workflow import find_edge, may_move
from services import people, promos, purchase_notices
from services.catalogue import offered
from services.products import view
from services.purchase_views import KIND, purchase_lines, purchase_view

if TYPE_CHECKING:
    from models import Purchase
    from repositories.uow import Uow

PAGE = 8
CHANGED = "Somebody has just changed this purchase. Here is how it stands now."
LISTS = {
    "new": (State.CREATED,), "work": (State.IN_WORK,), "done": (State.DONE,), "all": tuple(State),
}  # fmt: skip


# --- before buying ---


@command(Permission.OWN_PURCHASES)
def begin(uow: "Uow", actor: Actor, product_id: int) -> Quote:
    """Somebody wants to buy: noted, so that they can be reminded. Raises ``Outdated`` where it is not offered."""
    product = offered(uow, actor, product_id)
    uow.purchases.begin(actor.user_id, product.id)
    return Quote(view(product), uow.people.get(actor.user_id).email or "")


@query(Permission.OWN_PURCHASES)
def quote(uow: "Uow", actor: Actor, product_id: int, promo_code: str = "") -> Quote:
    """What it would cost now; a promo code that does not count says why, and the price is without it.

    Raises ``Outdated`` where the product is not offered any more.
    """
    product = view(offered(uow, actor, product_id))
    known = uow.people.get(actor.user_id).email or ""
    if not promo_code:
        return Quote(product, known)
    try:
        offer = promos.check(uow, actor, promo_code, product_id)
    except CrmError as problem:
        return Quote(product, known, problem=problem)
    return Quote(product, known, offer.code, offer.discount)


@command(Permission.OWN_PURCHASES)
def keep_email(uow: "Uow", actor: Actor, text: str) -> str:
    """Keep the e-mail with the account, to be offered next time (S2.42); raises ``Invalid`` for what is none."""
    kept = read_email(text)
    uow.people.get(actor.user_id).email = kept
    return kept


# --- buying ---


@command(Permission.OWN_PURCHASES)
def buy(
    uow: "Uow", actor: Actor, product_id: int, email: str, promo_code: str, origin: str, total: int | None = None
) -> PurchaseView:
    """Buy: it waits for an executor, and the staff are told (S2.43, S2.44). The same ``origin`` gives the same one.

    ``total`` is what the customer has seen, minor units. Raises ``Outdated`` where the product is not offered, its
    price or the consent's text has changed; what ``promos.redeem`` raises; ``Invalid`` for no e-mail.
    """
    if (known := uow.purchases.find_by_origin(origin)) is not None:
        return purchase_view(uow, actor, _own(uow, actor, known.id))
    if people.consent_needed(uow, actor) is not None:
        raise Outdated("The text has just been changed. Read it once more, please.")
    product, user = offered(uow, actor, product_id), uow.people.get(actor.user_id)
    offer = promos.check(uow, actor, promo_code, product_id) if promo_code else None
    row = uow.purchases.make(
        product_id=product.id, user_id=user.id, client_uid=user.client_uid, title=product.title, price=product.price,
        diedline=product.diedline, email=read_email(email), promo_code=offer.code if offer else "", origin=origin,
    )  # fmt: skip
    if offer is not None:
        uow.purchases.edit(row, discount=promos.redeem(uow, actor, offer.promo_id, product.id, row.id))
    if total is not None and row.price - row.discount != total:
        raise Outdated("The price has changed meanwhile. Look at it once more, please.")
    uow.purchases.finish_begun(row)
    uow.audit.record(actor, "created", KIND, row.id, None, {"product": product.id, "total": row.price - row.discount})
    purchase_notices.tell_new(uow, actor, row)
    return purchase_view(uow, actor, row)


# --- what becomes of it ---


@command(Permission.PURCHASES)
def move(uow: "Uow", actor: Actor, purchase_id: int, state: State, reason: str = "") -> PurchaseView:
    """Take it to another state; the customer is told (S2.46, S2.48). A second press gives the same card.

    Raises ``Outdated`` where somebody was faster or there is no such step.
    """
    row = uow.purchases.get(purchase_id)
    if row.state != state:
        _go(uow, actor, row, state, reason)
    return purchase_view(uow, actor, row)


@command(Permission.OWN_PURCHASES)
def cancel(uow: "Uow", actor: Actor, purchase_id: int) -> PurchaseView:
    """Cancel one's own while nobody has begun; a second press gives the same card.

    Raises ``Conflict`` where it is paid for: about money one talks; ``Outdated`` where it is in work already.
    """
    row = _own(uow, actor, purchase_id)
    uow.payments.find_purchase(row.id)  # nobody pays for it while it is looked at
    if row.state != State.CANCELLED:
        _check_cancel(row)
        _go(uow, actor, row, State.CANCELLED, "")
    return purchase_view(uow, actor, row)


@query(Permission.OWN_PURCHASES)
def before_cancel(uow: "Uow", actor: Actor, purchase_id: int) -> PurchaseView:
    """One's own, to be asked about; raises what ``cancel`` would, so that nobody is asked in vain."""
    row = _own(uow, actor, purchase_id)
    if row.state != State.CANCELLED:
        _check_cancel(row)
    return purchase_view(uow, actor, row)


def _check_cancel(row: "Purchase") -> None:
    if row.state != State.CREATED:
        raise Outdated("Work on this purchase has begun already. Write to us, please.")
    if row.paid:
        raise Conflict("This purchase is paid for already. Write to us, please, and we will return the money.")


def _go(uow: "Uow", actor: Actor, row: "Purchase", target: State, reason: str) -> None:
    was, is_mine = State(row.state), row.user_id == actor.user_id
    edge = find_edge(KIND, was, target)
    if edge is None:
        raise Outdated(CHANGED)
    if not is_mine and not may_move(KIND, was, target, actor.roles):
        raise Forbidden("This is not open to you. If you think it should be, ask the owner.")
    known: dict[State, dict[str, Any]] = {
        State.CREATED: {"agent_id": None}, State.IN_WORK: {"agent_id": actor.user_id},
        State.CANCELLED: {"reason": reason},
    }  # fmt: skip
    if not uow.purchases.move_state(row.id, was, target, **known.get(target, {})):
        raise Outdated(CHANGED)
    if target is State.CANCELLED:
        promos.give_back(uow, actor, row.id)
    event = uow.audit.record(
        actor, target.name.lower(), KIND, row.id, {"state": was}, {"state": target, "reason": reason}
    )
    if was is State.CREATED:
        how = "taken" if target is State.IN_WORK else "withdrawn" if is_mine else "cancelled"
        purchase_notices.settle(uow, actor, row, how)
    elif target is State.CREATED:
        purchase_notices.tell_new(uow, actor, row)
    purchase_notices.tell_customer(uow, actor, row, event.id)


# --- looking ---


@query(Permission.OWN_PURCHASES)
def get_own(uow: "Uow", actor: Actor, purchase_id: int) -> PurchaseView:
    """One's own, or any for who carries them through; another's is as one that does not exist (``NotFound``)."""
    row = uow.purchases.get(purchase_id) if actor.may(Permission.PURCHASES) else _own(uow, actor, purchase_id)
    return purchase_view(uow, actor, row)


@query(Permission.OWN_PURCHASES)
def mine(uow: "Uow", actor: Actor, number: int = 0) -> Page[PurchaseLine]:
    """A page of what one has bought, the newest first."""
    number = min(max(number, 0), 10**6)
    rows = uow.purchases.list_of_user(actor.user_id, PAGE + 1, number * PAGE)
    return Page(purchase_lines(uow, rows[:PAGE], with_names=False), number, None, len(rows) > PAGE)


@query(Permission.PURCHASES)
def listed(uow: "Uow", actor: Actor, which: str, number: int = 0) -> tuple[Page[PurchaseLine], dict[State, int]]:
    """A page of a list (new, work, done, all), and how many wait and are in work."""
    if which not in LISTS:
        raise NotFound("There is no such list.")
    number = min(max(number, 0), 10**6)
    rows = uow.purchases.list_in(LISTS[which], PAGE + 1, number * PAGE, newest=which in ("done", "all"))
    lines = purchase_lines(uow, rows[:PAGE], with_names=True)
    return Page(lines, number, None, len(rows) > PAGE), uow.purchases.count_open()


def _own(uow: "Uow", actor: Actor, purchase_id: int) -> "Purchase":
    """The purchase, if it is this person's own: the row rule, after loading."""
    row = uow.purchases.get(purchase_id)
    if row.user_id != actor.user_id:
        raise NotFound(uow.purchases.missing)
    return row
