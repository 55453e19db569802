"""Telegram on a bad day, over HTTP: 429, 5xx, lost answers and late ones, broken JSON, cut connections, blocked people.

Everybody's dialogue goes on to its end; nothing is lost, nothing is there twice. The seed is printed; `FAULT_SEED=…`
repeats it.
"""

import os
import random
import time
from pathlib import Path
from typing import Any

import pytest

from models import Outgoing
from playground.faults import Faults, Kind
from tests.databases import SqliteFiles
from tests.e2e.business import Business
from tests.e2e.kills import Plan, run

pytestmark = pytest.mark.asyncio(loop_scope="module")
SEED = int(os.environ.get("FAULT_SEED") or random.SystemRandom().randrange(10**6))
CHANCES: dict[Kind, float] = {
    "flood": 0.02, "error": 0.05, "cut": 0.05, "lost": 0.05, "delay": 0.04, "garbage": 0.04,
}  # fmt: skip
METHODS = ("getMe", "sendMessage", "editMessageText", "editMessageReplyMarkup", "answerCallbackQuery")
OF_POLLS: tuple[Kind, ...] = ("lost", "error", "garbage")  # a few only: after each everybody waits for a second
MAY_HAVE_ARRIVED = ("lost", "delay", "garbage")
CROWD = 100


async def test_several_people_get_through_a_bad_day(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    faults = Faults(SEED, dict(CHANCES), METHODS, retry_after=1.0, delay=2.0)
    for kind in OF_POLLS:
        faults.once(kind, "getUpdates")
    plan = Plan(SEED, kills=0, managers=7, customers=2, dialogues=9, patience=30.0, faults=faults)
    outcome = await run(plan, sqlite_files.create(tmp_path), tmp_path)
    happened = dict(faults.happened)
    print(f"\n{outcome.line()}\n{happened}")
    shown = "\n\n".join([outcome.line(), str(happened), *outcome.transcripts])
    assert outcome.lost == [], shown
    assert outcome.doubled == [], shown
    # a repeated edit that Telegram carries out late can hide the result of what was pressed meanwhile
    assert [errand for errand in outcome.stuck if not errand.confirmed] == [], shown
    assert len(outcome.stuck) <= 1, shown
    assert (outcome.parked, outcome.waiting) == (0, 0), shown
    assert len(outcome.done) + len(outcome.stuck) >= plan.dialogues
    assert len(happened) >= 4, shown
    assert outcome.repeated <= sum(happened.get(kind, 0) for kind in MAY_HAVE_ARRIVED), (outcome.repeated_texts, shown)
    assert outcome.statuses == [0]


async def test_people_are_answered_before_a_crowd_is_told_and_who_has_blocked_holds_nobody_up(
    business: Business,
) -> None:
    olga, crowd = business.person("Ольга"), [business.person(f"Гость {number}") for number in range(CROWD)]
    blocked = crowd[3]
    await business.start()
    business.world.people.block(blocked.id)
    business.write(lambda uow: [tell(uow, one.id) for one in crowd] and None)
    await business.until(lambda: crowd[0].heard, what="the first letter of the crowd")
    waits = []
    for _ in range(4):
        begun = time.monotonic()
        await olga.says("/id")
        waits.append(time.monotonic() - begun)
    reached = [one for one in crowd if one is not blocked]
    assert not all(one.heard for one in reached), "the crowd was told before the people"
    await business.until(lambda: all(one.heard for one in reached), what="the last letter of the crowd")
    assert max(waits) < 2.0, waits
    assert [one.heard for one in reached] == [["Мы открылись"]] * (CROWD - 1)
    assert "Мы открылись" not in blocked.heard
    told = {"sent": CROWD - 1, "refused": 1}
    await business.until(lambda: business.read(states) == told, what="the last word of how sending went")
    assert "Flood control" not in business.log


def tell(uow: Any, chat_id: int) -> None:
    uow.outbox.tell("answer", chat_id, f"crowd:{chat_id}", {"text": "Мы открылись", "keyboard": None}, bulk=True)


def states(uow: Any) -> dict[str, int]:
    rows = [row.state for row in uow.session.query(Outgoing).filter_by(bulk=True)]
    return {state: rows.count(state) for state in set(rows)}
