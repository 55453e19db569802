"""A member freezes the membership and comes back; so do the staff for them (S5.17, S5.18, S5.44, T29)."""

from datetime import timedelta

import pytest

from domain.access import Role
from models import Freeze, Membership
from repositories.uow import Uow
from tests.chat import Telegram
from tests.club import put
from tests.conftest import NOON
from tests.conversations.gym import labels, member, rows
from tests.gym_rows import make_freeze

TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.mark.req("S5.17", "S5.44")
async def test_a_member_sees_what_moves_where_before_it_does(telegram: Telegram) -> None:
    olga = await member(telegram)
    await olga.says("/membership")
    assert "до 20 декабря" in olga.sees
    assert "Осталось дней заморозки: 10" in olga.sees
    await olga.presses("❄️ Заморозить")
    await olga.presses("Завтра")
    await olga.says("50")
    assert "осталось: 10" in olga.sees.lower()
    await olga.says("5")
    assert "до 25 декабря вместо 20 декабря" in olga.sees
    assert rows(telegram, Freeze) == []
    await olga.presses("❄️ Да, заморозить")
    assert "22 ноября — 26 ноября" in olga.sees
    assert rows(telegram)[0]["ends"] == TODAY + 34 * DAY
    await olga.presses("Мой абонемент")
    assert "Будет заморожен" in olga.sees
    telegram.clock.at += 2 * DAY
    await olga.says("/membership")
    assert "❄️ Заморожен" in olga.sees
    await olga.presses("☀️ Разморозить")
    await olga.presses("☀️ Да")
    assert "☀️ Абонемент действует" in olga.sees
    assert rows(telegram)[0]["ends"] == TODAY + 30 * DAY  # only the 22nd was frozen: on the 23rd they are back


@pytest.mark.req("S5.44")
async def test_a_day_and_a_last_day_are_typed_and_what_cant_be_is_said(telegram: Telegram) -> None:
    olga = await member(telegram)
    await olga.says("/membership")
    await olga.presses("❄️ Заморозить")
    await olga.says("20.11")
    assert rows(telegram, Freeze) == []
    await olga.says("01.01.2028")
    assert "пока действует абонемент: до " in olga.sees
    assert ".." not in olga.sees
    await olga.says("01.12")
    assert "С 1 декабря" in olga.sees
    for nonsense in ("много", "-5", "0"):
        await olga.says(nonsense)
        assert "Например: 7" in olga.sees
    await olga.says("03.12")
    assert "1 декабря — 3 декабря" in olga.sees
    await olga.presses("❄️ Да, заморозить")
    (kept,) = rows(telegram, Freeze)
    assert (kept["starts"].day, kept["ends"].day) == (1, 3)


@pytest.mark.req("S5.44")
async def test_where_members_may_not_the_desk_does_it(telegram: Telegram) -> None:
    olga, anna = await member(telegram), await telegram.person("Анна", Role.MANAGER)
    put(telegram.desk.db, MEMBERS_FREEZE=False)
    await olga.says("/membership")
    assert "❄️ Заморозить" not in labels(olga)
    await anna.says("/members")
    await anna.presses("Все")
    await anna.presses("Минеева Ольга")
    await anna.presses("❄️ Заморозить")
    assert "Минеева Ольга" in anna.sees
    await anna.presses("Сегодня")
    await anna.presses("7 дней")
    await anna.presses("❄️ Да, заморозить")
    await anna.presses("Карточка")
    assert "❄️ Заморожен: 21 ноября — 27 ноября" in anna.sees
    await anna.says("/members")
    await anna.presses("Заморожены")
    assert any("Минеева" in label for label in labels(anna))


@pytest.mark.req("S5.18")
async def test_without_a_membership_that_runs_there_is_nothing_to_freeze(telegram: Telegram) -> None:
    olga = await member(telegram, starts=TODAY - 40 * DAY)
    await olga.says("/membership")
    assert "Закончился" in olga.sees
    message, _data = olga.live_data("Профиль")
    await olga.presses_data(message, "Mf:0")
    assert "замораживать нечего" in olga.alert
    stranger = await telegram.person("Глеб")
    await stranger.says("/membership")
    message, _data = stranger.live_data("Зарегистрироваться")
    uid = rows(telegram)[0]["client_uid"]
    await stranger.presses_data(message, f"Mf:{uid}")
    assert "недоступно" in stranger.alert


@pytest.mark.req("S5.44")
async def test_days_that_were_frozen_meanwhile_are_said_and_others_can_be_chosen(telegram: Telegram) -> None:
    olga = await member(telegram)
    await olga.says("/membership")
    await olga.presses("❄️ Заморозить")
    await olga.presses("Завтра")
    await olga.says("5")

    def freezes(uow: Uow) -> None:
        row = uow.session.query(Membership).one()
        make_freeze(uow, row, TODAY + 2 * DAY, TODAY + 3 * DAY)

    telegram.desk.db.write_now(freezes)
    for said in ("что?", "а если так"):
        await olga.says(said)
        assert "Часть этих дней уже заморожена." in olga.sees
    await olga.presses("Назад")
    await olga.says("01.12")
    await olga.says("2")
    await olga.presses("❄️ Да, заморозить")
    assert len(rows(telegram, Freeze)) == 2
