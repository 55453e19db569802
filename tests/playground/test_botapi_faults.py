"""Flood limits and injected faults, in process."""

from __future__ import annotations

import pytest
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from playground.faults import KINDS, Faults
from playground.flood import FloodRules
from playground.inprocess import InProcessRequest
from tests.playground.world import TOKEN, World


def test_thirty_a_second_in_all():
    world = World(limits=True)
    people = [world.people.add(f"p{n}", started=True)["id"] for n in range(40)]
    for uid in people[:30]:
        world.call("sendMessage", chat_id=uid, text="x")
    refusal = world.refused("sendMessage", chat_id=people[30], text="x")
    assert (refusal.code, refusal.parameters) == (429, {"retry_after": 1})
    assert refusal.description == "Too Many Requests: retry after 1"
    world.clock.now += 1
    assert world.call("sendMessage", chat_id=people[30], text="x")


def test_one_a_second_to_a_person_after_a_burst():
    world = World(limits=FloodRules(burst=5))
    for _ in range(5):
        world.send()
    assert world.refused("sendMessage", chat_id=world.uid, text="x").code == 429
    world.clock.now += 2
    world.send()
    world.send()
    assert world.refused("sendMessage", chat_id=world.uid, text="x").parameters == {"retry_after": 1}


def test_twenty_a_minute_to_a_group():
    world = World(limits=True)
    group = world.people.create_group("g", [world.uid])
    for _ in range(20):
        world.call("sendMessage", chat_id=group, text="x")
    assert world.refused("sendMessage", chat_id=group, text="x").parameters == {"retry_after": 60}
    world.clock.now += 61
    assert world.call("sendMessage", chat_id=group, text="x")


def test_draws_repeat_by_seed_and_keep_to_methods():
    one, two = (Faults(7, {"flood": 0.2, "lost": 0.3}, methods=["sendMessage"]) for _ in range(2))
    drawn = [one.draw("sendMessage") for _ in range(200)]
    assert drawn == [two.draw("sendMessage") for _ in range(200)]
    assert {fault.kind for fault in drawn if fault} == {"flood", "lost"}
    assert 60 < sum(fault is not None for fault in drawn) < 140
    assert one.draw("getUpdates") is None
    with pytest.raises(ValueError, match="chances"):
        Faults(chances={"flood": 2})


def test_the_switch_takes_what_it_gave():
    faults = Faults()
    state = faults.state()
    assert set(state["chances"]) == set(KINDS)
    faults.change({**state, "chances": {"cut": 0.5}, "methods": ["sendMessage"], "retry_after": 3})
    assert faults.state()["chances"]["cut"] == 0.5
    assert faults.retry_after == 3
    faults.change({**faults.state(), "methods": []})
    assert faults.state()["methods"] == []


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # RetryAfter's own, about timedeltas
@pytest.mark.parametrize(
    ("kind", "error", "done"),
    [
        ("flood", RetryAfter, False), ("blocked", Forbidden, False), ("cut", NetworkError, False),
        ("error", NetworkError, False), ("lost", NetworkError, True), ("delay", TimedOut, True),
    ],
)  # fmt: skip
async def test_what_a_bot_sees_of_a_fault(world, kind, error, done):
    world.api.faults = Faults()
    bot = ExtBot(TOKEN, request=InProcessRequest(world.api), get_updates_request=InProcessRequest(world.api))
    await bot.initialize()
    world.api.faults.once(kind, "sendMessage")
    with pytest.raises(error) as caught:
        await bot.send_message(world.uid, "x")
    if kind in ("cut", "lost", "delay"):
        assert isinstance(caught.value.__cause__, OSError)
    assert (world.people.last_message(world.uid) is not None) == done
    await bot.send_message(world.uid, "y")
    await bot.shutdown()


async def test_a_transport_names_its_own_causes(world):
    world.api.faults = Faults()
    request = InProcessRequest(world.api, causes={"lost": lambda: KeyError("own")})
    world.api.faults.once("lost")
    with pytest.raises(NetworkError) as caught:
        await request.post(f"https://example.org/bot{TOKEN}/getMe")
    assert isinstance(caught.value.__cause__, KeyError)
