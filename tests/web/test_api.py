"""The HTTP API: keys, scopes, words, and a document that says what is there (S5.22, S5.23, T37)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import jsonschema
import pytest

from config import AREAS, Settings, WrongSetting, load
from domain.access import Role
from domain.api import Scope, is_token, new_token, token_hash
from models import Account, ApiToken, RequestCategory
from services import api_tokens
from tests.builders import make_client, make_order, make_ticket
from tests.chat import Telegram
from tests.gym_rows import make_membership
from tests.web.visiting import Visitor
from web.api import CALLS, WRONG
from web.api_routes import ENDPOINTS
from web.api_schema import document, sent_schema
from web.api_shapes import plain

BOOTSTRAP = "bootstrap-token-of-the-tests-0123456789"
Make = Callable[[], Visitor]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With a key in `.env`."""
    return replace(settings, api_token=BOOTSTRAP)


@pytest.fixture
async def api(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{address}/api/v1", trust_env=False) as client:
        yield client


def bearer(key: str = BOOTSTRAP) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def key_of(telegram: Telegram, *scopes: Scope, role: Role = Role.OWNER) -> tuple[str, int, Any]:
    """A key that somebody with this role has; made while they were an owner."""
    person = await telegram.person("Сергей", Role.OWNER)
    db = telegram.desk.db

    def make(uow: Any) -> tuple[str, int]:
        actor = uow.people.actor_of(person.id, "test")
        made = api_tokens.create(uow, actor, "Сайт", [scope.value for scope in scopes])
        if role is not Role.OWNER:
            uow.people.grant(actor.user_id, role)
            uow.people.revoke(actor.user_id, Role.OWNER)
        return made.secret, made.view.id

    secret, id_ = db.write_now(make)
    return secret, id_, person


def address_of(path: str) -> str:
    return path.replace("{id:int}", "1")


@pytest.mark.req("S5.22")
@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": f"Basic {BOOTSTRAP}"},
        bearer("wrong"), bearer(BOOTSTRAP[:-1]), bearer(BOOTSTRAP + "x"), bearer(new_token()),
        {"Authorization": f"Bearer  {BOOTSTRAP}"}, {"Cookie": f"frontdesk={BOOTSTRAP}"},
    ],
)  # fmt: skip
async def test_without_a_key_nothing_is_answered(api: httpx.AsyncClient, headers: dict[str, str]) -> None:
    for path in ("/clients?search=a", "/openapi.json"):
        answer = await api.get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json() == {"error": "Нужен ключ: Authorization: Bearer …"}


@pytest.mark.req("S5.22")
async def test_a_key_does_what_it_names_and_nothing_else(telegram: Telegram, api: httpx.AsyncClient) -> None:
    telegram.desk.db.write_now(lambda uow: make_client(uow, surname="Минеева", name="Ольга", phone="+79996432387").uid)
    secret, _id, _person = await key_of(telegram, Scope.CLIENTS_READ)
    found = await api.get("/clients", params={"search": "минеЕв"}, headers=bearer(secret))
    assert [one["phone"] for one in found.json()["items"]] == ["+79996432387"]
    for endpoint in ENDPOINTS:
        answer = await api.request(endpoint.method, address_of(endpoint.path), headers=bearer(secret), json={})
        assert (answer.status_code == 403) == (endpoint.scope is not Scope.CLIENTS_READ), endpoint.name


@pytest.mark.req("S5.22")
async def test_a_key_can_do_no_more_than_its_owner_now(telegram: Telegram, api: httpx.AsyncClient) -> None:
    """Who was an owner and is an instructor: the key reads clients still, and accounts no more."""
    secret, _id, _person = await key_of(telegram, Scope.CLIENTS_READ, Scope.ACCOUNTS_READ, role=Role.INSTRUCTOR)
    assert (await api.get("/clients?search=a", headers=bearer(secret))).status_code == 200
    assert (await api.get("/accounts", headers=bearer(secret))).status_code == 403


