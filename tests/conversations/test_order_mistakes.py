"""`/order` done wrong: bad input, stale buttons, slots given away, other people's hands (S1.13, S1.51)."""

import pytest

from domain.access import Role
from domain.orders import Polygon
from tests.chat import Person, Telegram
from tests.conversations.booking import SATURDAY, TO_SUMMARY, booked, clients, game, olga, setting, walk
from ui.orders import DayOrdered, GapPicked, OrderRepeated

RTL, ZERO_WIDTH = "\u202e\u202dСергей", "\u200b\u200b\u200b"


async def begun(telegram: Telegram, *steps: str) -> Person:
    """Анна, some steps into `/order`."""
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, *steps)
    return anna


NONSENSE = ("😀", "ы" * 4096, ZERO_WIDTH + "!", "-1", "99999999999999999999")


async def test_nonsense_is_explained_and_the_dialogue_stays(telegram: Telegram) -> None:
    anna = await begun(telegram)
    for step in TO_SUMMARY:
        await walk(anna, step)
        asked = anna.sees.splitlines()[-1]
        for wrong in NONSENSE:
            await anna.says(wrong)
            assert "⚠️" in anna.sees
            assert asked in anna.sees
    await anna.presses("✅ Записать")
    assert len(booked(telegram)) == 1
    assert len(clients(telegram)) == 1


async def test_hidden_characters_are_no_name(telegram: Telegram) -> None:
    anna = await begun(telegram, "/order", f"{RTL} 8 912 345-67-89", "[➕ Сергей]")
    assert clients(telegram)[-1]["name"] == "Сергей"
    assert not any("\u202e" in message.get("text", "") for message in anna.messages if message["from"]["is_bot"])


async def test_a_photo_is_no_answer_anywhere(telegram: Telegram) -> None:
    anna = await begun(telegram)
    for step in (*TO_SUMMARY, "[✏️ Цена]"):
        await walk(anna, step)
        asked = anna.sees.splitlines()[-1]
        await anna.sends(telegram.people.send_photo(anna.id))
        assert "⚠️" in anna.sees
        assert asked in anna.sees


async def test_a_day_that_can_not_be_is_refused(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY[:2])
    for day in ("20.11", "1.11.2026", "20 ноября", "01.01.2099", "30.02"):
        await anna.says(day)
        assert "⚠️" in anna.sees
        assert "Какой день" in anna.sees


async def test_past_days_are_no_buttons(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY[:2])
    assert "·21·" in anna.buttons
    assert "20" not in anna.buttons
    before = anna.sees
    await anna.presses_data(*anna.live_data("ноябрь 2026"))  # a place that does nothing
    assert anna.sees == before


async def test_a_time_outside_of_opening_hours_is_refused(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY[:3], "21:30")
    assert "Игра не помещается в часы работы: 10:00–22:00" in anna.sees
    assert "Площадка" in anna.sees
    setting(telegram, "HOURS_ARENA", "mon-fri 10:00-22:00")
    await anna.says("15:00")
    assert "В этот день закрыто: арена" in anna.sees
    await walk(anna, "[парк]", "[15:00]", "[12]", "[✅ Записать]")
    assert booked(telegram)[0]["polygon"] == "park"


async def test_a_closed_place_says_so(telegram: Telegram) -> None:
    setting(telegram, "HOURS_ARENA", "mon-fri 10:00-22:00")
    anna = await begun(telegram, *TO_SUMMARY[:3])
    assert "В этот день закрыто: арена. Выберите другую площадку или день." in anna.sees


@pytest.mark.req("S1.46")
async def test_players_that_do_not_fit_are_refused(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY[:4])
    for players in ("0", "10000", "21", "-5", "много"):
        await anna.says(players)
        assert "⚠️" in anna.sees
        assert "Сколько игроков" in anna.sees
    await walk(anna, "20", "[✅ Записать]")
    assert booked(telegram)[0]["players"] == 20


@pytest.mark.req("S1.51")
async def test_a_taken_time_is_refused_with_the_free_ones_named(telegram: Telegram) -> None:
    game(telegram)
    anna = await begun(telegram, *TO_SUMMARY[:3])
    assert not {"14:30", "15:00", "15:30"} & set(anna.buttons)
    assert {"14:00", "16:00"} <= set(anna.buttons)
    await anna.says("15:30")
    assert "Это время занято (арена). Свободно: 14:00, 16:00, 16:30." in anna.sees
    await anna.says("16.00")
    assert "Сколько игроков" in anna.sees


async def test_an_answer_that_was_refused_may_be_mended_by_editing_it(telegram: Telegram) -> None:
    game(telegram)
    anna = await begun(telegram, *TO_SUMMARY[:3], "15:30")
    assert "Это время занято" in anna.sees
    typed = [message for message in anna.messages if message.get("text") == "15:30"]
    await anna.edits(typed[-1]["message_id"], "16:00")
    assert "Сколько игроков" in anna.sees
    await anna.edits(typed[-1]["message_id"], "17:00")  # an answer that was taken is not changed by an edit
    assert "16:00–17:00" in anna.sees


async def test_many_starts_are_paged(telegram: Telegram) -> None:
    setting(telegram, "STEP", 5)
    anna = await begun(telegram, *TO_SUMMARY[:3])
    assert {"10:00", "11:55", "позже »"} <= set(anna.buttons)
    assert not {"12:00", "« раньше"} & set(anna.buttons)
    await anna.presses("позже »")
    assert {"12:00", "13:55", "позже »", "« раньше"} <= set(anna.buttons)
    await walk(anna, "[« раньше]", "[11:55]", "[12]", "[✅ Записать]")
    assert booked(telegram)[0]["date"] == SATURDAY.replace(hour=8, minute=55)


