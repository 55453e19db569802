"""Updates that are no message or press of a private chat: groups, channels, other kinds, repeated and broken ones."""

from __future__ import annotations

from typing import Any

from tests.fuzz import contents, presses, texts
from tests.fuzz.phone import Json, Phone
from tests.fuzz.updates import NOBODY, Answer, family
from ui import menu

CHANNEL = {"id": -1_002_000_000_001, "type": "channel", "title": "Канал"}
HUGE = 10**30
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def _group(phone: Phone) -> Json:
    return phone.club.room(phone.group).info


@family("command in a group", Answer.GROUP)
def _addressed(phone: Phone, _live: int | None) -> Json:
    name = phone.rng.choice(("order", "start", "cancel", "nope", "STAFF"))
    bot, behind = phone.rng.choice(("frontdesk_bot", "FrontDesk_Bot")), phone.rng.choice(("", " x"))
    return phone.text(f"/{name}@{bot}{behind}", _group(phone))


@family("talk in a group", Answer.NONE)
def _talk(phone: Phone, _live: int | None) -> Json:
    rng = phone.rng
    label = rng.choice(menu.labels())
    said = rng.choice((texts.nasty(rng), "/order", "/start@other_bot", "отмена", label, "@frontdesk_bot ау"))
    reply = {"reply_to_message": {"message_id": 1, "chat": _group(phone), "date": 1, "from": phone.club.world.api.me}}
    return phone.text(said, _group(phone), **rng.choice(({}, reply)))


@family("anything in a group", Answer.NONE)
def _in_group(phone: Phone, _live: int | None) -> Json:
    rng = phone.rng
    makers = (*contents.IN_GROUPS, *contents.PICTURES, *contents.FILES, *contents.THINGS, *contents.CONTACTS.values())
    message = phone.message(rng.choice(makers)(phone), _group(phone))
    part = {"message": message | {"media_group_id": "g1"}}
    return rng.choice(({"message": message}, part, {"edited_message": message}))


@family("somebody who is nobody", Answer.NONE)
def _nobody(phone: Phone, _live: int | None) -> Json:
    """An anonymous administrator, a channel, another bot, in a group; a bot in a private chat."""
    rng, group = phone.rng, _group(phone)
    order = {"text": "/order@frontdesk_bot", "entities": [{"type": "bot_command", "offset": 0, "length": 20}]}
    as_whom: tuple[dict[str, Any], ...] = (
        {"from": ANONYMOUS, "sender_chat": group}, {"from": NOBODY, "sender_chat": CHANNEL}, {"from": NOBODY},
        {"from": NOBODY, "sender_chat": CHANNEL, "is_automatic_forward": True},
    )  # fmt: skip
    bot_chat = {"id": 42, "type": "private", "first_name": "Бот"}
    return rng.choice((
        {"message": phone.message(order | rng.choice(as_whom), group)},
        {"message": phone.message(order | {"from": NOBODY}) | {"chat": bot_chat}},
        {"edited_message": phone.message(order, group)},
    ))  # fmt: skip


@family("press in a group", Answer.PRESS)
def _group_press(phone: Phone, _live: int | None) -> Json:
    message = {"message_id": 1, "chat": _group(phone), "date": 1, "from": phone.club.world.api.me, "text": "x"}
    return phone.press(phone.rng.choice((phone.rng.choice(phone.club.foreign), presses.forged(phone.rng))), message)


@family("channel post", Answer.NONE)
def _channel(phone: Phone, _live: int | None) -> Json:
    said = phone.rng.choice(("/order@frontdesk_bot", "отмена", texts.nasty(phone.rng)))
    post = {"message_id": 5, "chat": CHANNEL, "sender_chat": CHANNEL, "date": 1, "text": said}
    return phone.rng.choice(({"channel_post": post}, {"edited_channel_post": post | {"edit_date": 2}}))


@family("business update", Answer.NONE)
def _business(phone: Phone, _live: int | None) -> Json:
    message = phone.message({"text": "/order", "business_connection_id": "b"})
    connection = {"id": "b", "user": phone.user, "user_chat_id": phone.id, "date": 1, "is_enabled": True}
    return phone.rng.choice((
        {"business_message": message}, {"edited_business_message": message}, {"business_connection": connection},
        {"deleted_business_messages": {"business_connection_id": "b", "chat": phone.chat, "message_ids": [1]}},
    ))  # fmt: skip


