"""/stats: the picture of an area with its totals, other periods in its place, its tables as Excel."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from config import Settings
from delivery import exporting, stats_jobs
from domain.access import Role
from playground.methods_files import download
from tests.chat import Person, Telegram
from tests.stats_rows import at, fill
from ui.stats import StatsAsked, StatsSheetAsked

pytestmark = pytest.mark.req("S5.39", "S5.46")


def file_of(telegram: Telegram, file_id: str) -> bytes:
    """What lies with Telegram."""
    path = telegram.api.call("getFile", {"file_id": file_id})["file_path"]
    return bytes(download(telegram.api, path)[0])


async def manager_of(telegram: Telegram, *, filled: bool = True) -> Person:
    """A manager on the last of October."""
    marina = await telegram.person("Марина", Role.MANAGER)
    telegram.clock.at = at(10, 31, 20)
    if filled:
        telegram.desk.db.write_now(fill)
    return marina


async def drawn(telegram: Telegram) -> Person:
    """A manager with the gym's picture of the month before them."""
    marina = await manager_of(telegram)
    await marina.says("/stats")
    await marina.presses("Фитнес-клуб")
    await marina.presses("Этот месяц")
    return marina


async def test_a_manager_gets_a_picture_with_totals_beside_the_period_before(telegram: Telegram) -> None:
    marina = await drawn(telegram)
    assert "Фитнес-клуб" in marina.sees
    assert "1–31 окт. 2026 г." in marina.sees
    assert "Посещения: пришли 4 (было 1, +300 %), пропустили 2 (было 0)" in marina.sees
    assert "Оплата абонементов: сумма 5 500,50 ₽ (было 111 ₽, +4855 %), платежи 3 (было 1, +200 %)" in marina.sees
    assert "Тренировки по тренерам: тренировки 3" in marina.sees
    picture = Image.open(io.BytesIO(file_of(telegram, marina.last["photo"][-1]["file_id"])))
    assert picture.width == 1080
    assert picture.height > 1000
    assert not any("Рисую" in (message.get("text") or "") for message in marina.messages)
    assert {"7 дней", "30 дней", "Этот месяц", "Прошлый месяц", "⬇ Excel"} <= set(marina.buttons)


async def test_another_period_takes_the_place_of_the_picture(telegram: Telegram) -> None:
    marina = await drawn(telegram)
    message_id, count = marina.last["message_id"], len(marina.messages)
    await marina.presses("Прошлый месяц")
    assert (marina.last["message_id"], len(marina.messages)) == (message_id, count)
    assert "1–30 сент. 2026 г." in marina.sees
    assert "пришли 1 " in marina.sees


async def test_a_picture_that_was_deleted_meanwhile_comes_as_a_new_one(telegram: Telegram) -> None:
    marina = await drawn(telegram)
    old = marina.last["message_id"]
    telegram.desk.jobs.settle, settle = _nothing, telegram.desk.jobs.settle  # type: ignore[method-assign]
    await marina.presses("7 дней")
    telegram.api.call("deleteMessage", {"chat_id": marina.id, "message_id": old})
    telegram.desk.jobs.settle = settle  # type: ignore[method-assign]
    await telegram.settle()
    assert "25–31 окт. 2026 г." in marina.sees
    assert marina.last["message_id"] > old


async def test_excel_holds_the_tables_of_the_picture(telegram: Telegram) -> None:
    marina = await drawn(telegram)
    await marina.presses("Excel")
    book = load_workbook(io.BytesIO(file_of(telegram, marina.last["document"]["file_id"])))
    assert book.sheetnames == [
        "Посещения", "Оплата абонементов", "Активные клиенты", "Дни заморозки", "Тренировки по тренерам",
    ]  # fmt: skip
    money = [[cell.value for cell in row] for row in book["Оплата абонементов"]]
    assert money[0] == [
        "День", "Сумма, RUB", "Платежи", "Сумма, RUB: прошлый период", "Платежи: прошлый период",
    ]  # fmt: skip
    assert money[1] == [datetime(2026, 10, 1), 5000, 2, 0, 0]  # noqa: DTZ001  (a day)
    assert money[-1] == ["Итого", 5500.5, 3, 111, 1]
    names = [[cell.value for cell in row][:3] for row in book["Тренировки по тренерам"]]
    assert names[1:] == [["Олег Орлов", 2, 3], ["Анна Жукова", 1, 1], ["Итого", 3, 4]]
    events = telegram.desk.db.read_now(lambda uow: [e.action for e in uow.audit.list_of("export", 2)])
    assert events == ["exported"]


