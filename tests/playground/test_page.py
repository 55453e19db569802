"""The chat page in a real browser against the real playground; skipped, saying so, where there is no chromium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.playground.page_window import ARGS, CHROMIUM, CYRILLIC, IRINA, OLGA, PETER, Playground, Window, inline

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f6173855"
    "0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, or a skip that says why."""
    if CHROMIUM is None:
        pytest.skip("browser tests skipped: no chromium, chromium-browser or google-chrome in PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture
def play(browser: Any) -> Iterator[Playground]:
    """A fresh playground in which Olga and Irina have pressed Start."""
    playground = Playground()
    for uid in (OLGA, IRINA):
        playground.people.start(uid)
    playground.drain()
    yield playground
    playground.stop()


@pytest.fixture
def window(browser: Any, play: Playground) -> Iterator[Window]:
    """A wide window."""
    opened = Window(browser, play)
    yield opened
    opened.close()


def test_text_goes_out_and_comes_in_once(window: Window) -> None:
    page = window.open(f"/#/{OLGA}")
    window.say("Хочу игру <b>в субботу</b>\nна 12 человек")
    assert window.play.update("message")["text"] == "Хочу игру <b>в субботу</b>\nна 12 человек"
    window.message("<b>в субботу</b>").wait_for()
    window.play.send(OLGA, "<b>Записал</b>: сб, <i>15:00</i>", parse_mode="HTML")
    window.message("Записал").wait_for()
    assert page.locator(".text strong").inner_text() == "Записал"
    assert window.message("Записал").count() == window.message("в субботу").count() == 1
    assert page.locator("#composer").input_value() == ""


def test_a_press_spins_until_the_answer_and_shows_it(window: Window) -> None:
    window.play.send(OLGA, "Игра №128", reply_markup=inline([("Подтвердить", "ok"), ("Отменить", "no")]))
    page = window.open(f"/#/{OLGA}")
    page.get_by_role("button", name="Подтвердить", exact=True).click()
    query = window.play.update("callback_query")
    assert query["data"] == "ok"
    page.locator(".inline-button.busy[data-data=ok]").wait_for()
    window.play.bot("answerCallbackQuery", callback_query_id=query["id"], text="Игра подтверждена")
    page.get_by_test_id("toast").get_by_text("Игра подтверждена").wait_for()
    assert page.locator(".inline-button.busy").count() == 0


def test_an_alert_waits_for_its_button(window: Window) -> None:
    window.play.send(OLGA, "Игра №128", reply_markup=inline([("Перенести", "move")]))
    page = window.open(f"/#/{OLGA}")
    page.get_by_role("button", name="Перенести").click()
    query = window.play.update("callback_query")
    window.play.bot("answerCallbackQuery", callback_query_id=query["id"], text="Не позже чем за сутки", show_alert=True)
    page.get_by_test_id("alert").get_by_text("Не позже чем за сутки").wait_for()
    page.get_by_role("button", name="Понятно").click()
    page.get_by_test_id("alert").wait_for(state="detached")


def test_a_reply_keyboard_shares_the_contact_after_asking(window: Window) -> None:
    keyboard = {"keyboard": [[{"text": "Мой номер", "request_contact": True}, {"text": "Меню клуба"}]]}
    window.play.send(OLGA, "Ваш номер?", reply_markup={**keyboard, "input_field_placeholder": "Номер"})
    page = window.open(f"/#/{OLGA}")
    page.get_by_role("button", name="Мой номер").click()
    sheet = page.get_by_test_id("contact-sheet")
    sheet.get_by_text("+7 999 643-23-87").wait_for()
    assert page.locator("#composer").get_attribute("placeholder") == "Номер"
    sheet.get_by_role("button", name="Поделиться").click()
    contact = window.play.update("message")["contact"]
    assert (contact["phone_number"].lstrip("+"), contact["user_id"]) == ("79996432387", OLGA)
    page.get_by_role("button", name="Меню клуба").click()
    assert window.play.update("message")["text"] == "Меню клуба"
    window.play.send(OLGA, "Спасибо", reply_markup={"remove_keyboard": True})
    page.get_by_role("button", name="Меню клуба").wait_for(state="detached")


def test_a_one_time_keyboard_folds_at_an_answer_and_opens_when_it_is_asked_with_again(window: Window) -> None:
    keyboard = {"keyboard": [[{"text": "Мой номер", "request_contact": True}]], "one_time_keyboard": True}
    window.play.send(OLGA, "Ваш номер?", reply_markup=keyboard)
    page = window.open(f"/#/{OLGA}")
    number = page.get_by_role("button", name="Мой номер")
    number.wait_for()
    window.say("чепуха")
    number.wait_for(state="detached")
    window.play.send(OLGA, "Это не номер. Ваш номер?", reply_markup=keyboard)
    number.wait_for()


def test_edits_and_deletions_are_seen(window: Window) -> None:
    card = window.play.send(OLGA, "Статус: новая", reply_markup=inline([("Дальше", "a")]))
    page = window.open(f"/#/{OLGA}")
    window.message("Статус: новая").wait_for()
    window.play.bot("editMessageText", chat_id=OLGA, message_id=card, text="Статус: готова")
    window.message("Статус: готова").get_by_text("изменено").wait_for()
    assert page.locator(".inline-button").count() == 0
    window.say("опечятка")
    window.message("опечятка").wait_for()
    page.press("#composer", "ArrowUp")
    page.fill("#composer", "опечатка")
    page.press("#composer", "Enter")
    window.message("опечатка").get_by_text("изменено").wait_for()
    assert window.play.update("edited_message")["text"] == "опечатка"
    window.play.bot("deleteMessage", chat_id=OLGA, message_id=card)
    window.message("Статус").wait_for(state="detached")


def test_a_photo_goes_up_and_is_shown(window: Window) -> None:
    page = window.open(f"/#/{OLGA}")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Прикрепить").click()
        page.get_by_role("menuitem", name="Фото или файл").click()
    chooser.value.set_files([{"name": "кран.png", "mimeType": "image/png", "buffer": PIXEL}])
    page.get_by_label("Подпись").fill("Течёт")
    page.get_by_test_id("files-sheet").get_by_role("button", name="Отправить").click()
    message = window.play.update("message")
    assert message["caption"] == "Течёт"
    assert message["photo"]
    window.until("document.querySelector('.photo img')?.naturalWidth > 0")


def test_unread_counts_and_the_chat_beside(window: Window) -> None:
    page = window.open(f"/#/{OLGA}")
    page.locator("#composer").wait_for()
    for n in range(3):
        window.play.send(IRINA, f"Заявка {n}")
    irina = page.locator(f'[data-testid=persona][data-user-id="{IRINA}"]')
    irina.locator(".badge", has_text="3").wait_for()
    window.until("document.title.startsWith('(3) ')")
    irina.hover()
    irina.get_by_role("button", name="Открыть рядом").click()
    page.locator(f'[data-testid=pane][data-uid="{IRINA}"]').get_by_text("Заявка 2").wait_for()
    irina.locator(".badge").wait_for(state="hidden")
    window.until("!document.title.startsWith('(')")
    page.reload()
    page.locator(f'[data-testid=pane][data-uid="{IRINA}"]').get_by_text("Заявка 2").wait_for()
    assert page.get_by_test_id("pane").count() == 2


def test_a_forced_reply_quotes_the_question(window: Window) -> None:
    page = window.open(f"/#/{OLGA}")
    page.locator("#composer").wait_for()
    window.play.send(OLGA, "Как вас зовут?", reply_markup={"force_reply": True, "input_field_placeholder": "Имя"})
    page.get_by_placeholder("Имя").wait_for()
    window.say("Ольга")
    assert window.play.update("message")["reply_to_message"]["text"] == "Как вас зовут?"
    window.message("Ольга").locator(".quote").get_by_text("Как вас зовут?").wait_for()
    page.get_by_placeholder("Сообщение").wait_for()


def test_commands_are_offered_after_a_slash(window: Window) -> None:
    window.play.bot("setMyCommands", commands=[{"command": "order", "description": "Заказать"},
                                               {"command": "help", "description": "Помощь"}])  # fmt: skip
    page = window.open(f"/#/{OLGA}")
    page.get_by_role("button", name="Меню", exact=True).wait_for()
    page.fill("#composer", "/o")
    option = page.get_by_test_id("suggest").get_by_role("option")
    assert option.all_inner_texts() == ["/order\nЗаказать"]
    page.press("#composer", "ArrowDown")
    page.press("#composer", "Enter")
    assert window.play.update("message")["text"] == "/order"


def test_inline_mode_offers_and_sends_a_result(window: Window) -> None:
    name = window.play.bot("getMe")["username"]
    page = window.open(f"/#/{OLGA}")
    page.fill("#composer", f"@{name} мин")
    query = window.play.update("inline_query")
    assert query["query"] == "мин"
    result = {
        "type": "article",
        "id": "1",
        "title": "Минеева Ольга",
        "input_message_content": {"message_text": "Клиент 1"},
    }
    window.play.bot("answerInlineQuery", inline_query_id=query["id"], results=[result])
    page.get_by_role("option", name="Минеева Ольга").click()
    window.message("Клиент 1").get_by_text(f"через @{name}").wait_for()


def test_blocking_the_bot_and_back(window: Window) -> None:
    page = window.open(f"/#/{OLGA}")
    page.get_by_role("button", name="Меню чата").click()
    page.get_by_role("menuitem", name="Заблокировать бота").click()
    assert window.play.update("my_chat_member")["new_chat_member"]["status"] == "kicked"
    page.get_by_role("button", name="Разблокировать бота").click()
    page.locator("#composer").wait_for()
    assert window.play.update("my_chat_member")["new_chat_member"]["status"] == "member"


def test_a_new_visitor_starts_the_bot(window: Window) -> None:
    page = window.open("/")
    page.get_by_test_id("add-visitor").click()
    page.get_by_label("Имя", exact=True).fill("Зинаида")
    page.get_by_role("button", name="Добавить").click()
    page.get_by_test_id("start").click()
    message = window.play.update("message")
    assert (message["text"], message["from"]["first_name"]) == ("/start", "Зинаида")
    page.locator("#composer").wait_for()


def test_a_deep_link_in_a_message_starts_the_bot(window: Window) -> None:
    name = window.play.bot("getMe")["username"]
    window.play.send(OLGA, f'<a href="https://t.me/{name}?start=promo">Акция</a>', parse_mode="HTML")
    page = window.open(f"/#/{OLGA}")
    page.get_by_role("link", name="Акция", exact=True).click()
    assert window.play.update("message")["text"] == "/start promo"


def test_hostile_text_stays_text(window: Window) -> None:
    text = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> مرحبا \u200b\u202e 👩‍👩‍👧'
    window.play.send(OLGA, text)
    window.play.send(OLGA, "я" * 4096)
    page = window.open(f"/#/{OLGA}")
    window.message("onerror").wait_for()
    window.message("я" * 4096).wait_for()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".text img, .text script").count() == 0


