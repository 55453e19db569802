"""Guessing personal accounts gives nothing away: neither words, nor work, nor anybody's place (T24)."""

from typing import Any

import pytest

from config import AREAS
from db import Database
from domain.access import Actor
from domain.residents import Identified
from models import AccountGuess, Resident
from services import residents
from tests.builders import make_account, make_resident, make_user, put_settings
from tests.queries import counted
from ui import residents as screens
from ui.texts import Words

THIEVES, GUESSES, ACCOUNTS = 20, 50, 100  # 1,000 guesses; every second number is an account's
STORED = ("Лесная", "Соколова", "Иркутск", "+7916", "+7 916", "+7917", "кв.")
T = Words("ru")


def someone(db: Database) -> Actor:
    def make(uow: Any) -> Actor:
        return uow.people.actor_of(make_user(uow).telegram_id)  # type: ignore[no-any-return]

    return db.write_now(make)


def identify(db: Database, actor: Actor, number: str) -> Identified:
    return db.write_now(lambda uow: residents.identify(uow, actor, number, "", "+79995550101"))


def reply(found: Identified, actor: Actor) -> str:
    """What the person reads."""
    return str(screens.identified(T, found, "+79995550101", actor, frozenset(AREAS)).text)


def town(db: Database, many: int, full: bool = False) -> None:
    """Accounts 2, 4, 6 …, a confirmed resident in each; ten where they are ``full``."""

    def build(uow: Any) -> None:
        for at in range(1, many + 1):
            account = make_account(uow, number=str(2 * at), flat=str(at)).id
            for _ in range(10 if full else 1):
                make_resident(uow, account_id=account)

    db.write_now(build)


@pytest.mark.req("S4.22", "T24")
def test_a_thousand_guesses_of_twenty_people_give_five_a_day_each_and_nothing_that_is_stored(db: Database) -> None:
    town(db, ACCOUNTS)
    confirmed = db.read_now(lambda uow: uow.session.query(Resident).filter_by(state="confirmed").count())
    people = [someone(db) for _ in range(THIEVES)]
    replies: dict[bool, set[str]] = {True: set(), False: set()}
    for who, thief in enumerate(people):
        for at in range(GUESSES):
            number = str(1 + (who * GUESSES + at * 3) % (2 * ACCOUNTS))
            found = identify(db, thief, number)
            said = reply(found, thief)
            assert not [word for word in STORED if word in said], said
            replies[found.flat is not None].add(said.replace(f"счёт: {number}\n", "счёт: …\n"))

    def kept(uow: Any) -> tuple[list[int], int]:
        named = [uow.session.query(AccountGuess).filter_by(user_id=one.user_id).count() for one in people]
        living = uow.session.query(Resident).filter_by(state="confirmed", freed_at=None).count()
        return named, living

    named, living = db.read_now(kept)
    assert named == [5] * THIEVES
    assert living == confirmed == ACCOUNTS, "nobody who is confirmed was evicted"
    assert {kind: len(said) for kind, said in replies.items()} == {True: 1, False: 1}, "the same words to all"


@pytest.mark.req("T24")
def test_without_the_days_limit_the_same_guesses_would_find_many(db: Database) -> None:
    """The negative control of the limit."""
    town(db, 12)
    db.write_now(lambda uow: put_settings(uow, ACCOUNT_GUESSES=20))
    thief = someone(db)
    found = [identify(db, thief, str(number)).flat for number in range(1, 21)]
    assert sum(flat is not None for flat in found) == 10


def statements(db: Database, number: str) -> list[str]:
    """What identification of a new person asks of the database, by kind."""
    thief = someone(db)
    with counted() as sent:
        identify(db, thief, number)
    return [one.split()[0] for one in sent if not one.startswith(("PRAGMA", "BEGIN", "COMMIT"))]


@pytest.mark.req("T24")
def test_an_account_that_is_not_there_costs_as_many_statements_as_one_that_is(db: Database) -> None:
    db.write_now(lambda uow: make_account(uow, number="2").id)
    identify(db, someone(db), "2")  # what is read once is read
    hit, miss = statements(db, "2"), statements(db, "1")
    assert len(hit) == len(miss)
    more = {kind: hit.count(kind) - miss.count(kind) for kind in {*hit, *miss}}
    assert {kind: many for kind, many in more.items() if many} == {
        "SELECT": 1, "INSERT": -1, "RELEASE": 1, "ROLLBACK": -1,
    }, "a row is locked where a decoy is put in and taken back"  # fmt: skip


@pytest.mark.req("T24")
def test_a_full_accounts_residents_stay_and_a_stranger_reads_what_a_wrong_number_gives(db: Database) -> None:
    town(db, 3, full=True)
    for number in ("2", "4", "6", "1"):
        for _ in range(3):
            thief = someone(db)
            assert reply(identify(db, thief, number), thief) == reply(Identified(None, "", 5), thief)
    assert db.read_now(lambda uow: uow.session.query(Resident).filter_by(freed_at=None).count()) == 30
