"""Residents identify themselves, wait, are confirmed, evicted, leave (S4.20–S4.26, T24, T25)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from db import Database
from domain.access import SYSTEM, Actor, Role
from domain.clock import SetClock
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Outdated
from domain.residents import Freed, Identified, State
from models import Outgoing, Resident
from services import resident_desk, residents
from tests.builders import make_account, make_resident, make_user, put_settings

T = TypeVar("T")
NUMBER, PHONE = "100-200-3", "+79161234567"


def someone(db: Database, *roles: Role, phone: str | None = None) -> Actor:
    """A person, with a phone that they have shared with the bot where it is given."""

    def make(uow: Any) -> Actor:
        user = make_user(uow, phone=phone, roles=roles)
        return uow.people.actor_of(user.telegram_id)  # type: ignore[no-any-return]

    return db.write_now(make)


def flat(db: Database, **values: str) -> int:
    return db.write_now(lambda uow: make_account(uow, **({"number": NUMBER, "phone": PHONE} | values)).id)


def write(db: Database, actor: Actor, fn: Callable[..., T], *args: Any) -> T:
    return db.write_now(lambda uow: fn(uow, actor, *args))


def identify(
    db: Database, actor: Actor, phone: str = "+79995550101", number: str = NUMBER, code: str = ""
) -> Identified:
    return write(db, actor, residents.identify, number, code, phone)


def live(db: Database, account_id: int) -> list[tuple[int, str, str]]:
    def rows(uow: Any) -> list[tuple[int, str, str]]:
        return [(row.user_id, row.phone, row.state) for row in uow.residents.list_of_account(account_id)]

    return db.read_now(rows)


def told(db: Database, kind: str) -> list[tuple[int, dict[str, Any]]]:
    """Who was told of what kind, and the facts."""

    def rows(uow: Any) -> list[tuple[int, dict[str, Any]]]:
        query = uow.session.query(Outgoing).filter(Outgoing.kind == kind, Outgoing.chat_id != 0).order_by(Outgoing.id)
        return [(row.chat_id, row.facts) for row in query if row.state != "dropped"]

    return db.read_now(rows)


@pytest.mark.req("S4.20", "S4.21", "S4.25")
@pytest.mark.parametrize("typed", ["100-200-3", "100 200 3", "1002003"])
def test_a_shared_phone_on_file_confirms_at_once(db: Database, clock: SetClock, typed: str) -> None:
    account = flat(db)
    anna = someone(db, phone=PHONE)

    found = identify(db, anna, PHONE, typed).flat

    assert found is not None
    assert found.is_confirmed
    assert found.account is not None
    assert found.account.street == "Лесная"
    assert live(db, account) == [(anna.user_id, PHONE, "confirmed")]
    assert db.read_now(lambda uow: uow.residents.list_of_user(anna.user_id)[0].created_at) == clock.at
    assert told(db, "resident_new") == []


@pytest.mark.req("S4.21", "T24")
def test_anybody_else_waits_and_sees_nothing_that_is_stored(db: Database) -> None:
    account = flat(db)
    dispatcher, neighbour = someone(db, Role.MANAGER), someone(db)
    db.write_now(lambda uow: make_resident(uow, account_id=account, user_id=neighbour.user_id).id)
    typed_the_right_one, shared_another = someone(db), someone(db, phone="+79995550102")

    for person, phone in ((typed_the_right_one, PHONE), (shared_another, "+79995550102")):
        found = identify(db, person, phone).flat
        assert found is not None
        assert (found.is_confirmed, found.account, found.others) == (False, None, ())
        assert "Лесная" not in repr(found)
        assert "Соколова" not in repr(found)
        assert PHONE not in repr(found) or phone == PHONE

    asked = told(db, "resident_new")
    assert [chat for chat, _ in asked] == [dispatcher.telegram_id] * 2
    assert told(db, "resident_asked")[0][0] == neighbour.telegram_id
    assert told(db, "resident_asked")[0][1].keys() == {"id", "phone", "address"}
    assert told(db, "resident_asked")[0][1]["phone"] == "…4567"


@pytest.mark.req("S4.21")
def test_the_same_again_is_one_pair_and_another_phone_of_a_person_replaces_theirs(
    db: Database, clock: SetClock
) -> None:
    account = flat(db)
    anna = someone(db)
    first = identify(db, anna, "+79995550101")
    assert identify(db, anna, "+79995550101") == first
    clock.at += timedelta(days=1)
    identify(db, anna, "+79995550102")
    assert live(db, account) == [(anna.user_id, "+79995550102", "pending")]
    assert first.flat is not None
    again = db.read_now(lambda uow: uow.residents.list_of_user(anna.user_id)[0].created_at)
    assert again == first.flat.pairs[0].created_at, "the moment stays (T25)"

    def shares(uow: Any) -> None:
        uow.people.get(anna.user_id).phone = PHONE

    db.write_now(shares)
    found = identify(db, anna, PHONE).flat
    assert found is not None
    assert found.is_confirmed
    assert live(db, account) == [(anna.user_id, PHONE, "confirmed")]


@pytest.mark.req("S4.22", "T24")
def test_an_unknown_account_and_too_many_tries_give_the_same(db: Database, clock: SetClock) -> None:
    account = flat(db)
    db.write_now(lambda uow: put_settings(uow, ACCOUNT_GUESSES=3, CONTACT="+7 902 1"))
    thief = someone(db)
    missed = [identify(db, thief, number=str(900 + at)) for at in range(3)]
    assert missed == [Identified(None, "+7 902 1", 3)] * 3
    assert identify(db, thief) == missed[0], "too many, though this one is there"
    assert identify(db, thief, number="900") == missed[0]
    assert live(db, account) == []
    clock.at += timedelta(days=1)
    assert identify(db, thief).flat is not None, "another day"


@pytest.mark.req("T24")
def test_the_same_account_named_again_is_no_further_guess(db: Database) -> None:
    flat(db)
    db.write_now(lambda uow: put_settings(uow, ACCOUNT_GUESSES=1))
    anna = someone(db)
    assert identify(db, anna).flat is not None
    assert identify(db, anna, number="100 200 3").flat is not None
    assert identify(db, anna, number="5").flat is None


def test_what_is_no_phone_and_no_number_is_refused_before_anything_is_looked_up(db: Database) -> None:
    anna = someone(db)
    for number, phone in (("", PHONE), (NUMBER, "12")):
        with pytest.raises(Invalid):
            identify(db, anna, phone, number)


def test_a_bills_link_stands_for_the_number_and_proves_nothing(db: Database) -> None:
    account = flat(db)
    code = db.read_now(lambda uow: uow.accounts.get(account).link_code)
    anna = someone(db)
    found = identify(db, anna, number="", code=code).flat
    assert found is not None
    assert not found.is_confirmed
    assert identify(db, someone(db), number="", code="no such code").flat is None


@pytest.mark.req("T24")
def test_owners_hear_once_a_day_that_somebody_guesses(db: Database) -> None:
    owner = someone(db, Role.OWNER)
    for who in range(7):
        thief = someone(db)
        for at in range(5):
            identify(db, thief, number=f"{who}{at}")
    assert [(chat, facts["misses"]) for chat, facts in told(db, "accounts_guessed")] == [(owner.telegram_id, 31)]


@pytest.mark.req("S4.24", "S4.26", "T25")
@pytest.mark.parametrize(("many", "left"), [(9, 10), (10, 10)])
def test_ten_remain_and_the_oldest_is_told_why(db: Database, clock: SetClock, many: int, left: int) -> None:
    account = flat(db)
    first = None
    for _ in range(many):
        clock.at += timedelta(minutes=1)
        row = db.write_now(lambda uow: make_resident(uow, account_id=account).user_id)
        first = first or row
    anna = someone(db, phone=PHONE)
    clock.at += timedelta(minutes=1)

    assert identify(db, anna, PHONE).flat is not None

    there = [user for user, _, _ in live(db, account)]
    assert len(there) == left
    assert anna.user_id in there
    assert (first in there) == (many == 9)
    assert [facts["why"] for _, facts in told(db, "resident_freed")] == ["evicted"] * (many - 9)


@pytest.mark.req("S4.24", "T24")
def test_one_who_waits_does_not_come_in_where_ten_are_confirmed(db: Database) -> None:
    account = flat(db)
    for _ in range(10):
        db.write_now(lambda uow: make_resident(uow, account_id=account).id)
    before = live(db, account)
    assert identify(db, someone(db)) == identify(db, someone(db), number="555"), "the same words"
    assert live(db, account) == before
    assert told(db, "resident_new") == []


@pytest.mark.req("S4.23", "S4.33", "S4.34")
def test_a_second_number_is_a_pair_and_a_replaced_one_is_freed(db: Database) -> None:
    account = flat(db)
    anna = someone(db, phone=PHONE)
    found = identify(db, anna, PHONE).flat
    assert found is not None
    pair = found.pairs[0]

    added = write(db, anna, residents.add_phone, pair.id, "8 999 555-01-03")
    assert write(db, anna, residents.add_phone, pair.id, "+79995550103") == added
    assert live(db, account) == [(anna.user_id, PHONE, "confirmed"), (anna.user_id, "+79995550103", "confirmed")]

    replaced = write(db, anna, residents.replace_phone, pair.id, "8 999 555-01-04")
    assert replaced.created_at == pair.created_at
    assert sorted(live(db, account)) == sorted(
        [(anna.user_id, "+79995550104", "confirmed"), (anna.user_id, "+79995550103", "confirmed")]
    )
    freed = db.read_now(lambda uow: uow.session.get(Resident, pair.id).freed_why)
    assert freed == Freed.REPLACED
    assert told(db, "resident_freed") == []

    write(db, anna, residents.add_phone, replaced.id, "+79995550105")
    with pytest.raises(Conflict, match="3 numbers"):
        write(db, anna, residents.add_phone, replaced.id, "+79995550106")
    with pytest.raises(NotFound):
        write(db, someone(db), residents.add_phone, replaced.id, "+79995550106")
    with pytest.raises(NotFound):
        write(db, someone(db), residents.replace_phone, replaced.id, "+79995550106")


@pytest.mark.req("T25")
def test_a_second_number_takes_another_ones_place_never_ones_own(db: Database, clock: SetClock) -> None:
    account = flat(db)
    anna = someone(db)
    mine = db.write_now(lambda uow: make_resident(uow, account_id=account, user_id=anna.user_id).id)
    for _ in range(9):
        clock.at += timedelta(minutes=1)
        db.write_now(lambda uow: make_resident(uow, account_id=account).id)
    write(db, anna, residents.add_phone, mine, "+79995550103")
    assert len(live(db, account)) == 10
    assert sum(user == anna.user_id for user, _, _ in live(db, account)) == 2


@pytest.mark.req("S4.21", "T24")
def test_a_dispatcher_confirms_or_rejects_in_one_press_and_twice_is_once(db: Database) -> None:
    account = flat(db)
    dispatcher, anna, thief = someone(db, Role.MANAGER), someone(db), someone(db)
    for person in (anna, thief):
        identify(db, person)
    page, total = db.read_now(lambda uow: resident_desk.waiting(uow, dispatcher))
    assert (total, [one.resident.user_id for one in page.items]) == (2, [anna.user_id, thief.user_id])
    ids = [one.resident.id for one in page.items]

    for _ in range(2):
        assert write(db, dispatcher, resident_desk.confirm, ids[0]).resident.state is State.CONFIRMED
        assert write(db, dispatcher, resident_desk.reject, ids[1]).resident.freed_why == Freed.REJECTED
    with pytest.raises(Outdated):
        write(db, dispatcher, resident_desk.reject, ids[0])
    with pytest.raises(Outdated):
        write(db, dispatcher, resident_desk.confirm, ids[1])

    assert [chat for chat, _ in told(db, "resident_confirmed")] == [anna.telegram_id]
    assert [(chat, facts["why"]) for chat, facts in told(db, "resident_freed")] == [(thief.telegram_id, "rejected")]
    assert live(db, account) == [(anna.user_id, "+79995550101", "confirmed")]
    for fn in (resident_desk.confirm, resident_desk.reject, resident_desk.remove):
        with pytest.raises(Forbidden):
            write(db, anna, fn, ids[0])
    assert write(db, dispatcher, resident_desk.remove, ids[0]).resident.freed_why == Freed.REJECTED


@pytest.mark.req("T24")
def test_who_was_rejected_twice_in_a_day_asks_nobody_any_more(db: Database, clock: SetClock) -> None:
    flat(db)
    dispatcher, thief = someone(db, Role.MANAGER), someone(db)
    for _ in range(2):
        found = identify(db, thief).flat
        assert found is not None
        write(db, dispatcher, resident_desk.reject, found.pairs[0].id)
        clock.at += timedelta(minutes=1)
    assert identify(db, thief).flat is None
    clock.at += timedelta(days=1, minutes=1)
    assert identify(db, thief).flat is not None


@pytest.mark.req("T24")
def test_a_confirmed_resident_says_that_it_is_nobody_of_them(db: Database) -> None:
    account = flat(db)
    anna, thief, other = someone(db), someone(db), someone(db)
    db.write_now(lambda uow: make_resident(uow, account_id=account, user_id=anna.user_id).id)
    found = identify(db, thief).flat
    assert found is not None
    waits = found.pairs[0].id

    for stranger in (thief, other):
        with pytest.raises(NotFound):
            write(db, stranger, residents.disown, waits)
    for _ in range(2):
        assert write(db, anna, residents.disown, waits).freed_why == Freed.REJECTED
    assert [chat for chat, _ in told(db, "resident_freed")] == [thief.telegram_id]
    mine = db.read_now(lambda uow: uow.residents.list_of_user(anna.user_id)[0].id)
    with pytest.raises(Conflict):
        write(db, anna, residents.disown, mine)


def test_who_waits_too_long_is_freed_and_told(db: Database, clock: SetClock) -> None:
    account = flat(db)
    anna = someone(db)
    identify(db, anna)
    clock.at += timedelta(days=29)
    assert not db.read_now(lambda uow: resident_desk.any_expired(uow, SYSTEM))
    clock.at += timedelta(days=1)
    assert db.read_now(lambda uow: resident_desk.any_expired(uow, SYSTEM))
    db.write_now(lambda uow: resident_desk.expire(uow, SYSTEM))
    assert live(db, account) == []
    assert [facts["why"] for _, facts in told(db, "resident_freed")] == ["expired"]


def test_a_resident_leaves_and_is_unidentified_again(db: Database) -> None:
    account = flat(db)
    anna = someone(db, phone=PHONE)
    identify(db, anna, PHONE)

    def known() -> bool:
        return db.read_now(lambda uow: uow.people.actor_of(anna.telegram_id).is_resident)

    assert known()
    for _ in range(2):
        write(db, anna, residents.leave, account)
    assert live(db, account) == []
    assert not known()
    assert db.read_now(lambda uow: residents.own(uow, anna)) == ()
    assert told(db, "resident_freed") == []


def test_an_archived_account_has_no_residents_until_it_is_restored(db: Database) -> None:
    account = flat(db)
    anna = someone(db, phone=PHONE)
    identify(db, anna, PHONE)
    db.write_now(lambda uow: uow.accounts.archive(uow.accounts.get(account)))
    assert db.read_now(lambda uow: residents.own(uow, anna)) == ()
    assert identify(db, anna, PHONE).flat is None
    db.write_now(lambda uow: uow.accounts.restore(uow.accounts.get_any(account)))
    assert len(db.read_now(lambda uow: residents.own(uow, anna))) == 1


@pytest.mark.req("S4.34")
def test_who_waits_and_names_another_number_is_still_the_one_asked_about(db: Database) -> None:
    account = flat(db)
    dispatcher, anna = someone(db, Role.MANAGER), someone(db)
    found = identify(db, anna).flat
    assert found is not None

    write(db, anna, residents.replace_phone, found.pairs[0].id, "+79995550109")

    assert [facts["phone"] for _chat, facts in told(db, "resident_new")] == ["+79995550109"]
    write(db, dispatcher, resident_desk.confirm, found.pairs[0].id)
    assert live(db, account) == [(anna.user_id, "+79995550109", "confirmed")]


@pytest.mark.req("S4.34", "T24")
@pytest.mark.parametrize("by", ["dispatcher", "neighbour"])
def test_a_person_is_rejected_with_all_their_numbers_and_that_is_once(db: Database, by: str) -> None:
    account = flat(db)
    dispatcher, neighbour, anna = someone(db, Role.MANAGER), someone(db), someone(db)
    db.write_now(lambda uow: make_resident(uow, account_id=account, user_id=neighbour.user_id).id)
    found = identify(db, anna).flat
    assert found is not None
    write(db, anna, residents.add_phone, found.pairs[0].id, "+79995550109")

    if by == "dispatcher":
        write(db, dispatcher, resident_desk.reject, found.pairs[0].id)
    else:
        write(db, neighbour, residents.disown, found.pairs[0].id)

    assert [user for user, _phone, _state in live(db, account)] == [neighbour.user_id]
    assert identify(db, anna).flat is not None


@pytest.mark.req("S4.34")
def test_a_person_is_confirmed_with_all_their_numbers(db: Database) -> None:
    account = flat(db)
    dispatcher, anna = someone(db, Role.MANAGER), someone(db)
    found = identify(db, anna).flat
    assert found is not None
    write(db, anna, residents.add_phone, found.pairs[0].id, "+79995550109")

    write(db, dispatcher, resident_desk.confirm, found.pairs[0].id)

    assert {state for _user, _phone, state in live(db, account)} == {"confirmed"}
    assert len(told(db, "resident_confirmed")) == 1
