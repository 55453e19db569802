"""What a change must carry, where from, and what every answer says to the browser (the abuse list A5)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.routing import Route

from domain.access import GRANTS, Permission, Role
from tests.chat import Telegram
from tests.web.visiting import Visitor, link_of
from web import admin, security, sign_in
from web.limits import network_of
from web.pages import PAGES
from web.security import is_known_host

Make = Callable[[], Visitor]
CHANGING = "/admin/preferences/journal"


async def stored(telegram: Telegram) -> str:
    """Everything that a request could have changed."""
    return telegram.desk.db.read_now(
        lambda uow: str([
            [tuple(row) for row in uow.session.execute(table.select())]
            for name, table in sorted(uow.web.row.metadata.tables.items())
            if name not in ("inbox", "outbox")
        ])
    )  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "csrf"),
    [("", None), ("", "x" * 43), (None, ""), ("http://evil.example", ""), ("null", ""), ("https://127.0.0.1", "")],
)
async def test_a_change_without_its_token_or_from_elsewhere_is_refused(
    telegram: Telegram, browser: Make, origin: str | None, csrf: str | None
) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    before = await stored(telegram)
    assert (await visitor.post("/admin/language", {"language": "en"}, origin=origin, csrf=csrf)).status_code == 403
    assert (await visitor.post("/admin/sessions/end", origin=origin, csrf=csrf)).status_code == 403
    assert await stored(telegram) == before


async def test_another_person_s_token_is_refused(telegram: Telegram, browser: Make) -> None:
    anna = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    boris = await browser().signs_in(await telegram.person("Борис", Role.MANAGER))
    assert (await anna.post("/admin/language", {"language": "en"}, csrf=boris.csrf)).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", None])
async def test_without_the_check_of_the_origin_another_site_would_get_through(
    telegram: Telegram, browser: Make, monkeypatch: pytest.MonkeyPatch, origin: str | None
) -> None:
    """The negative control: this token alone would not stop a site that has learnt it."""
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    monkeypatch.setattr(security, "is_own_origin", lambda _request: True)
    assert (await visitor.post("/admin/language", {"language": "en"}, origin=origin)).status_code == 303


async def test_without_the_token_s_check_a_forged_form_would_get_through(
    telegram: Telegram, browser: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the Origin alone is not what refuses it."""
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))

    async def any_token(*_: object) -> bool:
        return True

    monkeypatch.setattr(security, "_has_token", any_token)
    assert (await visitor.post("/admin/language", {"language": "en"}, csrf=None)).status_code == 303


async def test_the_token_may_come_in_the_header_or_the_form(telegram: Telegram, browser: Make) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    headers = {"Origin": visitor.address, "X-CSRF-Token": visitor.csrf}
    kept = await visitor.client.put(CHANGING, json={"size": 50}, headers=headers)
    assert kept.status_code == 204
    assert (await visitor.get(CHANGING)).json() == {"size": 50}
    in_query = await visitor.client.put(f"{CHANGING}?csrf={visitor.csrf}", json={}, headers={"Origin": visitor.address})
    assert in_query.status_code == 403
    multipart = await visitor.client.post(
        "/admin/language", data={"csrf": visitor.csrf, "language": "en"}, files={"file": b"x"},
        headers={"Origin": visitor.address},
    )  # fmt: skip
    assert multipart.status_code == 303


async def test_a_preference_has_a_bound(telegram: Telegram, browser: Make) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    headers = {"Origin": visitor.address, "X-CSRF-Token": visitor.csrf, "Accept": "application/json"}
    for value in ({"x": "y" * 20_000}, {"x": "\0"}, [1], "text"):
        assert (await visitor.client.put(CHANGING, json=value, headers=headers)).status_code == 422
    assert (await visitor.client.put(CHANGING, content=b"{", headers=headers)).status_code == 422
    big = await visitor.client.put(CHANGING, content=b"x" * (security.BODY_MOST + 1), headers=headers)
    assert big.status_code == 413


def routes() -> list[Route]:
    """Every route of the admin."""
    return [route for area in admin.AREAS for route in area.ROUTES if isinstance(route, Route)]


def filled(path: str) -> str:
    """A route's path with something in its places."""
    for name, value in (("{token}", "t" * 43), ("{session_id:int}", "1"), ("{name}", "journal"), ("{id:int}", "1")):
        path = path.replace(name, value)
    return "/admin" + path


@pytest.mark.parametrize("is_signed_in", [True, False])
async def test_no_get_changes_anything(telegram: Telegram, browser: Make, is_signed_in: bool) -> None:
    owner = await telegram.person("Ольга", Role.OWNER)
    visitor = await browser().signs_in(owner) if is_signed_in else browser()
    link = await link_of(owner)
    before = await stored(telegram)
    for route in routes():
        for method in ("GET", "HEAD"):
            answer = await visitor.client.request(method, filled(route.path))
            assert answer.status_code < 500, route.path
    await visitor.get(link)
    assert await stored(telegram) == before