def test_older_messages_load_and_the_place_is_kept(window: Window) -> None:
    for n in range(130):
        window.play.send(OLGA, f"номер {n}.")
    page = window.open(f"/#/{OLGA}")
    window.message("номер 129.").wait_for()
    assert window.message("номер 20.").count() == 0
    for _ in range(3):
        page.evaluate("document.querySelector('.scroller').scrollTop = 0")
        page.wait_for_timeout(250)
    window.message("номер 0.").wait_for()
    window.play.send(OLGA, "свежее")
    page.get_by_test_id("to-bottom").get_by_text("1").click()
    window.until("(e => e.scrollHeight - e.scrollTop - e.clientHeight < 5)(document.querySelector('.scroller'))")
    ids = page.get_by_test_id("message").evaluate_all("rows => rows.map((row) => Number(row.dataset.messageId))")
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("path", ["/", f"/#/{OLGA}"])
def test_a_phone_shows_one_column_without_sideways_scroll(browser: Any, play: Playground, path: str) -> None:
    keyboard = inline([("Очень длинная подпись кнопки", "a"), ("И ещё одна такая же", "b")])
    play.send(OLGA, "W" * 300, reply_markup=keyboard)
    window = Window(browser, play, width=390)
    page = window.open(path)
    (window.message("WWW") if str(OLGA) in path else page.get_by_test_id("persona").first).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".people").is_visible() != page.locator(".stage").is_visible()
    if str(OLGA) in path:
        page.get_by_role("button", name="К списку").click()
        page.get_by_test_id("persona").first.wait_for()
    window.close()


