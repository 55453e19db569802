"""/purchases: a customer's own, the staff's lists, each step with its word to the customer, tickets about them."""

from typing import Any

import pytest

from domain.access import Role
from domain.shop import State
from models import Purchase, Ticket
from services import clients
from tests.builders import make_client, make_product, make_purchase, make_user
from tests.chat import Person, Telegram
from tests.conversations.booking import walk
from tests.conversations.requests import asked
from tests.conversations.shop import EMAIL, buys, customer, opens, product, purchases
from tests.queries import counted


@pytest.fixture
async def vera(telegram: Telegram) -> Person:
    return await telegram.person("Вера", Role.MANAGER)


@pytest.fixture
async def olga(telegram: Telegram, vera: Person) -> Person:
    """A customer who has just bought a logo."""
    return await buys(await customer(telegram), product(telegram))


def state(telegram: Telegram) -> State:
    return State(purchases(telegram)[0]["state"])


def tickets(telegram: Telegram) -> list[tuple[str, int | None]]:
    return telegram.desk.db.read_now(lambda uow: [(row.kind, row.purchase_id) for row in uow.session.query(Ticket)])


@pytest.mark.req("S2.43", "S2.46", "S2.47")
async def test_a_customer_sees_their_own_and_nobody_else_s(telegram: Telegram, olga: Person) -> None:
    petr = await telegram.person("Пётр")
    await petr.says("/purchases")
    assert petr.sees == "🛒 Мои покупки\nВы пока ничего не покупали."
    await petr.presses_data(petr.last["message_id"], "Pc:1")
    assert "Такой покупки нет" in petr.alert
    for forged in ("Py:1", "Ps:1:2", "Pr:1", "Pl:new:0", "Pd:1"):
        await petr.presses_data(petr.last["message_id"], forged)
        assert petr.alert
        assert "Логотип" not in petr.chat
    assert state(telegram) is State.CREATED
    await olga.says("/purchases")
    await olga.presses("№1 Логотип")
    assert "Статус: ждёт исполнителя" in olga.sees
    assert olga.buttons == ["💬 Обсудить", "❌ Отменить", "« Мои покупки"]


@pytest.mark.req("S2.46", "S2.48")
async def test_each_step_and_each_correction_is_told(telegram: Telegram, vera: Person, olga: Person) -> None:
    await vera.presses("✋ Взять в работу")
    await vera.presses("↩️ Вернуть в новые")
    assert "снова ждёт исполнителя" in olga.sees
    await vera.presses("✋ Взять в работу")
    await vera.presses("✅ Готово")
    assert "готово" in olga.sees
    await vera.presses("↩️ Вернуть в работу")
    assert "взяли в работу" in olga.sees
    assert state(telegram) is State.IN_WORK


@pytest.mark.req("S2.48")
async def test_the_staff_cancel_and_say_why(telegram: Telegram, vera: Person, olga: Person) -> None:
    await vera.presses("Открыть")
    await vera.presses("❌ Отменить")
    assert "Почему отменяем?" in vera.sees
    await vera.says("\u200f")
    await vera.says("x" * 300)
    assert state(telegram) is State.CREATED
    await vera.says("Нет дизайнера <b>")
    assert "Причина: Нет дизайнера <b>" in vera.sees
    assert olga.sees == "✖️ Покупка №1, Логотип: отменена.\nПричина: Нет дизайнера <b>"
    assert state(telegram) is State.CANCELLED


@pytest.mark.req("S2.48")
async def test_no_reason_or_second_thoughts(telegram: Telegram, vera: Person, olga: Person) -> None:
    await vera.presses("Открыть")
    await vera.presses("❌ Отменить")
    await vera.presses("Отмена")
    assert state(telegram) is State.CREATED
    assert "Статус: ждёт исполнителя" in vera.sees
    await vera.presses("❌ Отменить")
    await vera.presses("Без причины")
    assert olga.sees == "✖️ Покупка №1, Логотип: отменена."


@pytest.mark.req("S2.46")
async def test_a_customer_cancels_while_nobody_has_begun(telegram: Telegram, vera: Person, olga: Person) -> None:
    await olga.presses("❌ Отменить")
    await olga.presses("Да, отменить")
    assert "Статус: отменена" in olga.sees
    assert vera.sees == "🛒 Покупка №1, Логотип: покупатель её отменил."
    second = await buys(await customer(telegram, "Пётр"), 1)
    message, data = second.live_data("❌ Отменить")
    await vera.presses("✋ Взять в работу")
    await second.presses_data(message, data)
    assert "уже взяли в работу" in second.alert, "at once: nobody is asked in vain"
    assert State(purchases(telegram)[1]["state"]) is State.IN_WORK


@pytest.mark.req("S2.7")
async def test_a_cancelled_purchase_gives_its_code_back(telegram: Telegram) -> None:
    code = {"code": "ONE", "kind": "fixed", "amount": 100, "uses_most": 1}
    promo_id = telegram.desk.db.write_now(lambda uow: uow.promos.make(**code).id)

    def used() -> int:
        return telegram.desk.db.read_now(lambda uow: uow.promos.get_any(promo_id).used)

    olga = await opens(await customer(telegram), product(telegram))
    await walk(olga, "[🛒 Купить]", EMAIL, "one", "[✅ Купить]")
    assert used() == 1
    await walk(olga, "[❌ Отменить]", "[Да, отменить]")
    assert used() == 0


