"""Residents look at their flats and leave them; dispatchers confirm who is new (S4.23–S4.26)."""

from typing import Any

import pytest

from domain.access import Role
from tests.builders import make_account, make_resident, put_settings
from tests.chat import Person, Telegram

NUMBER, PHONE = "100-200-3", "+79161234567"
ADDRESS = "Лесная, 4, кв. 12"


@pytest.fixture
async def dispatcher(telegram: Telegram) -> Person:
    """A dispatcher, and a flat whose phone is Anna's."""
    account = {"number": NUMBER, "phone": PHONE, "flat": "12"}
    telegram.desk.db.write_now(lambda uow: make_account(uow, **account).id)
    return await telegram.person("Ирина", Role.MANAGER)


async def comes(telegram: Telegram, name: str, phone: str, number: str = NUMBER) -> Person:
    """Somebody identifies with their own contact."""
    person = await telegram.person(name, phone=phone)
    await person.says("/identify")
    await person.presses("Согласен")
    await person.says(number)
    return await person.shares_contact()


def live(telegram: Telegram) -> list[tuple[str, str]]:
    def rows(uow: Any) -> list[tuple[str, str]]:
        return [(row.phone, row.state) for row in uow.residents.list_of_account(1)]

    return telegram.desk.db.read_now(rows)


async def test_the_list_of_who_waits_answers_in_one_press(telegram: Telegram, dispatcher: Person) -> None:
    await dispatcher.says("/residents")
    assert "Подтверждать некого." in dispatcher.sees
    await comes(telegram, "Борис", "+79990000001")
    await comes(telegram, "Вера", "+79990000002")
    await dispatcher.says("/residents")
    assert dispatcher.sees.splitlines() == ["🏠 Новые жители: 2", "Первым идёт тот, кто ждёт дольше всех."]
    assert dispatcher.buttons == [f"{ADDRESS} · Борис", f"{ADDRESS} · Вера"]
    await dispatcher.presses(f"{ADDRESS} · Борис")
    assert dispatcher.buttons == ["✅ Подтвердить", "❌ Отклонить", "👥 Жители: 2", "« Новые жители"]
    await dispatcher.presses("✅ Подтвердить")
    await dispatcher.presses("« Новые жители")
    await dispatcher.presses("Вера")
    await dispatcher.presses("❌ Отклонить")
    assert f"⛔ Вера …0002 — отклонён: {ADDRESS}" in dispatcher.sees
    assert live(telegram) == [("+79990000001", "confirmed")]


@pytest.mark.req("T24")
async def test_what_a_colleague_has_done_is_told_on_the_card(telegram: Telegram, dispatcher: Person) -> None:
    colleague = await telegram.person("Олег", Role.MANAGER)
    boris = await comes(telegram, "Борис", "+79990000001")
    await colleague.presses("❌ Отклонить")
    assert f"⛔ Борис …0001 — отклонён: {ADDRESS}" in dispatcher.sees
    assert "Олег" in dispatcher.sees
    assert dispatcher.buttons == []
    assert "Диспетчер или другой житель сообщил, что вы там не живёте." in boris.sees
    assert boris.buttons == ["🔑 Идентификация"]


@pytest.mark.req("T24")
async def test_confirmed_residents_are_asked_and_reject_a_stranger(telegram: Telegram, dispatcher: Person) -> None:
    anna = await comes(telegram, "Анна", PHONE)
    thief = await comes(telegram, "Вор", "+79990000666")
    assert anna.sees.splitlines() == [
        f"🏠 Новый житель в вашей квартире: {ADDRESS}",
        "Телефон …0666. Это не вы и не ваша семья? Тогда отклоните.",
    ]
    await anna.presses("Отклонить")
    assert "🏠 Новый житель …0666 отклонён." in anna.sees
    assert f"⛔ Вор …0666 — отклонён жителем: {ADDRESS}" in dispatcher.sees
    assert "больше не привязан к счёту" in thief.sees
    assert live(telegram) == [(PHONE, "confirmed")]


@pytest.mark.req("S4.24", "S4.26", "T25")
async def test_whoever_is_evicted_is_told_why_and_how_to_return(telegram: Telegram, dispatcher: Person) -> None:
    telegram.desk.db.write_now(lambda uow: put_settings(uow, RESIDENTS=1, CONTACT="+7 902 1"))
    old = await comes(telegram, "Борис", "+79990000001")
    await dispatcher.presses("✅ Подтвердить")
    await comes(telegram, "Анна", PHONE)
    assert old.sees.splitlines() == [
        "⚠️ Номер …0001 больше не привязан к счёту 100-200-3",
        "На одном счёте помещается номеров: 1. Ваш был самым давним.",
        "Ваши заявки остаются у диспетчера.",
        "Чтобы вернуться, пройдите идентификацию ещё раз.",
        "Если это ошибка, позвоните нам: +7 902 1",
    ]
    assert old.buttons == ["🔑 Идентификация"]
    await old.says("/requests")
    assert old.buttons == ["🔑 Идентификация"], "unidentified again"
    assert live(telegram) == [(PHONE, "confirmed")]


@pytest.mark.req("S4.26")
async def test_a_resident_unties_a_flat_by_themselves(telegram: Telegram, dispatcher: Person) -> None:
    anna = await comes(telegram, "Анна", PHONE)
    await anna.presses(ADDRESS)
    await anna.presses("🚪 Отвязать квартиру")
    assert f"Отвязать квартиру: {ADDRESS}?" in anna.sees
    await anna.presses("« Назад")
    await anna.presses("🚪 Отвязать квартиру")
    old = anna.live_data("Отвязать")
    await anna.presses("Отвязать")
    assert "✅ Квартира отвязана." in anna.chat
    assert live(telegram) == []
    await anna.presses_data(*old)
    assert live(telegram) == []


async def test_who_waits_too_long_is_told_by_the_tick(telegram: Telegram, dispatcher: Person) -> None:
    boris = await comes(telegram, "Борис", "+79990000001")
    await telegram.restart()
    await telegram.after(days=31)
    assert "Диспетчер не подтвердил вас вовремя." in boris.sees
    assert live(telegram) == []


async def test_a_dispatcher_sees_everybody_of_an_account_and_unties_who_has_moved_out(
    telegram: Telegram, dispatcher: Person
) -> None:
    telegram.desk.db.write_now(lambda uow: make_resident(uow, account_id=1, phone="+79990000009").id)
    await comes(telegram, "Борис", "+79990000001")
    await dispatcher.says("/residents")
    await dispatcher.presses("Борис")
    await dispatcher.presses("👥 Жители: 2")
    assert "Борис, +7 999 000-00-01, не подтверждён" in dispatcher.sees
    await dispatcher.presses("…0009")
    assert "Отвязать: Person" in dispatcher.sees
    await dispatcher.presses("Отвязать")
    assert live(telegram) == [("+79990000001", "pending")]


@pytest.mark.req("T24")
async def test_nobody_confirms_themselves_with_a_forged_button(telegram: Telegram, dispatcher: Person) -> None:
    thief = await comes(telegram, "Вор", "+79990000666")
    for data in ("hm:1", "hn:1", "hq:1", "ho:1", "hl:1", "hp:1", "hk:0", "hg:1"):
        await thief.presses_data(thief.last["message_id"], data)
    assert live(telegram) == [("+79990000666", "pending")]
    assert "Соколова" not in thief.chat
    assert "Лесная" not in thief.chat
