"""/products as a seller uses it: making one with a picture, changing each field, hiding, deleting."""

from typing import Any

import pytest

from domain.access import Role
from tests.builders import make_product, make_purchase
from tests.chat import Person, Telegram
from tests.queries import counted
from ui.products import CategoryChosen, DaysChosen, FieldPicked, ProductPicked, ProductsOpened


@pytest.fixture
async def seller(telegram: Telegram) -> Person:
    return await telegram.person("Павел", Role.SELLER)


def stored(telegram: Telegram) -> list[dict[str, Any]]:
    names = ("title", "price", "diedline", "description", "image", "category", "is_active")
    return telegram.desk.db.read_now(
        lambda uow: [{name: getattr(row, name) for name in names} for row in uow.products.list_live()]
    )


def add(telegram: Telegram, **values: Any) -> int:
    return telegram.desk.db.write_now(lambda uow: make_product(uow, **values).id)


def audit(telegram: Telegram, id_: int) -> list[str]:
    return telegram.desk.db.read_now(lambda uow: [row.action for row in uow.audit.list_of("product", id_)])


async def photo(telegram: Telegram, someone: Person) -> str:
    """Send a photo; gives the file_id of its largest size."""
    raw = telegram.people.send_photo(someone.id)
    await someone.sends(raw)
    return str(raw["message"]["photo"][-1]["file_id"])


@pytest.mark.req("S2.9", "S2.33", "S2.34", "S2.35", "S2.38", "S2.39")
async def test_a_product_is_made_in_six_answers(telegram: Telegram, seller: Person) -> None:
    add(telegram, title="Сайт", category="Дизайн", price=0)
    await seller.says("/products")
    assert "Сайт: 0 ₽ · 14 дней" in seller.sees
    await seller.presses("➕ Добавить")
    assert "Как назвать? До 50 знаков" in seller.sees
    await seller.says("Логотип")
    await seller.says("5 000")
    assert "Логотип · 5 000 ₽" in seller.sees
    assert "30 дней" in seller.buttons
    await seller.says("10 дней")
    await seller.says("Знак и шрифт")
    assert "Пришлите картинку" in seller.sees
    image = await photo(telegram, seller)
    assert "с картинкой" in seller.sees
    await seller.presses("Дизайн")
    assert seller.sees.splitlines() == [
        "✅ Уже в каталоге.", "", "🛒 Логотип", "Цена: 5 000 ₽", "Срок: 10 дней", "Раздел: Дизайн", "Знак и шрифт",
    ]  # fmt: skip
    assert stored(telegram)[0] == {
        "title": "Логотип", "price": 500_000, "diedline": 10, "description": "Знак и шрифт", "image": image,
        "category": "Дизайн", "is_active": True,
    }  # fmt: skip
    assert audit(telegram, 2) == ["created"]


@pytest.mark.req("S2.9")
async def test_what_may_be_left_out_is_skipped(telegram: Telegram, seller: Person) -> None:
    await seller.says("/products")
    assert "Пока ничего не продаётся" in seller.sees
    await seller.presses("➕ Добавить")
    await seller.says("Консультация")
    await seller.says("0")
    for _ in range(4):
        await seller.presses("Пропустить")
    assert "Уже в каталоге" in seller.sees
    assert "Срок: по договорённости" in seller.sees
    assert "Картинки пока нет" in seller.sees
    assert (stored(telegram)[0]["image"], stored(telegram)[0]["category"]) == ("", "")


@pytest.mark.req("S2.33")
@pytest.mark.parametrize("wrong", ["-", "я" * 51, "x" * 4096, "\u200b\u202e", "😀", "Сайт", "сАЙТ"])
async def test_a_wrong_title_is_asked_again(telegram: Telegram, seller: Person, wrong: str) -> None:
    add(telegram, title="Сайт")
    await seller.says("/products")
    await seller.presses("➕ Добавить")
    await seller.says(wrong)
    assert "⚠️" in seller.sees
    assert "Как назвать?" in seller.sees
    await seller.says("я" * 50)
    assert "Сколько стоит?" in seller.sees


