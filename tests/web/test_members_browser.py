"""Members in a real browser at 1280 and 390 px, light and dark: what changes without reloading (S5.37, S5.41)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role
from tests.builders import make_client
from tests.chat import Telegram
from tests.gym_rows import make_coach, make_group, make_member, make_membership, make_plan, make_training, make_visit
from tests.playground.page_window import CHROMIUM
from tests.web.test_browser import Screen, look, screen, told
from tests.web.visiting import link_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="browser tests skipped: no chromium or google-chrome in PATH"),
]
__all__ = ["look", "screen"]
DAY = timedelta(days=1)


def fill(uow: Any) -> int:
    """Ten members, one of them in the midst of things; her number."""
    make_plan(uow, name="Месяц без ограничений")
    group = make_group(uow, name="Утренняя йога")
    uid: int = make_client(uow, surname="Орлова-Константинопольская", name="Вера", description="Ключ от шкафа 12").uid
    make_member(uow, uid, email="vera.orlova@example.ru", region="Ленинский район", group_id=group.id, comment="Колено")
    held = make_membership(uow, uid, uow.today - 5 * DAY, name="Месяц", visits=8)
    make_membership(uow, uid, state="wanted", name="Год")
    training = make_training(uow, group_id=group.id, coach_id=make_coach(uow, first_name="Пётр").id)
    make_visit(uow, training, uid, state="came", membership_id=held.id, counts=True)
    for number, surname in enumerate(("Былова", "Васин", "Галкина", "Дронов", "Ершова", "Жукова", "Зимин", "Ильина")):
        make_membership(uow, make_client(uow, surname=surname).uid, uow.today - 7 * number * DAY)
    return uid


@pytest.mark.req("S5.37", "S5.38", "S5.19", "S5.41")
async def test_the_list_is_filtered_and_a_member_frozen_without_loading_the_page(
    telegram: Telegram, screen: Screen, look: tuple[int, str]
) -> None:
    anna = await telegram.person("Анна", Role.MANAGER, last_name="Петрова")
    uid = telegram.desk.db.write_now(fill)
    await screen.goes(await link_of(anna))
    await screen.page.click("button.main")
    await screen.page.get_by_role("heading", name="Добрый день").wait_for()
    await screen.goes("/admin/members")
    await screen.picture(told(look, "members"))
    await screen.page.evaluate("window.stays = true")
    await screen.page.get_by_role("link", name="Неактивные").click()
    await screen.page.get_by_role("link", name="Орлова").wait_for(state="detached")
    await screen.page.get_by_role("link", name="Былова").wait_for(state="detached")
    await screen.picture(told(look, "members-inactive"))
    await screen.page.get_by_role("link", name="Все", exact=True).click()
    await screen.page.get_by_role("link", name="Былова").wait_for()
    await screen.page.get_by_role("searchbox").fill("орлова")
    await screen.page.get_by_role("link", name="Былова").wait_for(state="detached")
    assert "q=%D0%BE" in screen.page.url
    await screen.page.go_back()
    await screen.page.get_by_role("link", name="Былова").wait_for()
    assert await screen.page.evaluate("window.stays"), "the page was never loaded anew"
    await screen.goes(f"/admin/members/{uid}")
    await screen.page.evaluate("window.stays = true")
    await screen.picture(told(look, "member"))
    today = telegram.desk.db.read_now(lambda uow: uow.today)
    await screen.page.get_by_label("Первый день").fill(f"{today}")
    await screen.page.get_by_label("Последний день").fill(f"{today + 2 * DAY}")
    await screen.page.get_by_role("button", name="Заморозить").click()
    await screen.page.get_by_role("button", name="Снять заморозку").wait_for()
    assert await screen.page.locator("[data-said]").inner_text() == "Абонемент заморожен."
    assert [url for url in screen.asked if url.endswith(f"/admin/api/members/{uid}/freezes")]
    await screen.picture(told(look, "member-frozen"))
    await screen.page.get_by_label("Последний день").fill(f"{today + 20 * DAY}")
    await screen.page.get_by_role("button", name="Заморозить").click()
    await screen.page.locator("[data-said].bad").wait_for()
    await screen.picture(told(look, "member-refused"))
    await screen.page.get_by_role("button", name="Снять заморозку").click()
    await screen.page.get_by_role("button", name="Снять заморозку").wait_for(state="detached")
    await screen.page.get_by_role("button", name="Оформить").click()
    await screen.page.locator(".held .name", has_text="Месяц без ограничений").wait_for()
    await screen.page.get_by_text("Изменить данные").click()
    await screen.picture(told(look, "member-edit"))
    await screen.goes("/admin/payments")
    await screen.picture(told(look, "payments"))
