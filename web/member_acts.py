"""What is done with a member on the page: the same use cases as in the bot, one form each (S5.14, S5.38, S5.44)."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import date
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request

from domain import parse
from domain.errors import Invalid
from domain.payments import NOTE_MOST
from services import calling_off, clients, forms_members, freezes, member_sales, payment_desk
from web.request_acts import number, text
from web.session import run

Done = Coroutine[Any, Any, object]
FIELDS: Final = (
    "surname", "name", "midname", "phone", "secondphone", "description", "email", "region", "comment", "group",
)  # fmt: skip
VALUE_MOST: Final = 10_000  # characters of one field


def _origin(form: FormData) -> str:
    """What a form was given when it was shown: sent twice it is done once."""
    origin = text(form, "origin")
    if not (origin.isascii() and origin.isalnum() and 8 <= len(origin) <= 32):
        raise Invalid("The page is out of date. Please reload it.")
    return f"web:{origin}"


def _day(form: FormData, name: str) -> date:
    try:
        return date.fromisoformat(text(form, name))
    except ValueError:
        raise Invalid("Choose the day, please.") from None


def _note(form: FormData) -> str:
    return " ".join(text(form, "note").split())[:NOTE_MOST]


def _sell(request: Request, uid: int, form: FormData) -> Done:
    typed = text(form, "amount").strip()
    amount = parse.money(typed) if typed else None
    return run(request, member_sales.sell, uid, number(form, "plan"), amount, _note(form), _origin(form))


def _note_payment(request: Request, _uid: int, form: FormData) -> Done:
    amount = parse.money(text(form, "amount"))
    return run(
        request, payment_desk.note_membership, number(form, "membership"), amount, _note(form), _origin(form)
    )  # fmt: skip


def _return(request: Request, _uid: int, form: FormData) -> Done:
    amount = parse.money(text(form, "amount"))
    return run(request, payment_desk.return_membership, number(form, "membership"), amount, _origin(form))


def _cancel(request: Request, _uid: int, form: FormData) -> Done:
    return run(request, calling_off.cancel, number(form, "membership"))


def _freeze(request: Request, uid: int, form: FormData) -> Done:
    return run(request, freezes.freeze, uid, _day(form, "starts"), _day(form, "ends"), _origin(form))


def _unfreeze(request: Request, uid: int, form: FormData) -> Done:
    return run(request, freezes.unfreeze, uid, _day(form, "starts"))


def _edit(request: Request, uid: int, form: FormData) -> Done:
    typed = {name: text(form, name)[:VALUE_MOST] for name in FIELDS}
    return run(request, forms_members.save, uid, typed, number(form, "version"))


def _delete(request: Request, uid: int, _form: FormData) -> Done:
    return run(request, clients.delete, uid)


def _restore(request: Request, uid: int, _form: FormData) -> Done:
    return run(request, forms_members.restore, uid)


ACTS: Mapping[str, Callable[[Request, int, FormData], Done]] = {
    "sell": _sell, "note": _note_payment, "return": _return, "cancel": _cancel, "freeze": _freeze,
    "unfreeze": _unfreeze, "edit": _edit, "delete": _delete, "restore": _restore,
}  # fmt: skip
