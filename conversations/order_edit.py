"""The calendar's dialogue, begun on a game's card when a value is asked for:

[✏️ a field] → VALUE → the fields again · [🔁] → DAY → TIME → CONFIRM → the card · [❌] → REASON · [🏁] → CAME
"""

from conversations.flow import Next, dialogue, pressed, typed
from conversations.order_change import (
    State,
    asks,
    begin,
    card_again,
    end_with,
    keep,
    known,
    save,
)  # fmt: skip
from conversations.order_move import DAY_STEPS, TIME_STEPS, move_confirmed, move_started
from domain import order_fields, parse
from domain.errors import Term
from domain.fold import clean
from domain.order_fields import MOST_PLAYERS, Field
from domain.orders import Status
from handlers.context import Context
from services import orders
from ui import order_create as pickers
from ui import order_move as screens
from ui.order_card import CancelStarted, FinishStarted
from ui.order_edit import FieldOpened, RestLengthPicked
from ui.order_options import OptionPicked

REASON_MOST = 200  # characters


# --- one field ---


@pressed(FieldOpened)
async def field_opened(ctx: Context, press: FieldOpened) -> Next:
    """A field was chosen: what shall it be?"""
    return await begin(ctx, press.uid, State.VALUE, field=press.field, number=press.number)


@pressed(OptionPicked)
async def option_picked(ctx: Context, press: OptionPicked) -> Next:
    """An answer that is a button."""
    field = known(ctx).field
    return await save(ctx, field, order_fields.pressed(field, press.code))


@pressed(RestLengthPicked)
async def rest_length_picked(ctx: Context, press: RestLengthPicked) -> Next:
    """How long the rest is, asked beside its zone."""
    return await save(ctx, Field.RESTTIME, order_fields.pressed(Field.RESTTIME, str(press.resttime)))


@pressed(pickers.ClientChosen)
async def client_chosen(ctx: Context, press: pickers.ClientChosen) -> Next:
    """Whose game it is."""
    return await save(ctx, Field.CLIENT, press.client_uid)


@pressed(pickers.WithoutClient)
async def without_client(ctx: Context, _press: pickers.WithoutClient) -> Next:
    """Nobody's (S1.41)."""
    return await save(ctx, Field.CLIENT, None)


@typed(lambda _ctx, text: text)
async def value_typed(ctx: Context, text: str) -> Next:
    """A value in words, or whom to look for."""
    field = known(ctx).field
    if field is Field.CLIENT:
        keep(ctx, sought=clean(text, most=REASON_MOST, what=Term("Name")))
        return State.VALUE
    if field is Field.RESTROOM:  # the rest's length may be typed beside its zone
        return await save(ctx, Field.RESTTIME, order_fields.typed(Field.RESTTIME, text))
    return await save(ctx, field, order_fields.typed(field, text))


# --- the end of a game ---


@pressed(CancelStarted)
async def cancel_started(ctx: Context, press: CancelStarted) -> Next:
    """[❌ Отменить]."""
    return await begin(ctx, press.uid, State.REASON)


@pressed(screens.CancelConfirmed)
async def cancel_confirmed(ctx: Context, _press: screens.CancelConfirmed) -> Next:
    """Without a reason."""
    return await _cancel(ctx, "")


@typed(lambda _ctx, text: clean(text, most=REASON_MOST, what=Term("Reason")))
async def reason_typed(ctx: Context, reason: str) -> Next:
    """With a reason."""
    return await _cancel(ctx, reason)


async def _cancel(ctx: Context, reason: str) -> Next:
    now = known(ctx)
    return await end_with(ctx, ctx.run(orders.go, now.uid, now.status, Status.CANCELLED, reason))


@pressed(FinishStarted)
async def finish_started(ctx: Context, press: FinishStarted) -> Next:
    """[🏁 Закончили]."""
    return await begin(ctx, press.uid, State.CAME)


@pressed(screens.CamePicked)
async def came_picked(ctx: Context, press: screens.CamePicked) -> Next:
    """As many as were ordered."""
    return await _finish(ctx, order_fields.pressed(Field.CAME, str(press.players)))


@typed(lambda _ctx, text: parse.players(text, MOST_PLAYERS))
async def came_typed(ctx: Context, players: int) -> Next:
    """Another number."""
    return await _finish(ctx, players)


async def _finish(ctx: Context, came: int) -> Next:
    now = known(ctx)
    return await end_with(ctx, ctx.run(orders.finish, now.uid, now.status, came))


CALENDAR = dialogue(
    "crm_calendar",
    entries=[field_opened, move_started, cancel_started, finish_started],
    steps={
        State.VALUE: [option_picked, rest_length_picked, client_chosen, without_client, value_typed],
        State.DAY: DAY_STEPS,
        State.TIME: TIME_STEPS,
        State.CONFIRM: [move_confirmed],
        State.REASON: [cancel_confirmed, reason_typed],
        State.CAME: [came_picked, came_typed],
    },
    ask=asks,
    cancelled=card_again,
    light=list(State),
)