async def test_without_a_session_only_signing_in_answers(browser: Make) -> None:
    stranger = browser()
    await stranger.get("/admin/sign-in")
    public = []
    for route in routes():
        for method in sorted(route.methods or ()):
            answer = await stranger.client.request(
                method, filled(route.path), headers={"Origin": stranger.address, "X-CSRF-Token": stranger.csrf}
            )
            if answer.status_code not in (303, 401) or answer.headers.get("location") not in (None, "/admin/sign-in"):
                public.append(route.path)
    assert set(public) <= {
        "/sign-in", "/sign-in/number", "/sign-in/state", "/sign-in/finish", "/enter/{token}"
    }  # fmt: skip


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "a@127.0.0.1", "", "["])
async def test_another_host_is_refused(telegram: Telegram, browser: Make, host: str) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    for path in ("/admin/", "/admin/sign-in", "/admin/static/app.css"):
        assert (await visitor.client.get(path, headers={"Host": host})).status_code in (400, 421)


def test_behind_an_address_only_that_address_is_known() -> None:
    assert is_known_host("crm.example.org", "https://crm.example.org")
    assert is_known_host("crm.example.org:443", "https://crm.example.org")
    assert is_known_host("crm.example.org:80", "https://crm.example.org"), "as what ends https before us may write it"
    assert is_known_host("crm.example.org", "https://crm.example.org:443")
    assert is_known_host("crm.example.org:8443", "https://crm.example.org:8443")
    assert not is_known_host("crm.example.org:443", "https://crm.example.org:8443")
    assert not is_known_host("evil.example:443", "https://crm.example.org")
    assert not is_known_host("localhost", "https://crm.example.org")
    assert not is_known_host("crm.example.org:8080", "https://crm.example.org")
    assert is_known_host("localhost:8080", "http://127.0.0.1:8080")


async def test_cookies_can_be_read_by_no_script_and_sent_by_no_other_site(telegram: Telegram, browser: Make) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    visitor, link = browser(), await link_of(anna)
    opened = (await visitor.get(link)).headers["set-cookie"].lower()
    made = (await visitor.post(link)).headers.get_list("set-cookie")
    assert "httponly" in opened
    session = next(one for one in made if one.startswith("frontdesk="))
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in session.split(";")}
    assert "domain" not in session.lower()


async def test_on_https_cookies_are_secure_and_bound_to_the_host(telegram: Telegram, browser: Make) -> None:
    """Reached by https, whatever stands in front of it: ``__Host-`` cookies, ``Secure``, and HSTS."""
    anna = await telegram.person("Анна", Role.MANAGER)
    telegram.desk.settings = replace(telegram.desk.settings, web_base_url="https://crm.example.org")
    token = (await link_of(anna)).rsplit("/", 1)[1]
    visitor, host = browser(), {"Host": "crm.example.org"}
    opened = await visitor.get(f"/admin/enter/{token}", headers=host)
    visit = opened.headers["set-cookie"].split(";")[0]
    answer = await visitor.post(
        f"/admin/enter/{token}", origin="https://crm.example.org", headers=host | {"Cookie": visit}
    )
    session = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-frontdesk="))
    assert "; Secure" in session
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_every_answer_has_its_headers(telegram: Telegram, browser: Make) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    for path in ("/admin/", "/admin/nowhere", "/admin/static/app.css", "/admin/static/nothing.js"):
        headers = (await visitor.get(path)).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == ("no-cache" if "static" in path else "no-store")
        assert "server" not in headers


async def test_pages_have_no_script_or_style_of_their_own(telegram: Telegram, browser: Make) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.OWNER))
    for page in ("/admin/", "/admin/sign-in", *(f"/admin{one.path}" for one in PAGES)):
        text = (await visitor.get(page)).text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        for attributes in re.findall(r"<script([^>]*)>", text):  # from a file of ours, or data that is not run
            assert 'src="/admin/static/' in attributes or 'type="application/json"' in attributes, page


async def test_a_name_that_is_markup_is_shown_as_text(telegram: Telegram, browser: Make) -> None:
    visitor = await browser().signs_in(await telegram.person("<img src=x onerror=alert(1)>", Role.MANAGER))
    text = (await visitor.get("/admin/")).text
    assert "<img" not in text
    assert "&lt;img" in text


async def test_static_files_stay_in_their_folder(browser: Make) -> None:
    for path in ("/admin/static/../shell.py", "/admin/static/%2e%2e/shell.py", "/admin/static//etc/passwd"):
        assert (await browser().client.get(path)).status_code in (303, 404)


def test_whoever_has_a_page_may_sign_in_and_nobody_else() -> None:
    beside = {Permission.WEB, Permission.TRAININGS_RUN}  # a coach's trainings are in the bot: /week
    for role, granted in GRANTS.items():
        has_page = any(page.permission in granted for page in PAGES if page.permission not in beside)
        assert (Permission.WEB in granted) == has_page, role


