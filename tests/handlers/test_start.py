"""The front door: /start, /help, /language, /id, and words that nobody asked for."""

from domain.access import Role
from tests.chat import Telegram


async def test_start_greets_and_shows_the_menu(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    assert "Frontdesk" in olga.sees
    assert olga.keyboard is not None


async def test_language_is_chosen_for_good(telegram: Telegram) -> None:
    olga = await telegram.person("Olga", Role.MANAGER)
    await olga.says("/language")
    await olga.presses("English")
    assert "Choose below" in olga.sees


async def test_anything_gets_one_answer(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    before = len(olga.messages)
    await olga.says("привет")
    await olga.says("/nosuch")
    await olga.says("/cancel")
    await olga.says("/id")
    assert len(olga.messages) == before + 8
