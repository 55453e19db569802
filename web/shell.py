"""How a page is made: a template in the person's language, inside the one layout."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from config import LANGUAGES
from domain.errors import Conflict, CrmError, Forbidden, Invalid, NotFound, Outdated
from domain.phones import show_phone
from domain.web import Signed
from ui.texts import Words
from web.pages import groups_of
from web.security import wants_json
from web.session import csrf_of, site_of

HERE = Path(__file__).parent
STATIC = HERE / "static"
ROOT = "/admin"
STATUS: Mapping[type[CrmError], int] = {Invalid: 422, NotFound: 404, Forbidden: 403, Conflict: 409, Outdated: 410}
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
_ENVIRONMENT.filters["phone"] = show_phone


def words_of(request: HTTPConnection) -> Words:
    """The words of who looks: their own language, before they are known the browser's if we speak it."""
    site, signed = site_of(request), getattr(request.state, "signed", None)
    wanted = request.headers.get("accept-language", "")[:2].lower()
    language = signed.actor.language if signed else wanted if wanted in LANGUAGES else site.settings.language
    return Words(language, site.settings.timezone, site.settings.currency)


def page(request: HTTPConnection, template: str, status: int = 200, **words: Any) -> HTMLResponse:
    """A template inside the layout. It knows ``t``, ``actor``, ``csrf``, ``menu``, ``now`` and what is given."""
    site, signed = site_of(request), getattr(request.state, "signed", None)
    known = {
        "t": words_of(request),
        "signed": signed,
        "actor": signed.actor if signed else None,
        "csrf": csrf_of(request),
        "menu": groups_of(signed.actor, site.settings.features) if signed else [],
        "path": request.scope["path"].removeprefix(ROOT),
        "root": ROOT,
        "static": _static,
        "theme": _theme(signed),
        "business": site.settings.business_name,
        "now": site.db.clock.now(),
    }
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(known | words), status)


def _theme(signed: Signed | None) -> str:
    return signed.theme if signed and signed.theme in ("light", "dark") else ""


def _static(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    return f"{ROOT}/static/{name}?v={_fingerprint(name, (STATIC / name).stat().st_mtime_ns)}"


@cache
def _fingerprint(name: str, _changed: int) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


async def refused(request: Request, error: Exception) -> Response:
    """A refusal of a use case: its sentence as a page, or as JSON for a script."""
    assert isinstance(error, CrmError)
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    said = words_of(request).alert(error)
    if wants_json(request):
        return JSONResponse({"error": said}, status)
    return page(request, "error.html", status, said=said)


def turned_away(request: HTTPConnection, status: int, error: CrmError) -> Response:
    """A refusal of the gate: its sentence and the way on, as a page, or as JSON for a script."""
    said = words_of(request).alert(error)
    if wants_json(request):
        return JSONResponse({"error": said}, status)
    return page(request, "error.html", status, said=said)


async def missed(request: Request, error: Exception) -> Response:
    """No such page, or not this way."""
    assert isinstance(error, HTTPException)
    t = words_of(request)
    said = t.plain("There is no such page.") if error.status_code == 404 else t.plain("This can't be done here.")
    if wants_json(request):
        return JSONResponse({"error": said}, error.status_code, error.headers)
    return page(request, "error.html", error.status_code, said=said)
