"""Trainings on the web: the week, one made by hand, its people, what is changed of it, calling it off (S5.12)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.access import Permission, require
from domain.errors import CrmError, Forbidden, Invalid, NotFound, Outdated, Term
from domain.fold import clean
from domain.forms import Stale, WrongFields
from domain.training_views import TrainingCard, TrainingView
from domain.trainings import LENGTH, LINK_MOST, PAGE, REASON_MOST, TITLE_MOST, State
from domain.web import new_token
from services import forms_trainings, trainings
from ui.visit_words import VISITS
from web.request_acts import text
from web.session import actor_of, run, site_of
from web.shell import ROOT, STATUS, page, words_of
from web.stale import Changed, changed, fingerprint

HOME: Final = f"{ROOT}/trainings"
WEEK: Final = timedelta(days=7)
FAR: Final = 3660  # days; what an address asks beyond them is this week
VALUE_MOST: Final = 1_000  # characters of one field
NEW: Final = ("group", "title", "day", "begins", "length", "coach", "places", "link")
CHANGED: Final = ("coach", "places", "link")


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


DONE: Final[Mapping[str, str]] = {
    "made": _("The training is made."),
    "saved": _("Saved."),
    "cancelled": _("The training is called off. Everybody concerned is told."),
    "handed": _("Another coach leads it now. Everybody concerned is told."),
}


async def week(request: Request) -> Response:
    """Monday to Sunday, of today or of the day that is asked for."""
    _area(request)
    today = _today(request)
    first = _asked_day(request, today)
    first -= timedelta(days=first.weekday())
    found = await run(request, trainings.of_week, first)
    days = [first + timedelta(days=number) for number in range(WEEK.days)]
    return page(
        request, "trainings.html", days=[(day, [one for one in found if one.day == day]) for day in days],
        first=first, today=today, last=days[-1], week=WEEK, stands=stands, done=_done(request),
        is_own=not actor_of(request).may(Permission.TRAININGS), is_any=bool(found),
    )  # fmt: skip


async def new(request: Request) -> Response:
    """An empty form; who leads trainings leads it."""
    _area(request)
    own = await run(request, trainings.own_coach)
    t, today = words_of(request), _today(request)
    usual = {
        "day": max(today, _asked_day(request, today)).isoformat(), "length": t.length(LENGTH),
        "coach": str(own.id) if own else "",
    }  # fmt: skip
    return await _new(request, usual, "web:" + new_token()[:20])


async def add(request: Request) -> Response:
    """Make it; what is wrong stands beside its field, and what was typed stays."""
    _area(request)
    form = await request.form()
    typed, origin = _typed(form, NEW), text(form, "origin")[:40]
    if not origin.startswith("web:"):
        raise Outdated("This page is out of date.")
    try:
        made = await run(request, forms_trainings.add, typed, origin)
    except NotFound:
        raise
    except CrmError as error:
        return await _new(request, typed, origin, error)
    return _to(f"{HOME}/{made}?done=made")


async def card(request: Request) -> Response:
    """A training with its people."""
    known = await _known(request)
    return await _card(request, known, _values(known.training))


async def save(request: Request) -> Response:
    """Its coach, places and link; an old page overwrites nothing."""
    known = await _known(request)
    form, id_ = await request.form(), known.training.id
    typed, stand = _typed(form, CHANGED), _values(known.training)
    if form.get("version") != fingerprint(stand):
        return await _card(request, known, stand, changed(stand, typed, ("places", "link")))
    try:
        await run(request, forms_trainings.save, id_, typed, known.training)
    except (NotFound, Forbidden):
        raise
    except Stale:  # in the very moment of saving
        known = await _known(request)
        stand = _values(known.training)
        return await _card(request, known, stand, changed(stand, typed, ("places", "link")))
    except CrmError as error:
        return await _card(request, known, typed, error)
    is_given = typed["coach"] != stand["coach"] and not actor_of(request).may(Permission.TRAININGS)
    return _to(f"{HOME}?day={known.training.day}&done=handed" if is_given else f"{HOME}/{id_}?done=saved")


async def cancel_asked(request: Request) -> Response:
    """The question that names it, and why."""
    known = await _known(request)
    if not known.is_open:
        return _to(f"{HOME}/{known.training.id}")
    return _question(request, known)


async def cancel(request: Request) -> Response:
    """It does not take place; sent twice it is called off once."""
    known = await _known(request)
    reason = text(await request.form(), "reason")[:VALUE_MOST]
    try:
        kept = clean(reason, most=REASON_MOST, what=Term("Reason"))
        await run(request, trainings.cancel, known.training.id, kept)
    except (NotFound, Forbidden):
        raise
    except CrmError as error:
        return _question(request, known, reason, error)
    return _to(f"{HOME}/{known.training.id}?done=cancelled")


def stands(one: TrainingView, now: datetime) -> tuple[str, str]:
    """Where a training stands: the msgid, and the class that colours it."""
    if one.state is State.CANCELLED:
        return _("Training called off"), "urgent"
    if one.ends_at <= now:
        return _("Training over"), "state-closed"
    return (_("Training now"), "state-in_work") if one.starts_at <= now else (_("Training ahead"), "")


# --- inside ---


async def _new(request: Request, typed: Mapping[str, str], origin: str, error: CrmError | None = None) -> Response:
    offered = [(one.id, one.name) for one in await run(request, trainings.groups)]
    return page(
        request, "training_new.html", _status(error), typed=typed, origin=origin, coaches=await _coaches(request),
        offered_groups=offered, title_most=TITLE_MOST, link_most=LINK_MOST,
        is_own=not actor_of(request).may(Permission.TRAININGS), **_said(request, error),
    )  # fmt: skip


async def _card(
    request: Request, known: TrainingCard, values: Mapping[str, str], error: CrmError | None = None
) -> Response:
    return page(
        request, "training.html", _status(error), one=known, values=values, coaches=await _coaches(request, known),
        version=fingerprint(_values(known.training)), stands=stands, size=PAGE, visit_words=VISITS,
        link_most=LINK_MOST, done=_done(request) if error is None else "",
        sees_members=actor_of(request).may(Permission.MEMBERSHIPS), **_said(request, error),
    )  # fmt: skip


def _question(request: Request, known: TrainingCard, reason: str = "", error: CrmError | None = None) -> Response:
    beside = {"reason": words_of(request).alert(error)} if isinstance(error, Invalid) else {}
    said = _said(request, error) | {"wrong": beside}
    return page(
        request, "training_cancel.html", _status(error), one=known, reason=reason, reason_most=REASON_MOST, **said
    )  # fmt: skip


def _said(request: Request, error: CrmError | None) -> dict[str, Any]:
    """What is wrong: above the form, and beside its fields."""
    t = words_of(request)
    wrong = {name: t.alert(one) for name, one in error.wrong.items()} if isinstance(error, WrongFields) else {}
    if isinstance(error, Changed):
        wrong = error.beside(t)
    return {"said": t.alert(error) if error else "", "wrong": wrong}


def _status(error: CrmError | None) -> int:
    return 200 if error is None else next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)


async def _coaches(request: Request, known: TrainingCard | None = None) -> Sequence[tuple[int, str]]:
    """Who can be chosen, and who leads it now; a coach makes only trainings of their own."""
    if known is None and not actor_of(request).may(Permission.TRAININGS):
        own = await run(request, trainings.own_coach)
        return [(own.id, own.name)] if own else []
    found = [(one.id, one.name) for one in await run(request, trainings.coaches)]
    if known is None or known.training.coach_id is None or known.training.coach_id in dict(found):
        return found
    return [*found, (known.training.coach_id, known.training.coach)]


async def _known(request: Request) -> TrainingCard:
    """The training of the address; raises ``NotFound`` for another coach's."""
    _area(request)
    asked = request.query_params.get("people", "")
    at = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 0
    return await run(request, trainings.card, request.path_params["id"], at)


