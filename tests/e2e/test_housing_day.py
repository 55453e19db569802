"""A day of the housing company in a browser: two residents, a request, the dispatcher on the web, a plumber.

``FRONTDESK_PICTURES=docs/pictures`` keeps the screenshots of the README.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.club import IN_A_BROWSER
from tests.e2e.housing import (
    DISPATCHER,
    EXECUTOR,
    NUMBER,
    RESIDENT,
    SECOND_RESIDENT,
    Admin,
    ClockedClub,
    HousingChat,
    photo_of_a_leak,
)

pytestmark = IN_A_BROWSER
REQUEST = 15  # behind the sample's 14
ADDRESS = "ул. Лесная, 4А, кв. 12"
TITLE = "Вода · Течёт кран или труба"
TEXT = "Капает под раковиной на кухне, подставили таз."
HIDDEN = {"Срочная", "Лицевой счёт"}
STREET = "SELECT id FROM utility_requests WHERE street LIKE '%Лесная%' {} ORDER BY id DESC"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedClub]:
    running = ClockedClub(tmp_path_factory.mktemp("housing"))
    running.begin(DISPATCHER, EXECUTOR)
    yield running
    running.stop()


@pytest.mark.req(
    "S4.1", "S4.8", "S4.10", "S4.11", "S4.13", "S4.14", "S4.15", "S4.16", "S4.17", "S4.18", "S4.19", "S4.20", "S4.21",
    "S4.23", "S4.27", "S4.28", "S4.29", "S4.30", "S4.31", "S4.36", "S5.13",
)  # fmt: skip
def test_a_request_from_the_first_start_to_done(browser: Any, company: ClockedClub) -> None:
    """The pair of Telegram account and phone, the request, the journal, the plumber: one after another (S4.1)."""
    anna, mikhail, irina, nikolay = (
        HousingChat(browser, company, one) for one in (RESIDENT, SECOND_RESIDENT, DISPATCHER, EXECUTOR)
    )
    a_known_phone_is_confirmed_at_once(anna)
    a_typed_phone_waits_for_the_dispatcher(mikhail, irina, anna)
    a_request_with_a_photo(company, anna)
    irina.shows(f"Новая заявка №{REQUEST}: {TITLE}", ADDRESS, TEXT)
    irina.say("/web")
    admin = irina.opens_the_web()
    the_dispatcher_comes_in(admin)
    sets_the_journal_up(company, admin)
    gives_it_to_the_plumber(company, admin)
    anna.shows(f"По заявке №{REQUEST} назначен исполнитель", "Дроздов Николай")
    takes_exactly_that_as_excel(company, admin)
    admin.close()
    the_plumber_does_it(nikolay, anna)
    the_resident_says_so(company, anna, irina)
    for chat in (anna, mikhail, irina, nikolay):
        chat.close()


def a_known_phone_is_confirmed_at_once(anna: HousingChat) -> None:
    anna.say("/start")
    anna.press_below("🏠 Заявки", "пройдите идентификацию")
    assert anna.buttons == ["🔑 Идентификация"]  # nothing else (S4.17)
    anna.press("🔑 Идентификация")
    anna.press_first("Согласен")
    anna.shows("Напишите номер лицевого счёта")
    anna.say(NUMBER)
    anna.shows(f"Лицевой счёт {NUMBER}", "Теперь телефон")
    anna.share_contact()
    anna.shows(f"Ваша квартира: {ADDRESS}")
    anna.keep("housing-identification")


def a_typed_phone_waits_for_the_dispatcher(mikhail: HousingChat, irina: HousingChat, anna: HousingChat) -> None:
    """He sees nothing of the flat until one press of the dispatcher; who lives there is told (T24)."""
    mikhail.say("/identify")
    mikhail.press_first("Согласен")
    mikhail.say(NUMBER)
    mikhail.say("8 902 100-00-16")
    mikhail.shows("Записано. Вас подтвердит диспетчер")
    assert mikhail.never_saw("Лесная")
    anna.shows("Новый житель в вашей квартире")
    irina.shows(f"Новый житель: {ADDRESS}", "Михаил Соколов", "+7 902 100-00-16, напечатан вручную")
    irina.keep("housing-new-resident")
    irina.press_under("Новый житель", "✅ Подтвердить", "подтверждён", ADDRESS)
    mikhail.shows(f"Вас подтвердили: {ADDRESS}")


def a_request_with_a_photo(company: ClockedClub, anna: HousingChat) -> None:
    anna.say("/request")
    anna.press_until("Вода", "Что именно?")
    anna.press_until("Течёт кран или труба", "Что случилось и где?")
    anna.attach("раковина.png", "image/png", photo_of_a_leak(), as_="photo", caption=TEXT)
    anna.shows("Записано")
    anna.press_until("Готово", "Когда вы дома?")
    anna.press_until("Вечером", "Это ваш номер?", "+7 902 100-00-15")
    anna.press_until("Да", "Новая заявка", TITLE, f"Адрес: {ADDRESS}", "Удобное время: вечером", TEXT)
    anna.keep("housing-request")
    anna.press_until("✅ Создать заявку", f"Заявка №{REQUEST} принята", "Статус: новая")
    kept = "SELECT text, wish, phone, account, is_confirmed FROM utility_requests WHERE id = ?"
    assert company.rows(kept, REQUEST) == [(TEXT, "вечером", "+79021000015", NUMBER, 1)]


def the_dispatcher_comes_in(admin: Admin) -> None:
    admin.press("Войти")
    admin.page.get_by_role("heading", name="Добрый день, Ирина").wait_for()
    admin.keep("housing-web")
    admin.page.locator("main a[href$='/journal/requests']").click()


def sets_the_journal_up(company: ClockedClub, admin: Admin) -> None:
    everything = [one for (one,) in company.rows(STREET.replace("LIKE '%Лесная%'", "IS NOT NULL").format(""))]
    assert len(everything) == REQUEST
    admin.has_rows(everything)
    before = admin.headings()
    admin.hide(*HIDDEN)
    admin.has_rows(everything)
    assert admin.headings() == [one for one in before if one not in HIDDEN]
    admin.page.get_by_role("searchbox", name="Улица").fill("лесн")  # in any case
    admin.choose("state", "новая", "назначена исполнителю", "в работе", "выполнена")
    admin.has_rows(wanted(company))
    assert REQUEST in wanted(company)
    assert 1 < len(wanted(company)) < REQUEST
    admin.keep("housing-journal")


def wanted(company: ClockedClub) -> list[int]:
    """What the filters let through."""
    return [one for (one,) in company.rows(STREET.format("AND state IN ('new', 'assigned', 'in_work', 'done')"))]


def gives_it_to_the_plumber(company: ClockedClub, admin: Admin) -> None:
    admin.follow(str(REQUEST))
    admin.page.get_by_role("heading", name=f"Заявка №{REQUEST}").wait_for()
    said = admin.page.locator("dl").inner_text()
    assert all(one in said for one in (TITLE, ADDRESS, "Соколова Анна Петровна", "+7 902 100-00-15", "вечером")), said
    photo = admin.page.locator("section.talk img")
    photo.scroll_into_view_if_needed()
    for _ in range(100):
        if photo.evaluate("(image) => image.naturalWidth") > 0:
            break
        admin.page.wait_for_timeout(100)
    assert photo.evaluate("(image) => image.naturalWidth / image.naturalHeight") == pytest.approx(900 / 640, rel=0.01)
    admin.page.evaluate("scrollTo(0, 0)")
    admin.keep("housing-web-request")
    company.passes(minutes=2)
    name = [one for one in admin.page.locator("#executor option").all_inner_texts() if one.startswith("Дроздов")]
    admin.page.get_by_label("Исполнитель").select_option(label=name[0])
    admin.press("Назначить")
    admin.page.locator("h1", has_text="назначена исполнителю").wait_for()


def takes_exactly_that_as_excel(company: ClockedClub, admin: Admin) -> None:
    """The rows the filters leave and the columns that are shown, as they are found again."""
    admin.follow("К журналу")
    admin.has_rows(wanted(company))
    columns = admin.headings()
    assert not HIDDEN & set(columns)
    titles, *lines = admin.excel()
    assert list(titles) == columns
    rows = [dict(zip(columns, line, strict=True)) for line in lines]
    assert [row["№"] for row in rows] == wanted(company)
    assert {row["Улица"] for row in rows} == {"ул. Лесная"}
    ours = next(row for row in rows if row["№"] == REQUEST)
    assert (ours["Состояние"], ours["Исполнитель"]) == ("назначена исполнителю", "Дроздов Николай")
    assert (ours["Что случилось"], ours["Категория"], ours["Квартира"]) == (TEXT, "Вода", "12")


def the_plumber_does_it(nikolay: HousingChat, anna: HousingChat) -> None:
    given = f"Вам заявка №{REQUEST}: {TITLE}"
    nikolay.shows(given, ADDRESS, "+7 902 100-00-15", TEXT)
    nikolay.press_under(given, "Открыть", f"Заявка №{REQUEST}", "Статус: назначена исполнителю")
    nikolay.keep("housing-executor")
    nikolay.press_until("📎 Файлы", f"№{REQUEST}")
    nikolay.page.get_by_test_id("message").last.locator("img").wait_for()
    nikolay.press_until("▶️ Начать", "Статус: в работе")
    anna.shows(f"Работа по заявке №{REQUEST} началась")
    nikolay.press_until("✅ Выполнена", "Статус: выполнена")


def the_resident_says_so(company: ClockedClub, anna: HousingChat, irina: HousingChat) -> None:
    asked = f"Заявка №{REQUEST} выполнена"
    anna.shows(asked, "Всё сделано?")
    anna.keep("housing-done")
    anna.press_under(asked, "✅ Да, сделано", f"Заявка №{REQUEST}", "Статус: закрыта")
    anna.press_until("★★★★★", "Оценка: ★★★★★")
    assert company.rows("SELECT state, rating FROM utility_requests WHERE id = ?", REQUEST) == [("closed", 5)]
    irina.say("/requests")
    irina.shows("Новые заявки")
