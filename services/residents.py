"""Residents identify themselves by a personal account and a phone (S4.17–S4.26), and look after their own numbers.

Nothing is looked up before both are given. An account that does not exist costs the same work as one that does, and is
answered in the same words as too many tries (T24).
"""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.accounts import number_key
from domain.errors import Conflict, NotFound
from domain.people import new_code
from domain.phones import parse_phone
from domain.residents import (
    MISSES_IN,
    MISSES_MOST,
    NUMBERS_MOST,
    REJECTED_IN,
    REJECTED_MOST,
    Freed,
    Identified,
    OwnFlat,
    ResidentView,
    State,
    guess_hash,
    judged,
)
from models import Account
from services import resident_notices, resident_pairs
from services.resident_pairs import resident_view
from services.settings import business

if TYPE_CHECKING:
    from models import Resident
    from repositories.uow import Uow


@query(Permission.OWN_REQUESTS)
def own(uow: "Uow", actor: Actor) -> tuple[OwnFlat, ...]:
    """The accounts that the person is a resident of, in the order they came to them; none: not identified (S4.17)."""
    return resident_pairs.flats(uow, actor.user_id)


@query(Permission.OWN_REQUESTS)
def own_flat(uow: "Uow", actor: Actor, account_id: int) -> OwnFlat:
    """One of them; raises ``NotFound`` where the person lives there no more."""
    if (flat := _find_flat(uow, actor, account_id)) is None:
        raise NotFound("This flat is not tied to you any more.")
    return flat


@query(Permission.OWN_REQUESTS)
def known_phone(uow: "Uow", actor: Actor) -> str:
    """The phone that the person has shared with the bot before, or nothing."""
    return uow.people.get(actor.user_id).phone or ""


@command(Permission.OWN_REQUESTS)
def identify(uow: "Uow", actor: Actor, number: str, code: str, phone: str) -> Identified:
    """Store the pair of the person and a phone against an account (S4.20, S4.21); proven is a phone that was shared.

    ``code``: of a bill's link, in place of the number. The same again gives the same pair; another phone of a person
    who lives there already replaces theirs (T25). Raises ``Invalid`` for what is no number and no phone.
    """
    phone = parse_phone(phone, uow.place.region)
    key = code or number_key(number)
    known = uow.accounts.find_by_link(code) if code else uow.accounts.find_by_number(number)
    rules = business(uow)
    guessed = uow.residents.guesses(actor.user_id, uow.today)
    hash_ = guess_hash(actor.user_id, known.number_n if known else key)
    may_try = hash_ in guessed or len(guessed) < int(rules["ACCOUNT_GUESSES"])
    if may_try:
        uow.residents.note_guess(actor.user_id, uow.today, hash_, is_hit=known is not None)
    misses = uow.residents.count_misses(uow.now - MISSES_IN)
    is_proven = uow.people.get(actor.user_id).phone == phone
    with uow.session.begin_nested() as savepoint:
        account = uow.accounts.get_locked(known.id) if known is not None else uow.accounts.add(_decoy())
        taken = _bind(uow, actor, account, phone, is_proven)
        flat = _find_flat(uow, actor, account.id)
        if known is None or not (may_try and taken):
            savepoint.rollback()
            flat = None
    if misses > MISSES_MOST:
        resident_notices.warn_of_guessing(uow, misses)
    return Identified(flat, rules["CONTACT"], int(rules["ACCOUNT_GUESSES"]))


@command(Permission.OWN_REQUESTS)
def replace_phone(uow: "Uow", actor: Actor, resident_id: int, phone: str) -> ResidentView:
    """Another number in place of this one (S4.34): the old pair is freed, the new one keeps its state and its age.

    One that waits stays the pair that was asked about, with the new number.
    Raises ``Invalid`` for what is no phone, ``NotFound`` for a pair that is not one's own.
    """
    phone = parse_phone(phone, uow.place.region)
    row = _own_row(uow, actor, resident_id)
    if row.phone == phone:
        return resident_view(row, actor.name)
    made = uow.residents.find_pair(row.account_id, actor.user_id, phone)
    if made is None and row.state == State.PENDING:
        return resident_view(resident_pairs.refresh(uow, actor, row, phone, False, State.PENDING), actor.name)
    uow.residents.free(row.id, Freed.REPLACED)
    if made is None:
        made = uow.residents.add(resident_pairs.new_row(uow, row.account_id, actor.user_id, phone, State(row.state)))
        made.created_at, made.expires_at = row.created_at, row.expires_at
        made.confirmed_at, made.confirmed_by = row.confirmed_at, row.confirmed_by
    resident_pairs.record(uow, actor, "phone_replaced", made, before=row.phone)
    return resident_view(made, actor.name)


