"""What people do, and what the bot gets of it: presses, contacts, files, blocking, groups, inline mode, payments."""

from __future__ import annotations

import pytest

from playground import PersonError, Upload
from playground.people_media import sample_picture
from tests.playground.world import World, inline

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def test_a_press_is_answered_once_and_soon(world):
    message = world.send("?", reply_markup=inline("Да", "Нет"))
    update = world.people.press_label(world.uid, "Да")
    query = update["callback_query"]
    assert query["data"] == "да"
    assert query["message"]["message_id"] == message["message_id"]
    assert world.people.answer(update) is None
    assert world.call("answerCallbackQuery", callback_query_id=query["id"], text="ок", show_alert=True)
    assert world.people.answer(update) == {"text": "ок", "show_alert": True, "url": ""}
    assert world.refused("answerCallbackQuery", callback_query_id=query["id"]).description == TOO_OLD
    late = world.people.press_label(world.uid, "Нет")["callback_query"]["id"]
    world.clock.now += 16
    assert world.refused("answerCallbackQuery", callback_query_id=late).description == TOO_OLD
    with pytest.raises(AssertionError, match=r"no button 'Может'.*Да.*Нет"):
        world.people.press_label(world.uid, "Может")


def test_old_clients_press_old_buttons(world):
    message = world.send("?", reply_markup=inline("Да"))
    where = {"chat_id": world.uid, "message_id": message["message_id"]}
    world.call("editMessageText", **where, text="готово")
    assert world.people.press(world.uid, message["message_id"], "да")["callback_query"]["message"]["text"] == "готово"
    world.call("deleteMessage", **where)
    gone = world.people.press(world.uid, message["message_id"], "да")["callback_query"]["message"]
    assert gone == {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
    with pytest.raises(PersonError):
        world.people.press(world.uid, 10_000, "да")


def test_contacts_own_and_others(world):
    own = world.people.share_contact(world.uid)["message"]["contact"]
    assert own == {
        "phone_number": "+79996432387", "first_name": "Ольга", "last_name": "Минеева", "user_id": world.uid,
    }  # fmt: skip
    other = world.people.share_contact(world.uid, phone_number="+7", first_name="Кто-то")["message"]["contact"]
    assert "user_id" not in other
    friend = world.people.add("Иван", phone="+78")["id"]
    assert world.people.share_contact(world.uid, user_id=friend)["message"]["contact"]["user_id"] == friend
    with pytest.raises(PersonError, match="no phone"):
        world.people.share_contact(world.people.add("Без телефона")["id"])


def test_start_blocking_and_edits(world):
    assert world.people.start(world.uid, "order_5")["message"]["text"] == "/start order_5"
    with pytest.raises(PersonError):
        world.people.start(world.uid, "нельзя")
    blocked = world.people.block(world.uid)["my_chat_member"]
    assert (blocked["old_chat_member"]["status"], blocked["new_chat_member"]["status"]) == ("member", "kicked")
    with pytest.raises(PersonError, match="unblock"):
        world.people.say(world.uid, "x")
    assert world.people.unblock(world.uid)["my_chat_member"]["new_chat_member"]["status"] == "member"
    said = world.people.say(world.uid, "опечтка")["message"]["message_id"]
    edited = world.people.edit(world.uid, said, "опечатка")["edited_message"]
    assert edited["text"] == "опечатка"
    assert edited["edit_date"]
    with pytest.raises(PersonError):
        world.people.edit(world.uid, world.send()["message_id"], "x")


def test_files_of_people(world):
    people, uid = world.people, world.uid
    assert people.send_photo(uid, caption="см. /help")["message"]["caption_entities"][0]["type"] == "bot_command"
    album = people.send_album(uid, 3, caption="акт")
    assert len({update["message"]["media_group_id"] for update in album}) == 1
    assert [update["message"].get("caption") for update in album] == ["акт", None, None]
    documents = people.send_album(uid, [Upload("a.pdf", b"1"), Upload("b.pdf", b"2")], kind="document")
    assert documents[1]["message"]["document"]["file_name"] == "b.pdf"
    assert people.send_voice(uid)["message"]["voice"]["duration"] == 3
    assert people.send_video_note(uid)["message"]["video_note"]["length"] == 240
    assert people.send_sticker(uid)["message"]["sticker"]["emoji"] == "👍"
    assert people.send_location(uid, 55.0, 37.0)["message"]["location"] == {"latitude": 55.0, "longitude": 37.0}
    photo = people.send_photo(uid, sample_picture(2000, 1000))["message"]["photo"]
    assert [size["width"] for size in photo] == [90, 320, 800, 1280]


def test_groups(world):
    friend = world.people.add("Иван")["id"]
    group = world.people.create_group("Смена", [world.uid, friend])
    assert world.updates()[-1]["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert world.call("getChatMemberCount", chat_id=group) == 3
    said = world.people.say(friend, "/stats@frontdesk_bot", chat_id=group)["message"]
    assert said["chat"]["type"] == "group"
    assert said["entities"][0]["length"] == 20
    anonymous = world.people.say(world.uid, "от имени группы", chat_id=group, anonymous=True)["message"]
    assert anonymous["from"]["id"] == 1087968824
    assert anonymous["sender_chat"]["id"] == group
    assert world.call("getChatMember", chat_id=group, user_id=world.uid)["status"] == "creator"
    assert world.refused("getChatMember", chat_id=group, user_id=404).code == 400
    world.people.leave(friend, group)
    assert world.updates()[-1]["message"]["left_chat_member"]["id"] == friend
    with pytest.raises(PersonError):
        world.people.say(friend, "x", chat_id=group)
    new = world.people.migrate(group)
    refusal = world.refused("sendMessage", chat_id=group, text="x")
    assert refusal.description == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refusal.parameters == {"migrate_to_chat_id": new}
    assert world.call("sendMessage", chat_id=new, text="x")["chat"]["type"] == "supergroup"
    kinds = [
        {"migrate_to_chat_id", "migrate_from_chat_id"} & update.get("message", {}).keys() for update in world.updates()
    ]
    assert [kind for kind in kinds if kind] == [{"migrate_to_chat_id"}, {"migrate_from_chat_id"}]
    world.people.set_bot(new, "kicked")
    assert world.refused("sendMessage", chat_id=new, text="x").description == (
        "Forbidden: bot was kicked from the supergroup chat"
    )


def test_channels(world):
    channel = world.people.create_channel("Новости", [world.uid], username="club_news")
    friend = world.people.add("Иван")["id"]
    world.updates(allowed_updates=["chat_member", "channel_post", "message"])
    assert world.call("getChatMember", chat_id="@club_news", user_id=friend)["status"] == "left"
    assert world.people.join(friend, channel)["chat_member"]["new_chat_member"]["status"] == "member"
    assert world.call("getChatMember", chat_id="@CLUB_news", user_id=friend)["status"] == "member"
    assert world.people.post(channel, "Открытие")["channel_post"]["sender_chat"]["id"] == channel
    assert "from" not in world.call("sendMessage", chat_id=channel, text="x")
    assert [admin["status"] for admin in world.call("getChatAdministrators", chat_id=channel)]
    foreign = world.people.create_channel("Чужой", [world.uid], bot=None)
    refusal = world.refused("getChatMember", chat_id=foreign, user_id=world.uid)
    assert (refusal.code, refusal.description) == (403, "Forbidden: bot is not a member of the channel chat")


def test_privacy_hides_chatter_in_groups():
    world = World(privacy=True)
    group = world.people.create_group("Смена", [world.uid])
    assert "update_id" not in world.people.say(world.uid, "болтовня", chat_id=group)
    assert "update_id" in world.people.say(world.uid, "/help", chat_id=group)
    assert "update_id" in world.people.say(world.uid, "@frontdesk_bot, привет", chat_id=group)
    posted = world.call("sendMessage", chat_id=group, text="?")["message_id"]
    assert "update_id" in world.people.say(world.uid, "да", chat_id=group, reply_to=posted)


def test_inline_mode(world):
    query = world.people.inline_query(world.uid, "мин")["inline_query"]
    results = [
        {
            "type": "article", "id": "1", "title": "Минеева",
            "input_message_content": {"message_text": "<b>Минеева</b>", "parse_mode": "HTML"},
            "reply_markup": inline("Открыть"),
        },
    ]  # fmt: skip
    assert world.call("answerInlineQuery", inline_query_id=query["id"], results=results)
    chosen = world.people.choose_inline_result(world.uid, query["id"], "1")["chosen_inline_result"]
    sent = world.people.messages(world.uid)[-1]
    assert sent["via_bot"]["id"] == 777
    assert sent["entities"][0]["type"] == "bold"
    assert world.call("editMessageText", inline_message_id=chosen["inline_message_id"], text="x") is True
    update = world.people.press(world.uid, sent["message_id"], "открыть")
    assert update["callback_query"]["inline_message_id"] == chosen["inline_message_id"]
    query = world.people.inline_query(world.uid, "x")["inline_query"]
    many = [{**results[0], "id": str(n)} for n in range(51)]
    assert world.refused("answerInlineQuery", inline_query_id=query["id"], results=many).code == 400
    wrong = {"text": "a", "start_parameter": "ы"}
    refusal = world.refused("answerInlineQuery", inline_query_id=query["id"], results=[], button=wrong)
    assert refusal.description == "Bad Request: START_PARAM_INVALID"


def test_a_payment(world):
    invoice = world.call(
        "sendInvoice", chat_id=world.uid, title="Игра", description="1 час", payload="order:5", currency="RUB",
        prices=[{"label": "Игра", "amount": 250000}],
    )  # fmt: skip
    assert world.people.buttons(invoice)[0]["pay"] is True
    query = world.people.pay(world.uid, invoice["message_id"])["pre_checkout_query"]
    assert query["invoice_payload"] == "order:5"
    assert world.call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert world.updates()[-1]["message"]["successful_payment"]["total_amount"] == 250000


def test_commands_by_scope_and_language(world):
    def names(uid):
        return [command["command"] for command in world.people.commands(uid)]

    english = world.people.add("Ann", language_code="en", started=True)["id"]
    one = [{"command": "start", "description": "Начать"}]
    world.call("setMyCommands", commands=one)
    world.call("setMyCommands", commands=[{"command": "help", "description": "Help"}], language_code="en")
    world.call(
        "setMyCommands", commands=[{"command": "order", "description": "Заказ"}],
        scope={"type": "chat", "chat_id": world.uid},
    )  # fmt: skip
    assert (names(world.uid), names(english)) == (["order"], ["help"])
    world.call("deleteMyCommands", scope={"type": "chat", "chat_id": world.uid})
    assert names(world.uid) == ["start"]
    assert world.call("getMyCommands") == one
    assert world.refused("setMyCommands", commands=[{"command": "Bad", "description": "x"}]).code == 400
    assert world.refused("setMyCommands", commands=one * 101).description == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    assert world.refused("setMyCommands", commands=one, language_code="rus").code == 400
    world.call("setMyName", name="Клуб", language_code="ru")
    assert world.call("getMyName", language_code="ru") == {"name": "Клуб"}
    world.call("setChatMenuButton", chat_id=world.uid, menu_button={"type": "commands"})
    assert world.call("getChatMenuButton", chat_id=world.uid) == {"type": "commands"}


def test_pins_reactions_and_chats(world):
    message = world.send()["message_id"]
    world.call("pinChatMessage", chat_id=world.uid, message_id=message)
    assert world.call("getChat", chat_id=world.uid)["pinned_message"]["message_id"] == message
    world.call("unpinChatMessage", chat_id=world.uid)
    assert "pinned_message" not in world.call("getChat", chat_id=world.uid)
    heart = [{"type": "emoji", "emoji": "❤"}]
    assert world.call("setMessageReaction", chat_id=world.uid, message_id=message, reaction=heart)
    assert world.call("getUserProfilePhotos", user_id=world.uid) == {"total_count": 0, "photos": []}


@pytest.mark.parametrize(
    ("said", "text", "entities"),
    [
        ("**Скидка** 10 %", "Скидка 10 %", [("bold", 0, 6)]),
        ("🔥 __только__ `сейчас`", "🔥 только сейчас", [("italic", 3, 6), ("code", 10, 6)]),
        ("~~100~~ ||90||", "100 90", [("strikethrough", 0, 3), ("spoiler", 4, 2)]),
        ("**a.ru**", "a.ru", [("bold", 0, 4), ("url", 0, 4)]),
        ("2 ** 3 ** 4, a__b__c и **\n**", "2 ** 3 ** 4, a__b__c и **\n**", []),
        ("****", "****", []),
    ],
)
def test_marks_around_words_become_what_an_app_makes_of_them(world, said, text, entities):
    message = world.people.say(world.uid, said)["message"]
    assert message["text"] == text
    assert [(one["type"], one["offset"], one["length"]) for one in message.get("entities", [])] == entities
