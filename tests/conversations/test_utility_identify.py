"""A resident identifies: one button, the account, the phone, and what comes of it (S4.17–S4.22, S4.27, T24, T39)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from config import Settings
from domain.access import Role
from domain.clock import SetClock
from tests.builders import make_account, make_resident, put_settings
from tests.chat import Person, Telegram

NUMBER, PHONE = "100-200-3", "+79161234567"
ADDRESS = "Лесная, 4, кв. 12"


@pytest.fixture
async def housing(settings: Settings, clock: SetClock) -> AsyncIterator[Telegram]:
    """A bot of a housing company: requests are all there is for its customers."""
    world = Telegram(replace(settings, features=frozenset({"clients", "requests"})), clock)
    await world.start()
    yield world
    await world.stop()


def flat(world: Telegram, **values: Any) -> int:
    told = {"number": NUMBER, "phone": PHONE, "flat": "12", "full_name": "Соколова Анна Петровна"} | values
    return world.desk.db.write_now(lambda uow: make_account(uow, **told).id)


def pairs(world: Telegram) -> list[tuple[str, str]]:
    return world.desk.db.read_now(
        lambda uow: [(one.phone, one.state) for one in uow.residents.list_of_account(1)]  # type: ignore[no-any-return]
    )


def below(person: Person) -> list[str]:
    """The keyboard below the chat."""
    return [button["text"] for row in (person.keyboard or {}).get("keyboard", []) for button in row]


async def agreed(person: Person) -> Person:
    """Somebody at the account's question."""
    await person.says("/identify")
    await person.presses("Согласен")
    return person


@pytest.mark.req("S4.17", "T39")
async def test_where_requests_are_all_there_is_identification_is_the_only_button(housing: Telegram) -> None:
    flat(housing)
    anna = await housing.person("Анна", phone=PHONE)
    assert below(anna) == ["🔑 Идентификация"]
    assert anna.buttons == []
    assert "Понадобятся лицевой счёт и телефон." in anna.sees
    for typed in ("/start", "/requests", "/flats"):
        await anna.says(typed)
        assert set(below(anna)) | set(anna.buttons) == {"🔑 Идентификация"}, typed
    commands = housing.request.sent("setMyCommands")[-1]["commands"]
    assert {"privacy", "language", "help"} <= {one["command"] for one in commands}, "these stay, as commands"


@pytest.mark.req("S4.17", "T39")
async def test_beside_other_areas_it_is_the_only_button_inside_its_own(telegram: Telegram) -> None:
    flat(telegram)
    anna = await telegram.person("Анна", phone=PHONE)
    assert "🏠 Заявки" in below(anna)
    assert "🔑 Идентификация" not in below(anna)
    await anna.presses("🏠 Заявки")
    assert anna.buttons == ["🔑 Идентификация"]
    assert "Лесная" not in anna.chat


@pytest.mark.req("S4.18", "S4.19", "S4.20", "S4.21", "S4.27")
async def test_a_resident_whose_phone_is_known_is_identified_and_never_asked_again(housing: Telegram) -> None:
    flat(housing)
    anna = await housing.person("Анна", phone=PHONE)
    await anna.presses("🔑 Идентификация")
    await anna.presses("Согласен")
    assert "Напишите номер лицевого счёта" in anna.sees
    await anna.says("1002003")
    assert "🏠 Лицевой счёт 1002003" in anna.sees
    assert below(anna) == ["📱 Отправить мой номер", "Отмена"]
    await anna.shares_contact()

    assert f"✅ Ваша квартира: {ADDRESS}" in anna.chat
    assert pairs(housing) == [(PHONE, "confirmed")]
    assert "➕ Создать заявку" in anna.buttons
    assert "🔑 Идентификация" not in below(anna)
    assert "🏠 Заявки" in below(anna)
    for _ in range(2):
        await anna.says("/flats")
        assert ADDRESS in anna.sees
        assert "🔑 Идентификация" not in anna.buttons
    await housing.restart()
    await anna.says("/start")
    assert "🏠 Заявки" in below(anna)


@pytest.mark.req("S4.21", "T24")
async def test_a_typed_phone_waits_for_the_dispatcher_and_shows_nothing(housing: Telegram) -> None:
    flat(housing)
    dispatcher = await housing.person("Ирина", Role.MANAGER)
    anna = await agreed(await housing.person("Анна", phone="+79990000001"))
    await anna.says(NUMBER)
    await anna.says("8 916 123-45-67")  # the right one, but typed

    assert "✅ Записано. Вас подтвердит диспетчер" in anna.chat
    assert pairs(housing) == [(PHONE, "pending")]
    for stored in ("Лесная", "Соколова"):
        assert stored not in anna.chat
    assert dispatcher.sees.splitlines() == [
        f"🏠 Новый житель: {ADDRESS}",
        "Лицевой счёт: 100-200-3",
        "В счёте записан: Соколова Анна Петровна",
        "Телефон в счёте: +7 916 123-45-67",
        "В Telegram: Анна",
        "Телефон: +7 916 123-45-67, напечатан вручную",
    ]
    await dispatcher.presses("✅ Подтвердить")
    assert f"✅ Анна …4567 — подтверждён: {ADDRESS}" in dispatcher.sees
    assert f"✅ Вас подтвердили: {ADDRESS}" in anna.sees
    await anna.presses("🏠 Моя квартира")
    assert "Ваш телефон: +7 916 123-45-67" in anna.sees