@pytest.mark.req("S5.22")
async def test_a_revoked_key_opens_nothing_from_the_next_call_on(telegram: Telegram, api: httpx.AsyncClient) -> None:
    secret, id_, person = await key_of(telegram, Scope.CLIENTS_READ)
    assert (await api.get("/clients", headers=bearer(secret))).status_code == 200
    db = telegram.desk.db
    assert db.read_now(lambda uow: uow.api_tokens.get(id_).used_at is not None)
    db.write_now(lambda uow: api_tokens.revoke(uow, uow.people.actor_of(person.id, "test"), id_))
    assert (await api.get("/clients", headers=bearer(secret))).status_code == 401


async def test_only_a_hash_is_kept(telegram: Telegram) -> None:
    secret, id_, _person = await key_of(telegram, Scope.CLIENTS_READ)
    row = telegram.desk.db.read_now(lambda uow: str(vars(uow.session.get(ApiToken, id_))))
    assert is_token(secret)
    assert secret not in row
    assert token_hash(secret) in row
    log = telegram.desk.db.read_now(lambda uow: str([(e.before, e.after) for e in uow.audit.list_of("api_token", id_)]))
    assert secret not in log


@pytest.mark.req("S5.23")
async def test_the_key_of_the_environment_opens_everything(telegram: Telegram, api: httpx.AsyncClient) -> None:
    for endpoint in ENDPOINTS:
        answer = await api.request(endpoint.method, address_of(endpoint.path), headers=bearer(), json={})
        assert answer.status_code in (200, 404, 422), endpoint.name


@pytest.mark.req("S5.23")
def test_the_key_is_read_from_the_environment_and_never_logged(tmp_path: Any) -> None:
    settings = load({"API_TOKEN": BOOTSTRAP}, tmp_path / "none")
    assert settings.api_token == BOOTSTRAP
    assert BOOTSTRAP in settings.secrets  # what the log strikes out
    assert BOOTSTRAP not in repr(settings)
    with pytest.raises(WrongSetting, match="API_TOKEN"):
        load({"API_TOKEN": "short"}, tmp_path / "none")


@pytest.mark.req("S5.22")
async def test_an_empty_key_in_the_environment_opens_nothing(telegram: Telegram, api: httpx.AsyncClient) -> None:
    telegram.desk.settings = replace(telegram.desk.settings, api_token="")
    for key in ("x", BOOTSTRAP, token_hash("")):
        assert (await api.get("/clients", headers=bearer(key))).status_code == 401


async def test_a_client_is_added_once(telegram: Telegram, api: httpx.AsyncClient) -> None:
    sent = {"name": "Ольга", "surname": "Минеева", "phone": "8 999 643-23-87"}
    headers = bearer() | {"Idempotency-Key": "order-17"}
    first = await api.post("/clients", json=sent, headers=headers)
    assert (first.status_code, first.json()["phone"]) == (201, "+79996432387")
    assert (await api.post("/clients", json=sent, headers=headers)).json() == first.json()
    assert telegram.desk.db.read_now(lambda uow: uow.clients.count()) == 1
    assert (await api.get(f"/clients/{first.json()['uid']}", headers=bearer())).json()["name"] == "Ольга"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "JSON"), (b"{", "JSON"), (b"\xff\xfe", "JSON"), (b"[1]", "JSON"), (b"null", "JSON"), (b"{}", ""),
        (b'{"name": 5}', "name"), (b'{"uid": 1}', "name"), (b'{"name": "A", "phone": "12"}', ""),
        (b'{"name": "' + b"a" * 70_000 + b'"}', "64"), (b'{"name": null, "phone": []}', "name"),
        (b"[" * 5000, "JSON"), (b'{"name": "\\u0000", "phone": "89996432387"}', ""),
    ],
)  # fmt: skip
async def test_bad_json_is_refused_in_words(api: httpx.AsyncClient, body: bytes, said: str) -> None:
    answer = await api.post("/clients", content=body, headers=bearer())
    assert answer.status_code == 422
    assert set(answer.json()) == {"error"}
    assert said in answer.json()["error"]


@pytest.mark.parametrize(
    "path",
    ["/clients?cursor=-1", "/clients?cursor=x", "/clients?cursor=٣", "/clients?cursor=999999", "/clients/0",
     "/clients/99999999999", "/tickets?list=all", "/games", "/games?day=2026-13-01", "/clients?search=" + "a" * 201],
)  # fmt: skip
async def test_a_wrong_address_is_refused_in_words(api: httpx.AsyncClient, path: str) -> None:
    answer = await api.get(path, headers=bearer())
    assert answer.status_code == 422
    assert answer.json()["error"]


