"""The start page, what a person keeps about a page, the language."""

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from config import LANGUAGES
from domain.errors import Invalid
from services import people, web_sessions
from web.session import run
from web.shell import ROOT, page


async def start(request: Request) -> Response:
    """Where everything is."""
    return page(request, "start.html")


async def preference(request: Request) -> Response:
    """How this person has set a page up, as JSON."""
    return JSONResponse(await run(request, web_sessions.preference, request.path_params["name"]))


async def put_preference(request: Request) -> Response:
    """Keep it so."""
    try:
        value = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise Invalid("This can't be read.")
    await run(request, web_sessions.put_preference, request.path_params["name"], value)
    return Response(status_code=204)


async def language(request: Request) -> Response:
    """Speak another language from now on, in the bot too."""
    chosen = str((await request.form()).get("language", ""))
    if chosen in LANGUAGES:
        await run(request, people.choose_language, chosen)
    return RedirectResponse(ROOT + "/", 303)


ROUTES: list[BaseRoute] = [
    Route("/", start, methods=["GET"]),
    Route("/preferences/{name}", preference, methods=["GET"]),
    Route("/preferences/{name}", put_preference, methods=["PUT"]),
    Route("/language", language, methods=["POST"]),
]
