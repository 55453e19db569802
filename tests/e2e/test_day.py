"""A day of the club as people live it, in a browser: the manager, a parent, a refused slot, a kill in the middle.

``FRONTDESK_PICTURES=docs/pictures`` keeps the screenshots of the README.
"""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.e2e.club import IN_A_BROWSER, MANAGER, OWNER, PARENT, Chat, Club

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    running = Club(tmp_path_factory.mktemp("club"))
    yield running
    running.stop()


def set_reminder(owner: Chat, hours: int) -> None:
    """The owner sets the first reminder to so many hours before a game; 0: none."""
    owner.say("/settings")
    owner.press("Сообщения")
    owner.press("Первое напоминание")
    owner.say(str(hours))
    owner.shows("✅ Первое напоминание")


def remind_now(club: Club, owner: Chat) -> None:
    """The owner sets the first reminder to so many hours before the newest game that its moment has just passed."""
    with closing(sqlite3.connect(club.database)) as database:
        (start,) = database.execute("SELECT date FROM crm_orders ORDER BY uid DESC LIMIT 1").fetchone()
    ahead = datetime.fromisoformat(start).replace(tzinfo=UTC) - datetime.now(UTC)
    set_reminder(owner, math.ceil(ahead.total_seconds() / 3600))


@pytest.mark.req("S1.3", "S1.20", "S1.29")
def test_a_manager_finds_books_moves_and_a_taken_slot_names_the_free_ones(browser: Any, club: Club) -> None:
    marina = Chat(browser, club, MANAGER)
    marina.say("/client")
    marina.press("Найти")
    marina.say("МинеЕв")
    marina.press("^1: ")
    marina.shows("Минеева Ольга Сергеевна")
    marina.keep("client")
    marina.say("/client")
    marina.press("Добавить")
    marina.say("Лебедев Пётр 8 902 111-22-33")
    marina.press("Добавить")
    marina.shows("Клиент добавлен")

    marina.presses = marina.typed = 0
    marina.say("/order")
    marina.typed = 0
    marina.say("Ольга 8 999 643-23-87")
    marina.press(r"сб \d+")
    start = marina.free_time()
    marina.press(start)
    marina.press("12")
    marina.keep("order")
    marina.press("Записать")
    marina.shows("Статус: подтверждена")
    assert marina.presses <= 7
    assert marina.typed <= 2

    marina.press(r"« \d+")  # the day, with the game in it
    marina.shows(f"{start} арена")
    marina.keep("day")
    marina.say("/order")
    marina.say("Роман 8 904 555-66-77")
    marina.press("Роман")
    marina.press(r"сб \d+")
    marina.say(start)  # taken now
    marina.shows("занято", "Свободно")
    marina.keep("taken")
    free = marina.free_time()
    marina.press(free)
    marina.press("8")
    marina.press("Записать")
    marina.shows("Статус: подтверждена", free)

    marina.press("Перенести")
    marina.press("Завтра")
    moved = marina.free_time()
    marina.press(moved)
    marina.press("Перенести")
    marina.shows("Статус: подтверждена", moved)
    marina.close()


@pytest.mark.req("S1.65", "S1.21")
def test_a_parent_orders_alone_the_manager_confirms_and_the_reminder_comes(browser: Any, club: Club) -> None:
    marina, sergey = Chat(browser, club, MANAGER, 390, 844), Chat(browser, club, OWNER)
    olga = Chat(browser, club, PARENT, 390, 844)
    set_reminder(sergey, 0)  # or it would be behind the game where the last day of the month is tomorrow
    olga.say("/order")
    olga.press_first("Согласен")
    olga.share_contact()
    olga.press_day()
    olga.press(olga.free_time())
    olga.press("10")
    olga.press("рождения")
    olga.keep("customer")
    olga.press("Отправить запрос")
    olga.shows("Запрос отправлен")
    marina.sees("Новый запрос")
    marina.keep("request")
    marina.press("Подтвердить")
    olga.sees("Игра подтверждена")
    marina.say("/calendar")
    marina.shows("Календарь игр")
    marina.keep("calendar")
    remind_now(club, sergey)
    olga.sees("Ждём вас")
    olga.keep("reminder")
    sergey.close()
    marina.close()
    olga.close()


@pytest.mark.req("S1.31", "S1.52")
def test_a_kill_in_the_middle_of_an_order_loses_nothing(browser: Any, club: Club) -> None:
    marina = Chat(browser, club, MANAGER)
    marina.say("/order")
    marina.say("Ольга 8 999 643-23-87")
    marina.press("Завтра")
    start = marina.free_time()
    marina.press(start)
    club.kill()
    club.start()
    marina.page.wait_for_timeout(2500)  # the page notices that the server is back
    marina.press("8")
    marina.press("Записать")
    marina.shows("Статус: подтверждена", start)
    assert club.healthy()
    marina.close()
