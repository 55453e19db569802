"""Signing in (S5.13, T38; the abuse list A5): links, numbers, sessions, and what is not let through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from domain.access import Role
from domain.clock import SetClock
from models import WebLogin
from tests.chat import Telegram
from tests.web.visiting import Visitor, link_of, number_of, payload_of

Make = Callable[[], Visitor]
LINK = 5 * 60


@pytest.mark.req("S4.2")
async def test_a_stranger_s_browser_sees_the_sign_in_page_and_nothing_else(browser: Make) -> None:
    stranger = browser()
    for path in ("/admin/", "/admin/sessions", "/admin/nowhere", "/admin/preferences/journal"):
        answer = await stranger.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/sign-in")
    assert (await stranger.get("/admin/preferences/a", headers={"Accept": "application/json"})).status_code == 401
    assert (await stranger.get("/admin/sign-in")).status_code == 200
    assert (await stranger.get("/healthz")).json() == {"ok": True}
    assert (await stranger.get("/")).status_code == 404


@pytest.mark.req("S5.13")
async def test_the_bot_s_link_signs_in_once(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    link, first, second = await link_of(anna), browser(), browser()
    assert (await first.enters(link)).status_code == 303
    assert "Анна" in (await first.get("/admin/")).text
    again = await second.enters(link)
    assert again.status_code == 410
    assert "Ссылка больше не действует" in again.text
    assert not await second.is_in()


@pytest.mark.req("S5.13")
async def test_previews_that_open_the_link_do_not_use_it_up(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    link = await link_of(anna)
    for _ in range(5):
        preview = browser()
        assert (await preview.get(link)).status_code == 200
        assert not preview.cookie
    assert await (user := browser()).enters(link)
    assert await user.is_in()


async def test_a_link_lasts_five_minutes_and_not_a_second_more(
    telegram: Telegram, browser: Make, clock: SetClock
) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    link = await link_of(anna)
    await telegram.after(seconds=LINK + 1)
    assert (await browser().enters(link)).status_code == 410
    link = await link_of(anna)
    await telegram.after(seconds=LINK - 1)
    assert (await browser().enters(link)).status_code == 303


async def test_a_new_link_makes_the_old_one_worthless(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    old = await link_of(anna)
    await link_of(anna)
    assert (await browser().enters(old)).status_code == 410


async def test_of_parallel_presses_exactly_one_comes_in(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    link, tries = await link_of(anna), [browser() for _ in range(6)]
    for one in tries:
        await one.get(link)
    answers = await asyncio.gather(*(one.post(link) for one in tries))
    assert sorted(answer.status_code for answer in answers) == [303, *[410] * 5]
    assert telegram.desk.db.read_now(lambda uow: uow.web.count_sessions()) == 1


async def test_without_the_atomic_spending_parallel_presses_would_all_come_in(
    telegram: Telegram, browser: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above: the protection off, and it is red."""
    anna = await telegram.person("Анна", Role.MANAGER)
    link, tries = await link_of(anna), [browser() for _ in range(3)]
    monkeypatch.setattr("repositories.web.Web.spend", lambda self, id_: self.get_login(id_))
    for one in tries:
        await one.get(link)
    answers = await asyncio.gather(*(one.post(link) for one in tries))
    assert [answer.status_code for answer in answers] == [303] * 3


