"""A manager answers customers' requests: confirms, offers another time, refuses; or nobody does in time (S1.65)."""

from datetime import timedelta

import pytest

from domain.access import Role
from domain.orders import Polygon
from tests.chat import Telegram
from tests.conversations.booking import SATURDAY, booked, game, walk
from tests.conversations.requests import asks, parent
from ui.own_orders import RequestConfirmed, RequestOffered, RequestRefused
from ui.request_notices import OfferAccepted
from ui.requests import OfferSent

# --- confirming ---


async def test_the_second_manager_sees_who_was_first(telegram: Telegram) -> None:
    marina, anna = await telegram.person("Марина", Role.MANAGER), await telegram.person("Анна", Role.MANAGER)
    person = await parent(telegram)
    await asks(person)
    message, data = anna.live_data("Подтвердить")
    await marina.presses("✅ Подтвердить")
    assert "Кто: Марина" in anna.sees
    await anna.presses_data(message, data)  # her phone still showed the button
    assert "Статус: подтверждена" in anna.sees
    assert person.chat.count("✅ Игра подтверждена") == 1


async def test_confirmed_after_a_refusal_is_out_of_date(telegram: Telegram) -> None:
    marina, anna = await telegram.person("Марина", Role.MANAGER), await telegram.person("Анна", Role.MANAGER)
    await asks(await parent(telegram))
    message, data = anna.live_data("Подтвердить")
    await walk(marina, "[⛔ Отказать]", "[Отказать без причины]")
    await anna.presses_data(message, data)
    assert "уже ответили" in anna.alert
    assert "Статус: отменена" in anna.sees
    assert booked(telegram)[0]["status"] == "cancelled"


