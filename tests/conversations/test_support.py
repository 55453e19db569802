"""A customer asks, somebody of the desk answers; what each of them sees (S2.50–S2.63, S3.60–S3.64)."""

from typing import Any

import pytest

from services import ticket_notices
from tests.builders import put_settings
from tests.chat import Telegram
from tests.conversations.desk import CONTRACTOR, MANAGER, SUPPORT, asked, on_tariff
from tests.queries import counted


@pytest.mark.req("S2.5", "S2.50", "S2.51", "S2.52", "S2.54", "S2.21", "S2.56", "S2.58", "S2.63", "S3.58")
async def test_a_question_is_asked_taken_answered_closed_and_rated(telegram: Telegram) -> None:
    vera, gleb = [await telegram.person(name, SUPPORT) for name in ("Вера", "Глеб")]
    olga = await telegram.person("Ольга")
    await olga.says("/support")
    assert olga.sees.startswith("💬 Что случилось?")
    assert "прайс" in olga.sees, "examples of good requests"
    await olga.says("Не открывается страница оплаты")
    assert "Обращение №1: отправлено" in olga.sees
    assert "Посмотрим до" in olga.sees
    for agent in (vera, gleb):
        assert "Новое обращение №1" in agent.sees
        assert "Не открывается страница оплаты" in agent.sees
    await vera.presses("✋ Взять")
    assert "Обращение №1 у вас" in vera.sees
    assert "Занимается Вера" in gleb.sees
    assert "✋ Взять" not in gleb.buttons, "an old menu has no buttons any more"
    assert "в работе" in olga.sees
    await vera.says("Какой у вас браузер?")
    assert "Какой у вас браузер?" in olga.sees
    answer, agent = telegram.desk.db.read_now(lambda uow: (uow.tickets.get(1).answer, uow.tickets.get(1).agent_id))
    assert answer == "Какой у вас браузер?"
    assert agent is not None
    await olga.says("Хром")
    assert "Хром" in vera.sees
    await vera.says("/tickets")
    await vera.presses("Мои · 1")
    await vera.presses("№1")
    await vera.presses("✅ Закрыть")
    assert "Статус: готово" in vera.sees
    assert "Обращение №1: готово" in olga.sees
    await olga.presses("5★")
    assert "Ваша оценка: ★★★★★" in olga.sees


@pytest.mark.req("S2.60", "S2.61", "S2.20", "S2.62")
async def test_the_list_is_read_from_the_database_and_each_can_be_acted_on(telegram: Telegram) -> None:
    vera, gleb = [await telegram.person(name, SUPPORT) for name in ("Вера", "Глеб")]
    for number in range(8):
        await asked(telegram, await telegram.person(f"Клиент{number}"), f"Вопрос про доставку номер {number}")
    await telegram.restart()
    await vera.says("/tickets")
    assert "Новые · 8" in vera.buttons
    await vera.presses("Новые · 8")
    assert sum("№" in label for label in vera.buttons) == 6
    await vera.presses("»")
    assert sum("№" in label for label in vera.buttons) == 2
    await vera.presses("№8")
    assert "Вопрос про доставку номер 7" in vera.sees
    await vera.presses("✋ Взять")
    await gleb.says("/tickets")
    await gleb.presses("Все открытые")
    await gleb.presses("»")
    await gleb.presses("№8 · Вера")
    assert "Статус: в работе, Вера" in gleb.sees
    assert "доставку" not in gleb.sees
    assert gleb.buttons == ["« Обращения"]
    await vera.says("/tickets")
    await vera.presses("🔎 Найти")
    for query, found in (("7", "№7"), ("клиент3", "№4"), ("доставку номер 5", "№6"), ("№ 2", "№2")):
        await vera.says(query)
        assert any(found in label for label in vera.buttons), query
    await vera.says("нет такого")
    assert "Ничего не нашлось" in vera.sees


@pytest.mark.req("S2.62")
async def test_the_second_of_two_who_press_at_once_reads_who_was_faster(telegram: Telegram) -> None:
    ivan, petr = [await telegram.person(name, CONTRACTOR) for name in ("Иван", "Сергей")]
    await asked(telegram, await on_tariff(telegram))
    for one in (ivan, petr):
        await one.presses("✋ Взять")
        assert "за сколько сделаете" in one.sees
    old = petr.live_data("4 ч")
    await ivan.presses("2 ч")
    assert "Заявка №1 у вас" in ivan.sees
    assert "Занимается Иван" in petr.sees
    await petr.presses_data(*old)
    assert "№1 уже в работе, занимается Иван" in petr.alert
    assert "Статус: в работе, Иван" in petr.sees


async def test_a_typed_estimate_that_comes_too_late_says_who_was_faster(telegram: Telegram) -> None:
    ivan, petr = [await telegram.person(name, CONTRACTOR) for name in ("Иван", "Сергей")]
    await asked(telegram, await on_tariff(telegram))
    for one in (ivan, petr):
        await one.presses("✋ Взять")
    await ivan.presses("2 ч")
    await petr.says("сейчас гляну")
    assert "№1 уже в работе, занимается Иван" in petr.chat
    await petr.says("привет")
    assert "договоритесь" not in petr.chat


