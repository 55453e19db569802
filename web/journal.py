"""The journals: a table with a filter under every column, set up by each person for themselves (S4.10–S4.14)."""

import secrets
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Invalid, NotFound
from domain.journal import NOBODY, TABLES, Column, Kind, file_of
from domain.journal_ask import SIZES
from services import journal
from ui.journal_words import label, said, title
from ui.texts import Words
from web.journal_words import spoken
from web.session import run, site_of
from web.shell import ROOT, page, words_of

LINKS: Mapping[str, str] = {"requests": f"{ROOT}/requests/"}  # where a row leads
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def opened(request: Request) -> Response:
    """The page: what is declared of the table, how this person has set it up; the rows come by themselves."""
    name = _table(request)
    found = await run(request, journal.setup, name)
    t = words_of(request)
    config = {
        "table": name, "url": f"{ROOT}/journal/{name}", "files": f"{ROOT}/journal-files", "link": LINKS.get(name, ""),
        "columns": [_column(t, name, one, found.choices.get(one.key, ())) for one in TABLES[name].columns],
        "state": TABLES[name].state, "kept": dict(found.kept), "sizes": [10, 20, 50, 100, SIZES[1]],
        "views": [_view(one) for one in found.views], "words": spoken(t),
        "zone": site_of(request).settings.timezone.key,
    }  # fmt: skip
    return page(request, "journal.html", config=config, title=title(t, name), table=name)


async def rows(request: Request) -> Response:
    """A page of rows, as they are shown."""
    name, t = _table(request), words_of(request)
    found = await run(request, journal.page, name, await _body(request))
    columns = [TABLES[name].known[key] for key in found.columns]
    shown = [
        {"id": row.id, "state": row.state}
        | {f"c_{one.key}": said(t, name, one, cell) for one, cell in zip(columns, row.cells, strict=True)}
        for row in found.rows
    ]
    return JSONResponse({
        "rows": shown, "count": found.count, "cap": found.cap, "totals": dict(found.totals), "newest": found.newest,
        "part": found.is_part,
    })  # fmt: skip


async def added(request: Request) -> Response:
    """How many rows came after a key: asked every few seconds, answered by an index."""
    since = request.query_params.get("since", "0")
    if not since.isascii() or not since.isdecimal() or len(since) > 12:
        raise Invalid("The page asked for something this table does not have. Please reload it.")
    newest, count = await run(request, journal.added, _table(request), int(since))
    return JSONResponse({"newest": newest, "added": count})


async def keep(request: Request) -> Response:
    """How the table is set up."""
    await run(request, journal.keep, _table(request), await _body(request))
    return Response(status_code=204)


async def save_view(request: Request) -> Response:
    """A named view."""
    body = await _body(request)
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(name, str):
        raise Invalid("The page asked for something this table does not have. Please reload it.")
    view = await run(request, journal.save_view, _table(request), name, body.get("value"))
    return JSONResponse(_view(view))


async def delete_view(request: Request) -> Response:
    """An own view goes."""
    await run(request, journal.delete_view, _table(request), request.path_params["view_id"])
    return Response(status_code=204)


async def start_file(request: Request) -> Response:
    """The Excel file is begun beside the bot."""
    found = await run(request, journal.start_file, _table(request), await _body(request), secrets.token_hex(8))
    return JSONResponse(_file(found))


async def file_state(request: Request) -> Response:
    """How far it has come."""
    return JSONResponse(_file(await run(request, journal.file, request.path_params["job_id"])))


async def stop_file(request: Request) -> Response:
    """It is not wanted any more."""
    return JSONResponse(_file(await run(request, journal.stop_file, request.path_params["job_id"])))


async def download(request: Request) -> Response:
    """The file, to who asked for it."""
    found = await run(request, journal.file, request.path_params["job_id"])
    path = file_of(site_of(request).settings.data_dir, found.id)
    if found.state != "done" or not path.is_file():
        raise NotFound("This export is no longer there.")
    t = words_of(request)
    return FileResponse(path, media_type=XLSX, filename=f"{title(t, found.table)}.xlsx")


def _table(request: Request) -> str:
    """The table's name, where its area is switched on."""
    name: str = request.path_params["table"]
    if name not in TABLES or TABLES[name].area not in site_of(request).settings.features:
        raise NotFound("There is no such table.")
    return name


async def _body(request: Request) -> Any:
    try:
        return await request.json()
    except (ValueError, RecursionError):
        raise Invalid("The page asked for something this table does not have. Please reload it.") from None


def _column(t: Words, table: str, column: Column, listed: tuple[tuple[int, str], ...]) -> dict[str, Any]:
    choices = [[value, label(t, table, column, value)] for value in column.choices]
    choices += [[str(key), name] for key, name in listed]
    if column.listed or (column.kind is Kind.CHOICE and column.key == "rating"):
        choices.insert(0, [NOBODY, t.plain("not said")])
    return {
        "key": column.key, "title": t.plain(column.title), "kind": column.kind, "width": column.width,
        "shown": column.shown, "sorts": column.sorts, "least": column.least, "choices": choices,
    }  # fmt: skip


def _view(view: journal.View) -> dict[str, Any]:
    return {"id": view.id, "name": view.name, "value": dict(view.value)}


def _file(found: journal.FileView) -> dict[str, Any]:
    return {"id": found.id, "state": found.state, "done": found.done, "total": found.total}


ROUTES: list[BaseRoute] = [
    Route("/journal/{table}", opened, methods=["GET"]),
    Route("/journal/{table}/rows", rows, methods=["POST"]),
    Route("/journal/{table}/added", added, methods=["GET"]),
    Route("/journal/{table}/setup", keep, methods=["PUT"]),
    Route("/journal/{table}/views", save_view, methods=["POST"]),
    Route("/journal/{table}/views/{view_id:int}", delete_view, methods=["DELETE"]),
    Route("/journal/{table}/file", start_file, methods=["POST"]),
    Route("/journal-files/{job_id:int}", file_state, methods=["GET"]),
    Route("/journal-files/{job_id:int}/stop", stop_file, methods=["POST"]),
    Route("/journal-files/{job_id:int}/file.xlsx", download, methods=["GET"]),
]
