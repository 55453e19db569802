"""Sending, editing and removing messages, with Telegram's refusals."""

from __future__ import annotations

import pytest

from playground import Upload
from playground.people_media import sample_picture
from tests.playground.world import inline

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def test_who_cannot_be_written_to(world):
    stranger = world.people.add("Иван")["id"]
    assert world.refused("sendMessage", chat_id=404, text="x").description == "Bad Request: chat not found"
    refusal = world.refused("sendMessage", chat_id=stranger, text="x")
    assert (refusal.code, refusal.description) == (403, "Forbidden: bot can't initiate conversation with a user")
    world.people.block(world.uid)
    refusal = world.refused("sendMessage", chat_id=world.uid, text="x")
    assert (refusal.code, refusal.description) == (403, "Forbidden: bot was blocked by the user")
    world.people.start(world.uid)
    assert world.send()["message_id"]
    assert world.refused("nope").code == 404


def test_edits(world):
    message = world.send("a", reply_markup=inline("OK"))
    where = {"chat_id": world.uid, "message_id": message["message_id"]}
    assert world.refused("editMessageText", **where, text="a", reply_markup=inline("OK")).description == NOT_MODIFIED
    edited = world.call("editMessageText", **where, text="b")
    assert "reply_markup" not in edited
    assert edited["edit_date"]
    assert edited["text"] == "b"
    again = world.call("editMessageReplyMarkup", **where, reply_markup=inline("No"))
    assert again["reply_markup"] == inline("No")
    assert world.refused("editMessageReplyMarkup", **where, reply_markup=inline("No")).description == NOT_MODIFIED
    assert world.refused("editMessageText", **where, text="").description == "Bad Request: message text is empty"
    caption = world.refused("editMessageCaption", **where, caption="x")
    assert caption.description == "Bad Request: there is no caption in the message to edit"


def test_what_cannot_be_edited(world):
    own = world.people.say(world.uid, "mine")["message"]["message_id"]
    refusal = world.refused("editMessageText", chat_id=world.uid, message_id=own, text="x")
    assert refusal.description == "Bad Request: message can't be edited"
    refusal = world.refused("editMessageText", chat_id=world.uid, message_id=999, text="x")
    assert refusal.description == "Bad Request: message to edit not found"
    frozen = world.send("k", reply_markup={"keyboard": [["A"]]})
    refusal = world.refused("editMessageText", chat_id=world.uid, message_id=frozen["message_id"], text="x")
    assert refusal.description == "Bad Request: message can't be edited"


def test_removing(world):
    where = {"chat_id": world.uid, "message_id": world.send()["message_id"]}
    assert world.call("deleteMessage", **where) is True
    assert world.refused("deleteMessage", **where).description == "Bad Request: message to delete not found"
    theirs = world.people.say(world.uid, "secret")["message"]["message_id"]
    assert world.call("deleteMessage", chat_id=world.uid, message_id=theirs) is True
    old = world.send()["message_id"]
    world.clock.now += 48 * 3600 + 1
    refusal = world.refused("deleteMessage", chat_id=world.uid, message_id=old)
    assert refusal.description == "Bad Request: message can't be deleted for everyone"
    assert world.call("deleteMessages", chat_id=world.uid, message_ids=[world.send()["message_id"], 998]) is True


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "ы" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "a"}, 'can\'t parse inline keyboard button: Field "text" must be non-empty'),
        ({"text": "a"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": "a", "url": "no url"}, "inline keyboard button URL 'no url' is invalid: Wrong HTTP URL"),
    ],
)
def test_wrong_buttons(world, button, words):
    refusal = world.refused("sendMessage", chat_id=world.uid, text="x", reply_markup={"inline_keyboard": [[button]]})
    assert refusal.description == f"Bad Request: {words}"


def test_keyboards(world):
    kept = {"text": "a", "callback_data": "ы" * 32, "style": "danger"}
    assert world.send(reply_markup={"inline_keyboard": [[kept], []]})["reply_markup"]["inline_keyboard"] == [[kept]]
    many = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}] for _ in range(101)]}
    assert world.refused("sendMessage", chat_id=world.uid, text="x", reply_markup=many).description.endswith(
        "is too long"
    )
    world.send(reply_markup={"keyboard": [["Меню", {"text": "📱", "request_contact": True}]], "resize_keyboard": True})
    assert world.people.reply_keyboard(world.uid)["keyboard"][0][0] == {"text": "Меню"}
    assert world.people.click(world.uid, "Меню")["message"]["text"] == "Меню"
    assert world.people.click(world.uid, "📱")["message"]["contact"]["user_id"] == world.uid
    world.send(reply_markup={"remove_keyboard": True})
    with pytest.raises(AssertionError, match="no reply button"):
        world.people.click(world.uid, "Меню")
    world.send(reply_markup={"force_reply": True})
    assert world.people.reply_keyboard(world.uid) == {"force_reply": True}
    world.people.say(world.uid, "ответ")
    assert world.people.reply_keyboard(world.uid) is None


