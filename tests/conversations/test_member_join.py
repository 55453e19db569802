"""People register at the gym in the bot, and change what is known of them (S5.24, S5.25, S5.47, S5.50)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role
from models import Client, Member
from repositories.uow import Uow
from tests.builders import make_client
from tests.chat import Person, Telegram
from tests.conversations.gym import labels, member, on_sale, rows
from tests.conversations.shop import agree
from tests.gym_rows import make_group


async def begins(telegram: Telegram, name: str = "Ольга", **values: str) -> Person:
    person = await telegram.person(name, last_name="Минеева", **values)
    await person.says("/membership")
    await person.presses("Зарегистрироваться")
    return person


@pytest.mark.req("S5.24", "S5.25", "S5.50")
async def test_somebody_new_registers_with_everything(telegram: Telegram) -> None:
    olga = await begins(telegram, phone="+79996432387")
    await olga.presses("Согласен")
    await olga.shares_contact()
    assert "Как вас зовут?" in olga.sees
    await olga.presses("Ольга Минеева")
    await olga.says("не почта")
    assert "name@mail.ru" in olga.sees
    await olga.says("Olga@Mail.ru")
    await olga.says("Иркутск")
    await olga.sends(telegram.people.send_photo(olga.id))
    await olga.says("Больное колено")
    assert "Всё верно?" in olga.sees
    for part in ("Минеева Ольга", "+7 999 643-23-87", "olga@mail.ru", "Иркутск", "Фото: есть", "Больное колено"):
        assert part in olga.sees
    await olga.presses("✅ Зарегистрироваться")
    assert "✅ Вы зарегистрированы." in olga.sees
    assert "Сейчас абонемента нет" in olga.sees
    (kept,) = rows(telegram, Member)
    assert (kept["email"], kept["region"], kept["region_n"], kept["comment"]) == (
        "olga@mail.ru", "Иркутск", "иркутск", "Больное колено",
    )  # fmt: skip
    assert kept["photo"]
    assert kept["joined_at"] == telegram.clock.at
    (card,) = rows(telegram, Client)
    assert (card["surname"], card["name"], card["phone"]) == ("Минеева", "Ольга", "+79996432387")


@pytest.mark.req("S5.24")
async def test_all_that_is_optional_is_skipped_and_a_line_of_the_summary_is_changed(telegram: Telegram) -> None:
    olga = await begins(telegram)
    await olga.presses("Согласен")
    await olga.shares_contact()
    await olga.says("Минеева Ольга")
    for _ in range(2):
        await olga.presses("Пропустить")
    await olga.says("вот моё фото")
    assert "Здесь нужно фото" in olga.sees
    for _ in range(2):
        await olga.presses("Пропустить")
    assert "Эл. почта: не указано" in olga.sees
    await olga.presses("Город, район")
    await olga.says("Ангарск")
    assert "Ангарск" in olga.sees
    assert "Всё верно?" in olga.sees
    await olga.presses("✅ Зарегистрироваться")
    assert [row["region"] for row in rows(telegram, Member)] == ["Ангарск"]


@pytest.mark.req("S5.24")
async def test_whose_card_is_known_is_tied_by_the_phone_and_not_asked_for_a_name(telegram: Telegram) -> None:
    uid = telegram.desk.db.write_now(lambda uow: make_client(uow, phone="+79996432387").uid)
    olga = await begins(telegram, phone="+79996432387")
    await olga.presses("Согласен")
    await olga.shares_contact()
    assert "Ваша почта?" in olga.sees
    for _ in range(4):
        await olga.presses("Пропустить")
    assert "Минеев Михаил" in olga.sees
    await olga.presses("✅ Зарегистрироваться")
    assert [row["client_uid"] for row in rows(telegram, Member)] == [uid]
    assert len(rows(telegram, Client)) == 1


@pytest.mark.req("S5.24", "S5.25")
async def test_of_an_album_the_first_picture_is_taken_and_answered_once(telegram: Telegram) -> None:
    olga = await begins(telegram)
    await olga.presses("Согласен")
    await olga.shares_contact()
    await olga.says("Минеева Ольга")
    for _ in range(2):
        await olga.presses("Пропустить")

    async def answers() -> tuple[str, int]:
        before = len(olga.messages)
        album = telegram.people.send_album(olga.id, 3)
        for raw in album:
            await olga.sends(raw)
        bots = [one for one in olga.messages[before:] if one["from"]["is_bot"]]
        return album[0]["message"]["photo"][-1]["file_id"], len(bots)

    assert (await answers())[1] == 1
    assert "Что важно знать тренеру?" in olga.sees
    await olga.presses("Пропустить")
    await olga.presses("✅ Зарегистрироваться")
    await olga.presses("👤 Профиль")
    await olga.presses("✏️ Фото")
    first, said = await answers()
    assert said == 1
    assert "✅ Сохранено." in olga.sees
    assert rows(telegram, Member)[0]["photo"] == first


@pytest.mark.req("S5.24")
async def test_it_is_stopped_anywhere_and_nothing_is_kept(telegram: Telegram) -> None:
    olga = await begins(telegram)
    await olga.presses("Согласен")
    await olga.says("+79990000000")
    assert "Telegram подтверждает" in olga.sees or "кнопк" in olga.sees
    await olga.says("/cancel")
    assert olga.keyboard is not None
    assert rows(telegram, Member) == []
    assert rows(telegram, Client) == []


@pytest.mark.req("S5.47")
async def test_a_deleted_client_leaves_the_group_and_does_not_register_anew(telegram: Telegram) -> None:
    olga, anna = await member(telegram), await telegram.person("Анна", Role.MANAGER)
    uid = rows(telegram, Client)[0]["uid"]

    def join(uow: Uow) -> None:
        uow.members.put(uid, group_id=make_group(uow).id)

    telegram.desk.db.write_now(join)
    await anna.says("/members")
    await anna.presses("Все")
    await anna.presses("Минеева Ольга")
    await anna.presses("Карточка клиента")
    await anna.presses("🗑 Удалить")
    await anna.presses("Да, удалить")
    assert rows(telegram, Member)[0]["group_id"] is None

    await olga.says("/membership")
    assert "Ваша карточка в клубе удалена" in olga.sees
    assert labels(olga) == []
    other = await telegram.person("Ольга", phone=rows(telegram, Client)[0]["phone"])  # the same phone, another account
    agree(telegram, other)
    await other.says("/membership")
    await other.presses("Зарегистрироваться")
    await other.shares_contact()
    assert "Ваша карточка в клубе удалена" in other.sees
    assert len(rows(telegram, Client)) == 1

    telegram.clock.at += timedelta(days=3)  # long behind the ten minutes of the client's own card
    await anna.says("/members")
    await anna.presses("Удалённые")
    await anna.presses("Минеева Ольга")
    await anna.presses("↩️ Вернуть")
    await olga.says("/membership")
    assert "Мой абонемент" in olga.sees


def two_phones(uow: Any, first: str, second: str) -> None:
    uow.clients.edit(uow.session.query(Client).one(), phone=first, secondphone=second)


@pytest.mark.req("S5.50")
async def test_each_line_of_the_profile_is_changed(telegram: Telegram) -> None:
    olga = await member(telegram)
    await olga.says("/membership")
    await olga.presses("👤 Профиль")
    for field, value in (("Имя", "Орлова Ольга"), ("Город, район", "Чита"), ("Комментарий", "Без прыжков")):
        await olga.presses(f"✏️ {field}")
        await olga.says(value)
        assert "✅ Сохранено." in olga.sees
        assert value in olga.sees
    await olga.presses("✏️ Город, район")
    await olga.presses("Очистить")
    assert "Чита" not in olga.sees
    second = "+79020000001"
    telegram.desk.db.write_now(lambda uow: two_phones(uow, "+79020000002", second))
    await olga.presses("✏️ Телефон")
    await olga.shares_contact()
    person = telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(olga.id).phone)
    (card,) = rows(telegram, Client)
    assert (card["name"], card["surname"], card["phone"]) == ("Ольга", "Орлова", person)
    assert (card["secondphone"], card["description"]) == ("+79020000002", second)  # no number is lost


@pytest.mark.req("S5.24")
async def test_who_is_no_member_can_not_buy_by_an_old_button(telegram: Telegram) -> None:
    plan, olga = on_sale(telegram), await telegram.person("Ольга")
    await olga.says("/membership")
    message, _data = olga.live_data("Зарегистрироваться")
    await olga.presses_data(message, f"Mw:{plan}")
    assert "ещё нет" in olga.alert
    assert rows(telegram) == []
