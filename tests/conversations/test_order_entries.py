"""Other ways into the staff's `/order`: the calendar's days and gaps, a client's card, an earlier game (S1.10)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Role
from domain.orders import Polygon
from tests.builders import make_order
from tests.chat import Person, Telegram
from tests.conversations.booking import SATURDAY, booked, game, olga, walk
from ui.orders import GapPicked


async def begun(telegram: Telegram, *steps: str) -> Person:
    """Анна, some steps after a client was put on file."""
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, *steps)
    return anna


@pytest.mark.req("S1.10")
async def test_a_free_gap_of_the_calendar_begins_with_day_and_time(telegram: Telegram) -> None:
    anna = await begun(telegram, "/calendar", "[28]", "[➕ 10:00 арена]", "[Минеева Ольга]", "[12]")
    assert "10:00–11:00 арена" in anna.sees
    await anna.presses("✅ Записать")
    assert booked(telegram)[0]["date"] == SATURDAY.replace(hour=7)


@pytest.mark.req("S1.10")
async def test_a_day_of_the_calendar_begins_with_it(telegram: Telegram) -> None:
    anna = await begun(telegram, "/calendar", "[28]", "[➕ Новая игра]", "[Без клиента]")
    assert "📅 сб, 28 нояб." in anna.sees
    assert "Площадка" in anna.sees


async def test_a_gap_that_has_begun_starts_at_the_next_free_time(telegram: Telegram) -> None:
    telegram.clock.at = datetime(2026, 11, 21, 9, 7, 13, tzinfo=UTC)
    anna = await begun(telegram, "/id")
    data = GapPicked(telegram.clock.at, Polygon.ARENA).pack()
    await anna.presses_data(anna.last["message_id"], data)
    await walk(anna, "[Без клиента]", "[8]")
    assert "12:30–13:30 арена" in anna.sees


async def test_a_gap_given_away_still_begins_on_its_day(telegram: Telegram) -> None:
    game(telegram)
    anna = await begun(telegram, "/id")
    await anna.presses_data(anna.last["message_id"], GapPicked(SATURDAY + timedelta(minutes=30), Polygon.ARENA).pack())
    await walk(anna, "[Без клиента]")
    assert "Площадка" in anna.sees or "Сколько игроков" in anna.sees
    assert "сб, 28 нояб." in anna.sees


async def test_a_game_is_repeated_on_another_day(telegram: Telegram) -> None:
    uid = olga(telegram)
    telegram.desk.db.write_now(
        lambda uow: (
            make_order(
                uow, date=SATURDAY, client_uid=uid, players=17, gifts="snood", price=900_000, custom={"Торт": "свой"}
            ).uid
        )
    )
    anna = await telegram.person("Анна", Role.MANAGER)
    await walk(anna, "/calendar", "[28 ¹]", "[Минеева]", "[↻ Повторить]", "[30]")
    assert "пн, 30 нояб." in anna.sees
    assert "17 игроков · снуды" in anna.sees
    await anna.presses("✅ Записать")
    first, second = booked(telegram)
    assert second["date"] == first["date"] + timedelta(days=2)
    assert (second["client_uid"], second["price"], second["custom"]) == (uid, 900_000, {"Торт": "свой"})


async def test_a_clients_card_begins_with_the_client(telegram: Telegram) -> None:
    anna = await begun(telegram, "/id")
    await anna.presses_data(anna.last["message_id"], "co:1")
    assert "👤 Минеева Ольга" in anna.sees
    assert "Какой день" in anna.sees
