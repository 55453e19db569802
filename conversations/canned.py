"""/canned → [Find] FIND (→ results) · [New] TITLE → TEXT → the reply · [Title], [Text] VALUE → the reply.

The list, a reply and removing it are views (`handlers/canned.py`); here something is typed.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain import canned as rules
from domain.access import Permission, require
from domain.canned import TITLE_MOST, Part
from domain.errors import NotFound
from handlers.context import Context
from services import canned
from ui import canned as screens
from ui import common
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    FIND = "FIND"
    TITLE = "TITLE"
    TEXT = "TEXT"
    VALUE = "VALUE"


@dataclass(frozen=True)
class Draft:
    """What is sought, or the reply being written: a new one's title, or which part of which one."""

    query: str = ""
    page: int = 0
    title: str = ""
    canned_id: int = 0
    part: Part = Part.TEXT


# --- finding ---


@pressed(screens.CannedSought)
async def find_pressed(ctx: Context, _press: screens.CannedSought) -> Next:
    """[🔎 Найти]."""
    require(ctx.actor, Permission.TICKETS_WORK)
    return State.FIND


@typed(lambda _ctx, text: text)
async def query_typed(ctx: Context, text: str) -> Next:
    """A part of a title; the next typing is another search."""
    put(ctx, Draft(query=text[:TITLE_MOST]))
    return State.FIND


@pressed(screens.FoundTurned)
async def results_turned(ctx: Context, press: screens.FoundTurned) -> Next:
    """Another page."""
    put(ctx, replace(draft(ctx, Draft), page=max(0, press.page)))
    return State.FIND


@pressed(screens.CannedOpened)
async def left(ctx: Context, press: screens.CannedOpened) -> Next:
    """[« Заготовки]."""
    await ctx.show(screens.listed(ctx.t, await ctx.run(canned.page, press.page)))
    return END


# --- writing ---


@pressed(screens.CannedBegun)
async def new_pressed(ctx: Context, _press: screens.CannedBegun) -> Next:
    """[➕ Новая]."""
    require(ctx.actor, Permission.TICKETS_WORK)
    return State.TITLE


@typed(lambda _ctx, text: rules.typed(Part.TITLE, text))
async def title_typed(ctx: Context, title: str) -> Next:
    """What it is called; nobody else's title."""
    put(ctx, Draft(title=await ctx.run(canned.checked, Part.TITLE, title)))
    return State.TEXT


@typed(lambda _ctx, text: rules.typed(Part.TEXT, text))
async def text_typed(ctx: Context, text: str) -> Next:
    """What it says: written."""
    made = await ctx.run(canned.add, draft(ctx, Draft).title, text, ctx.live.draft_id)
    await ctx.show(screens.card(ctx.t, made).noted(screens.saved(ctx.t)))
    return END


@pressed(screens.PartPicked)
async def part_picked(ctx: Context, press: screens.PartPicked) -> Next:
    """[✏️ Название] or [✏️ Текст] of a reply."""
    reply = await ctx.run(canned.get, press.canned_id)
    put(ctx, Draft(canned_id=reply.id, part=press.part))
    return State.VALUE


@typed(lambda ctx, text: rules.typed(draft(ctx, Draft).part, text))
async def value_typed(ctx: Context, value: str) -> Next:
    """The new title or text."""
    kept = draft(ctx, Draft)
    try:
        reply = await ctx.run(canned.edit, kept.canned_id, kept.part, value)
    except NotFound as error:  # a colleague has removed it meanwhile
        await ctx.show(Screen(common.refusal(ctx.t, error)))
        return END
    await ctx.show(screens.card(ctx.t, reply).noted(screens.saved(ctx.t)))
    return END


# --- how each state asks ---


async def ask_find(ctx: Context) -> Screen:
    """The search, with what it found."""
    kept = draft(ctx, Draft)
    return screens.found(ctx.t, kept.query, await ctx.run(canned.page, kept.page, kept.query))


async def ask_title(ctx: Context) -> Screen:
    """What is it called?"""
    return screens.title_question(ctx.t)


async def ask_text(ctx: Context) -> Screen:
    """What does it say?"""
    return screens.text_question(ctx.t, draft(ctx, Draft).title, State.TITLE)


async def ask_value(ctx: Context) -> Screen:
    """The title or the text anew?"""
    kept = draft(ctx, Draft)
    return screens.value_question(ctx.t, await ctx.run(canned.get, kept.canned_id), kept.part)


CANNED = dialogue(
    "crm_canned",
    entries=[find_pressed, new_pressed, part_picked],
    steps={
        State.FIND: [query_typed, results_turned, left],
        State.TITLE: [title_typed],
        State.TEXT: [text_typed],
        State.VALUE: [value_typed],
    },
    ask={State.FIND: ask_find, State.TITLE: ask_title, State.TEXT: ask_text, State.VALUE: ask_value},
    light=[State.FIND, State.VALUE],
)