def _values(one: TrainingView) -> dict[str, str]:
    """What its form has shown."""
    return {"coach": str(one.coach_id or ""), "places": str(one.capacity), "link": one.link}


def _typed(form: FormData, names: Sequence[str]) -> dict[str, str]:
    return {name: text(form, name)[:VALUE_MOST] for name in names}


def _done(request: Request) -> str:
    said = DONE.get(request.query_params.get("done", ""), "")
    return words_of(request).plain(said) if said else ""


def _asked_day(request: Request, today: date) -> date:
    try:
        day = date.fromisoformat(request.query_params.get("day", ""))
    except ValueError:
        return today
    return day if abs((day - today).days) <= FAR else today


def _today(request: Request) -> date:
    site = site_of(request)
    return site.db.clock.now().astimezone(site.settings.timezone).date()


def _area(request: Request) -> None:
    if "fitness" not in site_of(request).settings.features:
        raise HTTPException(404)
    require(actor_of(request), Permission.TRAININGS_RUN)


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)


ROUTES: list[BaseRoute] = [
    Route("/trainings", week, methods=["GET"]),
    Route("/trainings/new", new, methods=["GET"]),
    Route("/trainings/new", add, methods=["POST"]),
    Route("/trainings/{id:int}", card, methods=["GET"]),
    Route("/trainings/{id:int}", save, methods=["POST"]),
    Route("/trainings/{id:int}/cancel", cancel_asked, methods=["GET"]),
    Route("/trainings/{id:int}/cancel", cancel, methods=["POST"]),
]
