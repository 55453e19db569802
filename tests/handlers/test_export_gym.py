"""/export of a gym: members, memberships, their money, freezes, visits (S5.50, S1.66)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.access import Role
from services import payment_desk
from tests.builders import make_client
from tests.chat import Telegram
from tests.gym_rows import (
    make_coach,
    make_freeze,
    make_group,
    make_member,
    make_membership,
    make_training,
    make_visit,
)
from tests.handlers.test_export import sheet_of

DAY = timedelta(days=1)


def fill(uow: Any) -> None:
    """A member of a group whose membership was paid, frozen for two days and used once; one who ended long ago."""
    group = make_group(uow, name="Утро")
    vera = make_client(uow, surname="Орлова", name="Вера", phone="+79990001234").uid
    make_member(uow, vera, email="vera@example.ru", region="Центр", group_id=group.id, comment="=1+1")
    held = make_membership(uow, vera, name="Месяц", state="wanted", paid=0)
    owner = uow.people.actor_of(uow.people.list_by_role(Role.MANAGER)[0].telegram_id, "test")
    payment_desk.note_membership(uow, owner, held.id, 300_000, "наличными", "t1")
    payment_desk.return_membership(uow, owner, held.id, 50_000, "t2")
    make_freeze(uow, held, uow.today + DAY, uow.today + 2 * DAY)
    training = make_training(uow, group_id=group.id, coach_id=make_coach(uow, first_name="Пётр").id)
    make_visit(uow, training, vera, state="came", membership_id=held.id, counts=True)
    old = make_client(uow, surname="Былова").uid
    past = make_membership(uow, old, uow.today - 90 * DAY)
    make_freeze(uow, past, uow.today - 80 * DAY, uow.today - 79 * DAY)
    make_client(uow, surname="Посторонний")


async def rows(telegram: Telegram, title: str) -> list[dict[str, Any]]:
    """What a manager's file of this table has."""
    marina = await telegram.person("Марина", Role.MANAGER)
    telegram.desk.db.write_now(fill)
    await marina.says("/export")
    await marina.presses(title)
    await marina.presses("Сделать файл")
    sheet = sheet_of(telegram, marina)
    heading = [cell.value for cell in sheet[1]]
    return [dict(zip(heading, (cell.value for cell in line), strict=True)) for line in sheet.iter_rows(min_row=2)]


@pytest.mark.req("S5.50", "S1.66")
async def test_members(telegram: Telegram) -> None:
    vera, old = await rows(telegram, "Клиенты клуба")
    assert (vera["Клиент"], vera["Телефон"], vera["Группа"]) == ("Орлова Вера", "+79990001234", "Утро")
    assert (vera["Эл. почта"], vera["Город, район"], vera["Комментарий"]) == ("vera@example.ru", "Центр", "=1+1")
    assert (vera["Оплачено до"], vera["Тренировок"]) == (datetime(2026, 12, 20), 1)  # noqa: DTZ001
    assert old["Клиент"].startswith("Былова")


async def test_memberships_of_the_month(telegram: Telegram) -> None:
    vera, _old, total = await rows(telegram, "Абонементы")
    assert (vera["Абонемент"], vera["Состояние"], vera["Посещений использовано"]) == ("Месяц", "Оплачен", 1)
    assert (vera["Первый день"], vera["Цена"], vera["Оплачено"]) == (datetime(2026, 11, 21), 3000, 2500)  # noqa: DTZ001
    assert total["Оплачено"] == 5500


async def test_money_with_its_sum(telegram: Telegram) -> None:
    paid, back, total = await rows(telegram, "Оплаты")
    assert (paid["Сумма"], paid["Примечание"], paid["Способ оплаты"]) == (3000, "наличными", "Записана")
    assert (back["Сумма"], back["Возврат по №"]) == (-500, paid["№"])
    assert total["Сумма"] == 2500


async def test_freezes_with_a_day_in_the_month(telegram: Telegram) -> None:
    (freeze,) = await rows(telegram, "Заморозки")
    assert (freeze["Первый день"], freeze["Последний день"]) == (datetime(2026, 11, 22), datetime(2026, 11, 23))  # noqa: DTZ001


async def test_visits(telegram: Telegram) -> None:
    (visit,) = await rows(telegram, "Посещения")
    assert (visit["Тренировка"], visit["Группа"], visit["Тренер"]) == ("Йога", "Утро", "Пётр Орлов")
    assert (visit["Клиент"], visit["Состояние"], visit["Абонемент"]) == ("Орлова Вера", "Посещение", "Месяц")


async def test_without_a_gym_its_tables_are_not_there(telegram: Telegram) -> None:
    object.__setattr__(telegram.desk.settings, "features", telegram.desk.settings.features - {"fitness"})
    marina = await telegram.person("Марина", Role.MANAGER)
    await marina.says("/export")
    assert "Абонементы" not in marina.buttons
    assert "Клиенты" in marina.buttons
