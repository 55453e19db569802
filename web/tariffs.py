"""Tariffs of the desk: what is offered, for how much, what it has cost (S3.18, S3.54)."""

import secrets
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import CrmError, Invalid
from domain.tariffs import NAME_MOST, REQUESTS_MOST, Field, Switch, TariffView, Value, read
from services import tariffs
from ui.tariffs import SWITCHES, TITLES
from web.session import run
from web.shell import ROOT, page, words_of

HOME = f"{ROOT}/tariffs"


async def listed(request: Request) -> Response:
    """All of them, and the form of a new one."""
    return await _list(request)


async def add(request: Request) -> Response:
    """A new tariff; the same form sent twice makes one."""
    form = await request.form()
    values, wrong = _read(request, form)
    if wrong:
        return await _list(request, form, wrong)
    origin = f"web:{str(form.get('draft', ''))[:40] or secrets.token_hex(12)}"
    try:
        name = await run(request, tariffs.free_name, str(values[Field.NAME]))
    except CrmError as refusal:
        if (made := await _made_before(request, str(values[Field.NAME]), origin, form)) is not None:
            return made
        return await _list(request, form, {"name": words_of(request).alert(refusal)})
    made_view = await run(
        request, tariffs.add, name, _number(values[Field.PRICE]), _limit(values[Field.REQUESTS]),
        _number(values[Field.REACTION]), origin,
    )  # fmt: skip
    await _switch(request, made_view, form)
    return RedirectResponse(f"{HOME}/{made_view.id}?saved=1", 303)


async def opened(request: Request) -> Response:
    """One tariff: its form and what it has cost."""
    return await _card(request)


async def edit(request: Request) -> Response:
    """Its fields and switches; a wrong one is refused beside its field, and nothing of the form is kept."""
    form = await request.form()
    values, wrong = _read(request, form)
    if wrong:
        return await _card(request, form, wrong)
    tariff_id = request.path_params["tariff_id"]
    try:
        for field, value in values.items():  # the name first: it alone can be refused
            view = await run(request, tariffs.edit, tariff_id, field, value)
    except CrmError as refusal:
        return await _card(request, form, {"name": words_of(request).alert(refusal)})
    await _switch(request, view, form)
    return RedirectResponse(f"{HOME}/{tariff_id}?saved=1", 303)


async def archive(request: Request) -> Response:
    """Offer it no more."""
    await run(request, tariffs.archive, request.path_params["tariff_id"])
    return RedirectResponse(f"{HOME}/{request.path_params['tariff_id']}", 303)


async def restore(request: Request) -> Response:
    """Offer it again."""
    await run(request, tariffs.restore, request.path_params["tariff_id"])
    return RedirectResponse(f"{HOME}/{request.path_params['tariff_id']}", 303)


# --- inside ---


def _read(request: Request, form: FormData) -> tuple[dict[Field, Value], dict[str, str]]:
    values: dict[Field, Value] = {}
    wrong: dict[str, str] = {}
    for field in Field:
        text = str(form.get(field.value, ""))
        try:
            values[field] = read(field, "-" if field is Field.REQUESTS and not text.strip() else text)
        except Invalid as refusal:
            wrong[field.value] = words_of(request).alert(refusal)
    return values, wrong


def _number(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _limit(value: Value) -> int | None:
    return None if value is None else _number(value)


async def _switch(request: Request, view: TariffView, form: FormData) -> None:
    for one in Switch:
        if getattr(view, one.value) != (one.value in form):
            await run(request, tariffs.switch, view.id, one, one.value in form)


async def _made_before(request: Request, name: str, origin: str, form: FormData) -> Response | None:
    """A form sent twice finds its own tariff under the name: it is shown, as the first time."""
    found = await run(request, tariffs.made_before, origin)
    if found is None or found.name != name:
        return None
    return RedirectResponse(f"{HOME}/{found.id}?saved=1", 303)


async def _list(request: Request, form: Any = None, wrong: dict[str, str] | None = None) -> Response:
    found = await run(request, tariffs.listed)
    typed = _typed(form if form is not None else FormData())
    return page(
        request, "tariffs.html", 422 if wrong else 200, tariffs=found, typed=typed, wrong=wrong or {},
        draft=str(form.get("draft", "")) if form is not None else secrets.token_hex(12), **_words(),
    )  # fmt: skip


async def _card(request: Request, form: Any = None, wrong: dict[str, str] | None = None) -> Response:
    view, prices = await run(request, tariffs.prices, request.path_params["tariff_id"])
    t = words_of(request)
    price = f"{view.price // 100}" if view.price % 100 == 0 else f"{view.price / 100:.2f}"
    now = {
        "name": view.name, "price": price, "requests": "" if view.requests is None else str(view.requests),
        "reaction": t.length(view.reaction), **{one.value: getattr(view, one.value) for one in Switch},
    }  # fmt: skip
    return page(
        request, "tariff.html", 422 if wrong else 200, tariff=view, prices=prices, wrong=wrong or {},
        typed=_typed(form) if form is not None else now, saved=not wrong and "saved" in request.query_params,
        **_words(),
    )  # fmt: skip


def _typed(form: FormData) -> dict[str, object]:
    typed: dict[str, object] = {field.value: str(form.get(field.value, "")) for field in Field}
    return typed | {one.value: one.value in form for one in Switch}


def _words() -> dict[str, Any]:
    return {
        "titles": {field.value: title for field, title in TITLES.items()}, "name_most": NAME_MOST,
        "switches": {one.value: title for one, title in SWITCHES.items()}, "requests_most": REQUESTS_MOST,
    }  # fmt: skip


ROUTES: list[BaseRoute] = [
    Route("/tariffs", listed, methods=["GET"]),
    Route("/tariffs", add, methods=["POST"]),
    Route("/tariffs/{tariff_id:int}", opened, methods=["GET"]),
    Route("/tariffs/{tariff_id:int}", edit, methods=["POST"]),
    Route("/tariffs/{tariff_id:int}/archive", archive, methods=["POST"]),
    Route("/tariffs/{tariff_id:int}/restore", restore, methods=["POST"]),
]
