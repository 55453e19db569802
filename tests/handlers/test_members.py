"""Memberships on the screen: renewing, the desk's lists, cards and sales, notices, reminders (S5.14, S5.49, S5.52)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from config import Settings
from domain.access import SYSTEM, Role
from domain.clock import SetClock
from models import Freeze, Payment
from services import member_clock
from tests.builders import make_client
from tests.chat import Telegram
from tests.club import outbox, put
from tests.conftest import NOON
from tests.conversations.gym import labels, member, on_sale, rows
from tests.gym_rows import make_membership
from tests.handlers.test_payments import pays
from tests.queries import counted

TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
async def till(settings: Settings, clock: SetClock) -> AsyncIterator[Telegram]:
    """A Telegram with a provider's token."""
    world = Telegram(replace(settings, payment_token="123:TEST:token"), clock)
    await world.start()
    yield world
    await world.stop()


# --- the member renews ---


@pytest.mark.req("S5.14", "S5.43")
async def test_a_member_renews_and_pays_in_the_chat(till: Telegram) -> None:
    olga = await member(till)
    on_sale(till, "Два месяца", days=60, price=500_000)
    await olga.says("/membership")
    await olga.presses("🔁 Продлить")
    await olga.presses("Два месяца")
    assert "Дни: 21 декабря — 18 февраля 2027" in olga.sees
    await olga.presses("💳 Оплатить")
    assert olga.last["invoice"]["title"] == "Абонемент «Два месяца»"
    await pays(olga)
    assert "Оплата получена: 5 000 ₽" in olga.sees
    await olga.presses("Абонемент")
    assert "Затем: Два месяца, 21 декабря — 18 февраля 2027" in olga.sees
    assert [(row["state"], row["starts"]) for row in rows(till)] == [("paid", TODAY), ("paid", TODAY + 30 * DAY)]


@pytest.mark.req("S5.14")
async def test_where_one_cant_pay_the_desk_is_told_and_one_of_them_notes_the_money(telegram: Telegram) -> None:
    olga, anna = await member(telegram), await telegram.person("Анна", Role.MANAGER)
    boris = await telegram.person("Борис", Role.MANAGER)
    put(telegram.desk.db, PAYMENT_WORDS="Переводом по телефону")
    on_sale(telegram, "Два месяца", days=60, price=500_000)
    await olga.says("/membership")
    await olga.presses("🔁 Продлить")
    await olga.presses("Два месяца")
    assert "Мы получили вашу просьбу" in olga.sees
    assert "Переводом по телефону" in olga.sees
    await olga.presses("Мой абонемент")
    assert "Ждёт оплаты: Два месяца, 5 000 ₽" in olga.sees
    for person in (anna, boris):
        assert "Просят абонемент: Два месяца" in person.sees
        assert "Минеева Ольга" in person.sees
    old = boris.live_data("Оплата получена")
    await anna.presses("✅ Оплата получена")
    assert "✅ Оплачен: Два месяца" in anna.sees
    assert "оплату отметил(а) Анна" in boris.sees
    assert "Оплата получена: 5 000 ₽" in olga.sees
    await boris.presses_data(*old)  # the same press, late: the same answer, no second payment
    assert [row["amount"] for row in rows(telegram, Payment)] == [500_000]
    assert rows(telegram)[-1]["starts"] == TODAY + 30 * DAY


# --- the desk ---


@pytest.mark.req("S5.14", "S5.42", "S5.43")
async def test_a_membership_is_sold_in_three_presses_from_a_found_client(telegram: Telegram) -> None:
    uid = telegram.desk.db.write_now(lambda uow: make_client(uow, surname="Минеева", name="Ольга").uid)
    anna = await telegram.person("Анна", Role.MANAGER)
    on_sale(telegram)
    await anna.says("/client")
    await anna.presses("🔎 Найти")
    await anna.says("Минеева")
    await anna.presses(f"{uid}: Ольга")
    await anna.presses("🏋️ Абонемент")
    await anna.presses("Месяц · 3")
    old = anna.live_data("✅ Оплачено 3")
    assert "✅ Оплачено 3 000 ₽" in labels(anna)
    await anna.presses("✅ Оплачено 3")
    assert "✅ Оплачен: Месяц" in anna.sees
    assert "21 ноября — 20 декабря" in anna.sees
    await anna.presses_data(*old)
    assert "✅ Оплачен: Месяц" in anna.sees
    assert len(rows(telegram)) == len(rows(telegram, Payment)) == 1


