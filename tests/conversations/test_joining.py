"""A client comes by a link that carries a tariff: consent, the phone, the card, the tariff."""

import re
from typing import Any

import pytest

from domain.access import Role
from models import Client, Subscription
from tests.builders import make_client, put_settings
from tests.chat import Person, Telegram
from tests.services.desk import make_tariff


@pytest.fixture
async def owner(telegram: Telegram) -> Person:
    telegram.desk.db.write_now(lambda uow: make_tariff(uow, name="Базовый", may_pin=True) and None)
    telegram.desk.db.write_now(lambda uow: put_settings(uow, BUSINESS="ИТ-Сервис"))
    return await telegram.person("Пётр", Role.OWNER)


async def link(owner: Person) -> str:
    """The code of a new link."""
    await owner.says("/tariffs")
    await owner.presses("Базовый")
    await owner.presses("🔗 Пригласить клиента")
    found = re.search(r"start=(s_[a-z2-7]{26})", owner.sees)
    assert found is not None
    return found[1]


def on_tariff(telegram: Telegram) -> list[tuple[str, str, int]]:
    """Who is on a tariff: name, phone, tariff."""
    return telegram.desk.db.read_now(
        lambda uow: [
            (card.name, card.phone, row.tariff_id)
            for row, card in uow.session.query(Subscription, Client).join(Client, Client.uid == Subscription.client_uid)
        ]
    )


@pytest.mark.req("S3.3", "S3.11")
async def test_a_stranger_becomes_a_client_on_a_tariff(telegram: Telegram, owner: Person) -> None:
    code = await link(owner)
    assert "ИТ-Сервис: ваш тариф «Базовый»." in owner.sees
    assert "Если ничего не произошло" in owner.sees
    assert owner.buttons == ["Показать QR-код"]
    await owner.presses("Показать QR")
    assert "photo" in owner.last
    ivan = await telegram.person("Иван", last_name="Седов", phone="+79990000001", start=False)
    await ivan.opens(code)
    assert ivan.sees.splitlines() == [
        "💬 ИТ-Сервис предлагает вам тариф «Базовый»",
        "5 000 ₽ в месяц · 10 заявок в месяц",
        "Инженер посмотрит в течение 1 ч, в рабочее время",
        "Можно закрепить за собой инженера",
    ]
    assert on_tariff(telegram) == []
    await ivan.presses("Подключить")
    await ivan.presses("Согласен")
    assert "Отправьте свой телефон кнопкой внизу" in ivan.sees
    await ivan.says("+7 999 000-00-01")
    assert "Написанный номер может быть чьим угодно" in ivan.sees
    await telegram.restart()
    await ivan.shares_contact()
    assert "Как вас записать?" in ivan.sees
    message, data = ivan.live_data("Седов")
    await ivan.presses("Седов")
    assert "✅ Тариф «Базовый» подключён" in ivan.sees
    await ivan.presses_data(message, data)
    assert on_tariff(telegram) == [("Иван", "+79990000001", 1)]
    await ivan.presses("Мой тариф")
    assert "Осталось 10 из 10" in ivan.sees
    assert "Седов Иван: тариф «Базовый» подключён по вашему приглашению" in owner.sees
    await owner.presses("💬 Тариф")
    assert "Тариф «Базовый» с 21 ноября" in owner.sees


@pytest.mark.req("S3.11")
async def test_a_known_phone_finds_the_card_and_asks_no_name(telegram: Telegram, owner: Person) -> None:
    telegram.desk.db.write_now(lambda uow: make_client(uow, name="Ольга", phone="+79990000002") and None)
    olga = await telegram.person("Оля", phone="+79990000002")
    await olga.says((await link(owner)).removeprefix("s_"))  # typed: the link did nothing on this phone
    await olga.presses("Подключить")
    await olga.presses("Согласен")
    await olga.shares_contact()
    assert "✅ Тариф «Базовый» подключён" in olga.sees
    assert on_tariff(telegram) == [("Ольга", "+79990000002", 1)]


