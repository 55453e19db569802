"""Members of the gym on the web: lists, the card, freezing with a session only (S5.19–S5.21, S5.38)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from config import Settings
from domain.access import Role
from repositories.uow import Uow
from services import member_lists
from tests.builders import make_client
from tests.chat import Telegram
from tests.gym_rows import make_group, make_member, make_membership, make_plan
from tests.web.visiting import Visitor

Make = Callable[[], Visitor]
STATIC = Path(__file__).parents[2] / "web" / "static"
DAY = timedelta(days=1)


@pytest.fixture
async def office(telegram: Telegram, browser: Make) -> Visitor:
    """A manager's browser."""
    return await browser().signs_in(await telegram.person("Павел", Role.MANAGER))


@pytest.fixture
def vera(telegram: Telegram) -> int:
    """A client with a plan to be sold, and nothing of the gym's yet."""

    def make(uow: Uow) -> int:
        make_plan(uow, name="Месяц")
        return make_client(uow, surname="Орлова", name="Вера").uid

    return telegram.desk.db.write_now(make)


@pytest.fixture
def running(telegram: Telegram, vera: int) -> int:
    """The same with a membership that runs since five days ago."""
    telegram.desk.db.write_now(lambda uow: make_membership(uow, vera, uow.today - 5 * DAY, name="Месяц").id)
    return vera


def today(telegram: Telegram) -> date:
    return telegram.desk.db.read_now(lambda uow: uow.today)


def origin_of(page: str, act: str) -> str:
    found = re.search(rf'action="/admin/members/\d+/{act}".*?name="origin" value="(\w+)"', page, re.DOTALL)
    assert found, page
    return found[1]


def spans(telegram: Telegram, uid: int) -> list[tuple[str, date | None, int]]:
    """State, last day and money of a client's memberships."""
    return telegram.desk.db.read_now(
        lambda uow: [(row.state, row.ends, row.paid) for row in reversed(uow.memberships.list_of_client(uid))]
    )


@pytest.mark.req("S5.19", "S5.20", "S5.21")
async def test_the_list_shows_all_and_filters_by_plain_links(telegram: Telegram, office: Visitor) -> None:
    def fill(uow: Uow) -> int:
        make_membership(uow, make_client(uow, surname="Активная").uid)
        group = make_group(uow, name="Утро").id
        make_member(uow, make_client(uow, surname="Новичков").uid, group_id=group, region="Центр")
        make_client(uow, surname="Посторонний")
        return group

    group = telegram.desk.db.write_now(fill)
    shown = (await office.get("/admin/members")).text
    assert "Активная" in shown
    assert "Новичков" in shown
    assert "Посторонний" not in shown
    assert re.search(r'list=all"[^>]*aria-current="page"', shown), "the filter is on all"
    active = (await office.get("/admin/members?list=active")).text
    assert ("Активная" in active, "Новичков" in active) == (True, False)
    inactive = (await office.get("/admin/members?list=inactive")).text
    assert ("Активная" in inactive, "Новичков" in inactive) == (False, True)
    for query in (f"group={group}", "q=центр", "list=all&q=нович"):
        assert "Новичков" in (await office.get(f"/admin/members?{query}")).text, query
    for which in ("frozen", "ending", "ended", "deleted"):
        empty = await office.get(f"/admin/members?list={which}")
        assert 'class="panel empty"' in empty.text, which
    for nonsense in ("list=nobody", "page=-1", "days=x&list=ended", "group=99999999999", "q=%25%00", "page=999999"):
        assert (await office.get(f"/admin/members?{nonsense}")).status_code == 200, nonsense


