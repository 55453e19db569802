"""/staff as an owner uses it, and what those read whose role has changed."""

from dataclasses import replace

import pytest
from telegram import BotCommandScopeChat

from domain.access import Role
from tests.chat import Person, Telegram


@pytest.fixture
async def owner(telegram: Telegram) -> Person:
    return await telegram.person("Пётр", Role.OWNER)


def roles_of(telegram: Telegram, telegram_id: int) -> set[str]:
    found = telegram.desk.db.read_now(lambda uow: uow.people.actor_of(telegram_id, "test"))
    return {str(role) for role in found.roles} if found else set()


def below(person: Person) -> list[str]:
    return [button["text"] for row in (person.keyboard or {}).get("keyboard", []) for button in row]


async def commands(telegram: Telegram, person: Person) -> list[str]:
    return [c.command for c in await telegram.desk.bot.get_my_commands(BotCommandScopeChat(person.id))]


async def test_the_list_names_everybody_by_role_and_since_when(telegram: Telegram, owner: Person) -> None:
    await telegram.person("Анна <b>", Role.MANAGER, Role.INSTRUCTOR)
    await owner.says("/staff")
    assert owner.sees == (
        "👥 Сотрудники\n\nВладелец\nПётр, с 21 ноября\n\nМенеджер\nАнна <b>, с 21 ноября\n\n"
        "Инструктор\nАнна <b>, с 21 ноября"
    )
    assert owner.buttons == ["Пригласить ссылкой", "Добавить по id", "Убрать роль"]


async def test_a_long_list_is_paged(telegram: Telegram, owner: Person) -> None:
    for number in range(9):
        await telegram.person(f"Инструктор {number}", Role.INSTRUCTOR)
    await owner.says("/staff")
    assert "1/2" in owner.buttons
    await owner.presses("»")
    assert "Инструктор 8" in owner.sees
    assert "Пётр" not in owner.sees
    await owner.presses("Убрать роль")
    assert "Инструктор 8 · Инструктор" in owner.buttons
    await owner.presses("«")
    assert "Пётр · Владелец" in owner.buttons


async def test_removing_asks_by_name_and_refreshes_the_others_menu(telegram: Telegram, owner: Person) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await anna.says("/start")
    assert "client" in await commands(telegram, anna)
    await owner.says("/staff")
    await owner.presses("Убрать роль")
    await owner.presses("Анна")
    assert owner.sees.startswith("Убрать роль «Менеджер»: Анна?")
    assert roles_of(telegram, anna.id) == {"client", "manager"}
    await owner.presses("Убрать")
    assert owner.sees.startswith("✅ Анна: роль «Менеджер» убрана.")
    assert anna.sees == "Роль «Менеджер» у вас больше нет. Меню внизу."
    assert "👤 Клиенты" not in below(anna)
    assert "client" not in await commands(telegram, anna)
    await anna.says("/client")
    assert "недоступно" in anna.sees


async def test_a_second_press_of_remove_gives_the_same_answer(telegram: Telegram, owner: Person) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await owner.says("/staff")
    await owner.presses("Убрать роль")
    await owner.presses("Анна")
    message, data = owner.live_data("Убрать")
    await owner.presses_data(message, data)
    await owner.presses_data(message, data)
    assert owner.sees.startswith("✅ Анна: роль «Менеджер» убрана.")
    assert anna.chat.count("больше нет") == 1


async def test_the_last_owner_and_an_owner_of_the_server_stay(telegram: Telegram, owner: Person) -> None:
    await owner.says("/staff")
    await owner.presses("Убрать роль")
    await owner.presses("Пётр")
    await owner.presses("Убрать")
    assert owner.alert == "Это единственный владелец. Сначала добавьте другого."
    second = await telegram.person("Анна", Role.OWNER)
    settings = replace(telegram.settings, owner_ids=(second.id,))
    telegram.desk.app.context_types.context.deps.settings = settings
    await owner.says("/staff")
    await owner.presses("Убрать роль")
    await owner.presses("Анна")
    await owner.presses("Убрать")
    assert "OWNER_IDS" in owner.alert
    assert roles_of(telegram, second.id) == {"client", "owner"}


async def test_an_owner_leaves_and_sees_no_list_any_more(telegram: Telegram, owner: Person) -> None:
    await telegram.person("Анна", Role.OWNER)
    await owner.says("/staff")
    await owner.presses("Убрать роль")
    await owner.presses("Пётр")
    await owner.presses("Убрать")
    assert "✅ Пётр: роль «Владелец» убрана." in owner.chat
    assert "Анна" not in owner.sees
    assert "⚙️ Настройки" not in below(owner)


