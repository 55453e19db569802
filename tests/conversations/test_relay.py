"""What one side of a ticket sends reaches the other, and only the right one (S3.46–S3.50, S3.59, T33)."""

from typing import Any

import pytest
from sqlalchemy import delete, select

from domain.ticket_views import FILES_MOST
from models import Outgoing, Ticket, TicketMessage
from playground.people_media import Upload
from tests.chat import Person, Telegram
from tests.conversations.desk import CONTRACTOR, SUPPORT, asked, on_tariff, talking


def kinds(who: Person) -> list[str]:
    """What files the bot has sent to somebody, oldest first."""
    known = ("photo", "document", "voice", "video_note", "location", "video", "audio")
    return [kind for m in who.messages if not m.get("out") for kind in known if kind in m]


def said(telegram: Telegram, ticket: int = 1) -> list[tuple[str, str, str]]:
    rows = telegram.desk.db.read_now(
        lambda uow: [(row.side, row.kind, row.text) for row in uow.tickets.list_said(ticket, 50)]
    )
    return list(rows)


def reaction(telegram: Telegram) -> Any:
    return telegram.request.sent("setMessageReaction")


@pytest.mark.req("S3.46", "S3.47", "S3.48", "S3.59")
async def test_files_go_both_ways_and_stay_in_the_history(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    people = telegram.people
    for one, other in ((petr, ivan), (ivan, petr)):
        before = len(kinds(other))
        await one.sends(people.send_photo(one.id, caption="вот фото"))
        assert "вот фото" in other.sees
        await one.sends(people.send_document(one.id, name="прайс.pdf", caption="прайс"))
        assert "прайс" in other.sees
        await one.sends(people.send_voice(one.id))
        await one.sends(people.send_video_note(one.id))
        assert other.buttons == ["Открыть"], "a round video takes no caption: the words follow it"
        await one.sends(people.send_location(one.id, 52.28, 104.3))
        assert kinds(other)[before:] == ["photo", "document", "voice", "video_note", "location"]
    assert len(reaction(telegram)) == 10
    stored = said(telegram)
    assert [kind for side, kind, _ in stored if side == "customer"][1:] == [
        "photo", "document", "voice", "video_note", "location",
    ]  # fmt: skip
    await ivan.says("/tickets")
    await ivan.presses("Мои · 1")
    await ivan.presses("№1")
    await ivan.presses("🗂 Переписка")
    assert "📄 файл прайс.pdf · прайс" in ivan.sees
    assert "🎤 голосовое" in ivan.sees
    before = len(kinds(ivan))
    await telegram.after(seconds=1)
    await ivan.presses("📎 Файлы")
    assert len(kinds(ivan)) - before == 10


@pytest.mark.req("S3.47")
async def test_a_ticket_may_begin_with_a_photo_and_who_takes_it_gets_it(telegram: Telegram) -> None:
    ivan, petr = await telegram.person("Иван", CONTRACTOR), await on_tariff(telegram)
    await petr.says("/support")
    await petr.sends(telegram.people.send_photo(petr.id, caption="Касса не печатает"))
    assert "Заявка №1: отправлено" in petr.sees
    assert "📎 1 файл" in ivan.sees
    assert kinds(ivan) == []
    await ivan.presses("✋ Взять")
    await ivan.presses("1 ч")
    assert kinds(ivan) == ["photo"]


async def test_an_album_arrives_as_an_album_with_one_caption(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    before = len(reaction(telegram))
    for raw in telegram.people.send_album(petr.id, 3, caption="Три снимка"):
        await petr.sends(raw)
    await telegram.after(seconds=3)
    assert kinds(ivan) == ["photo"] * 3
    albums = {m.get("media_group_id") for m in ivan.messages if "photo" in m}
    assert len(albums) == 1
    assert albums != {None}
    assert ivan.chat.count("Три снимка") == 1
    assert len(reaction(telegram)) - before == 1, "one answer for the whole album"
    first = next(m for m in ivan.messages if "photo" in m)
    await ivan.sends(telegram.people.say(ivan.id, "Первый не виден", first["message_id"]))
    assert "Первый не виден" in petr.sees


async def test_an_album_begins_a_ticket_and_comes_whole(telegram: Telegram) -> None:
    ivan, petr = await telegram.person("Иван", CONTRACTOR), await on_tariff(telegram)
    await petr.says("/support")
    for raw in telegram.people.send_album(petr.id, 3, caption="Всё сломалось"):
        await petr.sends(raw)
    assert telegram.desk.db.read_now(lambda uow: uow.tickets.count_files(1)) == 3
    assert petr.chat.count("отправлено") == 1
    await ivan.presses("✋ Взять")
    await ivan.presses("1 ч")
    assert kinds(ivan) == ["photo"] * 3


async def test_an_edit_is_seen_by_the_other_side_and_in_the_history(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    raw = telegram.people.say(petr.id, "Позвоните завтро")
    await petr.sends(raw)
    seen = len(ivan.messages)
    await petr.edits(raw["message"]["message_id"], "Позвоните завтра")
    assert "Позвоните завтра" in ivan.sees
    assert "(изменено)" in ivan.sees
    assert len(ivan.messages) == seen, "the message itself has changed"
    assert said(telegram)[-1][2] == "Позвоните завтра"


@pytest.mark.req("S3.63")
async def test_contacts_are_hidden_both_ways_unless_the_tariff_shows_them(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    for one, other in ((petr, ivan), (ivan, petr)):
        await one.says("Звоните +7 999 643-23-87 или @petr_shop, p@shop.ru, t.me/petr_shop")
        assert "контакты скрыты" in one.sees
        for secret in ("643", "petr_shop", "p@shop.ru"):
            assert secret not in other.last["text"]
    await petr.shares_contact()
    assert not [m for m in ivan.messages if "contact" in m]
    assert "•••" in ivan.sees
    stored = "".join(text for _, _, text in said(telegram))
    assert "643-23-87" in stored, "managers read it"


@pytest.mark.req("S3.63", "S3.5")
async def test_the_tariff_shows_them(telegram: Telegram) -> None:
    """The negative control."""
    ivan, petr = await talking(telegram, shows_contacts=True)
    await petr.says("Звоните +7 999 643-23-87")
    assert "643-23-87" in ivan.sees
    await ivan.says("А мне +7 999 000-11-22")
    assert "000-11-22" in petr.sees


@pytest.mark.req("S3.50")
async def test_with_several_open_a_reply_goes_to_its_ticket_and_words_to_the_current_one(telegram: Telegram) -> None:
    ivan, gleb = [await telegram.person(name, CONTRACTOR) for name in ("Иван", "Глеб")]
    petr = await on_tariff(telegram, requests=None)
    for number, agent in ((1, ivan), (2, gleb)):
        await asked(telegram, petr, f"Задача номер {number}")
        await agent.says("/tickets")
        await agent.presses("Новые")
        await agent.presses(f"№{number}")
        await agent.presses("✋ Взять")
        await agent.presses("4 ч")
        await agent.says(f"Это исполнитель {number}")
    first = next(m for m in petr.messages if "Это исполнитель 1" in (m.get("text") or ""))
    await petr.sends(telegram.people.say(petr.id, "Ответ первому", first["message_id"]))
    assert "Ответ первому" in ivan.sees
    assert "Ответ первому" not in gleb.chat
    assert "→ Заявка №1" in petr.sees
    await petr.says("И ещё первому")
    assert "И ещё первому" in ivan.sees, "the one written to last is the current one"
    await petr.says("/tickets")
    await petr.presses("№2")
    assert "Всё, что вы теперь напишете, попадёт сюда" in petr.sees
    await petr.says("А это второму")
    assert "А это второму" in gleb.sees
    assert "А это второму" not in ivan.chat


@pytest.mark.req("S3.50")
async def test_where_it_is_not_clear_the_person_says_and_nothing_is_lost(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    await asked(telegram, petr, "Вторая задача")
    telegram.desk.db.write_now(
        lambda uow: uow.tariffs.put_place(uow.people.find_by_telegram(petr.id).id, current_id=None)
    )
    await petr.sends(telegram.people.send_photo(petr.id, caption="Куда это?"))
    assert petr.sees == "К какому обращению это сообщение?"
    assert "Куда это?" not in ivan.chat
    old = petr.live_data("№1")
    await petr.presses("№1")
    await petr.presses_data(*old)
    assert ivan.chat.count("Куда это?") == 1
    assert kinds(ivan) == ["photo"]
    await petr.says("Дальше туда же")
    assert "Дальше туда же" in ivan.sees


async def test_a_reply_in_the_middle_of_another_dialogue_goes_to_the_ticket(telegram: Telegram) -> None:
    vera, olga = await telegram.person("Вера", SUPPORT), await telegram.person("Ольга")
    await asked(telegram, olga)
    await vera.presses("✋ Взять")
    await olga.says("Ау")
    answered = vera.last["message_id"]
    await vera.says("/canned")
    await vera.presses("➕")
    await vera.sends(telegram.people.say(vera.id, "Уже смотрю", answered))
    assert "Уже смотрю" in olga.sees
    await vera.says("Название заготовки")
    assert "Название заготовки" not in olga.chat


async def test_replies_survive_a_restart_and_find_their_ticket_by_the_button_too(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    await petr.says("Первое")
    answered = ivan.last["message_id"]
    await telegram.restart()
    telegram.desk.db.write_now(_forget_outbox)
    await ivan.sends(telegram.people.say(ivan.id, "Ответ после всего", answered))
    assert "Ответ после всего" in petr.sees


def _forget_outbox(uow: Any) -> None:
    uow.session.execute(delete(Outgoing))


async def test_a_reply_to_a_card_goes_to_its_ticket(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    await asked(telegram, petr, "Вторая задача")
    await petr.says("/tickets")
    await petr.presses("№1")
    card = petr.last["message_id"]
    await petr.says("/tickets")
    await petr.presses("№2")
    await petr.sends(telegram.people.say(petr.id, "Это к первой", card))
    assert "Это к первой" in ivan.sees


async def test_what_can_t_be_passed_on_says_so_and_how(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    await petr.sends(telegram.people.send_sticker(petr.id))
    assert "Такое передать не могу" in petr.sees
    raw = telegram.people.send_document(petr.id, name="фильм.mkv")
    raw["message"]["document"]["file_size"] = FILES_MOST + 1
    await petr.sends(raw)
    assert "больше 2 ГБ" in petr.sees
    assert kinds(ivan) == []


async def test_what_a_database_can_t_hold_is_left_out(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    raw = telegram.people.send_document(petr.id, name="от\x00чёт.pdf", caption="Смот\x00рите\u200b 👩‍👧")
    raw["message"] |= {"caption": "Смот\x00рите\u200b 👩‍👧"}
    await petr.sends(raw)
    assert "Смотрите 👩‍👧" in ivan.sees
    raw = telegram.people.say(petr.id, "x")
    raw["message"]["text"] = "\u200b\x00"
    await petr.sends(raw)
    assert "Такое передать не могу" in petr.sees


async def test_a_long_text_comes_in_parts_and_nothing_is_cut(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    long = " ".join(f"слово{number}" for number in range(420))
    assert 3600 < len(long) <= 4096
    await petr.says(long)
    for number in (0, 210, 419):
        assert f"слово{number}" in ivan.chat


async def test_a_long_caption_follows_its_file(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    await petr.sends(telegram.people.send_photo(petr.id, caption="я" * 1010))
    assert "я" * 1010 in ivan.sees
    assert kinds(ivan) == ["photo"]
    await ivan.sends(telegram.people.say(ivan.id, "Вижу", ivan.last["message_id"]))
    assert "Вижу" in petr.sees


async def test_a_password_in_the_talk_can_be_taken_back(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    await petr.says("логин admin пароль: qwerty123")
    assert "есть пароль" in petr.sees
    await petr.presses("🗑 Удалить сообщение")
    assert "Удалено здесь" in petr.sees
    assert "qwerty123" not in petr.chat
    assert "qwerty123" not in ivan.chat
    assert "qwerty123" not in str(said(telegram))


async def test_a_password_in_the_question_goes_out_of_every_letter_and_of_the_database(telegram: Telegram) -> None:
    ivan, gleb = [await telegram.person(name, CONTRACTOR) for name in ("Иван", "Глеб")]
    petr = await on_tariff(telegram)
    await asked(telegram, petr, "не входит, пароль: qwerty123")
    for agent in (ivan, gleb):
        assert "qwerty123" in agent.chat
    await petr.presses("🗑 Удалить сообщение")
    for someone in (ivan, gleb):
        assert "qwerty123" not in someone.chat
        assert "✋ Взять" in someone.buttons
    assert "qwerty123" not in telegram.desk.db.read_now(_everything_kept)


def _everything_kept(uow: Any) -> str:
    texts = [*uow.session.scalars(select(Outgoing.facts)), *uow.session.scalars(select(TicketMessage.text))]
    return str([*texts, *uow.session.execute(select(Ticket.question, Ticket.folded, Ticket.answer)).all()])


async def test_an_edited_question_is_read_as_it_is_now(telegram: Telegram) -> None:
    ivan, petr = await telegram.person("Иван", CONTRACTOR), await on_tariff(telegram)
    await petr.says("/support")
    raw = telegram.people.say(petr.id, "Сайт упал в понедельник")
    await petr.sends(raw)
    await petr.edits(raw["message"]["message_id"], "Сайт упал во вторник")
    await ivan.presses("Открыть")
    assert "во вторник" in ivan.sees
    assert "понедельник" not in ivan.sees


@pytest.mark.req("S3.35")
async def test_access_is_seen_by_who_has_the_job_and_goes_in_a_minute(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    other = await telegram.person("Глеб", CONTRACTOR)
    await petr.says("/tickets")
    await petr.presses("№1")
    await petr.presses("🔑 Дать доступы")
    await petr.says("shop.ru / admin / hunter2")
    assert "Доступы сохранены" in petr.sees
    assert "hunter2" not in petr.chat
    await ivan.presses("Открыть")
    await ivan.presses("🔑 Доступы")
    assert "hunter2" in ivan.sees
    await telegram.after(seconds=61)
    assert "hunter2" not in ivan.chat
    button = ivan.live_data("🔑 Доступы")
    await other.says("/tickets")
    await other.presses_data(other.last["message_id"], button[1])
    assert "hunter2" not in other.chat
    assert "только тот, кто взял" in other.alert
    await ivan.presses("✅ Закрыть")
    assert telegram.desk.db.read_now(lambda uow: uow.tickets.get(1).credentials) is None


async def test_access_that_is_refused_does_not_stay_in_the_chat_either(telegram: Telegram) -> None:
    _ivan, petr = await talking(telegram)
    await petr.says("/tickets")
    await petr.presses("№1")
    await petr.presses("🔑 Дать доступы")
    await petr.says("hunter2 " * 100)
    assert "помещается не больше 500 знаков, а здесь 799" in petr.sees
    assert "hunter2" not in petr.chat
    await petr.says("shop.ru hunter2")
    assert "Доступы сохранены" in petr.sees


async def test_nobody_s_small_talk_is_anybody_s_ticket(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("Просто болтаю")
    assert "отвечаю на кнопки" in olga.sees.lower() or "кнопки и команды" in olga.sees
    await olga.sends(telegram.people.send_file(olga.id, "audio", Upload("a.mp3", b"ID3 sample", "audio/mpeg")))
    assert reaction(telegram) == []


async def test_who_writes_to_somebody_who_has_stopped_the_bot_is_told(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    telegram.people.block(petr.id)  # the update that says so has not come yet
    await ivan.says("Вы здесь?")
    assert "не доставлено" in ivan.sees
    await ivan.says("Ау")
    assert "остановил бота" in ivan.sees
    assert [text for _, _, text in said(telegram)][-2:] == ["Вы здесь?", "Ау"]
