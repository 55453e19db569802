"""/promos as a seller uses it: making a code, limiting it, what it is for, how it was used, deleting it."""

from typing import Any

import pytest

from domain.access import SYSTEM, Role
from services import promos
from tests.builders import make_product, make_purchase, make_user
from tests.chat import Person, Telegram
from tests.queries import counted
from ui.promo_forms import DayChosen, NumberChosen
from ui.promos import FieldPicked, ProductToggled, PromoPicked, PromosOpened


@pytest.fixture
async def seller(telegram: Telegram) -> Person:
    return await telegram.person("Павел", Role.SELLER)


def stored(telegram: Telegram) -> list[dict[str, Any]]:
    names = ("code", "kind", "amount", "uses_most", "user_uses_most", "starts_on", "ends_on")
    return telegram.desk.db.read_now(
        lambda uow: [{name: getattr(row, name) for name in names} for row in uow.promos.list_live()]
    )


def add(telegram: Telegram, code: str = "SUMMER10", **values: Any) -> int:
    return telegram.desk.db.write_now(
        lambda uow: uow.promos.make(**({"code": code, "kind": "percent", "amount": 10} | values)).id
    )


def buy(telegram: Telegram, promo_id: int, *, cancelled: bool = False) -> int:
    def bought(uow: Any) -> int:
        row = make_purchase(uow, user_id=make_user(uow, first_name="Ольга").id)
        uow.promos.take(promo_id, uow.today)
        uow.promos.note_use(promo_id, row.user_id, row.id, 50_000)
        if cancelled:
            promos.give_back(uow, SYSTEM, row.id)
        return row.id

    return telegram.desk.db.write_now(bought)


@pytest.mark.req("S2.13")
async def test_a_code_is_made_and_limited(telegram: Telegram, seller: Person) -> None:
    await seller.says("/promos")
    assert "Промокодов пока нет" in seller.sees
    await seller.presses("➕ Новый промокод")
    await seller.says("summer10")
    assert "SUMMER10" in seller.sees
    await seller.presses("Скидка в процентах")
    await seller.presses("10 %")
    assert "SUMMER10 · −10 %" in seller.sees
    await seller.presses("100")
    assert "SUMMER10 · −10 % · раз: 100" in seller.sees
    await seller.says("31.12")
    assert seller.sees.splitlines()[2:] == [
        "🛒 Промокод SUMMER10",
        "Скидка: −10 %",
        "Действует: по чт, 31 дек. включительно",
        "Использован: 0, всего можно: 100",
        "Одному человеку: 1 раз",
        "На что: на все товары и услуги",
    ]
    await seller.presses("« Промокоды")
    assert "SUMMER10: −10 % · использован: 0 из 100" in seller.sees


@pytest.mark.req("S2.13")
async def test_free_of_charge_and_made_for_me(telegram: Telegram, seller: Person) -> None:
    await seller.says("/promos")
    await seller.presses("➕ Новый промокод")
    await seller.presses("Придумать за меня")
    await seller.presses("Бесплатно")
    await seller.presses("« Назад")
    await seller.presses("Скидка в рублях")
    await seller.says("0")
    assert "больше нуля" in seller.sees
    await seller.says("500")
    assert "−500 ₽" in seller.sees
    await seller.presses("« Назад")
    await seller.presses("« Назад")
    await seller.presses("Бесплатно")
    await telegram.restart()
    await seller.presses("Без ограничений")
    await seller.presses("Без срока")
    assert "Скидка: бесплатно" in seller.sees
    assert "✏️ Скидка" not in seller.buttons
    row = stored(telegram)[0]
    assert (row["kind"], row["amount"], row["uses_most"], row["ends_on"], len(row["code"])) == (
        "free",
        0,
        None,
        None,
        8,
    )


@pytest.mark.req("S2.13")
async def test_wrong_answers_are_asked_again(telegram: Telegram, seller: Person) -> None:
    add(telegram)
    await seller.says("/promos")
    await seller.presses("➕ Новый промокод")
    for wrong in ("ab", "лето/зима", "лето " * 6, "x" * 4096, "\u200b\u202e", "😀😀😀", "summer10", "10%"):
        await seller.says(wrong)
        assert "⚠️" in seller.sees
        assert "Как он пишется?" in seller.sees
    await seller.says("лето-10")
    await seller.says("процент")
    assert "кнопк" in seller.sees
    await seller.presses("Скидка в процентах")
    for wrong in ("0", "101", "-5", "много", "½"):
        await seller.says(wrong)
        assert "от 1 до 100" in seller.sees
    await seller.says("100%")
    for wrong in ("0", "-1", "1.5"):
        await seller.says(wrong)
        assert "⚠️" in seller.sees
    await seller.says("-")
    for wrong in ("вчера", "20.11.2026", "30.02"):
        await seller.says(wrong)
        assert "⚠️" in seller.sees
    await seller.says("завтра")
    assert "Промокод ЛЕТО-10" in seller.sees


