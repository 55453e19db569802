"""/client → [Find] FIND (→ results, cards) · [Add] NAME → PHONE → SAME? → SUMMARY ⇄ FIELD → the card.

One dialogue, because whom nobody found is added with what was typed; the adding half is in `client_add.py`.
"""

from dataclasses import replace

from conversations.client_add import ASK, STEPS, Draft, State, add_pressed, came_back, go_on
from conversations.flow import Next, dialogue, draft, pressed, put, typed
from domain.access import Permission, require
from domain.clients import NewClient, client_line
from domain.errors import Invalid
from handlers.context import Context
from services import clients
from ui import clients as screens
from ui.screen import Screen


@pressed(screens.FindPressed)
async def find_pressed(ctx: Context, _press: screens.FindPressed) -> Next:
    """[🔎 Найти]."""
    require(ctx.actor, Permission.CLIENTS_READ)
    return State.FIND


@typed(lambda _ctx, text: text)
async def name_or_phone_typed(ctx: Context, text: str) -> Next:
    """A search; the next typing is another one."""
    put(ctx, Draft(query=text[: clients.QUERY_MOST]))
    return State.FIND


@pressed(screens.ResultsTurned)
async def results_turned(ctx: Context, press: screens.ResultsTurned) -> Next:
    """Another page."""
    put(ctx, replace(draft(ctx, Draft), page=max(0, press.page)))
    return State.FIND


@pressed(screens.TypedAdded)
async def typed_added(ctx: Context, _press: screens.TypedAdded) -> Next:
    """[➕ Добавить «…»]: what was searched for is name, phone or both."""
    require(ctx.actor, Permission.CLIENTS_WRITE)
    try:
        new = client_line(draft(ctx, Draft).query, ctx.deps.settings.phone_region)
    except Invalid:
        new = NewClient()  # neither a name nor a phone: both are asked
    return await go_on(ctx, Draft(new=new))


async def ask_find(ctx: Context) -> Screen:
    """The search, with what it found."""
    kept = draft(ctx, Draft)
    if not kept.query:
        return screens.whom(ctx.t)
    return screens.found(ctx.t, kept.query, await ctx.run(clients.search, kept.query, kept.page))


CLIENT_FIND = dialogue(
    "crm_client",
    entries=[find_pressed, add_pressed],
    steps={State.FIND: [name_or_phone_typed, results_turned, came_back, typed_added], **STEPS},
    ask={State.FIND: ask_find, **ASK},
    light=[State.FIND],
)
