"""Filing a request in the bot, as residents do it (S4.15, S4.16, S4.27–S4.37, T23)."""

import pytest

from domain.access import Role
from repositories.uow import Uow
from tests.chat import Person, Telegram
from tests.conversations.booking import walk
from tests.conversations.housing import FILED, House, build


@pytest.fixture
def house(telegram: Telegram) -> House:
    return build(telegram)


def slot(telegram: Telegram, person: Person) -> str:
    return str(telegram.desk.db.read_now(lambda uow: uow.dialogues.load(person.id).status))


def user_id(uow: Uow, person: Person) -> int:
    user = uow.people.find_by_telegram(person.id)
    assert user is not None
    return user.id


def phones(telegram: Telegram, person: Person) -> list[str]:
    return telegram.desk.db.read_now(
        lambda uow: [
            pair.phone for pair in uow.residents.list_of_user(user_id(uow, person))
        ]
    )  # fmt: skip


@pytest.mark.req("S4.1", "S4.15", "S4.16", "S4.28", "S4.29", "S4.30", "S4.31", "S4.36", "S4.37")
async def test_a_request_is_filed_without_asking_for_the_address(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga = await house.resident()
    await olga.says("/request")
    assert olga.sees == "🏠 Новая заявка\nС чем связана заявка?"
    assert slot(telegram, olga) == "crm_utility:CATEGORY"
    await olga.presses("Вода")
    assert "Что именно?" in olga.sees
    await olga.presses("Течёт кран")
    assert "Что случилось и где?" in olga.sees
    await olga.says("Течёт кран на кухне")
    assert "Записано" in olga.sees
    await olga.presses("Готово")
    assert "Когда вы дома?" in olga.sees
    await olga.presses("Вечером")
    assert "Это ваш номер?" in olga.sees
    (own,) = phones(telegram, olga)
    assert own[-4:] in olga.sees.replace("-", "").replace(" ", "")
    await olga.presses("Да")
    assert olga.sees.splitlines() == [
        "🏠 Новая заявка", "Вода · Течёт кран", "Адрес: Лесная, 5а, кв. 12",
        next(line for line in olga.sees.splitlines() if line.startswith("Телефон: ")), "Удобное время: вечером",
        "Течёт кран на кухне",
    ]  # fmt: skip
    await olga.presses("✅ Создать заявку")
    assert "✅ Заявка №1 принята." in olga.sees
    assert "Статус: новая" in olga.sees
    (row,) = house.requests()
    assert (row["street"], row["house"], row["flat"], row["account"]) == ("Лесная", "5а", "12", "100200300")
    assert (row["full_name"], row["phone"], row["wish"]) == ("Минеева Ольга Сергеевна", own, "вечером")
    assert (row["state"], row["source"], row["is_confirmed"]) == ("new", "bot", True)
    assert "🏠 Новая заявка №1: Вода · Течёт кран" in anna.sees
    assert "Адрес: Лесная, 5а, кв. 12" in anna.sees
    assert "не подтверждён" not in anna.sees


@pytest.mark.req("S4.27")
async def test_an_identified_person_is_offered_the_button_and_nobody_else(house: House, telegram: Telegram) -> None:
    stranger, olga = await telegram.person("Пётр"), await house.resident()
    await olga.says("/requests")
    assert "➕ Создать заявку" in olga.buttons
    await stranger.says("/request")
    assert "С чем связана" not in stranger.sees
    assert "дентификаци" in stranger.sees
    assert house.requests() == []


@pytest.mark.req("S4.29")
async def test_a_warning_comes_before_the_text_is_asked_for(house: House, telegram: Telegram) -> None:
    olga = await house.resident()
    await olga.says("/request")
    await olga.presses("Газ")
    assert "⚠️ Запах газа — звоните 104" in olga.sees
    assert olga.sees.index("104") < olga.sees.index("Что случилось")


@pytest.mark.req("S4.15", "S4.29")
async def test_an_album_is_one_answer_and_ten_at_most(house: House, telegram: Telegram) -> None:
    olga = await house.resident()
    await olga.says("/request")
    await walk(olga, "[Газ]")
    before = len(olga.messages)
    for raw in [*telegram.people.send_album(olga.id, 10, caption="Плита"), telegram.people.send_photo(olga.id)]:
        await olga.sends(raw)
    bots = [one for one in olga.messages[before:] if one["from"]["is_bot"]]
    assert len(bots) == 2, "an album gets one answer, the eleventh picture another"
    assert "⚠️ К заявке можно приложить не больше 10 файлов." in olga.sees
    assert "📎 10 файлов" in olga.sees
    await walk(olga, "[Готово]", "[В любое время]", "[Да]", "[✅ Создать заявку]")
    files = telegram.desk.db.read_now(lambda uow: uow.utility.count_files(1))
    assert files == 10
    assert house.requests()[0]["text"] == "Плита"


@pytest.mark.req("S4.15")
async def test_its_files_come_below_and_what_telegram_has_no_more_is_said(house: House, telegram: Telegram) -> None:
    olga = await house.resident()
    await olga.says("/request")
    await walk(olga, "[Газ]")
    for raw in telegram.people.send_album(olga.id, 3, caption="Плита"):
        await olga.sends(raw)
    await walk(olga, "[Готово]", "[В любое время]", "[Да]", "[✅ Создать заявку]")
    for _ in range(2):
        await olga.says("/requests")
        before = len(olga.messages)
        await walk(olga, "[№1]", "[📎 Файлы]")
        shown = [one for one in olga.messages[before:] if one["from"]["is_bot"]]
        assert len([one for one in shown if "photo" in one]) == 3
        assert "Заявка №1" in shown[-1]["text"]
        assert "не хранит" not in olga.sees
    telegram.api.store.db.execute("DELETE FROM files")  # as under another token
    await olga.says("/requests")
    await walk(olga, "[№1]", "[📎 Файлы]")
    assert "⚠️ Показать удалось не все файлы: Telegram их больше не хранит." in olga.sees
    assert "Заявка №1" in olga.sees


@pytest.mark.req("S4.29")
@pytest.mark.parametrize("wrong", ["x" * 1501, "\u200f"])
async def test_what_can_not_be_kept_is_asked_again(house: House, telegram: Telegram, wrong: str) -> None:
    olga = await house.resident()
    await olga.says("/request")
    await walk(olga, "[Газ]", wrong)
    assert "⚠️" in olga.sees
    await walk(olga, "Пахнет", "[Готово]", "[В любое время]", "[Да]", "[✅ Создать заявку]")
    assert house.requests()[0]["text"] == "Пахнет"


@pytest.mark.req("S4.32", "S4.33", "S4.34", "S4.35")
async def test_another_number_replaces_the_old_one_and_the_request_goes_on(house: House, telegram: Telegram) -> None:
    olga = await house.resident()
    await olga.says("/request")
    await walk(olga, *FILED[1:-1], "[Нет, другой]", "это не номер")
    assert "⚠️" in olga.sees
    assert "Напишите ваш номер" in olga.sees
    await olga.says("8 999 111-22-33")
    assert "Удалить старый" in olga.sees
    await olga.presses("Удалить старый")
    assert phones(telegram, olga) == ["+79991112233"]
    await olga.presses("✅ Создать заявку")
    assert house.requests()[0]["phone"] == "+79991112233"


@pytest.mark.req("S4.32", "S4.33", "S4.34", "S4.35")
async def test_another_number_is_added_and_both_are_offered_next_time(house: House, telegram: Telegram) -> None:
    olga = await house.resident()
    (old,) = phones(telegram, olga)
    await olga.says("/request")
    await walk(olga, *FILED[1:-1], "[Нет, другой]", "8 999 111-22-33", "[Оставить оба]", "[✅ Создать заявку]")
    assert set(phones(telegram, olga)) == {old, "+79991112233"}
    assert house.requests()[0]["phone"] == "+79991112233"
    await olga.says("/request")
    await walk(olga, "[Газ]", "Пахнет", "[Готово]", "[В любое время]")
    assert any(old[-2:] in label for label in olga.buttons)


@pytest.mark.req("S4.28")
async def test_who_has_two_flats_says_which(house: House, telegram: Telegram) -> None:
    olga = await house.resident()
    house.moves_in(olga, house.another_flat("700", street="Садовая", house="1", letter="", flat="3"))
    await olga.says("/request")
    assert "О какой квартире речь?" in olga.sees
    await walk(olga, "[Садовая, 1, кв. 3]", "[Газ]", "Пахнет", "[Готово]", "[В любое время]", "[Да]")
    await olga.presses("✅ Создать заявку")
    assert (house.requests()[0]["street"], house.requests()[0]["account"]) == ("Садовая", "700")


@pytest.mark.req("S4.28", "S4.36")
async def test_a_pending_resident_is_marked_and_is_shown_nothing_stored(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await house.files(await house.resident())
    pavel = await house.resident("Павел", state="pending")
    before = len(pavel.messages)
    await house.files(pavel)
    await pavel.says("/requests")
    said = "\n".join(one.get("text") or "" for one in pavel.messages[before:] if one["from"]["is_bot"])
    assert "Лесная" not in said
    assert "Минеева" not in said
    assert not [label for label in pavel.buttons if "№1 " in label], "the flat's requests are not shown"
    assert "⚠️ Житель не подтверждён." in anna.sees
    assert house.requests()[1]["is_confirmed"] is False


@pytest.mark.req("S4.36")
async def test_the_open_one_is_shown_before_another_is_filed(house: House, telegram: Telegram) -> None:
    olga, petr = await house.resident(), await house.resident("Пётр")
    await house.files(olga)
    await petr.says("/request")
    await walk(petr, "[Вода]", "[Течёт кран]")
    assert "Такая заявка уже открыта" in petr.sees
    assert "Течёт кран на кухне" not in petr.sees, "the text is its author's"
    await petr.presses("🔔 Следить")
    assert slot(telegram, petr) == "-"
    assert len(house.requests()) == 1
    await petr.says("/request")
    await walk(petr, "[Вода]", "[Течёт кран]", "[Всё равно создать]", "Тоже течёт", "[Готово]", "[В любое время]")
    await walk(petr, "[Да]", "[✅ Создать заявку]")
    assert len(house.requests()) == 2


@pytest.mark.req("S4.16")
async def test_a_double_press_a_restart_and_a_replay_are_one_request(house: House, telegram: Telegram) -> None:
    olga = await house.resident()
    await olga.says("/request")
    await walk(olga, *FILED[1:4])
    await telegram.restart()
    await walk(olga, *FILED[4:])
    message, data = olga.live_data("✅ Создать заявку")
    for _ in range(3):
        await olga.presses_data(message, data)
    assert len(house.requests()) == 1


@pytest.mark.req("S4.16")
async def test_too_many_open_ones_are_refused_before_anything_is_typed(house: House, telegram: Telegram) -> None:
    olga = await house.resident()
    for _ in range(5):
        await olga.says("/request")
        await walk(olga, "[Газ]")
        if "Такая заявка уже открыта" in olga.sees:
            await olga.presses("Всё равно создать")
        await walk(olga, "Пахнет", "[Готово]", "[В любое время]", "[Да]", "[✅ Создать заявку]")
    await olga.says("/request")
    assert "У вас уже 5 открытых заявок" in olga.sees
    assert len(house.requests()) == 5


@pytest.mark.req("S4.29", "S4.9")
async def test_a_category_that_goes_meanwhile_is_chosen_anew_and_the_text_stays(
    house: House, telegram: Telegram
) -> None:
    olga = await house.resident()
    await olga.says("/request")
    await walk(olga, "[Газ]", "Пахнет", "[Готово]", "[В любое время]", "[Да]")
    telegram.desk.db.write_now(
        lambda uow: uow.directories.categories.edit(uow.directories.categories.get(house.gas), archived_at=uow.now)
    )
    await olga.presses("✅ Создать заявку")
    assert "С чем связана заявка?" in olga.sees
    await walk(olga, "[Вода]", "[Нет воды]")
    assert "Пахнет" in olga.sees
    await olga.presses("✅ Создать заявку")
    assert house.requests()[0]["text"] == "Пахнет"


async def test_each_line_of_the_summary_can_be_changed(house: House, telegram: Telegram) -> None:
    olga = await house.resident()
    await olga.says("/request")
    await walk(olga, *FILED[1:], "[✏️ Время]", "после шести")
    assert "Удобное время: после шести" in olga.sees
    await walk(olga, "[✏️ Тема]", "[« Назад]", "[Газ]")
    assert "🏠 Новая заявка\nГаз" in olga.sees
    await walk(olga, "[✏️ Описание]", "и на полу лужа", "[Готово]", "[✅ Создать заявку]")
    assert house.requests()[0]["text"] == "Течёт кран на кухне\nи на полу лужа"
    assert house.requests()[0]["is_urgent"] is True
