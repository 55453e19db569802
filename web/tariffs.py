"""Tariffs of the desk: what is offered, for how much, what it has cost (S3.18, S3.54)."""

import secrets
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import CrmError
from domain.forms import Stale, WrongFields
from domain.tariffs import NAME_MOST, REQUESTS_MOST, Field, Switch, TariffView
from services import forms_desk, tariffs
from ui.tariffs import SWITCHES, TITLES
from ui.texts import Words
from web.session import run
from web.shell import ROOT, STATUS, page, words_of
from web.stale import Changed, changed, fingerprint

HOME = f"{ROOT}/tariffs"
VALUE_MOST = 10_000  # characters of one field
TYPED = tuple(field.value for field in Field)


async def listed(request: Request) -> Response:
    """All of them, and the form of a new one."""
    return await _list(request, {}, secrets.token_hex(12))


async def add(request: Request) -> Response:
    """A new tariff; the same form sent twice makes one."""
    form = await request.form()
    typed, draft = _typed(form), str(form.get("draft", ""))[:40] or secrets.token_hex(12)
    try:
        made = await run(request, forms_desk.add_tariff, typed, f"web:{draft}")
    except WrongFields as refusal:
        return await _list(request, typed, draft, refusal)
    return RedirectResponse(f"{HOME}/{made}?saved=1", 303)


async def opened(request: Request) -> Response:
    """One tariff: its form and what it has cost."""
    return await _card(request)


async def edit(request: Request) -> Response:
    """Its fields and switches, all or none: a wrong one is refused beside it, an old page shows what stands now."""
    form = await request.form()
    typed, tariff_id = _typed(form), request.path_params["tariff_id"]
    seen = await run(request, tariffs.get, tariff_id)
    try:
        if form.get("version") != fingerprint(_stands(words_of(request), seen)):
            raise Stale
        await run(request, forms_desk.save_tariff, tariff_id, typed, seen)
    except (Stale, WrongFields) as refusal:
        return await _card(request, typed, refusal)
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


async def _list(request: Request, typed: Mapping[str, str], draft: str, error: WrongFields | None = None) -> Response:
    found, t = await run(request, tariffs.listed), words_of(request)
    return page(
        request, "tariffs.html", 422 if error else 200, tariffs=found, typed=_filled(typed), draft=draft,
        wrong=_wrong(t, error), **_words(),
    )  # fmt: skip


async def _card(
    request: Request, typed: Mapping[str, str] | None = None, error: Stale | WrongFields | None = None
) -> Response:  # fmt: skip
    view, prices = await run(request, tariffs.prices, request.path_params["tariff_id"])
    t = words_of(request)
    stands = _stands(t, view)
    if isinstance(error, Stale):
        error, typed = changed(stands, typed or {}, TYPED), None
    status = 200 if error is None else next(code for kind, code in STATUS.items() if isinstance(error, kind))
    return page(
        request, "tariff.html", status, tariff=view, prices=prices, wrong=_wrong(t, error),
        typed=stands if typed is None else _filled(typed), version=fingerprint(stands),
        said=t.alert(error) if error else "", saved=not error and "saved" in request.query_params, **_words(),
    )  # fmt: skip


def _stands(t: Words, view: TariffView) -> dict[str, str]:
    """What stands in the form of a tariff as it is."""
    price = f"{view.price // 100}" if view.price % 100 == 0 else f"{view.price / 100:.2f}"
    return {
        "name": view.name, "price": price, "requests": "" if view.requests is None else str(view.requests),
        "reaction": t.length(view.reaction), **{one.value: "1" if getattr(view, one.value) else "" for one in Switch},
    }  # fmt: skip


def _typed(form: FormData) -> dict[str, str]:
    return {name: str(form.get(name, ""))[:VALUE_MOST] for name in (*TYPED, *Switch)}


def _filled(typed: Mapping[str, str]) -> dict[str, str]:
    return {name: typed.get(name, "") for name in (*TYPED, *Switch)}


def _wrong(t: Words, error: CrmError | None) -> dict[str, str]:
    """What stands beside each field."""
    if isinstance(error, Changed):
        return error.beside(t)
    return {name: t.alert(said) for name, said in error.wrong.items()} if isinstance(error, WrongFields) else {}


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
