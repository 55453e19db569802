"""The web admin in a real browser at 1280 and 390 px, light and dark; nothing is asked from anywhere else."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from domain.access import Role
from models import Account, RequestCategory
from tests.builders import make_client
from tests.chat import Telegram
from tests.gym_rows import make_coach, make_group, make_membership
from tests.playground.page_window import ARGS, CHROMIUM
from tests.web.visiting import link_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="browser tests skipped: no chromium or google-chrome in PATH"),
]
PICTURES = os.environ.get("FRONTDESK_PICTURES")  # a folder, where somebody wants to look


@dataclass
class Screen:
    """A page of a browser, and everything that it asked for."""

    page: Any
    address: str
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def goes(self, path: str) -> None:
        await self.page.goto(self.address + path)

    async def picture(self, name: str) -> None:
        """Look: nothing is wider than the screen but what scrolls by itself."""
        wide = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"
        if PICTURES:
            await self.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")], ids=lambda p: f"{p[0]}-{p[1]}")
def look(request: pytest.FixtureRequest) -> tuple[int, str]:
    """Width and colours."""
    width, scheme = request.param
    return int(width), str(scheme)


@pytest.fixture
async def screen(look: tuple[int, str], address: str) -> AsyncIterator[Screen]:
    """A browser that has been nowhere yet; nothing may fail in it or leave this machine."""
    from playwright.async_api import async_playwright

    width, scheme = look
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        context = await browser.new_context(
            viewport={"width": width, "height": 800},
            locale="ru-RU",
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        page = await context.new_page()
        page.set_default_timeout(15_000)
        made = Screen(page, address)
        page.on("request", lambda request: made.asked.append(request.url))
        page.on("pageerror", lambda error: made.errors.append(str(error)))
        page.on("console", lambda said: made.errors.append(said.text) if "Content Security" in said.text else None)
        yield made
        await browser.close()
    assert [url for url in made.asked if not url.startswith((address, "data:", "blob:"))] == []
    assert made.errors == []


def told(look: tuple[int, str], name: str) -> str:
    return f"{name}-{look[0]}-{look[1]}"


@pytest.mark.req("S5.13", "S4.5")
async def test_by_the_link_from_the_bot_to_a_new_category(
    telegram: Telegram, screen: Screen, look: tuple[int, str]
) -> None:
    anna = await telegram.person("Анна", Role.MANAGER, last_name="Петрова")
    await screen.goes(await link_of(anna))
    await screen.picture(told(look, "enter"))
    await screen.page.click("button.main")
    await screen.page.get_by_role("heading", name="Добрый день").wait_for()
    await screen.picture(told(look, "start"))
    await screen.goes("/admin/d/categories")
    await screen.page.click("a.button.main")
    await screen.page.locator("#f-name").fill("Отопление")
    await screen.page.get_by_label("Предупреждение").fill("Запах газа: звоните 104")
    await screen.page.get_by_label("Срочная: сообщать и ночью").check()
    await screen.page.get_by_label("Место в списке").fill("много")
    await screen.page.get_by_role("button", name="Сохранить").click()
    await screen.page.locator(".wrong").wait_for()
    await screen.picture(told(look, "refused"))
    await screen.page.get_by_label("Место в списке").fill("3")
    await screen.page.get_by_role("button", name="Сохранить").click()
    await screen.page.get_by_role("link", name="Отопление").wait_for()
    await screen.picture(told(look, "categories"))
    kept = telegram.desk.db.read_now(
        lambda uow: [(row.name, row.is_urgent, row.place) for row in uow.session.query(RequestCategory)]
    )
    assert kept == [("Отопление", True, 3)]


@pytest.mark.req("S5.13", "S4.4")
async def test_by_a_number_to_an_edited_account(telegram: Telegram, screen: Screen, look: tuple[int, str]) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    telegram.desk.db.write_now(fill)
    await screen.goes("/admin/")
    await screen.picture(told(look, "sign-in"))
    await screen.page.get_by_role("button", name="Показать код").click()
    number = await screen.page.locator(".number").inner_text()
    href = await screen.page.locator("a[href*='start=w_']").get_attribute("href")
    await screen.picture(told(look, "number"))
    await anna.opens(href.split("start=")[1])
    await anna.presses(number)
    await screen.page.get_by_role("heading", name="Добрый день").wait_for()  # the page goes on by itself
    await screen.goes("/admin/d/accounts")
    await screen.picture(told(look, "accounts"))
    await screen.page.keyboard.press("/")
    await screen.page.keyboard.type("лесная")
    await screen.page.keyboard.press("Enter")
    await screen.page.get_by_role("link", name="100200300").click()
    await screen.page.get_by_label("Телефон").fill("8 999 643 23 87")
    await screen.picture(told(look, "account"))
    await screen.page.get_by_role("button", name="Сохранить").click()
    await screen.page.get_by_text("Сохранено.").wait_for()
    assert telegram.desk.db.read_now(lambda uow: uow.accounts.find_by_number("100200300").phone) == "+79996432387"
    await screen.goes("/admin/sessions")
    await screen.picture(told(look, "sessions"))


async def test_light_or_dark_is_switched_and_kept(telegram: Telegram, screen: Screen, look: tuple[int, str]) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await screen.goes(await link_of(anna))
    await screen.page.click("button.main")
    await screen.page.get_by_role("heading", name="Добрый день").wait_for()  # the page before it has the switch too
    await screen.page.wait_for_load_state("load")
    other = "light" if look[1] == "dark" else "dark"
    async with screen.page.expect_response("**/admin/preferences/shell"):
        await screen.page.click("[data-theme-switch]")
    await screen.page.reload()
    assert await screen.page.locator("html").get_attribute("data-theme") == other


async def test_the_menu_is_at_hand(telegram: Telegram, screen: Screen, look: tuple[int, str]) -> None:
    anna = await telegram.person("Анна", Role.OWNER)
    await screen.goes(await link_of(anna))
    await screen.page.click("button.main")
    if look[0] < 900:
        await screen.page.click(".burger summary")
        await screen.picture(told(look, "menu"))
    await screen.page.locator("nav a:visible", has_text="Исполнители").first.click()
    await screen.page.get_by_role("heading", name="Исполнители").wait_for()
    await screen.picture(told(look, "empty"))


def fill(uow: Any) -> None:
    """A street of flats."""
    for flat in range(1, 31):
        number = "100200300" if flat == 1 else f"2000{flat:02d}"
        uow.accounts.add(
            Account(
                number=number, full_name=f"Иванов Пётр Сергеевич {flat}", city="Иркутск", street="Лесная", house="4",
                letter="а", flat=str(flat), phone="", contract="", link_code=f"code{flat}", origin=f"fill:{flat}",
                created_at=uow.now, updated_at=uow.now,
            )
        )  # fmt: skip


@pytest.mark.req("S3.31")
async def test_a_setting_that_is_refused_is_in_sight_with_its_reason(
    telegram: Telegram, screen: Screen, look: tuple[int, str]
) -> None:
    owner = await telegram.person("Пётр", Role.OWNER)
    await screen.goes(await link_of(owner))
    await screen.page.click("button.main")
    await screen.page.get_by_role("heading", name="Добрый день").wait_for()
    await screen.goes("/admin/settings/targets")
    billing = screen.page.locator("#BILLING_DAY")
    await billing.get_by_role("spinbutton").fill("29")
    await billing.get_by_role("button", name="Сохранить").click()
    wrong = billing.locator(".wrong")
    await wrong.wait_for()
    box = await wrong.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 800, "the page begins at its top, and the reason would be far below"
    assert "от 1 до 28" in await wrong.inner_text()
    assert await billing.get_by_role("spinbutton").input_value() == "29"
    await screen.picture(told(look, "setting-refused"))


@pytest.mark.req("S5.12", "S5.48")
async def test_a_group_gets_an_hour_and_a_person(telegram: Telegram, screen: Screen, look: tuple[int, str]) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)

    def fill_gym(uow: Any) -> int:
        coach = make_coach(uow, first_name="Александра", last_name="Константинопольская")
        group = make_group(uow, name="Йога для начинающих по утрам в большом зале", coach_id=coach.id)
        make_membership(uow, make_client(uow, surname="Минеева", name="Ольга").uid)
        return int(group.id)

    group = telegram.desk.db.write_now(fill_gym)
    await screen.goes(await link_of(anna))
    await screen.page.click("button.main")
    await screen.page.get_by_role("heading", name="Добрый день").wait_for()
    await screen.goes("/admin/d/groups")
    await screen.picture(told(look, "groups"))
    await screen.goes(f"/admin/d/groups/{group}")
    await screen.page.get_by_label("День недели").select_option("1")
    await screen.page.locator("#hours").get_by_role("button", name="Добавить").click()
    await screen.page.get_by_text("вт 19:00 · 1 ч").wait_for()
    await screen.page.get_by_role("button", name="Добавить: Минеева Ольга").click()
    await screen.page.get_by_role("button", name="Убрать: Минеева Ольга").wait_for()
    await screen.picture(told(look, "group"))
    await screen.goes("/admin/d/coaches/new")
    await screen.picture(told(look, "coach"))
