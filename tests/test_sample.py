"""What a visitor of the playground finds: the same every time, once, and within every rule."""

from datetime import timedelta
from typing import Any

import pytest

from db import Database
from domain.access import SYSTEM, Role
from domain.canned import Part, typed
from domain.products import Field, read
from domain.setting_values import parse
from domain.settings import BY_NAME
from domain.shop import State as Shopping
from domain.tickets import Kind, State
from models import (
    Account,
    Executor,
    Outgoing,
    Payment,
    Product,
    PromoCode,
    Purchase,
    RequestCategory,
    RequestSubcategory,
    Ticket,
    TicketMessage,
    User,
)
from playground.media import keep_photo
from sample import CHANNELS, PERSONAS, PICTURES, ROLES, club, fill, housing
from sample.desk_talk import CANNED, TALKS
from sample.personas import BAKER, ENGINEER, IT_MANAGER, NEWCOMER, SECOND_ENGINEER, SUBSCRIBER
from sample.shop import CHANNEL, GOODS, SALES
from services import billing
from services.settings import business
from tests.playground.world import World


@pytest.fixture
def filled(db: Database) -> Database:
    db.write_now(fill)
    return db


def tickets(uow: Any) -> list[Ticket]:
    return list(uow.session.query(Ticket).order_by(Ticket.id))


def test_personas_differ_and_the_staff_among_them_have_their_roles(filled: Database) -> None:
    ids = [one["user_id"] for one in PERSONAS]
    assert len(set(ids)) == len({one["phone"] for one in PERSONAS}) == len(PERSONAS) == 22
    for user_id, roles in ROLES.items():
        actor = filled.read_now(lambda uow, one=user_id: uow.people.actor_of(one))
        assert actor is not None
        assert actor.roles >= set(roles)
    assert {Role.CONTRACTOR, Role.SUPPORT} < {role for roles in ROLES.values() for role in roles}


def test_two_months_of_tickets_of_both_kinds_in_every_state(filled: Database) -> None:
    def look(uow: Any) -> None:
        rows = tickets(uow)
        assert len(rows) == len(TALKS) == 25
        assert {(row.kind, row.state) for row in rows} >= {
            (str(k), str(s)) for k in Kind for s in (State.CLOSED, State.TAKEN, State.CREATED)
        }
        assert any(row.state == State.CANCELLED for row in rows)
        assert all(uow.now - timedelta(days=62) < row.created_at < uow.now for row in rows)
        for row in rows:
            moments = [row.created_at, row.taken_at, row.closed_at]
            known = [moment for moment in moments if moment]
            assert known == sorted(known)
            assert known[-1] < uow.now
            said = uow.tickets.list_said(row.id, 20)
            assert said[0].text == row.question
            assert [one.at for one in said] == sorted(one.at for one in said)
            is_paid = row.kind == Kind.JOB and row.state == State.CLOSED
            assert (row.pay is not None) == is_paid
        assert sum(row.rating is not None for row in rows) > 12

    filled.read_now(look)


def test_what_is_open_goes_on_by_itself_and_nobody_was_told_of_the_past(filled: Database) -> None:
    def look(uow: Any) -> None:
        waiting = [row for row in tickets(uow) if row.state in (State.CREATED, State.TAKEN)]
        assert len(waiting) == 4
        assert all(row.next_at > uow.now and row.stage for row in waiting)
        assert not any(row.next_at for row in tickets(uow) if row not in waiting)
        assert uow.session.query(Outgoing).count() == 0

    filled.read_now(look)


def test_the_bakery_has_a_tariff_its_engineer_and_its_account(filled: Database) -> None:
    def look(uow: Any) -> None:
        baker, engineer = uow.people.find_by_telegram(BAKER), uow.people.find_by_telegram(ENGINEER)
        mine, tariff = uow.tariffs.find_of_client(baker.client_uid)
        assert (tariff.name, tariff.around_clock, tariff.may_pin, tariff.shows_contacts) == (
            "Премиум",
            True,
            True,
            True,
        )
        assert mine.pinned_id == engineer.id
        assert mine.paid_until > uow.today
        assert [one.name for one in uow.tariffs.list_live()] == ["Старт", "Бизнес", "Премиум"]
        business = uow.tariffs.list_live()[1]
        assert [one.price for one in uow.tariffs.list_prices(business.id)] == [900_000, 800_000]

    filled.read_now(look)


def test_money_was_paid_and_some_is_owed(filled: Database) -> None:
    filled.write_now(lambda uow: billing.close_periods(uow, SYSTEM))

    def balances(uow: Any) -> set[bool]:
        assert all(uow.billing.payouts_of(uow.people.find_by_telegram(one).id) for one in (ENGINEER, SECOND_ENGINEER))
        cards = [row.client_uid for row in tickets(uow) if row.client_uid]
        return {uow.billing.balance(card) < 0 for card in cards}

    assert filled.read_now(balances) == {True, False}


def test_its_canned_replies_could_have_been_typed(filled: Database) -> None:
    for title, text in CANNED:
        assert (typed(Part.TITLE, title), typed(Part.TEXT, text)) == (title, text)
    assert filled.read_now(lambda uow: uow.canned.count_live()) == len(CANNED)