async def test_what_is_paid_for_is_not_cancelled_by_oneself(telegram: Telegram, olga: Person) -> None:
    telegram.desk.db.write_now(lambda uow: uow.purchases.edit(uow.purchases.get(1), paid=500_000))
    await olga.presses("❌ Отменить")
    assert "уже оплачена" in olga.alert, "at once: nobody is asked in vain"
    assert "Да, отменить" not in olga.buttons
    assert state(telegram) is State.CREATED


async def test_what_is_paid_for_while_its_customer_is_asked_is_not_cancelled(telegram: Telegram, olga: Person) -> None:
    await olga.presses("❌ Отменить")
    telegram.desk.db.write_now(lambda uow: uow.purchases.edit(uow.purchases.get(1), paid=500_000))
    await olga.presses("Да, отменить")
    assert "уже оплачена" in olga.alert
    assert state(telegram) is State.CREATED


@pytest.mark.req("S2.46")
async def test_of_two_who_take_it_one_does(telegram: Telegram, vera: Person) -> None:
    anna = await telegram.person("Анна", Role.SELLER)
    await buys(await customer(telegram), product(telegram))
    message, data = anna.live_data("✋ Взять в работу")
    await vera.presses("✋ Взять в работу")
    await vera.presses("✅ Готово")
    await anna.presses_data(message, data.replace("2", "4"))
    assert "только что изменили" in anna.alert or "устарела" in anna.alert
    assert state(telegram) is State.DONE


@pytest.mark.req("S2.44")
async def test_lists_are_new_in_work_ready_and_all(telegram: Telegram, vera: Person) -> None:
    def fill(uow: Any) -> None:
        logo = make_product(uow, title="Логотип").id
        for at in range(20):
            make_purchase(uow, product_id=logo, state=State(1 + at % 4))

    telegram.desk.db.write_now(fill)
    await vera.says("/start")
    await vera.presses("🛒 Покупки")
    assert vera.sees == "🛒 Новые покупки"
    assert [label.split()[0] for label in vera.buttons[:5]] == ["№1", "№5", "№9", "№13", "№17"]
    assert vera.buttons[5:] == ["В работе · 5", "Готовые", "Все"]
    await vera.presses("Все")
    assert vera.buttons[0].startswith("✖️ №20")
    await vera.presses("»")
    await vera.presses("»")
    assert vera.buttons[3].startswith("🆕 №1 ")
    await vera.presses("🆕 №1 ")
    assert "Статус: ждёт исполнителя" in vera.sees


@pytest.mark.req("S2.50")
async def test_a_customer_talks_about_a_purchase_in_one_ticket(telegram: Telegram, olga: Person) -> None:
    support = await telegram.person("Глеб", Role.SUPPORT)
    await olga.presses("💬 Обсудить")
    assert "🛒 Покупка №1: Логотип" in olga.sees
    await olga.says("Нужен ещё вариант")
    assert "О покупке №1" in olga.sees
    assert tickets(telegram) == [("question", 1)]
    assert "Нужен ещё вариант" in support.sees
    await olga.says("/purchases")
    await olga.presses("№1 Логотип")
    await olga.presses("💬 Обсудить")
    assert "Нужен ещё вариант" in olga.sees
    assert len(tickets(telegram)) == 1


@pytest.mark.req("S2.50")
async def test_a_manager_writes_to_the_customer_about_it(telegram: Telegram, vera: Person, olga: Person) -> None:
    await vera.presses("Открыть")
    await vera.presses("💬 Обсудить")
    await vera.says("Какие цвета вам нравятся?")
    assert tickets(telegram) == [("question", 1)]
    assert "О покупке №1" in vera.chat
    assert "Обращение №1" in olga.sees


async def test_two_cards_of_one_person_have_their_purchases_together(telegram: Telegram, vera: Person) -> None:
    def merge(uow: Any) -> None:
        kept = make_client(uow, phone="+79990000001", secondphone="")
        twin = make_client(uow, phone="+79990000002", secondphone="+79990000001")
        make_purchase(uow, user_id=make_user(uow, client_uid=twin.uid).id, client_uid=twin.uid)
        clients.merge(uow, uow.people.actor_of(vera.id, ""), kept.uid, twin.uid)
        assert uow.session.query(Purchase.client_uid).all() == [(kept.uid,)]

    telegram.desk.db.write_now(merge)


async def test_my_data_names_the_email_and_the_purchases(telegram: Telegram, olga: Person) -> None:
    await olga.says("/privacy")
    assert "Почта: olga@mail.ru" in olga.sees
    assert "Ваши покупки: 1" in olga.sees


@pytest.mark.parametrize("number", [10, 1000])
async def test_a_screen_asks_the_same_of_ten_and_of_a_thousand(telegram: Telegram, vera: Person, number: int) -> None:
    olga = await customer(telegram)

    def fill(uow: Any) -> None:
        logo, user = make_product(uow, title="Логотип").id, uow.people.find_by_telegram(olga.id)
        for at in range(number):
            who = user.id if at % 2 else make_user(uow).id
            make_purchase(uow, product_id=logo, user_id=who, email="a@mail.ru", state=State(1 + at % 4))

    telegram.desk.db.write_now(fill)
    for person, steps in ((vera, ("/purchases", "Все", "№")), (olga, ("/purchases", "№"))):
        for step in steps:
            with counted() as sent:
                await (person.says(step) if step.startswith("/") else person.presses(step))
            assert len(asked(sent)) <= 6, (step, asked(sent))