@pytest.mark.req("S3.61", "S3.64")
async def test_an_estimate_is_pressed_or_typed_and_the_customer_reads_it(telegram: Telegram) -> None:
    ivan, petr = await telegram.person("Иван", CONTRACTOR), await on_tariff(telegram)
    await asked(telegram, petr)
    assert "Инженер посмотрит до сб, 21 нояб., 13:00" in petr.sees
    await ivan.presses("✋ Взять")
    for wrong in ("25", "0", "полдня", "1.5", "-2", "9" * 400):
        await ivan.says(wrong)
        assert "договоритесь с менеджером" in ivan.sees
    await ivan.says("3 ч")
    assert "Обещали до: сб, 21 нояб., 15:00" in ivan.sees
    assert "Сделаем до сб, 21 нояб., 15:00" in petr.sees


@pytest.mark.req("S2.53")
async def test_with_the_lock_everything_goes_into_the_question_until_it_is_closed(telegram: Telegram) -> None:
    vera, olga = await telegram.person("Вера", SUPPORT), await telegram.person("Ольга")
    telegram.desk.db.write_now(lambda uow: put_settings(uow, WAITING_LOCK=True))
    await asked(telegram, olga)
    await vera.presses("✋ Взять")
    for command in ("/order", "/games", "/support", "/invite"):
        await olga.says(command)
        assert "ждёт ответа" in olga.sees, command
    await olga.says("Ещё и картинки пропали")
    assert "Ещё и картинки пропали" in vera.sees
    for command, answer in (
        ("/privacy", "Что о вас хранится"),
        ("/start", "Здравствуйте"),
        ("/tickets", "Мои обращения"),
    ):
        await olga.says(command)
        assert answer in olga.sees, command
    await olga.presses("№1")
    await olga.presses("Уже не нужно")
    await olga.presses("Да, отменить")
    await olga.says("/order")
    assert "ждёт ответа" not in olga.sees


async def test_without_the_lock_nothing_is_held(telegram: Telegram) -> None:
    """The negative control, and how it is by default."""
    olga = await telegram.person("Ольга")
    await asked(telegram, olga)
    await olga.says("/games")
    assert "ждёт ответа" not in olga.sees


@pytest.mark.req("S3.60")
async def test_a_closed_desk_sends_strangers_to_the_manager(telegram: Telegram) -> None:
    telegram.desk.db.write_now(lambda uow: put_settings(uow, DESK_OPEN=False, CONTACT="+7 395 255-01-23"))
    olga, petr = await telegram.person("Ольга"), await on_tariff(telegram)
    await olga.says("/support")
    assert "Вы пока не наш клиент" in olga.sees
    assert "255-01-23" in olga.sees
    await petr.says("/support")
    assert "Что случилось" in petr.sees


