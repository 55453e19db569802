"""The dictionaries on the web: lists, forms that refuse beside the field, archives, permissions, audit (S4.3–S4.7)."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from domain.access import Role
from models import Account, Audit, Client, Executor, Product, PromoCode, RequestCategory, RequestSubcategory, UserRole
from tests.builders import make_product
from tests.chat import Telegram
from tests.web.visiting import Visitor
from web.dictionaries import ALL
from web.pages import PAGES

Make = Callable[[], Visitor]
ACCOUNT = {
    "number": "100-200", "full_name": "Минеева Ольга", "city": "Иркутск", "street": "Лесная", "house": "4",
    "letter": "а", "flat": "12", "phone": "8 999 643-23-87", "contract": "Д-17",
}  # fmt: skip


@pytest.fixture
async def office(telegram: Telegram, browser: Make) -> Visitor:
    """A manager's browser."""
    return await browser().signs_in(await telegram.person("Павел", Role.MANAGER))


@pytest.fixture
async def owner(telegram: Telegram, browser: Make) -> Visitor:
    """The owner's browser."""
    return await browser().signs_in(await telegram.person("Сергей", Role.OWNER))


async def adds(visitor: Visitor, name: str, fields: dict[str, str]) -> httpx.Response:
    """Open the empty form, fill it and send it."""
    page = await visitor.get(f"/admin/d/{name}/new")
    origin = re.search(r'name="origin" value="([^"]+)"', page.text)
    assert origin, page.text
    return await visitor.post(f"/admin/d/{name}/new", {"origin": origin[1], **fields})


async def saves(visitor: Visitor, name: str, id_: int, fields: dict[str, str]) -> httpx.Response:
    """Open the form of one, change it and send it."""
    page = await visitor.get(f"/admin/d/{name}/{id_}")
    version = re.search(r'name="version" value="([^"]*)"', page.text)
    assert version, page.text
    return await visitor.post(f"/admin/d/{name}/{id_}", {"version": version[1], **fields})


def only(telegram: Telegram, table: type, *columns: str) -> list[tuple[object, ...]]:
    """The rows of a table, by these columns."""
    return telegram.desk.db.read_now(
        lambda uow: [tuple(getattr(row, name) for name in columns) for row in uow.session.query(table)]
    )


def events(telegram: Telegram, kind: str) -> list[str]:
    return telegram.desk.db.read_now(
        lambda uow: [row.action for row in uow.session.query(Audit).where(Audit.kind == kind).order_by(Audit.id)]
    )


def test_every_dictionary_has_its_page_in_the_menu_with_the_same_permission() -> None:
    menu = {page.path: (page.title, page.permission, page.area) for page in PAGES if page.path.startswith("/d/")}
    assert menu == {f"/d/{one.name}": (one.title, one.permission, one.area) for one in ALL}


def test_every_page_says_a_line_of_what_it_is_for() -> None:
    assert [page.path for page in PAGES if not page.about] == []


async def test_every_dictionary_shows_its_list_and_its_form(owner: Visitor) -> None:
    for one in ALL:
        assert "пока нет" in (await owner.get(f"/admin/d/{one.name}")).text or one.name == "staff"
        assert (await owner.get(f"/admin/d/{one.name}?q=ничего&page=3")).status_code == 200
        assert (await owner.get(f"/admin/d/{one.name}/new")).status_code == 200
        assert (await owner.get(f"/admin/d/{one.name}/999")).status_code == 404