def test_replies_copies_and_forwards(world):
    theirs = world.people.say(world.uid, "вопрос")["message"]["message_id"]
    answer = world.send("ответ", reply_parameters={"message_id": theirs, "quote": "опр"})
    assert answer["reply_to_message"]["text"] == "вопрос"
    assert answer["quote"] == {"text": "опр", "position": 1, "is_manual": True}
    refusal = world.refused("sendMessage", chat_id=world.uid, text="x", reply_parameters={"message_id": 999})
    assert refusal.description == "Bad Request: message to be replied not found"
    lost = {"message_id": 999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in world.send(reply_parameters=lost)
    where = {"chat_id": world.uid, "from_chat_id": world.uid, "message_id": theirs}
    assert world.call("copyMessage", **where).keys() == {"message_id"}
    assert world.call("forwardMessage", **where)["forward_origin"]["sender_user"]["id"] == world.uid
    assert len(world.call("copyMessages", chat_id=world.uid, from_chat_id=world.uid, message_ids=[theirs, 999])) == 1
    refusal = world.refused("copyMessage", chat_id=world.uid, from_chat_id=world.uid, message_id=999)
    assert refusal.description == "Bad Request: message to copy not found"


def test_files(world):
    part = {"document": Upload("Отчёт.xlsx", b"x" * 10)}
    sent = world.api.call("sendDocument", {"chat_id": world.uid, "caption": "<b>c</b>", "parse_mode": "HTML"}, part)
    assert sent["document"]["file_name"] == "Отчёт.xlsx"
    assert sent["caption_entities"][0]["type"] == "bold"
    again = world.call("sendDocument", chat_id=world.uid, document=sent["document"]["file_id"])
    assert again["document"] == sent["document"]
    path = world.call("getFile", file_id=sent["document"]["file_id"])["file_path"]
    assert path.endswith(".xlsx")
    refusal = world.refused("sendDocument", chat_id=world.uid, document="nope")
    assert refusal.description == "Bad Request: wrong file identifier/HTTP URL specified"
    refusal = world.refused("sendPhoto", {"photo": Upload("a.jpg", b"no picture")}, chat_id=world.uid)
    assert refusal.description == "Bad Request: IMAGE_PROCESS_FAILED"
    long = world.refused("sendDocument", part, chat_id=world.uid, caption="x" * 1025)
    assert long.description == "Bad Request: message caption is too long"
    assert world.refused("sendDocument", {"document": Upload("a", b"")}, chat_id=world.uid).code == 400
    huge = {"document": Upload("a", bytes(50_000_001))}
    assert world.refused("sendDocument", huge, chat_id=world.uid).code == 413
    big = Upload("a.jpg", sample_picture() + bytes(10_000_000))
    assert "too big for a photo" in world.refused("sendPhoto", {"photo": big}, chat_id=world.uid).description
    large = world.people.send_document(world.uid, bytes(20_000_001))["message"]["document"]
    assert world.refused("getFile", file_id=large["file_id"]).description == "Bad Request: file is too big"


def test_albums_and_other_media(world):
    media = [{"type": "photo", "media": f"attach://p{n}", "caption": "x" if n == 0 else ""} for n in range(3)]
    files = {f"p{n}": Upload("p.png", sample_picture(200, 100)) for n in range(3)}
    album = world.api.call("sendMediaGroup", {"chat_id": world.uid, "media": media}, files)
    assert len({message["media_group_id"] for message in album}) == 1
    assert [size["width"] for size in album[0]["photo"]] == [90, 200]
    assert world.refused("sendMediaGroup", files, chat_id=world.uid, media=media[:1]).code == 400
    mixed = [*media, {"type": "document", "media": "attach://p0"}]
    assert world.refused("sendMediaGroup", files, chat_id=world.uid, media=mixed).code == 400
    replaced = world.api.call(
        "editMessageMedia",
        {
            "chat_id": world.uid,
            "message_id": album[0]["message_id"],
            "media": {"type": "photo", "media": "attach://p1"},
        },
        files,
    )
    assert "caption" not in replaced
    for kind in ("voice", "video_note", "video", "audio", "animation", "sticker"):
        sent = world.api.call(
            f"send{kind.title().replace('_', '')}", {"chat_id": world.uid}, {kind: Upload("f", b"123")}
        )
        assert sent[kind]["file_size"] == 3
    assert (
        world.call("sendLocation", chat_id=world.uid, latitude="55.7", longitude="37.6")["location"]["latitude"] == 55.7
    )
    assert world.call("sendDice", chat_id=world.uid)["dice"]["value"] in range(1, 7)
    assert world.call("sendPoll", chat_id=world.uid, question="?", options=["a", {"text": "b"}])["poll"]["options"]
    assert world.call("sendChatAction", chat_id=world.uid, action="typing") is True


def test_old_messages_are_trimmed_and_ids_grow(world, monkeypatch):
    monkeypatch.setattr("playground.store_messages.KEPT_PER_CHAT", 100)
    ids = [world.send()["message_id"] for _ in range(600)]
    assert ids == sorted(set(ids))
    assert len(world.store.messages.page(world.uid, limit=1000)) < 400


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"reply_markup": {"inline_keyboard": [[5]]}}),
        ("sendMessage", {"entities": [5]}),
        ("sendMessage", {"reply_parameters": {"message_id": "x"}}),
        ("sendMessage", {"chat_id": 10**30}),
        ("sendMediaGroup", {"media": [5, 5]}),
        ("setMyCommands", {"commands": [5]}),
        ("deleteMessages", {"message_ids": [[]]}),
        ("answerInlineQuery", {"results": [5]}),
        ("editMessageText", {"message_id": "{"}),
    ],
)
def test_parameters_of_a_wrong_shape_are_a_bad_request(world, method, params):
    assert world.refused(method, **{"chat_id": world.uid, "text": "x", **params}).code == 400
