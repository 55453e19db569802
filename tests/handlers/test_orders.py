"""The game's card: its states, deleting and taking back, others at the same time, its history (S1.4, S1.11)."""

from datetime import timedelta

import pytest

from domain.access import Role
from domain.orders import Status
from tests.chat import Person, Telegram
from tests.conversations.booking import SATURDAY, game, walk
from tests.conversations.cards import BACK, calendar, opened, row, status_of


@pytest.fixture
async def anna(telegram: Telegram) -> Person:
    """A manager."""
    return await telegram.person("Анна", Role.MANAGER)


# --- states ---


async def test_a_game_is_played_to_its_end(telegram: Telegram, anna: Person) -> None:
    game(telegram, players=12)
    await opened(anna)
    assert "✅ Пришли" not in anna.buttons  # a week to go
    telegram.clock.at = SATURDAY - timedelta(minutes=20)
    await opened(anna)
    assert "🚫 Не пришли" not in anna.buttons
    await walk(anna, "[✅ Пришли]", "[🏁 Закончили]")
    assert "Сколько игроков пришло?" in anna.sees
    await anna.says("10")
    assert "пришли 10 из 12" in anna.sees
    assert "Статус: сыграна" in anna.sees
    assert (row(telegram)["status"], row(telegram)["came"]) == (Status.DONE, 10)
    await walk(anna, "[Изменить]", "[Сколько пришло: 10]", "[12]")
    assert row(telegram)["came"] == 12
    await walk(anna, f"[{BACK}]", "[↩️ Ещё не закончили]", "[🏁 Закончили]", "[12]")
    assert row(telegram)["status"] == Status.DONE


