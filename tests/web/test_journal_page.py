"""The journal in a real browser: it is set up, filtered, a request assigned, and exactly that taken as Excel."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from domain.access import Role
from domain.journal import TABLES
from domain.utility import State
from models import Account, UtilityMessage
from services import journal
from tests.chat import Person, Telegram
from tests.playground.page_window import ARGS, CHROMIUM
from tests.utility_rows import make_category, make_executor, make_subcategory, make_utility_request
from tests.web.visiting import link_of

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
PICTURES = os.environ.get("FRONTDESK_PICTURES")


@pytest.fixture
async def chromium() -> AsyncIterator[Any]:
    """A browser, or a skip that says why."""
    if CHROMIUM is None:
        pytest.skip("browser tests skipped: no chromium, chromium-browser or google-chrome in PATH")
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield opened
        await opened.close()


class Desk:
    """A dispatcher's browser."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        page.on(
            "request", lambda asked: asked.url.startswith((address, "data:", "blob:")) or self.foreign.append(asked.url)
        )

    async def signs_in(self, person: Person) -> Desk:
        await self.page.goto(self.address + await link_of(person))
        await self.page.locator("main form button").first.click()
        await self.page.wait_for_url("**/admin/")
        return self

    async def opens(self, path: str) -> None:
        await self.page.goto(self.address + path)

    async def rows(self, number: int) -> None:
        """Wait until the table shows so many rows."""
        shown = -1
        for _ in range(200):  # the page's policy forbids the browser's own way of waiting: eval
            shown, is_busy = await self.page.evaluate(
                "[document.querySelectorAll('.tabulator-row').length,"
                " document.querySelector('[data-journal]')?.hasAttribute('aria-busy') ?? true]"
            )
            if (shown, is_busy) == (number, False):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{shown} rows, and {number} were expected: {self.errors}")

    async def headings(self) -> list[str]:
        return [one.strip(" ↓↑") for one in await self.page.locator(".col-title").all_inner_texts()]

    async def picture(self, name: str) -> None:
        """Both widths, light and dark, where pictures are asked for."""
        if not PICTURES:
            return
        for width, height in ((1280, 800), (390, 844)):
            await self.page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                await self.page.emulate_media(color_scheme=scheme)
                await self.page.wait_for_timeout(300)
                await self.page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}-{scheme}.png"))
        await self.page.set_viewport_size({"width": 1280, "height": 800})


@pytest.fixture
async def desk(chromium: Any, address: str) -> AsyncIterator[Desk]:
    """A wide window; nothing may have failed in it or asked anybody else than the site."""
    context = await chromium.new_context(
        viewport={"width": 1280, "height": 800}, locale="ru-RU", timezone_id="Europe/Moscow"
    )
    opened = Desk(await context.new_page(), address)
    yield opened
    await context.close()
    assert (opened.errors, opened.foreign) == ([], [])


def fill(uow: Any, asker_id: int) -> dict[str, int]:
    """Two categories, an executor, twelve requests; two of them new and from Лесная."""
    water, light = make_category(uow).id, make_category(uow, "Электрика").id
    leak = make_subcategory(uow, water, "Течёт кран").id
    petr = make_executor(uow, "Пётр Слесарев", position="сантехник")
    first = make_utility_request(uow, water, subcategory_id=leak, user_id=asker_id, is_urgent=True, is_confirmed=True)
    second = make_utility_request(uow, light, house="7", text="=1+1 искрит розетка", is_confirmed=True)
    make_utility_request(uow, light, house="9", state="closed", text="Не горит свет")
    for number in range(9):
        make_utility_request(uow, water, street="Берёзовая", house=str(number + 1), full_name="Ёлкин Пётр")
    uow.utility.say(
        UtilityMessage(request_id=first.id, user_id=asker_id, side="resident", kind="text", text="Быстрее бы")
    )
    return {"first": first.id, "second": second.id, "petr": petr.id}


