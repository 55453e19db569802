"""Buying, as customers do it, and what the staff hear of it (S2.4, S2.40–S2.48)."""

from typing import Any

import pytest

from domain.access import Role
from domain.shop import State
from models import BegunPurchase
from tests.builders import make_user
from tests.chat import Person, Telegram
from tests.conversations.booking import setting, walk
from tests.conversations.shop import EMAIL, TO_SUMMARY, buys, change, customer, opens, product, purchases


def account(telegram: Telegram, person: Person, name: str) -> Any:
    return telegram.desk.db.read_now(lambda uow: getattr(uow.people.find_by_telegram(person.id), name))


def slot(telegram: Telegram, person: Person) -> str:
    return telegram.desk.db.read_now(lambda uow: uow.dialogues.load(person.id).status)


def promo(telegram: Telegram, **values: Any) -> None:
    """SUMMER10: ten percent off, unless told otherwise."""
    defaults = {"code": "SUMMER10", "kind": "percent", "amount": 10}
    telegram.desk.db.write_now(lambda uow: uow.promos.make(**(defaults | values)).id)


@pytest.mark.req("S2.4", "S2.40", "S2.41", "S2.42", "S2.43", "S2.44", "S2.45", "S2.46", "S2.47", "S2.48")
async def test_a_product_is_bought_taken_and_done(telegram: Telegram) -> None:
    vera = await telegram.person("Вера", Role.SELLER)
    anna = await telegram.person("Анна", Role.MANAGER)
    logo = product(telegram)
    olga = await telegram.person("Ольга", phone="+79996432387")
    await opens(olga, logo)
    await olga.presses("🛒 Купить")
    assert "Ваши данные" in olga.sees
    await olga.presses("Согласен")
    assert olga.sees == "🛒 Логотип · 5 000 ₽\nНа какой адрес почты вам писать о покупке?"
    assert slot(telegram, olga) == "crm_purchase:EMAIL"
    await olga.says("Olga@Mail.RU")
    assert account(telegram, olga, "email") == EMAIL
    assert "Есть промокод?" in olga.sees
    await olga.presses("Пропустить")
    assert olga.sees.splitlines() == ["🛒 Логотип", "Цена: 5 000 ₽", "Срок: 14 дней", "Почта: olga@mail.ru"]
    await olga.presses("✅ Купить за")
    assert "✅ Покупка оформлена." in olga.sees
    assert "Статус: ждёт исполнителя" in olga.sees
    (row,) = purchases(telegram)
    assert (row["product_id"], row["user_id"]) == (logo, account(telegram, olga, "id"))
    assert (row["state"], row["title"], row["price"], row["email"]) == (State.CREATED, "Логотип", 500_000, EMAIL)
    assert row["created_on"] == row["updated_on"]
    for seller in (vera, anna):
        assert "🛒 Новая покупка №1: Логотип" in seller.sees
        assert EMAIL in seller.sees
    await telegram.after(minutes=5)
    await vera.presses("✋ Взять в работу")
    assert "Статус: в работе, Вера" in vera.sees
    assert anna.sees == "🛒 Покупка №1, Логотип: в работе, занимается Вера."
    assert "✋ Взять в работу" not in anna.buttons
    assert "взяли в работу" in olga.sees
    assert purchases(telegram)[0]["updated_on"] > row["updated_on"]
    await vera.presses("✅ Готово")
    assert olga.sees == "✅ Покупка №1, Логотип: готово."
    await olga.presses("Открыть")
    assert "Статус: готово" in olga.sees
    assert purchases(telegram)[0]["state"] == State.DONE


@pytest.mark.req("S2.42")
async def test_the_email_is_offered_the_second_time(telegram: Telegram) -> None:
    logo, olga = product(telegram), await customer(telegram)
    await buys(olga, logo)
    await opens(olga, logo)
    await walk(olga, "[🛒 Купить]", f"[{EMAIL}]", "[Пропустить]", "[✅ Купить]")
    assert [row["email"] for row in purchases(telegram)] == [EMAIL, EMAIL]


