"""Accounts, roles, invitations, consents as they are kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from db import Database
from domain.access import Permission, Role
from domain.clock import SetClock
from domain.errors import NotFound
from models import User, UserRole
from repositories.uow import Uow
from tests.builders import make_client, make_user

HOUR = timedelta(hours=1)


def counted(db: Database, fn: Callable[[Uow], object]) -> list[str]:
    """The statements that ``fn`` sends."""
    sent: list[str] = []

    def run(uow: Uow) -> None:
        connection = uow.session.connection()
        event.listen(connection, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: sent.append(statement))
        fn(uow)
        uow.session.flush()

    db.write_now(run)
    return sent


@pytest.mark.req("S2.26", "S2.27")
def test_a_person_is_met_once(db: Database) -> None:
    first = db.write_now(
        lambda uow: (uow.people.meet(7, "Анна", "Ли", "anna", "en")[0].id, uow.people.meet(7, "Анна")[1])
    )
    user_id, created_again = first

    assert not created_again
    assert db.write_now(lambda uow: uow.people.meet(7, "Анна")[0].id) == user_id


@pytest.mark.req("S2.30")
def test_the_moment_of_the_first_meeting_stays(db: Database, clock: SetClock) -> None:
    first = clock.at
    db.write_now(lambda uow: uow.people.meet(7, "Анна")[1])
    clock.at += 48 * HOUR
    db.write_now(lambda uow: uow.people.meet(7, "Анна Ли")[1])

    def moments(uow: Uow) -> tuple[object, object]:
        user = uow.people.find_by_telegram(7)
        assert user is not None
        return user.created_on, user.seen_at

    assert db.read_now(moments) == (first, clock.at)


def test_meeting_again_is_one_query_and_writes_nothing(db: Database) -> None:
    db.write_now(lambda uow: uow.people.meet(7, "Анна", "Ли", "anna")[1])
    assert len(counted(db, lambda uow: uow.people.meet(7, "Анна", "Ли", "anna"))) == 1


def test_names_follow_telegram_and_the_language_does_not(db: Database, clock: SetClock) -> None:
    db.write_now(lambda uow: uow.people.meet(7, "Анна", "Ли", "anna", "en")[1])
    clock.at += 2 * HOUR
    db.write_now(lambda uow: uow.people.meet(7, "Я" * 99, "", None, "ru")[1])

    def kept(uow: Uow) -> tuple[object, ...]:
        user = uow.people.find_by_telegram(7)
        assert user is not None
        return user.first_name, user.last_name, user.username, user.language, user.seen_at, user.is_reachable

    assert db.read_now(kept) == ("Я" * 64, "", None, "en", clock.at, True)


@pytest.mark.req("S2.28")
def test_telegram_ids_need_64_bits(db: Database) -> None:
    assert db.write_now(lambda uow: uow.people.meet(2**52, "Анна")[0].telegram_id) == 2**52


def test_an_actor_comes_in_one_query_with_the_roles_of_now(db: Database) -> None:
    def fill(uow: Uow) -> int:
        user = make_user(uow, telegram_id=7, first_name="Анна", last_name="Ли", roles=(Role.MANAGER, Role.COACH))
        user.client_uid = make_client(uow).uid
        uow.session.add(UserRole(user_id=user.id, role="astronaut", granted_at=uow.now))  # of a newer program
        return user.id

    user_id = db.write_now(fill)
    actor = db.read_now(lambda uow: uow.people.actor_of(7, "bot:12"))

    assert actor is not None
    assert (actor.user_id, actor.name, actor.client_uid, actor.origin) == (user_id, "Анна Ли", 1, "bot:12")
    assert actor.roles == {Role.MANAGER, Role.COACH, Role.CLIENT}
    assert actor.may(Permission.EXPORT)
    assert len(counted(db, lambda uow: uow.people.actor_of(7))) == 1
    assert db.read_now(lambda uow: uow.people.actor_of(8)) is None

    db.write_now(lambda uow: uow.people.revoke(user_id, Role.MANAGER))
    assert not db.read_now(lambda uow: uow.people.actor_of(7).may(Permission.EXPORT))  # type: ignore[union-attr]


def test_roles_are_given_and_taken_once(db: Database) -> None:
    user_id = db.write_now(lambda uow: make_user(uow).id)

    def change(uow: Uow) -> list[bool]:
        people = uow.people
        return [
            people.grant(user_id, Role.MANAGER, 1), people.grant(user_id, Role.MANAGER, 1),
            people.revoke(user_id, Role.MANAGER), people.revoke(user_id, Role.MANAGER),
        ]  # fmt: skip

    assert db.write_now(change) == [True, False, True, False]
    assert db.read_now(lambda uow: uow.people.roles_of(user_id)) == frozenset()


def test_lists_of_staff(db: Database) -> None:
    def fill(uow: Uow) -> None:
        make_user(uow, first_name="Яна", roles=(Role.MANAGER,))
        make_user(uow, first_name="Анна", roles=(Role.INSTRUCTOR, Role.MANAGER))
        make_user(uow, first_name="Гость")

    db.write_now(fill)

    def staff(uow: Uow) -> list[tuple[str, frozenset[Role]]]:
        return [(user.first_name, roles) for user, roles in uow.people.list_staff()]

    assert db.read_now(staff) == [
        ("Анна", frozenset({Role.INSTRUCTOR, Role.MANAGER})),
        ("Яна", frozenset({Role.MANAGER})),
    ]
    assert db.read_now(lambda uow: [user.first_name for user in uow.people.list_by_role(Role.MANAGER)]) == [
        "Яна",
        "Анна",
    ]


def test_an_invitation_is_spent_once_and_in_time(db: Database, clock: SetClock) -> None:
    def fill(uow: Uow) -> tuple[int, int]:
        uow.people.add_invitation("staff", uow.now + HOUR, role=Role.MANAGER, created_by=1)
        uow.people.add_invitation("late", uow.now + HOUR, client_uid=make_client(uow).uid)
        return make_user(uow).id, make_user(uow).id

    one, two = db.write_now(fill)

    def spend(code: str, user_id: int) -> tuple[str | None, int | None] | None:
        def spent(uow: Uow) -> tuple[str | None, int | None] | None:
            row = uow.people.spend(code, user_id)
            return None if row is None else (row.role, row.used_by)

        return db.write_now(spent)

    assert [spend("staff", one), spend("staff", two), spend("staff", one)] == [("manager", one), None, None]
    assert spend("unknown", one) is None
    clock.at += HOUR
    assert spend("late", one) is None


def test_a_consent_stands_until_it_is_withdrawn(db: Database) -> None:
    user_id = db.write_now(lambda uow: make_user(uow).id)
    give = lambda version: db.write_now(lambda uow: uow.people.give_consent(user_id, "adverts", version, "Да").id)  # noqa: E731

    first, again, second = give("1"), give("1"), give("2")

    def standing(uow: Uow) -> list[str | None]:
        found = (uow.people.consent_of(user_id, kind) for kind in ("adverts", "personal"))
        return [None if row is None else row.version for row in found]

    assert first == again != second
    assert db.read_now(standing) == ["2", None]
    assert db.write_now(lambda uow: [uow.people.withdraw(user_id, "adverts") for _ in range(2)]) == [True, False]
    assert db.read_now(standing) == [None, None]
    assert db.read_now(lambda uow: len(uow.people.list_consents(user_id))) == 2


def test_accounts_of_a_card_and_who_can_be_reached(db: Database) -> None:
    def fill(uow: Uow) -> tuple[int, int]:
        user, card = make_user(uow, telegram_id=7).id, make_client(uow).uid
        uow.people.tie(user, card)
        uow.people.mark_unreachable(7)
        return user, card

    user, card = db.write_now(fill)
    reachable = lambda: db.read_now(lambda uow: [row.is_reachable for row in uow.people.users_of_client(card)])  # noqa: E731

    assert reachable() == [False]
    db.write_now(lambda uow: uow.people.mark_reachable(7))
    assert reachable() == [True]
    db.write_now(lambda uow: uow.people.tie(user, None))
    assert reachable() == []
    with pytest.raises(NotFound):
        db.write_now(lambda uow: uow.people.tie(99, card))


def test_an_account_outlives_its_card(db: Database) -> None:
    def fill(uow: Uow) -> tuple[int, int]:
        user, card = make_user(uow), make_client(uow)
        uow.people.tie(user.id, card.uid)
        return user.id, card.uid

    user_id, card = db.write_now(fill)
    db.write_now(lambda uow: uow.session.delete(uow.clients.get(card)))
    assert db.read_now(lambda uow: uow.session.get_one(User, user_id).client_uid) is None
