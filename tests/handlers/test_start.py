"""The front door: /start, codes, /help, /language, /id, and words that nobody asked for."""

import pytest
from telegram import BotCommandScopeChat

from config import LANGUAGES
from domain.access import Role
from domain.people import new_code
from models import User
from services import people
from tests.builders import make_client, put_settings
from tests.chat import Person, Telegram
from tests.queries import counted
from ui import menu
from ui.texts import Words


def shown_below(person: Person) -> list[str]:
    """The menu below the chat."""
    return [button["text"] for row in (person.keyboard or {}).get("keyboard", []) for button in row]


async def listed(telegram: Telegram, person: Person) -> list[str]:
    """The commands in this person's menu button."""
    return [c.command for c in await telegram.desk.bot.get_my_commands(BotCommandScopeChat(person.id))]


async def invitation(telegram: Telegram, role: Role) -> str:
    """A staff link's code, from an owner."""
    owner = await telegram.person("Пётр", Role.OWNER)
    acting = telegram.desk.db.read_now(lambda uow: uow.people.actor_of(owner.id, "test"))
    assert acting is not None
    return telegram.desk.db.write_now(lambda uow: people.invite_staff(uow, acting, role))


@pytest.mark.req("S2.25")
async def test_start_greets_and_shows_the_menu(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    assert olga.sees.startswith("Здравствуйте. Это Frontdesk.")
    assert shown_below(olga) == [
        "🎯 Заказать игру",
        "📋 Мои игры",
        "🛒 Каталог",
        "🏋️ Абонемент",
        "💬 Написать нам",
        "🏠 Заявки",
    ]


@pytest.mark.req("S2.26")
async def test_starting_twice_stores_one_account_and_greets_twice(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/start")
    await olga.opens("whatever")
    assert olga.chat.count("Здравствуйте.") == 3
    stored = telegram.desk.db.read_now(
        lambda uow: [(u.telegram_id, u.first_name, u.created_on) for u in uow.session.query(User)]
    )
    assert stored == [(olga.id, "Ольга", telegram.clock.at)]


async def test_the_business_is_called_as_its_settings_say(telegram: Telegram) -> None:
    telegram.desk.db.write_now(lambda uow: put_settings(uow, BUSINESS="Клуб <Арсенал>"))
    olga = await telegram.person("Ольга")
    assert "Это Клуб <Арсенал>." in olga.sees


@pytest.mark.parametrize("role", [Role.CLIENT, Role.INSTRUCTOR, Role.MANAGER, Role.OWNER])
async def test_menu_help_and_command_list_are_those_of_the_role(telegram: Telegram, role: Role) -> None:
    someone = await telegram.person("Кто-то", *([role] if role is not Role.CLIENT else []))
    await someone.says("/start")
    below, commands = shown_below(someone), await listed(telegram, someone)
    await someone.says("/help")
    assert [line.split(" — ")[0] for line in someone.sees.splitlines()[1:]] == [f"/{name}" for name in commands]
    may = {"staff": role is Role.OWNER, "settings": role is Role.OWNER, "client": role is not Role.CLIENT}
    assert all((name in commands) == allowed for name, allowed in may.items())
    assert ("export" in commands) == (role in (Role.MANAGER, Role.OWNER))
    assert 3 <= len(below) <= 6
    assert len(commands) == len(set(commands))


async def test_the_language_changes_menu_commands_and_words_for_good(telegram: Telegram) -> None:
    olga = await telegram.person("Olga", Role.MANAGER)
    await olga.says("/language")
    assert olga.buttons == ["· Русский", "English"]
    await olga.presses("English")
    assert "Choose below" in olga.sees
    assert "🎯 New game" in shown_below(olga)
    assert "export" in await listed(telegram, olga)
    await telegram.restart()
    await olga.says("/id")
    assert olga.sees == f"Your Telegram id: {olga.id}"
    await olga.presses("👤 Clients")
    assert "unknown" not in olga.sees


async def test_a_stranger_is_greeted_in_their_language_and_who_speaks_neither_in_the_businesss(
    telegram: Telegram,
) -> None:
    john = await telegram.person("John", language="en-GB")
    assert john.sees.startswith("Good day.")
    hans = await telegram.person("Hans", language="de")
    assert hans.sees.startswith("Здравствуйте.")


async def test_a_new_name_is_noticed_and_an_odd_one_costs_nothing(telegram: Telegram) -> None:
    odd = await telegram.person(" " + "Ж" * 63, last_name="Ы" * 64)
    with counted() as sent:
        await odd.says("/id")
    assert not any(statement.startswith("UPDATE users") for statement in sent)
    telegram.people.add("Ольга", user_id=odd.id, started=True)
    await odd.says("/id")
    names = telegram.desk.db.read_now(lambda uow: [u.first_name for u in uow.session.query(User)])
    assert names == ["Ольга"]


async def test_anything_gets_one_answer(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    before = len(olga.messages)
    for said in ("привет", "/nosuch", "/cancel", "/id"):
        await olga.says(said)
    assert len(olga.messages) == before + 8


# --- codes ---


@pytest.mark.parametrize("way", ["link", "command", "typed", "pasted", "shouted"])
async def test_a_code_works_however_it_comes(telegram: Telegram, way: str) -> None:
    code = await invitation(telegram, Role.MANAGER)
    anna = await telegram.person("Анна")
    if way == "link":
        await anna.opens(f"s_{code}")
    else:
        said = {
            "command": f"/start {code}", "typed": code, "pasted": f"https://t.me/frontdesk_bot?start=s_{code}",
            "shouted": f"  {code.upper()} ",
        }  # fmt: skip
        await anna.says(said[way])
    assert anna.sees.startswith("✅ Вы в команде. Ваша роль: Менеджер.")
    assert "👤 Клиенты" in shown_below(anna)
    assert "client" in await listed(telegram, anna)


async def test_the_owner_who_invited_reads_who_came(telegram: Telegram) -> None:
    owner = await telegram.person("Пётр", Role.OWNER)
    await owner.says("/staff")
    await owner.presses("Пригласить ссылкой")
    await owner.presses("Инструктор")
    link = owner.sees.split("start=")[1].split()[0]
    ivan = await telegram.person("Иван", start=False)
    await ivan.opens(link)
    assert "✅ Вы в команде" in ivan.sees
    assert owner.sees == "👥 Приглашение принято: Иван. Роль: Инструктор."


async def test_a_code_in_the_middle_of_a_dialogue_is_no_answer_there(telegram: Telegram) -> None:
    code = await invitation(telegram, Role.OWNER)
    owner = await telegram.person("Анна", Role.OWNER)
    other = await telegram.person("Иван", Role.MANAGER)
    await owner.says("/settings")
    await owner.presses("О клубе")
    await owner.presses("Название")
    await owner.says(code)
    assert "Эта роль у вас уже есть" in owner.sees
    assert telegram.desk.db.read_now(lambda uow: uow.settings.all()) == {}
    await other.says(code)
    assert "Вы в команде" in other.sees


async def test_what_only_looks_like_a_code(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    for said, answer in (
        ("s_нет", "Я отвечаю на кнопки"),
        ("a" * 25, "Я отвечаю на кнопки"),
        ("/start s_short", "⚠️ Такого кода нет"),
        ("/start s_" + "a" * 60, "⚠️ Такого кода нет"),
        ("/start s_", "⚠️ Такого кода нет"),
        ("/start привет", "Здравствуйте"),
    ):
        await olga.says(said)
        assert olga.sees.startswith(answer), said


async def test_wrong_expired_and_spent_codes_say_so_in_one_sentence_and_the_menu_is_there(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга", start=False)
    await olga.opens(f"s_{new_code()}")
    assert olga.sees.startswith("⚠️ Такого кода нет. Проверьте его или попросите новую ссылку.")
    assert shown_below(olga)
    code = await invitation(telegram, Role.MANAGER)
    telegram.clock.at = telegram.clock.at.replace(month=12)
    await olga.says(code)
    assert olga.sees.startswith("⚠️ Срок этой ссылки истёк.")
    fresh = await invitation(telegram, Role.MANAGER)
    await (await telegram.person("Анна")).says(fresh)
    await olga.says(fresh)
    assert olga.sees.startswith("⚠️ Этой ссылкой уже воспользовались.")


async def test_after_ten_guesses_nothing_is_said_of_any_code(telegram: Telegram) -> None:
    code, olga = await invitation(telegram, Role.OWNER), await telegram.person("Ольга")
    for _ in range(10):
        await olga.says(new_code())
    await olga.says(code)
    assert olga.sees.startswith("⚠️ Слишком много неверных кодов.")
    assert "👤 Клиенты" not in shown_below(olga)


async def test_a_client_link_says_whose_card_it_is(telegram: Telegram) -> None:
    manager = await telegram.person("Анна", Role.MANAGER)
    db = telegram.desk.db
    acting = db.read_now(lambda uow: uow.people.actor_of(manager.id, "test"))
    uid = db.write_now(lambda uow: make_client(uow, surname="Минеева", name="Ольга").uid)
    code = db.write_now(lambda uow: people.invite_client(uow, acting, uid))
    olga = await telegram.person("Ольга", start=False)
    await olga.opens(f"s_{code}")
    assert olga.sees.startswith("✅ Этот Telegram связан с карточкой: Минеева Ольга.")
    tied = db.read_now(lambda uow: [user.telegram_id for user in uow.people.users_of_client(uid)])
    assert tied == [olga.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_labels_of_one_menu_are_the_same(language: str) -> None:
    t = Words(language)
    labels = [(t.plain(e.label), e.command) for e in menu.ENTRIES if e.label]
    assert len(dict(labels)) == len(set(labels))


async def test_what_telegram_says_of_a_chat_is_no_message_of_the_person(telegram: Telegram) -> None:
    """«Анна pinned a message» stands in the chat; to answer it would be talking to nobody."""
    anna = await telegram.person("Анна")
    before = anna.chat
    await anna.sends(
        telegram.people.send(anna.id, {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}})
    )
    await anna.sends(telegram.people.send(anna.id, {"pinned_message": anna.last}))
    assert anna.chat.removeprefix(before).replace("\n---\n", "") == "[message]" * 2
