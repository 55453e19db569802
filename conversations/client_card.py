"""A client's card as the person in front of it may see it: for dialogues that end in it, and for looking at it."""

from domain.access import Permission
from handlers.context import Context
from services import clients
from ui import clients as screens
from ui.screen import Screen

WAYS = {
    "crm_client:FIND": screens.Way.FOUND, "crm_client:SAME": screens.Way.QUESTION,
    "crm_client_edit:SAME": screens.Way.QUESTION,
}  # fmt: skip


async def card_of(ctx: Context, uid: int) -> Screen:
    """A client's card as this person may see it, its way back leading to where the chat is."""
    shown = await ctx.run(clients.card, uid)
    where = f"{ctx.live.name}:{ctx.live.state}" if not ctx.turn.lapsed else ""
    back = WAYS.get(where, screens.Way.CLIENTS)
    known = (("tariffs", Permission.TICKETS_MANAGE, "tickets"), ("gym", Permission.MEMBERSHIPS, "fitness"))
    features = ctx.deps.settings.features
    also = [name for name, permission, area in known if ctx.actor.may(permission) and area in features]
    may_delete = ctx.actor.may(Permission.CLIENTS_DELETE)
    return screens.card(ctx.t, shown, may_delete=may_delete, also=also, back=back)
