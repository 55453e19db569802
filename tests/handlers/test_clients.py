"""The card and what takes one press: deleting and taking back, games, merging, inviting, tying (S1.14–S1.19, S1.13)."""

from datetime import timedelta

import pytest

from domain.access import Role
from domain.orders import Status
from tests.builders import GAME_DAY, make_client, make_order
from tests.chat import Person, Telegram
from tests.queries import counted

OLGA = {"surname": "Минеева", "name": "Ольга", "phone": "+79996432387"}


@pytest.fixture
def olga(telegram: Telegram) -> int:
    return telegram.desk.db.write_now(lambda uow: make_client(uow, **OLGA).uid)


@pytest.fixture
async def anna(telegram: Telegram, olga: int) -> Person:
    return await at_the_card(await telegram.person("Анна", Role.MANAGER))


async def at_the_card(person: Person) -> Person:
    await person.says("/client")
    await person.presses("🔎 Найти")
    await person.says("Минеева")
    return await person.presses("1: Ольга")


def games(telegram: Telegram, number: int, client_uid: int = 1) -> None:
    def given(uow) -> None:
        for n in range(number):
            make_order(uow, client_uid=client_uid, date=GAME_DAY - timedelta(days=7 * n))

    telegram.desk.db.write_now(given)


# --- the card ---


async def test_the_card_says_everything_worth_knowing(telegram: Telegram, anna: Person) -> None:
    games(telegram, 4)
    await anna.presses("« К найденному")
    await anna.presses("1: Ольга")
    assert anna.sees.splitlines() == [
        "👤 Минеева Ольга · №1", "+7 999 643-23-87", "без Telegram — позвонить", "Игр: 4, впереди: 1",
        "· сб, 28 нояб., 12:00 · арена · подтверждена", "· сб, 21 нояб., 12:00 · арена · подтверждена",
        "· сб, 14 нояб., 12:00 · арена · подтверждена",
    ]  # fmt: skip


async def test_all_games_are_paged_and_open(telegram: Telegram, anna: Person) -> None:
    games(telegram, 10)
    await anna.presses("📋 Игры")
    assert next(label for label in anna.buttons if "арена" in label).startswith("сб, 28 нояб., 12:00")
    assert "1/2" in anna.buttons
    await anna.presses("»")
    assert len([label for label in anna.buttons if "арена" in label]) == 2
    await anna.presses("« Карточка")
    assert "Игр: 10" in anna.sees


async def test_no_games_is_said_with_what_to_do(anna: Person) -> None:
    await anna.presses("📋 Игры")
    assert "Игр пока нет" in anna.sees
    assert "🎯 Новая игра" in anna.buttons


async def test_who_changed_what(anna: Person) -> None:
    await anna.presses("✏️ Изменить")
    await anna.presses("Имя")
    await anna.says("Оля")
    await anna.presses("📋 Игры")
    await anna.presses("🕘 Изменения")
    assert "Анна: изменено · Имя: Ольга → Оля" in anna.sees


# --- deleting ---


@pytest.mark.req("S1.3", "S1.18")
async def test_deleting_asks_by_name_keeps_games_and_can_be_taken_back(telegram: Telegram, anna: Person) -> None:
    games(telegram, 1)
    await anna.presses("🗑 Удалить")
    assert "Удалить клиента Минеева Ольга? Игры сохранятся." in anna.sees
    assert "Впереди игр: 1." in anna.sees
    await anna.presses("🗑 Да, удалить")
    assert "Клиент удалён: Минеева Ольга" in anna.sees
    assert telegram.desk.db.read_now(lambda uow: uow.orders.get(1).status) == Status.CONFIRMED
    assert telegram.desk.db.read_now(lambda uow: uow.clients.count()) == 0
    await telegram.after(minutes=9)
    await anna.presses("↩️ Вернуть")
    assert "Минеева Ольга · №1" in anna.sees
    assert "Игр: 1" in anna.sees


async def test_the_question_can_be_left(telegram: Telegram, anna: Person) -> None:
    await anna.presses("🗑 Удалить")
    await anna.presses("« Карточка")
    assert "Минеева Ольга · №1" in anna.sees
    assert telegram.desk.db.read_now(lambda uow: uow.clients.count()) == 1


async def test_after_ten_minutes_it_is_too_late(telegram: Telegram, anna: Person) -> None:
    await anna.presses("🗑 Удалить")
    await anna.presses("🗑 Да, удалить")
    await telegram.after(minutes=11)
    await anna.presses("↩️ Вернуть")
    assert "только 10 минут" in anna.alert
    assert telegram.desk.db.read_now(lambda uow: uow.clients.count()) == 0


async def test_pressed_twice_is_once(telegram: Telegram, anna: Person) -> None:
    await anna.presses("🗑 Удалить")
    press = anna.live_data("🗑 Да, удалить")
    for _ in range(2):
        await anna.presses_data(*press)
    assert "Клиент удалён" in anna.sees
    actions = telegram.desk.db.read_now(lambda uow: [event.action for event in uow.audit.list_of("client", 1)])
    assert actions == ["deleted"]


async def test_the_buttons_of_a_deleted_card_say_so(telegram: Telegram, anna: Person) -> None:
    card = {label: anna.live_data(label) for label in ("✏️ Изменить", "📋 Игры", "🗑 Удалить", "🔗 Пригласить")}
    await anna.presses("🗑 Удалить")
    await anna.presses("🗑 Да, удалить")
    for press in card.values():
        await anna.presses_data(*press)
        assert "Этого клиента уже нет" in anna.alert


