"""What stands on a group's page below its form: weekly hours and people (S5.48), and the posts of it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import CrmError, NotFound
from domain.gym import chosen
from domain.weekly import read_hour
from services import group_people, groups
from web.dictionary_gym import GROUPS
from web.dictionary_pages import shown_again
from web.session import run, site_of
from web.shell import ROOT

Work = Callable[[Request, int, Mapping[str, str]], Awaitable[str]]


async def _add_hour(request: Request, group_id: int, typed: Mapping[str, str]) -> str:
    hour = read_hour(typed.get("day", ""), typed.get("begins", ""), typed.get("length", ""))
    changed = await run(request, groups.add_hours, group_id, [hour])
    return f"removed={changed.removed}#hours"


async def _remove_hour(request: Request, group_id: int, _typed: Mapping[str, str]) -> str:
    changed = await run(request, groups.remove_hour, group_id, request.path_params["hour"])
    return f"removed={changed.removed}#hours"


async def _put_person(request: Request, group_id: int, typed: Mapping[str, str]) -> str:
    client_uid = chosen(typed.get("client", ""))
    if client_uid is None:
        raise HTTPException(404)
    await run(request, group_people.put, group_id, client_uid)
    return "#people"


async def _remove_person(request: Request, group_id: int, _typed: Mapping[str, str]) -> str:
    await run(request, group_people.remove, group_id, request.path_params["client"])
    return "#people"


def _posting(work: Work) -> Callable[[Request], Awaitable[Response]]:
    """Do it and show the page again; what was refused stands above, with what was typed."""

    async def go(request: Request) -> Response:
        if GROUPS.area not in site_of(request).settings.features:
            raise HTTPException(404)
        form, group_id = await request.form(), request.path_params["id"]
        typed: dict[str, Any] = {name: str(form.get(name, ""))[:100] for name in ("day", "begins", "length", "client")}
        try:
            to = await work(request, group_id, typed)
        except NotFound:
            raise
        except CrmError as error:
            request.state.typed = typed
            return await shown_again(request, GROUPS.name, error)
        return RedirectResponse(f"{ROOT}/d/{GROUPS.name}/{group_id}{to if to.startswith('#') else '?' + to}", 303)

    return go


_AT = f"/d/{GROUPS.name}/{{id:int}}"
ROUTES: list[BaseRoute] = [
    Route(f"{_AT}/hours", _posting(_add_hour), methods=["POST"]),
    Route(f"{_AT}/hours/{{hour:int}}/remove", _posting(_remove_hour), methods=["POST"]),
    Route(f"{_AT}/people", _posting(_put_person), methods=["POST"]),
    Route(f"{_AT}/people/{{client:int}}/remove", _posting(_remove_person), methods=["POST"]),
]
