"""Reminders to customers: when, what they say, what their buttons do, and what a change of the game makes of them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.access import Role
from domain.orders import Status
from services import orders, own_orders
from tests.chat import Person, Telegram
from tests.club import STAFF, book, card, change, live_through, outbox, put, reminders_in
from tests.queries import counted

DAY = timedelta(days=1)


def go(telegram: Telegram, uid: int, source: Status, target: Status, reason: str = "") -> None:
    telegram.desk.db.write_now(lambda uow: orders.go(uow, STAFF, uid, source, target, reason).uid)


async def tomorrow(telegram: Telegram, **values: Any) -> tuple[Person, int, datetime]:
    """Olga, who has a game tomorrow at 15:00 Moscow; it is noon now."""
    olga = await telegram.person("Ольга")
    client = card(telegram.desk.db, olga, surname="Минеева", name="Ольга")
    start = telegram.clock.at + timedelta(hours=27)
    return olga, book(telegram.desk.db, start, client, **({"players": 12} | values)), start


@pytest.mark.req("S1.4", "S1.68")
async def test_a_customer_is_reminded_a_day_and_two_hours_before(telegram: Telegram) -> None:
    olga, _, _ = await tomorrow(telegram)
    await telegram.after(hours=2, minutes=59)
    assert reminders_in(olga) == []
    await telegram.after(minutes=1)
    assert reminders_in(olga) == ["🎯 Ждём вас завтра в 15:00"]
    await live_through(telegram, 21.5)
    assert len(reminders_in(olga)) == 1
    await telegram.after(minutes=30)
    assert reminders_in(olga) == ["🎯 Ждём вас завтра в 15:00", "🎯 Ждём вас сегодня в 15:00"]
    await live_through(telegram, 48)
    assert len(reminders_in(olga)) == 2


async def test_it_says_where_with_a_point_on_the_map(telegram: Telegram) -> None:
    put(telegram.desk.db, ADDRESS="ул. Лесная, 5 <двор>", PLACE="52.286400, 104.305000", CONTACT="+7 3952 11-22-33")
    olga, _, _ = await tomorrow(telegram)
    await telegram.after(hours=3)
    *_, text, place = olga.messages
    assert "вс, 22 нояб., 15:00–16:00 · арена · 12 игроков" in olga.chat
    assert "Адрес: ул. Лесная, 5 <двор>" in olga.chat
    assert "+7 3952 11-22-33" in olga.chat
    assert place["location"] == {"latitude": 52.2864, "longitude": 104.305}
    labels = [button["text"] for button in telegram.people.buttons(text)]
    assert labels == ["✅ Будем", "❌ Отменить", "🔁 Перенести"]


async def test_it_speaks_the_readers_language(telegram: Telegram) -> None:
    ann = await telegram.person("Ann", language="en")
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=27), card(telegram.desk.db, ann))
    await telegram.after(hours=3)
    assert ann.sees.startswith("🎯 We expect you tomorrow at 15:00")


async def test_every_account_of_the_card_gets_it(telegram: Telegram) -> None:
    olga, peter = await telegram.person("Ольга"), await telegram.person("Пётр")
    book(telegram.desk.db, telegram.clock.at + DAY + DAY, card(telegram.desk.db, olga, peter))
    await telegram.after(hours=24)
    assert reminders_in(olga) == reminders_in(peter) == ["🎯 Ждём вас завтра в 12:00"]


async def test_an_account_that_ordered_without_a_card_gets_it(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    uid = book(telegram.desk.db, telegram.clock.at + DAY + DAY)

    def own(uow: Any) -> None:
        uow.orders.get(uid).ordered_by = uow.people.find_by_telegram(olga.id).id

    telegram.desk.db.write_now(own)
    await telegram.after(hours=24)
    assert reminders_in(olga) == ["🎯 Ждём вас завтра в 12:00"]


@pytest.mark.parametrize(("ahead", "expected"), [(25, 2), (24, 1), (23, 1), (2, 0), (1, 0)])
async def test_who_has_just_ordered_is_not_reminded_at_once(telegram: Telegram, ahead: int, expected: int) -> None:
    olga = await telegram.person("Ольга")
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=ahead), card(telegram.desk.db, olga))
    await live_through(telegram, 30)
    assert len(reminders_in(olga)) == expected


async def test_only_confirmed_games_are_told_of(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)

    def unconfirm(uow: Any) -> None:
        uow.orders.get(uid).status = Status.REQUESTED

    telegram.desk.db.write_now(unconfirm)
    await live_through(telegram, 28)
    assert reminders_in(olga) == []


async def test_who_is_confirmed_late_is_reminded_of_what_is_still_to_come(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)

    def unconfirm(uow: Any) -> None:
        uow.orders.get(uid).status = Status.REQUESTED

    telegram.desk.db.write_now(unconfirm)
    await live_through(telegram, 4)
    go(telegram, uid, Status.REQUESTED, Status.CONFIRMED)
    await live_through(telegram, 24)
    assert reminders_in(olga) == ["🎯 Ждём вас сегодня в 15:00"]


async def test_reminders_follow_a_moved_game(telegram: Telegram) -> None:
    olga, uid, start = await tomorrow(telegram)
    change(telegram.desk.db, uid, date=start + DAY)
    await live_through(telegram, 24)
    assert reminders_in(olga) == []
    await live_through(telegram, 30)
    assert reminders_in(olga) == ["🎯 Ждём вас завтра в 15:00", "🎯 Ждём вас сегодня в 15:00"]


async def test_a_game_that_moved_there_and_back_is_told_of_once(telegram: Telegram) -> None:
    olga, uid, start = await tomorrow(telegram)
    await live_through(telegram, 3)
    change(telegram.desk.db, uid, date=start + timedelta(hours=3))
    change(telegram.desk.db, uid, date=start)
    await live_through(telegram, 20)
    assert len(reminders_in(olga)) <= 1
    await live_through(telegram, 6)
    assert "🎯 Ждём вас сегодня в 15:00" in reminders_in(olga)


async def test_cancelled_deleted_and_restored(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)
    db = telegram.desk.db
    go(telegram, uid, Status.CONFIRMED, Status.CANCELLED)
    await live_through(telegram, 4)
    assert reminders_in(olga) == []
    go(telegram, uid, Status.CANCELLED, Status.CONFIRMED)
    db.write_now(lambda uow: orders.delete(uow, STAFF, uid).uid)
    db.write_now(lambda uow: orders.restore(uow, STAFF, uid).uid)
    await live_through(telegram, 24)
    assert reminders_in(olga) == ["🎯 Ждём вас сегодня в 15:00"]


async def test_another_client_gets_what_is_still_to_come(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)
    await live_through(telegram, 3)
    peter = await telegram.person("Пётр")
    change(telegram.desk.db, uid, client_uid=card(telegram.desk.db, peter))
    await telegram.settle()
    assert "больше не действует" in olga.chat
    await live_through(telegram, 22)
    assert reminders_in(peter) == ["🎯 Ждём вас сегодня в 15:00"]
    assert reminders_in(olga) == []


@pytest.mark.parametrize(("first", "second", "expected"), [(0, 0, 0), (0, 2, 1), (24, 0, 1), (3, 3, 1), (26, 1, 2)])
async def test_settings_decide(telegram: Telegram, first: int, second: int, expected: int) -> None:
    put(telegram.desk.db, REMIND_FIRST=first, REMIND_SECOND=second)
    olga, _, _ = await tomorrow(telegram)
    await live_through(telegram, 28)
    assert len(reminders_in(olga)) == expected


async def test_a_changed_setting_counts_for_what_was_not_told_yet(telegram: Telegram) -> None:
    olga, _, _ = await tomorrow(telegram)
    await live_through(telegram, 3)
    assert len(reminders_in(olga)) == 1
    put(telegram.desk.db, REMIND_FIRST=23, REMIND_SECOND=4)
    await live_through(telegram, 19.5)
    assert len(reminders_in(olga)) == 1  # the first has been, it does not come again
    await live_through(telegram, 5)
    assert len(reminders_in(olga)) == 2
    assert outbox(telegram.desk.db, "order_reminder")[-1][3] == telegram.clock.at - timedelta(minutes=30) - timedelta(
        hours=4
    )


async def test_trying_settings_out_loses_no_reminder(telegram: Telegram) -> None:
    olga, _, _ = await tomorrow(telegram)
    put(telegram.desk.db, REMIND_FIRST=48)
    await telegram.tick()
    put(telegram.desk.db, REMIND_FIRST=24)
    await live_through(telegram, 4)
    assert len(reminders_in(olga)) == 1


# --- the night ---


async def test_a_game_at_nine_is_told_of_in_the_evening_before(telegram: Telegram) -> None:
    put(telegram.desk.db, HOURS_ARENA="08:00-22:00")
    olga = await telegram.person("Ольга")
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=45), card(telegram.desk.db, olga))  # 9:00, the day after
    await live_through(telegram, 22)
    assert reminders_in(olga) == ["🎯 Ждём вас завтра в 09:00"]
    await live_through(telegram, 11.5)
    assert len(reminders_in(olga)) == 1
    await telegram.after(minutes=15)
    assert outbox(telegram.desk.db, "order_reminder")[-1][3].hour == 18  # 21:45 in Moscow
    await live_through(telegram, 12)
    assert len(reminders_in(olga)) == 2


async def test_what_an_outage_has_carried_into_the_night_waits_for_the_morning(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=33), card(telegram.desk.db, olga))  # 21:00 tomorrow
    telegram.clock.at += timedelta(hours=10, minutes=30)  # 22:30: the reminder of 21:00 is late
    await telegram.tick()
    assert reminders_in(olga) == []
    await telegram.after(hours=9, minutes=35)
    assert reminders_in(olga) == ["🎯 Ждём вас сегодня в 21:00"]


# --- the buttons ---


async def test_we_are_coming_is_written_down_and_shown_on_the_card(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)
    anna = await telegram.person("Анна", Role.MANAGER)
    await telegram.after(hours=3)
    button = olga.live_data("Будем")
    await olga.presses_data(*button)
    assert "Вы подтвердили" in olga.sees
    assert "✅ Будем" not in olga.buttons
    said = olga.chat
    await olga.presses_data(*button)
    assert olga.chat == said
    events = telegram.desk.db.read_now(
        lambda uow: [event.action for event in uow.audit.list_of("order", uid) if event.action == "will_come"]
    )
    assert events == ["will_come"]
    view = telegram.desk.db.read_now(lambda uow: orders.card(uow, STAFF, uid))
    assert view.is_coming
    await anna.says("/calendar")
    await telegram.after(hours=22)
    assert "Вы подтвердили" in olga.sees  # they are not asked again


async def test_a_yes_holds_for_that_time_only(telegram: Telegram) -> None:
    olga, uid, start = await tomorrow(telegram)
    await telegram.after(hours=3)
    button = olga.live_data("Будем")
    await olga.presses_data(*button)
    change(telegram.desk.db, uid, date=start + DAY)
    assert not telegram.desk.db.read_now(lambda uow: orders.card(uow, STAFF, uid)).is_coming
    await olga.presses_data(*button)
    assert "изменилась" in olga.alert
    assert "пн, 23 нояб." in olga.sees


async def test_the_reminder_of_a_moved_game_says_so_and_its_buttons_go(telegram: Telegram) -> None:
    olga, uid, start = await tomorrow(telegram)
    await telegram.after(hours=3)
    change(telegram.desk.db, uid, date=start + DAY)
    await telegram.settle()
    assert "🎯 Игра вс, 22 нояб., 15:00 перенесена: пн, 23 нояб., 15:00." in olga.chat
    assert "Вы придёте?" not in olga.chat
    assert not any(telegram.people.buttons(message) for message in olga.messages)


async def test_the_reminder_of_a_cancelled_game_says_so(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)
    await telegram.after(hours=3)
    go(telegram, uid, Status.CONFIRMED, Status.CANCELLED)
    await telegram.settle()
    assert "не состоится" in olga.chat
    assert not any(telegram.people.buttons(message) for message in olga.messages)


async def test_cancelling_and_moving_go_by_the_rules_of_own_games(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)
    await telegram.after(hours=3)
    await olga.presses("Перенести")
    assert "На какой день" in olga.sees or "день" in olga.sees
    await live_through(telegram, 22)
    button = olga.live_data("Отменить")
    await olga.presses_data(*button)  # two hours before it is too late
    assert telegram.desk.db.read_now(lambda uow: uow.orders.get(uid).status) == Status.CONFIRMED


async def test_cancelling_from_the_reminder(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)
    await telegram.after(hours=3)
    await olga.presses("❌ Отменить")
    await olga.presses("Да, отменить")
    await telegram.settle()
    assert telegram.desk.db.read_now(lambda uow: uow.orders.get(uid).status) == Status.CANCELLED
    assert "не состоится" not in olga.chat  # what was just pressed is not written over
    await live_through(telegram, 26)
    assert reminders_in(olga) == []


async def test_nobody_answers_for_another_person(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)
    peter = await telegram.person("Пётр")
    await telegram.after(hours=3)
    _, data = olga.live_data("Будем")
    await peter.says("/help")
    await peter.presses_data(peter.last["message_id"], data)
    assert not telegram.desk.db.read_now(lambda uow: orders.card(uow, STAFF, uid)).is_coming
    await olga.presses_data(olga.live_data("Будем")[0], data[:-1] + "x")
    assert "устарела" in olga.alert


async def test_a_restart_between_the_reminder_and_the_answer(telegram: Telegram) -> None:
    olga, uid, _ = await tomorrow(telegram)
    await telegram.after(hours=3)
    await telegram.restart()
    await olga.presses("Будем")
    assert telegram.desk.db.read_now(lambda uow: orders.card(uow, STAFF, uid)).is_coming


async def test_an_answer_takes_few_queries(telegram: Telegram) -> None:
    olga, _, start = await tomorrow(telegram)
    await telegram.after(hours=3)
    with counted() as sent:
        telegram.desk.db.read_now(lambda uow: own_orders.mine(uow, uow.people.actor_of(olga.id)))
    assert start is not None
    assert len(sent) <= 6
