"""Updates that no Telegram sends, but that nothing may be stopped by: fields missing, wrong, or out of every bound."""

from typing import Any

import pytest

from delivery.inbox import parse_batch
from tests.chat import Telegram

HUGE = 10**30


def _bent(kind: str, whole: dict[str, Any]) -> dict[str, Any]:
    return {
        "date": whole | {"date": HUGE},
        "no date": {key: value for key, value in whole.items() if key != "date"},
        "chat": whole | {"chat": whole["chat"] | {"id": HUGE}},
        "sender": whole | {"from": whole["from"] | {"id": HUGE}},
        "nobody": whole | {"from": whole["from"] | {"id": "x"}},
        "almost": whole | {"chat": whole["chat"] | {"id": 2**63}},
        "half a character": whole | {"text": "\ud83d"},
    }[kind]


@pytest.mark.parametrize("kind", ["date", "no date", "chat", "sender", "nobody", "almost", "half a character"])
async def test_an_unreadable_update_is_parked_and_the_next_one_is_answered(telegram: Telegram, kind: str) -> None:
    anna = await telegram.person("Анна")
    good = telegram.people.say(anna.id, "привет")
    bad = {"update_id": good["update_id"] - 1_000_000, "message": _bent(kind, good["message"])}
    desk = telegram.desk

    for update in await parse_batch([bad, good], desk.bot, desk.inbox):
        await desk.inbox.accept(update)
    await telegram.settle()

    assert "Я отвечаю на кнопки и команды" in anna.sees
    assert desk.db.read_now(lambda uow: (uow.inbox.count("dead"), uow.inbox.count("new"))) == (1, 0)


@pytest.mark.parametrize("update_id", [HUGE, "x", None, 1.5])
async def test_an_update_without_a_usable_id_stops_nothing(telegram: Telegram, update_id: Any) -> None:
    anna = await telegram.person("Анна")
    good = telegram.people.say(anna.id, "привет")

    for update in await parse_batch([good | {"update_id": update_id}, good], telegram.desk.bot, telegram.desk.inbox):
        await telegram.desk.inbox.accept(update)
    await telegram.settle()

    assert "Я отвечаю на кнопки и команды" in anna.sees
