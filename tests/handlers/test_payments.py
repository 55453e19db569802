"""[Оплатить], the invoice, Telegram's question, the receipt; noting and returning money (S3.53, S3.56)."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from config import Settings
from domain.access import Role
from domain.clock import SetClock
from handlers import payments as handlers
from models import Payment
from tests.builders import make_client, make_order, make_purchase, put_settings
from tests.chat import Person, Telegram
from tests.services.desk import make_tariff


@pytest.fixture
async def telegram(settings: Settings, clock: SetClock) -> AsyncIterator[Telegram]:
    world = Telegram(replace(settings, payment_token="123:TEST:token"), clock)
    await world.start()
    yield world
    await world.stop()


@pytest.fixture
async def olga(telegram: Telegram) -> Person:
    """A client with card 1: a tariff, game 1 with a deposit, purchase 1."""
    person = await telegram.person("Ольга")

    def fill(uow: Any) -> None:
        uid = make_client(uow, surname="Минеева", name="Ольга").uid
        user = uow.people.find_by_telegram(person.id)
        uow.people.tie(user.id, uid)
        uow.tariffs.subscribe(uid, make_tariff(uow, name="Базовый", price=500_000).id)
        make_order(uow, client_uid=uid, deposit=200_000)
        make_purchase(uow, user_id=user.id, title="Футболка", price=120_000)

    telegram.desk.db.write_now(fill)
    return person


async def pays(person: Person) -> Person:
    """Presses the button of the newest invoice."""
    await person.telegram.deliver(person.telegram.people.pay(person.id, person.last["message_id"]))
    for raw in arrived(person):
        await person.telegram.deliver(raw)
    return person


def arrived(person: Person) -> list[dict[str, Any]]:
    """What the playground's Telegram has for the bot: the payment, where it was agreed to."""
    table = person.telegram.api.store.updates
    updates = table.pending(100)
    table.confirm_below(updates[-1]["update_id"] + 1)
    return [raw for raw in updates if "successful_payment" in raw.get("message", {})]


def refusal(telegram: Telegram) -> str:
    """Why the question before the payment was answered with no."""
    return str(telegram.request.sent("answerPreCheckoutQuery")[-1].get("error_message", ""))


def paid(telegram: Telegram) -> list[tuple[str, int]]:
    return telegram.desk.db.read_now(
        lambda uow: [(row.kind, row.amount) for row in uow.session.query(Payment).order_by(Payment.id)]
    )


@pytest.mark.req("S3.53")
async def test_a_tariff_is_paid_in_the_chat(telegram: Telegram, olga: Person) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await olga.says("/tariff")
    assert "💳 Оплатить" in olga.buttons
    await olga.presses("💳 Оплатить")
    invoice = olga.last["invoice"]
    assert (invoice["title"], invoice["total_amount"], invoice["currency"]) == ("Тариф «Базовый»", 500_000, "RUB")
    assert invoice["description"] == "За месяц, по 30 ноября"
    await pays(olga)
    assert olga.sees.splitlines() == ["✅ Оплата получена: 5 000 ₽", "Тариф «Базовый»"]
    assert anna.sees.splitlines() == ["💳 Оплата в боте: 5 000 ₽", "Тариф «Базовый»", "От: Ольга"]
    await olga.presses("Мой тариф")
    assert "Оплачено по 30 ноября" in olga.sees
    assert paid(telegram) == [("tariff", 500_000)]


@pytest.mark.req("S3.53")
async def test_a_deposit_is_paid_in_the_chat(telegram: Telegram, olga: Person) -> None:
    await olga.says("/games")
    await olga.presses("арена")
    await olga.presses("💳 Оплатить")
    assert olga.last["invoice"]["title"] == "Предоплата за игру"
    await pays(olga)
    assert "✅ Оплата получена: 2 000 ₽" in olga.sees
    await olga.presses("Открыть игру")
    assert "оплачено 2 000 ₽" in olga.sees
    assert "💳 Оплатить" not in olga.buttons