@pytest.mark.req("S5.14", "S5.43", "S5.12")
async def test_a_plan_is_sold_renewed_and_paid_for(telegram: Telegram, office: Visitor, vera: int) -> None:
    page = (await office.get(f"/admin/members/{vera}")).text
    assert "Новый абонемент начнётся сегодня" in page
    sale = {"origin": origin_of(page, "sell"), "plan": "1", "amount": "", "note": "наличными"}
    for _twice in range(2):
        answer = await office.post(f"/admin/members/{vera}/sell", sale)
        assert answer.headers["location"] == f"/admin/members/{vera}?done=sell"
    first = today(telegram) + 29 * DAY
    assert spans(telegram, vera) == [("paid", first, 300_000)]
    page = (await office.get(answer.headers["location"])).text
    assert "Абонемент оформлен." in page
    assert "наличными" in page
    part = {"origin": origin_of(page, "sell"), "plan": "1", "amount": "1 000", "note": ""}
    await office.post(f"/admin/members/{vera}/sell", part)
    assert spans(telegram, vera)[1] == ("wanted", None, 100_000)
    page = (await office.get(f"/admin/members/{vera}")).text
    assert "Не оплачен" in page
    rest = {"origin": origin_of(page, "note"), "membership": "2", "amount": "2000", "note": ""}
    await office.post(f"/admin/members/{vera}/note", rest)
    assert spans(telegram, vera)[1] == ("paid", first + 30 * DAY, 300_000)


async def test_money_goes_back_and_a_membership_is_called_off(
    telegram: Telegram, office: Visitor, running: int
) -> None:
    page = (await office.get(f"/admin/members/{running}")).text
    sale = {"origin": origin_of(page, "sell"), "plan": "1", "amount": "", "note": ""}
    await office.post(f"/admin/members/{running}/sell", sale)
    page = (await office.get(f"/admin/members/{running}")).text
    back = {"origin": "a1b2c3d4e5", "membership": "2", "amount": "5000"}
    refused = await office.post(f"/admin/members/{running}/return", back)
    assert refused.status_code == 409
    assert 'value="5000"' in refused.text, "what was typed stands"
    await office.post(f"/admin/members/{running}/return", back | {"amount": "3000"})
    assert spans(telegram, running)[1][2] == 0
    await office.post(f"/admin/members/{running}/cancel", {"membership": "1"})
    first, second = spans(telegram, running)
    assert first[0] == "cancelled"
    assert second[1] == today(telegram) + 29 * DAY, "what stood behind it has moved up"


@pytest.mark.req("S5.38", "S5.44")
async def test_a_freeze_from_the_page_without_a_script(telegram: Telegram, office: Visitor, running: int) -> None:
    page = (await office.get(f"/admin/members/{running}")).text
    now = today(telegram)
    days = {"origin": origin_of(page, "freeze"), "starts": f"{now}", "ends": f"{now + 2 * DAY}"}
    answer = await office.post(f"/admin/members/{running}/freeze", days)
    page = (await office.get(answer.headers["location"])).text
    assert "Абонемент заморожен." in page
    assert spans(telegram, running) == [("paid", now + 27 * DAY, 300_000)]
    assert "Заморозка до" in (await office.get("/admin/members?list=frozen")).text
    wrong = await office.post(f"/admin/members/{running}/freeze", days | {"origin": "zzzzzzzz"})
    assert wrong.status_code == 409
    assert "уже заморожена" in wrong.text
    await office.post(f"/admin/members/{running}/unfreeze", {"starts": f"{now}"})
    assert spans(telegram, running) == [("paid", now + 24 * DAY, 300_000)]


@pytest.mark.req("S5.38", "S5.22")
async def test_the_page_freezes_through_the_api_with_its_session_and_csrf(
    telegram: Telegram, office: Visitor, running: int, browser: Make
) -> None:
    now = today(telegram)
    address, body = f"/admin/api/members/{running}/freezes", {"starts": f"{now}", "ends": f"{now}"}
    page = (await office.get(f"/admin/members/{running}")).text
    assert f'data-api="{address}"' in page

    async def call(who: Visitor, csrf: str, origin: str = "") -> int:
        headers = {"Origin": origin or who.address, "X-CSRF-Token": csrf, "Accept": "application/json"}
        return (await who.client.post(address, json=body, headers=headers)).status_code

    assert await call(browser(), office.csrf) == 401
    assert await call(office, "") == 403
    assert await call(office, "wrong") == 403
    assert await call(office, office.csrf, "https://example.com") == 403
    assert spans(telegram, running) == [("paid", now + 24 * DAY, 300_000)]
    assert await call(office, office.csrf) == 201
    assert spans(telegram, running) == [("paid", now + 25 * DAY, 300_000)]
    assert await call(office, office.csrf) == 409
    back = await office.client.post(
        f"/admin/api/members/{running}/unfreeze", json={"starts": f"{now}"},
        headers={"Origin": office.address, "X-CSRF-Token": office.csrf, "Accept": "application/json"},
    )  # fmt: skip
    assert back.json()["span"]["ends"] == f"{now + 24 * DAY}"