async def test_two_presses_make_one_picture(telegram: Telegram) -> None:
    marina = await manager_of(telegram)
    await marina.says("/stats")
    await marina.presses("Фитнес-клуб")
    where = marina.live_data("Этот месяц")
    telegram.desk.jobs.settle, settle = _nothing, telegram.desk.jobs.settle  # type: ignore[method-assign]
    for _ in range(3):
        await marina.presses_data(*where)
    assert "Рисую" in marina.sees
    telegram.desk.jobs.settle = settle  # type: ignore[method-assign]
    await telegram.settle()
    assert len(telegram.request.sent("sendPhoto")) == 1


async def test_it_can_be_stopped(telegram: Telegram) -> None:
    marina = await manager_of(telegram)
    await marina.says("/stats")
    await marina.presses("Фитнес-клуб")
    telegram.desk.jobs.settle, settle = _nothing, telegram.desk.jobs.settle  # type: ignore[method-assign]
    await marina.presses("Этот месяц")
    await marina.presses("Остановить")
    assert "Остановлено" in marina.sees
    telegram.desk.jobs.settle = settle  # type: ignore[method-assign]
    await telegram.settle()
    assert telegram.request.sent("sendPhoto") == []


async def test_a_restart_draws_it_anew(telegram: Telegram) -> None:
    marina = await manager_of(telegram)
    await marina.says("/stats")
    await marina.presses("Игры")
    telegram.desk.jobs.settle = _nothing  # type: ignore[method-assign]
    await marina.presses("30 дней")
    await telegram.restart()
    assert "Игры по дням: игры 2" in marina.sees
    assert len(marina.last["photo"]) > 0


async def test_a_picture_that_can_not_be_made_says_so(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    marina = await manager_of(telegram)
    monkeypatch.setattr(stats_jobs, "CHILD", "delivery.no_such_child")
    await marina.says("/stats")
    await marina.presses("Фитнес-клуб")
    await marina.presses("7 дней")
    assert "не получилась" in marina.sees
    state = telegram.desk.db.read_now(lambda uow: uow.jobs.get(1).state)
    assert state == "failed"


async def test_while_it_is_drawn_it_says_how_far_it_is(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "EVERY", 0.01)
    marina = await drawn(telegram)
    await marina.presses("7 дней")  # the picture stays and its caption counts
    said = [call for name in ("editMessageText", "editMessageCaption") for call in telegram.request.sent(name)]
    assert any("Рисую" in str(call) for call in said)
    assert "25–31 окт. 2026 г." in marina.sees


async def test_only_who_may_see_numbers_gets_any(telegram: Telegram) -> None:
    for role in (Role.INSTRUCTOR, Role.SELLER, Role.COACH, Role.SUPPORT):
        someone = await telegram.person("Роман", role)
        await someone.says("/stats")
        assert "недоступно" in someone.sees
        for button in (StatsAsked("fitness", "7"), StatsSheetAsked("fitness", at(10, 1).date(), at(10, 2).date())):  # type: ignore[arg-type]
            await someone.presses_data(someone.last["message_id"], button.pack())
            assert "недоступно" in someone.alert
    assert telegram.request.sent("sendPhoto") == []


async def test_a_role_that_was_taken_meanwhile_draws_nothing(telegram: Telegram) -> None:
    """The child asks for the right once more."""
    marina = await manager_of(telegram)
    await marina.says("/stats")
    await marina.presses("Фитнес-клуб")
    telegram.desk.jobs.settle, settle = _nothing, telegram.desk.jobs.settle  # type: ignore[method-assign]
    await marina.presses("7 дней")
    telegram.desk.db.write_now(
        lambda uow: uow.people.revoke(uow.people.find_by_telegram(marina.id).id, Role.MANAGER)
    )  # fmt: skip
    telegram.desk.jobs.settle = settle  # type: ignore[method-assign]
    await telegram.settle()
    assert telegram.request.sent("sendPhoto") == []
    assert "не получилась" in marina.sees


async def _nothing() -> None:
    """Jobs wait."""


class TestAreas:
    """A business with the shop only."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, features=frozenset({"shop", "clients"}))

    async def test_an_area_that_is_off_has_no_statistics(self, telegram: Telegram) -> None:
        marina = await manager_of(telegram, filled=False)
        await marina.says("/stats")
        assert "За какой период" in marina.sees  # of the shop: there is nothing to choose
        assert "Магазин" in marina.sees
        await marina.presses_data(marina.last["message_id"], StatsAsked("fitness", "7").pack())  # type: ignore[arg-type]
        assert "Такой статистики нет" in marina.alert + marina.sees
        assert telegram.request.sent("sendPhoto") == []


def test_the_bot_itself_never_imports_what_draws() -> None:
    asked = "import bot, sys; print([name for name in sys.modules if name.split('.')[0] in ('matplotlib', 'numpy')])"
    root = Path(__file__).parent.parent.parent
    told: Any = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
