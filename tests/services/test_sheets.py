"""The day's sheet to instructors and the evening line to owners."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role
from domain.orders import Gifts, Polygon, Status
from services import orders, sheets
from tests.chat import Person, Telegram
from tests.club import STAFF, book, card, change, live_through, outbox, put
from tests.queries import counted


def own(telegram: Telegram, person: Person) -> int:
    return int(telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(person.id).id))


def go(telegram: Telegram, uid: int, source: Status, target: Status) -> None:
    telegram.desk.db.write_now(lambda uow: orders.go(uow, STAFF, uid, source, target).uid)


async def sunday(telegram: Telegram) -> tuple[Person, Person, dict[str, int]]:
    """Two instructors, and tomorrow's games: at noon (Ivan's), at two and at six."""
    ivan, oleg = await telegram.person("Иван", Role.INSTRUCTOR), await telegram.person("Олег", Role.INSTRUCTOR)
    db, noon = telegram.desk.db, telegram.clock.at + timedelta(days=1)
    olga = card(db, surname="Минеева", name="Ольга", phone="+79996432387", secondphone="+79996432388")
    vera = card(db, surname="Котова", name="Вера")
    games = {
        "noon": book(db, noon, olga, players=12, restroom=1, instructor_id=own(telegram, ivan)),
        "two": book(db, noon + timedelta(hours=2), vera, players=12, description="торт свой"),
        "six": book(db, noon + timedelta(hours=6), vera, players=8, gifts=Gifts.DOGTAG, polygon=Polygon.PARK),
    }
    return ivan, oleg, games


@pytest.mark.req("S1.4")
async def test_at_eight_everybody_gets_their_day(telegram: Telegram) -> None:
    ivan, oleg, _ = await sunday(telegram)
    await telegram.after(hours=19, minutes=59)
    assert "📅" not in oleg.chat
    await telegram.after(minutes=1)
    assert oleg.sees == (
        "📅 вс, 22 нояб.: 3 игры\n\n"
        "12:00–13:00 арена · 12 игроков\n👤 Минеева Ольга +7 999 643-23-87 +7 999 643-23-88\n"
        "день рождения · банданы · ведёт Иван · отдых до 14:00 в зоне 1\n\n"
        f"14:00–15:00 арена · 12 игроков\n{_client(oleg, 'Котова')}\nдень рождения · банданы\nторт свой\n\n"
        f"18:00–19:00 парк · 8 игроков\n{_client(oleg, 'Котова')}\nдень рождения · жетоны\n\n"
        "Подготовить: банданы 24, жетоны 8"
    )
    assert "📅 вс, 22 нояб.: 1 игра" in ivan.sees  # mine; all where none is mine
    assert ivan.buttons == ["12:00 Пришли", "12:00 Карточка"]
    said = len(oleg.messages)
    await live_through(telegram, 12)
    assert len(oleg.messages) == said
    assert len(outbox(telegram.desk.db, "day_sheet")) == 2  # nothing has changed, nothing was edited


def _client(person: Person, name: str) -> str:
    return next(line for line in person.sees.splitlines() if name in line)


async def test_a_day_without_games_is_quiet_until_one_is_booked(telegram: Telegram) -> None:
    ivan = await telegram.person("Иван", Role.INSTRUCTOR)
    await live_through(telegram, 22)
    assert "📅" not in ivan.chat
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=5), card(telegram.desk.db, surname="Котова"))
    await telegram.tick()
    assert "📅 вс, 22 нояб.: 1 игра" in ivan.sees


async def test_a_process_that_starts_late_tells_of_what_is_still_to_come(telegram: Telegram) -> None:
    _, oleg, _ = await sunday(telegram)
    telegram.clock.at += timedelta(hours=29)  # 17:00
    await telegram.restart()
    await telegram.tick()
    assert "📅" in oleg.sees


async def test_nothing_when_the_day_is_over(telegram: Telegram) -> None:
    _, oleg, _ = await sunday(telegram)
    telegram.clock.at += timedelta(hours=32)
    await telegram.tick()
    assert "📅" not in oleg.chat


async def test_the_sheet_follows_the_day(telegram: Telegram) -> None:
    ivan, oleg, games = await sunday(telegram)
    await telegram.after(hours=20)
    said = len(oleg.messages)
    go(telegram, games["two"], Status.CONFIRMED, Status.CANCELLED)
    change(telegram.desk.db, games["six"], players=10, description="с собакой")
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=9), polygon=Polygon.FOREST)
    await live_through(telegram, 0.05, step=1 / 360)
    assert len(oleg.messages) == said  # edited, not sent anew
    assert "📅 вс, 22 нояб.: 3 игры" in oleg.sees
    assert "с собакой" in oleg.sees
    assert "17:00–18:00 лес" in oleg.sees
    assert "14:00 арена · Котова Вера в этот день не состоится" in oleg.sees
    assert "14:00 Пришли" not in oleg.buttons
    assert "Подготовить: банданы 13, жетоны 10" in oleg.sees
    assert "14:00 арена" not in ivan.sees


async def test_arrived_and_finished_are_one_press_each(telegram: Telegram) -> None:
    ivan, oleg, games = await sunday(telegram)
    await telegram.after(hours=24)
    await ivan.presses("12:00 Пришли")
    assert "гости пришли" in ivan.sees
    assert "12:00 Закончили" in oleg.buttons
    await ivan.presses("12:00 Закончили")
    assert "сколько играло" in ivan.sees
    assert ivan.buttons[0] == "12, как в заказе"
    await ivan.presses("« К листу дня")
    await ivan.presses("12:00 Закончили")
    await ivan.presses("11")
    assert "пришли 11 из 12" in ivan.sees
    assert ivan.buttons == ["12:00 Карточка"]
    assert "пришли 11 из 12" in oleg.sees
    row = telegram.desk.db.read_now(
        lambda uow: (uow.orders.get(games["noon"]).status, uow.orders.get(games["noon"]).came)
    )
    assert row == ("done", 11)


async def test_old_buttons_of_a_sheet(telegram: Telegram) -> None:
    ivan, oleg, games = await sunday(telegram)
    await telegram.after(hours=24)
    old = oleg.live_data("12:00 Пришли")
    await ivan.presses("12:00 Пришли")
    await oleg.presses_data(*old)  # the same press by another: the same answer
    assert "12:00 Закончили" in oleg.buttons
    finish = oleg.live_data("12:00 Закончили")
    await ivan.presses("12:00 Закончили")
    await ivan.presses("12, как")
    await oleg.presses_data(*finish)
    assert "Закончили" not in "".join(oleg.buttons[:1])
    go_back = oleg.live_data("14:00 Пришли")
    telegram.desk.db.write_now(lambda uow: orders.delete(uow, STAFF, games["two"]).uid)
    await oleg.presses_data(*go_back)
    assert oleg.alert != ""
    assert "14:00 Пришли" not in oleg.buttons


async def test_a_games_card_comes_beside_the_sheet(telegram: Telegram) -> None:
    ivan, _, _ = await sunday(telegram)
    await telegram.after(hours=20)
    sheet = ivan.last["message_id"]
    await ivan.presses("12:00 Карточка")
    assert "Игра №" in ivan.sees
    assert ivan.last["message_id"] != sheet


async def test_a_customer_sees_no_sheet(telegram: Telegram) -> None:
    ivan, _, _ = await sunday(telegram)
    olga = await telegram.person("Ольга")
    await telegram.after(hours=20)
    for label in ("12:00 Пришли", "12:00 Карточка"):
        await olga.presses_data(olga.last["message_id"], ivan.live_data(label)[1])
        assert "недоступно" in olga.alert
    assert "Минеева" not in olga.chat


async def test_a_long_day_fits_into_a_message(telegram: Telegram) -> None:
    ivan = await telegram.person("Иван", Role.INSTRUCTOR)
    db, start = telegram.desk.db, telegram.clock.at + timedelta(hours=22)
    client = card(db, surname="К" * 64, name="В" * 64, midname="А" * 64)
    for number in range(10):
        for polygon in (Polygon.ARENA, Polygon.PARK):
            at = start + timedelta(minutes=30 * number)
            book(db, at, client, gametime=1800, polygon=polygon, description="<&" * 200)
    await telegram.after(hours=20)
    assert "📅 вс, 22 нояб.: 20 игр" in ivan.sees
    assert "И ещё" in ivan.sees


# --- the evening ---


async def test_the_evening_line_is_off_unless_wanted(telegram: Telegram) -> None:
    await telegram.person("Борис", Role.OWNER)
    await live_through(telegram, 24)
    assert outbox(telegram.desk.db, "evening_line") == []


async def test_what_the_day_brought(telegram: Telegram) -> None:
    put(telegram.desk.db, EVENING_LINE=True)
    boss = await telegram.person("Борис", Role.OWNER)
    db, now = telegram.desk.db, telegram.clock.at
    client = card(db)
    games = [book(db, now + timedelta(hours=hour), client, players=10) for hour in (1, 2, 3, 4, 5)]

    def mark(uow: Any) -> None:
        for uid, status in zip(games, ("done", "done", "cancelled", "no_show", "confirmed"), strict=True):
            uow.orders.get(uid).status = status
        uow.orders.get(games[0]).paid, uow.orders.get(games[0]).came = 1250000, 12
        uow.orders.get(games[1]).paid = 350000

    db.write_now(mark)
    await live_through(telegram, 9)
    assert "📊" not in boss.chat
    await telegram.after(minutes=30)
    assert boss.sees == (
        "📊 сб, 21 нояб.: итоги дня\nСыграно игр: 2, игроков: 22\nОплачено: 16 000 ₽\n"
        "Не пришли: 1\nОтменено: 1\nНе отмечено: 1\nНовых клиентов: 1"
    )
    await live_through(telegram, 20)
    assert len(outbox(db, "evening_line")) == 1


@pytest.mark.parametrize(("hours", "is_sent"), [(10, True), (11.4, True), (11.5, False), (13, False)])
async def test_a_late_evening_line(telegram: Telegram, hours: float, is_sent: bool) -> None:
    put(telegram.desk.db, EVENING_LINE=True)
    boss = await telegram.person("Борис", Role.OWNER)
    await telegram.after(hours=hours)
    assert ("📊" in boss.chat) is is_sent


async def test_a_sheet_costs_the_same_for_one_game_and_for_ten(telegram: Telegram) -> None:
    db, day = telegram.desk.db, telegram.clock.at + timedelta(days=1)

    def asked() -> int:
        with counted() as sent:
            db.read_now(lambda uow: sheets.sheet(uow, STAFF, day.date()))
        return len([one for one in sent if one.startswith("SELECT")])

    book(db, day, card(db))
    few = asked()
    for number in range(1, 9):
        book(db, day + timedelta(hours=number), card(db))
    assert asked() == few <= 6


async def test_who_starts_the_bot_later_gets_the_sheet_then(telegram: Telegram) -> None:
    """An instructor who was added by id and has never pressed Start can't be written to."""
    _, _, _ = await sunday(telegram)
    late = await telegram.person("Лев", Role.INSTRUCTOR)
    telegram.people.block(late.id)
    await telegram.after(hours=20)
    await telegram.after(minutes=5)
    assert "📅" not in late.chat
    await late.opens("")
    await live_through(telegram, 0.05, step=1 / 360)
    assert "📅 вс, 22 нояб.: 3 игры" in late.chat
    assert late.chat.count("📅 вс") == 1