@pytest.mark.req("S3.53")
async def test_a_purchase_is_paid_and_the_seller_knows(telegram: Telegram, olga: Person) -> None:
    seller = await telegram.person("Яна", Role.SELLER)
    await olga.presses_data(olga.last["message_id"], "$p:purchase:1")
    assert olga.last["invoice"]["description"] == "Футболка"
    await pays(olga)
    assert "Покупка №1: Футболка" in olga.sees
    assert "💳 Оплата в боте: 1 200 ₽" in seller.sees


@pytest.mark.req("S3.53")
async def test_the_same_payment_told_twenty_times_is_one(telegram: Telegram, olga: Person) -> None:
    await olga.presses_data(olga.last["message_id"], "$p:purchase:1")
    await telegram.deliver(telegram.people.pay(olga.id, olga.last["message_id"]))
    (raw,) = arrived(olga)
    many = [raw | {"update_id": raw["update_id"] + 1000 + number} for number in range(20)]
    await asyncio.gather(*(telegram.deliver(one) for one in many))
    assert paid(telegram) == [("purchase", 120_000)]
    assert olga.chat.count("✅ Оплата получена") == 1


async def test_a_second_press_on_a_paid_invoice_is_refused(telegram: Telegram, olga: Person) -> None:
    await olga.presses_data(olga.last["message_id"], "$p:purchase:1")
    invoice = olga.last["message_id"]
    await pays(olga)
    await telegram.deliver(telegram.people.pay(olga.id, invoice))
    assert refusal(telegram) == "Это уже оплачено, больше платить не нужно."
    await olga.presses_data(olga.last["message_id"], "$p:purchase:1")
    assert olga.alert == "Это уже оплачено, больше платить не нужно."


async def test_forged_buttons_pay_for_nothing(telegram: Telegram, olga: Person) -> None:
    stranger = await telegram.person("Иван")
    for data in ("$p:purchase:1", "$p:tariff:1", "$p:deposit:1", "$p:purchase:999", "$p:x:1", "$p:purchase:-1", "$p"):
        await stranger.presses_data(stranger.last["message_id"], data)
        assert "invoice" not in stranger.last, data
    for data in ("$n:purchase:1", "$n:tariff:1", "$n:deposit:1", "$r:purchase:1", "$r:tariff:1", "$r:deposit:1"):
        await stranger.presses_data(stranger.last["message_id"], data)
        assert stranger.alert.startswith("Это вам недоступно"), data
    assert paid(telegram) == []


async def test_a_slow_database_is_a_refusal_and_no_silence(
    telegram: Telegram, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "PATIENCE", 0.01)
    whole = telegram.desk.db._write

    def slow(fn: Any) -> Any:
        time.sleep(0.1)
        return whole(fn)

    await olga.presses_data(olga.last["message_id"], "$p:purchase:1")
    invoice = olga.last["message_id"]
    monkeypatch.setattr(telegram.desk.db, "_write", slow)
    await telegram.deliver(telegram.people.pay(olga.id, invoice))
    assert refusal(telegram) == "Сейчас оплату принять не получается. Попробуйте через минуту ещё раз."
    monkeypatch.undo()
    await telegram.deliver(telegram.people.pay(olga.id, invoice))  # nothing holds it
    assert telegram.request.sent("answerPreCheckoutQuery")[-1]["ok"] is True


