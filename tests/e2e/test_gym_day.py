"""Days of the gym in a browser: a newcomer, a membership, a training, a freeze; the coach; the owner's charts.

``FRONTDESK_PICTURES=docs/pictures`` keeps the screenshots of the README.
"""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image

from sample.personas import ATHLETE, COACH, GYM_MANAGER, NEW_MEMBER, OWNER
from tests.e2e.club import IN_A_BROWSER
from tests.e2e.housing import MONDAY, Admin, ClockedClub, HousingChat
from tests.e2e.shop import ShopChat

pytestmark = IN_A_BROWSER
PLAN = "Месяц, 12 посещений"
TUESDAY = MONDAY.date() + timedelta(days=1)
LINK = "https://example.com/live/2"  # of the group that trains on Tuesday
TITLE = "Кроссфит, вт, 24 нояб., 19:00"
OF_TIMUR = (
    "SELECT {} FROM {} JOIN crm_clients ON crm_clients.uid = client_uid WHERE phone = '+79021000022' ORDER BY id DESC"
)


class GymChat(HousingChat, ShopChat):
    """A window of somebody of the gym."""

    def scans(self) -> str:
        """What the newest picture says to a phone's camera."""
        picture = self.page.get_by_test_id("message").locator("img").last
        picture.wait_for()
        got = self.page.request.get(self.page.evaluate("(image) => image.src", picture.element_handle()))
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(got.body())))
        return str(code.text)


@pytest.fixture(scope="module")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedClub]:
    running = ClockedClub(tmp_path_factory.mktemp("gym"))
    running.begin(ATHLETE, COACH, GYM_MANAGER, OWNER)
    yield running
    running.stop()


@pytest.mark.timeout(400)
@pytest.mark.req(
    "S5.14", "S5.24", "S5.25", "S5.26", "S5.31", "S5.35", "S5.37", "S5.39", "S5.41", "S5.45",
)  # fmt: skip
def test_from_the_first_start_to_the_owners_charts(browser: Any, gym: ClockedClub) -> None:
    """One after another: registers, pays, signs up, is invited, checks in, is frozen, returns; marks; charts."""
    timur, lera, oleg, svetlana, sergey = (
        GymChat(browser, gym, one) for one in (NEW_MEMBER, ATHLETE, COACH, GYM_MANAGER, OWNER)
    )
    registers_and_pays(gym, timur, svetlana)
    signs_up(timur)
    is_invited(oleg, lera)
    checks_in(gym, oleg, timur)
    the_coach_marks(gym, oleg)
    freezes_and_returns(gym, timur)
    the_owner_looks(sergey)
    the_manager_looks_on_the_web(svetlana)
    for chat in (timur, lera, oleg, svetlana, sergey):
        chat.close()


def registers_and_pays(gym: ClockedClub, timur: GymChat, svetlana: GymChat) -> None:
    timur.say("/start")
    timur.press_below("🏋️ Абонемент", "Вы ещё не зарегистрированы")
    timur.press("✍️ Зарегистрироваться")
    timur.press_first("Согласен")
    timur.shows("Регистрация", "Отправьте телефон")
    timur.share_contact()
    timur.press_until("Тимур Ахметов", "Ваша почта?")
    is_killed(gym, timur)
    timur.press_until("Пропустить", "Ваш город или район?")
    timur.say("Октябрьский")
    timur.press_until("Пропустить", "Что важно знать тренеру?")
    timur.press_until("Пропустить", "Всё верно?", "Ахметов Тимур", "Октябрьский")
    timur.keep("gym-registration")
    timur.press_until("✅ Зарегистрироваться", "Вы зарегистрированы", "Сейчас абонемента нет")
    timur.press_until("🏋️ Купить абонемент", "Какой абонемент?")
    timur.press_first(PLAN)
    timur.shows(PLAN, "К оплате: 3 600 ₽")
    timur.press_until("💳 Оплатить", "3 600 ₽")
    timur.pays()
    timur.shows("Оплата получена: 3 600 ₽", PLAN)
    svetlana.shows("Оплата в боте: 3 600 ₽", PLAN)
    found = gym.rows(OF_TIMUR.format("state, starts, ends", "memberships"))
    assert found == [("paid", f"{MONDAY.date()}", f"{MONDAY.date() + timedelta(days=29)}")]


def is_killed(gym: ClockedClub, chat: GymChat) -> None:
    """`kill -9` between two steps; whoever was in the midst of something goes on where they were."""
    gym.kill()
    gym.start()
    chat.comes_back()


def signs_up(timur: GymChat) -> None:
    timur.say("/schedule")
    timur.press_first("завтра")
    timur.press_first("19:00 Кроссфит")
    timur.press_until("Записаться", TITLE, "Вы записаны")
    timur.keep("gym-training")