def test_a_second_start_changes_nothing(filled: Database) -> None:
    def counted(uow: Any) -> list[int]:
        said = uow.session.query(TicketMessage).count()
        return [len(tickets(uow)), uow.clients.count(), said, uow.canned.count_live(), len(uow.tariffs.list_live())]

    before = filled.read_now(counted)
    filled.write_now(fill)
    assert filled.read_now(counted) == before


def test_a_playground_from_before_the_desk_gets_it(db: Database) -> None:
    def dismiss(uow: Any) -> None:
        uow.people.revoke(uow.people.find_by_telegram(IT_MANAGER).id, Role.MANAGER)

    db.write_now(club.fill)
    db.write_now(dismiss)
    db.write_now(fill)
    assert db.read_now(lambda uow: len(tickets(uow))) == 25
    actor = db.read_now(lambda uow: uow.people.actor_of(IT_MANAGER))
    assert actor is not None
    assert Role.MANAGER in actor.roles


# --- the shop ---


def test_the_shop_sells_in_three_categories_and_one_thing_no_more(filled: Database) -> None:
    def look(uow: Any) -> None:
        assert len(GOODS) == 12
        assert uow.products.count_offered() == 11
        assert len(uow.products.categories()) == 3
        for title, *_rest, description in GOODS:
            assert (read(Field.TITLE, title), read(Field.DESCRIPTION, description)) == (title, description)
        assert {one.kind for one in uow.promos.list_live()} == {"percent", "fixed", "free"}
        assert uow.promos.find_by_code("summer10").used == sum(one.code == "SUMMER10" for one in SALES)

    filled.read_now(look)


def test_purchases_in_every_state_with_their_money_and_codes(filled: Database) -> None:
    def look(uow: Any) -> None:
        rows = uow.session.query(Purchase).order_by(Purchase.id).all()
        assert {row.state for row in rows} == {int(state) for state in Shopping}
        for row in rows:
            paid = uow.session.query(Payment).filter_by(kind="purchase", subject_id=row.id).all()
            assert sum(one.amount for one in paid) == row.paid
            use = uow.promos.find_use(row.id)
            assert (use is not None, use.discount if use else 0) == (bool(row.promo_code), row.discount)
            assert row.created_on <= row.updated_on < uow.now

    filled.read_now(look)


def test_the_gate_stands_before_the_catalogue_and_personas_are_on_both_sides_of_it(filled: Database) -> None:
    world = World()
    world.people.load(PERSONAS)
    world.people.load_channels(CHANNELS)
    assert world.people.standing(SUBSCRIBER, CHANNEL)["joined"]
    assert not world.people.standing(NEWCOMER, CHANNEL)["joined"]
    settings = filled.read_now(business)
    assert [settings["GATE_CHANNELS"], settings["GATED"]] == [[f"@{CHANNEL}"], ["catalogue"]]
    assert parse(BY_NAME["GATE_CHANNELS"], f"@{CHANNEL}") == [f"@{CHANNEL}"]
    world.store.close()


def test_what_has_a_picture_can_be_shown_with_it(filled: Database) -> None:
    named = filled.read_now(lambda uow: [one.image for one in uow.session.query(Product) if one.image])
    assert set(named) == set(PICTURES)
    assert len(named) == 9
    world = World()
    for _ in range(2):
        for file_id, draw in PICTURES.items():
            keep_photo(world.api.store, file_id, draw)
    for file_id in named:
        sent = world.call("sendPhoto", chat_id=world.uid, photo=file_id, caption="Товар")
        assert (sent["photo"][0]["width"], sent["photo"][0]["height"]) == (800, 500)
    world.store.close()


def test_the_shop_is_put_in_once(filled: Database) -> None:
    def counted(uow: Any) -> list[int]:
        return [uow.session.query(kind).count() for kind in (Product, Purchase, PromoCode, Payment, User)]

    before = filled.read_now(counted)
    filled.write_now(lambda uow: uow.settings.put("GATE_CHANNELS", [], 0))
    filled.write_now(fill)
    assert filled.read_now(counted) == before
    assert filled.read_now(lambda uow: uow.settings.all()["GATE_CHANNELS"]) == [], "what a visitor has set stays"


# --- the housing company ---


def test_the_housing_company_has_houses_categories_and_executors_of_both_kinds(filled: Database) -> None:
    def look(uow: Any) -> None:
        assert uow.accounts.count() == sum(flats for *_, flats in housing.HOUSES) == 60
        assert len(uow.accounts.places()) == len(housing.HOUSES)
        known = uow.accounts.find_by_number("1002003")
        assert (known.full_name, known.flat, known.phone) == ("Соколова Анна Петровна", "12", "+79021000015")
        assert len(uow.directories.categories.list_all()) == len(housing.CATEGORIES)
        assert {row.user_id is None for row in uow.directories.executors.list_all()} == {True, False}
        assert uow.residents.list_of_account(known.id) == [], "the personas identify themselves"

    filled.read_now(look)


def test_the_housing_company_is_put_in_once(filled: Database) -> None:
    def counted(uow: Any) -> list[int]:
        return [uow.session.query(kind).count() for kind in (Account, RequestCategory, RequestSubcategory, Executor)]

    before = filled.read_now(counted)
    filled.write_now(fill)
    assert filled.read_now(counted) == before
