"""[🔎 Найти] of /tickets: → FIND (→ results, cards)."""

from dataclasses import dataclass, replace
from enum import StrEnum

from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, typed
from conversations.ticket_work import to_card
from domain.access import Permission, require
from handlers.context import Context
from handlers.tickets import opened_desk
from services import ticket_lists
from ui import ticket_forms
from ui.screen import Screen
from ui.ticket_buttons import BackToDesk, FoundTurned, TicketSearched
from ui.tickets import found


class State(StrEnum):
    """What is waited for."""

    FIND = "FIND"


@dataclass(frozen=True)
class Draft:
    """What is looked for."""

    query: str = ""
    page: int = 0


@pressed(TicketSearched)
async def search_begun(ctx: Context, _button: TicketSearched) -> Next:
    """[🔎 Найти]."""
    require(ctx.actor, Permission.TICKETS_WORK)
    return State.FIND


@typed(lambda _ctx, text: text[:100])
async def searched(ctx: Context, text: str) -> Next:
    """A number, a name, a word; the next typing is another search."""
    put(ctx, Draft(query=text))
    return State.FIND


@pressed(FoundTurned)
async def found_turned(ctx: Context, button: FoundTurned) -> Next:
    """Another page."""
    put(ctx, replace(draft(ctx, Draft), page=max(0, button.page)))
    return State.FIND


@pressed(BackToDesk)
async def search_left(ctx: Context, _button: BackToDesk) -> Next:
    """[« Обращения]."""
    await opened_desk(ctx.incoming, ctx)
    return END


@commanded("tickets")
async def asked_for_desk(ctx: Context, _text: str) -> Next:
    """/tickets once more."""
    await opened_desk(ctx.incoming, ctx)
    return END


async def ask_search(ctx: Context) -> Screen:
    """The question, or what was found."""
    looked = draft(ctx, Draft)
    if not looked.query:
        return ticket_forms.asking_search(ctx.t)
    return found(ctx.t, looked.query, await ctx.run(ticket_lists.found, looked.query, looked.page), ctx.now)


FIND = dialogue(
    "crm_ticket_find",
    entries=[search_begun],
    steps={State.FIND: [searched, found_turned, to_card(), search_left, asked_for_desk]},
    ask={State.FIND: ask_search},
    light=[State.FIND],
)
