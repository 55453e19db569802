"""Calls of the API that our own pages make: the session and its CSRF token stand where a key would (S5.38, T28).

No key ever reaches a browser. They are the same use cases as under `/api/v1`, declared in the same table.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from web.api import asked_of
from web.api_routes import ENDPOINTS
from web.api_shapes import Endpoint, answered
from web.session import actor_of, run, site_of


def _route(endpoint: Endpoint) -> Route:
    async def handle(request: Request) -> Response:
        if endpoint.area not in site_of(request).settings.features:
            raise HTTPException(404)
        asked = await asked_of(request, f"web:{actor_of(request).user_id}", endpoint)
        service, values = endpoint.plan(asked)
        return JSONResponse(answered(endpoint, await run(request, service, *values)), endpoint.status)

    return Route(f"/api{endpoint.path}", handle, methods=[endpoint.method], name=f"page_{endpoint.name}")


ROUTES: list[BaseRoute] = [_route(endpoint) for endpoint in ENDPOINTS if endpoint.for_pages]