def is_invited(oleg: GymChat, lera: GymChat) -> None:
    """With the link of that very training (S5.36)."""
    oleg.say("/week")
    oleg.press_first("завтра")
    oleg.press_first("19:00 Кроссфит")
    oleg.shows(TITLE, "Тимур Ахметов")
    oleg.press_until("Пригласить", "Кого приглашаем?")
    oleg.press_until("Выбранных людей", "Напишите имя или телефон")
    oleg.say("Миронова")
    oleg.press_until("➕ Валерия Миронова", "Выбраны: Валерия Миронова")
    oleg.press_until(r"Готово \(1\)", "Получит 1 человек")
    oleg.press_until(r"Отправить \(1\)", "Приглашение отправлено: 1 человек")
    lera.shows(TITLE, "Приглашаем вас на эту тренировку")
    lera.keep("gym-invitation")
    lera.press_under("Приглашаем вас", "Приду", TITLE, f"Ссылка на эту тренировку: {LINK}")


def checks_in(gym: ClockedClub, oleg: GymChat, timur: GymChat) -> None:
    """Half an hour before, by the QR on the coach's screen."""
    gym.is_at(MONDAY.replace(day=TUESDAY.day, hour=18, minute=30))
    oleg.say("/week")
    oleg.press_first("сегодня")
    oleg.press_first("19:00 Кроссфит")
    oleg.press_until("QR для отметки", "Код действует до 18:45")
    oleg.keep("gym-qr")
    link = oleg.scans()
    payload = link.partition("start=")[2]
    assert payload.startswith("v_")
    timur.say(f"/start {payload}")
    timur.shows("Отмечено, что вы пришли")
    oleg.shows("Пришли: 2")
    assert gym.rows(OF_TIMUR.format("state, counts", "visits"))[0] == ("came", 1)


def the_coach_marks(gym: ClockedClub, oleg: GymChat) -> None:
    oleg.say("/week")
    oleg.press_first("сегодня")
    oleg.press_first("19:00 Кроссфит")
    oleg.shows("Нажмите имя")
    waiting = [one for one in oleg.buttons if one.startswith("▫️")]
    assert waiting  # the sample's members are signed up too
    oleg.press(waiting[0])
    oleg.shows("Пришли: 3")
    oleg.keep("gym-attendance")
    count = "SELECT count(*) FROM visits WHERE state = 'came' AND day = ?"
    assert gym.rows(count, f"{TUESDAY}") == [(3,)]


def freezes_and_returns(gym: ClockedClub, timur: GymChat) -> None:
    """Seven days from Wednesday, and back on Thursday: one was frozen, six come back."""
    ends = MONDAY.date() + timedelta(days=29)
    timur.say("/membership")
    timur.press_until("❄️ Заморозить", "С какого дня?")
    timur.press_until("Завтра", "На сколько дней?")
    timur.press_first("7 дней")
    timur.shows("Заморозка: 25 ноября — 1 декабря")
    timur.keep("gym-freeze")
    is_killed(gym, timur)
    timur.press_until("❄️ Да, заморозить", "Заморожен")
    assert gym.rows(OF_TIMUR.format("ends", "memberships")) == [(f"{ends + timedelta(days=7)}",)]
    gym.is_at(MONDAY.replace(day=26, hour=9))
    timur.say("/membership")
    timur.press_until("☀️ Разморозить", "Разморозить")
    timur.press_first("Да")
    gym.waits_for(OF_TIMUR.format("ends", "memberships").replace("WHERE", f"WHERE ends = '{ends + DAY}' AND"))
    assert gym.rows(OF_TIMUR.format("freezes.starts, freezes.ends", "freezes")) == [("2026-11-25", "2026-11-25")]


DAY = timedelta(days=1)


def the_owner_looks(sergey: GymChat) -> None:
    """Charts in the chat."""
    sergey.say("/stats")
    sergey.press_first("Фитнес-клуб")
    sergey.press_first("30 дней")
    sergey.shows("Посещения: пришли")
    sergey.has("img", "Посещения: пришли")
    sergey.keep("gym-stats-chat")


def the_manager_looks_on_the_web(svetlana: GymChat) -> None:
    """The same numbers on the web, and the table behind a chart as Excel."""
    svetlana.say("/web")
    admin = svetlana.opens_the_web()
    admin.press("Войти")
    admin.page.locator("main a[href$='/stats']").first.click()
    admin.page.get_by_role("button", name="Фитнес-клуб").click()
    admin.page.locator("[data-stats]:not([aria-busy=true]) canvas").first.wait_for()
    admin.keep("gym-web-stats")
    with admin.page.expect_download(timeout=120_000) as got:
        admin.page.get_by_role("button", name="Excel").first.click()
    sheet = load_workbook(io.BytesIO(Path(got.value.path()).read_bytes())).active
    assert sheet is not None
    assert sheet.max_row > 7
    the_members(admin)
    admin.close()


def the_members(admin: Admin) -> None:
    """All, the active, one of them: the list changes without reloading (S5.37)."""
    admin.page.goto(admin.page.url.partition("/admin")[0] + "/admin/members")
    admin.page.evaluate("window.stays = true")
    admin.page.get_by_role("link", name="Активные").or_(admin.page.get_by_role("button", name="Активные")).first.click()
    admin.page.get_by_text("Ахметов").first.wait_for()
    assert admin.page.evaluate("window.stays") is True
    admin.keep("gym-web-members")
    admin.page.get_by_role("link", name="Ахметов").first.click()
    admin.page.get_by_role("heading", name="Ахметов").wait_for()
    admin.keep("gym-web-member")
