"""The pages of every dictionary: the list, the form, deleting and taking back (S4.4–S4.7)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.access import require
from domain.errors import CrmError, NotFound, Outdated
from domain.forms import Stale, WrongFields
from domain.web import new_token
from ui.texts import Words
from web.dictionaries import ALL
from web.dictionary import Dictionary, Entry, Options
from web.session import actor_of, site_of
from web.shell import ROOT, STATUS, page, words_of
from web.stale import Changed, changed, fingerprint

BY_NAME = {one.name: one for one in ALL}
PAGE_MOST = 100_000
VALUE_MOST = 10_000  # characters of one field
_CHOSEN = frozenset({"switch", "many", "choice"})  # kinds of fields that nobody types into


def _named(request: Request) -> Dictionary:
    """The dictionary of an address, if its area is switched on and this person may look."""
    found = BY_NAME.get(request.path_params["name"])
    if found is None or (found.area and found.area not in site_of(request).settings.features):
        raise HTTPException(404)
    require(actor_of(request), found.permission)
    return found


async def listed(request: Request) -> Response:
    """The list, searched and by pages."""
    one, asked = _named(request), request.query_params
    text, number = asked.get("q", "")[:200], asked.get("page", "")
    at = min(int(number), PAGE_MOST) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    found = await one.listed(request, text, at)
    gone = asked.get("gone", "")
    return page(
        request, "dictionary_list.html", one=one, found=found, q=text, address=_address(one),
        saved=asked.get("saved", ""), gone=gone if gone.isdecimal() else "", deleted="deleted" in asked,
    )  # fmt: skip


async def new(request: Request) -> Response:
    """An empty form."""
    one = _named(request)
    require(actor_of(request), one.writes)
    return await _form(request, one, None, {"is_active": "1"}, origin="web:" + new_token()[:20])


async def add(request: Request) -> Response:
    """Make it; what is wrong stands beside its field."""
    one = _named(request)
    form = await request.form()
    typed, origin = _typed(form), str(form.get("origin", ""))[:40]
    if not origin.startswith("web:"):
        raise Outdated("This page is out of date.")
    try:
        made = await one.add(request, typed, origin)
    except CrmError as error:
        return await _form(request, one, None, typed, error, origin=origin)
    return _to_list(one, saved=made)


async def edited(request: Request) -> Response:
    """The form of one."""
    one = _named(request)
    known = await one.get(request, request.path_params["id"])
    return await _form(request, one, known, one.values(known))


async def save(request: Request) -> Response:
    """Change it; what is wrong stands beside its field."""
    one, id_ = _named(request), request.path_params["id"]
    form = await request.form()
    typed, known = _typed(form), await one.get(request, id_)
    if form.get("version") != fingerprint(one.values(known)):
        return await _form(request, one, known, one.values(known), _changed(one, known, typed))
    try:
        await one.save(request, id_, typed, known)
    except NotFound:
        raise
    except Stale:  # in the very moment of saving
        known = await one.get(request, id_)
        return await _form(request, one, known, one.values(known), _changed(one, known, typed))
    except CrmError as error:
        return await _form(request, one, known, typed, error)
    return _to_list(one, saved=id_)


async def delete_asked(request: Request) -> Response:
    """The question that names it."""
    one = _deletable(request)
    known = await one.get(request, request.path_params["id"])
    return await _question(request, one, known)


async def delete(request: Request) -> Response:
    """Delete it, or archive it where something names it."""
    one, id_ = _deletable(request), request.path_params["id"]
    assert one.delete is not None
    try:
        left = await one.delete(request, id_)
    except NotFound:
        raise
    except CrmError as error:
        known, said = await one.get(request, id_), words_of(request).alert(error)
        return await _question(request, one, known, said, STATUS.get(type(error), 409))
    return _to_list(one, gone=id_) if one.restore and one.is_gone(left) else _to_list(one, deleted=1)


async def restore(request: Request) -> Response:
    """[Вернуть]."""
    one, id_ = _deletable(request), request.path_params["id"]
    if one.restore is None:
        raise HTTPException(404)
    await one.restore(request, id_)
    return _to_list(one, saved=id_)


async def _question(request: Request, one: Dictionary, known: Any, said: str = "", status: int = 200) -> Response:
    follows = await one.consequences(request, words_of(request), known) if one.consequences else ()
    return page(
        request, "dictionary_delete.html", status, one=one, known=known, said=said, address=_address(one),
        follows=follows,
    )  # fmt: skip


async def shown_again(request: Request, name: str, error: CrmError) -> Response:
    """The page of one, with what was refused beside its form: `beside` knows the field by ``error``."""
    one = BY_NAME[name]
    known = await one.get(request, request.path_params["id"])
    return await _form(request, one, known, one.values(known), refused=error)


def _deletable(request: Request) -> Dictionary:
    one = _named(request)
    if one.delete is None:
        raise HTTPException(404)
    require(actor_of(request), one.deletes)
    return one


async def _form(
    request: Request, one: Dictionary, known: Any, values: Mapping[str, Any], error: CrmError | None = None,
    origin: str = "", refused: CrmError | None = None,
) -> Response:  # fmt: skip
    t, entries = words_of(request), one.form(known is None)
    wrong = {name: t.alert(said) for name, said in error.wrong.items()} if isinstance(error, WrongFields) else {}
    if isinstance(error, Changed):
        wrong = error.beside(t)
    options = {entry.name: await _options(request, t, one, entry, known) for entry in entries if entry.options}
    bad = error or refused
    status = 200 if bad is None else next((code for kind, code in STATUS.items() if isinstance(bad, kind)), 422)
    beside = await one.beside(request, known) if one.beside and known is not None else {}
    return page(
        request, "dictionary_form.html", status, one=one, known=known, values=values, wrong=wrong, entries=entries,
        said=t.alert(error) if error else "", options=options, origin=origin, address=_address(one),
        version=fingerprint(one.values(known)) if known else "", may_write=actor_of(request).may(one.writes),
        may_delete=one.delete is not None and actor_of(request).may(one.deletes),
        is_gone=known is not None and one.is_gone(known), beside=beside, refused=t.alert(refused) if refused else "",
    )  # fmt: skip


async def _options(request: Request, t: Words, one: Dictionary, entry: Entry, known: Any) -> Options:
    """What is offered, and what stands: a page that left it out would put the first of the list in its place."""
    assert entry.options is not None
    offered = await entry.options(request, t)
    stands = str(one.values(known).get(entry.name) or "") if known is not None and entry.kept else ""
    if not stands or entry.kept is None or any(value == stands for value, _label in offered):
        return offered
    return [*offered, (stands, entry.kept(t, known))]


def _changed(one: Dictionary, known: Any, typed: Mapping[str, str]) -> Changed:
    """Somebody was faster: the form shows what stands now, and beside each field what was typed into it."""
    names = [entry.name for entry in one.form(False) if entry.kind not in _CHOSEN]
    return changed(one.values(known), typed, names)


def _typed(form: FormData) -> dict[str, str]:
    """What was typed; of what is chosen many times, all of it."""
    return {
        name: ",".join(str(value) for value in form.getlist(name))[:VALUE_MOST]
        for name in form
        if name not in ("csrf", "origin", "version")
    }


def _address(one: Dictionary) -> str:
    return f"{ROOT}/d/{one.name}"


def _to_list(one: Dictionary, **said: object) -> Response:
    return RedirectResponse(f"{_address(one)}?{urlencode(said)}", 303)


ROUTES: list[BaseRoute] = [
    Route("/d/{name}", listed, methods=["GET"]),
    Route("/d/{name}/new", new, methods=["GET"]),
    Route("/d/{name}/new", add, methods=["POST"]),
    Route("/d/{name}/{id:int}", edited, methods=["GET"]),
    Route("/d/{name}/{id:int}", save, methods=["POST"]),
    Route("/d/{name}/{id:int}/delete", delete_asked, methods=["GET"]),
    Route("/d/{name}/{id:int}/delete", delete, methods=["POST"]),
    Route("/d/{name}/{id:int}/restore", restore, methods=["POST"]),
]