async def test_only_hashes_are_stored(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    link = await link_of(anna)
    visitor = browser()
    await visitor.enters(link)
    rows = telegram.desk.db.read_now(
        lambda uow: str([
            [getattr(row, column.name) for column in row.__table__.columns]
            for row in (*uow.session.query(WebLogin), *uow.session.query(uow.web.row))
        ])
    )  # fmt: skip
    assert link.rsplit("/", 1)[1] not in rows
    assert visitor.cookie not in rows


async def test_who_has_no_page_gets_no_link(telegram: Telegram) -> None:
    boris = await telegram.person("Борис")
    await boris.says("/web")
    assert "/admin/enter/" not in boris.chat
    assert "Это вам недоступно" in boris.sees


# --- by number ---


async def begun(browser: Make) -> tuple[Visitor, str, str]:
    """A computer that shows a number; with the number and the QR code's payload."""
    computer = browser()
    await computer.get("/admin/sign-in")
    page = await computer.post("/admin/sign-in/number")
    assert page.status_code == 200
    computer.csrf = computer.csrf or ""
    return computer, number_of(page), await payload_of(page)


async def state(computer: Visitor) -> str:
    return str((await computer.client.get("/admin/sign-in/state")).json()["state"])


@pytest.mark.req("S5.13")
async def test_a_computer_beside_the_phone_comes_in_by_its_number(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    computer, number, payload = await begun(browser)
    await anna.opens(payload)
    assert "Chrome, Windows" in anna.sees
    assert "этот компьютер" in anna.sees
    assert len(anna.buttons) == 4
    assert number in anna.buttons
    assert anna.buttons[-1] == "Это не я"
    assert await state(computer) == "waiting"
    await anna.presses(number)
    assert "Готово" in anna.sees
    assert await state(computer) == "confirmed"
    assert (await computer.post("/admin/sign-in/finish")).status_code == 303
    assert await computer.is_in()


async def test_a_wrong_number_and_it_is_not_me_end_it(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    for choose in (lambda labels, right: next(one for one in labels if one != right), lambda labels, _: labels[-1]):
        computer, number, payload = await begun(browser)
        await anna.opens(payload)
        shown = list(anna.buttons)
        message, right = anna.live_data(number)
        await anna.presses(choose(shown, number))
        assert "⛔" in anna.sees
        await anna.presses_data(message, right)  # the right one, afterwards
        assert await state(computer) == "over"
        assert (await computer.post("/admin/sign-in/finish")).status_code == 410
        assert not await computer.is_in()


async def test_asking_again_shows_the_same_three_numbers(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    _, _, payload = await begun(browser)
    await anna.opens(payload)
    first = anna.buttons
    await anna.opens(payload)
    assert anna.buttons == first


async def test_the_number_is_for_that_browser_and_for_who_opened_it_first(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    boris = await telegram.person("Борис", Role.MANAGER)
    computer, number, payload = await begun(browser)
    await anna.opens(payload)
    await boris.opens(payload)
    assert "закончен" in boris.sees
    await anna.presses(number)
    other = browser()
    await other.get("/admin/sign-in")
    assert (await other.post("/admin/sign-in/finish")).status_code == 410
    assert not await other.is_in()
    answers = await asyncio.gather(*(computer.post("/admin/sign-in/finish") for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [303, 410]
    assert telegram.desk.db.read_now(lambda uow: uow.web.count_sessions()) == 1


async def test_a_number_lasts_five_minutes(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    computer, number, payload = await begun(browser)
    await anna.opens(payload)
    await telegram.after(seconds=LINK + 1)
    await anna.presses(number)
    assert "закончен" in anna.alert
    assert await state(computer) == "over"


async def test_an_unconfirmed_number_lets_nobody_in(browser: Make) -> None:
    computer, _, _ = await begun(browser)
    assert (await computer.post("/admin/sign-in/finish")).status_code == 410
    assert not await computer.is_in()


async def test_tries_of_one_address_are_counted(telegram: Telegram, browser: Make) -> None:
    visitor = browser()
    await visitor.get("/admin/sign-in")
    answers = [await visitor.post("/admin/sign-in/number") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [*[200] * 20, 429]
    await telegram.after(minutes=11)
    assert (await visitor.post("/admin/sign-in/number")).status_code == 200


# --- sessions ---


@pytest.mark.req("S5.13")
async def test_a_session_ends_half_an_hour_after_its_last_use_and_after_twelve_hours(
    telegram: Telegram, browser: Make
) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    visitor = await browser().signs_in(anna)
    for _ in range(24):
        await telegram.after(minutes=29)
        assert await visitor.is_in()
    await telegram.after(minutes=24 * 60 - 24 * 29 + 1 - 720)  # twelve hours and a minute since the sign-in
    assert not await visitor.is_in()
    await visitor.signs_in(anna)
    await telegram.after(minutes=31)
    assert not await visitor.is_in()


async def test_what_a_page_asks_by_itself_keeps_nobody_in(telegram: Telegram, browser: Make) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    for _ in range(4):
        await telegram.after(minutes=10)
        answer = await visitor.client.get("/admin/preferences/journal", headers={"X-Background": "1"})
    assert answer.status_code == 303


@pytest.mark.req("S5.13")
async def test_who_loses_the_role_is_out_at_once(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    visitor = await browser().signs_in(anna)
    unused = await link_of(anna)
    telegram.desk.db.write_now(
        lambda uow: uow.people.revoke(uow.people.find_by_telegram(anna.id).id, Role.MANAGER)  # type: ignore[union-attr]
    )
    assert not await visitor.is_in()
    assert (await browser().enters(unused)).status_code == 410
    telegram.desk.db.write_now(
        lambda uow: uow.people.grant(uow.people.find_by_telegram(anna.id).id, Role.MANAGER)  # type: ignore[union-attr]
    )
    assert not await visitor.is_in()


async def test_my_sign_ins_are_seen_and_ended_on_the_web(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    boris = await telegram.person("Борис", Role.MANAGER)
    one, two, other = [await browser().signs_in(who) for who in (anna, anna, boris)]
    page = (await one.get("/admin/sessions")).text
    assert page.count("Chrome, Windows") == 2
    assert "этот браузер" in page
    foreign = telegram.desk.db.read_now(lambda uow: max(row.id for row in uow.session.query(uow.web.row)))
    assert (await one.post(f"/admin/sessions/{foreign}/end")).status_code == 404
    assert await other.is_in()
    await one.post("/admin/sessions/end")
    assert not await one.is_in()
    assert not await two.is_in()
    assert await other.is_in()


async def test_my_sign_ins_are_seen_and_ended_in_the_bot(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    one, two = [await browser().signs_in(anna) for _ in range(2)]
    await anna.says("/web")
    await anna.presses("Мои входы")
    assert anna.sees.count("Chrome, Windows · этот компьютер") == 2
    await anna.presses("Выйти: Chrome, Windows")
    assert [await one.is_in(), await two.is_in()].count(True) == 1
    assert anna.sees.count("Chrome, Windows") == 1


async def test_signing_out_everywhere_in_the_bot(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    one, two = [await browser().signs_in(anna) for _ in range(2)]
    await anna.says("/web")
    await anna.presses("Мои входы")
    await anna.presses("Выйти везде")
    assert "нигде не вошли" in anna.sees
    assert not await one.is_in()
    assert not await two.is_in()


async def test_a_session_brought_along_is_not_taken_over(telegram: Telegram, browser: Make) -> None:
    """Session fixation: the cookie that an attacker has set before never becomes the session's."""
    anna = await telegram.person("Анна", Role.MANAGER)
    planted = "A" * 43
    visitor = browser()
    visitor.client.cookies.set("frontdesk", planted, domain="127.0.0.1", path="/")
    link = await link_of(anna)
    await visitor.get(link)
    answer = await visitor.post(link)
    assert planted not in answer.headers["set-cookie"]
    attacker = browser()
    attacker.client.cookies.set("frontdesk", planted, domain="127.0.0.1", path="/")
    assert not await attacker.is_in()
