"""Statistics on the web: the chart, the table and the Excel file say the same, counted by hand; in a browser too."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from config import Settings
from delivery import stats_file
from domain.access import Role
from domain.stats import AREAS, STATISTICS, Kind
from domain.stats_tables import plain
from tests.chat import Telegram
from tests.chat import plain as plain_text
from tests.playground.page_window import CHROMIUM
from tests.stats_rows import DAYS, NAMES, OCTOBER, at, fill
from tests.web.test_browser import Screen, look, screen, told  # noqa: F401  (fixtures)
from tests.web.visiting import Visitor, link_of
from ui import stats as words
from ui.texts import Words

pytestmark = pytest.mark.req("S5.37", "S5.39", "S5.46")
MONTH = {"first": OCTOBER.starts.isoformat(), "last": OCTOBER.ends.isoformat(), "before": "1"}
T = Words("ru")


@pytest.fixture
async def marina(telegram: Telegram, browser: Callable[[], Visitor]) -> Visitor:
    """A manager who is signed in, after a month of work."""
    telegram.desk.db.write_now(fill)
    return await browser().signs_in(await telegram.person("Марина", Role.MANAGER))


async def sheet_of(telegram: Telegram, visitor: Visitor, name: str, **days: Any) -> Any:
    """The Excel file of a statistic, made and fetched."""
    asked = {"statistic": name, "first": MONTH["first"], "last": MONTH["last"], "before": False} | days
    headers = {"Origin": visitor.address, "X-CSRF-Token": visitor.csrf, "Accept": "application/json"}
    started = await visitor.client.post("/admin/stats/file", json=asked, headers=headers)
    assert started.status_code == 200, started.text
    await telegram.settle()
    job = started.json()["id"]
    assert (await visitor.client.get(f"/admin/stats-files/{job}")).json() == {"id": job, "state": "done"}
    answer = await visitor.client.get(f"/admin/stats-files/{job}/file.xlsx")
    return load_workbook(io.BytesIO(answer.content)).active


def written(telegram: Telegram, folder: Path, name: str) -> Any:
    """The Excel file of a statistic, as the child writes it."""
    db = telegram.desk.db
    manager = db.read_now(lambda uow: uow.people.list_by_role(Role.MANAGER)[0].telegram_id)
    order = stats_file.Order(
        db.url, str(folder / f"{name}.xlsx"), manager, STATISTICS[name].area, MONTH["first"], MONTH["last"], False,
        "ru", "Europe/Moscow", "RUB", "RU", statistic=name,
    )  # fmt: skip
    stats_file.write(order, db.read_now(lambda uow: stats_file.asked(uow, order)))
    return load_workbook(order.path).active


def counted(name: str) -> tuple[list[tuple[date | str, tuple[int | None, ...]]], tuple[int | None, ...]]:
    """What was counted by hand: label and numbers of each row that is not nothing, and the totals."""
    if STATISTICS[name].kind is Kind.NAMES:
        rows, totals = NAMES[name]
        said = {"arena": "арена", "park": "парк", "forest": "лес", "zone1": "зона отдыха 1", "zone2": "зона отдыха 2"}
        said |= {"cancelled": "отменено", "closed": "готово", "taken": "в работе"}
        return [(said.get(label, label), values) for label, values in rows], totals
    days, totals = DAYS[name]
    return [(date(2026, int(day[:2]), int(day[2:])), values) for day, values in days.items()], totals


@pytest.mark.parametrize("area", AREAS)
async def test_chart_table_and_excel_are_what_was_counted_by_hand(
    telegram: Telegram, marina: Visitor, tmp_path: Path, area: str
) -> None:
    """With a payment, a purchase and a training at 23:30 UTC, which is the next day here."""
    answer = await marina.client.get(f"/admin/stats/{area}/numbers", params=MONTH)
    for found in answer.json()["statistics"]:
        statistic = STATISTICS[found["name"]]
        units = [column.unit for column in statistic.shown]
        rows, totals = counted(statistic.name)
        named = [label if isinstance(label, str) else words.short_day(T, label) for label, _values in rows]
        expected = [[plain(unit, one) for unit, one in zip(units, values, strict=True)] for _label, values in rows]
        spoken = [[words.number(T, unit, one) for unit, one in zip(units, values, strict=True)] for _l, values in rows]
        shown = [row for row in found["rows"] if any(row["values"])]
        assert [row["label"] for row in shown] == named, statistic.name
        assert [row["values"] for row in shown] == expected, statistic.name  # what is drawn
        assert [row["said"] for row in shown] == spoken, statistic.name  # what stands in the table
        assert found["totals"] == [words.number(T, unit, one) for unit, one in zip(units, totals, strict=True)]
        sheet = [[cell.value for cell in row] for row in written(telegram, tmp_path, statistic.name)]
        filed = [row for row in sheet[1:-1] if any(row[1:])]
        labels = [row[0].date() if isinstance(row[0], datetime) else row[0] for row in filed]
        assert labels == [label for label, _values in rows], statistic.name
        assert [row[1:] for row in filed] == expected, statistic.name
        assert sheet[-1] == ["Итого", *(plain(unit, one) for unit, one in zip(units, totals, strict=True))]


async def test_the_period_before_stands_beside_in_the_answer_and_in_the_file(
    telegram: Telegram, marina: Visitor
) -> None:
    found = (await marina.client.get("/admin/stats/fitness/numbers", params=MONTH)).json()
    money = next(one for one in found["statistics"] if one["name"] == "money")
    assert tuple(plain_text(found[name]) for name in ("days", "before")) == (
        "1–31 окт. 2026 г.",
        "31 авг. – 30 сент. 2026 г.",
    )
    assert (money["rows"][-1]["then"], money["rows"][-1]["before"]) == ("30 сент.", [111, 1])
    sheet = [[cell.value for cell in row] for row in await sheet_of(telegram, marina, "money", before=True)]
    assert sheet[-2][3:] == [111, 1]
    alone = (await marina.client.get("/admin/stats/fitness/numbers", params=MONTH | {"before": "0"})).json()
    assert alone["before"] is None
    assert alone["statistics"][0]["before"] is None


async def test_what_can_not_be_asked_is_refused_in_a_sentence(telegram: Telegram, marina: Visitor) -> None:
    headers = {"Accept": "application/json"}
    for days in ({"first": "2026-10-31", "last": "2026-10-01"}, {"first": "2020-01-01", "last": "2026-01-01"},
                 {"first": "x", "last": ""}, {}, {"first": "0001-01-01", "last": "0001-01-02"}):  # fmt: skip
        answer = await marina.client.get("/admin/stats/fitness/numbers", params=days, headers=headers)
        assert answer.status_code == 422
        assert answer.json()["error"]
    for area in ("clients", "campaigns", "%27"):
        answer = await marina.client.get(f"/admin/stats/{area}/numbers", params=MONTH, headers=headers)
        assert answer.status_code == 404
    tokens = {"Origin": marina.address, "X-CSRF-Token": marina.csrf, "Accept": "application/json"}
    for body, status in (({"statistic": "passwords"} | MONTH, 404), ({"statistic": 5}, 422), ([], 422),
                         ({"statistic": "money", "first": 5, "last": None}, 422)):  # fmt: skip
        answer = await marina.client.post("/admin/stats/file", json=body, headers=tokens)
        assert answer.status_code == status, body


async def test_who_may_not_see_numbers_sees_none(telegram: Telegram, browser: Callable[[], Visitor]) -> None:
    for role in (Role.INSTRUCTOR, Role.SELLER):
        someone = await browser().signs_in(await telegram.person("Кто-то", role))
        assert "Статистика" not in (await someone.get("/admin/")).text
        assert (await someone.get("/admin/stats")).status_code == 403
        answer = await someone.client.get("/admin/stats/fitness/numbers", params=MONTH)
        assert answer.status_code == 403
    stranger = browser()
    assert (await stranger.client.get("/admin/stats/fitness/numbers", params=MONTH)).status_code in (303, 401)


async def test_a_file_is_nobody_elses(telegram: Telegram, marina: Visitor, browser: Callable[[], Visitor]) -> None:
    await sheet_of(telegram, marina, "money")
    other = await browser().signs_in(await telegram.person("Анна", Role.OWNER))
    assert (await other.client.get("/admin/stats-files/1")).status_code == 404
    assert (await other.client.get("/admin/stats-files/1/file.xlsx")).status_code == 404


class TestAreas:
    """A business with games only."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, features=frozenset({"orders", "clients"}))

    async def test_an_area_that_is_off_is_not_there(self, telegram: Telegram, marina: Visitor) -> None:
        shown = (await marina.get("/admin/stats")).text
        assert "Игры" in shown
        assert "Фитнес" not in shown
        headers = {"Accept": "application/json"}
        answer = await marina.client.get("/admin/stats/fitness/numbers", params=MONTH, headers=headers)
        assert answer.status_code == 404
        tokens = {"Origin": marina.address, "X-CSRF-Token": marina.csrf, "Accept": "application/json"}
        answer = await marina.client.post("/admin/stats/file", json={"statistic": "money"} | MONTH, headers=tokens)
        assert answer.status_code == 404


