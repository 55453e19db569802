"""A resident's request on a page: facts, talk, photos, history, buttons; a request by call; the day's sheet."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.access import Permission, require
from domain.errors import CrmError, Forbidden, NotFound
from domain.utility import REASON_MOST, TEXT_MOST, WISH_MOST, Act, Form
from services import (
    accounts,
    journal_sheet,
    utility_directories,
    utility_requests,
    utility_talk,
    utility_work,
)
from ui.journal_words import STEPS
from ui.utility_words import STATES as REQUEST_STATES
from web.request_acts import ACTS, number, text, whole
from web.session import actor_of, run, site_of
from web.shell import ROOT, STATUS, page, words_of

FOUND: Final = 12  # accounts a search shows
THREAD: Final = 100
SHEET_YEARS: Final = 50  # a sheet is of a day that somebody could have meant
# what a picture begins with; everything else is given as a file to be saved
_PICTURES: Final[Mapping[bytes, str]] = {
    b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif",
}  # fmt: skip


async def card(request: Request) -> Response:
    """The page of one request."""
    return await _card(request)


async def _card(request: Request, error: CrmError | None = None, typed: Mapping[str, str] | None = None) -> Response:
    _area(request)
    id_ = request.path_params["request_id"]
    found = await run(request, utility_requests.card, id_)
    choice: tuple[Any, ...] = ()
    if Act.ASSIGN in found.acts:
        _same, choice = await run(request, utility_work.to_choose, id_)
    thread = await run(request, utility_talk.thread, id_, THREAD)
    steps = await run(request, utility_requests.history, id_)
    status = 200 if error is None else next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return page(
        request, "request.html", status, one=found, executors=choice, thread=thread, steps=steps, states=REQUEST_STATES,
        said_of=STEPS, Act=Act, wrong=words_of(request).alert(error) if error else "",
        typed={"reason": "", "text": ""} | dict(typed or {}),
        origin=secrets.token_hex(8), reason_most=REASON_MOST, text_most=TEXT_MOST,
    )  # fmt: skip


async def act(request: Request) -> Response:
    """Something is done with it; a refusal is shown on the page, with what was typed."""
    _area(request)
    id_, name = request.path_params["request_id"], request.path_params["act"]
    if name not in ACTS:
        raise NotFound("There is no such page.")
    form = await request.form()
    try:
        await ACTS[name](request, id_, form)
    except (Forbidden, NotFound):
        raise
    except CrmError as error:
        return await _card(request, error, {key: text(form, key) for key in ("reason", "text")})
    return RedirectResponse(f"{ROOT}/requests/{id_}", 303)


async def file(request: Request) -> Response:
    """A photo or a file of the talk, fetched from Telegram for who may read the talk."""
    _area(request)
    shown = await run(request, utility_talk.thread, request.path_params["request_id"], THREAD)
    one = next((one for one in shown if one.id == request.path_params["message_id"]), None)
    fetch = site_of(request).fetch
    if one is None or not one.file_id or fetch is None:
        raise HTTPException(404)
    content = await fetch(one.file_id)
    if content is None:
        raise HTTPException(502)
    kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)
    headers = {"Cache-Control": "private, max-age=3600"}
    if kind is None:
        headers["Content-Disposition"] = f'attachment; filename="{one.kind}-{one.id}"'
    return Response(content, media_type=kind or "application/octet-stream", headers=headers)


async def call(request: Request) -> Response:
    """[Заявка по звонку]: the account is found, then the same form as in the bot."""
    _area(request)
    require(actor_of(request), Permission.REQUESTS)
    query, chosen = request.query_params.get("q", ""), request.query_params.get("account", "")
    if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10:
        return await _form(request, int(chosen))
    found = (await run(request, accounts.search, query, 0, FOUND)).items if query.strip() else ()
    return page(request, "request_call.html", query=query, found=found, account=None)


async def _form(
    request: Request, account_id: int, error: CrmError | None = None, typed: Mapping[str, str] | None = None
) -> Response:
    account = await run(request, accounts.get, account_id)
    kinds = [
        (one, await run(request, utility_directories.subcategories, one.id))
        for one in await run(request, utility_directories.categories)
    ]
    empty = {"kind": "", "text": "", "phone": account.phone, "wish": "", "origin": secrets.token_hex(8)}
    return page(
        request, "request_call.html", 422 if error else 200, query="", found=(), account=account, kinds=kinds,
        typed=empty | dict(typed or {}), wrong=words_of(request).alert(error) if error else "", text_most=TEXT_MOST,
        wish_most=WISH_MOST,
    )  # fmt: skip


async def file_call(request: Request) -> Response:
    """The request of who calls is filed; what can't be is said beside what was typed."""
    _area(request)
    form = await request.form()
    typed = {key: text(form, key) for key in ("kind", "text", "phone", "wish", "origin")}
    account_id = number(form, "account")
    category, _colon, part = typed["kind"].partition(":")
    try:
        if not typed["origin"].isalnum() or len(typed["origin"]) > 32:
            raise NotFound("There is no such page.")
        content = Form(
            whole(category), int(part) if part.isdecimal() else None, typed["text"], typed["phone"],
            typed["wish"],
        )  # fmt: skip
        made = await run(request, utility_requests.create_for, account_id, content, f"call:{typed['origin']}")
    except (Forbidden, NotFound):
        raise
    except CrmError as error:
        return await _form(request, account_id, error, typed)
    return RedirectResponse(f"{ROOT}/requests/{made.id}", 303)


async def sheet(request: Request) -> Response:
    """The day's sheet of an executor, to be printed."""
    _area(request)
    people = await run(request, journal_sheet.executors)
    chosen, typed = request.query_params.get("executor", ""), request.query_params.get("day", "")
    today = site_of(request).db.clock.now().astimezone(site_of(request).settings.timezone).date()
    try:
        day = date.fromisoformat(typed) if typed else today
    except ValueError:
        day = today
    day = day if abs(day.year - today.year) <= SHEET_YEARS else today
    name = dict(people).get(int(chosen)) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
    found = await run(request, journal_sheet.sheet, int(chosen), day) if name else journal_sheet.Sheet()
    return page(
        request, "request_sheet.html", people=people, chosen=chosen, name=name, day=day, lines=found.lines,
        found=found, states=REQUEST_STATES,
    )  # fmt: skip


def _area(request: Request) -> None:
    if "requests" not in site_of(request).settings.features:
        raise NotFound("There is no such page.")


ROUTES: list[BaseRoute] = [
    Route("/requests/call", call, methods=["GET"]),
    Route("/requests/call", file_call, methods=["POST"]),
    Route("/requests/sheet", sheet, methods=["GET"]),
    Route("/requests/{request_id:int}", card, methods=["GET"]),
    Route("/requests/{request_id:int}/files/{message_id:int}", file, methods=["GET"]),
    Route("/requests/{request_id:int}/{act}", act, methods=["POST"]),
]
