"""What a dispatcher does with a request on its page: the same use cases as the buttons in the bot."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request

from domain.errors import Invalid
from services import utility_talk, utility_work
from web.session import run

Done = Coroutine[Any, Any, object]


def number(form: FormData, name: str) -> int:
    """A whole number of a form; raises ``Invalid``."""
    return whole(text(form, name))


def whole(value: str) -> int:
    """A whole number as a form sends it; raises ``Invalid``."""
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise Invalid("Choose from the list, please.")
    return int(value)


def text(form: FormData, name: str) -> str:
    """A text of a form; empty where it has none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _assign(request: Request, id_: int, form: FormData) -> Done:
    before = text(form, "instead_of")
    return run(request, utility_work.assign, id_, number(form, "executor"), int(before) if before.isdecimal() else None)


def _start(request: Request, id_: int, _form: FormData) -> Done:
    return run(request, utility_work.start, id_)


def _finish(request: Request, id_: int, _form: FormData) -> Done:
    return run(request, utility_work.finish, id_)


def _give_back(request: Request, id_: int, form: FormData) -> Done:
    return run(request, utility_work.give_back, id_, text(form, "reason"))


def _close(request: Request, id_: int, form: FormData) -> Done:
    return run(request, utility_work.close, id_, text(form, "reason"))


def _reopen(request: Request, id_: int, _form: FormData) -> Done:
    return run(request, utility_work.reopen, id_)


def _comment(request: Request, id_: int, form: FormData) -> Done:
    origin = text(form, "origin")
    if not origin.isalnum() or len(origin) > 32:
        raise Invalid("The page is out of date. Please reload it.")
    return run(request, utility_talk.comment, id_, text(form, "text"), (), f"web:{id_}:{origin}")


ACTS: Mapping[str, Callable[[Request, int, FormData], Done]] = {
    "assign": _assign, "start": _start, "finish": _finish, "give_back": _give_back, "close": _close,
    "reopen": _reopen, "comment": _comment,
}  # fmt: skip
