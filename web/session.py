"""Who a request is from, and running use cases as that person: what `ctx.run` is to handlers."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, ParamSpec, TypeVar, cast

from starlette.requests import HTTPConnection
from starlette.responses import Response

from config import Settings
from db import Database
from domain.access import SYSTEM, Actor, Permission, Service
from domain.people import code_hash
from domain.web import MOST, Browser, Signed, browser_name, new_token, read_token
from services import web_sessions

P = ParamSpec("P")
R = TypeVar("R")
_SECURE_PREFIX = "__Host-"  # the browser keeps others, subdomains too, from setting it
SESSION, VISIT = "frontdesk", "frontdesk-visit"


@dataclass(frozen=True)
class Site:
    """What pages work with; there from the moment the bot runs."""

    db: Database
    settings: Settings
    bot_username: str
    fetch: Callable[[str], Awaitable[bytes | None]] | None = None  # a file that stays with Telegram, by its id


def site_of(request: HTTPConnection) -> Site:
    """The running business."""
    return cast(Site, request.state.site)


def signed_of(request: HTTPConnection) -> Signed:
    """Who is signed in; only for pages behind the gate."""
    found = getattr(request.state, "signed", None)
    if found is None:
        raise RuntimeError("a page behind the gate was reached without a session")
    return cast(Signed, found)


def actor_of(request: HTTPConnection) -> Actor:
    """The person, with the roles as they are at this request."""
    return signed_of(request).actor


async def run(request: HTTPConnection, service: "Service[P, R]", *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a use case as this person, in one transaction of its kind, off the loop; raises ``CrmError``."""
    return await run_as(site_of(request), actor_of(request), service, *args, **kwargs)


async def run_as(site: Site, actor: Actor, service: "Service[P, R]", *args: P.args, **kwargs: P.kwargs) -> R:
    """``run`` as somebody else (the system, before anybody is signed in)."""
    go = site.db.write if service.writes else site.db.read
    return await go(lambda uow: service(uow, actor, *args, **kwargs))


async def find_signed(request: HTTPConnection) -> Signed | None:
    """Who the cookie says this is, roles read anew; who may see no page any more is signed out everywhere.

    What a page asks by itself (header ``X-Background``) does not keep a session alive.
    """
    site, secret = site_of(request), read_token(request.cookies.get(cookie_name(request, SESSION), ""))
    if secret is None:
        return None
    signed = await run_as(site, SYSTEM, web_sessions.current, secret, f"web:{secrets.token_hex(12)}")
    if signed is None:
        return None
    if not signed.actor.may(Permission.WEB):
        await run_as(site, SYSTEM, web_sessions.ended, signed.actor)
        return None
    if signed.is_stale and "x-background" not in request.headers:
        await run_as(site, SYSTEM, web_sessions.seen, signed.session_id)
    return signed


def is_secure(request: HTTPConnection) -> bool:
    """Whether people reach the site by https, whatever stands in front of it."""
    return site_of(request).settings.web_address.startswith("https://")


def cookie_name(request: HTTPConnection, name: str) -> str:
    """A cookie's name: guarded by its prefix on https, plain on loopback."""
    return _SECURE_PREFIX + name if is_secure(request) else name


def set_cookie(request: HTTPConnection, response: Response, name: str, value: str) -> None:
    """A cookie that scripts can't read and other sites can't send."""
    response.set_cookie(
        cookie_name(request, name), value, max_age=int(MOST.total_seconds()), path="/", secure=is_secure(request),
        httponly=True, samesite="lax",
    )  # fmt: skip


def drop_cookie(request: HTTPConnection, response: Response, name: str) -> None:
    """Take it away again."""
    response.delete_cookie(
        cookie_name(request, name), path="/", secure=is_secure(request), httponly=True, samesite="lax"
    )


def visit_of(request: HTTPConnection) -> str:
    """What a browser is known by before it is signed in: its cookie, or a new one that ``keep_visit`` sets."""
    if not hasattr(request.state, "visit"):
        known = read_token(request.cookies.get(cookie_name(request, VISIT), ""))
        request.state.visit, request.state.is_new_visit = known or new_token(), known is None
    return str(request.state.visit)


def keep_visit(request: HTTPConnection, response: Response) -> None:
    """Let the browser remember what it is known by."""
    visit = visit_of(request)
    if request.state.is_new_visit:
        set_cookie(request, response, VISIT, visit)


def csrf_of(request: HTTPConnection) -> str:
    """What a form of this page must carry: the session's own, before it one of the browser's."""
    signed: Signed | None = getattr(request.state, "signed", None)
    return signed.csrf if signed else code_hash("csrf:" + visit_of(request))


def browser_of(request: HTTPConnection) -> Browser:
    """Where a request comes from."""
    return Browser(
        (request.client.host if request.client else "")[:45], browser_name(request.headers.get("user-agent", ""))
    )


def with_language(signed: Signed, language: str) -> Signed:
    """The same person, spoken to in another language."""
    return replace(signed, actor=replace(signed.actor, language=language))


def state_of(scope: Any) -> dict[str, Any]:
    """The state that belongs to one request."""
    return cast(dict[str, Any], scope.setdefault("state", {}))