async def test_the_same_freeze_sent_twice_is_one(telegram: Telegram, office: Visitor, running: int) -> None:
    now = today(telegram)
    await office.get(f"/admin/members/{running}")
    headers = {
        "Origin": office.address, "X-CSRF-Token": office.csrf, "Accept": "application/json", "Idempotency-Key": "k1",
    }  # fmt: skip
    for _twice in range(2):
        answer = await office.client.post(
            f"/admin/api/members/{running}/freezes", json={"starts": f"{now}", "ends": f"{now}"}, headers=headers
        )
        assert answer.status_code == 201
    assert spans(telegram, running) == [("paid", now + 25 * DAY, 300_000)]


@pytest.mark.req("S5.12", "S5.50", "S5.48")
async def test_the_profile_is_edited_and_what_is_wrong_stands_beside_its_field(
    telegram: Telegram, office: Visitor, running: int
) -> None:
    group = telegram.desk.db.write_now(lambda uow: make_group(uow, name="Утро").id)
    page = (await office.get(f"/admin/members/{running}")).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    fields = {
        "version": version[1], "surname": "Орлова", "name": "Верочка", "midname": "", "phone": "8 999 000-12-34",
        "secondphone": "", "email": "Vera@Example.ru", "region": "Центр", "comment": "Колено", "description": "",
        "group": str(group),
    }  # fmt: skip
    wrong = await office.post(f"/admin/members/{running}/edit", fields | {"email": "нет", "phone": "12"})
    assert wrong.status_code == 422
    assert 'id="about-email"' in wrong.text
    assert 'value="Верочка"' in wrong.text
    assert (await office.post(f"/admin/members/{running}/edit", fields)).status_code == 303
    card = telegram.desk.db.read_now(lambda uow: member_lists.read_card(uow, running))
    assert (card.client.name, card.client.phone, card.region) == ("Верочка", "+79990001234", "Центр")
    assert (card.email.casefold(), card.comment, card.group) == ("vera@example.ru", "Колено", "Утро")
    late = await office.post(f"/admin/members/{running}/edit", fields | {"name": "Другая"})
    assert late.status_code == 409, "an old page overwrites nobody"


@pytest.mark.req("S5.48")
async def test_who_is_not_active_comes_into_no_group_and_nothing_else_is_kept(
    telegram: Telegram, office: Visitor, vera: int
) -> None:
    group = telegram.desk.db.write_now(lambda uow: make_group(uow).id)
    card = telegram.desk.db.read_now(lambda uow: member_lists.read_card(uow, vera))
    fields = {
        "version": str(card.client.version), "surname": "Орлова", "name": "Вера", "phone": card.client.phone,
        "region": "Центр", "group": str(group),
    }  # fmt: skip
    refused = await office.post(f"/admin/members/{vera}/edit", fields)
    assert refused.status_code == 422
    assert 'id="about-group"' in refused.text
    assert telegram.desk.db.read_now(lambda uow: member_lists.read_card(uow, vera)).region == ""


@pytest.mark.req("S5.47")
async def test_a_deleted_member_is_on_the_list_of_deleted_and_comes_back(
    telegram: Telegram, office: Visitor, running: int
) -> None:
    await office.post(f"/admin/members/{running}/delete")
    assert "Орлова" not in (await office.get("/admin/members")).text
    assert "Орлова" in (await office.get("/admin/members?list=deleted")).text
    page = (await office.get(f"/admin/members/{running}")).text
    assert "/sell" not in page
    assert "/freeze" not in page
    telegram.clock.at += timedelta(minutes=11)  # later than a card of the other areas can be taken back
    await office.post(f"/admin/members/{running}/restore")
    assert "Орлова" in (await office.get("/admin/members?list=active")).text


@pytest.mark.req("S5.12")
async def test_all_money_is_on_one_page(telegram: Telegram, office: Visitor, vera: int) -> None:
    assert "Оплат пока нет" in (await office.get("/admin/payments")).text
    sale = {"origin": "abcdefgh1", "plan": "1", "amount": "", "note": "картой"}
    await office.post(f"/admin/members/{vera}/sell", sale)
    page = (await office.get("/admin/payments")).text
    assert "картой" in page
    assert f"/admin/members/{vera}" in page


