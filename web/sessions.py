"""«Мои входы»: the browsers in which a person is signed in, and signing out."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from services import web_sessions
from ui.web import seen
from web.session import SESSION, drop_cookie, run, signed_of
from web.shell import ROOT, page


async def listed(request: Request) -> Response:
    """Browser, place, last seen."""
    found = await run(request, web_sessions.listed)
    return page(request, "sessions.html", sessions=found, here=signed_of(request).session_id, seen=seen)


async def end(request: Request) -> Response:
    """Sign one browser out; this one too."""
    session_id = request.path_params["session_id"]
    await run(request, web_sessions.end, session_id)
    return _out(request) if session_id == signed_of(request).session_id else RedirectResponse(ROOT + "/sessions", 303)


async def end_all(request: Request) -> Response:
    """Sign out everywhere."""
    await run(request, web_sessions.end_all)
    return _out(request)


async def sign_out(request: Request) -> Response:
    """[Выйти]: this browser."""
    await run(request, web_sessions.end, signed_of(request).session_id)
    return _out(request)


def _out(request: Request) -> Response:
    response = RedirectResponse(ROOT + "/sign-in", 303)
    drop_cookie(request, response, SESSION)
    return response


ROUTES: list[BaseRoute] = [
    Route("/sessions", listed, methods=["GET"]),
    Route("/sessions/{session_id:int}/end", end, methods=["POST"]),
    Route("/sessions/end", end_all, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
