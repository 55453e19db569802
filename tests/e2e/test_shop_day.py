"""A day of the shop in a browser: a product with a picture, the channel, a code, money, a broadcast to its buyers.

``FRONTDESK_PICTURES=docs/pictures`` keeps the screenshots of the README.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from sample.personas import PERSONAS
from tests.e2e.club import IN_A_BROWSER
from tests.e2e.shop import NEWCOMER, SELLER, STUDIO_OWNER, Shop, ShopChat, picture_of_a_product

pytestmark = IN_A_BROWSER
TITLE = "Лендинг к празднику"
ABOUT = "Страница одного предложения: дизайн, тексты, форма записи."
BOUGHT = "Покупка №13"  # behind the sample's 12
NEWS = "Обновим ваш лендинг к 8 Марта"
CLOSED = "Завтра клуб и студия закрыты: санитарный день"
EVERYBODY = [one["user_id"] for one in PERSONAS]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    running = Shop(tmp_path_factory.mktemp("shop"))
    running.begin(STUDIO_OWNER, SELLER, NEWCOMER)
    yield running
    running.stop()


@pytest.mark.req(
    "S2.1", "S2.2", "S2.3", "S2.4", "S2.6", "S2.7", "S2.9", "S2.13", "S2.14", "S2.31", "S2.35", "S2.40", "S2.41",
    "S2.43", "S2.44", "S2.46", "S2.48", "S3.53", "S5.27", "S5.51",
)  # fmt: skip
def test_a_product_is_made_found_bought_paid_and_its_buyers_are_written_to(browser: Any, shop: Shop) -> None:
    """Sale, support at hand and promotion in one bot, from an empty shelf to the report (S2.1)."""
    alina, kirill, gleb = (ShopChat(browser, shop, one) for one in (STUDIO_OWNER, SELLER, NEWCOMER))
    the_owner_makes_a_product(alina)
    and_a_code(alina)
    the_channel_is_first(gleb)
    it_is_bought_with_the_code(shop, gleb)
    the_staff_are_told(kirill)
    it_is_paid_once(shop, gleb, kirill)
    the_staff_carry_it_through(alina, kirill, gleb)
    the_buyers_are_written_to(shop, alina, gleb)
    for chat in (alina, kirill, gleb):
        chat.close()


def the_owner_makes_a_product(alina: ShopChat) -> None:
    alina.say("/products")
    alina.press("➕ Добавить")
    alina.say("сайт-визитка")
    alina.shows("Название «сайт-визитка» уже занято")  # unique in any case (S2.33)
    for said in (TITLE, "30 000"):
        alina.say(said)
    alina.press("7 дней")
    alina.say(ABOUT)
    drawn = picture_of_a_product(TITLE)
    alina.attach("лендинг.png", "image/png", drawn, as_="document")
    alina.shows("Это файл, а нужна картинка обычным фото")
    alina.attach("лендинг.png", "image/png", drawn, as_="photo")
    alina.shows("с картинкой", "В какой раздел каталога?")
    alina.press("Сайты")
    alina.shows("Уже в каталоге", TITLE, "Цена: 30 000 ₽", "Срок: 7 дней", ABOUT)
    alina.has("img", "Уже в каталоге")
    alina.keep("shop-product")


def and_a_code(alina: ShopChat) -> None:
    """The old SUMMER10 goes, a new one comes: what was bought with the old one stays as it is (S2.14)."""
    alina.say("/promos")
    alina.press("SUMMER10")
    alina.shows("Использован: 4")
    alina.press("🗑 Удалить")
    alina.press("🗑 Удалить")
    alina.shows("Промокод SUMMER10 удалён")
    alina.press("« Промокоды")
    alina.press("Новый промокод")
    alina.say("SUMMER10")
    alina.press("Скидка в процентах")
    alina.press("10 %")
    alina.press("50")
    alina.press("Без срока")
    alina.shows("Промокод SUMMER10", "Скидка: −10 %", "Использован: 0, всего можно: 50", "Одному человеку: 1 раз")


def the_channel_is_first(gleb: ShopChat) -> None:
    """Who is not in the channel is asked to subscribe, with the way to support open (S2.2)."""
    gleb.say("/catalog")
    gleb.shows("Подпишитесь на наш канал", "Пиксель и Арсенал: новости и скидки", "/support")
    gleb.keep("shop-gate")
    gleb.button("Подпишитесь", "Проверить снова").click()
    assert "Пока не вижу вас среди подписчиков: Пиксель и Арсенал: новости и скидки" in gleb.alert()
    gleb.subscribes()
    gleb.press_under("Подпишитесь", "Проверить снова", "Каталог", "Выберите раздел")
    gleb.is_gone("Подпишитесь")


def it_is_bought_with_the_code(shop: Shop, gleb: ShopChat) -> None:
    gleb.press_until("Сайты", "Нажмите на название")
    gleb.press_until(TITLE, ABOUT, "Цена: 30 000 ₽")
    gleb.has("img", ABOUT)
    gleb.press_until("🛒 Купить", "Ваши данные")
    gleb.press_first("Согласен")
    gleb.say("не адрес")
    gleb.shows("Это не похоже на адрес почты")
    gleb.say("gleb@example.com")
    for code, refused in (("лето10", "Такого промокода нет"), ("зима25", "Срок промокода ЗИМА25 прошёл")):
        gleb.say(code)
        gleb.shows(refused, "Есть промокод?")
    shop.kill()
    shop.start()
    gleb.comes_back()
    gleb.say("summer10")  # in any case of its letters (T12)
    gleb.shows("Цена: 30 000 ₽", "Промокод: SUMMER10, −3 000 ₽", "К оплате: 27 000 ₽", "Почта: gleb@example.com")
    gleb.keep("shop-purchase")
    gleb.press_twice("Промокод: SUMMER10", "✅ Купить за 27 000 ₽")
    gleb.shows("Покупка оформлена", BOUGHT, "Статус: ждёт исполнителя", "30 000 ₽ − 3 000 ₽ = 27 000 ₽")
    assert shop.rows("SELECT count(*) FROM purchases WHERE title = ?", TITLE) == [(1,)]
    assert shop.rows("SELECT code, used FROM promo_codes WHERE archived_at IS NULL AND code_n = 'summer10'") == [
        ("SUMMER10", 1)
    ]


def the_staff_are_told(kirill: ShopChat) -> None:
    kirill.shows(f"Новая {BOUGHT.lower()}: {TITLE}", "Глеб Фомин", "К оплате: 27 000 ₽", "Промокод: SUMMER10")


def it_is_paid_once(shop: Shop, gleb: ShopChat, kirill: ShopChat) -> None:
    """Pressed again, the invoice refuses before the money moves, and the old card makes no other one."""
    gleb.press_until("💳 Оплатить", "27 000 ₽")
    gleb.pays()
    gleb.shows("Оплата получена: 27 000 ₽", BOUGHT)
    gleb.keep("shop-paid")
    gleb.pays()
    assert "Это уже оплачено" in gleb.alert()
    gleb.button("Покупка оформлена", "💳 Оплатить").click()
    assert "Это уже оплачено" in gleb.alert()
    kirill.shows("Оплата в боте: 27 000 ₽", BOUGHT)
    assert shop.rows("SELECT sum(amount), count(*) FROM payments WHERE kind = 'purchase' AND subject_id = 13") == [
        (2_700_000, 1)
    ]


def the_staff_carry_it_through(alina: ShopChat, kirill: ShopChat, gleb: ShopChat) -> None:
    kirill.press_under("Новая покупка", "✋ Взять в работу", BOUGHT, "Статус: в работе, Кирилл Зорин")
    kirill.keep("shop-seller")
    gleb.shows(f"{BOUGHT}, {TITLE}: взяли в работу")
    alina.shows(BOUGHT, "в работе, занимается Кирилл Зорин")
    alina.is_gone("Новая покупка")
    kirill.press_under("Статус: в работе", "✅ Готово", BOUGHT, "Статус: готово")
    gleb.shows(f"{BOUGHT}, {TITLE}: готово")


def the_buyers_are_written_to(shop: Shop, alina: ShopChat, gleb: ShopChat) -> None:
    """An advert to who has bought this and agreed to news; what it came to; and no more of it (S2.6, T10)."""
    gleb.say("/privacy")
    gleb.press("Согласен на рекламу")
    alina.say("/broadcast")
    alina.press("Новая рассылка")
    alina.press("Покупатели")
    alina.press(TITLE)
    alina.shows(f"Кому: Покупатели: {TITLE}", "Можно написать: 1, согласны на рекламу: 1")
    alina.say(f"**{NEWS}** и обновим цены.")
    alina.press(f"🛒 {TITLE}")
    alina.shows("Выше сообщение, каким его увидят", "Это реклама")
    alina.has("strong", NEWS)
    alina.keep("shop-campaign-preview")
    alina.press_until("Отправить себе", NEWS)
    alina.alert()
    alina.press_under("Выше сообщение", "Сейчас", "Отправить 1 человеку?")
    alina.press_twice("Отправить 1 человеку?", "Отправить")
    alina.shows("Рассылка №1: закончена", "Доставлено: 1")
    gleb.has("strong", NEWS)
    assert gleb.times(NEWS) == 1
    gleb.press_under(NEWS, "Отписаться", "Новостей и предложений больше не будет")
    alina.press_until("« Рассылки", "📣 Рассылки")
    alina.press_until(NEWS[:10], "Рассылка №1: закончена", "Доставлено: 1", "Отписались: 1")
    alina.keep("shop-campaign-report")
    assert shop.rows("SELECT state, count(*) FROM campaign_recipients GROUP BY state") == [("sent", 1)]


@pytest.mark.req("S2.6", "S5.29", "S5.51")
def test_a_broadcast_killed_in_the_midst_goes_on_and_nobody_has_it_twice(browser: Any, shop: Shop) -> None:
    """`kill -9` behind [Отправить]: who was being written to in that moment is unknown and is not written to again."""
    shop.begin(*EVERYBODY)
    alina = ShopChat(browser, shop, STUDIO_OWNER)
    alina.say("/broadcast")
    alina.press("Новая рассылка")
    alina.press("^Все$")
    alina.say(CLOSED)
    alina.press("Без кнопки")
    alina.press_under("Это реклама", "Это не реклама", "Служебное — только то")
    alina.press_under("Служебное — только то", "Сейчас", f"Отправить {len(EVERYBODY)} людям?")
    alina.button(f"Отправить {len(EVERYBODY)} людям?", "Отправить").click()
    shop.waits_for("SELECT 1 FROM campaign_recipients")
    shop.kill()
    shop.start()
    alina.comes_back()
    shop.waits_for(
        "SELECT 1 FROM campaign_runs WHERE finished_at IS NOT NULL AND id = (SELECT max(id) FROM campaign_runs)"
    )
    results = dict(shop.rows(
        "SELECT users.telegram_id, r.state FROM campaign_recipients r JOIN users ON users.id = r.user_id "
        "WHERE r.run_id = (SELECT max(id) FROM campaign_runs)"
    ))  # fmt: skip
    assert sorted(results) == sorted(EVERYBODY)
    assert set(results.values()) <= {"sent", "unknown"}
    for person in set(EVERYBODY) - {STUDIO_OWNER}:  # who has made it has typed and previewed it besides
        assert shop.said(person).count(CLOSED) in ((1,) if results[person] == "sent" else (0, 1)), person
    alina.say("/broadcast")
    alina.press_until(CLOSED[:10], "закончена", f"Доставлено: {list(results.values()).count('sent')}")
    alina.close()


@pytest.mark.req("S2.8")
def test_who_may_not_is_told_so_and_old_buttons_do_nothing(browser: Any, shop: Shop) -> None:
    kirill, gleb = (ShopChat(browser, shop, one) for one in (SELLER, NEWCOMER))
    for chat, commands in ((gleb, ("/products", "/promos", "/broadcast")), (kirill, ("/broadcast",))):
        for command in commands:
            chat.say(command)
            assert "недоступно" in chat.last or "не открыт" in chat.last, chat.last
    kirill.say("/products")
    kirill.press("➕ Добавить")
    kirill.say("Открытка")
    kirill.press("Отмена")
    kirill.say("/products")
    assert "Открытка:" not in kirill.last
    for chat in (kirill, gleb):
        chat.close()