async def test_nobody_came_is_asked_and_can_be_mended(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    telegram.clock.at = SATURDAY + timedelta(minutes=30)
    await opened(anna)
    await anna.presses("🚫 Не пришли")
    assert "Не пришли на игру №1, сб, 28 нояб., 15:00?" in anna.sees
    await anna.presses("🚫 Не пришли")
    assert row(telegram)["status"] == Status.NO_SHOW
    await anna.presses("↩️ Всё-таки придут")
    assert row(telegram)["status"] == Status.CONFIRMED


async def test_an_instructor_runs_games_but_mends_no_cancellation(telegram: Telegram) -> None:
    game(telegram, status=Status.CANCELLED)
    game(telegram, polygon="park")
    pavel = await telegram.person("Павел", Role.INSTRUCTOR)
    await opened(pavel)
    assert "↩️ Игра состоится" not in pavel.buttons
    await pavel.presses_data(pavel.last["message_id"], "os:1:cancelled:confirmed")
    assert pavel.alert
    assert row(telegram)["status"] == Status.CANCELLED
    await opened(pavel, 2)
    assert {"✏️ Изменить", "❌ Отменить", "🗑 Удалить (ошибка)"} <= set(pavel.buttons)


async def test_a_cancelled_game_is_on_again_only_where_its_time_is_free(telegram: Telegram, anna: Person) -> None:
    game(telegram, status=Status.CANCELLED)
    other = game(telegram)
    await opened(anna)
    await anna.presses("↩️ Игра состоится")
    assert "Это время занято" in anna.alert
    assert row(telegram)["status"] == Status.CANCELLED
    telegram.desk.db.write_now(lambda uow: uow.orders.edit(uow.orders.get(other), polygon="forest").uid)
    await anna.presses("↩️ Игра состоится")
    assert row(telegram)["status"] == Status.CONFIRMED


async def test_the_card_says_what_is_left_to_pay(telegram: Telegram, anna: Person) -> None:
    game(telegram, price=1_250_000, deposit=200_000, paid=200_000, description="торт <b>", came=None)
    await opened(anna)
    assert "Цена 12 500 ₽ · предоплата 2 000 ₽ · оплачено 2 000 ₽ · осталось 10 500 ₽" in anna.sees
    assert anna.sees.endswith("торт <b>")


async def test_a_request_is_answered_on_its_card_by_managers_only(telegram: Telegram, anna: Person) -> None:
    game(telegram, status=Status.REQUESTED, held_until=SATURDAY - timedelta(days=1))
    pavel = await telegram.person("Павел", Role.INSTRUCTOR)
    await opened(anna)
    assert "время держим до: пт, 27 нояб., 15:00" in anna.sees
    assert anna.buttons[0] == "✅ Подтвердить"
    assert "❌ Отменить" not in anna.buttons  # it is refused, with a reason, instead
    await opened(pavel)
    assert "✅ Подтвердить" not in pavel.buttons
    await anna.presses("✅ Подтвердить")
    assert row(telegram)["status"] == Status.CONFIRMED


# --- deleting (S1.11) ---


@pytest.mark.req("S1.11")
async def test_a_game_is_deleted_and_taken_back(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await anna.presses("🗑 Удалить (ошибка)")
    assert "Удалить игру №1, сб, 28 нояб., 15:00?" in anna.sees
    await anna.presses(BACK)
    assert "🔁 Перенести" in anna.buttons
    await walk(anna, "[🗑 Удалить (ошибка)]", "[🗑 Удалить]")
    assert "Удалили игру №1" in anna.sees
    await anna.presses("« 28 ноября")
    assert "Игр на этот день нет." in anna.sees
    assert row(telegram)["deleted_at"] is not None


@pytest.mark.req("S1.11")
async def test_a_deletion_is_taken_back_for_ten_minutes(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[🗑 Удалить (ошибка)]", "[🗑 Удалить]")
    telegram.clock.at += timedelta(minutes=9)
    await anna.presses("↩️ Вернуть")
    assert "Игра снова в календаре" in anna.sees
    assert row(telegram)["deleted_at"] is None
    await walk(anna, "[🗑 Удалить (ошибка)]", "[🗑 Удалить]")
    telegram.clock.at += timedelta(minutes=11)
    await anna.presses("↩️ Вернуть")
    assert "10 минут" in anna.alert
    assert row(telegram)["deleted_at"] is not None


@pytest.mark.req("S1.11", "S1.51")
async def test_a_deletion_stays_where_its_time_was_given_away(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[🗑 Удалить (ошибка)]", "[🗑 Удалить]")
    game(telegram)
    await anna.presses("↩️ Вернуть")
    assert "время уже отдали другой игре" in anna.alert
    assert "Свободно: 13:30, 14:00, 16:00." in anna.alert
    assert row(telegram)["deleted_at"] is not None


async def test_deleting_twice_gives_the_same_answer(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await anna.presses("🗑 Удалить (ошибка)")
    message, data = anna.live_data("🗑 Удалить")
    await anna.presses_data(message, data)
    await anna.presses_data(message, data)
    assert "Удалили игру №1" in anna.sees
    events = telegram.desk.db.read_now(lambda uow: [event.action for event in uow.audit.list_of("order", 1)])
    assert events == ["deleted"]


# --- others at the same time, and old buttons ---


async def test_the_second_of_two_managers_gets_the_fresh_card(telegram: Telegram, anna: Person) -> None:
    game(telegram, players=12)
    boris = await telegram.person("Борис", Role.MANAGER)
    for person in (anna, boris):
        await opened(person)
        await walk(person, "[Изменить]", "[Игроки]")
    await anna.says("15")
    await boris.says("20")
    assert "только что изменил другой сотрудник" in boris.sees
    assert "15 игроков" in boris.sees
    assert row(telegram)["players"] == 15
    assert status_of(telegram, boris) == "-"
    await walk(boris, "[Изменить]", "[Игроки]", "20")  # and goes on from there
    assert row(telegram)["players"] == 20


async def test_the_second_press_of_two_managers_gets_an_alert_and_the_card(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    boris = await telegram.person("Борис", Role.MANAGER)
    for person in (anna, boris):
        await opened(person)
        await walk(person, "[Изменить]", "[Подарки]")
    await anna.presses("снуды")
    await boris.presses("жетоны")
    assert "только что изменил другой сотрудник" in boris.alert
    assert "снуды" in boris.sees
    assert row(telegram)["gifts"] == "snood"


async def test_a_button_of_a_deleted_game_says_so(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    telegram.desk.db.write_now(lambda uow: uow.orders.archive(uow.orders.get(1)))
    for data in ("oe:1", "of:1:players:0", "om:1", "ox:1", "oy:1", "ok:1", "on:1", "os:1:confirmed:arrived"):
        await anna.presses_data(await calendar(anna), data)
        assert "Этой игры уже нет" in anna.alert, data
        assert "Игры №1 больше нет" in anna.sees, data
        assert status_of(telegram, anna) == "-"


async def test_a_button_of_another_state_shows_the_card_as_it_is(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    telegram.desk.db.write_now(lambda uow: uow.orders.move_state(1, "confirmed", "cancelled"))
    for data in ("os:1:confirmed:arrived", "on:1", "os:1:arrived:done"):
        await anna.presses_data(await calendar(anna), data)
        assert "только что изменил" in anna.alert
        assert "Статус: отменена" in anna.sees
        assert row(telegram)["status"] == Status.CANCELLED


async def test_a_game_deleted_in_the_midst_of_a_question(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Игроки]")
    telegram.desk.db.write_now(lambda uow: uow.orders.archive(uow.orders.get(1)))
    await anna.says("15")
    assert "больше нет" in anna.sees
    assert status_of(telegram, anna) == "-"


async def test_a_forged_button_changes_nothing(telegram: Telegram, anna: Person) -> None:
    game(telegram, players=12)
    await opened(anna)
    before = row(telegram)
    for data in (
        "of:1:nothing:0", "of:1:custom:7", "of:1:custom:-1", "of:x:players:0", "os:1:confirmed:flown", "oe:", "om:1:2",
    ):  # fmt: skip
        await anna.presses_data(anna.last["message_id"], data)
        assert anna.alert, data
        assert row(telegram) == before, data
    await opened(anna)
    await walk(anna, "[Изменить]", "[Игроки]")
    for code in ("0", "501", "-1", "x", "", "99999999999999999999"):
        await anna.presses_data(anna.last["message_id"], f"no:{code}")
        assert "устарела" in anna.alert, code
        assert row(telegram) == before, code


# --- history (S1.4) ---


@pytest.mark.req("S1.4")
async def test_the_history_tells_who_did_what(telegram: Telegram, anna: Person) -> None:
    game(telegram, players=12)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Игроки]", "15", "[Цена]", "5000", f"[{BACK}]")
    await walk(anna, "[🔁 Перенести]", "[29]", "[11:00]", "[✅ Перенести]", "[🕓 История]")
    lines = anna.sees.splitlines()
    assert "История игры №1" in lines[0]
    assert "Анна · перенесена: сб, 28 нояб., 15:00 → вс, 29 нояб., 11:00" in lines[1]
    assert "цена пусто → 5 000 ₽" in lines[2]
    assert "игроки 12 → 15" in lines[3]
    await anna.presses(BACK)
    assert "🔁 Перенести" in anna.buttons
