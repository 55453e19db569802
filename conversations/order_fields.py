"""One line of the summary: opened, answered, and checked against the slot. The state FIELD of the staff's `/order`."""

from dataclasses import replace
from typing import Any

from conversations.flow import Next, pressed, typed
from conversations.order_asks import opened_line, told
from conversations.order_client import as_typed
from conversations.order_draft import Draft, State, keep, known
from domain import order_fields
from domain.errors import Outdated
from domain.order_fields import Field
from handlers.context import Context
from services import order_drafts
from ui.order_options import LINES, LineOpened, OptionPicked

CHECKED = frozenset({Field.GAMETIME, Field.RESTROOM, Field.RESTTIME})  # lines that take time of a place


@pressed(LineOpened)
async def line_opened(ctx: Context, opened: LineOpened) -> Next:
    """[✏️ Отдых]: which?"""
    if opened.field not in LINES:
        raise Outdated("This button is out of date.")
    await keep(ctx, line=opened.field, number=opened.number)
    return State.FIELD


@pressed(OptionPicked)
async def option_picked(ctx: Context, option: OptionPicked) -> Next:
    """An answer that is a button."""
    now = await known(ctx)
    line, own = await opened_line(ctx, now)
    value = order_fields.pressed(line, option.code)
    if line is Field.INSTRUCTOR and value is not None:
        leads = {person.user_id for person in await ctx.run(order_drafts.instructors)}
        if value not in leads:
            raise Outdated("This person leads no games any more.")
    return await _answered(ctx, now, line, own, value)


@typed(as_typed)
async def option_typed(ctx: Context, text: str) -> Next:
    """An answer that was typed: a length, a sum, a note."""
    now = await known(ctx)
    try:
        line, own = await opened_line(ctx, now)
    except Outdated as error:  # the club has given it up while it was typed
        return await told(ctx, State.SUMMARY, error)
    return await _answered(ctx, now, line, own, order_fields.typed(line, text))


async def _answered(ctx: Context, now: Draft, line: Field, own: str, value: Any) -> State:
    """Keep it if the game still fits; raises ``Conflict`` naming the free times, or ``Invalid``."""
    changed: Any = {**now.custom, own: value} if line is Field.CUSTOM else value
    if line is Field.CUSTOM and not value:
        changed = {name: kept for name, kept in now.custom.items() if name != own}
    if line in CHECKED:
        await ctx.run(order_drafts.fits, replace(now, **{line.value: changed}).order())
    await keep(ctx, **{line.value: changed})
    return State.SUMMARY


FIELD_STEPS = (option_picked, option_typed)
