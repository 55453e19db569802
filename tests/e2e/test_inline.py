"""Inline mode in a browser, as staff type it: a client and a canned reply are found and inserted."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.club import IN_A_BROWSER, MANAGER, PARENT, Chat, Club

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    running = Club(tmp_path_factory.mktemp("inline"))
    yield running
    running.stop()


def ask(chat: Chat, text: str) -> Any:
    """Type behind the bot's name, key by key as people do; gives the list above the field."""
    name = chat.page.evaluate("async () => (await (await fetch('/play/api/state')).json()).bot.username")
    chat.page.fill("#composer", f"@{name} ")
    chat.page.locator("#composer").press_sequentially(text, delay=30)
    return chat.page.get_by_test_id("suggest")


def test_staff_insert_a_client_and_a_canned_reply(browser: Any, club: Club) -> None:
    marina = Chat(browser, club, MANAGER)
    found = ask(marina, "минеева оль")
    hit = found.get_by_text("Минеева Ольга").first
    hit.wait_for()
    marina.keep("inline")
    hit.click()
    marina.sees("Минеева Ольга Сергеевна, +7 999 643-23-87")
    found = ask(marina, "!опл")
    found.get_by_text("Как оплатить").first.click()
    marina.sees("Счёт пришлю сюда. Марина, Клуб «Арсенал»")
    marina.close()


def test_a_parent_finds_nobody_and_is_led_to_the_bot(browser: Any, club: Club) -> None:
    olga = Chat(browser, club, PARENT)
    found = ask(olga, "минеева")
    found.get_by_text("Написать: ").wait_for()
    assert "Минеева" not in found.inner_text()
    assert found.locator(".option").count() == 1
    olga.close()