@pytest.mark.req("S2.41", "S2.42")
@pytest.mark.parametrize(
    "wrong",
    ["ольга", "olga@", "@mail.ru", "olga@mail", "olga mail@mail.ru", "a@b.c", "olga@mail..ru", "x" * 4096, "\u200f",
     "🙂@mail.ru", "olga@mail.ru, anna@mail.ru", "olga@127.0.0.1"],
)  # fmt: skip
async def test_what_is_no_email_is_asked_again(telegram: Telegram, wrong: str) -> None:
    logo, olga = product(telegram), await customer(telegram)
    await opens(olga, logo)
    await walk(olga, "[🛒 Купить]", wrong)
    assert "⚠️ Это не похоже на адрес почты" in olga.sees
    assert account(telegram, olga, "email") is None
    await olga.says("  \u200eOLGA@mail.ru ")
    assert account(telegram, olga, "email") == EMAIL


@pytest.mark.req("S2.7", "S2.43")
async def test_a_code_lowers_the_price_and_the_purchase_keeps_it(telegram: Telegram) -> None:
    promo(telegram)
    logo, olga = product(telegram), await customer(telegram)
    await opens(olga, logo)
    await walk(olga, "[🛒 Купить]", EMAIL, "НЕТТАКОГО")
    assert "Есть промокод?" in olga.sees
    assert "⚠️" in olga.sees
    await olga.says("summer10")
    assert "Промокод: SUMMER10, −500 ₽" in olga.sees
    assert "К оплате: 4 500 ₽" in olga.sees
    await olga.presses("✅ Купить за 4")
    change(telegram, logo, price=900_000)
    (row,) = purchases(telegram)
    assert (row["price"], row["discount"], row["promo_code"]) == (500_000, 50_000, "SUMMER10")
    assert "Цена: 5 000 ₽ − 500 ₽ = 4 500 ₽" in olga.sees


async def test_a_code_that_counts_no_more_is_said_with_the_new_summary(telegram: Telegram) -> None:
    promo(telegram, uses_most=1)
    logo, olga, petr = product(telegram), await customer(telegram), await customer(telegram, "Пётр")
    for person in (olga, petr):
        await opens(person, logo)
        await walk(person, "[🛒 Купить]", EMAIL, "SUMMER10")
    await petr.presses("✅ Купить")
    await olga.presses("✅ Купить")
    assert "⚠️" in olga.sees
    assert "✅ Купить за 5 000 ₽" in [label.replace("\u00a0", " ") for label in olga.buttons]
    assert len(purchases(telegram)) == 1
    await olga.presses("✅ Купить")
    assert [row["discount"] for row in purchases(telegram)] == [50_000, 0]


async def test_each_line_of_the_summary_can_be_changed(telegram: Telegram) -> None:
    promo(telegram)
    logo, olga = product(telegram), await customer(telegram)
    await opens(olga, logo)
    await walk(olga, *TO_SUMMARY, "[✏️ Почта]", "anna@mail.ru")
    assert "Почта: anna@mail.ru" in olga.sees
    await walk(olga, "[🏷 Есть промокод]", "SUMMER10")
    assert "К оплате: 4 500 ₽" in olga.sees
    await olga.presses("Без промокода")
    assert "К оплате" not in olga.sees
    await walk(olga, "[✏️ Почта]", "[« Назад]", "[✅ Купить]")
    assert purchases(telegram)[0]["email"] == "anna@mail.ru"


async def test_a_price_that_changes_meanwhile_is_shown_before_it_counts(telegram: Telegram) -> None:
    logo, olga = product(telegram), await customer(telegram)
    await opens(olga, logo)
    await walk(olga, *TO_SUMMARY)
    change(telegram, logo, price=700_000)
    await olga.presses("✅ Купить")
    assert "Цена за это время изменилась" in olga.alert
    assert "Цена: 7 000 ₽" in olga.sees
    assert purchases(telegram) == []
    await olga.presses("✅ Купить")
    assert purchases(telegram)[0]["price"] == 700_000


