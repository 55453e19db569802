"""Sixteen managers confirm the same time at once: one has it, the others read that it is taken and what is free."""

import asyncio

import pytest
from telegram import Update

from domain.access import Role
from tests.chat import Person, Telegram
from tests.conversations.booking import booked, walk

MANAGERS = 16
TO_SUMMARY = ("/order", "[Без клиента]", "28.11 в 15", "[12]")


async def press_at_once(telegram: Telegram, people: list[Person], label: str) -> None:
    """Everybody presses before anybody is answered."""
    pressed = [telegram.people.press_label(person.id, label) for person in people]
    await asyncio.gather(*(telegram.desk.inbox.accept(Update.de_json(raw, telegram.desk.bot)) for raw in pressed))
    await telegram.settle()


@pytest.mark.req("S1.51")
async def test_of_16_managers_one_has_the_time_and_the_others_read_what_is_free(telegram: Telegram) -> None:
    managers = [await telegram.person(f"Менеджер {number}", Role.MANAGER) for number in range(MANAGERS)]
    for manager in managers:
        await walk(manager, *TO_SUMMARY)
    await press_at_once(telegram, managers, "✅ Записать")

    (row,) = booked(telegram)
    assert row["status"] == "confirmed"
    winners = [manager for manager in managers if "Записано" in manager.sees]
    losers = [manager for manager in managers if manager not in winners]
    assert len(winners) == 1
    for loser in losers:
        assert loser.sees.startswith("⚠️ Это время занято (арена). Свободно: 13:30, 14:00, 16:00.")
        assert {"14:00", "16:00"} <= set(loser.buttons)
        assert "15:00" not in loser.buttons

    await walk(losers[-1], "[16:00]", "[✅ Записать]")
    assert "Записано" in losers[-1].sees
    assert sorted(f"{row['date']:%H:%M}" for row in booked(telegram)) == ["12:00", "13:00"]