@pytest.mark.req("S2.15")
async def test_each_field_and_what_it_is_for_is_changed(telegram: Telegram, seller: Person) -> None:
    add(telegram)
    products = telegram.desk.db.write_now(lambda uow: [make_product(uow, title=f"Товар {n:02}").id for n in range(10)])
    await seller.says("/promos")
    await seller.presses("SUMMER10")
    for field, answer, seen in (
        ("✏️ Скидка", "15", "Скидка: −15 %"),
        ("✏️ Первый день", "01.12", "Действует: с вт, 1 дек."),
        ("✏️ Последний день", "31.12", "по чт, 31 дек."),
        ("✏️ Раз всего", "7", "всего можно: 7"),
        ("✏️ Раз на человека", "2", "Одному человеку: 2 раза"),
    ):
        await seller.presses(field)
        await seller.says(answer)
        assert "✅ Записано" in seller.sees
        assert seen in seller.sees
    assert "Не действует: ещё не начался" in seller.sees
    await seller.presses("✏️ Первый день")
    await seller.says("01.01.2027")
    assert "раньше, чем начнётся" in seller.sees
    await seller.presses("С самого начала")
    await seller.presses("✏️ На что действует")
    await seller.presses("○ Товар 00")
    await seller.presses("»")
    await seller.presses("○ Товар 09")
    assert "На что: Товар 00, Товар 09" in seller.sees
    await seller.presses("✓ Товар 09")
    assert "На что: Товар 00" in seller.sees.splitlines()
    await seller.presses("« Назад")
    assert "На что: Товар 00" in seller.sees
    await seller.presses("✏️ На что действует")
    await seller.presses("На все товары")
    assert "на все товары и услуги" in seller.sees
    await seller.presses("Выключить")
    assert "Не действует: выключен" in seller.sees
    await seller.presses("Включить")
    assert "Не действует" not in seller.sees
    assert len(products) == 10


@pytest.mark.req("S2.14")
async def test_how_it_was_used_and_deleting(telegram: Telegram, seller: Person) -> None:
    promo = add(telegram)
    kept, gone = buy(telegram, promo), buy(telegram, promo, cancelled=True)
    await seller.says("/promos")
    await seller.presses("SUMMER10")
    await seller.presses("Как использовали")
    assert "Покупок с ним: 1" in seller.sees
    assert "Скидок на сумму: 500 ₽" in seller.sees
    assert "Вернулось с отменёнными покупками: 1" in seller.sees
    assert f"№{kept} · Ольга" in seller.sees
    assert any(line.startswith(f"№{gone}") and line.endswith("возвращено") for line in seller.sees.splitlines())
    await seller.presses("« Назад")
    await seller.presses("🗑 Удалить")
    assert "Удалить промокод SUMMER10?" in seller.sees
    await seller.presses("🗑 Удалить")
    assert "ушёл в архив" in seller.sees
    assert stored(telegram) == []
    await seller.presses("↩️ Вернуть")
    assert "Промокод SUMMER10" in seller.sees
    assert len(stored(telegram)) == 1


@pytest.mark.req("S2.8")
@pytest.mark.parametrize("role", [Role.CLIENT, Role.MANAGER])
async def test_who_sells_nothing_does_not_get_in(telegram: Telegram, role: Role) -> None:
    promo = add(telegram)
    someone = await telegram.person("Ольга", role)
    await someone.says("/promos")
    assert "недоступно" in someone.sees
    for button in (PromoPicked(promo), FieldPicked(promo, "amount"), PromosOpened(0)):  # type: ignore[arg-type]
        await someone.presses_data(someone.last["message_id"], button.pack())
        assert "недоступно" in someone.alert


async def test_a_forged_button_changes_nothing(telegram: Telegram, seller: Person) -> None:
    promo = add(telegram)
    await seller.says("/promos")
    await seller.presses("SUMMER10")
    await seller.presses("✏️ Скидка")
    for forged in (NumberChosen(99), NumberChosen(None), DayChosen(None)):
        await seller.presses_data(seller.last["message_id"], forged.pack())
        assert "устарела" in seller.alert
    await seller.presses("« Назад")
    await seller.presses_data(seller.last["message_id"], ProductToggled(promo, 99, 0, True).pack())
    assert "больше нет" in seller.alert
    assert stored(telegram)[0]["amount"] == 10


@pytest.mark.parametrize("number", [3, 300])
async def test_the_list_asks_as_much_of_the_database_however_long_it_is(
    telegram: Telegram, seller: Person, number: int
) -> None:
    for at in range(number):
        add(telegram, f"CODE{at}")
    with counted() as sent:
        await seller.says("/promos")
    assert len([one for one in sent if "promo" in one]) <= 2