@pytest.mark.req("S4.3", "S4.4")
async def test_an_account_is_filled_and_edited(telegram: Telegram, office: Visitor) -> None:
    assert (await adds(office, "accounts", ACCOUNT)).status_code == 303
    ((id_, street, phone),) = only(telegram, Account, "id", "street", "phone")
    assert (street, phone) == ("Лесная", "+79996432387")
    page = (await office.get("/admin/d/accounts?q=лесная")).text
    assert "Минеева Ольга" in page
    assert "Иркутск, Лесная, 4а, кв. 12" in page
    assert (await saves(office, "accounts", id_, ACCOUNT | {"street": "Сосновая"})).status_code == 303
    assert only(telegram, Account, "street", "number") == [("Сосновая", "100-200")]
    assert events(telegram, "account") == ["created", "edited"]


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    telegram: Telegram, office: Visitor
) -> None:
    answer = await adds(office, "accounts", ACCOUNT | {"number": "—", "phone": "12"})
    assert answer.status_code == 422
    for name in ("number", "phone"):
        assert re.search(rf'id="f-{name}"[^>]*aria-invalid="true"', answer.text), name
        assert f'class="wrong" id="about-{name}"' in answer.text
    assert 'value="Лесная"' in answer.text
    assert only(telegram, Account, "id") == []
    await adds(office, "accounts", ACCOUNT)
    again = await adds(office, "accounts", ACCOUNT | {"number": "100 200"})
    assert again.status_code == 422
    assert "100-200" in again.text.split('class="wrong" id="about-number"')[1][:120]


async def test_an_old_page_overwrites_nothing(telegram: Telegram, office: Visitor) -> None:
    await adds(office, "accounts", ACCOUNT)
    ((id_,),) = only(telegram, Account, "id")
    old = (await office.get(f"/admin/d/accounts/{id_}")).text
    version = re.search(r'name="version" value="(\w+)"', old)
    assert version
    await saves(office, "accounts", id_, ACCOUNT | {"flat": "13"})
    late = await office.post(f"/admin/d/accounts/{id_}", {"version": version[1], **ACCOUNT, "flat": "14"})
    assert late.status_code == 409
    assert only(telegram, Account, "flat") == [("13",)]
    assert 'name="flat" type="text" value="13"' in late.text, "how it stands now"
    assert "Вы вводили: 14" in late.text.split('id="about-flat"')[1][:60], "and nothing typed is lost"
    fresh = re.search(r'name="version" value="(\w+)"', late.text)
    assert fresh
    again = await office.post(f"/admin/d/accounts/{id_}", {"version": fresh[1], **ACCOUNT, "flat": "14"})
    assert again.status_code == 303, "the page that was shown then can be saved"
    assert only(telegram, Account, "flat") == [("14",)]


async def test_an_old_page_brings_no_old_price_back(telegram: Telegram, owner: Visitor) -> None:
    """It has no version of its own: what the form has shown is compared."""
    goods = {"title": "Сайт", "price": "100", "is_active": "1"}
    await adds(owner, "products", goods)
    ((id_,),) = only(telegram, Product, "id")
    old = re.search(r'name="version" value="(\w+)"', (await owner.get(f"/admin/d/products/{id_}")).text)
    assert old
    await saves(owner, "products", id_, goods | {"price": "120"})
    late = await owner.post(
        f"/admin/d/products/{id_}", {"version": old[1], **goods, "description": "Под ключ"}
    )  # fmt: skip
    assert late.status_code == 409
    assert only(telegram, Product, "price", "description") == [(12_000, "")]


async def test_an_account_is_archived_and_taken_back(telegram: Telegram, office: Visitor) -> None:
    await adds(office, "accounts", ACCOUNT)
    ((id_,),) = only(telegram, Account, "id")
    assert "Удалить «100-200»?" in (await office.get(f"/admin/d/accounts/{id_}/delete")).text
    answer = await office.post(f"/admin/d/accounts/{id_}/delete")
    assert answer.headers["location"] == f"/admin/d/accounts?gone={id_}"
    assert "Вернуть" in (await office.get(answer.headers["location"])).text
    assert "Лесная" not in (await office.get("/admin/d/accounts")).text
    await office.post(f"/admin/d/accounts/{id_}/restore")
    assert "Лесная" in (await office.get("/admin/d/accounts")).text
    assert events(telegram, "account") == ["created", "archived", "restored"]


