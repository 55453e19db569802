"""The HTTP API for outside programs at `/api/v1`: keys only, never the admin's session (S5.22, S5.23, T37)."""

import hmac
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from domain.access import SYSTEM, Role
from domain.api import Caller, Scope, is_token, token_hash
from domain.errors import CrmError, Forbidden, Invalid, NotFound
from services import api_tokens
from ui.texts import Words
from web.api_routes import ENDPOINTS
from web.api_schema import document
from web.api_shapes import Asked, Endpoint, answered, body_of
from web.limits import Tries, network_of
from web.session import Site, run_as
from web.shell import STATUS

log = logging.getLogger(__name__)
BODY_MOST = 64 * 1024  # bytes
CALLS, WRONG = 120, 20  # a minute: of one key; of one address without one that opens
_MINUTE = timedelta(minutes=1)
_KEY = re.compile(r"[\x21-\x7e]{1,40}")  # an idempotency key
_NUMBER_MOST = 2**31 - 1
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def create_api(site: Callable[[], Site | None]) -> ASGIApp:
    """The API, to be mounted at `/api/v1`; ``site`` gives None while the bot starts."""
    calls, wrong = Tries(CALLS, _MINUTE), Tries(WRONG, _MINUTE)

    def route(endpoint: Endpoint) -> Route:
        async def handle(request: Request) -> Response:
            return await _guarded(
                request, site(), calls, wrong, lambda found, who: _call(request, found, who, endpoint)
            )

        return Route(endpoint.path, handle, methods=[endpoint.method], name=endpoint.name)

    async def describe(request: Request) -> Response:
        return await _guarded(request, site(), calls, wrong, _document)

    routes: list[BaseRoute] = [Route("/openapi.json", describe, methods=["GET"]), *map(route, ENDPOINTS)]
    return Starlette(routes=routes, exception_handlers={HTTPException: _missed, Exception: _failed})


async def _guarded(
    request: Request, site: Site | None, calls: Tries, wrong: Tries, go: Callable[[Site, Caller], Awaitable[Any]]
) -> Response:
    """Let a caller with a key through, as often as it may; refusals are JSON in words."""
    if site is None:
        return _refusal(503, "starting", {"Retry-After": "2"})
    t, now = _words(request, site), site.db.clock.now()
    address = network_of(request.client.host if request.client else "")
    caller = await _caller(request, site)
    if caller is None:
        if not wrong.may(address, now):
            return _refusal(429, t.plain("Too many calls. Please wait a minute."), {"Retry-After": "60"})
        return _refusal(401, t.plain("A key is needed: Authorization: Bearer …"), {"WWW-Authenticate": "Bearer"})
    if not calls.may(str(caller.token_id), now):
        return _refusal(429, t.plain("Too many calls. Please wait a minute."), {"Retry-After": "60"})
    if caller.is_stale:
        await run_as(site, SYSTEM, api_tokens.used, caller.token_id)
    try:
        given = await go(site, caller)
    except CrmError as error:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        return _refusal(status, t.alert(error))
    return given if isinstance(given, Response) else JSONResponse(given, headers=_HEADERS)


async def _caller(request: Request, site: Site) -> Caller | None:
    scheme, _space, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    origin = f"api:{secrets.token_hex(8)}"
    own = site.settings.api_token
    if own and hmac.compare_digest(token_hash(secret), token_hash(own)):
        return Caller(0, replace(SYSTEM, origin=origin, roles=frozenset({Role.OWNER})), frozenset(Scope))
    return await run_as(site, SYSTEM, api_tokens.caller, secret, origin) if is_token(secret) else None


async def _document(site: Site, _caller: Caller) -> Any:
    return document(site.settings.web_address, site.settings.features)


async def _call(request: Request, site: Site, caller: Caller, endpoint: Endpoint) -> Response:
    if endpoint.area not in site.settings.features:
        raise NotFound("There is no such page.")
    if endpoint.scope not in caller.scopes:
        raise Forbidden("This key is not made for that.")
    service, values = endpoint.plan(await asked_of(request, f"api:{caller.token_id}", endpoint))
    given = await run_as(site, caller.actor, service, *values)
    return JSONResponse(answered(endpoint, given), endpoint.status, _HEADERS)


async def asked_of(request: Request, who: str, endpoint: Endpoint) -> Asked:
    """What was sent, each part as its schema says, its origin under ``who``; raises ``Invalid``."""
    values: dict[str, Any] = {}
    for param in endpoint.params:
        values[param.name] = _value(param.name, param.schema, request)
    if endpoint.body is None:
        return Asked(values)
    given = request.headers.get("idempotency-key", "")
    if given and not _KEY.fullmatch(given):
        raise Invalid("Idempotency-Key: 1 to 40 visible characters.")
    origin = f"{who}:{given or secrets.token_hex(12)}"
    return Asked(values, body_of(endpoint, await _json(request)), origin)


def _value(name: str, schema: Any, request: Request) -> Any:
    if name in request.path_params:
        number = int(request.path_params[name])
        if not 1 <= number <= _NUMBER_MOST:
            raise Invalid("{name}: this can't be read.", name=name)
        return number
    text = request.query_params.get(name, "")
    is_wrong = len(text) > schema.get("maxLength", 200) or (text and text not in schema.get("enum", (text,)))
    if is_wrong or (text and not re.search(schema.get("pattern", ""), text, re.ASCII)):
        raise Invalid("{name}: this can't be read.", name=name)
    return text


async def _json(request: Request) -> Any:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_MOST:
                raise Invalid("The body is over {most} KB.", most=BODY_MOST // 1024)
        return orjson.loads(body)
    except (orjson.JSONDecodeError, ClientDisconnect):
        raise Invalid("The body is no JSON.") from None


def _words(request: Request, site: Site) -> Words:
    wanted = request.headers.get("accept-language", "")[:2].lower()
    language = wanted if wanted in ("ru", "en") else site.settings.language
    return Words(language, site.settings.timezone, site.settings.currency)


def _refusal(status: int, said: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": said}, status, _HEADERS | (headers or {}))


async def _missed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _refusal(error.status_code, str(error.detail), dict(error.headers or {}))


async def _failed(request: Request, error: Exception) -> Response:
    code = secrets.token_hex(2).upper()
    log.error("a call failed, code %s: %s", code, request.url.path, exc_info=error)
    return _refusal(500, f"internal error {code}")
