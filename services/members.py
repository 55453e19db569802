"""A member's own side of the gym: registering, the membership, the profile (S5.24, S5.25, S5.47, S5.50)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.clients import Field as CardField
from domain.clients import NewClient, name_line, read_field
from domain.errors import Conflict, Outdated
from domain.members import Field, OwnMember, Profile, Standing, read_text
from domain.membership_views import MembershipView, MemberVisit, PlanView
from domain.parse import NOTE_MOST
from domain.views import Page
from services import clients, member_lists, member_notices, memberships, payments, people, ties
from services.settings import business

if TYPE_CHECKING:
    from models import Client
    from repositories.uow import Uow

KIND = "client"  # in the log of changes: about the client's card


# --- registering ---


@query(Permission.OWN_MEMBERSHIP)
def standing(uow: "Uow", actor: Actor) -> Standing:
    """What is known of who asks: what is known is not asked again."""
    user, card = uow.people.get(actor.user_id), _own_card(uow, actor)
    is_member = card is not None and uow.member_lists.is_member(card.uid)
    was_deleted = card is None and _was_deleted(uow, actor, user.phone)
    name = " ".join(part for part in (card.surname, card.name, card.midname) if part) if card is not None else ""
    phone = user.phone or (card.phone if card is not None else "")
    return Standing(is_member, bool(phone), card is not None, was_deleted, name, phone, business(uow)["CONTACT"])


@command(Permission.OWN_MEMBERSHIP)
def register(uow: "Uow", actor: Actor, name: NewClient | None, profile: Profile, origin: str) -> OwnMember:
    """Become a member: with the card that has the proven phone, else with a new one by ``name``. Twice is once.

    Raises ``Outdated`` without consent, phone or name, ``Conflict`` where the staff have deleted the card (S5.47), or
    where several cards have the phone: then the managers say whose it is.
    """
    if people.consent_needed(uow, actor) is not None:
        raise Outdated("The text has just been changed. Read it once more, please.")
    card = _own_card(uow, actor)
    if card is None:
        card = _card_for(uow, actor, name, origin)
    known = uow.members.of_client(card.uid)
    if known is None or known.joined_at is None:
        uow.members.put(card.uid, **_given(profile), joined_at=uow.now)
        uow.audit.record(actor, "registered", KIND, card.uid, None, _given(profile))
    return _own(uow, card.uid)


def _card_for(uow: "Uow", actor: Actor, name: NewClient | None, origin: str) -> "Client":
    if _was_deleted(uow, actor, uow.people.get(actor.user_id).phone):
        raise Conflict(memberships.DELETED)
    if name is None:
        raise Outdated("What is your name? Please type it.")
    view = ties.add_own(uow, actor, name, f"member:{origin}")
    if view is None:
        raise Conflict("Several people have this phone here. We have been asked who is who, and will write to you.")
    return uow.clients.get(view.uid)


def _was_deleted(uow: "Uow", actor: Actor, phone: str | None) -> bool:
    """Whether the staff have deleted the card of this account, or every card that has its phone."""
    return actor.client_uid is not None or bool(phone and uow.members.was_deleted(phone))


# --- looking ---


@query(Permission.OWN_MEMBERSHIP)
def look(uow: "Uow", actor: Actor) -> OwnMember | Standing:
    """A member's own screen; for who is none yet, where they stand."""
    card = _own_card(uow, actor)
    known = _own(uow, card.uid) if card is not None else None
    return known if known is not None and known.card.is_member else standing(uow, actor)


@query(Permission.OWN_MEMBERSHIP)
def offered(uow: "Uow", actor: Actor) -> Sequence[PlanView]:
    """What one can buy; raises ``NotFound`` for who has no card here."""
    memberships.own_card(uow, actor)
    return memberships.plans(uow, actor)


