"""/invite: a picture per guest, from a booked game or by hand; a dialogue of its own (S1.64, S1.2)."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from domain.access import Role
from tests.builders import make_client, make_order
from tests.chat import Person, Telegram


def picture_of(telegram: Telegram, person: Person) -> Image.Image:
    """The newest picture a person has got."""
    from playground.methods_files import download

    photo = next(m["photo"][-1] for m in reversed(person.messages) if "photo" in m)
    path = telegram.api.call("getFile", {"file_id": photo["file_id"]})["file_path"]
    return Image.open(io.BytesIO(download(telegram.api, path)[0]))


@pytest.mark.req("S1.64")
@pytest.mark.parametrize("typed", ["15:00", "15,00", "15.00", "15 00", "15-00"])
async def test_a_picture_for_each_guest_by_hand(telegram: Telegram, typed: str) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/invite")
    await olga.presses("Другой день")
    await olga.says("Тимофея")
    await olga.says("28.11")
    await olga.says(typed)
    await olga.says("Иркутск, ул. Лесная, 12")
    await olga.says("Маша")
    assert "Готово 1 приглашение" in olga.sees
    assert picture_of(telegram, olga).size == (1080, 1350)
    await olga.says("Петя")
    assert "Готово 2 приглашения" in olga.sees
    await olga.presses("Хватит")
    assert olga.chat.count("Перешлите") == 2
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(olga.id)) == ("-", "")


@pytest.mark.req("S1.64")
async def test_from_a_booked_game_day_and_time_are_known(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)

    def fill(uow: Any) -> None:
        client = make_client(uow, name="Ольга", surname="Минеева")
        make_order(uow, client_uid=client.uid, date=datetime(2026, 11, 28, 12, 0, tzinfo=UTC))
        uow.settings.put("ADDRESS", "ул. Лесная, 12", 0)
        uow.touched.add("settings")

    telegram.desk.db.write_now(fill)
    await marina.says("/invite")
    assert "28 нояб" in marina.buttons[0]
    await marina.presses("28 нояб")
    await marina.says("Тимофея")
    await marina.says("Маша")
    assert "Готово 1 приглашение" in marina.sees


async def test_another_persons_game_is_not_offered(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    telegram.desk.db.write_now(lambda uow: make_order(uow, date=datetime(2026, 11, 28, 12, 0, tzinfo=UTC)) and None)
    await olga.says("/invite")
    assert olga.buttons == ["Другой день", "Отмена"]
    await olga.presses_data(olga.last["message_id"], "ig:1")
    assert "уже нет" in olga.alert


@pytest.mark.req("S1.2")
async def test_it_and_an_order_never_take_each_others_messages(telegram: Telegram) -> None:
    """The word typed goes to the dialogue that was asked about, and the other begins only after a question."""
    marina = await telegram.person("Марина", Role.MANAGER)
    await marina.says("/invite")
    await marina.presses("Другой день")
    await marina.says("Тимофея")
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(marina.id))[0] == "invite:DAY"
    await marina.says("/client")
    await marina.presses("Добавить")
    assert "незаконченное" in marina.sees
    await marina.presses("Продолжить")
    await marina.says("завтра")
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(marina.id))[0] == "invite:TIME"


async def test_wrong_things_are_explained_and_asked_again(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/invite")
    await olga.presses("Другой день")
    for wrong, said in (("😀😀", "буквами"), ("x" * 400, "помещается")):
        await olga.says(wrong)
        assert said in olga.sees
        assert "Чей день рождения" in olga.sees
    await olga.says("Тимофея")
    await olga.says("вчера-позавчера")
    assert "Не понял" in olga.sees
    await olga.says("28.11")
    await olga.says("25:99")
    assert "Не понял" in olga.sees
    await telegram.restart()
    await olga.says("15:00")
    assert "Где?" in olga.sees


async def test_long_names_stay_inside_the_picture(telegram: Telegram) -> None:
    from domain.invitations import Invitation
    from ui.pictures import invitation
    from ui.texts import Words

    given = Invitation(
        "Ж" * 40, "Щ" * 40, datetime(2026, 11, 28, 12, tzinfo=UTC), "ул. " * 30, "Клуб", "https://t.me/x"
    )
    image = Image.open(io.BytesIO(invitation(Words("ru"), given)))
    inked = [x for x in range(1080) for y in range(40, 1300, 7) if image.getpixel((x, y)) == (244, 241, 232)]
    assert min(inked) >= 60
    assert max(inked) <= 1020