async def test_an_answer_that_telegram_did_not_hear_holds_nothing(
    telegram: Telegram, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await olga.presses_data(olga.last["message_id"], "$p:purchase:1")
    invoice = olga.last["message_id"]
    raw = telegram.people.pay(olga.id, invoice)
    telegram.clock.at = telegram.clock.at.replace(minute=5)  # the ten seconds are over
    await telegram.deliver(raw)
    await telegram.deliver(telegram.people.pay(olga.id, invoice))
    assert telegram.request.sent("answerPreCheckoutQuery")[-1]["ok"] is True


async def test_without_a_token_the_words_of_the_business_are_shown(telegram: Telegram, olga: Person) -> None:
    telegram.settings = replace(telegram.settings, payment_token="")
    telegram.desk.db.write_now(lambda uow: put_settings(uow, PAYMENT_WORDS="переводом по номеру 555"))
    await telegram.restart()
    await olga.says("/tariff")
    assert "Как оплатить: переводом по номеру 555" in olga.sees
    assert olga.buttons == []
    await olga.says("/games")
    await olga.presses("арена")
    assert "Как оплатить: переводом по номеру 555" in olga.sees
    await olga.presses_data(olga.last["message_id"], "$p:tariff:1")
    assert olga.alert == "Сейчас в чате оплатить нельзя. Спросите нас, как оплатить."


# --- the staff ---


@pytest.mark.req("S3.53")
async def test_staff_note_a_deposit_and_return_it(telegram: Telegram, olga: Person) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await anna.says("/calendar")
    await anna.presses_data(anna.last["message_id"], "oo:1")
    await anna.presses("💰 Отметить оплату")
    assert "К оплате: 2 000 ₽" in anna.sees
    for wrong in ("0", "сто", "", "💥", "9" * 400):
        await anna.says(wrong or "\u200b")
        assert "⚠️" in anna.sees, wrong
    await telegram.restart()
    message, data = anna.live_data("2\xa0000\xa0₽")
    await anna.presses("2\xa0000\xa0₽")
    await anna.presses_data(message, data)
    assert paid(telegram) == [("deposit", 200_000)]
    assert "✅ Оплата записана: 2 000 ₽" in anna.sees
    assert "✅ Оплата получена: 2 000 ₽" in olga.sees
    await anna.presses("Открыть игру")
    await anna.presses("↩️ Вернуть деньги")
    await anna.says("2000,01")
    assert "Нельзя вернуть больше" in anna.sees
    await anna.says("500")
    assert "Вернуть 500 ₽?" in anna.sees
    message, data = anna.live_data("↩️ Да, возвращаем")
    await anna.presses("↩️ Да, возвращаем")
    await anna.presses_data(message, data)
    assert paid(telegram) == [("deposit", 200_000), ("deposit", -50_000)]
    assert olga.sees.startswith("↩️ Возвращаем 500 ₽")


@pytest.mark.req("S3.53")
async def test_what_a_customer_pays_while_a_seller_is_asked_is_not_noted_twice(
    telegram: Telegram, olga: Person
) -> None:
    seller = await telegram.person("Яна", Role.SELLER)
    await seller.presses_data(seller.last["message_id"], "$n:purchase:1")
    message, data = seller.live_data("1\xa0200\xa0₽")
    await olga.presses_data(olga.last["message_id"], "$p:purchase:1")
    await pays(olga)
    assert paid(telegram) == [("purchase", 120_000)]
    await seller.presses_data(message, data)
    assert "Деньги уже пришли" in seller.alert
    assert paid(telegram) == [("purchase", 120_000)]
    await seller.says("5")  # what is typed is meant
    assert paid(telegram) == [("purchase", 120_000), ("purchase", 500)]


@pytest.mark.req("S3.53")
async def test_a_seller_notes_a_purchase_and_cancels_half_way(telegram: Telegram, olga: Person) -> None:
    seller = await telegram.person("Яна", Role.SELLER)
    await seller.presses_data(seller.last["message_id"], "$n:purchase:1")
    await seller.presses("Отмена")
    assert paid(telegram) == []
    await seller.presses_data(seller.last["message_id"], "$n:purchase:1")
    await seller.says("1 000")
    assert "Осталось оплатить: 200 ₽" in seller.sees
    await seller.presses_data(seller.last["message_id"], "$r:purchase:1")
    await seller.presses("1\xa0000\xa0₽")
    await seller.presses("Отмена")
    assert paid(telegram) == [("purchase", 100_000)]
    await seller.presses_data(seller.last["message_id"], "$n:deposit:1")
    assert seller.alert.startswith("Это вам недоступно")
