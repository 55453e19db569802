"""Accounts: meeting a person, their language and consents; one-time invitations of staff and clients."""

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.access import STAFF_ROLES, Actor, Permission, Role, command, query
from domain.errors import Conflict, CrmError, Forbidden, Invalid, NotFound, Outdated
from domain.people import ConsentKind, code_hash, new_code, text_version
from domain.residents import Freed
from domain.tariffs import TariffView
from domain.views import Accepted, ConsentText, PrivacyView
from services import resident_pairs
from services.order_views import client_view, person_view
from services.settings import business
from services.tariffs import view

if TYPE_CHECKING:
    from models import Invitation
    from repositories.uow import Uow

NAME_LENGTH = 64
INVITED_FOR = timedelta(days=7)
OWNER_LINK_FOR = timedelta(minutes=15)
GUESSES = 10  # wrong codes a person may try
GUESSES_IN = timedelta(days=1)
_CONSENT_SETTING = {ConsentKind.PERSONAL: "CONSENT", ConsentKind.ADVERTS: "ADVERTS"}


def stored_name(first_name: str, last_name: str | None) -> str:
    """How an account is called once it is stored: an account that is called otherwise is to be met again."""
    return f"{first_name[:NAME_LENGTH]} {(last_name or '')[:NAME_LENGTH]}".strip()


@command(Permission.SYSTEM)
def meet(
    uow: "Uow", actor: Actor, telegram_id: int, first_name: str, last_name: str, username: str | None,
    language: str, origin: str,
) -> Actor:  # fmt: skip
    """Register a Telegram account once, or refresh its name; gives the person as an actor (S2.26)."""
    known = uow.people.find_by_telegram(telegram_id)
    expected = known is not None and not known.first_name  # named in OWNER_IDS or by an owner, and never seen yet
    user, created = uow.people.meet(telegram_id, first_name[:NAME_LENGTH], last_name[:NAME_LENGTH], username, language)
    if expected:
        user.language = language
        uow.people.mark_reachable(telegram_id)
    met = uow.people.actor_of(telegram_id, origin)
    assert met is not None
    if created or expected:
        uow.audit.record(met, "met", "user", user.id)
    return met


@command(Permission.SYSTEM)
def reachable(uow: "Uow", actor: Actor, telegram_id: int, is_reachable: bool) -> None:
    """The person has blocked the bot, or has come back."""
    if is_reachable:
        uow.people.mark_reachable(telegram_id)
    else:
        uow.people.mark_unreachable(telegram_id)


@command(Permission.ANYONE)
def choose_language(uow: "Uow", actor: Actor, language: str) -> None:
    """Speak to this person in another language from now on."""
    uow.people.get(actor.user_id).language = language


# --- owners at the start ---


@command(Permission.SYSTEM)
def ensure_owners(uow: "Uow", actor: Actor, telegram_ids: Collection[int], language: str) -> None:
    """Make the accounts named in OWNER_IDS owners, also before they have opened the bot; again changes nothing."""
    for telegram_id in telegram_ids:
        expect(uow, actor, telegram_id, Role.OWNER, language)


def expect(uow: "Uow", actor: Actor, telegram_id: int, role: Role, language: str) -> tuple[int, bool]:
    """Give a role by Telegram id, to an account that may be unknown yet; its user id, and whether the role is new."""
    if (user := uow.people.find_by_telegram(telegram_id)) is None:
        user, _ = uow.people.meet(telegram_id, "", language=language)
        uow.people.mark_unreachable(telegram_id)  # a bot may not write first
    granted = uow.people.grant(user.id, role, actor.user_id)
    if granted:
        uow.audit.record(actor, "granted", "user", user.id, None, {"role": role})
    return user.id, granted


@command(Permission.SYSTEM)
def first_owner_code(uow: "Uow", actor: Actor) -> str | None:
    """A code that makes whoever opens it the owner, for 15 minutes; None where there is an owner."""
    if uow.people.list_by_role(Role.OWNER):
        return None
    return _invite(uow, actor, OWNER_LINK_FOR, role=Role.OWNER)


# --- invitations ---


@command(Permission.STAFF)
def invite_staff(uow: "Uow", actor: Actor, role: Role) -> str:
    """A one-time code that gives a role, good for 7 days; only its hash is stored."""
    if role not in STAFF_ROLES:
        raise Invalid("There is no such role.")
    return _invite(uow, actor, INVITED_FOR, role=role)


@command(Permission.CLIENTS_WRITE)
def invite_client(uow: "Uow", actor: Actor, client_uid: int) -> str:
    """A one-time code that ties the account which opens it to a client's card, good for 7 days."""
    uow.clients.get(client_uid)
    return _invite(uow, actor, INVITED_FOR, client_uid=client_uid)