def test_english_is_complete_on_screen(window: Window) -> None:
    window.play.send(OLGA, "Hello", reply_markup=inline([("Yes", "y")]))
    window.play.send(IRINA, "Hi")
    page = window.open(f"/?lang=en#/{OLGA}")
    window.message("Hello").wait_for()
    page.get_by_role("button", name="Playground settings").click()
    page.get_by_test_id("faults").locator("input").first.wait_for()
    assert not CYRILLIC.search(page.locator("body").inner_text())
    page.keyboard.press("Escape")
    page.locator(f'[data-user-id="{PETER}"] a').click()
    page.get_by_test_id("start").wait_for()
    names = page.evaluate("[...document.querySelectorAll('[aria-label],[title],[placeholder]')].map((e) => "
                          "[e.ariaLabel, e.title, e.placeholder].join(' ')).join(' ')")  # fmt: skip
    assert not CYRILLIC.search(page.locator("body").inner_text() + names)


def test_a_restart_of_the_server_is_survived(window: Window) -> None:
    page = window.open(f"/#/{OLGA}")
    page.locator("#composer").wait_for()
    window.play.stop()
    page.get_by_test_id("offline").wait_for(state="visible")
    assert page.get_by_test_id("offline").inner_text() == "Связь прервалась, пробую снова"
    window.say("не потеряйся")
    page.get_by_test_id("toast").wait_for()
    assert page.locator("#composer").input_value() == "не потеряйся"
    window.play.start()
    page.get_by_test_id("offline").wait_for(state="hidden")
    page.press("#composer", "Enter")
    assert window.play.update("message")["text"] == "не потеряйся"
    window.play.send(OLGA, "Снова на связи")
    window.message("Снова на связи").wait_for()
    assert window.message("не потеряйся").count() == window.message("Снова на связи").count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_an_invoice_shows_its_sum_and_is_paid_with_a_press(browser: Any, play: Playground, width: int) -> None:
    window = Window(browser, play, width)
    page = window.open(f"/#/{OLGA}")
    window.say("плачу")
    prices = [{"label": "Тариф", "amount": 120_000}]
    play.bot(
        "sendInvoice", chat_id=OLGA, title="Тариф «Базовый»", description="За месяц", payload="code", currency="RUB",
        prices=prices,
    )  # fmt: skip
    button = page.locator(".inline-button", has_text="Оплатить")
    button.wait_for(timeout=5000)
    assert button.inner_text().replace("\xa0", " ") == "Оплатить 1 200 ₽"
    assert "Тариф «Базовый»" in page.locator(".invoice").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    play.drain()
    button.click()
    query = play.update("pre_checkout_query")
    assert query["total_amount"] == 120_000
    play.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    page.locator("text=Оплачено >> visible=true").first.wait_for(timeout=5000)
    window.close()


def test_a_payment_that_the_bot_refuses_says_why(window: Window) -> None:
    """Nothing is paid, the reason stands over the chat, and the button can be pressed again."""
    page, play = window.open(f"/#/{OLGA}"), window.play
    window.say("плачу")
    play.bot("sendInvoice", chat_id=OLGA, title="Покупка №13", description="Лендинг", payload="code", currency="RUB",
             prices=[{"label": "Лендинг", "amount": 2_700_000}])  # fmt: skip
    for _ in range(2):
        play.drain()
        page.locator(".inline-button", has_text="Оплатить").click()
        query = play.update("pre_checkout_query")
        play.bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=False, error_message="Уже оплачено.")
        page.get_by_test_id("alert").get_by_text("Уже оплачено.").wait_for()
        page.get_by_test_id("alert").get_by_role("button", name="Понятно").click()
    assert page.locator(".service").count() == 0
