"""The own contact, shared by the button below the chat: Telegram vouches for it. Asked for by several dialogues."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from telegram import Message
from telegram.ext import BaseHandler, filters

from conversations.steps import Next, sent, typed
from domain.errors import Invalid
from handlers.context import Context
from services import own_orders
from ui import common
from ui.screen import Screen


async def shared(ctx: Context, message: Message) -> str:
    """The phone of a contact message, kept with the account; raises ``Invalid`` for another's or a forwarded one."""
    contact = message.contact
    assert contact is not None
    is_forwarded = message.forward_origin is not None
    return await ctx.run(own_orders.share_contact, contact.user_id, contact.phone_number, forwarded=is_forwarded)


def steps(onward: Callable[[Context], Awaitable[Next]]) -> list[BaseHandler]:  # type: ignore[type-arg]
    """The steps of a state that waits for the own contact: with it the menu comes back, and ``onward`` goes on."""

    @sent(filters.CONTACT)
    async def contact_sent(ctx: Context, message: Message) -> Next:
        phone = await shared(ctx, message)
        await ctx.say(common.contact_kept(ctx.t, phone, ctx.actor, ctx.deps.settings.features))
        return await onward(ctx)

    @typed(lambda _ctx, text: text)
    async def phone_typed(_ctx: Context, _text: str) -> Next:
        raise Invalid("A typed number could be anybody's. Please press the button below: Telegram vouches for it.")

    return [contact_sent, phone_typed]


def cancelled(waiting: StrEnum) -> Callable[[Context], Awaitable[Screen]]:
    """What a dialogue says when it is stopped: where it was ``waiting`` for the contact, the menu comes back."""

    async def said(ctx: Context) -> Screen:
        if ctx.live.state == waiting:
            return common.contact_stopped(ctx.t, ctx.actor, ctx.deps.settings.features)
        return common.cancelled(ctx.t)

    return said
