"""Trainings in a real browser at 1280 and 390 px, light and dark: from an empty week to one called off (S5.12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role
from tests.builders import make_client
from tests.chat import Telegram
from tests.gym_rows import make_coach, make_training, make_visit
from tests.playground.page_window import CHROMIUM
from tests.web.test_browser import Screen, look, screen, told
from tests.web.visiting import link_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="browser tests skipped: no chromium or google-chrome in PATH"),
]
__all__ = ["look", "screen"]


def fill(uow: Any) -> int:
    """A full week next week; the number of the training with a long link."""
    coach = make_coach(uow, first_name="Константин", last_name="Константинопольский").id
    row = make_training(
        uow, uow.now + timedelta(days=7), title="Силовая тренировка для начинающих и продолжающих", coach_id=coach,
        link="https://zoom.us/j/" + "1234567890" * 12,
    )  # fmt: skip
    for number in range(10):
        make_visit(uow, row, make_client(uow, surname="Орлова-Константинопольская", name=f"Вера{number}").uid)
    make_training(uow, uow.now + timedelta(days=7, hours=2), title="Йога", state="cancelled", reason="Нет воды")
    return int(row.id)


@pytest.mark.req("S5.12", "S5.41")
async def test_from_the_week_to_a_training_called_off(
    telegram: Telegram, screen: Screen, look: tuple[int, str]
) -> None:
    anna = await telegram.person("Анна", Role.MANAGER, last_name="Петрова")
    id_ = telegram.desk.db.write_now(fill)
    day = telegram.desk.db.read_now(lambda uow: uow.trainings.get(id_).day)
    await screen.goes(await link_of(anna))
    await screen.page.click("button.main")
    await screen.page.get_by_role("heading", name="Добрый день").wait_for()
    await screen.goes(f"/admin/trainings?day={day - timedelta(days=7)}")
    await screen.page.evaluate("window.stays = true")
    await screen.page.get_by_role("link", name="Следующая неделя").click()
    await screen.page.get_by_role("link", name="Силовая").wait_for()
    assert await screen.page.evaluate("window.stays"), "the page was not loaded anew"
    await screen.picture(told(look, "trainings"))
    await screen.page.get_by_role("link", name="Силовая").click()
    await screen.page.get_by_role("link", name="Дальше").click()
    await screen.page.get_by_role("link", name="Вера9").wait_for()
    await screen.page.get_by_label("Места").fill("3")
    await screen.page.get_by_role("button", name="Сохранить").click()
    await screen.page.locator(".wrong").wait_for()
    await screen.picture(told(look, "training-refused"))
    await screen.page.get_by_role("link", name="Отменить тренировку").click()
    await screen.page.get_by_label("Почему").fill("Ремонт зала")
    await screen.picture(told(look, "training-cancel"))
    await screen.page.get_by_role("button", name="Да, отменить").click()
    await screen.page.get_by_text("Тренировка отменена").wait_for()
    await screen.picture(told(look, "training"))
    await screen.goes("/admin/trainings/new")
    await screen.page.get_by_role("button", name="Создать тренировку").click()
    await screen.page.locator(".wrong").first.wait_for()
    await screen.picture(told(look, "training-new"))
