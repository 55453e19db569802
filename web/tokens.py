"""Keys to the HTTP API: made, shown once, listed with their last use, revoked (S5.22)."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.api import NAME_MOST, Scope
from domain.errors import Invalid
from services import api_tokens
from ui.api_scopes import SCOPES
from web.session import run
from web.shell import ROOT, page, words_of


async def listed(request: Request) -> Response:
    """All keys, and the form of a new one."""
    return await _page(request)


async def create(request: Request) -> Response:
    """A new key: its secret is on this page and nowhere else."""
    form = await request.form()
    name, scopes = str(form.get("name", "")), [str(one) for one in form.getlist("scope")]
    try:
        made = await run(request, api_tokens.create, name, scopes)
    except Invalid as refusal:
        return await _page(request, wrong=words_of(request).alert(refusal), name=name, chosen=scopes)
    return await _page(request, secret=made.secret)


async def revoke(request: Request) -> Response:
    """It opens nothing any more."""
    await run(request, api_tokens.revoke, request.path_params["token_id"])
    return RedirectResponse(f"{ROOT}/tokens", 303)


async def _page(
    request: Request, secret: str = "", wrong: str = "", name: str = "", chosen: list[str] | None = None
) -> Response:
    found = await run(request, api_tokens.listed)
    titles = {scope.value: SCOPES[scope] for scope in Scope}
    return page(
        request, "tokens.html", 422 if wrong else 200, tokens=found, secret=secret, wrong=wrong, name=name,
        chosen=chosen or [], scopes=titles, name_most=NAME_MOST,
    )  # fmt: skip


ROUTES: list[BaseRoute] = [
    Route("/tokens", listed, methods=["GET"]),
    Route("/tokens", create, methods=["POST"]),
    Route("/tokens/{token_id:int}/revoke", revoke, methods=["POST"]),
]
