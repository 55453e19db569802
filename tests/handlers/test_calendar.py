"""/calendar: the month, the day's agenda with its free gaps, and what a stale or forged button there does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config import Settings
from domain.access import Actor, Role
from domain.clock import SetClock
from domain.orders import Status
from models import Order
from repositories.uow import Uow
from services import calendar, order_form, orders
from tests.builders import make_client, make_order
from tests.chat import Person, Telegram
from tests.queries import counted
from ui.calendar import PAGE
from ui.orders import DayOpened, MonthOpened

THREE = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)  # Saturday 28 November, 15:00 in Moscow
STAFF = Actor(1, 1, "Анна", roles=frozenset({Role.MANAGER}))
QUERIES = 6  # a screen


@pytest.fixture
async def anna(telegram: Telegram) -> Person:
    """A manager."""
    return await telegram.person("Анна", Role.MANAGER)


def book(telegram: Telegram, **values: Any) -> int:
    """A game in the calendar; gives its number."""
    return telegram.desk.db.write_now(lambda uow: make_order(uow, **({"date": THREE} | values)).uid)


def olga(uow: Uow) -> int:
    return make_client(uow, surname="Минеева", name="Ольга").uid


# --- the month ---


@pytest.mark.req("S1.21")
async def test_a_day_with_games_is_marked_and_opens_its_list(telegram: Telegram, anna: Person) -> None:
    client = telegram.desk.db.write_now(olga)
    book(telegram, client_uid=client, players=12)
    book(telegram, date=THREE + timedelta(hours=2), status=Status.CANCELLED)
    await anna.says("/calendar")
    assert "ноябрь 2026" in anna.buttons
    assert "·21·" in anna.buttons  # today
    assert "28 ¹" in anna.buttons  # the cancelled game is not counted
    assert "В этом месяце 1 игра" in anna.sees
    await anna.presses("28 ¹")
    assert "сб, 28 нояб." in anna.sees
    assert "1 игра · 12 игроков" in anna.sees
    assert anna.buttons[:2] == ["15:00 арена · Минеева О. · 12", "❌ 17:00 арена · без клиента · 1"]


async def test_the_month_turns_and_goes_back(anna: Person) -> None:
    await anna.says("/calendar")
    sent = len(anna.messages)
    await anna.presses("»")
    assert "декабрь 2026" in anna.buttons
    assert "Игр" not in anna.sees.splitlines()[0]
    await anna.presses("»")
    assert "январь 2027" in anna.buttons
    await anna.presses("«")
    await anna.presses("«")
    assert "ноябрь 2026" in anna.buttons
    assert len(anna.messages) == sent  # one message, edited in place


async def test_today_tomorrow_and_the_weekend_are_one_press_away(anna: Person) -> None:
    await anna.says("/calendar")
    await anna.presses("Завтра")
    assert "вс, 22 нояб. · завтра" in anna.sees
    await anna.presses("« ноябрь 2026")
    await anna.presses("сб 28")
    assert "сб, 28 нояб." in anna.sees


async def test_a_day_without_room_shows_full(telegram: Telegram, anna: Person) -> None:
    for polygon, opens, hours in (("arena", 10, 12), ("park", 10, 10), ("forest", 10, 8)):
        book(telegram, polygon=polygon, date=THREE.replace(hour=opens - 3), gametime=hours * 3600)
    await anna.says("/calendar")
    assert "28 ●" in anna.buttons
    await anna.presses("28 ●")
    assert "свободно" not in anna.sees


# --- a day ---


@pytest.mark.req("S1.10")
async def test_free_gaps_are_named_and_begin_an_order(telegram: Telegram, anna: Person) -> None:
    book(telegram, polygon="arena")
    await anna.says("/calendar")
    await anna.presses("28 ¹")
    assert "15:00–16:00 свободно: парк, лес" in anna.sees
    assert "20:00–22:00 свободно: арена" in anna.sees
    await anna.presses("➕ 15:00 парк")
    assert "парк" in anna.sees
    assert "15:00" in anna.sees
    assert "28 нояб." in anna.sees


@pytest.mark.req("S1.10")
async def test_an_empty_day_offers_a_new_game(anna: Person) -> None:
    await anna.says("/calendar")
    await anna.presses("30")
    assert "Игр на этот день нет." in anna.sees
    await anna.presses("➕ Новая игра")
    assert "30 нояб." in anna.sees


async def test_what_is_left_of_today_begins_at_the_next_step(telegram: Telegram, anna: Person) -> None:
    telegram.clock.at += timedelta(minutes=7)  # 12:07 in Moscow
    await anna.says("/calendar")
    await anna.presses("Сегодня")
    assert "12:30–18:00 свободно: арена, парк, лес" in anna.sees
    assert "➕ 12:30 арена" in anna.buttons


async def test_a_past_day_shows_its_games_and_offers_nothing(telegram: Telegram, anna: Person) -> None:
    book(telegram, date=THREE - timedelta(days=14), status=Status.DONE, players=10, came=9)
    await anna.says("/calendar")
    await anna.presses("14 ¹")
    assert "🏁 15:00 арена · без клиента · 9" in anna.buttons
    assert "свободно" not in anna.sees
    assert not [label for label in anna.buttons if "➕" in label]


async def test_neighbouring_days_are_turned(anna: Person) -> None:
    await anna.says("/calendar")
    await anna.presses("30")
    await anna.presses("1 »")
    assert "вт, 1 дек." in anna.sees
    await anna.presses("« декабрь 2026")
    assert "декабрь 2026" in anna.buttons


async def test_a_crowded_day_is_paged(telegram: Telegram, anna: Person) -> None:
    for number in range(11):
        book(telegram, date=THREE - timedelta(hours=5) + timedelta(hours=number))
    await anna.says("/calendar")
    await anna.presses("28 ¹¹")
    games = [label for label in anna.buttons if "арена · без клиента" in label]
    assert len(games) == PAGE
    await anna.presses("1/2")  # stays
    assert "1/2" in anna.buttons
    await anna.presses("»")  # the page's, not the day's: «29 »» has a number
    assert "2/2" in anna.buttons
    assert "20:00 арена · без клиента · 1" in anna.buttons
    assert "11 игр · 11 игроков" in anna.sees


@pytest.mark.parametrize(("month", "day", "hours"), [(10, 25, 25), (3, 28, 23)])
async def test_a_day_on_which_the_clock_changes(
    settings: Settings, clock: SetClock, month: int, day: int, hours: int
) -> None:
    """Helsinki: 25 October 2026 has 25 hours, 28 March 2027 has 23; the agenda follows the clock on the wall."""
    world = Telegram(replace(settings, timezone=ZoneInfo("Europe/Helsinki")), clock)
    clock.at = datetime(2026 if month == 10 else 2027, month, 1, 9, tzinfo=UTC)
    await world.start()
    anna = await world.person("Анна", Role.MANAGER)
    local = ZoneInfo("Europe/Helsinki")
    midnight = datetime(clock.at.year, month, day, tzinfo=local)
    assert (midnight + timedelta(days=1)).astimezone(UTC) - midnight.astimezone(UTC) == timedelta(hours=hours)
    book(world, date=midnight.astimezone(UTC), gametime=3600)
    book(world, date=datetime(clock.at.year, month, day, 15, tzinfo=local).astimezone(UTC))
    book(world, date=datetime(clock.at.year, month, day, 23, 30, tzinfo=local).astimezone(UTC))
    book(world, date=(midnight + timedelta(days=1)).astimezone(UTC), polygon="park")
    await anna.says("/calendar")
    await anna.presses(f"{day} ³")
    assert [label.split()[0] for label in anna.buttons if "без клиента" in label] == ["00:00", "15:00", "23:30"]
    assert "16:00–18:00 свободно: арена, парк, лес" in anna.sees
    await world.stop()


# --- who may look, and bad input ---


@pytest.mark.req("S1.13")
async def test_a_customer_sees_nothing_of_the_calendar(telegram: Telegram) -> None:
    uid = book(telegram)
    parent = await telegram.person("Ольга")
    await parent.says("/calendar")
    assert "арена" not in parent.sees
    for data in (
        f"oo:{uid}",
        "cd:261128",
        "cm:2026:11",
        f"oh:{uid}",
        f"oe:{uid}",
        f"oz:{uid}",
        f"os:{uid}:confirmed:arrived",
    ):
        await parent.presses_data(parent.last["message_id"], data)
        assert "арена" not in parent.chat
        assert parent.alert
    assert telegram.desk.db.read_now(lambda uow: uow.orders.get(uid).status) == Status.CONFIRMED


@pytest.mark.parametrize(
    "data",
    ["cm:2026:13", "cm:99999:1", "cm:0:0", "cd:269999", "cd:", "cp:261128", "cm:x:y", "oo:99999999999999999999", "oo:"],
)
async def test_a_forged_button_is_out_of_date(anna: Person, data: str) -> None:
    await anna.says("/calendar")
    await anna.presses_data(anna.last["message_id"], data)
    assert "устарела" in anna.alert


async def test_a_far_page_of_a_day_is_its_last(anna: Person) -> None:
    await anna.says("/calendar")
    await anna.presses_data(anna.last["message_id"], "cp:261128:99")
    assert "сб, 28 нояб." in anna.sees


async def test_blanks_of_the_grid_do_nothing(anna: Person) -> None:
    await anna.says("/calendar")
    before = anna.buttons
    await anna.presses("пн")
    assert anna.buttons == before
    assert anna.alert == ""


async def test_looking_never_takes_the_slot(telegram: Telegram, anna: Person) -> None:
    uid = book(telegram)
    await anna.says("/client")
    await anna.presses("Добавить")
    stored = telegram.desk.db.read_now(lambda uow: uow.dialogues.load(anna.id).status)
    assert stored.startswith("crm_client")
    await anna.says("/calendar")
    await anna.presses("28 ¹")
    await anna.presses("15:00 арена")
    assert f"Игра №{uid}" in anna.sees
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.load(anna.id).status) == stored


# --- ten thousand games ---


def fill(uow: Uow, count: int) -> None:
    """Games of an hour on all three polygons, 36 a day, from 1 November on."""
    client = olga(uow)
    first = datetime(2026, 11, 1, 7, tzinfo=UTC)
    for number in range(count):
        day, place = divmod(number, 36)
        hour, polygon = divmod(place, 3)
        row = Order(
            date=first + timedelta(days=day, hours=hour), polygon=("arena", "park", "forest")[polygon],
            client_uid=client, created_at=uow.now, updated_at=uow.now,
        )  # fmt: skip
        uow.session.add(row)
    uow.session.flush()


async def test_a_screen_asks_the_same_at_ten_games_and_at_ten_thousand(telegram: Telegram, anna: Person) -> None:
    db = telegram.desk.db
    screens = {
        "month": lambda uow: calendar.month(uow, STAFF, 2026, 11),
        "day": lambda uow: calendar.day(uow, STAFF, date(2026, 11, 28)),
        "card": lambda uow: orders.card(uow, STAFF, 1),
        "form": lambda uow: order_form.form(uow, STAFF, 1),
        "history": lambda uow: orders.history(uow, STAFF, 1),
    }
    db.write_now(lambda uow: fill(uow, 10))
    few = {name: _asked(db, screen) for name, screen in screens.items()}
    db.write_now(_clear)
    db.write_now(lambda uow: fill(uow, 10_000))
    uid = db.read_now(lambda uow: uow.orders.list_between(THREE, THREE + timedelta(hours=1))[0].uid)
    screens["card"] = lambda uow: orders.card(uow, STAFF, uid)
    screens["form"] = lambda uow: order_form.form(uow, STAFF, uid)
    many = {name: _asked(db, screen) for name, screen in screens.items()}
    assert {name: len(asked) for name, asked in many.items()} == {name: len(asked) for name, asked in few.items()}
    assert max(len(asked) for asked in many.values()) <= QUERIES
    began = perf_counter()
    await anna.says("/calendar")
    assert perf_counter() - began < 3
    assert "28 ●" in anna.buttons
    await anna.presses("28 ●")
    assert "36 игр" in anna.sees


def _asked(db: Any, screen: Any) -> list[str]:
    db.read_now(screen)  # the settings are read once, then remembered
    with counted() as sent:
        db.read_now(screen)
    return [statement for statement in sent if not statement.startswith("BEGIN")]


def _clear(uow: Uow) -> None:
    for row in uow.orders.list_between(THREE - timedelta(days=60), THREE + timedelta(days=60)):
        uow.session.delete(row)


def test_buttons_of_the_calendar_fit() -> None:
    assert len(DayOpened(date(2026, 11, 28)).pack()) <= 64
    assert MonthOpened.unpack(MonthOpened(2026, 11).pack()) == MonthOpened(2026, 11)
