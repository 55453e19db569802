"""Statistics: charts of an area with period and comparison, the table behind each, and its Excel (S5.39, S5.46)."""

import secrets
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from domain import stats as rules
from domain.errors import Invalid, NotFound
from domain.journal import file_of
from domain.memberships import Span
from domain.stats import Numbers, Period, Row, Table, Value
from domain.stats_tables import plain
from services import stats
from ui import stats as screens
from ui.texts import Words
from web.journal import XLSX
from web.session import run, site_of
from web.shell import ROOT, page, words_of
from web.stats_words import spoken

MISASKED = "The page asked for something this table does not have. Please reload it."


async def opened(request: Request) -> Response:
    """The page: what can be chosen; the numbers come by themselves."""
    site, t = site_of(request), words_of(request)
    areas = await run(request, stats.areas, site.settings.features)
    today = site.db.clock.now().astimezone(site.settings.timezone).date()
    config = {
        "url": f"{ROOT}/stats", "files": f"{ROOT}/stats-files", "words": spoken(t), "today": today.isoformat(),
        "areas": [[name, t.plain(screens.AREAS[name])] for name in areas], "most": rules.DAYS_MOST,
        "periods": [
            [one, t.plain(said), *map(date.isoformat, (span.starts, span.ends))]
            for one, said in screens.PERIODS.items()
            for span in (rules.span_of(Period(one), today),)
        ],
    }  # fmt: skip
    return page(request, "stats.html", config=config, areas=areas)


async def numbers(request: Request) -> Response:
    """Everything of an area over some days: what is drawn and what stands in the tables, of the same rows."""
    area = rules.switched_on(request.path_params["area"], site_of(request).settings.features)
    asked = request.query_params
    found = await run(
        request, stats.numbers, area, _day(asked.get("first")), _day(asked.get("last")), asked.get("before") == "1"
    )
    t = words_of(request)
    return JSONResponse({
        "area": t.plain(screens.AREAS[area]), "days": screens.days(t, found.span),
        "before": screens.days(t, found.before) if found.before else None,
        "statistics": [_statistic(t, found, one) for one in found.tables],
    })  # fmt: skip


async def start_file(request: Request) -> Response:
    """The Excel file of one statistic is begun beside the bot."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("statistic"), str):
        raise Invalid(MISASKED)
    name = body["statistic"]
    rules.switched_on(rules.get(name).area, site_of(request).settings.features)
    found = await run(
        request, stats.start_file, name, _day(body.get("first")), _day(body.get("last")), secrets.token_hex(8),
        body.get("before") is True,
    )  # fmt: skip
    return JSONResponse(_job(found))


async def file_state(request: Request) -> Response:
    """How far it has come."""
    return JSONResponse(_job(await run(request, stats.file, request.path_params["job_id"])))


async def download(request: Request) -> Response:
    """The file, to who asked for it."""
    found = await run(request, stats.file, request.path_params["job_id"])
    path = file_of(site_of(request).settings.data_dir, found.id)
    if found.state != "done" or not path.is_file():
        raise NotFound("This export is no longer there.")
    t = words_of(request)
    return FileResponse(path, media_type=XLSX, filename=f"{screens.title(t, rules.get(found.name))}.xlsx")


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Invalid(MISASKED) from None


def _job(found: stats.StatsJob) -> dict[str, Any]:
    return {"id": found.id, "state": found.state}


def _statistic(t: Words, numbers: Numbers, table: Table) -> dict[str, Any]:
    """A statistic: ``drawn`` lists each chart's columns; a number comes as it is drawn and as it is said."""
    statistic = rules.get(table.name)
    columns = statistic.shown
    then = table.before
    return {
        "name": table.name, "title": screens.title(t, statistic), "kind": statistic.kind, "empty": table.is_empty,
        "label": screens.first_heading(t, statistic),
        "columns": [
            {"title": t.plain(one.title), "heading": screens.heading(t, one), "unit": one.unit} for one in columns
        ],
        "drawn": [[columns.index(one) for one in chart] for chart in statistic.drawn],
        "rows": [_row(t, statistic, numbers.before, at, row) for at, row in enumerate(table.rows)],
        "totals": _said(t, statistic, table.totals),
        "before": _said(t, statistic, then) if then is not None else None,
        "changes": [
            screens.change(t, one.unit, value, was)
            for one, value, was in zip(columns, table.totals, then or (), strict=False)
        ],
    }  # fmt: skip


def _row(t: Words, statistic: rules.Statistic, then: Span | None, at: int, row: Row) -> dict[str, Any]:
    """``then``: the day that this one is compared with."""
    is_day = statistic.kind is rules.Kind.DAYS
    return {
        "label": screens.label(t, statistic, row), "values": _drawn(statistic, row.values),
        "said": _said(t, statistic, row.values),
        "then": screens.short_day(t, rules.days_of(then)[at]) if then and is_day else "",
        "before": _drawn(statistic, row.before) if row.before is not None else None,
        "was": _said(t, statistic, row.before) if row.before is not None else None,
    }  # fmt: skip


def _drawn(statistic: rules.Statistic, values: tuple[Value, ...]) -> list[float | int | None]:
    return [plain(one.unit, value) for one, value in zip(statistic.shown, values, strict=True)]


def _said(t: Words, statistic: rules.Statistic, values: tuple[Value, ...]) -> list[str]:
    return [screens.number(t, one.unit, value) for one, value in zip(statistic.shown, values, strict=True)]


ROUTES: list[BaseRoute] = [
    Route("/stats", opened, methods=["GET"]),
    Route("/stats/file", start_file, methods=["POST"]),
    Route("/stats/{area}/numbers", numbers, methods=["GET"]),
    Route("/stats-files/{job_id:int}", file_state, methods=["GET"]),
    Route("/stats-files/{job_id:int}/file.xlsx", download, methods=["GET"]),
]