@pytest.mark.req("S2.34", "S2.38", "S2.39")
async def test_wrong_answers_are_refused_and_a_restart_loses_nothing(telegram: Telegram, seller: Person) -> None:
    await seller.says("/products")
    await seller.presses("➕ Добавить")
    await photo(telegram, seller)
    assert "Ответьте" in seller.sees
    await seller.says("<b>Логотип</b>")
    for wrong in ("дорого", "-5", "9" * 30):
        await seller.says(wrong)
        assert "⚠️" in seller.sees
    await seller.says("100")
    for wrong in ("3651", "-1", "14 недель", "½", "9" * 4000):
        await seller.says(wrong)
        assert "Напишите срок в днях" in seller.sees
    await telegram.restart()
    await seller.says("3650")
    await seller.says("я" * 101)
    assert "⚠️" in seller.sees
    await seller.says("/id")  # a command in the middle
    await seller.says("я" * 100)
    await seller.says("вот она")
    assert "Пришлите картинку" in seller.sees
    await seller.sends(telegram.people.send_document(seller.id, b"\x89PNG", "logo.png", mime="image/png"))
    assert "Это файл" in seller.sees
    await seller.presses("« Назад")
    assert "Опишите" in seller.sees
    await seller.presses("Пропустить")
    for part in telegram.people.send_album(seller.id, 3):
        await seller.sends(part)
    assert seller.chat.count("В какой раздел") == 1
    await seller.presses_data(seller.last["message_id"], CategoryChosen(99).pack())
    await seller.says("Дизайн")
    assert "Уже в каталоге" in seller.sees
    assert stored(telegram)[0]["title"] == "<b>Логотип</b>"


@pytest.mark.req("S2.12", "S2.33", "S2.37")
async def test_each_field_is_changed(telegram: Telegram, seller: Person) -> None:
    add(telegram, title="Сайт", category="Дизайн")
    id_ = add(telegram, title="Логотип", description="Знак", image="old")
    await seller.says("/products")
    await seller.presses("Логотип")
    for field, answer, seen in (
        ("✏️ Название", "Знак", "🛒 Знак"),
        ("✏️ Цена", "6000", "Цена: 6 000 ₽"),
        ("✏️ Срок", "7", "Срок: 7 дней"),
        ("✏️ Описание", "Новое", "Новое"),
        ("✏️ Раздел", "Фирменный стиль", "Раздел: Фирменный стиль"),
    ):
        await seller.presses(field)
        await seller.says(answer)
        assert "✅ Записано" in seller.sees
        assert seen in seller.sees
    await seller.presses("✏️ Картинка")
    image = await photo(telegram, seller)
    assert stored(telegram)[0]["image"] == image or stored(telegram)[1]["image"] == image
    await seller.presses("✏️ Картинка")
    await seller.presses("Убрать")
    assert "Картинки пока нет" in seller.sees
    await seller.presses("✏️ Картинка")
    assert "Убрать" not in seller.buttons
    await seller.says("не картинка")
    assert "Пришлите картинку" in seller.sees
    await seller.presses("« Назад")
    await seller.presses("✏️ Раздел")
    await seller.presses("Дизайн")
    await seller.presses("✏️ Срок")
    await seller.presses("3 дня")
    await seller.presses("✏️ Описание")
    await seller.presses("Убрать")
    await seller.presses("✏️ Название")
    await seller.says("сайт")
    assert "уже занято" in seller.sees
    await photo(telegram, seller)
    assert "Картинка здесь не подойдёт" in seller.sees
    row = next(row for row in stored(telegram) if row["title"] == "Знак")
    assert (row["category"], row["diedline"], row["description"], row["image"]) == ("Дизайн", 3, "", "")
    assert len(audit(telegram, id_)) == 10