@command(Permission.OWN_REQUESTS)
def add_phone(uow: "Uow", actor: Actor, resident_id: int, phone: str) -> ResidentView:
    """A second number beside this one (S4.34): a pair of its own that takes a place as any other does (T25).

    Never one's own place. Raises ``Invalid``, ``NotFound``; ``Conflict`` where there is no room.
    """
    phone = parse_phone(phone, uow.place.region)
    row = _own_row(uow, actor, resident_id)
    account = uow.accounts.get_locked(row.account_id)
    live = uow.residents.list_of_account(account.id)
    mine = [pair for pair in live if pair.user_id == actor.user_id]
    if (known := next((pair for pair in mine if pair.phone == phone), None)) is not None:
        return resident_view(known, actor.name)
    if len(mine) >= NUMBERS_MOST:
        raise Conflict("You have {n} numbers here already. Replace one of them, please.", n=len(mine))
    new = resident_pairs.new_row(uow, account.id, actor.user_id, phone, State(row.state))
    made = resident_pairs.let_in(uow, actor, account, new, [pair for pair in live if pair not in mine], len(mine))
    if made is None:
        raise Conflict("There is no room for one more number here. Replace yours, please.")
    resident_pairs.record(uow, actor, "phone_added", made)
    return resident_view(made, actor.name)


@command(Permission.OWN_REQUESTS)
def leave(uow: "Uow", actor: Actor, account_id: int) -> None:
    """[Отвязать квартиру]: all of one's own numbers there are freed. Twice changes nothing; one's requests stay."""
    for row in uow.residents.list_of_account(account_id):
        if row.user_id == actor.user_id:
            resident_pairs.free(uow, actor, row, Freed.LEFT)


@command(Permission.OWN_REQUESTS)
def disown(uow: "Uow", actor: Actor, resident_id: int) -> ResidentView:
    """A confirmed resident says of one who waits: that is nobody of us. A second press gives the same answer.

    Raises ``NotFound`` for another account's, ``Conflict`` where a dispatcher has confirmed them meanwhile.
    """
    row = uow.residents.find(resident_id)
    mine = uow.residents.list_of_user(actor.user_id)
    if row is None or not any(p.account_id == row.account_id and p.state == State.CONFIRMED for p in mine):
        raise NotFound("This resident is no longer there.")
    if row.freed_at is None and row.state == State.CONFIRMED:
        raise Conflict("The dispatcher has confirmed this resident already. If that is wrong, call us, please.")
    resident_pairs.reject(uow, actor, row)
    return resident_view(row)


def _bind(uow: "Uow", actor: Actor, account: Account, phone: str, is_proven: bool) -> bool:
    """The person's pair at the account, made or brought up to date; False where it does not come in."""
    live = uow.residents.list_of_account(account.id)
    rejected = uow.residents.count_rejected(account.id, actor.user_id, uow.now - REJECTED_IN)
    state = judged(is_proven, phone, account.phone)
    if mine := [pair for pair in live if pair.user_id == actor.user_id]:
        row = next((pair for pair in mine if pair.phone == phone), mine[-1])
        resident_pairs.refresh(uow, actor, row, phone, is_proven, state)
        return True
    if state is State.PENDING and rejected >= REJECTED_MOST:
        return False
    new = resident_pairs.new_row(uow, account.id, actor.user_id, phone, state, is_proven)
    if (made := resident_pairs.let_in(uow, actor, account, new, live)) is None:
        return False
    resident_pairs.record(uow, actor, "identified", made)
    if state is State.PENDING:
        resident_notices.ask_about(uow, actor, made, account, live)
    return True


def _decoy() -> Account:
    """An account that is taken back at once: looking for one that is not there takes as long."""
    code = new_code()
    return Account(number=f"0{code}", link_code=code)  # a number has a digit


def _own_row(uow: "Uow", actor: Actor, resident_id: int) -> "Resident":
    row = next((one for one in uow.residents.list_of_user(actor.user_id) if one.id == resident_id), None)
    if row is None:
        raise NotFound("This number is not tied to the flat any more.")
    return row


def _find_flat(uow: "Uow", actor: Actor, account_id: int) -> OwnFlat | None:
    return next((one for one in resident_pairs.flats(uow, actor.user_id) if one.account_id == account_id), None)
