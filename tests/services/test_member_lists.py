"""Members of the gym in lists and on cards: who is on which list, what is found, what a card says."""

from datetime import timedelta
from typing import Any

import pytest

from db import Database
from domain.access import Actor, Role
from domain.errors import Forbidden, NotFound
from domain.membership_views import Which
from domain.memberships import Span, State
from repositories.uow import Uow
from services import member_lists, memberships, payment_desk
from tests.builders import make_client, make_user
from tests.gym_rows import (
    make_coach,
    make_freeze,
    make_group,
    make_member,
    make_membership,
    make_plan,
    make_training,
    make_visit,
)
from tests.queries import counted, scanned

DAY = timedelta(days=1)


@pytest.fixture
def people(db: Database) -> dict[str, int]:
    """One of each: active, frozen, ended, of days to come, who has only registered, deleted, and no member at all."""

    def make(uow: Uow) -> dict[str, int]:
        today = uow.today
        names = ("Актив", "Заморозка", "Кончился", "Завтрашний", "Новичок", "Ушёл", "Посторонний")
        found = {name: make_client(uow, surname=name, name="Анна").uid for name in names}
        make_membership(uow, found["Актив"], today - 26 * DAY)  # the last day is in three days
        frozen = make_membership(uow, found["Заморозка"], today - 5 * DAY)
        make_freeze(uow, frozen, today - DAY, today + 2 * DAY)
        make_membership(uow, found["Кончился"], today - 31 * DAY)  # it ended two days ago
        make_membership(uow, found["Завтрашний"], today + DAY)
        make_member(uow, found["Новичок"], region="Ленинский район")
        make_membership(uow, found["Ушёл"])
        uow.clients.archive(uow.clients.get(found["Ушёл"]))
        return found

    return db.write_now(make)


def names(db: Database, who: Actor, which: Which, *args: Any, **more: Any) -> list[str]:
    page = db.read_now(lambda uow: member_lists.page(uow, who, which, *args, **more))
    return [line.name.split()[0] for line in page.items]


@pytest.mark.req("S5.19", "S5.20", "S5.21", "S5.15")
@pytest.mark.usefixtures("people")
def test_who_is_on_which_list(db: Database, manager: Actor) -> None:
    assert names(db, manager, Which.ALL) == ["Актив", "Завтрашний", "Заморозка", "Кончился", "Новичок"]
    assert names(db, manager, Which.ACTIVE) == ["Актив"]
    assert names(db, manager, Which.INACTIVE) == ["Завтрашний", "Заморозка", "Кончился", "Новичок"]
    assert names(db, manager, Which.FROZEN) == ["Заморозка"]
    assert names(db, manager, Which.DELETED) == ["Ушёл"]


@pytest.mark.req("S5.52")
@pytest.mark.usefixtures("people")
def test_who_ends_soon_and_who_has_ended(db: Database, manager: Actor) -> None:
    assert names(db, manager, Which.ENDING, days=3) == ["Актив"]
    assert names(db, manager, Which.ENDING, days=2) == []
    assert names(db, manager, Which.ENDED, days=2) == ["Кончился"]
    assert names(db, manager, Which.ENDED, days=1) == []


@pytest.mark.req("S5.52")
def test_who_has_renewed_neither_ends_nor_has_ended(db: Database, manager: Actor, people: dict[str, int]) -> None:
    def renew(uow: Uow) -> None:
        make_membership(uow, people["Актив"], uow.today + 4 * DAY)
        make_membership(uow, people["Кончился"])

    db.write_now(renew)
    assert names(db, manager, Which.ENDING, days=7) == []
    assert names(db, manager, Which.ENDED, days=7) == []
    assert names(db, manager, Which.ACTIVE) == ["Актив", "Кончился"]


