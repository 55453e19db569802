"""The journal's pages: who is let in, what is refused, files of a request through the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from config import Settings
from domain.access import Role
from models import UtilityMessage
from tests.chat import Telegram
from tests.utility_rows import make_category, make_executor, make_utility_request
from tests.web.visiting import Visitor

Browser = Callable[[], Visitor]
PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


async def asks(visitor: Visitor, path: str, body: Any, method: str = "POST", **headers: str) -> Any:
    """As the page's script does."""
    known = {"Origin": visitor.address, "X-CSRF-Token": visitor.csrf, "Accept": "application/json"}
    return await visitor.client.request(method, f"/admin{path}", json=body, headers=known | headers)


@pytest.mark.req("S4.10")
async def test_the_journal_is_for_dispatchers(telegram: Telegram, browser: Browser) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    petr = await telegram.person("Пётр", Role.INSTRUCTOR)
    mine, other = await browser().signs_in(marina), await browser().signs_in(petr)
    assert (await mine.get("/admin/journal/requests")).status_code == 200
    assert "Заявки жителей" in (await mine.get("/admin/")).text
    assert (await other.get("/admin/journal/requests")).status_code == 403
    assert (await other.get("/admin/requests/call")).status_code == 403
    assert (await other.get("/admin/requests/sheet")).status_code == 403
    assert (await asks(other, "/journal/requests/rows", {})).status_code == 403
    assert (await asks(browser(), "/journal/requests/rows", {})).status_code in (401, 403)


async def test_what_a_page_may_not_ask_is_refused_in_words(telegram: Telegram, browser: Browser) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    mine = await browser().signs_in(marina)
    assert (await asks(mine, "/journal/requests/rows", {})).json()["rows"] == []
    for body in ({"filters": {"password": "x"}}, {"size": 10**6}, {"columns": ["x"]}, [], None):
        answer = await asks(mine, "/journal/requests/rows", body)
        assert (answer.status_code, "Обновите" in answer.json()["error"]) == (422, True)
    for path in ("/journal/users", "/journal/requests/added?since=1%20OR%201", "/journal-files/99", "/requests/99"):
        assert (await mine.get(f"/admin{path}")).status_code in (404, 422)
    assert (
        await asks(mine, "/journal/requests/setup", {"size": 20}, "PUT", **{"X-CSRF-Token": "x"})
    ).status_code == 403
    assert (await asks(mine, "/journal/requests/setup", {"size": 20}, "PUT")).status_code == 204
    assert (await mine.post("/admin/requests/99/assign", {"executor": "1"})).status_code == 404


async def test_files_of_a_request_come_through_the_session(
    telegram: Telegram, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    content = {"photo": PIXEL, "page": b"<script>alert(1)</script>"}

    async def fetch(file_id: str) -> bytes | None:
        return content.get(file_id)

    def fill(uow: Any) -> tuple[int, list[int], int]:
        water = make_category(uow).id
        request, other = make_utility_request(uow, water), make_utility_request(uow, water)
        said = [
            uow.utility.say(UtilityMessage(request_id=request.id, side="resident", kind=kind, file_id=file_id))[0].id
            for kind, file_id in (
                ("photo", "photo"),
                ("document", "page"),
                ("photo", "gone"),
                *(("photo", "photo"),) * 9,
            )
        ]
        return request.id, said, other.id

    request, (photo, page, gone, *more), other = telegram.desk.db.write_now(fill)
    site = replace(telegram.desk.site, fetch=fetch)
    monkeypatch.setattr(type(telegram.desk), "site", property(lambda _desk: site))
    mine = await browser().signs_in(marina)
    shown = await mine.get(f"/admin/requests/{request}/files/{photo}")
    assert (shown.headers["content-type"], shown.content) == ("image/png", PIXEL)
    saved = await mine.get(f"/admin/requests/{request}/files/{page}")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment")
    assert (await mine.get(f"/admin/requests/{request}/files/{gone}")).status_code == 502
    assert (await mine.get(f"/admin/requests/{other}/files/{photo}")).status_code == 404
    assert len([one for one in more if f"/files/{one}" in (await mine.get(f"/admin/requests/{request}")).text]) == 9
    assert f"/files/{photo}" in (await mine.get(f"/admin/requests/{request}")).text


async def test_a_number_that_no_database_holds_is_no_page(telegram: Telegram, browser: Browser) -> None:
    owner = await browser().signs_in(await telegram.person("Пётр", Role.OWNER))
    for path in ("requests/{}", "requests/1/files/{}", "d/accounts/{}", "d/products/{}", "tariffs/{}", "d/staff/{}"):
        assert (await owner.get("/admin/" + path.format("9" * 25))).status_code == 404, path


async def test_a_sheet_of_no_day_is_todays(telegram: Telegram, browser: Browser) -> None:
    executor = telegram.desk.db.write_now(lambda uow: make_executor(uow).id)
    mine = await browser().signs_in(await telegram.person("Марина", Role.MANAGER))
    today = telegram.desk.db.clock.now().astimezone(telegram.desk.settings.timezone).date()
    for day in ("9999-12-31", "0001-01-01", "2026-02-30", "x"):
        shown = await mine.get(f"/admin/requests/sheet?executor={executor}&day={day}")
        assert shown.status_code == 200
        assert f'value="{today}"' in shown.text


async def test_a_refusal_keeps_what_was_typed(telegram: Telegram, browser: Browser) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)

    def fill(uow: Any) -> tuple[int, int]:
        return make_utility_request(uow, make_category(uow).id).id, make_executor(uow).id

    request, executor = telegram.desk.db.write_now(fill)
    mine = await browser().signs_in(marina)
    await mine.get(f"/admin/requests/{request}")
    assert (await mine.post(f"/admin/requests/{request}/close", {"reason": "я" * 300})).status_code == 422
    assert (await mine.post(f"/admin/requests/{request}/assign", {"executor": "x"})).status_code == 422
    done = await mine.post(f"/admin/requests/{request}/assign", {"executor": str(executor), "instead_of": ""})
    assert done.status_code == 303
    again = await mine.post(f"/admin/requests/{request}/assign", {"executor": str(executor), "instead_of": ""})
    assert again.status_code == 303  # a second press is the same answer


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Without the area, where a test says so."""
    off = request.node.get_closest_marker("parametrize") is not None
    return replace(settings, features=frozenset({"clients"})) if off else settings


@pytest.mark.parametrize(
    "path",
    [
        "/journal/requests",
        "/requests/1",
        "/requests/call",
        "/requests/sheet",
        "/journal/orders",
        "/import/account/template",
    ],
)
async def test_an_area_that_is_off_has_no_pages(telegram: Telegram, browser: Browser, path: str) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    mine = await browser().signs_in(marina)
    assert (await mine.get(f"/admin{path}")).status_code == 404
    assert "/admin/journal/clients" in (await mine.get("/admin/")).text
