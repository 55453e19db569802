"""Import from Excel: a template, a file, what its columns are, what it would do, done or not, taken back."""

import hashlib
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from delivery import importing
from domain.access import Permission, require
from domain.errors import Invalid, NotFound, Outdated
from domain.imports import LAYOUTS, Layout, Plan, Upload, guess, layout
from services import imports
from web.session import actor_of, run, site_of
from web.shell import ROOT, page, words_of
from web.uploads import Uploads

HOME = f"{ROOT}/import"
SHOWN = 200  # rows of each kind on the page
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOADS = Uploads()


async def home(request: Request) -> Response:
    """What can be read in, and what was."""
    return await _home(request)


async def template(request: Request) -> Response:
    """An Excel file to be filled in."""
    require(actor_of(request), Permission.DIRECTORIES)
    chosen, t = _layout(request), words_of(request)
    headings = [t.plain(column.title) for column in chosen.columns]
    content = await importing.template(t.plain(chosen.title), headings, [column.example for column in chosen.columns])
    name = quote(f"{t.plain(chosen.title)}.xlsx")
    return Response(content, media_type=SHEET, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})


async def upload(request: Request) -> Response:
    """A file is given: it is read beside the bot, and nothing else happens yet."""
    require(actor_of(request), Permission.DIRECTORIES)
    chosen = _layout(request)
    given = (await request.form()).get("file")
    try:
        if not isinstance(given, UploadFile) or not given.filename:
            raise Invalid("Please choose a file.")
        content = await given.read()
        sheet = await importing.read(content)
    except Invalid as refusal:
        return await _home(request, chosen.kind, words_of(request).alert(refusal))
    digest = hashlib.sha256(content).hexdigest()
    read = Upload(chosen.kind, given.filename[:255], digest, sheet, guess(chosen.kind, sheet.headings))
    name = UPLOADS.keep(read, actor_of(request).user_id, site_of(request).db.clock.now())
    return RedirectResponse(f"{HOME}/file/{name}", 303)


async def look(request: Request) -> Response:
    """What the columns are, and what the file would do."""
    return await _look(request)


async def remap(request: Request) -> Response:
    """The columns are something else."""
    found, form = _waiting(request), await request.form()
    mapping = {}
    for column in LAYOUTS[found.kind].columns:
        at = str(form.get(column.name, ""))
        if at.isascii() and at.isdecimal() and len(at) < 4:
            mapping[column.name] = int(at)
    UPLOADS.map(request.path_params["name"], mapping)
    return RedirectResponse(f"{HOME}/file/{request.path_params['name']}", 303)


async def apply(request: Request) -> Response:
    """Do it: all of it, or nothing."""
    found = _waiting(request)
    try:
        done = await run(request, imports.apply, found, str((await request.form()).get("seal", "")))
    except (Invalid, Outdated) as refusal:
        return await _look(request, words_of(request).alert(refusal))
    return RedirectResponse(f"{HOME}?done={done.id}", 303)


async def undo(request: Request) -> Response:
    """Take an import back; what stays is said."""
    undone = await run(request, imports.undo, request.path_params["import_id"])
    return page(request, "import_undone.html", undone=undone, shown=SHOWN)


# --- inside ---


def _waiting(request: Request) -> Upload:
    return UPLOADS.get(request.path_params["name"], actor_of(request).user_id, site_of(request).db.clock.now())


async def _home(request: Request, kind: str = "", wrong: str = "") -> Response:
    done = await run(request, imports.listed)
    last = request.query_params.get("done", "")
    return page(
        request, "imports.html", 422 if wrong else 200, layouts=_open(request), done=done, kind=kind, wrong=wrong,
        last=next((one for one in done if str(one.id) == last), None),
        titles={one.kind: one.title for one in LAYOUTS.values()},
    )  # fmt: skip


def _layout(request: Request) -> Layout:
    """The one of the address, where its area is switched on."""
    chosen = layout(request.path_params["kind"])
    if chosen not in _open(request):
        raise NotFound("There is no such page.")
    return chosen


def _open(request: Request) -> list[Layout]:
    """Accounts where residents' requests are switched on, clients everywhere."""
    features = site_of(request).settings.features
    return [one for one in LAYOUTS.values() if one.kind != "account" or "requests" in features]


async def _look(request: Request, wrong: str = "") -> Response:
    found = _waiting(request)
    plan: Plan | None = None
    try:
        plan = await run(request, imports.dry_run, found)
    except Invalid as refusal:
        wrong = wrong or words_of(request).alert(refusal)
    return page(
        request, "import_file.html", 422 if wrong else 200, upload=found, layout=LAYOUTS[found.kind], plan=plan,
        wrong=wrong, shown=SHOWN, name=request.path_params["name"], error=words_of(request).error,
        columns={column.name: column.title for column in LAYOUTS[found.kind].columns},
    )  # fmt: skip


ROUTES: list[BaseRoute] = [
    Route("/import", home, methods=["GET"]),
    Route("/import/template/{kind}", template, methods=["GET"]),
    Route("/import/{kind}", upload, methods=["POST"]),
    Route("/import/file/{name}", look, methods=["GET"]),
    Route("/import/file/{name}", remap, methods=["POST"]),
    Route("/import/file/{name}/apply", apply, methods=["POST"]),
    Route("/import/{import_id:int}/undo", undo, methods=["POST"]),
]