@command(Permission.TARIFFS)
def invite_to_tariff(uow: "Uow", actor: Actor, tariff_id: int) -> tuple[TariffView, str]:
    """A tariff and a one-time code that puts whoever opens it on it, good for 7 days; ``NotFound`` if not offered."""
    tariff = view(uow.tariffs.get(tariff_id))
    return tariff, _invite(uow, actor, INVITED_FOR, tariff_id=tariff_id)


def _invite(
    uow: "Uow", actor: Actor, lasts: timedelta, role: Role | None = None, client_uid: int | None = None,
    tariff_id: int | None = None,
) -> str:  # fmt: skip
    code = new_code()
    uow.people.add_invitation(
        code_hash(code), uow.now + lasts, role=role, client_uid=client_uid, tariff_id=tariff_id,
        created_by=actor.user_id or None,
    )  # fmt: skip
    subjects = (("client", client_uid), ("tariff", tariff_id), ("user", actor.user_id))
    kind, subject = next((kind, id_) for kind, id_ in subjects if id_ is not None)
    uow.audit.record(actor, "invited", kind, subject, None, {"role": role} if role else None)
    return code


@command(Permission.ANYONE)
def accept(uow: "Uow", actor: Actor, code: str) -> Accepted | CrmError:
    """Use an invitation: exactly one person can, and a second press of theirs gives the same answer.

    A refusal is given back, not raised: a wrong guess is written down, and at most 10 a day are answered.
    """
    if isinstance(found := invitation_of(uow, actor, code), CrmError):
        return found
    if found.used_by == actor.user_id:
        return _again(uow, actor, found)
    if found.tariff_id and found.used_at is None:  # spent when a phone is known: services.joining
        return Accepted(actor, offer=view(uow.tariffs.get(found.tariff_id)), code=code)
    if uow.people.spend(code_hash(code), actor.user_id) is None:
        return Conflict("This link has been used already. Ask for a new one, please.")
    return _join(uow, actor, found, Role(found.role)) if found.role else _tie(uow, actor, found)


def invitation_of(uow: "Uow", actor: Actor, code: str) -> "Invitation | CrmError":
    """The invitation of a code, or why this person can't use it; a wrong guess is written down."""
    if uow.audit.count_since("guessed", "user", actor.user_id, uow.now - GUESSES_IN) >= GUESSES:
        return Forbidden("Too many wrong codes. Try again tomorrow, or ask for help in person.")
    if (found := uow.people.find_invitation(code_hash(code))) is None:
        uow.audit.record(actor, "guessed", "user", actor.user_id)
        return NotFound("I don't know this code. Check it, or ask for a new link, please.")
    return (_refusal(uow, actor, found) if found.used_at is None else None) or found


def _refusal(uow: "Uow", actor: Actor, found: "Invitation") -> CrmError | None:
    """Why an unused invitation can't be accepted by this person."""
    if found.expires_at <= uow.now:
        return Outdated("This link has expired. Ask for a new one, please.")
    if found.created_by == actor.user_id:
        return Invalid("This is your own link. Forward it to the person whom you invite.")
    if (found.role or found.tariff_id) and found.created_by and Role.OWNER not in uow.people.roles_of(found.created_by):
        return Outdated("This link is no longer valid. Ask the owner for a new one, please.")
    if found.role in actor.roles:
        return Conflict("You have this role already.")
    if found.client_uid and uow.clients.find(found.client_uid) is None:
        return Outdated("This link is no longer valid. Ask the owner for a new one, please.")
    return _tariff_refusal(uow, actor, found.tariff_id) if found.tariff_id else None


def _tariff_refusal(uow: "Uow", actor: Actor, tariff_id: int) -> CrmError | None:
    if uow.tariffs.get_any(tariff_id).archived_at is not None:
        return Outdated("This tariff is no longer offered. Ask for another one, please.")
    now = uow.tariffs.find_of_client(actor.client_uid) if actor.client_uid else None
    return Conflict("You are on this tariff already: /tariff") if now and now[1].id == tariff_id else None


def _again(uow: "Uow", actor: Actor, found: "Invitation") -> Accepted | CrmError:
    """The same person's second press: the same answer, unless the role or the tie was taken back since."""
    if found.role in actor.roles:
        return Accepted(actor, role=Role(found.role))
    if found.client_uid and found.client_uid == actor.client_uid:
        return Accepted(actor, client=client_view(uow.clients.get(found.client_uid), has_telegram=True))
    now = uow.tariffs.find_of_client(actor.client_uid) if found.tariff_id and actor.client_uid else None
    if now is not None and now[1].id == found.tariff_id:
        return Accepted(actor, tariff=view(now[1]))
    return Conflict("This link has been used already. Ask for a new one, please.")


