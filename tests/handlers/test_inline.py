"""Inline mode: staff find clients and canned replies from any chat; nobody else learns anything."""

import asyncio
import time
from typing import Any

import pytest
from telegram import Update

from delivery.inbox import ANY_CHAT, chat_of
from delivery.order import Lanes
from domain.access import Role
from tests.builders import make_client, put_settings
from tests.chat import Person, Telegram, plain
from tests.queries import counted


@pytest.fixture(autouse=True)
def club(telegram: Telegram) -> None:
    def fill(uow: Any) -> None:
        put_settings(uow, BUSINESS="Арсенал")
        make_client(uow, surname="Минеева", name="Ольга", phone="+79996432387", secondphone="+79021112233")
        make_client(uow, surname="<b>Минеев", name="Пётр &", phone="+79991112233")
        uow.canned.make("Приветствие", "Здравствуйте, {имя}! Это {агент}, {компания}. <i>№{номер}</i>", 0, "1")
        uow.canned.make("Минеральная вода", "Вода у входа", 0, "2")
        uow.canned.make("Только имя", "{имя}", 0, "3")

    telegram.desk.db.write_now(fill)


def titles(answer: dict[str, Any]) -> list[str]:
    return [result["title"] for result in answer["results"]]


def said(answer: dict[str, Any], at: int = 0) -> str:
    """The message that a result becomes."""
    return plain(answer["results"][at]["message"]["text"])


def last_call(telegram: Telegram) -> dict[str, Any]:
    return telegram.request.sent("answerInlineQuery")[-1]


async def test_a_manager_finds_clients_and_replies_from_any_chat(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER, last_name="Ларина")
    answer = await anna.asks_inline("минЕ")
    assert titles(answer) == ["👤 Минеева Ольга", "👤 <b>Минеев Пётр &", "💬 Минеральная вода"]
    assert said(answer) == "Минеева Ольга, +7 999 643-23-87"
    assert {one["type"] for one in answer["results"][1]["message"]["entities"]} == {"phone_number"}  # no markup
    assert said(answer, 1) == "<b>Минеев Пётр &, +7 999 111-22-33"
    assert said(answer, 2) == "Вода у входа"
    assert titles(await anna.asks_inline("8 999 643-23-87")) == ["👤 Минеева Ольга"]
    call = last_call(telegram)
    assert call["cache_time"] == 0
    assert call["is_personal"] is True


async def test_behind_an_exclamation_mark_replies_only_with_what_is_known_filled_in(telegram: Telegram) -> None:
    inna = await telegram.person("Инна", Role.SUPPORT, last_name="Ларина")
    answer = await inna.asks_inline("!Привет")
    assert titles(answer) == ["💬 Приветствие"]
    assert said(answer) == "Здравствуйте! Это Инна, Арсенал. <i> </i>"
    assert titles(await inna.asks_inline("!мине")) == ["💬 Минеральная вода"]
    assert titles(await inna.asks_inline("!")) == titles(await inna.asks_inline("")) == [
        "💬 Минеральная вода", "💬 Приветствие",
    ]  # fmt: skip


async def test_each_role_finds_what_it_may(telegram: Telegram) -> None:
    contractor = await telegram.person("Роман", Role.CONTRACTOR)
    assert titles(await contractor.asks_inline("мине")) == ["💬 Минеральная вода"]
    instructor = await telegram.person("Артём", Role.INSTRUCTOR)
    assert titles(await instructor.asks_inline("мине")) == ["👤 Минеева Ольга", "👤 <b>Минеев Пётр &"]
    nothing = await instructor.asks_inline("!мине")
    assert titles(nothing) == []
    nothing = await instructor.asks_inline("")
    assert nothing["button"]["text"] == "Напишите имя или телефон"


@pytest.mark.parametrize("query", ["минеева", "!привет", "", "8 999 643-23-87", "%", "?" * 300])
async def test_a_stranger_gets_a_way_to_the_bot_and_is_not_written_down(telegram: Telegram, query: str) -> None:
    stranger = await telegram.person("Чужой", start=False)
    answer = await stranger.asks_inline(query)
    assert answer["results"] == []
    assert answer["button"]["text"] == "Написать: Арсенал"
    assert "Минеева" not in str(last_call(telegram))
    assert telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(stranger.id)) is None
    await stranger.opens(answer["button"]["start_parameter"])
    assert "Арсенал" in stranger.chat


