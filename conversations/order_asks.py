"""How each state of the staff's `/order` asks, the same at first, after a mistake and after a restart."""

from collections.abc import Sequence
from enum import StrEnum

from conversations.flow import Ask, Next
from conversations.order_draft import Draft, State, known
from domain import clients as cards
from domain.errors import CrmError, NotFound, Outdated
from domain.order_fields import Field
from domain.settings import Business
from domain.views import ClientView
from handlers.context import Context
from services import calendar, clients, order_drafts
from ui import common, order_options
from ui import order_create as screens
from ui.screen import Screen


async def ask_client(ctx: Context) -> Screen:
    """Recent cards, or who was found."""
    now = await known(ctx)
    new = None
    if now.query:
        found = await ctx.run(clients.find_or_draft, now.query)
        hits, new = found.hits, found.new or typed_client(ctx, now.query)
    else:
        hits = await ctx.run(order_drafts.recent_clients)
    back = State.SUMMARY if now.is_complete else None
    return screens.ask_client(ctx.t, await _sofar(ctx, now), now.query, hits, new, back)


async def ask_card(ctx: Context) -> Screen:
    """What the new client's card lacks."""
    now = await known(ctx)
    new = typed_client(ctx, now.query)
    return screens.ask_card(ctx.t, await _sofar(ctx, now), new or cards.NewClient(), State.CLIENT)


async def ask_day(ctx: Context) -> Screen:
    """The month's grid."""
    now = await known(ctx)
    shown = now.month or now.day or ctx.today
    month = await ctx.run(calendar.month, shown.year, shown.month)
    back = State.SUMMARY if now.is_complete else State.CLIENT
    return screens.ask_day(ctx.t, await _sofar(ctx, now), month, back)


async def ask_time(ctx: Context) -> Screen:
    """Polygon, length and free starts."""
    now = await known(ctx)
    day = now.day or ctx.today
    slots = await ctx.run(calendar.slots, day, now.polygon, now.order(ctx.now).plan())
    back, label = (State.SUMMARY, ctx.t.plain("Back")) if now.is_complete else (State.DAY, ctx.t.month(day))
    lengths = sorted({*order_options.GAME_LENGTHS, now.gametime, (await _business(ctx))["GAME_LENGTH"] * 60})
    return screens.ask_time(ctx.t, await _sofar(ctx, now), slots, lengths, now.page, back, label)


async def ask_players(ctx: Context) -> Screen:
    """Common numbers, as many as the polygon takes."""
    now = await known(ctx)
    most = (await _business(ctx)).most_players(now.polygon)
    back, label = (State.SUMMARY, ctx.t.plain("Back")) if now.is_complete else (State.TIME, _day_label(ctx, now))
    return screens.ask_players(ctx.t, await _sofar(ctx, now), most, back, label)


async def ask_summary(ctx: Context) -> Screen:
    """Everything, each line a press away."""
    now = await known(ctx)
    view = await ctx.run(order_drafts.preview, now.order())
    own: Sequence[str] = (await _business(ctx))["ORDER_FIELDS"]
    opens = {"Client": State.CLIENT, "Day": State.DAY, "Place and time": State.TIME, "Number of players": State.PLAYERS}
    return order_options.summary(ctx.t, view, ctx.today, own, opens)


async def ask_field(ctx: Context) -> Screen:
    """One line of the summary."""
    now = await known(ctx)
    view = await ctx.run(order_drafts.preview, now.order())
    line, own = await opened_line(ctx, now)
    staff = await ctx.run(order_drafts.instructors) if line is Field.INSTRUCTOR else ()
    usual = {Field.DEPOSIT: "DEPOSIT", Field.GAMETIME: "GAME_LENGTH"}.get(line)
    each = 60 if usual == "GAME_LENGTH" else 1
    answers = order_options.options(ctx.t, line, staff, (await _business(ctx))[usual] * each if usual else 0)
    asked = order_options.question(ctx.t, line, own)
    return order_options.ask_line(ctx.t, view, ctx.today, asked, answers, State.SUMMARY)


async def opened_line(ctx: Context, now: Draft) -> tuple[Field, str]:
    """The line that is asked, and the name of an own field; raises ``Outdated`` where the club has it no longer."""
    if now.line is None:
        raise Outdated("This button is from an earlier step. The current one is below.")
    own: Sequence[str] = (await _business(ctx))["ORDER_FIELDS"]
    if now.line is not Field.CUSTOM:
        return now.line, ""
    if not 0 <= now.number < len(own):
        raise Outdated("There is no such field any more.")
    return now.line, own[now.number]


def typed_client(ctx: Context, text: str) -> cards.NewClient | None:
    """The client that a line names, or None where it names nobody."""
    try:
        return cards.client_line(text, ctx.deps.settings.phone_region)
    except CrmError:
        return None


async def _business(ctx: Context) -> Business:
    return await ctx.run(order_drafts.usual)


async def _client(ctx: Context, now: Draft) -> ClientView | None:
    if now.client_uid is None:
        return None
    try:
        return await ctx.run(clients.get, now.client_uid)
    except NotFound:  # deleted meanwhile: asked for anew before the game is booked
        return None


async def _sofar(ctx: Context, now: Draft) -> screens.SoFar:
    return screens.SoFar(
        ctx.today, await _client(ctx, now), now.no_client, now.day, now.at, now.gametime, now.polygon
    )  # fmt: skip


def _day_label(ctx: Context, now: Draft) -> str:
    return ctx.t.day_long(now.day) if now.day else ctx.t.plain("Back")


def _safely(state: State, ask: Ask) -> Ask:
    """A state that can't be asked yet (an old or forged way back) gives way to what is missing."""

    async def shown(ctx: Context) -> Screen:
        now = await known(ctx)
        if state in (State.SUMMARY, State.FIELD) and not now.is_complete:
            ctx.live.state = now.missing
            return await ASKS[now.missing](ctx)
        try:
            return await ask(ctx)
        except Outdated:  # the club has given up the field that was asked
            ctx.live.state = State.SUMMARY
            return await ask_summary(ctx)

    return shown


ASKS: dict[StrEnum, Ask] = {
    state: _safely(state, ask)
    for state, ask in {
        State.CLIENT: ask_client, State.CARD: ask_card, State.DAY: ask_day, State.TIME: ask_time,
        State.PLAYERS: ask_players, State.SUMMARY: ask_summary, State.FIELD: ask_field,
    }.items()
}  # fmt: skip


async def told(ctx: Context, state: State, error: CrmError) -> Next:
    """Go to a state and say above its question why; a typed answer may be mended by editing it."""
    message = ctx.incoming.effective_message
    ctx.live.heard_id = message.message_id if message and not ctx.incoming.callback_query else None
    ctx.live.state = str(state)
    await ctx.show((await ASKS[state](ctx)).noted(common.refusal(ctx.t, error)))
    return None