@pytest.mark.req("S2.18")
async def test_an_agent_opens_one_for_a_customer(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", MANAGER)
    petr = await on_tariff(telegram)
    await anna.says("/tickets")
    await anna.presses("➕ За клиента")
    await anna.says("никто")
    assert "не нашлось" in anna.sees
    await anna.says("минеев")
    await anna.presses("Пётр")
    await anna.says("Звонил: не работает касса")
    assert "Клиент получил сообщение" in anna.chat
    assert "записали за вас" in petr.sees
    assert "не работает касса" in petr.sees
    await petr.says("Уже сам починил")
    assert telegram.desk.db.read_now(lambda uow: len(uow.tickets.list_said(1, 10))) == 2


@pytest.mark.req("S2.19")
async def test_it_is_handed_on_and_the_customer_knows(telegram: Telegram) -> None:
    vera, gleb = [await telegram.person(name, SUPPORT) for name in ("Вера", "Глеб")]
    olga = await telegram.person("Ольга")
    await asked(telegram, olga)
    await vera.presses("✋ Взять")
    await vera.presses("➡️ Передать")
    await vera.presses("Глеб")
    assert "теперь у вас" in gleb.sees
    assert "Теперь занимается Глеб" in olga.sees
    await gleb.says("Здравствуйте")
    assert "Здравствуйте" in olga.sees
    await vera.says("А я?")
    assert "А я?" not in olga.chat


async def test_notes_are_never_seen_by_the_customer(telegram: Telegram) -> None:
    vera, olga = await telegram.person("Вера", SUPPORT), await telegram.person("Ольга")
    await asked(telegram, olga)
    await vera.presses("✋ Взять")
    await vera.presses("📝 Заметка")
    await vera.says("Клиент нервный, осторожно")
    assert "📝 Вера: Клиент нервный" in vera.sees
    await olga.says("/tickets")
    await olga.presses("№1")
    await olga.presses("🗂 Переписка")
    assert "нервный" not in olga.chat
    await vera.presses("🗂 Переписка")
    assert "нервный" in vera.sees


async def test_a_canned_reply_is_looked_at_and_sent_once(telegram: Telegram) -> None:
    vera, olga = await telegram.person("Вера", SUPPORT), await telegram.person("Ольга")
    telegram.desk.db.write_now(
        lambda uow: uow.canned.make("Приветствие", "{имя}, это {агент}. Номер {номер}.", 0, "c") and None
    )
    await asked(telegram, olga)
    await vera.presses("✋ Взять")
    await vera.presses("📋 Заготовки")
    await vera.presses("Приветствие")
    assert "Ольга, это Вера. Номер 1." in vera.sees
    assert "Ольга, это Вера" not in olga.chat
    old = vera.live_data("✉️ Отправить")
    await vera.presses("✉️ Отправить")
    await vera.presses_data(*old)
    assert olga.chat.count("Ольга, это Вера. Номер 1.") == 1


async def test_a_reopened_one_waits_again_with_its_history(telegram: Telegram) -> None:
    vera, olga = await telegram.person("Вера", SUPPORT), await telegram.person("Ольга")
    await asked(telegram, olga)
    await vera.presses("✋ Взять")
    await vera.presses("✅ Закрыть")
    await telegram.after(minutes=1)
    await olga.presses("🔁 Не решено")
    assert "Статус: ждёт" in olga.sees
    assert "Новое обращение №1" in vera.chat.split("снова открыто")[-1]


async def test_something_written_into_a_closed_one_is_kept_and_can_open_it(telegram: Telegram) -> None:
    vera, olga = await telegram.person("Вера", SUPPORT), await telegram.person("Ольга")
    await asked(telegram, olga)
    await vera.presses("✋ Взять")
    await vera.presses("✅ Закрыть")
    closed = olga.last["message_id"]
    await olga.sends(telegram.people.say(olga.id, "Опять не работает", closed))
    assert "сохранено" in olga.sees
    await telegram.after(minutes=1)
    await olga.presses("🔁 Открыть снова")
    await vera.presses("✋ Взять")
    assert "Опять не работает" in vera.sees


@pytest.mark.parametrize("typed", ["/support", "x" * 4096, "💥", "\u202eoops", "<b>&amp;</b>{0}"])
async def test_odd_questions_are_tickets_too(telegram: Telegram, typed: str) -> None:
    vera, olga = await telegram.person("Вера", SUPPORT), await telegram.person("Ольга")
    await olga.says("/support")
    await olga.says(typed)
    if typed.startswith("/"):
        assert "Что случилось" in olga.sees
        return
    assert "Обращение №1" in olga.sees
    assert "Новое" in vera.sees
    await vera.presses("✋ Взять")
    assert "у вас" in vera.sees


@pytest.mark.req("S3.15", "S3.16")
async def test_the_manager_sees_who_is_free_and_assigns(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", MANAGER)
    ivan, petr = [await telegram.person(name, CONTRACTOR) for name in ("Иван", "Сергей")]
    await petr.says("/tickets")
    await petr.presses("Мой заработок")
    assert "Мой заработок" in petr.sees
    await petr.says("/tickets")
    await petr.presses("🌙 Не беру")
    assert "не на смене" in petr.sees
    client = await on_tariff(telegram)
    await asked(telegram, client)
    await anna.says("/free")
    assert "Свободны\n• Иван" in anna.sees
    assert "Сергей · не на смене" in anna.sees
    await anna.says("/tickets")
    await anna.presses("Все открытые")
    await anna.presses("№1")
    await anna.presses("➡️ Назначить")
    await anna.presses("Иван · свободен")
    assert "теперь у вас" in ivan.sees
    assert "Занимается Иван" in client.sees


@pytest.mark.req("S3.36", "S3.37", "S3.41")
async def test_examples_are_not_read_anew_for_each_message(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/support")
    await olga.says("/cancel")
    with counted() as sent:
        await olga.says("/support")
    assert not [one for one in sent if "FROM settings" in one]


@pytest.mark.req("S3.34")
async def test_a_ticket_that_fails_stops_no_other(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await telegram.person("Анна", MANAGER)
    await telegram.person("Иван", CONTRACTOR)
    petr = await on_tariff(telegram, requests=None)
    first, second = [await asked(telegram, petr, text) for text in ("Первая беда", "Вторая беда")]
    warn = ticket_notices.warn

    def fails_once(uow: Any, row: Any, *rest: Any) -> None:
        if row.id == first:
            raise RuntimeError("a fault of ours")
        warn(uow, row, *rest)

    monkeypatch.setattr(ticket_notices, "warn", fails_once)
    await telegram.after(hours=2)
    assert f"№{second}: не взяли" in anna.chat
    assert f"№{first}: не взяли" not in anna.chat
    assert f"ticket {first} failed" in caplog.text
    monkeypatch.undo()
    await telegram.after(seconds=10)
    assert anna.chat.count(f"№{first}: не взяли") == 1
    assert anna.chat.count(f"№{second}: не взяли") == 1