async def test_what_is_not_there_is_said_as_json(api: httpx.AsyncClient) -> None:
    assert (await api.get("/clients/12345", headers=bearer())).status_code == 404
    for method, path in (("GET", "/nothing"), ("DELETE", "/clients"), ("GET", "/clients/x")):
        answer = await api.request(method, path, headers=bearer())
        assert answer.status_code in (404, 405)
        assert answer.json()["error"]


async def test_a_list_goes_on_where_it_stopped(telegram: Telegram, api: httpx.AsyncClient) -> None:
    def fill(uow: Any) -> None:
        for number in range(11):
            uow.accounts.add(Account(number=f"10{number:02}", street="Лесная", link_code=f"code{number}"))

    telegram.desk.db.write_now(fill)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await api.get("/accounts", params={"cursor": cursor}, headers=bearer())).json()
        seen += [one["number"] for one in page["items"]]
        assert all(one["link_code"] == "" for one in page["items"])  # opens a way in: it is on the bill only
        cursor = page["next"]
    assert sorted(seen) == [f"10{number:02}" for number in range(11)]


async def test_too_many_calls_wait(api: httpx.AsyncClient) -> None:
    for _call in range(CALLS):
        await api.get("/clients/1", headers=bearer())
    refused = await api.get("/clients/1", headers=bearer())
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")


async def test_who_guesses_waits(api: httpx.AsyncClient) -> None:
    answers = [(await api.get("/clients", headers=bearer(new_token()))).status_code for _guess in range(WRONG + 1)]
    assert answers == [401] * WRONG + [429]