@pytest.mark.req("S4.5", "S4.6", "S4.9")
async def test_a_category_and_its_subcategory(telegram: Telegram, office: Visitor) -> None:
    await adds(office, "categories", {"name": "Вода", "warning": "", "place": "1"})
    ((water,),) = only(telegram, RequestCategory, "id")
    form = (await office.get("/admin/d/subcategories/new")).text
    assert f'<option value="{water}">Вода</option>' in form
    answer = await adds(
        office, "subcategories",
        {"category_id": str(water), "name": "Течёт кран", "warning": "Перекройте воду", "is_urgent": "1", "place": ""},
    )  # fmt: skip
    assert answer.status_code == 303
    assert only(telegram, RequestSubcategory, "category_id", "name", "is_urgent") == [(water, "Течёт кран", True)]
    assert "Вода" in (await office.get("/admin/d/subcategories?q=кран")).text
    twice = await adds(office, "categories", {"name": "вода", "place": "2"})
    assert twice.status_code == 422
    wrong = await adds(office, "subcategories", {"category_id": "", "name": "", "place": "-1"})
    assert wrong.text.count('class="wrong"') == 3
    await saves(office, "categories", water, {"name": "Вода и тепло", "warning": "", "place": "1"})
    assert only(telegram, RequestCategory, "name") == [("Вода и тепло",)]
    archived = await office.post(f"/admin/d/categories/{water}/delete")  # it has a subcategory: archived, not lost
    assert "gone=" in archived.headers["location"]
    assert only(telegram, RequestSubcategory, "name") == [("Течёт кран",)]


@pytest.mark.req("S4.7")
async def test_an_executor(telegram: Telegram, office: Visitor) -> None:
    roman = await telegram.person("Роман", Role.EXECUTOR)
    linked = telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(roman.id).id)  # type: ignore[union-attr]
    assert "Роман" in (await office.get("/admin/d/executors/new")).text
    await adds(
        office, "executors",
        {"full_name": "Иванов Роман", "position": "сантехник", "phone": "", "user_id": str(linked)},
    )  # fmt: skip
    assert only(telegram, Executor, "full_name", "position", "user_id") == [("Иванов Роман", "сантехник", linked)]
    ((id_,),) = only(telegram, Executor, "id")
    await saves(
        office, "executors", id_, {"full_name": "Иванов Роман", "position": "мастер", "phone": "", "user_id": ""}
    )
    assert only(telegram, Executor, "position", "user_id") == [("мастер", None)]
    gone = await office.post(f"/admin/d/executors/{id_}/delete")  # nothing names them: deleted for good
    assert gone.headers["location"].endswith("?deleted=1")
    assert only(telegram, Executor, "id") == []


@pytest.mark.req("S4.6", "S4.9")
async def test_a_part_of_an_archived_category_stays_in_it(telegram: Telegram, office: Visitor) -> None:
    for name in ("Вода", "Лифт"):
        await adds(office, "categories", {"name": name, "place": "1"})
    water = next(id_ for id_, name in only(telegram, RequestCategory, "id", "name") if name == "Вода")
    part = {"category_id": str(water), "name": "Течёт кран", "warning": "", "place": ""}
    await adds(office, "subcategories", part)
    ((id_,),) = only(telegram, RequestSubcategory, "id")
    await office.post(f"/admin/d/categories/{water}/delete")
    page = (await office.get(f"/admin/d/subcategories/{id_}")).text
    assert f'<option value="{water}" selected>Вода · архив</option>' in page
    assert (await saves(office, "subcategories", id_, part | {"warning": "Перекройте воду"})).status_code == 303
    assert only(telegram, RequestSubcategory, "category_id", "warning") == [(water, "Перекройте воду")]
    assert (
        "архив" not in (await office.get("/admin/d/subcategories/new")).text.split("<select")[1].split("</select>")[0]
    )


@pytest.mark.req("S4.7")
async def test_an_executor_whose_role_was_taken_keeps_the_account(telegram: Telegram, office: Visitor) -> None:
    roman = await telegram.person("Роман", Role.EXECUTOR)
    linked = telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(roman.id).id)  # type: ignore[union-attr]
    typed = {"full_name": "Иванов Роман", "position": "", "phone": "", "user_id": str(linked)}
    await adds(office, "executors", typed)
    ((id_,),) = only(telegram, Executor, "id")
    telegram.desk.db.write_now(lambda uow: uow.people.revoke(linked, Role.EXECUTOR))
    page = (await office.get(f"/admin/d/executors/{id_}")).text
    assert f'<option value="{linked}" selected>Роман · без роли</option>' in page
    assert (await saves(office, "executors", id_, typed | {"position": "мастер"})).status_code == 303
    assert only(telegram, Executor, "position", "user_id") == [("мастер", linked)]
    refused = await adds(office, "executors", typed | {"full_name": "Другой"})
    assert refused.status_code == 422, "nobody is linked anew without the role"