async def test_from_the_games_card_too(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    await asks(await parent(telegram))
    await walk(marina, "[Открыть игру]")
    assert {"✅ Подтвердить", "🕓 Другое время", "⛔ Отказать"} <= set(marina.buttons)
    await marina.presses("✅ Подтвердить")
    assert "Статус: подтверждена" in marina.sees


@pytest.mark.req("S1.13")
async def test_nobody_else_may_decide(telegram: Telegram) -> None:
    marina, pyotr = await telegram.person("Марина", Role.MANAGER), await telegram.person("Пётр", Role.INSTRUCTOR)
    person, vera = await parent(telegram), await parent(telegram, "Вера")
    await asks(person)
    later = SATURDAY + timedelta(hours=2)
    for who in (person, vera, pyotr):
        await who.says("/help")
        for button in (
            RequestConfirmed(1), RequestOffered(1), RequestRefused(1), OfferSent(1, later, Polygon.ARENA),
        ):  # fmt: skip
            await who.presses_data(who.last["message_id"], button.pack())
        assert "недоступно" in who.alert
        assert "Отказать без причины" not in who.buttons
        assert booked(telegram)[0]["status"] == "requested"
    assert "Новый запрос" in marina.sees


# --- another time ---


async def test_another_time_is_offered_and_taken(telegram: Telegram) -> None:
    marina, boss = await telegram.person("Марина", Role.MANAGER), await telegram.person("Борис", Role.OWNER)
    person = await parent(telegram)
    await asks(person)
    await walk(marina, "[🕓 Другое время]")
    assert "Какой день предложить" in marina.sees
    await walk(marina, "[29]", "[парк]", "[16:00]")
    assert "Клиенту отправлен вопрос" in marina.sees
    assert "предложено другое время" in boss.sees
    assert "Предложено: вс, 29 нояб., 16:00, парк" in boss.sees
    assert "Можем предложить другое время: вс, 29 нояб., 16:00, парк" in person.sees
    assert "Вы просили: сб, 28 нояб., 15:00" in person.sees
    message, data = person.live_data("Подходит")
    await person.presses("✅ Подходит")
    await person.presses_data(message, data)  # twice: the same answer
    assert "Договорились" in person.sees
    assert "подтверждена" in person.sees
    (row,) = booked(telegram)
    later = SATURDAY + timedelta(days=1, hours=1)
    assert (row["status"], row["date"], row["polygon"], row["held_until"]) == ("confirmed", later, "park", None)
    for staff in (marina, boss):
        assert staff.chat.count("✅ Предложенное время подошло: игра №1 · вс, 29 нояб.") == 1


async def test_an_offer_that_does_not_suit_comes_back_to_the_managers(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    await walk(marina, "[🕓 Другое время]", "[29]", "[16:00]")
    await walk(person, "[Не подходит]")
    assert "запрос остаётся в силе" in person.sees
    assert "Предложенное время не подошло · запрос №1" in marina.sees
    assert "Просили: сб, 28 нояб., 15:00" in marina.sees
    await marina.presses("✅ Подтвердить")
    assert [(row["status"], row["date"]) for row in booked(telegram)] == [("confirmed", SATURDAY)]


async def test_the_customer_may_choose_instead(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    await walk(marina, "[🕓 Другое время]", "[29]", "[16:00]")
    offer = person.live_data("✅ Подходит")
    telegram.clock.at += timedelta(minutes=1)
    await walk(person, "[Выбрать время самому]", "[29]", "[18:00]", "[🔁 Да, перенести]")
    assert "Новый запрос №1 · вс, 29 нояб." in marina.sees
    await person.presses_data(*offer)  # the offer has been overtaken
    assert "уже не действует" in person.alert
    assert booked(telegram)[0]["status"] == "requested"


async def test_an_offered_time_that_went_meanwhile(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    await walk(marina, "[🕓 Другое время]", "[29]", "[16:00]")
    game(telegram, date=SATURDAY + timedelta(days=1, hours=1))
    await person.presses("✅ Подходит")
    assert "только что заняли" in person.sees
    assert "уже заняли · запрос №1" in marina.sees
    row = booked(telegram)[0]
    assert (row["status"], row["date"]) == ("requested", SATURDAY)


async def test_only_a_real_offer_to_oneself_can_be_taken(telegram: Telegram) -> None:
    marina, person, vera = (
        await telegram.person("Марина", Role.MANAGER), await parent(telegram), await parent(telegram, "Вера")
    )  # fmt: skip
    await asks(person)
    await asks(vera, time="[17:00]")
    await person.says("/games")
    for number in range(40):  # any event of the audit: no yes of a manager's, no confirmation
        await person.presses_data(person.last["message_id"], OfferAccepted(1, number).pack())
    assert booked(telegram)[0]["status"] == "requested"
    await marina.presses_data(
        marina.last["message_id"], OfferSent(1, SATURDAY + timedelta(days=1), Polygon.ARENA).pack()
    )
    message, data = person.live_data("✅ Подходит")
    await vera.says("/games")
    await vera.presses_data(vera.last["message_id"], data)
    assert "уже нет" in vera.alert
    await vera.presses_data(vera.last["message_id"], data.replace("fa:1:", "fa:2:"))
    assert "уже не действует" in vera.alert
    assert [row["status"] for row in booked(telegram)] == ["requested", "requested"]
    await person.presses_data(message, data)  # the control
    assert booked(telegram)[0]["status"] == "confirmed"


async def test_offering_what_was_asked_for_or_is_taken(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    await asks(await parent(telegram))
    game(telegram, date=SATURDAY + timedelta(hours=3))
    for start, why in ((SATURDAY, "Это время и просили"), (SATURDAY + timedelta(hours=3), "занято")):
        await marina.presses_data(marina.last["message_id"], OfferSent(1, start, Polygon.ARENA).pack())
        assert why in marina.alert
    assert "Можем предложить" not in marina.chat


# --- refusing ---


async def test_a_refusal_with_a_reason_of_ones_own(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    await walk(marina, "[⛔ Отказать]")
    assert "Отказать по запросу №1?" in marina.sees
    await telegram.restart()
    await walk(marina, "На арене ремонт <b>до</b> декабря")
    assert "отменена (На арене ремонт <b>до</b> декабря)" in marina.sees
    assert "Причина: На арене ремонт <b>до</b> декабря" in person.sees
    assert booked(telegram)[0]["status"] == "cancelled"


async def test_a_common_reason_and_taking_the_question_back(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    await walk(marina, "[⛔ Отказать]", "[Отмена]")
    assert "✅ Подтвердить" in marina.buttons
    assert booked(telegram)[0]["status"] == "requested"
    await walk(marina, "[⛔ Отказать]", "[в это время нет свободного инструктора]")
    assert "Причина: в это время нет свободного инструктора" in person.sees


@pytest.mark.parametrize("text", ["я" * 4096, "\u200b\u202e"])
async def test_a_reason_that_is_none(telegram: Telegram, text: str) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    await asks(await parent(telegram))
    await walk(marina, "[⛔ Отказать]", text)
    assert "⚠️" in marina.sees
    assert booked(telegram)[0]["status"] == "requested"


async def test_refusing_what_a_colleague_has_confirmed(telegram: Telegram) -> None:
    marina, anna = await telegram.person("Марина", Role.MANAGER), await telegram.person("Анна", Role.MANAGER)
    await asks(await parent(telegram))
    await walk(anna, "[⛔ Отказать]")
    await walk(marina, "[✅ Подтвердить]")
    assert "Запрос №1 подтверждён" in anna.sees  # in place of her question
    await walk(anna, "нет инструктора")
    assert "уже ответили" in anna.sees
    assert "Статус: подтверждена" in anna.sees
    assert booked(telegram)[0]["status"] == "confirmed"


# --- nobody answers ---


async def test_an_unanswered_request_gives_its_time_back(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    message, data = marina.live_data("Подтвердить")
    await telegram.after(hours=1, minutes=59)
    assert booked(telegram)[0]["status"] == "requested"
    await telegram.after(minutes=1)
    await telegram.after(minutes=1)
    assert booked(telegram)[0]["status"] == "cancelled"
    assert person.chat.count("Ваш запрос не успели подтвердить") == 1
    assert "На запрос №1 не успели ответить" in marina.sees
    await marina.presses_data(message, data)
    assert "уже ответили" in marina.alert
    await walk(person, "[Выбрать другое время]", "[28]", "[15:00]")
    assert "день рождения · 12 игроков" in person.sees  # the wish is kept
    await walk(person, "[✅ Отправить запрос]")
    assert [row["status"] for row in booked(telegram)] == ["cancelled", "requested"]


async def test_an_offer_holds_the_time_anew(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    await telegram.after(hours=1)
    await walk(marina, "[🕓 Другое время]", "[29]", "[16:00]")
    await telegram.after(hours=1, minutes=30)
    assert booked(telegram)[0]["status"] == "requested"
    await telegram.after(minutes=31)
    assert booked(telegram)[0]["status"] == "cancelled"
    await person.presses_data(*person.live_data("✅ Подходит"))
    assert "уже не действует" in person.alert


async def test_a_customer_who_blocked_the_bot_stops_nothing(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    await telegram.deliver(telegram.people.block(person.id))
    await marina.presses("✅ Подтвердить")
    assert booked(telegram)[0]["status"] == "confirmed"


# --- deleted by mistake ---


async def test_a_deleted_request_is_told_when_it_cannot_be_taken_back(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    await walk(marina, "[Открыть игру]", "[🗑 Удалить (ошибка)]", "[🗑 Удалить]")
    await telegram.after(minutes=5)
    assert "Запрос отправлен" in person.sees
    await telegram.after(minutes=6)
    assert "⛔" in person.sees
    assert "сб, 28 нояб., 15:00" in person.sees


async def test_a_request_taken_back_from_deletion_waits_again(telegram: Telegram) -> None:
    marina, boss = await telegram.person("Марина", Role.MANAGER), await telegram.person("Борис", Role.OWNER)
    person = await parent(telegram)
    await asks(person)
    await walk(marina, "[Открыть игру]", "[🗑 Удалить (ошибка)]", "[🗑 Удалить]")
    assert "Запрос №1 удалён" in boss.sees
    telegram.clock.at += timedelta(minutes=5)
    await walk(marina, "[↩️ Вернуть]")
    assert "Новый запрос №1" in boss.sees
    await telegram.after(minutes=6)
    assert "⛔" not in person.sees
    await boss.presses("✅ Подтвердить")
    assert booked(telegram)[0]["status"] == "confirmed"


# --- the world moves on while a reason is asked for ---


async def test_an_old_button_when_the_request_has_been_answered_meanwhile(telegram: Telegram) -> None:
    """Two sentences, no fault: the button is old, and what would be asked again is answered too."""
    marina, anna = await telegram.person("Марина", Role.MANAGER), await telegram.person("Анна", Role.MANAGER)
    await asks(await parent(telegram))
    old = anna.live_data("Подтвердить")
    await anna.says("/order")
    await walk(anna, "[Отмена]", "/calendar")
    await anna.presses_data(old[0], RequestRefused(1).pack())
    await marina.presses("✅ Подтвердить")
    await anna.presses_data(anna.last["message_id"] - 1, "bk:REASON")
    assert "прошлого шага" in anna.alert
    assert "уже ответили" in anna.sees
    assert telegram.desk.db.read_now(lambda uow: uow.inbox.count("dead")) == 0


@pytest.mark.parametrize("said", ["отмена", "/cancel", "/CANCEL", "/Cancel@frontdesk_bot"])
async def test_who_is_no_manager_any_more_can_still_stop(telegram: Telegram, said: str) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    await asks(await parent(telegram))
    await marina.presses("⛔ Отказать")
    telegram.desk.db.write_now(
        lambda uow: uow.people.revoke(uow.people.find_by_telegram(marina.id).id, Role.MANAGER) and None
    )
    await marina.says(said)
    assert "Остановлено" in marina.sees or "Ничего не сохранено" in marina.sees
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.load(marina.id)).status == "-"
