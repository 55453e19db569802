"""Members of the gym on the web: the list with its filters, the card, what can be done (S5.19–S5.21, S5.37)."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.access import Permission, require
from domain.clients import TITLES
from domain.errors import CrmError, Forbidden, NotFound
from domain.forms import WrongFields
from domain.membership_views import MembershipView, Which
from domain.memberships import State
from domain.payments import NOTE_MOST
from services import member_lists, memberships
from ui.visit_words import METHODS, VISITS
from web.member_acts import ACTS
from web.member_words import DONE, EMPTY, LISTS, day, stands
from web.request_acts import text
from web.security import wants_json
from web.session import actor_of, run, site_of
from web.shell import ROOT, STATUS, page, words_of

SIZE: Final = 25
DAYS: Final = 7  # who is ending or has ended, unless another number is asked for
HOME: Final = f"{ROOT}/members"


async def listed(request: Request) -> Response:
    """The list: its filter, all unless another is chosen, what is searched for, a group (S5.19)."""
    _area(request)
    asked = request.query_params
    which = Which(asked["list"]) if asked.get("list") in frozenset(Which) else Which.ALL
    typed, at = asked.get("q", "").strip()[: member_lists.TEXT_MOST], _whole(asked.get("page"))
    days, group = _whole(asked.get("days"), DAYS), _whole(asked.get("group")) or None
    has_days = which in (Which.ENDING, Which.ENDED)
    kept = {"list": which.value, "q": typed, "group": group or "", "days": days if has_days else ""}
    found = await run(request, member_lists.page, which, typed, at * SIZE, SIZE, days, group)
    total = await run(request, member_lists.count, which, typed, days, group)
    return page(
        request, "members.html", found=found, which=which, q=typed, days=days, group=group, total=total,
        most=member_lists.COUNT_MOST, lists=LISTS, empty=EMPTY[which], groups=await run(request, member_lists.groups),
        has_days=has_days, day=day, today=_today(request),
        address=lambda **more: _address(kept | more),
    )  # fmt: skip


async def card(request: Request) -> Response:
    """A member's page."""
    return await _card(request)


async def act(request: Request) -> Response:
    """Something is done with a member; a refusal is shown on the page, with what was typed."""
    _area(request)
    uid, name = request.path_params["uid"], request.path_params["act"]
    if name not in ACTS:
        raise NotFound("There is no such page.")
    form = await request.form()
    try:
        await ACTS[name](request, uid, form)
    except (Forbidden, NotFound):
        raise
    except CrmError as error:
        if wants_json(request):
            raise
        return await _card(request, error, {"act": name, **{key: text(form, key) for key in form if key != "csrf"}})
    if wants_json(request):
        return Response(status_code=204)
    return RedirectResponse(f"{HOME}/{uid}?done={name}", 303)


async def payments(request: Request) -> Response:
    """Money for memberships, of everybody, the latest first (S5.12)."""
    _area(request)
    number = _whole(request.query_params.get("page"))
    found = await run(request, member_lists.payments, None, number, SIZE)
    return page(request, "payments.html", found=found, methods=METHODS)


# --- inside ---


async def _card(request: Request, error: CrmError | None = None, typed: Mapping[str, str] | None = None) -> Response:
    _area(request)
    uid, asked, t = request.path_params["uid"], request.query_params, words_of(request)
    one = await run(request, member_lists.card, uid)
    status = 200 if error is None else next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    done = DONE.get(asked.get("done", ""), "") if error is None else ""
    fields = error.wrong if isinstance(error, WrongFields) else {}
    return page(
        request, "member.html", status, one=one, plans=await run(request, memberships.plans),
        visits=await run(request, member_lists.visits, uid, _whole(asked.get("visits"))),
        money=await run(request, member_lists.payments, uid, _whole(asked.get("money"))),
        all_of_it=_in_order(one.active, *one.coming, *one.past), stands=stands, day=day, visit_words=VISITS,
        wrong=t.alert(error) if error else "", done=t.plain(done) if done else "",
        typed={"act": "", "membership": ""} | dict(typed or {}),
        origin=secrets.token_hex(8), note_most=NOTE_MOST, plain_money=_plain_money, State=State,
        wrong_fields={name: t.alert(said) for name, said in fields.items()}, titles=TITLES,
        groups=await run(request, member_lists.groups), may_delete=actor_of(request).may(Permission.CLIENTS_DELETE),
    )  # fmt: skip


def _address(asked: Mapping[str, object]) -> str:
    return f"{HOME}?{urlencode({name: value for name, value in asked.items() if value != ''})}"


def _in_order(*found: MembershipView | None) -> list[MembershipView]:
    return [one for one in found if one is not None]


def _plain_money(minor: int) -> str:
    """An amount as a field has it: `3000` or `3000.50`."""
    return f"{minor // 100}" if minor % 100 == 0 else f"{minor / 100:.2f}"


def _today(request: Request) -> date:
    site = site_of(request)
    return site.db.clock.now().astimezone(site.settings.timezone).date()


def _area(request: Request) -> None:
    if "fitness" not in site_of(request).settings.features:
        raise HTTPException(404)
    require(actor_of(request), Permission.MEMBERSHIPS)


def _whole(typed: str | None, usual: int = 0) -> int:
    """A number in an address; what nobody could mean is the usual one."""
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 7 else usual


ROUTES: list[BaseRoute] = [
    Route("/payments", payments, methods=["GET"]),
    Route("/members", listed, methods=["GET"]),
    Route("/members/{uid:int}", card, methods=["GET"]),
    Route("/members/{uid:int}/{act}", act, methods=["POST"]),
]