async def test_a_search_of_products_has_its_pages(telegram: Telegram, owner: Visitor) -> None:
    telegram.desk.db.write_now(lambda uow: [make_product(uow, title=f"Сайт {at:02}") for at in range(53)] and None)
    first = (await owner.get("/admin/d/products?q=сайт")).text
    assert ("Сайт 49" in first, "Сайт 50" in first) == (True, False)
    further = re.search(r'href="([^"]+)">Дальше', first)
    assert further, first
    second = (await owner.get(further[1].replace("&amp;", "&"))).text
    assert ("Сайт 49" in second, "Сайт 52" in second, "Дальше" in second) == (False, True, False)


async def test_a_client(telegram: Telegram, office: Visitor) -> None:
    typed = {
        "surname": "Минеева",
        "name": "Ольга",
        "phone": "89996432387",
        "midname": "",
        "secondphone": "",
        "source": "",
    }
    await adds(office, "clients", typed | {"description": "постоянный"})
    ((uid,),) = only(telegram, Client, "uid")
    assert "Минеева" in (await office.get("/admin/d/clients?q=МинеЕв")).text
    await saves(office, "clients", uid, typed | {"description": "", "name": "Оля", "phone": "+7 999 643-23-88"})
    assert only(telegram, Client, "name", "phone", "description") == [("Оля", "+79996432388", "")]
    wrong = await saves(office, "clients", uid, typed | {"name": ""})
    assert 'id="about-name"' in wrong.text
    await office.post(f"/admin/d/clients/{uid}/delete")
    assert "Минеева" not in (await office.get("/admin/d/clients")).text
    await office.post(f"/admin/d/clients/{uid}/restore")
    assert "Минеева" in (await office.get("/admin/d/clients")).text


async def test_a_product_and_a_promo_code(telegram: Telegram, owner: Visitor) -> None:
    product = {"title": "Логотип", "price": "5 000", "diedline": "14", "description": "", "category": "Дизайн"}
    await adds(owner, "products", product | {"is_active": "1"})
    ((id_,),) = only(telegram, Product, "id")
    await saves(owner, "products", id_, product | {"price": "99,50", "diedline": ""})
    assert only(telegram, Product, "price", "diedline", "is_active") == [(9950, 0, False)]
    assert 'value="99.50"' in (await owner.get(f"/admin/d/products/{id_}")).text
    free = {"starts_on": "", "uses_most": "", "user_uses_most": "1", "is_active": "1"}
    await adds(owner, "promos", free | {"code": "summer", "kind": "percent", "amount": "10", "ends_on": "2026-12-31"})
    ((promo,),) = only(telegram, PromoCode, "id")
    span = {"starts_on": "2027-01-01", "ends_on": "2027-02-01"}
    moved = await saves(owner, "promos", promo, free | {"amount": "15"} | span)
    assert moved.status_code == 303
    assert only(telegram, PromoCode, "code", "amount") == [("SUMMER", 15)]
    wrong = await saves(owner, "promos", promo, free | {"amount": "101", "starts_on": "", "ends_on": ""})
    assert 'id="about-amount"' in wrong.text