def _join(uow: "Uow", actor: Actor, found: "Invitation", role: Role) -> Accepted:
    uow.people.grant(actor.user_id, role, found.created_by)
    uow.audit.record(actor, "joined", "user", actor.user_id, None, {"role": role})
    if found.created_by:
        inviter = uow.people.get(found.created_by)
        uow.outbox.tell(
            "staff_joined", inviter.telegram_id, f"invitation:{found.id}", {"name": actor.name, "role": role}
        )
    return Accepted(_now(uow, actor), role=role)


def _tie(uow: "Uow", actor: Actor, found: "Invitation") -> Accepted:
    client = uow.clients.get(found.client_uid or 0)
    uow.people.tie(actor.user_id, client.uid)
    uow.audit.record(actor, "tied", "client", client.uid, {"card": actor.client_uid}, {"user": actor.user_id})
    return Accepted(_now(uow, actor), client=client_view(client, has_telegram=True))


def _now(uow: "Uow", actor: Actor) -> Actor:
    found = uow.people.actor_of(actor.telegram_id, actor.origin)
    assert found is not None
    return found


# --- consents ---


@query(Permission.ANYONE)
def consent_needed(uow: "Uow", actor: Actor) -> ConsentText | None:
    """What must be agreed to before a phone or a name is asked; None where it was, in this very version (T10).

    Staff are not asked. The text comes from settings; a changed one is asked for anew.
    """
    if actor.is_staff:
        return None
    asked = consent_text(uow, ConsentKind.PERSONAL)
    given = uow.people.consent_of(actor.user_id, ConsentKind.PERSONAL)
    return None if given and given.version == asked.version else asked


@query(Permission.ANYONE)
def consent_asked(uow: "Uow", actor: Actor, kind: ConsentKind) -> ConsentText:
    """The text in force, agreed to or not."""
    return consent_text(uow, kind)


@command(Permission.ANYONE)
def give_consent(uow: "Uow", actor: Actor, kind: ConsentKind, version: str, shown: str) -> None:
    """Write down a yes: the version, the words that were ``shown``, the time (T10).

    Raises ``Outdated`` where the text has changed since the person read it.
    """
    if version != consent_text(uow, kind).version:
        raise Outdated("The text has just been changed. Read it once more, please.")
    given = uow.people.give_consent(actor.user_id, kind, version, shown)
    if given.given_at == uow.now:
        uow.audit.record(actor, "agreed", "user", actor.user_id, None, {"kind": kind, "version": version})


@command(Permission.ANYONE)
def withdraw_consent(uow: "Uow", actor: Actor, kind: ConsentKind) -> None:
    """Take a yes back. Managers and owners are told of a withdrawn consent to personal data: it is theirs to delete.

    With it goes what ties the person to a flat; requests stay in the journal.
    """
    if not uow.people.withdraw(actor.user_id, kind):
        return
    uow.audit.record(actor, "withdrew", "user", actor.user_id, None, {"kind": kind})
    if kind is ConsentKind.PERSONAL:
        for pair in uow.residents.list_of_user(actor.user_id):
            resident_pairs.free(uow, actor, pair, Freed.LEFT)
        client = uow.clients.find(actor.client_uid) if actor.client_uid else None
        facts = {"name": client_view(client).full_name if client else actor.name, "has_card": client is not None}
        for person in {*uow.people.list_by_role(Role.MANAGER), *uow.people.list_by_role(Role.OWNER)}:
            uow.outbox.tell("consent_withdrawn", person.telegram_id, f"user:{actor.user_id}", facts)


@query(Permission.ANYONE)
def privacy(uow: "Uow", actor: Actor) -> PrivacyView:
    """What is stored about the person who asks, and what they agreed to."""
    client = uow.clients.find(actor.client_uid) if actor.client_uid else None
    given = {kind: uow.people.consent_of(actor.user_id, kind) for kind in ConsentKind}
    at = {kind: row.given_at if row else None for kind, row in given.items()}
    user = uow.people.get(actor.user_id)
    return PrivacyView(
        person_view(user), client_view(client, has_telegram=True) if client else None,
        at[ConsentKind.PERSONAL], at[ConsentKind.ADVERTS], consent_text(uow, ConsentKind.ADVERTS),
        user.email or "", uow.purchases.count_of_user(user.id),
        tuple(flat.number for flat in resident_pairs.flats(uow, user.id)),
    )  # fmt: skip


def consent_text(uow: "Uow", kind: ConsentKind) -> ConsentText:
    """The text of a kind as settings have it, with its version."""
    text = business(uow)[_CONSENT_SETTING[kind]]
    return ConsentText(kind, text_version(text), text)