async def test_what_a_resident_has_written_is_no_markup(telegram: Telegram, desk: Desk) -> None:
    """Neither in the cell nor in what appears over it."""
    text = '<b id="theirs">Течёт</b> & давление <5'

    def file(uow: Any) -> None:
        make_utility_request(uow, make_category(uow).id, text=text)

    telegram.desk.db.write_now(file)
    await desk.signs_in(await telegram.person("Марина", Role.MANAGER))
    await desk.opens("/admin/journal/requests")
    await desk.rows(1)
    cell = desk.page.locator(".tabulator-cell", has_text="Течёт").first
    await cell.scroll_into_view_if_needed()
    await cell.hover()
    over = desk.page.locator(".tabulator-tooltip")
    await over.wait_for()
    assert await over.inner_text() == text
    assert await desk.page.locator("#theirs").count() == 0


@pytest.mark.req("S4.10", "S4.11", "S4.12", "S4.13", "S4.14")
async def test_a_dispatcher_filters_assigns_and_takes_away_exactly_that(telegram: Telegram, desk: Desk) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    olga = await telegram.person("Ольга")
    asker = telegram.desk.db.read_now(lambda uow: uow.people.actor_of(olga.id).user_id)  # type: ignore[union-attr]
    ids = telegram.desk.db.write_now(lambda uow: fill(uow, asker))
    await desk.signs_in(marina)
    await desk.opens("/admin/journal/requests")
    await desk.rows(12)
    await desk.picture("journal")
    page = desk.page

    await page.evaluate("document.getElementById('columns').addEventListener('toggle', () => document.title += '+')")
    await page.get_by_role("button", name="Столбцы").click()  # two columns are hidden
    await page.locator("#columns").get_by_label("Квартира").uncheck()
    await page.locator("#columns").get_by_label("Срочная").uncheck()
    await page.keyboard.press("Escape")
    await desk.rows(12)
    assert not {"Квартира", "Срочная"} & set(await desk.headings())
    assert (await page.title()).count("+") <= 2, "opened once and closed once: a click in between is not lost"

    await page.get_by_role("searchbox", name="Улица").fill("ЛЕСН")  # by a street and a state
    await desk.rows(3)
    await page.locator("button[data-filter=state]").click()
    await page.locator(".pop:popover-open").get_by_label("новая").check()
    await page.keyboard.press("Escape")
    await desk.rows(2)
    assert "Строк: 2" in await page.locator("[data-count]").inner_text()
    await desk.picture("journal-filtered")

    await page.get_by_role("link", name=str(ids["first"]), exact=True).click()  # an executor gets it
    await page.wait_for_url(f"**/admin/requests/{ids['first']}")
    await desk.picture("request")
    await page.get_by_label("Исполнитель").select_option(label="Пётр Слесарев, сантехник · 0")
    await page.get_by_role("button", name="Назначить").click()
    await page.get_by_text("назначена").first.wait_for()
    await telegram.settle()
    assert "Пётр Слесарев" in olga.sees.replace("№ ", "№"), olga.sees  # the resident is told in the chat

    await page.get_by_role("link", name="К журналу").click()  # set up as it was left
    await desk.rows(1)
    shown = await desk.headings()
    assert not {"Квартира", "Срочная"} & set(shown)
    async with page.expect_download(timeout=60_000) as waiting:
        await page.get_by_role("button", name="Excel").click()
        for _ in range(600):
            await telegram.settle()
            if waiting._future.done():
                break
            await asyncio.sleep(0.05)
    sheet = load_workbook(io.BytesIO(Path(await (await waiting.value).path()).read_bytes())).active
    assert [cell.value for cell in sheet[1]] == shown
    cells = [dict(zip(shown, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [(row["№"], row["Улица"], row["Дом"], row["Состояние"]) for row in cells] == [
        (ids["second"], "Лесная", "7", "новая")
    ]
    assert cells[0]["Что случилось"] == "=1+1 искрит розетка"


CUT = (
    "[...document.querySelectorAll('.tabulator-col-title, .tabulator-cell:has(.state)')]"
    ".filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_no_heading_and_no_state_is_cut(telegram: Telegram, desk: Desk, language: str) -> None:
    """Every column of every table shows what it is called, and every word for a state, in both languages."""
    boss = await telegram.person("Сергей", Role.OWNER, language=language)

    def prepare(uow: Any) -> None:
        category = make_category(uow).id
        for state in State:
            make_utility_request(uow, category, state=state.value)

    telegram.desk.db.write_now(prepare)
    await desk.signs_in(boss)
    for table in TABLES:
        await desk.opens(f"/admin/journal/{table}")
        await desk.rows(len(State) if table == "requests" else 0)
        assert await desk.page.locator(".tabulator-col-title").count() >= 7
        await desk.page.locator("[data-columns]").click()
        await desk.page.evaluate(
            "document.querySelectorAll('#columns input:not(:checked)').forEach(one => one.click())"
        )
        await desk.page.keyboard.press("Escape")
        await desk.rows(len(State) if table == "requests" else 0)
        assert await desk.page.locator(".tabulator-col-title").count() == len(TABLES[table].columns)
        assert await desk.page.evaluate(CUT) == [], table


@pytest.mark.parametrize("width", [1000, 1280, 1700])
async def test_the_journal_is_no_higher_than_its_window(telegram: Telegram, desk: Desk, width: int) -> None:
    """Whatever stands above the table takes one line or more."""
    marina = await telegram.person("Марина", Role.MANAGER)

    def prepare(uow: Any) -> None:
        category = make_category(uow).id
        for state in State:
            make_utility_request(uow, category, state=state.value)

    telegram.desk.db.write_now(prepare)
    await desk.signs_in(marina)
    await desk.opens("/admin/journal/requests")
    await desk.rows(len(State))
    await desk.page.set_viewport_size({"width": width, "height": 860})
    await desk.page.wait_for_timeout(200)
    over, below = await desk.page.evaluate(
        "[document.documentElement.scrollHeight - innerHeight,"
        " innerHeight - document.querySelector('.pages').getBoundingClientRect().bottom]"
    )
    assert over <= 0
    assert 0 <= below <= 40, "and no lower than it has to be"


async def test_new_requests_appear_by_themselves(telegram: Telegram, desk: Desk) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    await desk.signs_in(marina)
    await desk.opens("/admin/journal/requests")
    await desk.page.get_by_text("Здесь пока ничего нет").wait_for()
    await desk.picture("journal-empty")
    telegram.desk.db.write_now(lambda uow: make_utility_request(uow, make_category(uow).id).id)
    await desk.rows(1)
    await desk.page.keyboard.press("/")
    assert await desk.page.evaluate("document.activeElement.type") == "search"
    await desk.page.keyboard.type("горная")
    await desk.page.get_by_text("Ничего не подходит").wait_for()


async def test_a_server_that_is_away_is_said_in_words_and_asked_again_by_the_page(
    telegram: Telegram, desk: Desk
) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    telegram.desk.db.write_now(lambda uow: fill(uow, uow.people.actor_of(marina.id).user_id))
    await desk.signs_in(marina)
    await desk.opens("/admin/journal/requests")
    await desk.rows(12)
    await desk.page.route("**/rows", lambda route: route.abort())
    await desk.page.locator("[data-size]").select_option("10")
    await desk.page.get_by_text("Нет связи с сервером").wait_for()
    await desk.rows(12)  # what was there stays
    await desk.page.unroute("**/rows")
    await desk.rows(10)  # nobody has pressed anything
    await desk.page.get_by_text("Нет связи с сервером").wait_for(state="hidden")
    assert set(desk.errors) == {"Failed to load resource: net::ERR_FAILED"}  # the browser's own word, nothing of ours
    desk.errors.clear()


async def test_views_pages_and_order_are_kept(telegram: Telegram, desk: Desk) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    telegram.desk.db.write_now(lambda uow: fill(uow, uow.people.actor_of(marina.id).user_id))
    await desk.signs_in(marina)
    await desk.opens("/admin/journal/requests")
    await desk.rows(12)
    page = desk.page
    await page.locator("[data-size]").select_option("10")
    await desk.rows(10)
    await page.get_by_role("button", name="Следующая страница").click()
    await desk.rows(2)
    await page.locator("[data-sorts=house]").click()
    await desk.rows(10)
    await page.locator("[data-totals] button", has_text="закрыта").click()
    await desk.rows(1)
    await page.locator("[data-save-view]").click()
    await page.locator(".pop:popover-open input").fill("Закрытые")
    await page.keyboard.press("Enter")
    await page.locator("[data-views] option", has_text="Закрытые").wait_for(state="attached")
    await page.get_by_role("button", name="Сбросить фильтры").click()
    await desk.rows(10)
    await page.wait_for_timeout(600)  # the setup is kept a moment later
    await page.reload()
    await desk.rows(10)
    assert "Дом ↓" in await page.locator(".col-title").all_inner_texts()
    await page.locator("[data-views]").select_option(label="Закрытые")
    await desk.rows(1)


async def test_a_view_leaves_the_widths_and_a_hidden_column_takes_its_order_along(
    telegram: Telegram, desk: Desk
) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)

    def prepare(uow: Any) -> int:
        who = uow.people.actor_of(marina.id)
        fill(uow, who.user_id)
        journal.keep(uow, who, "requests", {"widths": {"street": 333}})
        journal.save_view(uow, who, "requests", "Все", {"size": 20})
        return int(who.user_id)

    user_id = telegram.desk.db.write_now(prepare)

    def kept() -> dict[str, Any]:
        return telegram.desk.db.read_now(lambda uow: uow.views.preference(user_id, "journal:requests"))

    await desk.signs_in(marina)
    await desk.opens("/admin/journal/requests")
    await desk.rows(12)
    page = desk.page
    async with page.expect_response("**/setup"):
        await page.locator("[data-views]").select_option(label="Все")
    assert (kept()["size"], kept()["widths"]) == (20, {"street": 333})
    async with page.expect_response("**/setup"):
        await page.locator("[data-sorts=house]").click()
    assert kept()["sort"] == ["house", "desc"]
    await page.locator("[data-columns]").click()
    async with page.expect_response("**/setup"):
        await page.locator("[data-chooser] input[value=house]").uncheck()
    assert "sort" not in kept()


async def test_today_is_the_day_of_the_business(telegram: Telegram, chromium: Any, address: str) -> None:
    """Whoever looks from another end of the world asks for the days of the table."""
    marina = await telegram.person("Марина", Role.MANAGER)
    context = await chromium.new_context(locale="ru-RU", timezone_id="Pacific/Kiritimati")
    desk = Desk(await context.new_page(), address)
    assert telegram.desk.settings.timezone.key == "Europe/Moscow"
    await desk.signs_in(marina)
    await desk.page.clock.set_fixed_time("2026-11-29T12:00:00Z")
    await desk.opens("/admin/journal/requests")
    await desk.rows(0)
    days = desk.page.locator("[data-filter=created_at]")
    for name, shown in (("Сегодня", "29.11 – 29.11"), ("7 дней", "23.11 – 29.11")):
        await days.click()
        await desk.page.locator(".pop .quick button", has_text=name).click()
        assert await days.inner_text() == shown
    await context.close()


async def test_a_request_by_call_and_the_days_sheet(telegram: Telegram, desk: Desk) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)

    def prepare(uow: Any) -> int:
        ids = fill(uow, uow.people.actor_of(marina.id).user_id)
        home = {"city": "Ангарск", "street": "Лесная", "house": "5", "flat": "12"}
        known = {"full_name": "Минеева Ольга", "number": "0012345", "phone": "+79996432387"}
        uow.accounts.add(Account(link_code="c" * 32, **home, **known))
        make_utility_request(uow, 1, state="assigned", executor_id=ids["petr"], assigned_at=uow.now, wish="вечером")
        return ids["petr"]

    petr = telegram.desk.db.write_now(prepare)
    await desk.signs_in(marina)
    await desk.opens("/admin/journal/requests")
    page = desk.page
    await page.get_by_role("link", name="Заявка по звонку").click()
    await page.get_by_role("searchbox").fill("лесная 5")
    await page.get_by_role("button", name="Найти").click()
    await page.get_by_role("link", name="Выбрать").click()
    await page.locator("#kind").select_option(label="Течёт кран")
    await page.get_by_label("Что случилось").fill("Капает с потолка")
    await desk.picture("call")
    await page.get_by_role("button", name="Подать заявку").click()
    await page.get_by_text("Капает с потолка").wait_for()
    assert "новая" in await page.locator("h1").inner_text()
    await desk.opens(f"/admin/requests/sheet?executor={petr}")
    assert "вечером" in await page.locator("table.sheet").inner_text()
    await desk.picture("sheet")