@pytest.mark.req("S1.51")
async def test_the_break_between_games_is_kept_on_both_sides(telegram: Telegram) -> None:
    setting(telegram, "BUFFER", 15)
    game(telegram, buffer=900)
    anna = await begun(telegram, *TO_SUMMARY[:3])
    assert not {"14:00", "16:00"} & set(anna.buttons)
    assert {"13:30", "16:30"} <= set(anna.buttons)
    await anna.says("16:15")
    assert "Сколько игроков" in anna.sees


async def test_a_day_and_a_time_that_is_taken_go_on_with_the_day(telegram: Telegram) -> None:
    game(telegram)
    anna = await begun(telegram, *TO_SUMMARY[:2], "28.11 15:00")
    assert "Это время занято" in anna.sees
    assert "📅 сб, 28 нояб." in anna.sees
    await walk(anna, "[16:00]", "[12]", "[✅ Записать]")
    assert booked(telegram)[-1]["date"] == SATURDAY.replace(hour=13)


@pytest.mark.req("S1.51")
async def test_a_slot_taken_before_the_last_press_goes_back_to_the_times(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY, "[✏️ Подарки]", "[снуды]")
    game(telegram)
    await anna.presses("✅ Записать")
    assert "Это время занято (арена). Свободно: 13:30, 14:00, 16:00." in anna.sees
    assert "Площадка" in anna.sees
    await walk(anna, "[16:00]", "[✅ Записать]")
    row = booked(telegram)[-1]
    assert (row["date"], row["players"], row["gifts"]) == (SATURDAY.replace(hour=13), 12, "snood")


@pytest.mark.req("S1.51")
async def test_a_start_taken_while_it_was_looked_at_is_said(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY[:3])
    game(telegram)
    await anna.presses("15:00")
    assert "Это время занято" in anna.sees
    assert "15:00" not in anna.buttons


@pytest.mark.req("S1.51")
async def test_a_zone_taken_before_the_last_press_leaves_the_choice(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY, "[✏️ Зона отдыха]", "[зона 1]")
    game(telegram, polygon="park", restroom=1)
    await anna.presses("✅ Записать")
    assert "Зона отдыха 1 в это время занята" in anna.sees
    assert "Всё верно" in anna.sees
    await walk(anna, "[✏️ Зона отдыха]", "[зона 2]", "[✅ Записать]")
    assert booked(telegram)[-1]["restroom"] == 2


async def test_fewer_players_allowed_before_the_last_press(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY)
    setting(telegram, "PLAYERS_ARENA", 10)
    await anna.presses("✅ Записать")
    assert "играют не больше 10 человек" in anna.sees
    await walk(anna, "[10]", "[✅ Записать]")
    assert booked(telegram)[0]["players"] == 10


async def test_a_client_deleted_before_the_last_press_is_asked_anew(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY)
    telegram.desk.db.write_now(lambda uow: uow.clients.archive(uow.clients.get(1)))
    await anna.presses("✅ Записать")
    assert "⚠️" in anna.sees
    await walk(anna, "[Без клиента]", "[✅ Записать]")
    assert len(booked(telegram)) == 1


async def test_an_old_button_shows_the_present_question(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY[:2])
    old = anna.live_data("сб 28")
    await walk(anna, "28.11")  # typed: a new message, the old one has lost its buttons
    await anna.presses_data(*old)
    assert "устарела" in anna.alert
    assert "Площадка" in anna.sees


async def test_forged_buttons_do_nothing(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY)
    message, _ = anna.live_data("✅ Записать")
    for data in (
        "nf:client_uid:0",
        "nf:custom:7",
        "nf:came:0",
        "no:snood",
        "bk:FIELD",
        "bk:NOWHERE",
        "ny:1",
        "nm:2026:13",
    ):
        await anna.presses_data(message, data)
    await anna.says("/order")
    await anna.presses("Продолжить")
    await walk(anna, "[✏️ Подарки]")
    for data in ("no:rifle", "no:", "no:999"):
        await anna.presses_data(anna.last["message_id"], data)
        assert "устарела" in anna.alert
    await walk(anna, "[снуды]", "[✅ Записать]")
    assert booked(telegram)[0]["gifts"] == "snood"


async def test_a_command_in_the_middle_loses_nothing(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY[:4])
    await anna.says("/id")
    await anna.says("/order")
    assert "Продолжить" in anna.buttons
    await walk(anna, "[Продолжить]", "[12]", "[✅ Записать]")
    assert len(booked(telegram)) == 1


@pytest.mark.req("S1.13")
async def test_a_customer_sees_nothing_of_it(telegram: Telegram) -> None:
    game(telegram, client_uid=olga(telegram))
    vera = await telegram.person("Вера")
    gap = GapPicked(SATURDAY, Polygon.ARENA).pack()
    await vera.says("/order Минеева Ольга")
    for data in (gap, DayOrdered(SATURDAY.date()).pack(), OrderRepeated(1).pack(), "co:1"):
        await vera.presses_data(vera.last["message_id"], data)
    await vera.says("Минеева")
    assert "Минеева Ольга ·" not in vera.chat
    assert "643" not in vera.chat
    assert len(booked(telegram)) == 1


async def test_who_is_no_staff_any_more_goes_no_further(telegram: Telegram) -> None:
    anna = await begun(telegram, *TO_SUMMARY)
    telegram.desk.db.write_now(lambda uow: uow.people.revoke(uow.people.find_by_telegram(anna.id).id, Role.MANAGER))
    await anna.presses("✅ Записать")
    assert "недоступно" in anna.alert
    assert booked(telegram) == []