async def test_the_document_has_every_call_and_every_answer_is_as_it_says(
    telegram: Telegram, api: httpx.AsyncClient
) -> None:
    def fill(uow: Any) -> None:
        client = make_client(uow, name="Ольга", phone="+79996432387")
        make_order(uow, client_uid=client.uid)
        make_ticket(uow)
        account = uow.accounts.add(Account(number="100", street="Лесная", phone="+79996432387", link_code="code"))
        kind = RequestCategory(name="Вода", name_n="вода", created_at=uow.now, updated_at=uow.now)
        uow.session.add(kind)
        uow.session.flush()
        known.update(account_id=account.id, category_id=kind.id)
        make_membership(uow, client.uid)

    known: dict[str, int] = {}
    telegram.desk.db.write_now(fill)
    said = (await api.get("/openapi.json", headers=bearer())).json()
    assert said["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, one in said["paths"].items() for method in one}
    assert described == {(one.method, one.path.replace(":int", "")) for one in ENDPOINTS}
    more = {"find_clients": "?search=Ольга", "list_games": "?day=2026-11-28"}
    for endpoint in sorted(ENDPOINTS, key=lambda one: one.name != "file_request"):  # there is one to look at
        operation = said["paths"][endpoint.path.replace(":int", "")][endpoint.method.lower()]
        content = operation["responses"][str(endpoint.status)]["content"]["application/json"]
        schema = {**content["schema"], "components": said["components"]}
        jsonschema.Draft202012Validator(schema).validate(content["example"])
        example = endpoint.body_example | (known if endpoint.name == "file_request" else {}) if endpoint.body else None
        sent = {"json": example, "headers": bearer()} if endpoint.body else {"headers": bearer()}
        address = address_of(endpoint.path) + more.get(endpoint.name, "")
        answer = await api.request(endpoint.method, address, **sent)
        assert answer.status_code == endpoint.status, (endpoint.name, answer.text)
        jsonschema.Draft202012Validator(schema).validate(answer.json())
        assert not endpoint.is_list or answer.json()["items"], endpoint.name


def test_every_example_of_what_is_sent_is_as_its_schema_says() -> None:
    for endpoint in ENDPOINTS:
        if endpoint.body is not None:
            jsonschema.Draft202012Validator(sent_schema(endpoint.body)).validate(endpoint.body_example)
            plain(endpoint.body(**endpoint.body_example))
    assert document("http://x", AREAS)["components"]["schemas"]


@pytest.mark.req("S5.22")
async def test_an_owner_makes_a_key_that_is_shown_once(
    telegram: Telegram, browser: Make, api: httpx.AsyncClient
) -> None:
    sergey = await browser().signs_in(await telegram.person("Сергей", Role.OWNER))
    await sergey.get("/admin/tokens")
    assert (await sergey.post("/admin/tokens", {"name": "Сайт"})).status_code == 422
    shown = await sergey.post("/admin/tokens", {"name": "Сайт", "scope": "clients:read"})
    found = re.search(r'<code class="token">(fd_[\w-]{43})</code>', shown.text)
    assert found
    assert (await api.get("/clients", headers=bearer(found[1]))).status_code == 200
    later = (await sergey.get("/admin/tokens")).text
    assert found[1] not in later
    assert "использован" in later
    (id_,) = re.findall(r"/admin/tokens/(\d+)/revoke", later)
    await sergey.post(f"/admin/tokens/{id_}/revoke")
    assert (await api.get("/clients", headers=bearer(found[1]))).status_code == 401
    assert "отозван" in (await sergey.get("/admin/tokens")).text
    marina = await browser().signs_in(await telegram.person("Марина", Role.MANAGER))
    assert (await marina.get("/admin/tokens")).status_code == 403


async def test_an_area_that_is_switched_off_is_not_found(telegram: Telegram, api: httpx.AsyncClient) -> None:
    features = telegram.desk.settings.features
    object.__setattr__(telegram.desk.settings, "features", features - {"requests"})
    for path in ("/requests", "/requests/1", "/accounts", "/categories"):
        assert (await api.get(path, headers=bearer())).status_code == 404, path
    assert (await api.get("/clients", headers=bearer())).status_code == 200
    paths = (await api.get("/openapi.json", headers=bearer())).json()["paths"]
    assert "/clients" in paths
    assert not [path for path in paths if path.startswith(("/requests", "/accounts"))]


@pytest.mark.req("S5.19", "S5.38")
async def test_members_are_listed_and_frozen_by_a_key_that_names_it(telegram: Telegram, api: httpx.AsyncClient) -> None:
    def fill(uow: Any) -> int:
        uid: int = make_client(uow, surname="Орлова").uid
        make_membership(uow, uid)
        make_membership(uow, make_client(uow, surname="Былова").uid, uow.today - timedelta(days=40))
        return uid

    uid = telegram.desk.db.write_now(fill)
    reads, _id, _person = await key_of(telegram, Scope.MEMBERS_READ)
    for which, found in (("", 2), ("active", 1), ("inactive", 1), ("frozen", 0)):
        answer = await api.get("/members", params={"list": which} if which else {}, headers=bearer(reads))
        assert len(answer.json()["items"]) == found, which
    assert (await api.get("/members?list=nobody", headers=bearer(reads))).status_code == 422
    card = (await api.get(f"/members/{uid}", headers=bearer(reads))).json()
    assert (card["is_active"], card["active"]["state"]) == (True, "paid")
    days = {"starts": "2026-11-21", "ends": "2026-11-22"}
    assert (await api.post(f"/members/{uid}/freezes", json=days, headers=bearer(reads))).status_code == 403
    writes, _id, _person = await key_of(telegram, Scope.MEMBERS_WRITE)
    again = bearer(writes) | {"Idempotency-Key": "one"}
    for _twice in range(2):
        assert (await api.post(f"/members/{uid}/freezes", json=days, headers=again)).status_code == 201
    for wrong in ("tomorrow", "2026-13-01", "2026-11-21T00:00"):
        answer = await api.post(f"/members/{uid}/freezes", json=days | {"ends": wrong}, headers=bearer(writes))
        assert answer.status_code == 422, wrong
    ended = await api.post(f"/members/{uid}/unfreeze", json={"starts": "2026-11-21"}, headers=bearer(writes))
    assert ended.json()["span"]["ends"] == "2026-12-20"


async def test_without_a_gym_nobody_finds_members(telegram: Telegram, api: httpx.AsyncClient) -> None:
    object.__setattr__(telegram.desk.settings, "features", telegram.desk.settings.features - {"fitness"})
    assert (await api.get("/members", headers=bearer())).status_code == 404
    said = (await api.get("/openapi.json", headers=bearer())).json()
    assert not [path for path in said["paths"] if path.startswith("/members")]
