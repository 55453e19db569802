"""A customer orders a game in the chat: from /order to the request and its answer (S1.65, S1.13)."""

from datetime import timedelta

import pytest

from domain.access import Role
from tests.chat import Telegram
from tests.conversations.booking import SATURDAY, booked, clients, game, olga, setting, walk
from tests.conversations.requests import FIRST_TIME, SEND, WISH, asked, asks, parent
from tests.queries import counted


@pytest.mark.req("S1.65", "S1.68")
async def test_a_parent_orders_and_the_manager_confirms(telegram: Telegram) -> None:
    marina, boss = await telegram.person("Марина", Role.MANAGER), await telegram.person("Борис", Role.OWNER)
    parent_ = await telegram.person("Ольга", last_name="Минеева")
    await walk(parent_, *FIRST_TIME, *WISH)
    assert "сб, 28 нояб., 15:00–16:00 арена" in parent_.sees
    assert "день рождения · 12 игроков" in parent_.sees
    assert "Менеджер ответит в течение 2 ч" in parent_.sees
    await walk(parent_, SEND)
    assert "Запрос отправлен" in parent_.sees
    (row,), (card,) = booked(telegram), clients(telegram)
    assert (row["date"], row["players"], row["status"], row["client_uid"]) == (SATURDAY, 12, "requested", card["uid"])
    assert (card["name"], card["surname"]) == ("Ольга", "Минеева")
    for staff in (marina, boss):
        assert "Новый запрос №1" in staff.sees
        assert "Минеева Ольга" in staff.sees
    await marina.presses("✅ Подтвердить")
    assert booked(telegram)[0]["status"] == "confirmed"
    assert "Игра №1" in marina.sees
    assert "Статус: подтверждена" in marina.sees
    assert "Запрос №1 подтверждён" in boss.sees
    assert "Кто: Марина" in boss.sees
    assert boss.buttons == ["Открыть игру"]
    assert "✅ Игра подтверждена: сб, 28 нояб., 15:00" in parent_.sees


async def test_an_instructor_is_not_asked(telegram: Telegram) -> None:
    pyotr = await telegram.person("Пётр", Role.INSTRUCTOR)
    person = await parent(telegram)
    before = pyotr.chat
    await asks(person)
    assert pyotr.chat == before


async def test_the_menu_begins_it_too(telegram: Telegram) -> None:
    person = await parent(telegram)
    await person.presses("🎯 Заказать игру")
    assert "На какой день" in person.sees


@pytest.mark.req("S1.13")
async def test_staff_get_their_own_order_and_customers_theirs(telegram: Telegram) -> None:
    anna, person = await telegram.person("Анна", Role.INSTRUCTOR), await parent(telegram)
    await anna.says("/order")
    assert "Кто заказывает" in anna.sees
    await person.says("/order")
    assert "На какой день" in person.sees
    for command in ("/client", "/calendar"):
        await person.says(command)
        assert "недоступно" in person.sees or "не знаю" in person.sees


# --- who orders ---


async def test_the_phone_and_the_consent_are_asked_once(telegram: Telegram) -> None:
    person = await telegram.person("Ольга", last_name="Минеева")
    await walk(person, *FIRST_TIME, *WISH, SEND)
    await person.says("/order")
    assert "На какой день" in person.sees


async def test_after_the_contact_the_menu_is_back(telegram: Telegram) -> None:
    person = await telegram.person("Ольга")
    await walk(person, "/order", "[Согласен]")
    assert [b["text"] for row in (person.keyboard or {})["keyboard"] for b in row] == [
        "📱 Отправить мой номер",
        "Отмена",
    ]
    await walk(person, "[📱 Отправить мой номер]")
    labels = [b["text"] for row in (person.keyboard or {})["keyboard"] for b in row]
    assert "🎯 Заказать игру" in labels
    assert "📱 Отправить мой номер" not in labels


async def test_stopping_at_the_contact_brings_the_menu_back(telegram: Telegram) -> None:
    person = await telegram.person("Ольга")
    await walk(person, "/order", "[Согласен]", "[Отмена]")
    assert "Отменено" in person.sees
    assert "🎯 Заказать игру" in str(person.keyboard)
    assert not booked(telegram)
    assert not clients(telegram)


async def test_the_contact_ties_the_card_that_has_the_phone(telegram: Telegram) -> None:
    uid = olga(telegram)
    person = await telegram.person("Оля", phone="+79996432387")
    await walk(person, "/order", "[Согласен]", "[📱 Отправить мой номер]")
    assert "На какой день" in person.sees  # the name is known
    await walk(person, *WISH, SEND)
    assert [row["client_uid"] for row in booked(telegram)] == [uid]
    assert len(clients(telegram)) == 1


