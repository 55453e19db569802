"""`/play/api`: what the page and end-to-end tests call, as README.md lists it."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from playground.botapi import BotApi
from playground.errors import ApiError, Json, PersonError
from playground.faults import Faults
from playground.methods_settings import commands_for, menu_button
from playground.page_files import file_response, share_files
from playground.people import People
from playground.views import event_view, message_view, persona_view, post_view

log = logging.getLogger(__name__)

LONGEST_WAIT = 50.0
Handler = Callable[[Request], Awaitable[Response]]


class Waker(Protocol):
    """What must hear that there may be something to deliver."""

    def wake(self) -> None:
        """Starts delivering when there is a webhook."""


class OrjsonResponse(JSONResponse):
    """JSON by orjson, never cached."""

    def render(self, content: Any) -> bytes:
        """The bytes."""
        return orjson.dumps(content)


def page_routes(api: BotApi, people: People, courier: Waker) -> list[BaseRoute]:
    """All routes below `/play/api`."""
    page = PageApi(api, people)
    table: list[tuple[str, str, Handler]] = [
        ("GET", "/state", page.state), ("GET", "/events", page.events),
        ("GET", "/chats/{uid:int}", page.chat),
        ("POST", "/chats/{uid:int}/messages", page.say), ("POST", "/chats/{uid:int}/files", page.files),
        ("POST", "/chats/{uid:int}/contact", page.contact),
        ("POST", "/chats/{uid:int}/location", page.location),
        ("POST", "/chats/{uid:int}/press", page.press), ("POST", "/chats/{uid:int}/edit", page.edit),
        ("POST", "/chats/{uid:int}/start", page.start), ("POST", "/chats/{uid:int}/inline", page.inline),
        ("POST", "/chats/{uid:int}/inline/choose", page.choose), ("POST", "/chats/{uid:int}/read", page.read),
        ("POST", "/chats/{uid:int}/block", page.block), ("POST", "/chats/{uid:int}/react", page.react),
        ("GET", "/chats/{uid:int}/channels/{name}", page.channel),
        ("POST", "/chats/{uid:int}/channels/{name}", page.subscribe),
        ("POST", "/chats/{uid:int}/pay", page.pay), ("POST", "/personas", page.add_persona),
        ("POST", "/updates", page.raw_update), ("GET", "/files/{file_id}", page.file),
        ("GET", "/faults", page.faults), ("POST", "/faults", page.set_faults),
    ]  # fmt: skip
    return [Route(path, _safely(handler, courier), methods=[verb]) for verb, path, handler in table]


def _safely(handler: Handler, courier: Waker) -> Handler:
    """Refusals become `{"error": …}` with their status; afterwards a webhook is delivered to."""

    async def run(request: Request) -> Response:
        try:
            response = await handler(request)
        except PersonError as error:
            return OrjsonResponse({"error": str(error)}, 400)
        except ApiError as error:
            return OrjsonResponse({"error": error.description}, error.code)
        except (KeyError, TypeError, ValueError) as error:
            log.info("page request %s refused: %r", request.url.path, error)
            return OrjsonResponse({"error": f"the request lacks or misuses a field: {error}"}, 400)
        courier.wake()
        return response

    return run


async def _body(request: Request) -> Json:
    raw = await request.body()
    parsed = orjson.loads(raw) if raw else {}
    if not isinstance(parsed, dict):
        raise ValueError("a JSON object is expected")
    return parsed


def _uid(request: Request) -> int:
    return int(request.path_params["uid"])


class PageApi:
    """One method a route."""

    def __init__(self, api: BotApi, people: People) -> None:
        self.api = api
        self.people = people

    async def state(self, request: Request) -> Response:
        """Everybody at a glance, and where the events begin."""
        cursor = self.api.events.cursor
        bot = {key: self.api.me[key] for key in ("id", "first_name", "username")}
        personas = [persona_view(self.api, record) for record in self.api.store.personas()]
        language = request.query_params.get("lang", "ru")
        return OrjsonResponse({"bot": bot, "language": language, "personas": personas, "cursor": cursor})

    async def chat(self, request: Request) -> Response:
        """A page of a chat's history and what stands around it."""
        uid = _uid(request)
        room = self.people.place(uid)
        before = request.query_params.get("before")
        limit = min(max(int(request.query_params.get("limit", 50)), 1), 200)
        posts = self.api.store.messages.page(uid, int(before) if before else None, limit)
        pinned = self.api.store.messages.alive(uid, room.pinned[-1]) if room.pinned else None
        language = str(self.people.user(uid).get("language_code", ""))
        return OrjsonResponse({
            "messages": [post_view(post) for post in posts], "reply_keyboard": room.keyboard,
            "commands": commands_for(self.api, room, uid, language),
            "menu_button": menu_button(self.api, room),
            "pinned": message_view(pinned.message, out=pinned.out) if pinned else None,
        })  # fmt: skip

    async def events(self, request: Request) -> Response:
        """What happened after `cursor`; waits up to `timeout` seconds for something to happen."""
        hub = self.api.events
        cursor = int(request.query_params.get("cursor", hub.cursor))
        wait = min(float(request.query_params.get("timeout", 0)), LONGEST_WAIT)
        until = time.monotonic() + wait
        while True:
            seen = hub.bell.rings
            found, now = hub.since(cursor), hub.cursor
            left = until - time.monotonic()
            if found or left <= 0 or self.api.closing:
                return OrjsonResponse({"cursor": now, "events": [event_view(self.api, event) for event in found]})
            await hub.bell.wait(seen, left)

    async def say(self, request: Request) -> Response:
        """Writes a text."""
        body = await _body(request)
        return OrjsonResponse(self.people.say(_uid(request), str(body["text"]), body.get("reply_to_message_id")))

    async def files(self, request: Request) -> Response:
        """Sends one file, or an album."""
        return OrjsonResponse(await share_files(self.people, _uid(request), request))

    async def contact(self, request: Request) -> Response:
        """Shares the own contact or somebody's."""
        body = await _body(request)
        given = {key: body[key] for key in ("user_id", "phone_number", "first_name", "last_name") if body.get(key)}
        return OrjsonResponse(self.people.share_contact(_uid(request), **given))

    async def location(self, request: Request) -> Response:
        """Shares a place."""
        body = await _body(request)
        return OrjsonResponse(
            self.people.send_location(_uid(request), float(body["latitude"]), float(body["longitude"]))
        )

    async def press(self, request: Request) -> Response:
        """Presses an inline button."""
        body = await _body(request)
        update = self.people.press(_uid(request), int(body["message_id"]), str(body["data"]))
        return OrjsonResponse({"callback_query_id": update["callback_query"]["id"]})

    async def edit(self, request: Request) -> Response:
        """Changes an own message."""
        body = await _body(request)
        return OrjsonResponse(self.people.edit(_uid(request), int(body["message_id"]), str(body["text"])))

    async def start(self, request: Request) -> Response:
        """Opens a deep link."""
        body = await _body(request)
        return OrjsonResponse(self.people.start(_uid(request), str(body.get("payload") or "")))

    async def inline(self, request: Request) -> Response:
        """Types an inline query."""
        body = await _body(request)
        update = self.people.inline_query(_uid(request), str(body["query"]), str(body.get("offset") or ""))
        return OrjsonResponse({"inline_query_id": update["inline_query"]["id"]})

    async def choose(self, request: Request) -> Response:
        """Picks an inline result."""
        body = await _body(request)
        chosen = (str(body["inline_query_id"]), str(body["result_id"]))
        return OrjsonResponse(self.people.choose_inline_result(_uid(request), *chosen))

    async def read(self, request: Request) -> Response:
        """Nothing is unread."""
        self.people.read(_uid(request))
        return OrjsonResponse({"ok": True})

    async def block(self, request: Request) -> Response:
        """Blocks or unblocks the bot."""
        body = await _body(request)
        change = self.people.block if body["blocked"] else self.people.unblock
        return OrjsonResponse(change(_uid(request)))

    async def react(self, request: Request) -> Response:
        """Sets or removes a reaction."""
        body = await _body(request)
        return OrjsonResponse(self.people.react(_uid(request), int(body["message_id"]), body.get("emoji")))

    async def pay(self, request: Request) -> Response:
        """Pays an invoice."""
        body = await _body(request)
        return OrjsonResponse(self.people.pay(_uid(request), int(body["message_id"])))

    async def channel(self, request: Request) -> Response:
        """A public channel as the person sees it."""
        return OrjsonResponse(self.people.standing(_uid(request), str(request.path_params["name"])))

    async def subscribe(self, request: Request) -> Response:
        """Joins or leaves it."""
        body = await _body(request)
        joined = bool(body["joined"])
        return OrjsonResponse(self.people.subscribe(_uid(request), str(request.path_params["name"]), joined))

    async def add_persona(self, request: Request) -> Response:
        """One more visitor."""
        body = await _body(request)
        given: Json = {key: body.get(key) for key in ("last_name", "username", "phone")}
        if not str(body.get("first_name") or "").strip():
            raise PersonError("a person needs a first name")
        language = body.get("language_code") or "ru"
        user = self.people.add(str(body["first_name"]), **given, language_code=language)
        record = self.people.record(int(user["id"]))
        return OrjsonResponse(persona_view(self.api, record))

    async def raw_update(self, request: Request) -> Response:
        """Queues an update as given."""
        return OrjsonResponse(self.api.push_raw(await _body(request)))

    async def file(self, request: Request) -> Response:
        """A file's bytes."""
        return file_response(self.api, str(request.path_params["file_id"]), request)

    async def faults(self, request: Request) -> Response:
        """What is being injected."""
        return OrjsonResponse((self.api.faults or Faults()).state())

    async def set_faults(self, request: Request) -> Response:
        """The switch."""
        body = await _body(request)
        if self.api.faults is None:
            self.api.faults = Faults()
        self.api.faults.change(body)
        return OrjsonResponse(self.api.faults.state())
