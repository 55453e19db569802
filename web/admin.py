"""The web admin as one application, to be mounted at `/admin` in the bot's process."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from domain.errors import CrmError
from web import (
    dictionary_pages,
    group_pages,
    imports,
    journal,
    members,
    page_api,
    requests,
    sessions,
    settings,
    sign_in,
    start,
    stats,
    tariffs,
    tokens,
    trainings,
)
from web.api import create_api
from web.security import Gate, told, wants_json
from web.session import Site
from web.shell import STATIC, missed, page, refused, turned_away, words_of

log = logging.getLogger(__name__)
# each has ROUTES, below /admin
AREAS: tuple[Any, ...] = (
    start, sign_in, sessions, dictionary_pages, tariffs, settings, imports, tokens, journal, requests, members,
    page_api, group_pages, stats, trainings,
)  # fmt: skip


def create_admin(site: Callable[[], Site | None]) -> ASGIApp:
    """Every page behind the gate; ``site`` gives None while the bot starts."""
    routes: list[BaseRoute] = [route for area in AREAS for route in area.ROUTES]
    routes.append(Mount("/static", StaticFiles(directory=STATIC)))
    handlers: dict[Any, Any] = {CrmError: refused, HTTPException: missed, Exception: failed}
    return Gate(Starlette(routes=routes, exception_handlers=handlers), site, turned_away)


def create_pages(site: Callable[[], Site | None]) -> tuple[ASGIApp, ASGIApp]:
    """The admin, and the API for outside programs."""
    return create_admin(site), create_api(site)


async def failed(request: Request, error: Exception) -> Response:
    """A fault of ours: a short code that is also in the log."""
    code = secrets.token_hex(2).upper()
    log.error("a page failed, code %s: %s", code, told(request.url.path), exc_info=error)
    said = words_of(request).plain("Something went wrong with us, code {code}. Nothing was saved.", code=code)
    return JSONResponse({"error": said}, 500) if wants_json(request) else page(request, "error.html", 500, said=said)