@pytest.mark.req("S2.10", "S2.11")
async def test_it_is_hidden_shown_and_deleted(telegram: Telegram, seller: Person) -> None:
    free, sold = add(telegram, title="Сайт"), add(telegram, title="Логотип")
    telegram.desk.db.write_now(lambda uow: make_purchase(uow, product_id=sold) and None)
    await seller.says("/products")
    await seller.presses("Сайт")
    await seller.presses("Скрыть из каталога")
    assert "Скрыто из каталога" in seller.sees
    await seller.presses("« Товары и услуги")
    assert "Сайт: 5 000 ₽ · 14 дней · скрыто" in seller.sees
    await seller.presses("Сайт")
    await seller.presses("Показать в каталоге")
    await seller.presses("🗑 Удалить")
    assert "Удалить «Сайт»?" in seller.sees
    press = seller.live_data("🗑 Удалить")
    await seller.presses("🗑 Удалить")
    assert "Удалено: «Сайт»" in seller.sees
    await seller.presses_data(*press)
    assert "больше нет" in seller.alert
    await seller.presses("« Товары и услуги")
    await seller.presses("Логотип")
    assert "Покупок: 1" in seller.sees
    await seller.presses("🗑 Удалить")
    assert "Есть 1 покупка" in seller.sees
    await seller.presses("🗑 Удалить")
    assert "ушла в архив" in seller.sees
    assert stored(telegram) == []
    await seller.presses("↩️ Вернуть")
    assert "Вернули" in seller.sees
    assert [row["title"] for row in stored(telegram)] == ["Логотип"]
    assert audit(telegram, free)[0] == "deleted"
    assert audit(telegram, sold) == ["restored", "archived"]


async def test_a_long_list_has_pages_and_a_search(telegram: Telegram, seller: Person) -> None:
    for number in range(25):
        add(telegram, title=f"Товар {number:02}")
    add(telegram, title="Логотип")
    await seller.says("/products")
    assert "1/4" in seller.buttons
    await seller.presses("»")
    assert "2/4" in seller.buttons
    await seller.presses("🔎 Найти")
    await seller.says("ЛОГО")
    assert "🔎 Товары и услуги: ЛОГО" in seller.sees
    await seller.says("100%")
    assert "Ничего не нашлось" in seller.sees
    await seller.says("товар 07")
    await seller.presses("Товар 07")
    assert "🛒 Товар 07" in seller.sees
    await seller.presses_data(seller.last["message_id"], ProductsOpened(10**15).pack())
    assert "🛒 Товары и услуги" in seller.sees


@pytest.mark.req("S2.8")
@pytest.mark.parametrize("role", [Role.CLIENT, Role.MANAGER, Role.SUPPORT])
async def test_who_sells_nothing_does_not_get_in(telegram: Telegram, role: Role) -> None:
    product = add(telegram, title="Логотип")
    someone = await telegram.person("Ольга", role)
    await someone.says("/products")
    assert "недоступно" in someone.sees
    for button in (ProductPicked(product), FieldPicked(product, "price"), ProductsOpened(0)):  # type: ignore[arg-type]
        await someone.presses_data(someone.last["message_id"], button.pack())
        assert "недоступно" in someone.alert


async def test_a_forged_or_an_old_button_changes_nothing(telegram: Telegram, seller: Person) -> None:
    product = add(telegram, title="Логотип")
    await seller.says("/products")
    await seller.presses("Логотип")
    await seller.presses("✏️ Цена")
    for forged in (DaysChosen(5), DaysChosen(7), CategoryChosen(product)):
        await seller.presses_data(seller.last["message_id"], forged.pack())
        assert "устарела" in seller.alert
    assert stored(telegram)[0]["price"] == 500_000


async def test_one_deleted_meanwhile_is_told(telegram: Telegram, seller: Person) -> None:
    product = add(telegram, title="Логотип")
    await seller.says("/products")
    await seller.presses("Логотип")
    await seller.presses("✏️ Цена")
    telegram.desk.db.write_now(lambda uow: uow.products.delete(uow.products.get(product)))
    await seller.says("500")
    assert "больше нет" in seller.sees


@pytest.mark.parametrize("number", [3, 300])
async def test_the_list_asks_as_much_of_the_database_however_long_it_is(
    telegram: Telegram, seller: Person, number: int
) -> None:
    telegram.desk.db.write_now(lambda uow: [make_product(uow) for _ in range(number)] and None)
    with counted() as sent:
        await seller.says("/products")
    assert len([one for one in sent if "products" in one]) <= 2
