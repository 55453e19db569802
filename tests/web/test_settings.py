"""Settings and tariffs on the web: the same rules, bounds and words as in the bot (S3.18, S3.19, S3.31)."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from domain.access import Role
from domain.settings import GROUPS, SPECS
from services import settings as service
from tests.chat import Telegram
from tests.web.visiting import Visitor
from ui.setting_fields import read_back, typed
from ui.texts import Words

Make = Callable[[], Visitor]


async def owner(telegram: Telegram, browser: Make) -> Visitor:
    return await browser().signs_in(await telegram.person("Сергей", Role.OWNER))


def stored(telegram: Telegram, name: str) -> object:
    return telegram.desk.db.read_now(lambda uow: service.business(uow)[name])


@pytest.mark.req("S3.19")
async def test_every_setting_is_on_the_page_of_its_group(telegram: Telegram, browser: Make) -> None:
    sergey = await owner(telegram, browser)
    for group in GROUPS:
        page = (await sergey.get(f"/admin/settings/{group}")).text
        assert re.findall(r'<form method="post" action="/admin/settings/(\w+)"', page) == [
            spec.name for spec in SPECS if spec.group == group
        ]


@pytest.mark.req("S3.31", "S3.19")
@pytest.mark.parametrize(("typed_text", "kept"), [("28", 28), ("1", 1), ("0", 1), ("29", 1), ("первое", 1), ("", 1)])
async def test_the_billing_day_is_live_or_refused_beside_its_field(
    telegram: Telegram, browser: Make, typed_text: str, kept: int
) -> None:
    sergey = await owner(telegram, browser)
    await sergey.get("/admin/settings/targets")
    answer = await sergey.post("/admin/settings/BILLING_DAY", {"value": typed_text})
    assert stored(telegram, "BILLING_DAY") == kept  # the bot reads it at once: nothing is restarted
    if typed_text in ("28", "1"):
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    field = re.search(r'<form[^>]*id="BILLING_DAY".*?</form>', answer.text, re.DOTALL)
    assert field
    assert "Нужно целое число от 1 до 28" in field[0]
    assert f'value="{typed_text}"' in field[0]
    assert answer.text.count('class="wrong"') == 1


@pytest.mark.req("S3.19")
async def test_the_default_is_a_press_away_and_changes_are_audited(telegram: Telegram, browser: Make) -> None:
    sergey = await owner(telegram, browser)
    await sergey.get("/admin/settings")
    await sergey.post("/admin/settings/BILLING_DAY", {"value": "5"})
    assert "По умолчанию" in (await sergey.get("/admin/settings/targets")).text
    await sergey.post("/admin/settings/BILLING_DAY/default")
    assert stored(telegram, "BILLING_DAY") == 1
    events = telegram.desk.db.read_now(lambda uow: [(e.before, e.after) for e in uow.audit.list_of("setting", 0)])
    assert events == [({"BILLING_DAY": 5}, {"BILLING_DAY": 1}), ({"BILLING_DAY": 1}, {"BILLING_DAY": 5})]


def test_what_stands_in_a_field_is_read_back_as_the_same_value() -> None:
    """Every kind: a page saved as it is changes nothing."""
    from domain.setting_values import parse

    t = Words("ru")
    for spec in SPECS:
        text = typed(t, spec, spec.default)
        read = parse(spec, read_back(spec, text.split(",") if spec.kind == "choices" else [text]))
        assert read == (t.plain(spec.default) if spec.kind == "text" and spec.default else spec.default), spec.name


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SELLER, Role.INSTRUCTOR])
async def test_only_an_owner_changes_them(telegram: Telegram, browser: Make, role: Role) -> None:
    someone = await browser().signs_in(await telegram.person("Марина", role))
    for path in ("/admin/settings", "/admin/tariffs"):
        assert (await someone.get(path)).status_code == 403
        assert f'href="{path}"' not in (await someone.get("/admin/")).text
    for path in ("/admin/settings/BILLING_DAY", "/admin/settings/BILLING_DAY/default", "/admin/tariffs"):
        assert (
            await someone.post(path, {"value": "5", "name": "а", "price": "1", "reaction": "2 ч"})
        ).status_code == 403
    assert stored(telegram, "BILLING_DAY") == 1


FORM = {"name": "Базовый", "price": "5 000", "requests": "10", "reaction": "2 ч", "draft": "one"}


async def saves(visitor: Visitor, path: str, fields: dict[str, str]) -> httpx.Response:
    """Open the form of a tariff, change it and send it."""
    return await visitor.post(path, {"version": version_of(await visitor.get(path)), **FORM, **fields})


def version_of(page: httpx.Response) -> str:
    found = re.search(r'name="version" value="(\w+)"', page.text)
    assert found, page.text
    return found[1]


@pytest.mark.req("S3.18", "S3.54")
async def test_a_tariff_is_added_changed_and_archived(telegram: Telegram, browser: Make) -> None:
    sergey = await owner(telegram, browser)
    await sergey.get("/admin/tariffs")
    made = await sergey.post("/admin/tariffs", FORM | {"may_pin": "1"})
    assert made.status_code == 303
    again = await sergey.post("/admin/tariffs", FORM | {"may_pin": "1"})
    assert again.headers["location"] == made.headers["location"]  # sent twice, made once
    path = made.headers["location"].partition("?")[0]
    page = (await sergey.get(path)).text
    assert 'name="may_pin" value="1" checked' in page
    assert 'value="2 ч"' in page
    changed = await saves(sergey, path, {"price": "6000,50", "requests": "", "around_clock": "1"})
    assert changed.status_code == 303
    page = (await sergey.get(path)).text.replace("\xa0", " ")
    assert re.findall(r"<li><div><b>([^<]+)</b>", page) == ["6 000,50 ₽", "5 000 ₽"]
    assert 'name="may_pin" value="1" checked' not in page
    assert 'name="around_clock" value="1" checked' in page
    assert "любое число" in (await sergey.get("/admin/tariffs")).text
    await sergey.post(f"{path}/archive")
    assert "Снова предлагать" in (await sergey.get(path)).text
    await sergey.post(f"{path}/restore")
    assert "Снова предлагать" not in (await sergey.get(path)).text


@pytest.mark.req("S3.18")
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Название"), ("price", "много", ""), ("price", "-5", ""), ("requests", "0", "от 1 до 9999"),
        ("requests", "9" * 5000, "от 1 до 9999"),
        ("reaction", "никогда", ""), ("name", "Занятый", "уже есть"),
    ],
)  # fmt: skip
async def test_a_wrong_field_is_refused_beside_it(
    telegram: Telegram, browser: Make, field: str, value: str, said: str
) -> None:
    sergey = await owner(telegram, browser)
    await sergey.get("/admin/tariffs")
    await sergey.post("/admin/tariffs", FORM | {"name": "Занятый", "draft": "zero"})
    answer = await sergey.post("/admin/tariffs", FORM | {field: value})
    assert answer.status_code == 422
    wrong = re.findall(r'<p class="wrong" role="alert">([^<]+)</p>', answer.text)
    assert len(wrong) == 1
    assert said in wrong[0]
    assert f'<input id="{field}" name="{field}" value="{value}"' in answer.text
    made = await sergey.post("/admin/tariffs", FORM)
    path = made.headers["location"].partition("?")[0]
    answer = await saves(sergey, path, {field: value, "around_clock": "1"})
    assert answer.status_code == 422
    assert 'name="around_clock" value="1" checked' not in (await sergey.get(path)).text, "all of a form or none"
    assert 'value="2 ч"' in (await sergey.get(path)).text


@pytest.mark.req("S3.18", "S3.54")
async def test_an_old_page_of_a_tariff_overwrites_nothing(telegram: Telegram, browser: Make) -> None:
    sergey = await owner(telegram, browser)
    await sergey.get("/admin/tariffs")
    path = (await sergey.post("/admin/tariffs", FORM)).headers["location"].partition("?")[0]
    old = version_of(await sergey.get(path))
    await saves(sergey, path, {"price": "6000"})
    late = await sergey.post(path, {"version": old, **FORM, "price": "5500", "may_pin": "1"})
    assert late.status_code == 409
    assert "только что изменил" in late.text
    assert 'name="price" value="6000"' in late.text, "how it stands now"
    assert "Вы вводили: 5500" in late.text, "and nothing typed is lost"
    assert 'name="may_pin" value="1" checked' not in (await sergey.get(path)).text
    again = await sergey.post(path, {"version": version_of(late), **FORM, "price": "5500"})
    assert again.status_code == 303, "the page that was shown then can be saved"
    assert 'name="price" value="5500"' in (await sergey.get(path)).text
