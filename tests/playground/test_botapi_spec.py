"""Every result and every update conforms to the Bot API and is read by python-telegram-bot without a complaint."""

from __future__ import annotations

import pytest
from telegram import Update
from telegram.ext import ExtBot

from playground import Upload
from playground.people_media import sample_picture
from tests.playground.botspec import BotSpec, find
from tests.playground.world import TOKEN, World, inline

PATH = find()
needs_spec = pytest.mark.skipif(PATH is None, reason="no machine-readable Bot API here: name one in BOT_API_SPEC")


@pytest.fixture(scope="module")
def spec() -> BotSpec:
    assert PATH is not None
    return BotSpec(PATH)


def bot_plays(world: World) -> list[tuple[str, dict, dict]]:
    """(method, parameters, files) of nearly every method."""
    chat = {"chat_id": world.uid}
    part = Upload("f.bin", sample_picture(120, 90))
    group = world.people.create_group("g", [world.uid], supergroup=True, bot="administrator", username="the_group")
    first = world.send("t", reply_markup=inline("A"))["message_id"]
    media = world.api.call("sendDocument", chat, {"document": part})["message_id"]
    poll = world.call("sendPoll", **chat, question="q", options=["a", "b"])["message_id"]
    own = {**chat, "message_id": first}
    copy = {**own, "from_chat_id": world.uid}
    files = [(f"send{k.title().replace('_', '')}", chat, {k: part}) for k in (
        "photo", "document", "voice", "video_note", "video", "audio", "animation", "sticker")]  # fmt: skip
    album = [{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://a"}]
    file_id = world.people.send_document(world.uid)["message"]["document"]["file_id"]
    html = "<b>b</b> <a href='https://a.ru'>a</a> /cmd <pre><code class='language-py'>x</code></pre>"
    plain = [
        ("getMe", {}), ("getWebhookInfo", {}), ("sendMessage", {**chat, "text": html, "parse_mode": "HTML"}),
        ("sendMessage", {**chat, "text": "r", "reply_parameters": {"message_id": first}, "protect_content": True}),
        ("sendLocation", {**chat, "latitude": 1.5, "longitude": 2}),
        ("sendVenue", {**chat, "latitude": 1, "longitude": 2, "title": "t", "address": "a"}),
        ("sendContact", {**chat, "phone_number": "+7", "first_name": "f"}), ("sendDice", chat),
        ("sendPoll", {**chat, "question": "q", "options": [{"text": "a"}, {"text": "b"}]}),
        ("sendChatAction", {**chat, "action": "typing"}),
        ("copyMessage", copy), ("forwardMessage", copy),
        ("copyMessages", {**chat, "from_chat_id": world.uid, "message_ids": [first]}),
        ("forwardMessages", {**chat, "from_chat_id": world.uid, "message_ids": [first]}),
        ("editMessageText", {**own, "text": "new"}), ("editMessageReplyMarkup", {**own, "reply_markup": inline("B")}),
        ("editMessageCaption", {**chat, "message_id": media, "caption": "c"}),
        ("stopPoll", {**chat, "message_id": poll}),
        ("pinChatMessage", own), ("getChat", chat), ("getChat", {"chat_id": group}), ("unpinChatMessage", chat),
        ("unpinAllChatMessages", chat), ("setMessageReaction", {**own, "reaction": [{"type": "emoji", "emoji": "👍"}]}),
        ("getFile", {"file_id": file_id}), ("getUserProfilePhotos", {"user_id": world.uid}),
        ("getChatMember", {"chat_id": group, "user_id": world.uid}),
        ("getChatMember", {"chat_id": group, "user_id": 777}),
        ("getChatAdministrators", {"chat_id": group}), ("getChatMemberCount", {"chat_id": group}),
        ("createChatInviteLink", {"chat_id": group, "name": "n"}), ("exportChatInviteLink", {"chat_id": group}),
        ("setMyCommands", {"commands": [{"command": "a", "description": "b"}]}), ("getMyCommands", {}),
        ("deleteMyCommands", {}),
        ("setMyName", {"name": "n"}), ("getMyName", {}), ("setMyDescription", {"description": "d"}),
        ("getMyDescription", {}),
        ("setMyShortDescription", {"short_description": "d"}), ("getMyShortDescription", {}),
        ("setChatMenuButton", {"menu_button": {"type": "commands"}}), ("getChatMenuButton", {}),
        ("sendInvoice", {**chat, "title": "t", "description": "d", "payload": "p", "currency": "RUB",
                         "prices": [{"label": "l", "amount": 100}]}),
        ("deleteMessage", own), ("deleteMessages", {**chat, "message_ids": [media]}), ("leaveChat", {"chat_id": group}),
        ("setWebhook", {"url": "https://a.ru/hook"}), ("deleteWebhook", {}), ("close", {}), ("logOut", {}),
    ]  # fmt: skip
    grouped = ("sendMediaGroup", {**chat, "media": album}, {"a": part})
    return [*[(method, params, {}) for method, params in plain], *files, grouped]


def people_play(world: World) -> None:
    """Every kind of update."""
    people, uid = world.people, world.uid
    friend = people.add("Иван", username="ivan_77", started=True)["id"]
    people.start(uid, "x")
    asked = world.send("?", reply_markup=inline("A"))["message_id"]
    people.say(uid, "ответ", reply_to=asked)
    people.press(uid, asked, "a")
    world.call("deleteMessage", chat_id=uid, message_id=asked)
    people.press(uid, asked, "a")
    people.edit(uid, people.say(uid, "a")["message"]["message_id"], "b")
    people.react(uid, world.send()["message_id"], "👍")
    people.share_contact(uid)
    people.send_location(uid, 1.0, 2.0)
    for kind in ("photo", "document", "voice", "video_note", "video", "audio", "animation"):
        people.send_file(uid, kind, Upload(f"{kind}.bin", sample_picture()), "c" if kind == "photo" else "")
    people.send_sticker(uid)
    people.send_album(uid, 2)
    people.block(uid)
    people.start(uid)
    group = people.create_group("g", [uid], bot="administrator")
    people.join(friend, group)
    people.say(uid, "a", chat_id=group, anonymous=True)
    people.leave(friend, group)
    people.migrate(group)
    channel = people.create_channel("c", [uid])
    people.edit(uid, people.post(channel, "p")["channel_post"]["message_id"], "q", chat_id=channel)
    query = people.inline_query(uid, "q")["inline_query"]["id"]
    result = {
        "type": "article",
        "id": "1",
        "title": "t",
        "input_message_content": {"message_text": "x"},
        "reply_markup": inline("B"),
    }
    world.call("answerInlineQuery", inline_query_id=query, results=[result])
    people.choose_inline_result(uid, query, "1")
    invoice = world.call("sendInvoice", chat_id=uid, title="t", description="d", payload="p", currency="RUB",
                         prices=[{"label": "l", "amount": 100}])["message_id"]  # fmt: skip
    world.call(
        "answerPreCheckoutQuery", pre_checkout_query_id=people.pay(uid, invoice)["pre_checkout_query"]["id"], ok=True
    )


@needs_spec
def test_results_conform(world, spec):
    faults = []
    for method, params, files in bot_plays(world):
        given = {**params, **dict.fromkeys(files, "attached")}
        faults += spec.request_faults(method, given) if not files else []
        faults += spec.result_faults(method, world.api.call(method, params, files))
    assert faults == []


def every_update(world: World) -> list[dict]:
    kinds = ["message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "inline_query",
             "chosen_inline_result", "my_chat_member", "chat_member", "message_reaction",
             "pre_checkout_query"]  # fmt: skip
    world.updates(allowed_updates=kinds)
    people_play(world)
    updates = world.updates()
    assert {next(key for key in update if key != "update_id") for update in updates} == set(kinds)
    return updates


@needs_spec
def test_updates_conform(world, spec):
    assert [fault for update in every_update(world) for fault in spec.object_faults("Update", update)] == []


def test_ptb_reads_every_update_and_finds_nothing_unknown(world):
    bot = ExtBot(TOKEN)
    for raw in every_update(world):
        update = Update.de_json(raw, bot)
        assert not update.api_kwargs
        for part in (update.effective_message, update.callback_query, update.effective_user, update.effective_chat):
            assert part is None or not part.api_kwargs


@needs_spec
def test_the_checker_itself_sees_faults(spec):
    assert spec.object_faults("User", {"id": 1, "is_bot": False}) == ["User: User lacks first_name"]
    assert spec.object_faults("User", {"id": "1", "is_bot": False, "first_name": "a", "odd": 1}) == [
        "User: User has no odd", "User.id: '1' is no Integer",
    ]  # fmt: skip
    assert spec.request_faults("sendMessage", {"chat_id": 1, "txt": "x"}) == [
        "sendMessage: unknown parameter txt", "sendMessage: lacks text",
    ]  # fmt: skip