@pytest.mark.req("S3.11", "S3.52")
async def test_who_has_a_card_is_on_the_tariff_by_one_press(telegram: Telegram, owner: Person) -> None:
    ivan = await telegram.person("Иван")

    def fill(uow: Any) -> None:
        uid = make_client(uow, name="Иван", phone="+79990000003").uid
        user = uow.people.find_by_telegram(ivan.id)
        uow.people.tie(user.id, uid)
        uow.tariffs.subscribe(uid, make_tariff(uow, name="Старый").id)

    telegram.desk.db.write_now(fill)
    code = await link(owner)
    await ivan.opens(code)
    await ivan.presses("Подключить")
    await ivan.presses("Согласен")
    assert "✅ Тариф «Базовый» подключён" in ivan.sees
    assert on_tariff(telegram) == [("Иван", "+79990000003", 1)]
    await ivan.opens(code)  # once more
    assert "✅ Тариф «Базовый» подключён" in ivan.sees
    await ivan.opens(await link(owner))
    assert "Этот тариф у вас уже подключён" in ivan.sees


@pytest.mark.req("S3.11")
async def test_a_link_that_is_used_old_archived_or_ones_own_says_so(telegram: Telegram, owner: Person) -> None:
    code = await link(owner)
    await owner.opens(code)
    assert "Это ваша собственная ссылка" in owner.sees
    first, second = await telegram.person("Анна"), await telegram.person("Вера")
    for person in (first, second):
        await person.opens(code)
        await person.presses("Подключить")
        await person.presses("Согласен")
        await person.shares_contact()
    await first.presses("Анна")
    await second.presses("Вера")
    assert "✅ Тариф" in first.sees
    assert "Этой ссылкой уже воспользовались" in second.sees
    assert [row[0] for row in on_tariff(telegram)] == ["Анна"]
    assert telegram.desk.db.read_now(lambda uow: uow.clients.count()) == 1  # the second left no card behind
    old = await link(owner)
    third = await telegram.person("Глеб")
    await third.opens(old)
    message, data = third.live_data("Подключить")
    await telegram.after(days=8)
    await third.presses_data(message, data)
    assert "Срок этой ссылки истёк" in third.sees
    fresh = await link(owner)
    await owner.says("/tariffs")
    await owner.presses("Базовый")
    await owner.presses("Больше не предлагать")
    await owner.presses("Больше не предлагать")
    await third.opens(fresh)
    assert "Этот тариф больше не предлагается" in third.sees


async def test_several_cards_of_one_phone_are_sorted_out_first(telegram: Telegram, owner: Person) -> None:
    telegram.desk.db.write_now(
        lambda uow: [make_client(uow, name=name, phone="+79990000004") for name in ("Ольга", "Олег")] and None
    )
    manager = await telegram.person("Анна", Role.MANAGER)
    olga = await telegram.person("Ольга", phone="+79990000004")
    code = await link(owner)
    await olga.opens(code)
    await olga.presses("Подключить")
    await olga.presses("Согласен")
    await olga.shares_contact()
    assert "Коллега разберётся" in olga.sees
    assert on_tariff(telegram) == []
    await manager.presses("Ольга")
    await olga.opens(code)
    await olga.presses("Подключить")
    assert "✅ Тариф «Базовый» подключён" in olga.sees


async def test_without_consent_or_with_another_persons_contact_nothing_happens(
    telegram: Telegram, owner: Person
) -> None:
    code = await link(owner)
    ivan = await telegram.person("Иван")
    await ivan.opens(code)
    await ivan.presses("Подключить")
    await ivan.presses("Не согласен")
    await ivan.opens(code)
    await ivan.presses("Подключить")
    await ivan.presses("Согласен")
    await ivan.shares_contact(user_id=42, phone_number="+79991112233", first_name="Чужой")
    assert "Это контакт другого человека" in ivan.sees
    await ivan.says("/cancel")
    assert on_tariff(telegram) == []
    await ivan.opens(code)
    await ivan.presses("Подключить")
    await ivan.shares_contact()
    await ivan.says("😀")
    assert "⚠️" in ivan.sees
    await ivan.says("Седов Иван")
    assert on_tariff(telegram)[0][0] == "Иван"


async def test_managers_invite_nobody_to_a_tariff(telegram: Telegram, owner: Person) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await anna.presses_data(anna.last["message_id"], "ji:1")
    assert "Это вам недоступно" in anna.alert
    await anna.presses_data(anna.last["message_id"], f"jt:{'a' * 26}")
    assert "Такого кода нет" in anna.sees


async def test_a_forged_code_that_is_too_long_is_out_of_date(telegram: Telegram, owner: Person) -> None:
    await owner.says("/tariffs")
    await owner.presses("➕ Новый тариф")
    await owner.says("Большой")  # something is typed: the next dialogue asks whether it may be dropped
    await owner.presses_data(owner.last["message_id"], f"jt:{'a' * 61}")
    assert "устарела" in owner.alert