async def test_forged_buttons_are_out_of_date(telegram: Telegram, anna: Person) -> None:
    for data in ("kc:1:2", "kc:x", "kc", "kc:" + "9" * 40, "kv:1:salary", "kx:1;drop"):
        await anna.presses_data(anna.last["message_id"], data)
        assert "устарела" in anna.alert, data
    assert telegram.desk.db.read_now(lambda uow: uow.clients.count()) == 1


# --- who may ---


@pytest.mark.req("S1.13")
async def test_a_customer_sees_nothing(telegram: Telegram, anna: Person) -> None:
    parent = await telegram.person("Мама")
    await parent.says("/client")
    assert "недоступно" in parent.sees
    forged = "kl kf ka kc:1 ke:1 kg:1:0 kh:1 kd:1 kx:1 kr:1 ki:1 kv:1:phone km:1:2 kw:1:2 ku:1:1"
    for data in forged.split():
        await parent.presses_data(parent.last["message_id"], data)
        assert "недоступно" in parent.alert, data
    assert "Минеева" not in parent.chat
    assert "643" not in parent.chat
    assert telegram.desk.db.read_now(lambda uow: uow.clients.count()) == 1
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.load(parent.id).status) == "-"


async def test_an_instructor_changes_but_does_not_delete(telegram: Telegram, olga: int) -> None:
    boris = await at_the_card(await telegram.person("Борис", Role.INSTRUCTOR))
    assert "✏️ Изменить" in boris.buttons
    assert "🗑 Удалить" not in boris.buttons
    for data in ("kd:1", "kx:1"):
        await boris.presses_data(boris.last["message_id"], data)
        assert "недоступно" in boris.alert
    assert telegram.desk.db.read_now(lambda uow: uow.clients.count()) == 1


# --- two cards of one person ---


async def test_two_cards_of_one_person_are_put_together(telegram: Telegram, anna: Person) -> None:
    twin = {"surname": "", "name": "Оля", "secondphone": OLGA["phone"], "source": "ВК"}
    telegram.desk.db.write_now(lambda uow: make_client(uow, **twin).uid)
    games(telegram, 2, client_uid=2)
    await anna.presses("« К найденному")
    await anna.presses("1: Ольга")
    assert "⚠️ Тот же телефон: 2: Оля" in anna.sees
    await anna.presses("Объединить с №2")
    assert "Присоединить карточку 2: Оля к карточке 1: Минеева Ольга?" in anna.sees
    await anna.presses("Да, объединить")
    assert "Игр: 2" in anna.sees
    assert "Откуда узнали: ВК" in anna.sees
    assert "Тот же телефон" not in anna.sees


# --- Telegram ---


async def test_a_personal_link_ties_the_account_that_opens_it(telegram: Telegram, anna: Person) -> None:
    await anna.presses("🔗 Пригласить в бота")
    assert anna.last["photo"]
    assert "Ольга, это Frontdesk." in anna.sees
    assert "одноразовая" in anna.alert
    code = anna.sees.split("?start=")[1].strip()
    parent = await telegram.person("Ольга М.", start=False)
    await parent.opens(code)
    tied = telegram.desk.db.read_now(lambda uow: [user.telegram_id for user in uow.people.users_of_client(1)])
    if not tied and "Согла" in "".join(parent.buttons):  # consent comes before a card is shown
        await parent.presses("Согла")
        tied = telegram.desk.db.read_now(lambda uow: [user.telegram_id for user in uow.people.users_of_client(1)])
    assert tied == [parent.id]
    await at_the_card(anna)
    assert "Telegram: Ольга М." in anna.sees
    assert "🔗 Пригласить в бота" not in anna.buttons


async def test_a_manager_says_whose_account_it_is(telegram: Telegram, anna: Person) -> None:
    from services import ties

    telegram.desk.db.write_now(lambda uow: make_client(uow, name="Анна", surname="", secondphone=OLGA["phone"]).uid)
    parent = await telegram.person("Папа")
    actor = telegram.desk.db.read_now(lambda uow: uow.people.actor_of(parent.id))
    telegram.desk.db.write_now(lambda uow: ties.tie_by_contact(uow, actor, OLGA["phone"]))
    await telegram.settle()
    assert "Чей это Telegram?" in anna.sees
    assert "Папа: подтверждён телефон +7 999 643-23-87" in anna.sees
    await anna.presses("Это 2: Анна")
    assert "привязан к карточке: Анна" in anna.sees
    await anna.presses("« Карточка")
    assert "Telegram: Папа" in anna.sees


# --- how much it asks of the database ---


async def test_a_screen_asks_little(telegram: Telegram, anna: Person) -> None:
    games(telegram, 9)
    for label in ("📋 Игры", "»", "« Карточка", "✏️ Изменить", "« Карточка"):
        with counted() as sent:
            await anna.presses(label)
        reads = [one for one in sent if "FROM crm_" in one or "FROM audit" in one or "users.client_uid" in one]
        assert len(reads) <= 6, (label, reads)


async def test_a_new_game_begins_with_the_client_of_the_card(telegram: Telegram, anna: Person) -> None:
    await anna.presses("🎯 Новая игра")
    assert "Минеева Ольга" in anna.sees
    row = telegram.desk.db.read_now(lambda uow: uow.dialogues.load(anna.id))
    assert row.status == "crm_order:DAY"
    assert '"client_uid": 1' in row.data
