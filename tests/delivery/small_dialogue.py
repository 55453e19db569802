"""A dialogue of two questions over a real use case, for tests of what all dialogues share.

/count → NUMBER → CONFIRM → end; every confirmed one is an audit row, unique by its draft.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from conversations import registry
from conversations.flow import END, Cancelled, WentBack, commanded, dialogue, draft, pressed, put, typed
from domain.access import Actor, Permission, command
from domain.errors import Invalid
from handlers.context import Context
from ui.callbacks import Button, button
from ui.screen import Screen, keyboard, press


class State(StrEnum):
    NUMBER = "NUMBER"
    CONFIRM = "CONFIRM"


@dataclass(frozen=True)
class Draft:
    number: int = 0


@button("~c")
@dataclass(frozen=True)
class Confirmed(Button):
    """Yes."""


fault: list[BaseException] = []  # what `record` raises next
calls: list[int] = []


@command(Permission.ANYONE)
def record(uow: Any, actor: Actor, number: int, origin: str) -> int:
    """Write the number down once for a draft."""
    calls.append(number)
    if fault:
        raise fault.pop(0)
    known = [e for e in uow.audit.list_of("test", number, 100) if e.origin == origin]
    if not known:
        uow.audit.record(replace(actor, origin=origin), "counted", "test", number)
    return number


def read(_ctx: Context, text: str) -> int:
    if not text.isdecimal():
        raise Invalid("Not a number. Example: 15")
    return int(text)


async def ask_number(ctx: Context) -> Screen:
    return Screen(Markup("How many?"), keyboard([press("Cancel", Cancelled())]))


async def ask_confirm(ctx: Context) -> Screen:
    number = draft(ctx, Draft).number
    return Screen(
        Markup("{} — sure?").format(number),
        keyboard([press("Yes", Confirmed())], [press("Back", WentBack(State.NUMBER)), press("Cancel", Cancelled())]),
    )


def make() -> Any:
    """The dialogue, made anew for each application."""

    @commanded("count")
    async def start(ctx: Context, rest: str) -> State:
        return State.NUMBER

    @typed(read)
    async def number_typed(ctx: Context, number: int) -> State:
        put(ctx, replace(draft(ctx, Draft), number=number))
        return State.CONFIRM

    @pressed(Confirmed)
    async def confirmed(ctx: Context, _: Confirmed) -> int:
        number = await ctx.run(record, draft(ctx, Draft).number, ctx.live.draft_id)
        await ctx.show(Screen(Markup("Counted {}.").format(number)))
        return END

    return dialogue(
        "test_count",
        entries=[start],
        steps={State.NUMBER: [number_typed], State.CONFIRM: [confirmed]},
        ask={State.NUMBER: ask_number, State.CONFIRM: ask_confirm},
    )


def install(telegram: Any) -> None:
    """Give a test's bot the dialogue, also after a restart."""
    fault.clear()
    calls.clear()
    _into(telegram.desk)
    build = telegram._build

    def rebuilt() -> Any:
        desk = build()
        _into(desk)
        return desk

    telegram._build = rebuilt


def _into(desk: Any) -> None:
    flow = make()
    desk.app.add_handler(flow, 0)
    registry.BY_NAME["test_count"] = flow


def counted(telegram: Any) -> list[int]:
    """What has been written down."""
    from models import Audit

    def read_all(uow: Any) -> list[int]:
        return [row.subject_id for row in uow.session.query(Audit).filter(Audit.kind == "test")]

    return telegram.desk.db.read_now(read_all)