async def test_a_phone_on_several_cards_is_for_the_managers_to_say(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    olga(telegram)
    olga(telegram)
    person = await telegram.person("Оля", phone="+79996432387")
    await walk(person, "/order", "[Согласен]", "[📱 Отправить мой номер]", "[Оля]", *WISH, SEND)
    assert [row["client_uid"] for row in booked(telegram)] == [None]
    assert len(clients(telegram)) == 2
    assert "этот номер есть у нескольких" in marina.sees
    assert "Оля · +7 999 643-23-87" in marina.sees


async def test_somebody_elses_contact_is_refused(telegram: Telegram) -> None:
    olga(telegram)
    person = await telegram.person("Чужой")
    await walk(person, "/order", "[Согласен]")
    await person.shares_contact(phone_number="+79996432387", first_name="Ольга", user_id=42)
    assert "контакт другого человека" in person.sees
    await person.shares_contact(phone_number="+79996432387", first_name="Ольга", user_id=None)
    assert "контакт другого человека" in person.sees
    assert "📱 Отправить мой номер" in str(person.keyboard)
    await person.presses("📱 Отправить мой номер")
    assert "Как вас записать" in person.sees  # the own number has no card


async def test_a_typed_phone_is_refused_with_why(telegram: Telegram) -> None:
    person = await telegram.person("Ольга")
    await walk(person, "/order", "[Согласен]", "8 999 643-23-87")
    assert "Telegram подтвердит, что он ваш" in person.sees
    assert "📱 Отправить мой номер" in str(person.keyboard)


async def test_without_consent_nothing_is_asked_or_kept(telegram: Telegram) -> None:
    setting(telegram, "CONTACT", "+7 395 255-00-00")
    person = await telegram.person("Ольга")
    await walk(person, "/order", "[Не согласен]")
    assert "ничего не" in person.sees
    assert "+7 395 255-00-00" in person.sees
    assert not clients(telegram)


async def test_the_name_can_be_corrected(telegram: Telegram) -> None:
    person = await telegram.person("🌸")
    await walk(person, "/order", "[Согласен]", "[📱 Отправить мой номер]")
    assert person.buttons == ["Отмена"]  # an emoji is no name
    await walk(person, "🌸🌸")
    assert "буквами" in person.sees
    await walk(person, "Минеева Ольга Сергеевна", *WISH, SEND)
    (card,) = clients(telegram)
    assert (card["surname"], card["name"], card["midname"]) == ("Минеева", "Ольга", "Сергеевна")


async def test_a_changed_consent_is_asked_before_sending(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", *WISH)
    setting(telegram, "CONSENT", "Новый текст согласия на обработку данных клуба.")
    await walk(person, SEND)
    assert "Новый текст" in person.sees
    assert not booked(telegram)
    await walk(person, "[Согласен]", SEND)
    assert len(booked(telegram)) == 1


# --- what is ordered ---


async def test_each_line_of_the_summary_can_be_changed(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", *WISH, "[✏️ Игроки]", "[8]")
    assert "8 игроков" in person.sees
    await walk(person, "[✏️ Повод]", "[квест]")
    assert "квест · 8 игроков" in person.sees
    await walk(person, "[✏️ Время]", "[29]", "[парк]", "[1 ч 30 мин]", "[16:00]")
    assert "вс, 29 нояб., 16:00–17:30 парк" in person.sees
    await walk(person, SEND)
    (row,) = booked(telegram)
    assert (row["polygon"], row["gametime"], row["players"], row["gametype"]) == ("park", 5400, 8, "quest")


async def test_everything_can_be_typed(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", "28.11", "15:00", "нас двенадцать", "[игра]")
    assert "15:00–16:00 арена" in person.sees


async def test_the_deposit_and_the_address_are_said_before(telegram: Telegram) -> None:
    setting(telegram, "DEPOSIT", 200_000)
    setting(telegram, "ADDRESS", "Лесная, 5")
    person = await parent(telegram)
    await walk(person, "/order", *WISH)
    assert "Предоплата: 2 000 ₽" in person.sees
    assert "Адрес: Лесная, 5" in person.sees
    await walk(person, SEND)
    assert booked(telegram)[0]["deposit"] == 200_000


async def test_a_request_at_night_is_answered_in_the_morning(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await telegram.after(hours=11)  # 23:00
    before = marina.chat
    await walk(person, "/order", *WISH)
    assert "не позже: вс, 22 нояб., 10:00" in person.sees
    await walk(person, SEND)
    assert marina.chat == before
    await telegram.after(hours=9)  # 08:00
    assert "Новый запрос" in marina.sees
    assert booked(telegram)[0]["status"] == "requested"


@pytest.mark.req("S1.13")
async def test_taken_times_are_not_offered_and_nothing_is_said_of_others(telegram: Telegram) -> None:
    game(telegram, client_uid=olga(telegram), description="секрет")
    person = await parent(telegram, "Вера")
    await walk(person, "/order", "[28]")
    assert not {"14:30", "15:00", "15:30"} & set(person.buttons)
    assert {"14:00", "16:00"} <= set(person.buttons)
    for secret in ("Минеева", "Ольга", "секрет", "643-23-87"):
        assert secret not in person.chat


@pytest.mark.req("S1.13")
async def test_a_full_day_shows_no_counts_and_does_nothing(telegram: Telegram) -> None:
    for polygon in ("ARENA", "PARK", "FOREST"):
        setting(telegram, f"HOURS_{polygon}", "14:00-17:00")
    for polygon in ("arena", "park", "forest"):
        game(telegram, polygon=polygon, gametime=3 * 3600, date=SATURDAY.replace(hour=11))
    person = await parent(telegram)
    await person.says("/order")
    assert "28 ●" in person.buttons
    assert not any(sign in label for label in person.buttons for sign in "¹²³")
    await person.presses("28 ●")
    assert "На какой день" in person.sees


async def test_few_queries_however_many_games(telegram: Telegram) -> None:
    person = await parent(telegram)
    seen = []
    for polygon in ("park", "forest"):
        screens = []
        for step in ("/order", "[28]", "[16:00]", "[12]", "[день рождения]"):
            with counted() as sent:
                await walk(person, step)
            screens.append(len(asked(sent)))
        seen.append(screens)
        await person.says("/cancel")
        for hour in range(7, 12):
            game(telegram, date=SATURDAY.replace(hour=hour), polygon=polygon)
    assert seen[0] == seen[1]
    assert max(seen[0]) <= 6


async def test_the_answers_length_is_in_whole_minutes(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", *WISH)
    telegram.clock.at += timedelta(milliseconds=40)  # a real clock moves between the question and the screen
    await walk(person, SEND)
    assert "в течение 2 ч," in person.sees
