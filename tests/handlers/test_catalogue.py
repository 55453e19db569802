"""/catalog: shelves, cards with pictures flipped in one message, search, links to one product (S2.3, S2.31–S2.39)."""

from typing import Any

import pytest

from tests.chat import Person, Telegram
from tests.conversations.requests import asked
from tests.conversations.shop import change, product
from tests.queries import counted


@pytest.fixture
async def olga(telegram: Telegram) -> Person:
    return await telegram.person("Ольга")


async def picture(telegram: Telegram, person: Person) -> str:
    """A file that Telegram keeps."""
    raw = telegram.people.send_photo(person.id)
    await person.sends(raw)
    return str(raw["message"]["photo"][-1]["file_id"])


def shelf(person: Person) -> list[str]:
    """The products on the screen."""
    return [label.replace("\u00a0", " ") for label in person.buttons if "₽" in label]


@pytest.mark.req("S2.3", "S2.31")
async def test_an_empty_catalogue_is_friendly(olga: Person) -> None:
    await olga.says("/catalog")
    assert olga.sees == "🛒 Каталог\nЗдесь пока ничего нет. Загляните позже."


@pytest.mark.req("S2.3", "S2.31", "S2.10")
async def test_everything_that_is_offered_is_there_and_nothing_else(telegram: Telegram, olga: Person) -> None:
    product(telegram, "Логотип")
    product(telegram, "Визитка", price=150_000)
    product(telegram, "Снятое с продажи", is_active=False)
    await olga.presses("🛒 Каталог")
    assert shelf(olga) == ["Визитка · 1 500 ₽", "Логотип · 5 000 ₽"]


@pytest.mark.req("S2.32", "S2.33", "S2.34", "S2.38", "S2.39")
async def test_a_card_says_what_it_is_and_what_it_costs(telegram: Telegram, olga: Person) -> None:
    product(telegram, "Логотип <b>&", description="Знак и\nтри шрифта", diedline=21)
    await olga.says("/catalog")
    await olga.presses("Логотип")
    assert olga.sees == "Логотип <b>&\nЗнак и\nтри шрифта\nЦена: 5 000 ₽\nСрок: 21 день"
    assert olga.buttons == ["🛒 Купить", "↗️ Поделиться", "« К списку"]
    (share,) = [b for b in telegram.people.buttons(olga.last) if "Поделиться" in b["text"]]
    assert share["url"].startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2F")
    assert "start%3Dp_1" in share["url"]


@pytest.mark.req("S2.31")
async def test_more_than_a_page_is_turned_in_one_message(telegram: Telegram, olga: Person) -> None:
    for number in range(20):
        product(telegram, f"Товар {number:02}")
    await olga.says("/catalog")
    message = olga.last["message_id"]
    assert len(shelf(olga)) == 8
    await olga.presses("»")
    await olga.presses("»")
    assert [label[:8] for label in shelf(olga)] == ["Товар 16", "Товар 17", "Товар 18", "Товар 19"]
    await olga.presses("Товар 17")
    assert "18/20" in olga.buttons
    await olga.presses("›")
    assert olga.sees.startswith("Товар 18")
    await olga.presses("« К списку")
    assert "3/3" in olga.buttons
    assert olga.last["message_id"] == message
    assert "🔎 Найти" not in olga.buttons


@pytest.mark.req("S2.31")
async def test_many_products_are_in_sections(telegram: Telegram, olga: Person) -> None:
    long = "Очень длинное название раздела"
    for number in range(10):
        product(telegram, f"Товар {number}", category=long if number % 2 else "Сайты")
    await olga.says("/catalog")
    assert olga.buttons == [long, "Сайты", "Всё · 10"]
    await olga.presses(long)
    assert len(shelf(olga)) == 5
    await olga.presses("Товар 3")
    assert "2/5" in olga.buttons
    await olga.presses("« К списку")
    assert olga.sees.startswith(f"🛒 {long}")
    await olga.presses("« Каталог")
    await olga.presses("Всё · 10")
    assert len(shelf(olga)) == 8


@pytest.mark.req("S2.31")
async def test_a_long_catalogue_is_searched(telegram: Telegram, olga: Person) -> None:
    for number in range(30):
        product(telegram, f"Товар {number:02}")
    product(telegram, "Ёлка в горшке")
    await olga.says("/catalog")
    await olga.presses("🔎 Найти")
    await olga.says("елка")
    assert shelf(olga) == ["Ёлка в горшке · 5 000 ₽"]
    for wrong in ("%", "\u200f", "🙂", "x" * 4096):
        await olga.says(wrong)
    assert "Ничего не нашлось" in olga.sees
    await olga.says("горшке")
    await olga.presses("Ёлка")
    assert olga.sees.startswith("Ёлка в горшке")
    assert "›" not in olga.buttons, "it stands in no list"
    await olga.presses("« К списку")
    assert len(shelf(olga)) == 8