async def test_a_customer_gets_as_little(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    answer = await olga.asks_inline("минеева")
    assert answer["results"] == []
    assert answer["button"]["text"] == "Написать: Арсенал"


async def test_a_role_that_was_taken_finds_nothing_at_the_next_letter(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    assert titles(await anna.asks_inline("мине"))

    def dismiss(uow: Any) -> None:
        uow.people.revoke(uow.people.find_by_telegram(anna.id).id, Role.MANAGER)

    telegram.desk.db.write_now(dismiss)
    assert (await anna.asks_inline("минее"))["results"] == []


async def test_at_most_twenty_and_further_pages_without_repeating(telegram: Telegram) -> None:
    def fill(uow: Any) -> None:
        for number in range(30):
            make_client(uow, surname="Волков", name=f"Иван{number}")
            uow.canned.make(f"Волк {number}", f"Текст {number}", 0, f"w{number}")

    telegram.desk.db.write_now(fill)
    anna = await telegram.person("Анна", Role.MANAGER)
    seen: list[str] = []
    offset = ""
    for _ in range(9):
        answer = await anna.asks_inline("волк", offset)
        assert len(answer["results"]) <= 20
        print("PG", repr(offset), len(answer["results"]), repr(answer["next_offset"]), answer["results"][0]["id"])
        seen += [result["id"] for result in answer["results"]]
        if not (offset := answer["next_offset"]):
            break
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize("offset", ["-1", "x", "9" * 20, "999", "٣"])
async def test_a_forged_offset_is_no_fault(telegram: Telegram, offset: str) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    assert "results" in await anna.asks_inline("мине", offset)


@pytest.mark.req("S3.41")
async def test_queries_are_bounded_and_the_same_at_ten_and_at_many(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)

    async def asked() -> int:
        with counted() as queries:
            await anna.asks_inline("мине")
        around = ("inbox", "outbox", "jobs", "BEGIN", "SET ")
        return len([one for one in queries if not any(word in one for word in around)])

    few = await asked()
    telegram.desk.db.write_now(lambda uow: [make_client(uow, surname="Минеев") for _ in range(300)] and None)
    assert await asked() == few
    assert few <= 6


# --- no chat, no dialogue ---


async def test_it_has_a_lane_beside_the_private_chat(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    update = Update.de_json(telegram.people.inline_query(anna.id, "мине"), telegram.desk.bot)
    assert chat_of(update) == ANY_CHAT + anna.id
    assert chat_of(Update.de_json(telegram.people.say(anna.id, "/id"), telegram.desk.bot)) == anna.id


async def test_a_dialogue_of_the_private_chat_stays_and_is_not_waited_for(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await anna.says("/canned")
    await anna.presses("Новая заготовка")
    before = telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(anna.id))
    async with telegram.desk.processor.lanes.turn(anna.id):  # their private chat is busy
        assert titles(await anna.asks_inline("мине"))
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(anna.id)) == before
    unknown = telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(ANY_CHAT + anna.id))
    assert unknown == ("-", "")
    await anna.says("Новая")
    assert "Новая заготовка: Новая" in anna.sees


async def _flood(telegram: Telegram, who: Person, number: int) -> int:
    """So many letters while one before them is being answered; gives how many were answered."""
    before = len(telegram.request.sent("answerInlineQuery"))
    async with telegram.desk.processor.lanes.turn(ANY_CHAT + who.id):
        for at in range(number):
            raw = telegram.people.inline_query(who.id, "минеева"[: 1 + at % 7])
            await telegram.desk.inbox.accept(Update.de_json(raw, telegram.desk.bot))
    await telegram.settle()
    return len(telegram.request.sent("answerInlineQuery")) - before


async def test_of_a_flood_of_letters_the_newest_is_answered(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    assert await _flood(telegram, anna, 15) == 1
    assert last_call(telegram)["results"]
    assert telegram.desk.db.read_now(lambda uow: uow.inbox.count("new")) == 0


async def test_without_that_every_letter_is(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(Lanes, "is_behind", lambda *_: False)
    anna = await telegram.person("Анна", Role.MANAGER)
    assert await _flood(telegram, anna, 15) == 15


async def test_others_are_answered_while_somebody_floods(telegram: Telegram) -> None:
    anna, boris = await telegram.person("Анна", Role.MANAGER), await telegram.person("Борис")
    for at in range(300):
        raw = telegram.people.inline_query(anna.id, f"мине{at}")
        await telegram.desk.inbox.accept(Update.de_json(raw, telegram.desk.bot))
    started = time.monotonic()
    await telegram.desk.inbox.accept(Update.de_json(telegram.people.say(boris.id, "/id"), telegram.desk.bot))
    while str(boris.id) not in boris.sees:
        assert time.monotonic() - started < 5
        await asyncio.sleep(0.01)
    assert telegram.desk.processor.lanes.is_behind(ANY_CHAT + anna.id) or telegram.request.sent("answerInlineQuery")
    await telegram.settle()


async def test_an_answer_too_late_or_to_nowhere_is_dropped(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    raw = telegram.people.inline_query(anna.id, "мине")
    raw["inline_query"]["id"] = "1"  # Telegram has forgotten it
    await telegram.deliver(raw)
    telegram.api.faults.once("cut", "answerInlineQuery")
    answer = await anna.asks_inline("минее")
    assert telegram.desk.db.read_now(lambda uow: (uow.inbox.count("new"), uow.inbox.count("dead"))) == (0, 0)
    assert answer["user_id"] == anna.id


async def test_an_area_that_is_switched_off_is_not_found(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    features = telegram.desk.settings.features
    object.__setattr__(telegram.desk.settings, "features", features - {"tickets"})
    assert titles(await anna.asks_inline("мине")) == ["👤 Минеева Ольга", "👤 <b>Минеев Пётр &"]