# --- in a real browser ---


@pytest.fixture
async def jobs(telegram: Telegram) -> AsyncIterator[None]:
    """Jobs run while a browser waits for them."""

    async def keep_running() -> None:
        while True:
            await telegram.desk.jobs.settle()
            await asyncio.sleep(0.05)

    task = asyncio.get_running_loop().create_task(keep_running())
    yield
    task.cancel()


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.parametrize("look", [(1280, "light"), (390, "dark")], indirect=True, ids=lambda p: f"{p[0]}-{p[1]}")
@pytest.mark.skipif(CHROMIUM is None, reason="browser tests skipped: no chromium or google-chrome in PATH")
async def test_the_owner_looks_at_charts_and_takes_the_table_away(
    telegram: Telegram, screen: Screen, look: tuple[int, str], jobs: None  # noqa: F811
) -> None:  # fmt: skip
    boris = await telegram.person("Борис", Role.OWNER)
    telegram.desk.db.write_now(fill)
    await screen.goes(await link_of(boris))
    await screen.page.click("button.main")
    telegram.clock.at = at(10, 31, 20)
    await screen.goes("/admin/stats")
    page = screen.page
    await page.get_by_role("button", name="Этот месяц").click()
    money = page.locator("[data-statistic=money]")
    await money.get_by_text("5 500,50 ₽").first.wait_for()
    assert await page.evaluate("document.querySelectorAll('.stats canvas').length") == 6
    await screen.picture(told(look, "stats"))
    asked = len([url for url in screen.asked if url.endswith("/admin/stats")])
    await money.get_by_text("Таблица").click()
    await screen.picture(told(look, "stats-table"))
    async with page.expect_download(timeout=120_000) as waiting:
        await money.get_by_role("button", name="Excel").click()
    path = await (await waiting.value).path()
    assert [cell.value for cell in list(load_workbook(io.BytesIO(Path(path).read_bytes())).active)[-1]] == [
        "Итого",
        5500.5,
        3,
        111,
        1,
    ]
    await page.get_by_label("Сравнить с прошлым периодом").uncheck()
    await page.get_by_text("В сравнении").wait_for(state="detached")
    await page.get_by_role("button", name="Свои даты").click()
    await page.locator("[data-first]").fill("2026-10-15")
    await page.get_by_text("15–31 окт. 2026 г.").wait_for()
    await page.get_by_role("button", name="Игры").click()
    await page.locator("[data-statistic=load]").wait_for()
    await page.get_by_role("button", name="Светлая или тёмная").click()
    await screen.picture(told(look, "stats-games"))
    assert len([url for url in screen.asked if url.endswith("/admin/stats")]) == asked  # nothing was loaded anew
    await page.reload()
    await page.locator("[data-statistic=load]").wait_for()  # what was chosen stands in the address
    await page.get_by_text("15–31 окт. 2026 г.").wait_for()
    await page.locator("[data-first]").fill("2020-01-01")
    await page.get_by_text("не больше 366").wait_for()