@query(Permission.OWN_MEMBERSHIP)
def own(uow: "Uow", actor: Actor) -> OwnMember:
    """Until when, what is left, what follows; raises ``NotFound`` for who has no card here."""
    return _own(uow, memberships.own_card(uow, actor))


@query(Permission.OWN_MEMBERSHIP)
def own_visits(uow: "Uow", actor: Actor, number: int = 0) -> Page[MemberVisit]:
    """One's own trainings, the latest first, eight a page."""
    return member_lists.read_visits(uow, memberships.own_card(uow, actor), number)


# --- renewing ---


@command(Permission.OWN_MEMBERSHIP)
def ask(uow: "Uow", actor: Actor, plan_id: int, origin: str) -> MembershipView:
    """Ask for a plan; where one can't pay in the chat, or it is free, the staff are told. Asked again it is the same.

    Raises ``NotFound`` for a plan that is not sold any more.
    """
    row = memberships.want(uow, actor, memberships.own_card(uow, actor), plan_id, origin)
    if not payments.can_invoice(uow) or not row.price:
        member_notices.tell_wanted(uow, actor, row)
    return memberships.membership_view(uow, row)


# --- the profile ---


@command(Permission.OWN_MEMBERSHIP)
def edit_own(uow: "Uow", actor: Actor, field: Field, value: str) -> OwnMember:
    """Change one line of one's profile; '' clears an optional one. A name goes to the card. Raises ``Invalid``."""
    uid = memberships.own_card(uow, actor)
    if field is Field.NAME:
        _rename(uow, actor, uow.clients.get(uid), name_line(value))
    elif field is Field.PHONE:
        _put_phone(uow, actor, uow.clients.get(uid))
    else:
        kept = value if field is Field.PHOTO else read_text(field, value)
        known = uow.members.of_client(uid)
        before = getattr(known, field.value) if known is not None else ""
        if kept != before:
            uow.members.put(uid, **{field.value: kept})
            said = {} if field is Field.PHOTO else {field.value: kept}
            uow.audit.record(actor, "edited", KIND, uid, {}, {"profile": field.value, **said})
    return _own(uow, uid)


def _rename(uow: "Uow", actor: Actor, card: "Client", name: NewClient) -> None:
    names = (CardField.SURNAME, CardField.NAME, CardField.MIDNAME)
    values = {one.value: read_field(one, getattr(name, one.value)) for one in names}
    before = {one: getattr(card, one) for one in values}
    if values != before:
        uow.clients.edit(card, **values)
        uow.audit.record(actor, "edited", clients.KIND, card.uid, before, values)


def _put_phone(uow: "Uow", actor: Actor, card: "Client") -> None:
    """The contact just shared is the card's first phone; its first becomes the second, its second goes to the note."""
    phone = uow.people.get(actor.user_id).phone
    if not phone:
        raise Outdated("Please share your phone first.")
    if phone in (card.phone, card.secondphone):
        return
    note = "\n".join(part for part in (card.description, card.secondphone) if part)[:NOTE_MOST]
    values = {"phone": phone, "secondphone": card.phone, "description": note}
    before = {one: getattr(card, one) for one in values}
    uow.clients.edit(card, **values)
    uow.audit.record(actor, "edited", clients.KIND, card.uid, before, values)


# --- inside ---


def _own(uow: "Uow", uid: int) -> OwnMember:
    known = business(uow)
    return OwnMember(
        member_lists.read_card(uow, uid), payments.can_invoice(uow), bool(known["MEMBERS_FREEZE"]),
        known["PAYMENT_WORDS"], known["CONTACT"],
    )  # fmt: skip


def _own_card(uow: "Uow", actor: Actor) -> "Client | None":
    """The account's card as it is tied now, not as it was when the update came."""
    uid = uow.people.get(actor.user_id).client_uid
    return uow.clients.find(uid) if uid is not None else None


def _given(profile: Profile) -> dict[str, Any]:
    return {name: value for name, value in asdict(profile).items() if value}
