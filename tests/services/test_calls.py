"""Who has to be called: one list a day to the managers, kept current, each call made once."""

from datetime import timedelta

import pytest

from domain.access import Role
from domain.orders import Status
from services import orders
from tests.chat import Person, Telegram
from tests.club import STAFF, book, card, change, live_through, outbox, put, reminders_in
from tests.queries import counted


async def callers(telegram: Telegram) -> tuple[Person, Person, dict[str, int]]:
    """Two managers; tomorrow two games of people without Telegram (15:00, 18:00); it is noon."""
    anna, inna = await telegram.person("Анна", Role.MANAGER), await telegram.person("Инна", Role.MANAGER)
    db, now = telegram.desk.db, telegram.clock.at
    first = card(db, surname="Котова", name="Вера", phone="+79996432387")
    second = card(db, surname="Минеева", name="Ольга", phone="+79996432388")
    games = {"early": book(db, now + timedelta(hours=27), first), "late": book(db, now + timedelta(hours=30), second)}
    return anna, inna, games


async def test_one_list_for_the_day_when_the_first_reminder_would_be_sent(telegram: Telegram) -> None:
    anna, inna, _ = await callers(telegram)
    await telegram.after(hours=2, minutes=59)
    assert "Позвонить" not in anna.chat
    await telegram.after(minutes=1)
    assert anna.sees == inna.sees
    assert "👤 Позвонить перед играми: вс, 22 нояб." in anna.sees
    assert "15:00 арена · Котова Вера · +7 999 643-23-87" in anna.sees
    assert "18:00 арена · Минеева Ольга · +7 999 643-23-88" in anna.sees
    assert anna.buttons == ["✅ 15:00 Котова Вера", "✅ 18:00 Минеева Ольга"]
    said = len(anna.messages)
    await live_through(telegram, 26)
    assert len(anna.messages) == said


async def test_a_call_made_is_seen_by_everybody(telegram: Telegram) -> None:
    anna, inna, games = await callers(telegram)
    await telegram.after(hours=3)
    button = anna.live_data("Котова")
    await anna.presses_data(*button)
    assert "✅ 15:00 арена · Котова Вера · +7 999 643-23-87 · Анна" in anna.sees
    assert anna.buttons == inna.buttons == ["✅ 18:00 Минеева Ольга"]
    assert "· Анна" in inna.sees
    await inna.presses_data(inna.last["message_id"], button[1])  # an older screen: the same answer, no second call
    await anna.presses("Минеева")
    assert "Всем позвонили" in inna.sees
    assert inna.buttons == []
    events = telegram.desk.db.read_now(lambda uow: [e.action for e in uow.audit.list_of("order", games["early"])])
    assert events.count("called") == 1
    assert telegram.desk.db.read_now(lambda uow: orders.card(uow, STAFF, games["early"])).is_coming


async def test_owners_are_asked_where_there_is_no_manager(telegram: Telegram) -> None:
    boss = await telegram.person("Борис", Role.OWNER)
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=27), card(telegram.desk.db, surname="Котова"))
    await telegram.after(hours=3)
    assert "Котова" in boss.sees


async def test_the_list_follows_its_games(telegram: Telegram) -> None:
    anna, _, games = await callers(telegram)
    await telegram.after(hours=3)
    put(telegram.desk.db, QUIET="")
    change(telegram.desk.db, games["early"], date=telegram.clock.at + timedelta(hours=26))
    telegram.desk.db.write_now(lambda uow: orders.go(uow, STAFF, games["late"], Status.CONFIRMED, Status.CANCELLED).uid)
    old = anna.live_data("Минеева")
    await telegram.after(minutes=1)
    await live_through(telegram, 0.1, step=1 / 60)
    assert "Минеева" not in anna.sees
    await anna.presses_data(*old)
    assert "изменилась" in anna.alert


async def test_a_customer_who_has_blocked_the_bot_is_called(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga = await telegram.person("Ольга")
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=27), card(telegram.desk.db, olga, surname="Минеева"))
    telegram.people.block(olga.id)  # the bot learns of it when it sends
    await telegram.after(hours=3)
    assert "Минеева" in anna.sees
    assert "Телеграме" in anna.sees


async def test_who_has_two_accounts_and_blocked_one_is_not_called(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga, peter = await telegram.person("Ольга"), await telegram.person("Пётр")
    client = card(telegram.desk.db, olga, peter, surname="Минеева")
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=27), client)
    telegram.people.block(olga.id)
    await telegram.after(hours=3)
    assert len(reminders_in(peter)) == 1
    assert "· Минеева" not in anna.sees


@pytest.mark.parametrize(("hours", "is_called"), [(23, False), (26, True)])
async def test_who_has_just_ordered_by_phone_is_not_called(telegram: Telegram, hours: int, is_called: bool) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=hours), card(telegram.desk.db, surname="Котова"))
    await live_through(telegram, 28)
    assert ("Котова" in anna.chat) is is_called


async def test_a_game_without_a_client_calls_nobody(telegram: Telegram) -> None:
    await telegram.person("Анна", Role.MANAGER)
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=27))
    await live_through(telegram, 28)
    assert outbox(telegram.desk.db, "call_list") == []


async def test_a_customer_may_not_press_it(telegram: Telegram) -> None:
    anna, _, games = await callers(telegram)
    olga = await telegram.person("Ольга")
    await telegram.after(hours=3)
    await olga.presses_data(olga.last["message_id"], anna.live_data("Котова")[1])
    assert "недоступно" in olga.alert
    assert not telegram.desk.db.read_now(lambda uow: orders.card(uow, STAFF, games["early"])).is_coming


async def test_a_list_costs_the_same_for_one_game_and_for_ten(telegram: Telegram) -> None:
    from services import calls

    db, day = telegram.desk.db, telegram.clock.at + timedelta(days=1, hours=1)

    def asked() -> int:
        with counted() as sent:
            db.read_now(lambda uow: calls.current(uow, STAFF, day.date()))
        return len([one for one in sent if one.startswith("SELECT")])

    book(db, day, card(db))
    few = asked()
    for number in range(1, 9):
        book(db, day + timedelta(hours=number), card(db))
    assert asked() == few <= 6
