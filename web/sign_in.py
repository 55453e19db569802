"""Signing in (S5.13, T38): by a link from the bot, or by a number that the bot asks for. There are no passwords."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.access import SYSTEM
from domain.errors import CrmError
from domain.web import PAYLOAD, read_token
from services import web_sessions
from ui.qr import qr_svg
from web.limits import Tries, network_of
from web.session import (
    SESSION,
    VISIT,
    browser_of,
    drop_cookie,
    keep_visit,
    run_as,
    set_cookie,
    site_of,
    visit_of,
)
from web.shell import ROOT, STATUS, page, words_of

TRIES_MOST, TRIES_IN = 20, timedelta(minutes=10)


async def sign_in(request: Request) -> Response:
    """How to get in; for who is in already, the start page."""
    if request.state.signed is not None:
        return RedirectResponse(ROOT + "/", 303)
    return _kept(request, page(request, "sign_in.html", bot=site_of(request).bot_username, said=""))


async def numbered(request: Request) -> Response:
    """[Войти с телефона]: a number and a QR code, for five minutes."""
    if (busy := _too_often(request)) is not None:
        return busy
    site = site_of(request)
    shown = await run_as(site, SYSTEM, web_sessions.begin, visit_of(request), browser_of(request))
    payload = PAYLOAD + shown.token
    link = f"https://t.me/{site.bot_username}?start={payload}"
    is_playground = site.settings.telegram_api_base_url == site.settings.web_address
    shown_page = page(
        request, "sign_in_number.html", shown=shown, link=link, qr=qr_svg(link), payload=payload,
        is_playground=is_playground,
    )  # fmt: skip
    return _kept(request, shown_page)


async def standing(request: Request) -> Response:
    """Whether the person has chosen the number; asked by the page itself."""
    return JSONResponse({"state": await run_as(site_of(request), SYSTEM, web_sessions.standing, visit_of(request))})


async def finish(request: Request) -> Response:
    """The number was chosen: come in."""
    return await _come_in(request, web_sessions.finish, visit_of(request))


async def entered(request: Request) -> Response:
    """A link from the bot was opened: only a button, because previews of messages open links too."""
    return _kept(request, page(request, "enter.html"))


async def enter(request: Request) -> Response:
    """The button was pressed: the link is spent."""
    return await _come_in(request, web_sessions.enter, read_token(request.path_params["token"]) or "")


async def _come_in(request: Request, service: web_sessions.WayIn, secret: str) -> Response:
    """Spend a way in; a session that the browser had is left behind, its cookie never becomes the new one's."""
    if (busy := _too_often(request)) is not None:
        return busy
    try:
        made = await run_as(site_of(request), SYSTEM, service, secret, browser_of(request))
    except CrmError as error:
        said = words_of(request).alert(error)
        bot = site_of(request).bot_username
        return _kept(request, page(request, "sign_in.html", STATUS[type(error)], bot=bot, said=said))
    response = RedirectResponse(ROOT + "/", 303)
    set_cookie(request, response, SESSION, made)
    drop_cookie(request, response, VISIT)
    return response


def _too_often(request: Request) -> Response | None:
    site = site_of(request)
    tries = site.db.memory.values.setdefault("web_tries", Tries(TRIES_MOST, TRIES_IN))
    if tries.may(network_of(browser_of(request).ip), site.db.clock.now()):
        return None
    said = words_of(request).plain("Too many tries. Wait ten minutes, please.")
    return _kept(request, page(request, "sign_in.html", 429, bot=site.bot_username, said=said))


def _kept(request: Request, response: Response) -> Response:
    keep_visit(request, response)
    return response


ROUTES: list[BaseRoute] = [
    Route("/sign-in", sign_in, methods=["GET"]),
    Route("/sign-in/number", numbered, methods=["POST"]),
    Route("/sign-in/state", standing, methods=["GET"]),
    Route("/sign-in/finish", finish, methods=["POST"]),
    Route("/enter/{token}", entered, methods=["GET"]),
    Route("/enter/{token}", enter, methods=["POST"]),
]
