"""A customer asks, somebody answers, both read everything (S2.50–S2.62, S3.46–S3.61)."""

import pytest

from domain.access import Role
from tests.chat import Telegram


@pytest.mark.req("S2.50", "S2.51", "S2.52", "S2.54", "S2.21", "S2.59", "S2.17")
async def test_a_question_is_asked_taken_answered_and_closed(telegram: Telegram) -> None:
    agents = [await telegram.person(name, Role.SUPPORT) for name in ("Вера", "Глеб")]
    olga = await telegram.person("Ольга")
    await olga.says("/support")
    assert "Что случилось" in olga.sees
    await olga.says("Не открывается страница оплаты")
    assert "Обращение №1" in olga.sees
    for agent in agents:
        assert "Не открывается страница оплаты" in agent.sees
        assert "Ольга" in agent.sees
    vera, gleb = agents
    await vera.presses("✋ Взять")
    assert "у вас" in vera.sees
    assert "Занимается Вера" in gleb.sees
    assert "в работе" in olga.sees
    await vera.says("Какой у вас браузер?")
    assert "Какой у вас браузер?" in olga.sees
    await olga.says("Хром")
    assert "Хром" in vera.sees
