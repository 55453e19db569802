"""getUpdates, webhooks, and what survives a restart."""

from __future__ import annotations

import asyncio
import contextlib

import orjson
import pytest

from playground import ApiError, BotApi, People, Store
from playground.answering import answer


def ids(updates):
    return [update["update_id"] for update in updates]


def test_offset_confirms_and_limit_bounds(world):
    sent = [world.people.say(world.uid, f"m{n}")["update_id"] for n in range(5)]
    assert sent == list(range(sent[0], sent[0] + 5))
    assert ids(world.updates(limit=2)) == sent[:2]
    assert ids(world.updates()) == sent
    assert ids(world.updates(offset=sent[2])) == sent[2:]
    assert ids(world.updates()) == sent[2:]
    assert ids(world.updates(offset=-1)) == sent[4:]
    assert ids(world.updates()) == sent[4:]
    assert world.updates(offset=sent[4] + 1) == []


def test_updates_live_a_day(world):
    world.people.say(world.uid, "old")
    world.clock.now += 24 * 3600 + 1
    fresh = world.people.say(world.uid, "new")["update_id"]
    assert ids(world.updates()) == [fresh]


def test_allowed_updates_hold_from_then_on(world):
    world.people.react(world.uid, world.send()["message_id"], "👍")
    assert world.updates() == []
    world.updates(allowed_updates=["message_reaction"])
    message = world.send()["message_id"]
    assert "update_id" not in world.people.say(world.uid, "x")
    assert world.people.react(world.uid, message, "🔥")["message_reaction"]["new_reaction"][0]["emoji"] == "🔥"
    assert len(world.updates()) == 1
    world.updates(allowed_updates="[]")
    assert world.people.say(world.uid, "x")["update_id"]


async def test_a_second_poller_takes_over(world):
    first = asyncio.ensure_future(answer(world.api, "getUpdates", {"timeout": 5}, {}))
    await asyncio.sleep(0.01)
    second = asyncio.ensure_future(answer(world.api, "getUpdates", {"timeout": 5}, {}))
    status, body = await asyncio.wait_for(first, 1)
    assert status == 409
    words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    assert orjson.loads(body)["description"] == words
    world.people.say(world.uid, "hi")
    status, body = await asyncio.wait_for(second, 1)
    assert status == 200
    assert len(orjson.loads(body)["result"]) == 1


async def test_waiting_ends_by_itself_and_by_an_update_from_a_thread(world):
    status, body = await answer(world.api, "getUpdates", {"timeout": 0}, {})
    assert (status, orjson.loads(body)["result"]) == (200, [])
    waiting = asyncio.ensure_future(answer(world.api, "getUpdates", {"timeout": 5}, {}))
    await asyncio.sleep(0.01)
    await asyncio.to_thread(world.people.say, world.uid, "from a thread")
    _, body = await asyncio.wait_for(waiting, 1)
    assert orjson.loads(body)["result"][0]["message"]["text"] == "from a thread"


def test_webhook_and_polling_exclude_each_other(world):
    assert world.refused("setWebhook", url="http://a.ru/x").description.startswith("Bad Request: bad webhook")
    refusal = world.refused("setWebhook", url="https://a.ru/x", secret_token="a b")
    assert refusal.description == "Bad Request: secret token contains unallowed characters"
    assert world.call("setWebhook", url="https://a.ru/x", secret_token="ab", allowed_updates=["message"])
    assert world.call("getWebhookInfo")["allowed_updates"] == ["message"]
    refusal = world.refused("getUpdates")
    assert refusal.code == 409
    assert "while webhook is active" in refusal.description
    world.people.say(world.uid, "x")
    world.call("deleteWebhook", drop_pending_updates="true")
    assert world.updates() == []


def test_a_restart_keeps_everything(tmp_path):
    path = tmp_path / "deep" / "telegram.db"
    store = Store(path)
    api = BotApi(store, "1:a")
    people = People(api)
    uid = people.add("Аня", phone="+7", started=True)["id"]
    first = people.say(uid, "до")
    api.call("sendMessage", {"chat_id": uid, "text": "a"})
    api.call("getUpdates", {"offset": first["update_id"] + 1})
    pending = people.say(uid, "ждёт")
    store.close()

    store = Store(path)
    api = BotApi(store, "1:a")
    people = People(api)
    people.load([{"user_id": uid, "first_name": "Анна", "role": {"ru": "гость", "en": "guest"}}])
    assert ids(api.call("getUpdates")) == [pending["update_id"]]
    assert [message["text"] for message in people.messages(uid)] == ["до", "a", "ждёт"]
    assert people.user(uid)["first_name"] == "Анна"
    later = people.say(uid, "после")
    assert later["update_id"] == pending["update_id"] + 1
    assert later["message"]["message_id"] == 4
    store.close()


def test_a_refused_call_changes_nothing(world):
    last = world.store.messages.last_id(world.uid)
    with contextlib.suppress(RuntimeError), world.store.transaction():
        world.send("half")
        raise RuntimeError
    assert world.store.messages.last_id(world.uid) == last
    assert world.send()["message_id"] == last + 1
    with pytest.raises(ApiError):
        world.api.push_raw({"update_id": 5})
    assert world.api.push_raw({"message": {"broken": True}})["update_id"]