@pytest.mark.req("S5.14")
async def test_another_sum_begins_nothing_until_the_rest_has_come(telegram: Telegram) -> None:
    telegram.desk.db.write_now(lambda uow: make_client(uow, surname="Минеева", name="Ольга").uid)
    anna = await telegram.person("Анна", Role.MANAGER)
    plan = on_sale(telegram)
    await anna.says("/members")
    await anna.presses_data(anna.last["message_id"], f"Mb:1:{plan}")
    await anna.presses("Другая сумма")
    await anna.says("1 000")
    assert "⏳ Записано: 1 000 ₽ из 3 000 ₽" in anna.sees
    assert rows(telegram)[0]["state"] == "wanted"
    await anna.presses_data(anna.last["message_id"], f"Mb:1:{plan}")
    assert "✅ Оплачено 2 000 ₽" in labels(anna)
    await anna.presses("✅ Оплачено 2")
    assert rows(telegram)[0]["state"] == "paid"
    assert [row["amount"] for row in rows(telegram, Payment)] == [100_000, 200_000]


@pytest.mark.req("S5.12", "S5.49")
async def test_the_lists_the_search_and_the_card(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    for name, starts in (("Ольга", TODAY - 27 * DAY), ("Вера", TODAY - 33 * DAY), ("Зоя", TODAY)):
        await member(telegram, name, starts, sold=f"План {name}")
    await anna.says("/members")
    assert "Заканчивается за 7 дней" in anna.sees
    assert any("Минеева Ольга · до 23.11.26" in label for label in labels(anna))
    assert not any("Вера" in label for label in labels(anna))
    await anna.presses("Закончился")
    assert any("Минеева Вера" in label for label in labels(anna))
    await anna.presses("Все")
    assert sum("Минеева" in label for label in labels(anna)) == 3
    await anna.presses("🔎 Найти")
    await anna.says("Зоя")
    await anna.presses("Минеева Зоя")
    assert "План Зоя, до 20 декабря" in anna.sees
    assert "Написать в Telegram" in anna.sees
    await anna.presses("💰 Оплаты")
    assert "Оплат пока нет." in anna.sees
    await anna.presses("Карточка")
    await anna.presses("📋 Посещения")
    assert "Тренировок пока нет." in anna.sees


@pytest.mark.req("S5.14", "S5.44")
async def test_a_membership_is_called_off_after_a_question(telegram: Telegram) -> None:
    olga, anna = await member(telegram), await telegram.person("Анна", Role.MANAGER)
    await anna.says("/members")
    await anna.presses("Все")
    await anna.presses("Минеева Ольга")
    await anna.presses("🏋️ Месяц · до 20 декабря")
    await anna.presses("✖️ Отменить")
    assert "Отменить абонемент «Месяц»?" in anna.sees
    await anna.presses("✖️ Да, отменить")
    assert "Отменён" in anna.sees
    assert "↩️ Вернуть деньги" in labels(anna)
    await olga.says("/membership")
    assert "Сейчас абонемента нет" in olga.sees


@pytest.mark.req("S1.13")
async def test_who_is_no_manager_sees_and_does_nothing_of_others(telegram: Telegram) -> None:
    await member(telegram)
    gleb = await telegram.person("Глеб")
    await gleb.says("/members")
    assert "Минеева" not in gleb.chat
    await gleb.says("/membership")
    message = gleb.last["message_id"]
    uid = rows(telegram)[0]["client_uid"]
    forged = "Mc:{uid} M1:1 Mk:1 Mx:1 MX:1 Ms:{uid} Mb:{uid}:1 My:{uid}:1:300000:1 Mm:1:0 Mi:{uid}:0 Mn:{uid}:0"
    for data in f"{forged} Ml:all:0 Mq Mo:{{uid}}:1 MU:{{uid}}:261121 Mf:{{uid}}".format(uid=uid).split():
        await gleb.presses_data(message, data)
        assert "недоступно" in gleb.alert, data
    assert "Минеева" not in gleb.chat
    assert [row["state"] for row in rows(telegram)] == ["paid"]


# --- reminders ---


@pytest.mark.req("S5.52")
async def test_a_member_is_reminded_once_before_and_once_after_the_end(telegram: Telegram) -> None:
    olga = await member(telegram, starts=TODAY - 20 * DAY)  # until 30 November
    for _ in range(18):
        await telegram.after(days=1)
        await telegram.desk.db.write(lambda uow: member_clock.remind(uow, SYSTEM))
        await telegram.settle()
    said = [text for text in olga.chat.split("\n---\n") if text.startswith("🏋️ Ваш абонемент")]
    assert [text.splitlines()[0] for text in said] == [
        "🏋️ Ваш абонемент действует до 30 ноября", "🏋️ Ваш абонемент закончился 30 ноября",
    ]  # fmt: skip
    assert "🔁 Продлить" in labels(olga)


@pytest.mark.req("S5.52")
async def test_an_end_that_a_freeze_has_moved_is_told_anew(telegram: Telegram) -> None:
    olga = await member(telegram, starts=TODAY - 25 * DAY)

    def tick() -> int:
        return telegram.desk.db.write_now(lambda uow: member_clock.remind(uow, SYSTEM))

    assert (tick(), tick()) == (1, 0)
    await telegram.settle()
    await olga.says("/membership")
    await olga.presses("❄️ Заморозить")
    await olga.presses("Сегодня")
    await olga.presses("3 дня")
    await olga.presses("❄️ Да, заморозить")
    assert len(rows(telegram, Freeze)) == 1
    telegram.clock.at += 3 * DAY
    assert (tick(), tick()) == (1, 0)
    assert len(outbox(telegram.desk.db, "membership_ends")) == 2


@pytest.mark.req("S5.52")
async def test_nobody_is_reminded_at_night_nor_when_renewed_or_deleted_or_switched_off(telegram: Telegram) -> None:
    await member(telegram, "Ольга", TODAY - 25 * DAY, sold="А")
    await member(telegram, "Вера", TODAY - 25 * DAY, sold="Б")
    db, (olga, vera) = telegram.desk.db, [row["client_uid"] for row in rows(telegram)]

    def due() -> bool:
        return db.read_now(lambda uow: member_clock.any_due(uow, SYSTEM))

    assert due()
    put(db, MEMBERSHIP_ENDS=0)
    assert not due()
    put(db, MEMBERSHIP_ENDS=7)
    telegram.clock.at += timedelta(hours=12)  # midnight in Moscow
    assert not due()
    telegram.clock.at += timedelta(hours=12)
    assert due()
    await member(telegram, "Зоя", sold="В")
    db.write_now(lambda uow: uow.clients.archive(uow.clients.get(vera)))
    db.write_now(lambda uow: setattr(uow.memberships.get(3), "client_uid", olga))  # it stands behind hers
    db.write_now(lambda uow: setattr(uow.memberships.get(3), "ends", TODAY + 60 * DAY))
    assert not due()


# --- queries ---


@pytest.mark.parametrize("data", ["M0", "Mp", "Ml:all:0", "Mc:{uid}", "Ms:{uid}", "Mk:1"])
async def test_a_screen_asks_the_database_as_often_however_many_memberships_there_are(
    telegram: Telegram, data: str
) -> None:
    olga, anna = await member(telegram), await telegram.person("Анна", Role.MANAGER)
    uid = rows(telegram)[0]["client_uid"]
    who = olga if data in {"M0", "Mp"} else anna
    asked = []
    for more in (0, 6):
        for number in range(more):
            telegram.desk.db.write_now(
                lambda uow, n=number: make_membership(uow, uid, TODAY + (n + 1) * 30 * DAY) and None
            )
            await member(telegram, f"Вера{number}", sold=f"План {number}")
        await who.says("/membership" if who is olga else "/members")
        with counted() as sent:
            await who.presses_data(who.last["message_id"], data.format(uid=uid))
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 30