@pytest.mark.req("S2.35")
async def test_cards_with_pictures_are_flipped_in_one_message(telegram: Telegram, olga: Person) -> None:
    first, second = await picture(telegram, olga), await picture(telegram, olga)
    product(telegram, "А", image=first)
    product(telegram, "Б", image=second)
    product(telegram, "В")
    await olga.says("/catalog")
    listed = olga.last["message_id"]
    await olga.presses("А ·")
    assert olga.last["photo"][-1]["file_id"] == first
    assert olga.sees.startswith("А\nЦена")
    card = olga.last["message_id"]
    assert listed not in [one["message_id"] for one in olga.messages], "the list gives way to the card"
    await olga.presses("›")
    assert (olga.last["message_id"], olga.last["photo"][-1]["file_id"]) == (card, second)
    await olga.presses("›")
    assert olga.sees.startswith("В\nЦена")
    assert "photo" not in olga.last
    assert card not in [one["message_id"] for one in olga.messages]
    await olga.presses("›")
    assert olga.last["photo"][-1]["file_id"] == first
    await olga.presses("« К списку")
    assert len(shelf(olga)) == 3


@pytest.mark.req("S2.35")
async def test_a_picture_that_telegram_has_no_more_stops_nothing(telegram: Telegram, olga: Person) -> None:
    product(telegram, "А", image="AgACAgIAAxkBAAIwrong")
    product(telegram, "Б", image=await picture(telegram, olga))
    await olga.says("/catalog")
    await olga.presses("А ·")
    assert olga.sees.startswith("А\nЦена")
    await olga.presses("›")
    assert "photo" in olga.last
    await olga.presses("›")
    assert olga.sees.startswith("А\nЦена")


async def test_an_advert_s_or_a_ticket_s_picture_is_not_deleted(telegram: Telegram, olga: Person) -> None:
    product(telegram, "А", image=await picture(telegram, olga))
    await olga.opens("p_1")
    card = olga.last["message_id"]
    await olga.presses("🛒 Купить")
    assert "Ваши данные" in olga.sees
    assert card in [one["message_id"] for one in olga.messages]


@pytest.mark.req("S2.31")
async def test_a_link_opens_one_product_or_says_why_not(telegram: Telegram) -> None:
    logo = product(telegram)
    petr = await telegram.person("Пётр", start=False)
    await petr.opens(f"p_{logo}")
    assert petr.sees.startswith("Логотип")
    assert "🛒 Каталог" in str(petr.keyboard), "the first visit brings the menu as well"
    change(telegram, logo, is_active=False)
    for payload in (f"p_{logo}", "p_99", "p_", "p_x", "p_99999999999999999999", "p_-1"):
        await petr.opens(payload)
        assert "Сейчас это не продаётся" in petr.sees
        assert petr.buttons == ["🛒 Каталог"]


@pytest.mark.req("S2.10")
async def test_an_old_button_of_a_product_that_is_gone_shows_the_list(telegram: Telegram, olga: Person) -> None:
    logo, _ = product(telegram), product(telegram, "Визитка")
    await olga.says("/catalog")
    change(telegram, logo, is_active=False)
    await olga.presses("Логотип")
    assert "не продаётся" in olga.alert
    assert shelf(olga) == ["Визитка · 5 000 ₽"]
    change(telegram, 2, is_active=False)
    await olga.presses_data(olga.last["message_id"], "St:0:5")
    assert "Здесь пока ничего нет" in olga.sees


@pytest.mark.parametrize("number", [10, 1000])
async def test_a_screen_asks_the_same_of_ten_and_of_a_thousand(telegram: Telegram, olga: Person, number: int) -> None:
    def fill(uow: Any) -> None:
        for at in range(number):
            uow.products.make(title=f"Товар {at}", price=100, diedline=1, category=f"Раздел {at % 7}")

    telegram.desk.db.write_now(fill)
    for step in ("/catalog", "Всё", "Товар", "›", "« К списку"):
        with counted() as sent:
            await (olga.says(step) if step.startswith("/") else olga.presses(step))
        assert len(asked(sent)) <= 6, step