# --- refusals are pages, with a way on ---


async def test_who_was_signed_out_meanwhile_is_shown_the_way_in(browser: Make) -> None:
    stranger = browser()
    answer = await stranger.post("/admin/d/clients/1", {"name": "Ольга"})
    assert answer.status_code == 401
    assert "Вход на сайт закончился" in answer.text
    assert 'href="/admin/sign-in"' in answer.text
    script = await stranger.client.put(CHANGING, json={}, headers={"Accept": "application/json"})
    assert script.status_code == 401
    assert "Войдите" in script.json()["error"]


async def test_a_refused_change_is_a_page_with_a_way_on(telegram: Telegram, browser: Make) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    old = await visitor.post("/admin/language", {"language": "en"}, csrf="x" * 43)
    assert (old.status_code, "<main" in old.text, 'href="/admin/"' in old.text) == (403, True, True)
    assert "устарела" in old.text
    large = await visitor.post("/admin/language", {"language": "e" * security.BODY_MOST})
    assert (large.status_code, "не больше 6 МБ" in large.text, 'href="/admin/"' in large.text) == (413, True, True)
    stranger = browser()
    other = await stranger.post(
        await link_of(await telegram.person("Борис", Role.MANAGER)), origin="http://evil.example"
    )
    assert (other.status_code, "<main" in other.text, 'href="/admin/sign-in"' in other.text) == (403, True, True)


# --- a stranger's body ---


async def answer_to(address: str, headers: str, body: bytes = b"") -> str:
    """What is answered to a request of which no more than this is ever sent."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /admin/sign-in/number HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {address}\r\n{headers}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    try:
        return (await asyncio.wait_for(reader.readline(), 5)).decode()
    except TimeoutError:
        return "nothing: it waits for the rest"
    finally:
        writer.close()


async def test_a_stranger_s_large_body_is_not_waited_for(browser: Make, address: str) -> None:
    """By what its header says, before a byte of it; without such a header at 64 kB."""
    assert "413" in await answer_to(address, f"Content-Length: {security.BODY_MOST}")
    chunk = b"%x\r\n" % 70_000 + b"x" * 70_000 + b"\r\n"
    assert "413" in await answer_to(address, "Transfer-Encoding: chunked", chunk)
    large = await browser().post("/admin/sign-in/number", {"x": "y" * 70_000})
    assert large.status_code == 413
    assert "64 КБ" in large.text


async def test_who_is_signed_in_may_send_more(telegram: Telegram, browser: Make) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.MANAGER))
    assert (await visitor.post("/admin/language", {"language": "ru", "x": "y" * 100_000})).status_code == 303


# --- from where ---


async def test_a_proxy_may_write_the_port_into_the_host(telegram: Telegram, browser: Make) -> None:
    telegram.desk.settings = replace(telegram.desk.settings, web_base_url="https://crm.example.org")
    for port in ("", ":443", ":80"):
        visitor, host = browser(), {"Host": f"crm.example.org{port}"}
        opened = await visitor.get("/admin/sign-in", headers=host)
        visit = {"Cookie": opened.headers["set-cookie"].split(";")[0]}
        for origin, status in (("https://crm.example.org", 200), ("http://crm.example.org", 403)):
            shown = await visitor.post("/admin/sign-in/number", origin=origin, headers=host | visit)
            assert shown.status_code == status, (port, origin)


async def test_tries_are_counted_by_network_not_by_one_of_its_addresses(telegram: Telegram, browser: Make) -> None:
    visitor = browser()
    await visitor.get("/admin/sign-in")

    async def tries(address: str) -> int:
        return (await visitor.post("/admin/sign-in/number", headers={"X-Forwarded-For": address})).status_code

    assert [await tries(f"2001:db8:1:2::{at:x}") for at in range(21)] == [*[200] * 20, 429]
    assert await tries("2001:db8:1:3::1") == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80::/64"), ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"), ("", ""), ("testclient", "testclient"),
    ],
)  # fmt: skip
def test_whom_an_address_belongs_to(address: str, network: str) -> None:
    assert network_of(address) == network


# --- the log ---


async def test_what_signs_a_person_in_is_in_no_line_of_the_log(
    telegram: Telegram, browser: Make, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = await link_of(await telegram.person("Анна", Role.MANAGER))
    visitor = browser()
    await visitor.get(link)
    with caplog.at_level("INFO"):
        await visitor.post(link, origin="http://evil.example")
        await visitor.post(link, csrf="x")

        async def broken(*_: object) -> None:
            raise RuntimeError("the database is away")

        monkeypatch.setattr(sign_in, "run_as", broken)
        assert (await visitor.post(link)).status_code == 500
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("web")]
    assert len(ours) == 3
    assert all("/enter/…" in said for said in ours)
    assert link.rsplit("/", 1)[1] not in "".join(ours)
