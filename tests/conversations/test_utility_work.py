"""A request goes its way in the bot: dispatcher, executor and resident, each told, each once (S4.8, S4.36)."""

import pytest

from domain.access import Role
from models import Outgoing
from tests.chat import Person, Telegram
from tests.conversations.booking import setting, walk
from tests.conversations.housing import House, build


@pytest.fixture
def house(telegram: Telegram) -> House:
    return build(telegram)


async def assigned(house: House, anna: Person, to: str) -> None:
    await walk(anna, "[👷 Назначить]", f"[{to}]")


@pytest.mark.req("S4.8", "S4.36")
async def test_from_filed_to_closed_everybody_is_told(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    inna = await telegram.person("Инна", Role.MANAGER)
    roman, _ = await house.executor()
    olga = await house.resident()
    await house.files(olga)
    await telegram.after(minutes=1)
    await assigned(house, anna, "Роман Ким")
    assert "Статус: назначена исполнителю · Роман Ким, сантехник" in anna.sees
    assert inna.sees == "🏠 Заявка №1: Вода · Течёт кран\nИсполнитель: Роман Ким. Назначено: Анна."
    assert "👷 По заявке №1 назначен исполнитель" in olga.sees
    assert "🔧 Вам заявка №1: Вода · Течёт кран" in roman.sees
    assert "Адрес: Лесная, 5а, кв. 12" in roman.sees
    assert "Течёт кран на кухне" in roman.sees
    await telegram.after(minutes=1)
    await roman.presses("▶️ Начать")
    assert "🔧 Работа по заявке №1 началась" in olga.sees
    await telegram.after(minutes=1)
    await roman.presses("✅ Выполнена")
    assert house.state() == "done"
    assert "✅ Заявка №1 выполнена" in olga.sees
    assert "Всё сделано?" in olga.sees
    message, data = olga.live_data("✅ Да, сделано")
    await telegram.after(minutes=1)
    await olga.presses("✅ Да, сделано")
    assert house.state() == "closed"
    assert "Статус: закрыта" in olga.sees
    await olga.presses_data(message, data)
    assert house.state() == "closed", "a second press gives the same card"
    await olga.presses("★★★★★")
    assert "Оценка: ★★★★★" in olga.sees
    assert house.requests()[0]["rating"] == 5
    await olga.presses("🕓 История")
    for word in ("подана", "назначена исполнителю: Роман Ким", "работа началась", "выполнена", "житель подтвердил"):
        assert word in olga.sees
    assert "Анна" not in olga.sees, "who has done it is the staff's to know"


@pytest.mark.req("S4.8", "S4.36")
async def test_not_done_goes_back_to_work_with_words(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    roman, _ = await house.executor()
    olga = await house.resident()
    await house.files(olga)
    await assigned(house, anna, "Роман Ким")
    await walk(roman, "[▶️ Начать]", "[✅ Выполнена]")
    await telegram.after(minutes=1)
    await olga.presses("Нет, не сделано")
    assert "Что не сделано?" in olga.sees
    await olga.says("Всё ещё капает")
    assert house.state() == "in_work"
    assert "🔧 Заявка №1 не сделана" in roman.sees
    assert "Всё ещё капает" in roman.sees
    assert "житель ответил, что не сделано" in anna.sees
    await telegram.after(minutes=1)
    await roman.presses("✅ Выполнена")
    await olga.presses("✅ Да, сделано")
    assert house.state() == "closed"


@pytest.mark.req("S4.7", "S4.8")
async def test_for_an_executor_without_telegram_the_dispatcher_works(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    house.adds_executor("Белов Олег", "электрик")
    olga = await house.resident()
    await house.files(olga)
    await assigned(house, anna, "Белов Олег")
    assert "без Telegram" in anna.sees
    await walk(anna, "[▶️ Начать]", "[✅ Выполнена]")
    assert house.state() == "done"
    assert "Всё сделано?" in olga.sees


@pytest.mark.req("S4.36")
async def test_withdrawn_while_nobody_has_begun(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    roman, _ = await house.executor()
    olga = await house.resident()
    await house.files(olga)
    await assigned(house, anna, "Роман Ким")
    await telegram.after(minutes=1)
    await olga.says("/requests")
    await walk(olga, "[№1]", "[Отозвать]", "[Без причины]")
    assert "Статус: закрыта" in olga.sees
    assert house.requests()[0]["reason"] == "withdrawn"
    assert "Житель отозвал заявку №1" in anna.sees
    assert "отозвали" in roman.sees
    await house.files(olga)
    await assigned(house, anna, "Роман Ким")
    await telegram.after(minutes=1)
    await roman.presses("▶️ Начать")
    await olga.says("/requests")
    await olga.presses("№2")
    assert "Отозвать" not in olga.buttons


@pytest.mark.req("S4.36")
async def test_an_executor_gives_back_and_the_dispatcher_reads_why(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    roman, _ = await house.executor()
    olga = await house.resident()
    await house.files(olga)
    await assigned(house, anna, "Роман Ким")
    await telegram.after(minutes=1)
    await walk(roman, "[↩️ Вернуть]", "Нет деталей")
    assert house.state() == "new"
    assert "Заявку №1 вернули" in anna.sees
    assert "Причина: Нет деталей" in anna.sees
    assert "ищем другого исполнителя" in olga.sees
    await roman.says("/requests")
    assert "Сейчас работ нет" in roman.sees


@pytest.mark.req("S4.36")
async def test_comments_go_both_ways_with_photos_each_once(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    roman, _ = await house.executor()
    olga = await house.resident()
    await house.files(olga)
    await assigned(house, anna, "Роман Ким")
    await telegram.after(minutes=1)
    await olga.says("/requests")
    await walk(olga, "[№1]", "[💬 Комментарий]", "Код домофона 77")
    assert "✅ Комментарий отправлен." in olga.sees
    assert "Код домофона 77" in roman.sees
    await roman.presses("Ответить")
    for raw in telegram.people.send_album(roman.id, 3, caption="Нужна новая прокладка"):
        await roman.sends(raw)
    await roman.presses("Отправить")
    assert "Нужна новая прокладка" in olga.chat
    assert sum("photo" in one for one in olga.messages if one["from"]["is_bot"]) == 3
    said = telegram.desk.db.read_now(lambda uow: [row.side for row in uow.utility.list_said(1, ("resident", "staff"))])
    assert said == ["resident", "staff", "staff", "staff"]


@pytest.mark.req("S4.36")
async def test_a_neighbour_sees_category_and_state_and_may_follow(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    house.adds_executor("Белов Олег")
    olga, petr = await house.resident(), await house.resident("Пётр")
    stranger = await house.resident("Иван", account_id=house.another_flat("900", flat="77"))
    await house.files(olga)
    await petr.says("/requests")
    await walk(petr, "[Другие заявки квартиры · 1]", "[№1]")
    assert petr.sees.splitlines()[:2] == ["🏠 Заявка №1: Вода · Течёт кран", "Статус: новая"]
    assert "кухне" not in petr.sees
    await petr.presses("🔔 Следить")
    message, data = petr.live_data("🔕 Не следить")
    await assigned(house, anna, "Белов Олег")
    assert "По заявке №1 назначен исполнитель" in petr.sees
    await petr.presses_data(message, data)
    await walk(anna, "[▶️ Начать]")
    assert "началась" not in petr.sees
    await stranger.says("/requests")
    assert not [label for label in stranger.buttons if "№1 " in label]
    await stranger.presses_data(stranger.last["message_id"], "Us:1")
    assert "Такой заявки нет" in stranger.alert


@pytest.mark.req("S4.8")
async def test_it_closes_and_is_archived_by_itself_once_also_after_a_restart(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    house.adds_executor("Белов Олег")
    olga = await house.resident()
    await house.files(olga)
    await assigned(house, anna, "Белов Олег")
    await walk(anna, "[▶️ Начать]", "[✅ Выполнена]")
    await telegram.after(days=2, hours=23)
    assert house.state() == "done"
    await telegram.restart()
    await telegram.after(hours=2)
    assert house.state() == "closed"
    assert "закрылась сама" in olga.chat
    await telegram.after(days=31)
    assert house.state() == "archived"
    actions = telegram.desk.db.read_now(lambda uow: [row.action for row in uow.audit.list_of("request", 1)][::-1])
    assert actions == ["created", "assigned", "started", "done", "closed_itself", "archived"]


@pytest.mark.req("S4.36")
async def test_at_night_only_what_is_urgent_is_told(house: House, telegram: Telegram) -> None:
    setting(telegram, "QUIET", "20:00-09:00")
    anna = await telegram.person("Анна", Role.MANAGER)
    olga = await house.resident()
    await telegram.after(hours=12)
    await house.files(olga)
    assert "Новая заявка" not in anna.chat
    await olga.says("/request")
    await walk(olga, "[Газ]", "Пахнет газом", "[Готово]", "[В любое время]", "[Да]", "[✅ Создать заявку]")
    assert "❗ 🏠 Новая заявка №2: Газ" in anna.sees
    await telegram.after(hours=10)
    assert "Новая заявка №1" in anna.sees


@pytest.mark.req("S4.36")
async def test_what_changes_again_until_the_morning_is_told_once(house: House, telegram: Telegram) -> None:
    setting(telegram, "QUIET", "20:00-09:00")
    anna = await telegram.person("Анна", Role.MANAGER)
    house.adds_executor("Белов Олег")
    olga = await house.resident()
    await house.files(olga)
    await telegram.after(hours=12)
    await anna.says("/requests")
    await walk(anna, "[№1]", "[👷 Назначить]", "[Белов Олег]", "[▶️ Начать]", "[✅ Выполнена]")
    before = len(olga.messages)
    await telegram.after(hours=10)
    assert len(olga.messages) == before + 1
    assert "Всё сделано?" in olga.sees


async def test_the_dispatcher_closes_with_a_reason_and_opens_again(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga = await house.resident()
    await house.files(olga)
    await walk(anna, "/requests", "[№1]", "[Закрыть]", "Дубль заявки 7")
    assert "Причина: Дубль заявки 7" in olga.sees
    await telegram.after(minutes=1)
    await anna.presses("↩️ Открыть снова")
    assert house.state() == "new"
    assert "открыта снова" in olga.sees


@pytest.mark.parametrize("role", [None, Role.EXECUTOR, Role.SUPPORT])
async def test_others_move_nothing_with_forged_buttons(house: House, telegram: Telegram, role: Role | None) -> None:
    executor = house.adds_executor("Белов Олег")
    await house.files(await house.resident())
    somebody = await telegram.person("Кто-то", *([role] if role else []))
    for data in (
        "Ua:1:0", f"Ue:1:{executor}:", "Ub:1", "Ud:1", "Ug:1", "Uc:1", "Ur:1", "Ux:1", "Uy:1", "Uz:1", "Ut:1", "U1:1:5",
        "U2:1:1", "Uh:1", "Up:1", "Us:1", "Uo:1", "Ui:1", "Ul:new:0",
    ):  # fmt: skip
        await somebody.presses_data(somebody.last["message_id"], data)
    assert house.state() == "new"
    assert "Течёт кран на кухне" not in somebody.chat
    assert "Лесная" not in somebody.chat


@pytest.mark.req("S4.36")
async def test_an_incident_is_shown_first_joined_and_told_once(house: House, telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga = await house.resident()
    petr = await house.resident("Пётр", account_id=house.another_flat("101", flat="13"))
    far = await house.resident("Дальний", account_id=house.another_flat("102", house="99", letter=""))
    await house.files(olga)
    await walk(anna, "/requests", "[№1]", "[⚠️ Авария]", "[Дом: Лесная, 5а]", "Нет воды: чиним трубу", "18:30")
    assert "⚠️ Авария: Вода" in anna.sees
    assert "Нет воды: чиним трубу" in olga.sees
    assert "18:30" in olga.sees
    await walk(petr, "/request", "[Вода]", "[Нет воды]")
    assert "⚠️ Мы уже знаем" in petr.sees
    await petr.presses("Меня тоже касается")
    await walk(far, "/request", "[Вода]", "[Нет воды]")
    assert "Что случилось и где?" in far.sees, "another house"
    await telegram.after(minutes=1)
    counts = [len(person.messages) for person in (olga, petr, far)]
    await walk(anna, "[✏️ Изменить]", "[Оставить текст]", "20:00")
    await telegram.after(minutes=1)
    assert [len(person.messages) for person in (olga, petr, far)] == [counts[0] + 1, counts[1] + 1, counts[2]]
    assert "20:00" in petr.sees
    await walk(anna, "[✅ Устранено]", "[Да, устранено]")
    assert "Устранено" in petr.sees
    assert "Устранено" in olga.sees
    told = telegram.desk.db.read_now(
        lambda uow: uow.session.query(Outgoing).filter(Outgoing.kind == "utility_incident").count()
    )
    assert told == 1 + 2 + 2