@pytest.mark.req("S5.15")
@pytest.mark.usefixtures("people")
def test_the_active_list_is_the_one_rule_of_who_is_active(db: Database, manager: Actor) -> None:
    page = db.read_now(lambda uow: member_lists.page(uow, manager, Which.ACTIVE))
    assert [line.client_uid for line in page.items] == list(
        db.read_now(lambda uow: uow.memberships.active_clients(uow.today))
    )
    everybody = db.read_now(lambda uow: member_lists.page(uow, manager, Which.ALL))
    assert [line.name for line in everybody.items if line.is_active] == ["Актив Анна"]


@pytest.mark.req("S5.49")
@pytest.mark.parametrize(
    "typed", ["ктив", "АКТИВ анна", "анна акт", "ак", "0001234", "8 999 000-12-34", "+7 999", "777000"]
)
def test_found_by_a_part_of_the_name_a_phone_or_the_telegram_id(
    db: Database, manager: Actor, people: dict[str, int], typed: str
) -> None:
    def known(uow: Uow) -> None:
        uow.clients.edit(uow.clients.get(people["Актив"]), phone="+79990001234")
        make_user(uow, telegram_id=777000, client_uid=people["Актив"])
        for name in ("Заморозка", "Завтрашний", "Кончился", "Новичок"):
            uow.clients.edit(uow.clients.get(people[name]), phone=f"+4915112345{people[name]:02}")

    db.write_now(known)
    assert names(db, manager, Which.ALL, typed) == ["Актив"]
    assert names(db, manager, Which.INACTIVE, typed) == []


@pytest.mark.req("S5.49")
@pytest.mark.usefixtures("people")
def test_found_by_the_region_and_nothing_by_nonsense(db: Database, manager: Actor) -> None:
    assert names(db, manager, Which.ALL, "ленин") == ["Новичок"]
    for nonsense in ("%", "_", "\\", "9" * 40, "ыыыы", "'\"", "0"):
        assert names(db, manager, Which.ALL, nonsense) == [], nonsense
    assert names(db, manager, Which.DELETED, "уше") == ["Ушёл"]


def test_a_group_s_members_only(db: Database, manager: Actor, people: dict[str, int]) -> None:
    def group(uow: Uow) -> int:
        made = make_group(uow, name="Утренняя")
        make_member(uow, people["Актив"], group_id=made.id)
        return made.id

    id_ = db.write_now(group)
    assert names(db, manager, Which.ALL, group_id=id_) == ["Актив"]
    assert names(db, manager, Which.INACTIVE, group_id=id_) == []
    assert db.read_now(lambda uow: member_lists.groups(uow, manager)) == [(id_, "Утренняя")]


def test_pages_are_bounded_and_their_numbers_fit(db: Database, manager: Actor, people: dict[str, int]) -> None:
    def page(offset: int, limit: int) -> Any:
        return db.read_now(lambda uow: member_lists.page(uow, manager, Which.ALL, "", offset, limit))

    first, last = page(0, 2), page(4, 2)
    assert (len(first.items), first.number, first.has_more) == (2, 0, True)
    assert (len(last.items), last.number, last.has_more) == (1, 2, False)
    assert len(page(-5, 10**9).items) == len(people) - 2
    assert db.read_now(lambda uow: member_lists.count(uow, manager, Which.ALL)) == len(people) - 2


@pytest.mark.usefixtures("people")
def test_a_line_says_until_when_and_whether_it_is_frozen(db: Database, manager: Actor) -> None:
    page = db.read_now(lambda uow: member_lists.page(uow, manager, Which.FROZEN))
    (line,) = page.items
    today = db.read_now(lambda uow: uow.today)
    assert line.frozen == Span(today - DAY, today + 2 * DAY)
    assert line.until == today + 24 * DAY
    assert not line.is_active