@pytest.mark.req("S5.18")
async def test_with_no_membership_there_is_nothing_to_freeze(telegram: Telegram, office: Visitor, vera: int) -> None:
    page = (await office.get(f"/admin/members/{vera}")).text
    assert "замораживать нечего" in page
    assert "/freeze" not in page
    now = today(telegram)
    refused = await office.post(
        f"/admin/members/{vera}/freeze", {"origin": "abcdefgh", "starts": f"{now}", "ends": f"{now}"}
    )  # fmt: skip
    assert refused.status_code == 409
    assert "замораживать нечего" in refused.text


@pytest.mark.req("S5.38")
def test_no_script_holds_a_key() -> None:
    """T28: what a browser gets names no key of the API, no header that carries one and no way to ask for one."""
    for path in STATIC.rglob("*"):
        if path.is_file() and "vendor" not in path.parts and path.suffix in (".js", ".css", ".svg"):
            said = path.read_text("utf-8")
            assert not re.search(r"fd_[\w-]{20}|api_token|bearer|authorization|bot\d{6,}:", said.lower()), path.name
            assert "/api/v1" not in said, path.name


@pytest.mark.req("S5.37")
async def test_what_changes_without_reloading_is_marked_once(office: Visitor, running: int) -> None:
    for address in ("/admin/members", f"/admin/members/{running}"):
        page = (await office.get(address)).text
        assert page.count("data-live>") == 1, address
        assert "live.js" in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page), "and no script stands in a page"


@pytest.mark.parametrize("role", [Role.COACH, Role.INSTRUCTOR, Role.SELLER])
async def test_others_have_no_members(telegram: Telegram, browser: Make, running: int, role: Role) -> None:
    other = await browser().signs_in(await telegram.person("Другая", role, Role.INSTRUCTOR))
    assert "/admin/members" not in (await other.get("/admin/")).text
    for path in ("/admin/members", f"/admin/members/{running}"):
        assert (await other.get(path)).status_code == 403
    assert (await other.post(f"/admin/members/{running}/cancel", {"membership": "1"})).status_code == 403
    answer = await other.client.post(
        f"/admin/api/members/{running}/unfreeze", json={"starts": "2026-01-01"},
        headers={"Origin": other.address, "X-CSRF-Token": other.csrf},
    )  # fmt: skip
    assert answer.status_code == 403


async def test_what_is_not_there_is_not_found(office: Visitor, running: int) -> None:
    assert (await office.get("/admin/members/999")).status_code == 404
    assert (await office.post(f"/admin/members/{running}/explode", {})).status_code == 404
    for act, fields in (("cancel", {"membership": "x"}), ("sell", {"plan": "1"}), ("freeze", {"origin": "abcdefgh"})):
        assert (await office.post(f"/admin/members/{running}/{act}", fields)).status_code == 422, act
    assert (await office.post(f"/admin/members/{running}/cancel", {"membership": "77"})).status_code == 404


async def test_markup_of_a_member_is_no_markup(telegram: Telegram, office: Visitor) -> None:
    def make(uow: Uow) -> int:
        uid = make_client(uow, surname="<b>Орлова</b>").uid
        make_member(uow, uid, comment="<script>alert(1)</script>", region="<i>")
        return uid

    uid = telegram.desk.db.write_now(make)
    for address in ("/admin/members", f"/admin/members/{uid}"):
        page = (await office.get(address)).text
        assert "<b>Орлова" not in page
        assert "<script>alert" not in page


class TestAreaOff:
    """A business without a gym."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, features=settings.features - {"fitness"})

    async def test_nobody_finds_the_members(self, office: Visitor, running: int) -> None:
        assert "/admin/members" not in (await office.get("/admin/")).text
        for path in ("/admin/members", f"/admin/members/{running}"):
            assert (await office.get(path)).status_code == 404
        for path in (f"/admin/members/{running}/cancel", f"/admin/api/members/{running}/unfreeze"):
            assert (await office.post(path, {"membership": "1"})).status_code == 404
