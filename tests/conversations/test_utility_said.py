"""Words about a request where somebody is not there to read them, or has no part in it any more; many incidents."""

from typing import Any

import pytest

from domain.access import Role
from models import Incident
from tests.chat import Person, Telegram
from tests.conversations.booking import walk
from tests.conversations.housing import House, build
from tests.utility_rows import make_category


@pytest.fixture
def house(telegram: Telegram) -> House:
    return build(telegram)


@pytest.fixture
async def anna(telegram: Telegram) -> Person:
    """A dispatcher."""
    return await telegram.person("Анна", Role.MANAGER)


async def by_call(house: House, telegram: Telegram, anna: Person) -> None:
    """A request whose resident has called, and has no Telegram."""
    olga = await house.resident()
    await house.files(olga)

    def write(uow: Any) -> None:
        uow.utility.edit(uow.utility.get(1), user_id=None, source="call")

    telegram.desk.db.write_now(write)
    await walk(anna, "/requests", "[№1]")


@pytest.mark.req("S4.36")
async def test_who_writes_to_a_resident_without_telegram_is_told_that_nobody_reads_it(
    house: House, telegram: Telegram, anna: Person
) -> None:
    await by_call(house, telegram, anna)
    await anna.presses("💬 Комментарий")
    assert "Жилец не в боте" in anna.sees
    await anna.says("Придём завтра")
    assert "Жилец не в боте и его не прочтёт: позвоните ему." in anna.sees
    assert "Комментарий отправлен" not in anna.sees
    said = telegram.desk.db.read_now(lambda uow: [row.text for row in uow.utility.list_said(1, ("staff",))])
    assert said == ["Придём завтра"]


@pytest.mark.req("S4.36")
async def test_a_resident_who_has_blocked_the_bot_does_not_read_it_either(
    house: House, telegram: Telegram, anna: Person
) -> None:
    olga = await house.resident()
    await house.files(olga)
    await walk(anna, "/requests", "[№1]", "[💬 Комментарий]")
    assert "Жилец не в боте" not in anna.sees
    telegram.desk.db.write_now(lambda uow: uow.people.mark_unreachable(olga.id))
    await anna.says("Придём завтра")
    assert "Жилец не в боте" in anna.sees


@pytest.mark.req("S4.36")
async def test_a_dispatchers_comment_reaches_the_executor(house: House, telegram: Telegram, anna: Person) -> None:
    roman, _ = await house.executor()
    olga = await house.resident()
    await house.files(olga)
    await walk(anna, "/requests", "[№1]", "[👷 Назначить]", "[Роман Ким]", "[💬 Комментарий]", "Ключ у консьержа")
    await telegram.settle()
    assert "Ключ у консьержа" in roman.sees
    assert "Ключ у консьержа" in olga.sees
    await walk(roman, "[Ответить]", "Возьму")
    await telegram.settle()
    assert "Возьму" in olga.sees
    assert "✅ Комментарий отправлен." in roman.sees, "who has said it is told no more than that"


@pytest.mark.req("S4.36")
@pytest.mark.parametrize("button", ["↩️ Вернуть", "💬 Комментарий"])
async def test_who_has_lost_the_request_in_the_middle_is_told_and_let_go(
    house: House, telegram: Telegram, anna: Person, button: str
) -> None:
    roman, _ = await house.executor()
    house.adds_executor("Белов Олег")
    olga = await house.resident()
    await house.files(olga)
    await walk(anna, "/requests", "[№1]", "[👷 Назначить]", "[Роман Ким]")
    await telegram.after(minutes=1)
    await walk(roman, "/requests", "[№1]", f"[{button}]")
    await walk(anna, "[👷 Передать другому]", "[Белов Олег]")
    await roman.says("Нет прокладок")
    assert "Заявка №1 больше не ваша" in roman.chat
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.load(roman.id).status) == "-"
    assert house.state() == "assigned"
    assert telegram.desk.db.read_now(lambda uow: [row.text for row in uow.utility.list_said(1, ("staff",))]) == []


async def test_incidents_have_their_pages(telegram: Telegram, house: House, anna: Person) -> None:
    def fill(uow: Any) -> None:
        water = make_category(uow, "Тепло").id
        for at in range(11):
            uow.incidents.add(
                Incident(category_id=water, street=f"Улица {at:02}", street_n=f"улица {at:02}", text="Нет тепла",
                         created_at=uow.now, updated_at=uow.now)
            )  # fmt: skip

    telegram.desk.db.write_now(fill)
    await walk(anna, "/requests", "[⚠️ Аварии]")
    shown = [label for label in anna.buttons if "Улица" in label]
    await anna.presses("»")
    rest = [label for label in anna.buttons if "Улица" in label]
    assert (len(shown), len(rest)) == (8, 3)
    assert len({*shown, *rest}) == 11
    assert "»" not in anna.buttons
    await anna.presses("«")
    assert [label for label in anna.buttons if "Улица" in label] == shown