async def test_a_link_can_be_forwarded_typed_and_shown_as_a_picture(telegram: Telegram, owner: Person) -> None:
    await owner.says("/staff")
    await owner.presses("Пригласить ссылкой")
    await owner.presses("Менеджер")
    assert "Приглашение: Менеджер" in owner.chat
    assert owner.sees.startswith("Frontdesk приглашает вас. Ваша роль: Менеджер.")
    assert "Действует до сб, 28 нояб., 12:00" in owner.sees
    link = owner.sees.split("«Старт»: ")[1].split()[0]
    await owner.presses("Показать QR-код")
    assert owner.last["photo"]
    assert owner.sees == link
    assert len(link.split("start=")[1]) <= 64


# --- adding by id ---


async def test_adding_somebody_known_by_id(telegram: Telegram, owner: Person) -> None:
    ivan = await telegram.person("Иван")
    await owner.says("/staff")
    await owner.presses("Добавить по id")
    assert owner.sees.startswith("Какой у человека Telegram id?")
    await owner.says(str(ivan.id))
    assert "Иван" in owner.sees
    await owner.presses("Инструктор")
    assert owner.sees.startswith("✅ Иван: роль «Инструктор» выдана.")
    assert ivan.sees == "Вам дали роль: Инструктор. Меню внизу."
    assert "📅" in "".join(below(ivan))
    assert "calendar" in await commands(telegram, ivan)


async def test_adding_somebody_who_has_not_come_yet(telegram: Telegram, owner: Person) -> None:
    await owner.says("/staff")
    await owner.presses("Добавить по id")
    await owner.says("id 77000222")
    assert "id 77000222 ещё не открывал бота." in owner.sees
    await owner.presses("Менеджер")
    assert "✅ Роль «Менеджер» ждёт id 77000222" in owner.sees
    assert "id 77000222: ещё не открывал бота" in owner.sees
    telegram.people.add("Иван", user_id=77_000_222, started=True)
    ivan = Person(telegram, 77_000_222)
    await ivan.says("/start")
    assert "👤 Клиенты" in below(ivan)


async def test_what_is_no_id_is_refused_and_asked_again(owner: Person) -> None:
    await owner.says("/staff")
    await owner.presses("Добавить по id")
    for wrong in ("Иван", "@ivan", "-1001234567890", "1234", "1" * 16, "x" * 4096, "\u202e123456", "😀", "12 345 678"):
        await owner.says(wrong)
        assert owner.sees.startswith("⚠️ Telegram id — число из 5–15 цифр.")
        assert "Какой у человека Telegram id?" in owner.sees
    await owner.says("77000333")
    assert owner.sees.startswith("Какую роль дать?")


async def test_a_contact_has_the_id_in_it_and_a_picture_has_not(telegram: Telegram, owner: Person) -> None:
    ivan = await telegram.person("Иван")
    await owner.says("/staff")
    await owner.presses("Добавить по id")
    await owner.sends(telegram.people.send_photo(owner.id))
    assert "⚠️ Здесь это не подойдёт." in owner.sees
    await owner.shares_contact(phone_number="+79991112233", first_name="Иван")
    assert "У этого контакта нет Telegram" in owner.sees
    await owner.shares_contact(phone_number="+79991112233", first_name="Иван", user_id=ivan.id)
    assert owner.sees.startswith("Какую роль дать?\nИван")


async def test_the_dialogue_goes_on_after_a_restart_and_leaves_by_back_cancel_and_command(
    telegram: Telegram, owner: Person
) -> None:
    await owner.says("/staff")
    await owner.presses("Добавить по id")
    await owner.says("77000444")
    await telegram.restart()
    await owner.presses("Инструктор")
    assert "ждёт id 77000444" in owner.sees
    for leave in ("« Сотрудники", "/staff", "Отмена"):
        await owner.presses("Добавить по id") if "Добавить по id" in owner.buttons else await owner.says("/staff")
        if leave.startswith("«"):
            await owner.presses(leave)
        else:
            await owner.says(leave)
        await owner.says("77000555")
        assert "Какую роль" not in owner.sees
        await owner.says("/staff")
    assert roles_of(telegram, 77_000_555) == set()


async def test_an_old_button_of_the_list_works_or_says_that_it_is_old(telegram: Telegram, owner: Person) -> None:
    anna = await telegram.person("Анна", Role.INSTRUCTOR)
    await owner.says("/staff")
    await owner.presses("Убрать роль")
    message, data = owner.live_data("Анна")
    telegram.desk.db.write_now(lambda uow: uow.people.revoke(uow.people.find_by_telegram(anna.id).id, Role.INSTRUCTOR))
    await owner.presses_data(message, data)
    assert owner.alert == "У этого человека уже нет этой роли."
    for forged in ("sr:1", "sr:x:manager", "sx:1:nobody", "sx:999999:manager", "sl:client", "sl:king", "st:9", "sq:zz"):
        await owner.presses_data(message, forged)
    assert roles_of(telegram, anna.id) == {"client"}
