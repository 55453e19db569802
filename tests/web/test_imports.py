"""Import on the web: a file is shown, read in once, taken back; harm is refused (S4.4, the abuse list L2)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import httpx
import pytest
from openpyxl import load_workbook

from domain.access import Role
from tests.chat import Telegram
from tests.web.visiting import Visitor
from tests.workbooks import BOMBS, workbook

Make = Callable[[], Visitor]
FILE = workbook(["Имя", "Колонка", "Заметка"], ["Ольга", "8 999 643-23-87", "=1+1"], ["Пётр", "89161112233", None])


async def manager(telegram: Telegram, browser: Make, role: Role = Role.MANAGER) -> Visitor:
    return await browser().signs_in(await telegram.person("Марина", role))


async def sends(visitor: Visitor, content: bytes, kind: str = "client", name: str = "клиенты.xlsx") -> httpx.Response:
    await visitor.get("/admin/import")
    return await visitor.post(f"/admin/import/{kind}", files={"file": (name, content)})


def seal_of(page: str) -> str:
    found = re.search(r'name="seal" value="(\w+)"', page)
    assert found, page
    return found[1]


def known(telegram: Telegram) -> list[tuple[str, str]]:
    return telegram.desk.db.read_now(
        lambda uow: [(row.name, row.description) for row in uow.clients.page(0, 10).rows]
    )  # fmt: skip


async def test_a_file_is_shown_read_in_once_and_taken_back(telegram: Telegram, browser: Make) -> None:
    marina = await manager(telegram, browser)
    path = (await sends(marina, FILE)).headers["location"]
    page = await marina.get(path)
    assert page.status_code == 422  # no column is called a phone
    assert "Телефон" in re.findall(r'class="note bad"[^>]*>([^<]+)', page.text)[0]
    await marina.post(path, {"name": "0", "phone": "1", "description": "2"})
    page = await marina.get(path)
    assert "Ольга, +79996432387, =1+1" in page.text
    assert known(telegram) == []
    seal = seal_of(page.text)
    done = await marina.post(f"{path}/apply", {"seal": seal})
    assert done.status_code == 303
    assert "добавлено 2, изменено 0" in (await marina.get(done.headers["location"])).text
    assert known(telegram) == [("Ольга", "=1+1"), ("Пётр", "")]
    await marina.post(f"{path}/apply", {"seal": seal})
    again = (await sends(marina, FILE)).headers["location"]
    await marina.post(again, {"name": "0", "phone": "1", "description": "2"})
    assert "Этот файл уже загружен" in (await marina.get(again)).text
    assert len(known(telegram)) == 2
    (undo,) = re.findall(r'action="(/admin/import/\d+/undo)"', (await marina.get("/admin/import")).text)
    assert "Отменено" in (await marina.post(undo)).text
    assert known(telegram) == []


async def test_rows_that_are_refused_are_named_with_row_column_and_why(telegram: Telegram, browser: Make) -> None:
    marina = await manager(telegram, browser)
    path = (await sends(marina, workbook(["Имя", "Телефон"], ["Ольга", "12"], ["Пётр", "89161112233"]))).headers[
        "location"
    ]
    page = (await marina.get(path)).text
    assert re.search(r'<td class="right">2</td><td>Телефон</td><td>[^<]*телефон', page, re.IGNORECASE)
    assert 'name="seal"' not in page
    refused = await marina.post(f"{path}/apply", {"seal": ""})
    assert refused.status_code == 422
    assert known(telegram) == []


@pytest.mark.parametrize("name", ["100,000 styles", "billion laughs", "wrong type"])
async def test_a_bomb_is_refused_beside_its_field(telegram: Telegram, browser: Make, name: str) -> None:
    marina = await manager(telegram, browser)
    answer = await sends(marina, BOMBS[name]())
    assert answer.status_code == 422
    assert answer.text.count('class="wrong" role="alert"') == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a" * (5 * 1024 * 1024 + 1)])
async def test_what_is_no_file_is_refused(telegram: Telegram, browser: Make, content: bytes) -> None:
    marina = await manager(telegram, browser)
    assert (await sends(marina, content)).status_code == 422
    assert (await marina.post("/admin/import/client", {"file": "text"})).status_code == 422
    assert (await sends(marina, content, "order")).status_code == 404


async def test_a_file_is_its_owner_s_alone(telegram: Telegram, browser: Make) -> None:
    marina = await manager(telegram, browser)
    other = await browser().signs_in(await telegram.person("Павел", Role.MANAGER))
    path = (await sends(marina, FILE)).headers["location"]
    assert (await other.get(path)).status_code == 410
    assert (await other.post(f"{path}/apply", {"seal": "x"})).status_code == 410


@pytest.mark.parametrize("kind", ["client", "account"])
async def test_the_template_has_the_headings_that_are_understood(telegram: Telegram, browser: Make, kind: str) -> None:
    marina = await manager(telegram, browser)
    given = await marina.get(f"/admin/import/template/{kind}")
    rows = list(load_workbook(io.BytesIO(given.content)).active.iter_rows(values_only=True))
    path = (await sends(marina, given.content, kind)).headers["location"]
    page = (await marina.get(path)).text
    assert page.count(" selected>") == len(rows[0])
    assert "<b>1</b> добавится" in page


@pytest.mark.parametrize("role", [Role.SELLER, Role.INSTRUCTOR])
async def test_it_is_for_managers(telegram: Telegram, browser: Make, role: Role) -> None:
    someone = await manager(telegram, browser, role)
    assert (await someone.get("/admin/import")).status_code == 403
    assert (await someone.get("/admin/import/template/client")).status_code == 403
    assert (await someone.post("/admin/import/client", files={"file": ("a.xlsx", FILE)})).status_code == 403