@pytest.mark.req("S5.33")
async def test_who_works_here(telegram: Telegram, owner: Visitor) -> None:
    denis = await telegram.person("Денис")
    await adds(owner, "staff", {"telegram_id": str(denis.id), "roles": "seller"})
    await telegram.settle()
    assert "Продавец" in denis.sees
    await denis.says("/promos")  # the rights count at the next update, with nothing started anew
    assert "Промокод" in denis.sees
    user_id = telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(denis.id).id)  # type: ignore[union-attr]
    version = re.search(r'name="version" value="(\w+)"', (await owner.get(f"/admin/d/staff/{user_id}")).text)
    assert version
    sent = {"csrf": owner.csrf, "version": version[1], "roles": ["executor", "manager"]}
    both = await owner.client.post(f"/admin/d/staff/{user_id}", data=sent, headers={"Origin": owner.address})
    assert both.status_code == 303
    held = [role for id_, role in only(telegram, UserRole, "user_id", "role") if id_ == user_id]
    assert sorted(held) == ["executor", "manager"]
    me = telegram.desk.db.read_now(lambda uow: uow.people.list_by_role(Role.OWNER)[0].id)
    last = await saves(owner, "staff", me, {"roles": "manager"})
    assert last.status_code == 409
    assert "единственный владелец" in last.text


async def test_the_same_form_sent_twice_makes_one(telegram: Telegram, office: Visitor) -> None:
    page = (await office.get("/admin/d/categories/new")).text
    origin = re.search(r'name="origin" value="([^"]+)"', page)
    assert origin
    for _ in range(2):
        sent = await office.post("/admin/d/categories/new", {"origin": origin[1], "name": "Лифт", "place": ""})
        assert sent.status_code == 303
    assert only(telegram, RequestCategory, "name") == [("Лифт",)]


@pytest.mark.parametrize(
    ("role", "open_"),
    [
        (Role.INSTRUCTOR, {"clients"}), (Role.SELLER, {"products", "promos"}),
        (Role.MANAGER, {"accounts", "categories", "subcategories", "executors", "clients", "coaches", "groups"}),
    ],
)  # fmt: skip
async def test_a_role_sees_its_own_and_is_refused_the_rest(
    telegram: Telegram, browser: Make, role: Role, open_: set[str]
) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", role))
    menu = set(re.findall(r'href="/admin/d/(\w+)"', (await visitor.get("/admin/")).text))
    assert menu == open_
    for one in ALL:
        allowed = one.name in open_
        assert (await visitor.get(f"/admin/d/{one.name}")).status_code == (200 if allowed else 403)
        assert (await visitor.get(f"/admin/d/{one.name}/new")).status_code == (200 if allowed else 403)
        sent = await visitor.post(f"/admin/d/{one.name}/new", {"origin": "web:1"})
        assert sent.status_code == (422 if allowed else 403), one.name
        assert (await visitor.post(f"/admin/d/{one.name}/1", {})).status_code in ({404, 422} if allowed else {403})


async def test_an_instructor_may_not_delete_clients(telegram: Telegram, browser: Make) -> None:
    visitor = await browser().signs_in(await telegram.person("Анна", Role.INSTRUCTOR))
    typed = {"name": "Ольга", "phone": "89996432387"}
    await adds(visitor, "clients", typed)
    ((uid,),) = only(telegram, Client, "uid")
    assert "/delete" not in (await visitor.get(f"/admin/d/clients/{uid}")).text
    assert (await visitor.post(f"/admin/d/clients/{uid}/delete")).status_code == 403


async def test_what_people_typed_is_shown_as_text(office: Visitor) -> None:
    hostile = '"><script>alert(1)</script>{{ 7*7 }}'
    await adds(office, "categories", {"name": hostile, "place": ""})
    page = (await office.get("/admin/d/categories")).text
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page
    assert "&lt;script&gt;" in page


async def test_the_list_goes_on_by_pages(telegram: Telegram, office: Visitor) -> None:
    for number in range(55):
        await adds(office, "categories", {"name": f"Категория {number:02d}", "place": str(number)})
    first = (await office.get("/admin/d/categories")).text
    assert "Категория 49" in first
    assert "Категория 50" not in first
    assert "page=1" in first
    assert "Категория 54" in (await office.get("/admin/d/categories?page=1")).text


async def test_english(telegram: Telegram, office: Visitor) -> None:
    await office.post("/admin/language", {"language": "en"})
    page = (await office.get("/admin/d/accounts")).text
    assert "Personal accounts" in page
    assert "Лицевые" not in page