async def test_a_consent_that_changes_at_the_summary_is_asked_for_and_the_purchase_goes_on(telegram: Telegram) -> None:
    logo, olga = product(telegram), await customer(telegram)
    await opens(olga, logo)
    await walk(olga, *TO_SUMMARY)
    setting(telegram, "CONSENT", "Новые правила: мы храним вашу почту.")
    await olga.presses("✅ Купить")
    assert "изменил" in olga.alert
    assert "Новые правила" in olga.sees
    assert purchases(telegram) == []
    assert slot(telegram, olga) == "crm_purchase:CONSENT"
    await olga.presses("Согласен")
    assert f"Почта: {EMAIL}" in olga.sees, "nothing typed is asked again"
    await olga.presses("✅ Купить")
    assert [row["email"] for row in purchases(telegram)] == [EMAIL]


@pytest.mark.req("S2.10")
@pytest.mark.parametrize("steps", [(), ("[🛒 Купить]",), ("[🛒 Купить]", EMAIL), TO_SUMMARY])
async def test_a_product_switched_off_meanwhile_is_not_bought(telegram: Telegram, steps: tuple[str, ...]) -> None:
    logo, olga = product(telegram), await customer(telegram)
    await opens(olga, logo)
    await walk(olga, *steps)
    change(telegram, logo, is_active=False)
    nexts = {0: "[🛒 Купить]", 1: EMAIL, 2: "[Пропустить]", 3: "[✅ Купить]"}
    await walk(olga, nexts[len(steps)])
    assert "Сейчас это не продаётся" in olga.sees + olga.alert
    assert purchases(telegram) == []
    assert slot(telegram, olga) == "-"


@pytest.mark.req("S2.43")
async def test_a_double_press_is_one_purchase(telegram: Telegram) -> None:
    logo, olga = product(telegram), await customer(telegram)
    await opens(olga, logo)
    await walk(olga, *TO_SUMMARY)
    message, data = olga.live_data("✅ Купить")
    raw = [telegram.people.press(olga.id, message, data) for _ in range(3)]
    for one in raw:
        await telegram.deliver(one)
    assert len(purchases(telegram)) == 1
    await buys(olga, logo)
    assert len(purchases(telegram)) == 2, "another purchase is another one"


async def test_a_restart_a_command_and_a_photo_in_the_middle_lose_nothing(telegram: Telegram) -> None:
    logo, olga = product(telegram), await customer(telegram)
    await opens(olga, logo)
    await walk(olga, "[🛒 Купить]", EMAIL)
    await telegram.restart()
    await olga.sends(telegram.people.send_photo(olga.id))
    assert "Есть промокод?" in olga.sees
    await olga.says("/catalog")
    await olga.says("4" * 4096)
    assert "⚠️" in olga.sees
    await olga.presses("Пропустить")
    await olga.presses("✅ Купить")
    assert len(purchases(telegram)) == 1


@pytest.mark.req("S2.43")
async def test_what_was_begun_and_not_finished_is_known(telegram: Telegram) -> None:
    logo, olga = product(telegram), await customer(telegram)

    def begun() -> list[int | None]:
        return telegram.desk.db.read_now(lambda uow: [row.purchase_id for row in uow.session.query(BegunPurchase)])

    await opens(olga, logo)
    await walk(olga, "[🛒 Купить]", "/cancel")
    assert olga.sees == "Покупка не оформлена."
    assert begun() == [None]
    await olga.presses("« К товару")
    await walk(olga, *TO_SUMMARY, "[✅ Купить]")
    assert begun() == [1]


@pytest.mark.req("S2.29")
async def test_the_same_email_is_a_hint_to_the_staff_and_no_obstacle(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    telegram.desk.db.write_now(lambda uow: make_user(uow, first_name="Сергей", email=EMAIL).id)
    await buys(await customer(telegram), product(telegram))
    await anna.presses("Открыть")
    assert "⚠️ Та же почта у клиента: Сергей" in anna.sees


async def test_it_costs_nothing(telegram: Telegram) -> None:
    logo, olga = product(telegram, price=0), await customer(telegram)
    await opens(olga, logo)
    await walk(olga, *TO_SUMMARY, "[✅ Получить бесплатно]")
    assert "Цена: бесплатно" in olga.sees


async def test_without_payments_in_the_bot_it_says_how_to_pay(telegram: Telegram) -> None:
    setting(telegram, "PAYMENT_WORDS", "Переводом на карту")
    olga = await buys(await customer(telegram), product(telegram))
    assert "Переводом на карту" in olga.sees
    assert not [label for label in olga.buttons if "Оплатить" in label]
