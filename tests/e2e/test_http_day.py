"""A day of the club over HTTP: `bot.py` as a process at a Bot API named by its settings, and people who talk to it."""

import asyncio
import math
import re
from datetime import UTC, datetime

import pytest

from models import Order
from tests.e2e.business import OWNER, Business
from tests.e2e.someone import Someone
from tests.playground.botspec import BotSpec, find

pytestmark = pytest.mark.asyncio(loop_scope="module")
SPEC = find()
OF_PTB = {"editMessageReplyMarkup: unknown parameter parse_mode"}  # it adds its defaults; Telegram overlooks them


async def hired(business: Business, owner: Someone, name: str) -> Someone:
    """The owner invites a manager by link, who follows it."""
    await owner.walks("/staff", "[Пригласить ссылкой]", "[Менеджер]")
    link = await owner.sees("приглашает вас", "Менеджер")
    found = re.search(r"start=(s_\w+)", link)
    assert found is not None
    manager = business.person(name, started=False)
    await manager.opens(found[1])
    await manager.was_told("Менеджер")
    await owner.was_told(name)
    return manager


async def books(manager: Someone, client: str, chosen: str) -> tuple[str, str]:
    """/order to the end on the last day offered at once; gives day and time."""
    await manager.walks("/order", client, f"[{chosen}]")
    day = await manager.offered(r"^[а-я]{2} \d+$", last=True)
    await manager.presses(day)
    start = await manager.offered(r"^\d\d:\d\d$")
    await manager.walks(f"[{start}]", "[12]", "[✅ Записать]")
    await manager.sees("Записано", "Статус: подтверждена", start)
    return day, start


async def remind_now(business: Business, owner: Someone) -> None:
    """The owner sets the second reminder to so many hours before the only game that its moment has just passed."""
    start = business.read(lambda uow: uow.session.query(Order).one().date)
    hours = math.ceil((start - datetime.now(UTC)).total_seconds() / 3600)
    await owner.walks("/settings", "[Сообщения]", "[Второе напоминание]", str(hours))
    await owner.sees("✅ Второе напоминание")


@pytest.mark.req("S1.3", "S1.4", "S1.10", "S1.20", "S1.29", "S1.51")
async def test_the_staffs_day(business_on_both: Business) -> None:
    business = business_on_both
    owner = business.person("Пётр", user_id=OWNER, started=False)
    await business.start()
    await owner.opens()
    marina = await hired(business, owner, "Марина")

    await marina.walks("/client", "[➕ Добавить]", "Минеева Ольга 8 999 643-23-87", "[✅ Добавить]")
    await marina.sees("Клиент добавлен", "Минеева Ольга")
    await marina.walks("/client", "[Найти]", "МинеЕв")
    await marina.presses(await marina.offered("Ольга"))
    await marina.sees("Минеева Ольга", "+7 999 643-23-87")

    day, start = await books(marina.counts_anew(), "Ольга", "Минеева Ольга")
    assert (marina.pressed <= 7, marina.typed <= 2) == (True, True), (marina.pressed, marina.typed)

    await marina.counts_anew().walks("/order", "Пётр 8 902 111-22-33", "[➕ Пётр]", f"[{day}]", start)
    await marina.sees("занято", "Свободно")
    free = await marina.offered(r"^\d\d:\d\d$")
    assert free != start
    assert free in marina.last
    await marina.walks(f"[{free}]", "[8]", "[✅ Записать]")
    await marina.sees("Записано", free)
    assert (marina.pressed <= 9, marina.typed <= 3) == (True, True), (marina.pressed, marina.typed)

    await marina.says("/calendar")
    await marina.sees("Календарь игр")
    marked = rf"^{day.split()[1]} ²$"
    if not any(re.search(marked, label) for label in marina.buttons):
        await marina.presses("»")  # the games are in the month to come
    await marina.presses(await marina.offered(marked))
    await marina.presses(await marina.offered(rf"^{start} арена · Минеева"))
    await marina.presses("🔁 Перенести")
    tomorrow = await marina.offered(r"Завтра")
    await marina.walks(f"[{tomorrow}]")
    moved_to = await marina.offered(r"^\d\d:\d\d$", last=True)
    await marina.walks(f"[{moved_to}]", "[✅ Перенести]")
    await marina.sees("Игра перенесена", moved_to)
    assert await business.stop() == 0
    assert_valid_by_the_bot_api(business)


@pytest.mark.req("S1.21", "S1.65")
async def test_a_parent_orders_alone_and_is_reminded(business_on_both: Business) -> None:
    business = business_on_both
    owner, olga = business.person("Пётр", user_id=OWNER, started=False), business.person("Ольга", started=False)
    await business.start()
    await owner.opens()
    marina = await hired(business, owner, "Марина")
    await olga.opens()
    await olga.walks("/order", "[Согласен]")
    await olga.shares_contact()
    await olga.presses("Ольга")  # as Telegram calls her
    await olga.sees("На какой день")
    await olga.presses(await olga.offered(r"^\d+$"))
    start = await olga.offered(r"^\d\d:\d\d$")
    await olga.walks(f"[{start}]", "[10]", "[день рождения]", "[✅ Отправить запрос]")
    await olga.sees("Запрос отправлен")
    await marina.was_told("Новый запрос")
    await marina.presses("Подтвердить")
    await olga.was_told("Игра подтверждена")

    await remind_now(business, owner)
    reminder = await olga.was_told("Ждём вас")
    assert start in reminder
    await asyncio.sleep(1.2)  # two ticks more
    assert len([text for text in olga.heard if "Ждём вас" in text]) == 1
    await olga.presses(await olga.offered("Приду|Придём|Будем"))
    assert await business.stop() == 0
    assert_valid_by_the_bot_api(business)


def assert_valid_by_the_bot_api(business: Business) -> None:
    """Every request of the bot is one that the Bot API knows, where a machine-readable one is at hand."""
    if SPEC is None:
        return
    spec, faults = BotSpec(SPEC), []
    known = {name.lower(): name for name in spec.methods}
    for method, params in business.world.asked:
        name = known.get(method.lower())
        faults += spec.request_faults(name, params) if name else [f"{method}: no such method"]
    assert business.world.asked
    assert sorted(set(faults) - OF_PTB) == []
