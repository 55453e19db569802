"""Ordering by oneself as use cases: races, repeats, whose row, what may be asked (S1.65)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from db import Database
from domain.access import SYSTEM, Actor, Role
from domain.clients import NewClient
from domain.clock import SetClock
from domain.errors import Conflict, CrmError, Invalid, NotFound, Outdated
from domain.orders import Polygon
from domain.own_orders import OwnGame
from domain.people import ConsentKind, text_version
from domain.settings import CONSENT
from domain.views import OrderView
from models import Order, Outgoing
from repositories.uow import Uow
from services import orders, own_orders, request_answers
from services.own_orders import GameRequest
from tests.builders import GAME_DAY, make_client, make_order, make_user

ROUNDS, AT_ONCE = 6, 6
WISH = GameRequest(GAME_DAY, 10)


def customer(db: Database, *, tied_to: int | None = None, consent: bool = True, phone: bool = True) -> Actor:
    """Somebody who may order: a phone, a card, the consent."""

    def make(uow: Uow) -> Actor:
        user = make_user(uow)
        if phone:
            user.phone = f"+7903{user.id:07d}"
            user.client_uid = tied_to or make_client(uow, phone=user.phone).uid
        if consent:
            uow.people.give_consent(user.id, ConsentKind.PERSONAL, text_version(CONSENT), CONSENT)
        uow.session.flush()
        actor = uow.people.actor_of(user.telegram_id, "test")
        assert actor is not None
        return actor

    return db.write_now(make)


def manager(db: Database) -> Actor:
    def make(uow: Uow) -> Actor:
        user = make_user(uow, roles=(Role.MANAGER,))
        uow.session.flush()
        actor = uow.people.actor_of(user.telegram_id, "test")
        assert actor is not None
        return actor

    return db.write_now(make)


def ask(db: Database, actor: Actor, wish: GameRequest = WISH, origin: str = "draft-1") -> OwnGame:
    return db.write_now(lambda uow: own_orders.request(uow, actor, wish, origin))


def confirm(db: Database, actor: Actor, uid: int) -> OrderView:
    return db.write_now(lambda uow: request_answers.confirm(uow, actor, uid))


def rows(db: Database) -> list[tuple[str, datetime]]:
    return db.read_now(lambda uow: [(row.status, row.date) for row in uow.session.query(Order).order_by(Order.uid)])


def together(works: list[Callable[[], Any]]) -> list[Any]:
    """What each gave or raised, all begun at the same moment."""
    gate = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return work()
        except CrmError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


# --- many at once ---


def test_of_many_parents_exactly_one_gets_the_time(db: Database) -> None:
    people = [customer(db) for _ in range(AT_ONCE)]
    for number in range(ROUNDS):
        wish = replace(WISH, date=GAME_DAY + timedelta(hours=number), polygon=Polygon.PARK)
        settings(db, "OPEN_REQUESTS", 20)
        done = together([partial(ask, db, one, wish, f"{number}-{one.user_id}") for one in people])
        assert sum(isinstance(one, OwnGame) for one in done) == 1
        assert sum(isinstance(one, Conflict) for one in done) == AT_ONCE - 1
    assert len(rows(db)) == ROUNDS


def test_control_different_times_all_get_theirs(db: Database) -> None:
    people = [customer(db) for _ in range(AT_ONCE)]
    wishes = [replace(WISH, date=GAME_DAY + timedelta(hours=number)) for number in range(AT_ONCE)]
    done = together([partial(ask, db, one, wish, str(one.user_id)) for one, wish in zip(people, wishes, strict=True)])
    assert all(isinstance(one, OwnGame) for one in done)


def test_two_accounts_of_one_card_cannot_pass_the_limit(db: Database) -> None:
    first = customer(db)
    people = [first, *(customer(db, tied_to=first.client_uid) for _ in range(AT_ONCE - 1))]
    wishes = [replace(WISH, date=GAME_DAY + timedelta(hours=number)) for number in range(AT_ONCE)]
    done = together([partial(ask, db, one, wish, str(one.user_id)) for one, wish in zip(people, wishes, strict=True)])
    assert sum(isinstance(one, OwnGame) for one in done) == 2
    assert len(rows(db)) == 2


def test_a_confirmation_and_the_expiry_at_once(db: Database, clock: SetClock) -> None:
    marina, person = manager(db), customer(db)
    settings(db, "OPEN_REQUESTS", 20)
    for number in range(ROUNDS):
        wish = replace(WISH, date=GAME_DAY + timedelta(hours=number))
        uid = ask(db, person, wish, f"r{number}").order.uid
        clock.at += timedelta(hours=2, seconds=1)
        done = together([
            partial(confirm, db, marina, uid), partial(db.write_now, lambda uow: own_orders.expire_held(uow, SYSTEM)),
        ])  # fmt: skip
        status = rows(db)[-1][0]
        assert (status == "confirmed") is not isinstance(done[0], CrmError)
        assert done[1] == (status == "cancelled")
        clock.at -= timedelta(hours=2, seconds=1)


def test_the_same_draft_sent_at_once_is_one_game(db: Database) -> None:
    person = customer(db)
    done = together([partial(ask, db, person) for _ in range(AT_ONCE)])
    assert len(rows(db)) == 1
    assert {one.order.uid for one in done if isinstance(one, OwnGame)} == {1}


# --- what may be asked ---


def test_again_gives_the_same_game_also_when_it_is_full(db: Database) -> None:
    person = customer(db)
    settings(db, "OPEN_REQUESTS", 1)
    assert ask(db, person).order.uid == ask(db, person).order.uid


def test_a_draft_of_somebody_else_is_no_key(db: Database) -> None:
    ask(db, customer(db))
    with pytest.raises(NotFound):
        ask(db, customer(db))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"date": GAME_DAY + timedelta(days=365)}, Invalid),
        ({"date": GAME_DAY - timedelta(days=30)}, Invalid),
        ({"date": GAME_DAY - timedelta(hours=5)}, Invalid),  # closed
        ({"players": 21}, Invalid),
    ],
)
def test_what_cannot_be_is_refused(db: Database, change: dict[str, Any], error: type[CrmError]) -> None:
    with pytest.raises(error):
        ask(db, customer(db), replace(WISH, **change))
    assert not rows(db)


def test_without_consent_or_phone_nothing_is_kept(db: Database) -> None:
    for known in ({"consent": False}, {"phone": False}):
        with pytest.raises(Outdated):
            ask(db, customer(db, **known))
    assert not rows(db)


def test_the_card_is_made_with_the_proven_phone(db: Database) -> None:
    person = customer(db, phone=False)

    def prove(uow: Uow) -> str:
        return own_orders.share_contact(uow, person, person.telegram_id, "79995550011", forwarded=False)

    assert db.write_now(prove) == "+79995550011"
    typed = NewClient(name="Ольга", phone="+79996432387")  # whatever a forged draft says
    game = ask(db, person, replace(WISH, name=typed))
    card = db.read_now(lambda uow: uow.clients.get(uow.orders.get(game.order.uid).client_uid or 0).phone)
    assert card == "+79995550011"


@pytest.mark.parametrize(
    ("owner", "phone", "forwarded"), [(1, "79995550011", False), (None, "79995550011", False), (0, "79995550011", True)]
)
def test_a_contact_that_proves_nothing(db: Database, owner: int | None, phone: str, forwarded: bool) -> None:
    person = customer(db, phone=False)
    whose = person.telegram_id if owner == 0 else owner
    with pytest.raises(Invalid):
        db.write_now(lambda uow: own_orders.share_contact(uow, person, whose, phone, forwarded=forwarded))
    assert db.read_now(lambda uow: uow.people.get(person.user_id).phone) is None


def test_games_never_closed_by_the_staff_do_not_count(db: Database, clock: SetClock) -> None:
    person = customer(db)
    settings(db, "OPEN_REQUESTS", 1)
    ask(db, person)
    clock.at = GAME_DAY + timedelta(hours=2)
    assert db.read_now(lambda uow: own_orders.standing(uow, person)).may_order
    assert ask(db, person, replace(WISH, date=GAME_DAY + timedelta(days=7)), "draft-2")


def test_a_customer_is_nobody_of_the_staff(db: Database) -> None:
    person = customer(db)
    uid = db.write_now(lambda uow: make_order(uow).uid)
    with refused():
        db.write_now(lambda uow: orders.go(uow, person, uid, "confirmed", "cancelled"))  # type: ignore[arg-type]
    with refused():
        db.read_now(lambda uow: orders.card(uow, person, uid))
    with refused():
        db.write_now(lambda uow: own_orders.expire_held(uow, person))


# --- who is told ---


def test_every_manager_is_told_once_and_settled_once(db: Database) -> None:
    marina, other, person = manager(db), manager(db), customer(db)
    uid = ask(db, person).order.uid
    told = letters(db)
    assert [(kind, chat) for kind, chat, _ in told] == [
        ("request_new", marina.telegram_id), ("request_new", other.telegram_id),
    ]  # fmt: skip

    def deliver(uow: Uow) -> None:
        for number, row in enumerate(uow.session.query(Outgoing)):
            row.state, row.message_id = "sent", 100 + number

    db.write_now(deliver)
    db.write_now(lambda uow: request_answers.confirm(uow, replace(marina, shown=100), uid))
    after = letters(db)[2:]
    # the colleague's card is edited; the presser's own message shows the game's card already
    assert [(kind, chat, edits) for kind, chat, edits in after if kind == "request_settled"] == [
        ("request_settled", other.telegram_id, 101)
    ]
    assert [chat for kind, chat, _ in after if kind == "order_confirmed"] == [person.telegram_id]


def test_an_answer_that_was_typed_takes_back_nothing_else(db: Database) -> None:
    marina, person = manager(db), customer(db)
    uid = ask(db, person).order.uid
    db.write_now(lambda uow: uow.outbox.tell("reminder", marina.telegram_id, "order:9", {}))
    db.write_now(lambda uow: request_answers.refuse(uow, marina, uid, "ремонт"))
    assert ("reminder", marina.telegram_id, None) in letters(db)


def letters(db: Database) -> list[tuple[str, int, int | None]]:
    def read(uow: Uow) -> list[tuple[str, int, int | None]]:
        kept = uow.session.query(Outgoing).filter(Outgoing.state != "dropped").order_by(Outgoing.id)
        return [(row.kind, row.chat_id, row.edits) for row in kept]

    return db.read_now(read)


def settings(db: Database, name: str, value: Any) -> None:
    def put(uow: Uow) -> None:
        uow.settings.put(name, value, 1)
        uow.touched.add("settings")

    db.write_now(put)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(CrmError):
        yield