@pytest.mark.req("S4.19", "T24")
async def test_somebody_elses_contact_is_refused_and_the_own_one_still_counts(housing: Telegram) -> None:
    flat(housing)
    thief = await agreed(await housing.person("Вор", phone="+79990000002"))
    await thief.says(NUMBER)
    await thief.shares_contact(phone_number=PHONE, first_name="Анна", user_id=None)
    assert "Это контакт другого человека" in thief.chat
    assert pairs(housing) == []


@pytest.mark.req("S4.22", "T24")
async def test_an_unknown_account_gets_a_clear_answer_and_another_try(housing: Telegram) -> None:
    flat(housing)
    housing.desk.db.write_now(lambda uow: put_settings(uow, CONTACT="+7 902 100-00-02"))
    anna = await agreed(await housing.person("Анна", phone=PHONE))
    await anna.says("900")
    await anna.shares_contact()
    assert anna.sees.splitlines() == [
        "⛔ Не получилось вас узнать",
        "Проверьте номер лицевого счёта в квитанции и попробуйте ещё раз: /identify",
        "За день можно назвать разных счетов: 5.",
        "Не получается — позвоните нам: +7 902 100-00-02",
    ]
    assert below(anna) == ["🔑 Идентификация"]
    await anna.says("/identify")
    await anna.says(NUMBER)
    assert "Это ваш телефон?" in anna.sees
    await anna.presses("+7 916 123-45-67")
    assert f"✅ Ваша квартира: {ADDRESS}" in anna.chat


@pytest.mark.req("S4.18")
async def test_what_is_no_number_is_asked_again_with_an_example(housing: Telegram) -> None:
    anna = await agreed(await housing.person("Анна"))
    for typed in ("—", "№", "9" * 31):
        await anna.says(typed)
        assert "Лицевой счёт — это номер в вашей квитанции, не длиннее 30 знаков." in anna.sees
    await anna.says("5")
    await anna.says("12")
    assert "Например: 8 999 643-23-87" in anna.sees


async def test_it_can_be_stopped_at_each_question_and_goes_on_after_a_restart(housing: Telegram) -> None:
    flat(housing)
    anna = await agreed(await housing.person("Анна", phone=PHONE))
    await anna.presses("Отмена")
    assert "Остановлено" in anna.sees or "Ничего не сохранено" in anna.sees
    await anna.says("/identify")
    await anna.says(NUMBER)
    await anna.says("Отмена")
    assert below(anna) == ["🔑 Идентификация"]
    assert pairs(housing) == []
    await anna.says("/identify")
    await anna.says(NUMBER)
    await housing.restart()
    await anna.shares_contact()
    assert pairs(housing) == [(PHONE, "confirmed")]


async def test_a_bills_link_fills_the_account_in_and_the_phone_is_still_asked(housing: Telegram) -> None:
    code = "a" * 26
    flat(housing, link_code=code)
    anna = await housing.person("Анна", phone=PHONE, start=False)
    await anna.opens(f"a_{code}")
    assert "Лицевой счёт взят из квитанции. Осталось назвать телефон." in anna.sees
    await anna.presses("🔑 Идентификация")
    await anna.presses("Согласен")
    assert "🏠 Лицевой счёт из квитанции" in anna.sees
    assert "Лесная" not in anna.chat
    await anna.shares_contact()
    assert f"✅ Ваша квартира: {ADDRESS}" in anna.chat


@pytest.mark.req("T24")
async def test_a_link_that_is_not_there_reads_the_same_until_the_phone_is_known(housing: Telegram) -> None:
    flat(housing, link_code="a" * 26)
    seen = []
    for code in ("a" * 26, "b" * 26):
        person = await housing.person("Кто-то", start=False)
        await person.opens(f"a_{code}")
        await person.presses("🔑 Идентификация")
        await person.presses("Согласен")
        seen.append(person.chat.replace(code, ""))
    assert seen[0] == seen[1]


@pytest.mark.req("S4.23")
async def test_a_second_resident_of_the_flat_and_a_second_flat_of_a_resident(housing: Telegram) -> None:
    account = flat(housing)
    flat(housing, number="500", flat="80", phone="+79990000005")
    housing.desk.db.write_now(lambda uow: make_resident(uow, account_id=account, phone="+79990000009").id)
    anna = await agreed(await housing.person("Анна", phone=PHONE))
    await anna.says(NUMBER)
    await anna.shares_contact()
    await anna.presses(ADDRESS)
    assert "Другие жители: …0009" in anna.sees
    await anna.presses("« Мои квартиры")
    await anna.presses("➕ Ещё квартира")
    await anna.says("500")
    await anna.says("+7 999 000-00-05")
    await anna.says("/flats")
    assert anna.buttons == ["➕ Создать заявку", ADDRESS, "Счёт 500", "➕ Ещё квартира"]


@pytest.mark.req("S4.18")
@pytest.mark.parametrize("nonsense", ["чепуха ночью", "нет квитанции", "№", "😀", "\u202e--"])
async def test_words_are_no_account_and_are_asked_for_anew(housing: Telegram, nonsense: str) -> None:
    flat(housing)
    anna = await agreed(await housing.person("Анна", phone=PHONE))
    await anna.says(nonsense)
    assert "⚠️ Лицевой счёт — это номер в вашей квитанции" in anna.sees
    await anna.says(NUMBER)
    assert "Теперь телефон." in anna.sees
