"""A customer's tariff: what is left of it, who is asked first."""

from datetime import date
from typing import Any

import pytest

from domain.access import Role
from tests.builders import make_client, make_ticket, put_settings
from tests.chat import Person, Telegram
from tests.services.desk import make_job, make_tariff


async def client_on(telegram: Telegram, paid_until: date | None = None, **tariff: Any) -> tuple[Person, int]:
    """Somebody whose card is on a tariff, and the card's number."""
    ivan = await telegram.person("Иван")

    def fill(uow: Any) -> int:
        uid = make_client(uow).uid
        uow.people.tie(uow.people.find_by_telegram(ivan.id).id, uid)
        uow.tariffs.subscribe(uid, make_tariff(uow, **({"name": "Базовый"} | tariff)).id, paid_until=paid_until)
        return int(uid)

    return ivan, telegram.desk.db.write_now(fill)


async def worked(telegram: Telegram, name: str, uid: int) -> Person:
    """A contractor who has just closed a job of this client."""
    helper = await telegram.person(name, Role.CONTRACTOR)
    telegram.desk.db.write_now(
        lambda uow: make_job(
            uow, uow.people.find_by_telegram(helper.id).id, telegram.clock.at, client_uid=uid
        ) and None
    )  # fmt: skip
    return helper


@pytest.mark.req("S3.3")
async def test_without_a_tariff_it_says_how_to_get_one(telegram: Telegram) -> None:
    ivan = await telegram.person("Иван")
    await ivan.says("/tariff")
    assert "Тарифа у вас пока нет" in ivan.sees
    telegram.desk.db.write_now(lambda uow: put_settings(uow, CONTACT="+7 999 643-23-87"))
    await ivan.says("/tariff")
    assert "Чтобы подключить, позвоните: +7 999 643-23-87" in ivan.sees
    await ivan.says("/help")
    assert "/tariff" in ivan.sees


@pytest.mark.req("S3.3", "S3.4", "S3.6", "S3.62")
async def test_my_tariff_shows_what_is_left_and_until_when(telegram: Telegram) -> None:
    ivan, uid = await client_on(telegram, date(2026, 12, 31), requests=10, reaction=5400)
    telegram.desk.db.write_now(lambda uow: make_ticket(uow, client_uid=uid) and None)
    await ivan.says("/tariff")
    assert ivan.sees.splitlines() == [
        "💬 Тариф «Базовый»",
        "5 000 ₽ в месяц · 10 заявок в месяц",
        "Инженер посмотрит в течение 1 ч 30 мин, в рабочее время",
        "Осталось 9 из 10 до 1 декабря",
        "Оплачено по 31 декабря",
    ]
    assert ivan.buttons == []


async def test_an_unpaid_tariff_says_so(telegram: Telegram) -> None:
    ivan, _ = await client_on(telegram, date(2026, 11, 20), requests=None, around_clock=True, price=0)
    await ivan.says("/tariff")
    assert "⚠️ Оплачено по 20 ноября: новые заявки откроем после оплаты" in ivan.sees
    assert "бесплатно · заявок без ограничений" in ivan.sees
    assert "круглосуточно" in ivan.sees


@pytest.mark.req("S3.5", "S3.63")
async def test_the_last_contractor_is_pinned_and_unpinned_by_a_press(telegram: Telegram) -> None:
    ivan, uid = await client_on(telegram, may_pin=True)
    await worked(telegram, "Пётр", uid)
    await ivan.says("/tariff")
    assert ivan.buttons == ["📌 Закрепить: Пётр"]
    await ivan.presses("Закрепить")
    assert "Ваш инженер: Пётр, видит ваши заявки первым" in ivan.sees
    assert ivan.buttons == ["Открепить: Пётр"]
    await worked(telegram, "Олег", uid)
    await ivan.says("/tariff")
    assert ivan.buttons == ["📌 Закрепить: Олег", "Открепить: Пётр"]
    await ivan.presses("Открепить")
    assert "Ваш инженер" not in ivan.sees


@pytest.mark.req("S3.63")
async def test_nobody_pins_whom_the_tariff_or_the_work_does_not_give(telegram: Telegram) -> None:
    ivan, uid = await client_on(telegram, may_pin=False)
    await worked(telegram, "Пётр", uid)
    await ivan.says("/tariff")
    assert ivan.buttons == []
    await ivan.presses_data(ivan.last["message_id"], "up:1")
    assert ivan.alert == "Ваш тариф не позволяет выбрать инженера."
    olga, _ = await client_on(telegram, may_pin=True, name="Второй")
    await olga.says("/tariff")
    await olga.presses_data(olga.last["message_id"], "up:2")  # Пётр has done nothing for her
    assert olga.alert == "Этот инженер у нас больше не работает."
    stranger = await telegram.person("Кто-то")
    await stranger.says("/tariff")
    await stranger.presses_data(stranger.last["message_id"], "uu")
    assert stranger.alert == "У клиента нет тарифа."


async def test_of_a_contractor_who_has_left_nothing_is_offered(telegram: Telegram) -> None:
    ivan, uid = await client_on(telegram, may_pin=True)
    petr = await worked(telegram, "Пётр", uid)
    await ivan.says("/tariff")
    message, data = ivan.live_data("Закрепить")
    telegram.desk.db.write_now(
        lambda uow: uow.people.revoke(uow.people.find_by_telegram(petr.id).id, Role.CONTRACTOR) and None
    )
    await ivan.presses_data(message, data)
    assert "больше не работает" in ivan.alert
    known = telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(petr.id).id)
    telegram.desk.db.write_now(lambda uow: uow.tariffs.subscribe(uid, 1, pinned_id=known) and None)
    await ivan.says("/tariff")
    assert ivan.buttons == []


@pytest.mark.req("S3.62")
async def test_that_the_paid_time_ends_is_told_once_three_days_before(telegram: Telegram) -> None:
    ivan, uid = await client_on(telegram, date(2026, 11, 27))
    await telegram.after(days=2, hours=14)  # 02:00 of the 24th: quiet hours
    assert "оплачен по" not in ivan.chat
    await telegram.after(hours=6)
    assert ivan.sees.splitlines() == [
        "💬 Ваш тариф «Базовый» оплачен по 27 ноября",
        "Дальше новые заявки откроем после оплаты. Начатое доделаем.",
    ]
    for _ in range(4):
        await telegram.after(days=1)
    assert ivan.chat.count("оплачен по") == 1
    telegram.desk.db.write_now(lambda uow: uow.tariffs.subscribe(uid, 1, paid_until=date(2026, 12, 31)) and None)
    await telegram.after(days=31)
    assert ivan.chat.count("оплачен по") == 2
    await ivan.presses("Мой тариф")
    assert "Оплачено по 31 декабря" in ivan.sees