@pytest.mark.req("S5.50", "S5.16")
def test_the_card_has_all_that_the_gym_knows(db: Database, manager: Actor) -> None:
    def make(uow: Uow) -> int:
        uid = make_client(uow, surname="Орлова", name="Вера").uid
        make_membership(uow, uid, uow.today - 60 * DAY, name="Первый")
        now = make_membership(uow, uid, uow.today - 5 * DAY, name="Второй", visits=8)
        make_membership(uow, uid, uow.today + 25 * DAY, name="Третий")
        make_membership(uow, uid, state="wanted", paid=0, name="Четвёртый", starts=None, ends=None)
        make_member(uow, uid, email="vera@example.ru", region="Центр", group_id=make_group(uow, name="Утро").id)
        make_freeze(uow, now, uow.today + DAY, uow.today + 2 * DAY)
        training = make_training(uow, coach_id=make_coach(uow, first_name="Пётр").id)
        make_visit(uow, training, uid, state="came", membership_id=now.id, counts=True)
        make_user(uow, telegram_id=4242, client_uid=uid)
        return uid

    uid = db.write_now(make)
    card = db.read_now(lambda uow: member_lists.card(uow, manager, uid))
    assert card.active is not None
    assert (card.active.name, card.active.visits_left, card.active.freeze_left) == ("Второй", 7, 8)
    assert [one.name for one in card.coming] == ["Третий", "Четвёртый"]
    assert [one.name for one in card.past] == ["Первый"]
    assert card.frozen == Span(card.today + DAY, card.today + 2 * DAY)
    assert (card.is_active, card.email, card.region, card.group) == (True, "vera@example.ru", "Центр", "Утро")
    assert (card.telegram_id, card.visits, card.client.has_telegram) == (4242, 1, True)
    visits = db.read_now(lambda uow: member_lists.visits(uow, manager, uid))
    assert [(one.title, one.state, one.coach) for one in visits.items] == [("Йога", "came", "Пётр Орлов")]


def test_who_has_nothing_of_the_gym_is_no_member_yet(db: Database, manager: Actor, people: dict[str, int]) -> None:
    stranger = db.read_now(lambda uow: member_lists.card(uow, manager, people["Посторонний"]))
    assert (stranger.is_member, stranger.active, stranger.is_active) == (False, None, False)
    with pytest.raises(NotFound):
        db.read_now(lambda uow: member_lists.card(uow, manager, 999))
    deleted = db.read_now(lambda uow: member_lists.card(uow, manager, people["Ушёл"]))
    assert (deleted.deleted_at is not None, deleted.is_active) == (True, False)


def test_money_of_memberships_the_latest_first(db: Database, manager: Actor, run: Any) -> None:
    def sold(uow: Uow) -> tuple[int, int]:
        uid = make_client(uow, surname="Орлова").uid
        return uid, memberships.want(uow, manager, uid, make_plan(uow, name="Месяц").id, "test:1").id

    uid, id_ = db.write_now(sold)
    run(manager, payment_desk.note_membership, id_, 300_000, "наличными", "test:2")
    run(manager, payment_desk.return_membership, id_, 100_000, "test:3")
    for who in (uid, None):
        page = run(manager, member_lists.payments, who)
        assert [(one.amount, one.is_refund, one.membership) for one in page.items] == [
            (-100_000, True, "Месяц"), (300_000, False, "Месяц"),
        ]  # fmt: skip
    assert run(manager, member_lists.payments, uid + 1).items == ()
    card = run(manager, member_lists.card, uid)
    assert card.active is not None
    assert card.active.state is State.PAID


@pytest.mark.parametrize("role", [Role.CLIENT, Role.COACH, Role.INSTRUCTOR, Role.SELLER])
def test_others_see_no_members(run: Any, actor: Any, role: Role) -> None:
    who = actor(role)
    for service, args in ((member_lists.page, (Which.ALL,)), (member_lists.card, (1,)), (member_lists.payments, ())):
        with pytest.raises(Forbidden):
            run(who, service, *args)


@pytest.mark.usefixtures("people")
def test_a_list_is_one_statement_and_reads_no_freezes_or_memberships_from_end_to_end(
    db: Database, manager: Actor
) -> None:
    for which in Which:
        with counted() as sent:
            names(db, manager, which, "анна")
        asked = [one for one in sent if "crm_clients" in one]
        assert len(asked) == 1, which
        assert scanned(db, asked[0], "memberships", "freezes", "members", "visits") == [], which