@family("membership", Answer.NONE)
def _membership(phone: Phone, _live: int | None) -> Json:
    rng, bot = phone.rng, phone.club.world.api.me
    here, gone = {"status": "member", "user": bot}, {"status": "kicked", "user": bot, "until_date": 0}
    old, new = rng.choice(((here, gone), (gone, here), (here, {"status": "left", "user": bot}), (gone, gone)))
    change = {"from": phone.user, "date": 1, "old_chat_member": old, "new_chat_member": new}
    asked = {"chat": _group(phone), "from": phone.user, "user_chat_id": phone.id, "date": 1}
    return rng.choice((
        {"my_chat_member": change | {"chat": phone.chat}}, {"my_chat_member": change | {"chat": _group(phone)}},
        {"my_chat_member": change | {"chat": CHANNEL}}, {"chat_member": change | {"chat": _group(phone)}},
        {"chat_join_request": asked},
    ))  # fmt: skip


@family("reaction", Answer.NONE)
def _reaction(phone: Phone, live: int | None) -> Json:
    emoji = [{"type": "emoji", "emoji": "👍"}]
    base = {"message_id": live or 1, "date": 1, "old_reaction": [], "new_reaction": emoji}
    boost = {"boost_id": "1", "add_date": 1, "expiration_date": 2, "source": {"source": "premium", "user": phone.user}}
    return phone.rng.choice((
        {"message_reaction": base | {"chat": phone.chat, "user": phone.user}},
        {"message_reaction": base | {"chat": CHANNEL, "actor_chat": CHANNEL}},
        {"message_reaction_count": base | {"chat": CHANNEL, "reactions": [{"type": emoji[0], "total_count": 1}]}},
        {"chat_boost": {"chat": CHANNEL, "boost": boost}},
    ))  # fmt: skip


@family("inline query", Answer.NONE)
def _inline(phone: Phone, _live: int | None) -> Json:
    query = {"id": "1", "from": phone.user, "query": texts.nasty(phone.rng)[:256], "offset": ""}
    chosen = {"result_id": "1", "from": phone.user, "query": "x", "inline_message_id": "AAA"}
    return phone.rng.choice(({"inline_query": query}, {"chosen_inline_result": chosen}))


@family("payment or poll", Answer.NONE)
def _payment(phone: Phone, _live: int | None) -> Json:
    address = dict.fromkeys(("country_code", "state", "city", "street_line1", "street_line2", "post_code"), "x")
    paid = {"id": "1", "from": phone.user, "invoice_payload": texts.nasty(phone.rng)[:64]}
    answer = {"poll_id": "1", "user": phone.user, "option_ids": [0], "option_persistent_ids": ["да"]}
    return phone.rng.choice((
        {"pre_checkout_query": paid | {"currency": "RUB", "total_amount": 100}},
        {"shipping_query": paid | {"shipping_address": address}},
        contents.a_poll(phone), {"poll_answer": answer},
        {"purchased_paid_media": {"from": phone.user, "paid_media_payload": "x"}},
    ))  # fmt: skip


@family("update of the future", Answer.NONE)
def _future(phone: Phone, _live: int | None) -> Json:
    thought = {"telepathy": {"from": phone.user, "thought": "/order"}}
    return phone.rng.choice((thought, {}, {"message": None}, {"hologram": [[[]]]}))


@family("the same update again", Answer.NONE)
def _again(phone: Phone, _live: int | None) -> Json:
    """With the id it had: Telegram repeats what was not confirmed."""
    return phone.rng.choice(phone.sent) if phone.sent else {}


@family("broken update", Answer.ANY, broken=True)
def _broken(phone: Phone, live: int | None) -> Json:
    """Fields missing or of a wrong kind, as no Telegram sends them: such an update may be parked, alone."""
    whole: Json = phone.text("ой")["message"]
    press: Json = phone.press("cx", phone.stored(live or 1))["callback_query"]
    return phone.rng.choice((
        *({"message": _without(whole, name)} for name in ("message_id", "chat", "date", "from", "text")),
        *({"callback_query": _without(press, name)} for name in ("id", "from", "chat_instance", "data", "message")),
        *({"message": whole | wrong} for wrong in _wrong_fields(phone, whole)),
        {"message": "текст"}, {"message": [whole]}, {"message": 7}, {"callback_query": press | {"data": 5}},
        {"callback_query": press | {"message": {}}}, {"callback_query": None}, {"update_id": "x"}, {"update_id": HUGE},
        {"message": whole, "callback_query": press, "edited_message": whole},
    ))  # fmt: skip


def _without(whole: Json, name: str) -> Json:
    return {key: value for key, value in whole.items() if key != name}


def _wrong_fields(phone: Phone, whole: Json) -> tuple[Json, ...]:
    return (
        {"chat": {"id": phone.id}}, {"chat": None}, {"chat": whole["chat"] | {"id": HUGE}}, {"from": "я"},
        {"from": phone.user | {"id": HUGE}}, {"from": phone.user | {"id": "x"}}, {"date": HUGE}, {"date": "вчера"},
        {"date": -(10**18)}, {"entities": [{}]}, {"entities": {}}, {"photo": [None]}, {"contact": {}}, {"text": 123},
        {"text": ["x"]}, {"text": "\ud83d"},
    )  # fmt: skip
