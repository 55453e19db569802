"""Settings of the business: each with its kind's input, its bounds and its default; live at once (S3.19, S3.31)."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Invalid, NotFound
from domain.settings import GROUPS
from services import settings
from ui.setting_fields import fields, read_back
from web.session import run
from web.shell import ROOT, page, words_of

FIRST = next(iter(GROUPS))


async def shown(request: Request) -> Response:
    """A group of settings."""
    group = request.path_params.get("group", FIRST)
    if group not in GROUPS:
        raise NotFound("There is no such setting.")
    return await _page(request, group)


async def changed(request: Request) -> Response:
    """One setting, from its form; a wrong value is refused beside the field, in the bot's words."""
    spec = settings.known(request.path_params["name"])
    text = read_back(spec, [str(value) for value in (await request.form()).getlist("value")])
    try:
        await run(request, settings.change, spec.name, text)
    except Invalid as refusal:
        return await _page(request, spec.group, (spec.name, text, words_of(request).alert(refusal)))
    return RedirectResponse(f"{ROOT}/settings/{spec.group}?saved={spec.name}#{spec.name}", 303)


async def reset(request: Request) -> Response:
    """[По умолчанию]."""
    spec = settings.known(request.path_params["name"])
    await run(request, settings.reset, spec.name)
    return RedirectResponse(f"{ROOT}/settings/{spec.group}?saved={spec.name}#{spec.name}", 303)


async def _page(request: Request, group: str, sent: tuple[str, str, str] | None = None) -> Response:
    business = await run(request, settings.editable)
    known = fields(words_of(request), group, business, sent)
    saved = request.query_params.get("saved", "") if sent is None else ""
    return page(
        request, "settings.html", 422 if sent else 200, groups=GROUPS, group=group, fields=known, saved=saved
    )  # fmt: skip


ROUTES: list[BaseRoute] = [
    Route("/settings", shown, methods=["GET"]),
    Route("/settings/{group}", shown, methods=["GET"]),
    Route("/settings/{name}", changed, methods=["POST"]),
    Route("/settings/{name}/default", reset, methods=["POST"]),
]
