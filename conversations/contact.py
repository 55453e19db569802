"""The own contact, shared by the button below the chat: Telegram vouches for it. Asked for by several dialogues."""

from telegram import Message

from handlers.context import Context
from services import own_orders


async def shared(ctx: Context, message: Message) -> str:
    """The phone of a contact message, kept with the account; raises ``Invalid`` for another's or a forwarded one."""
    contact = message.contact
    assert contact is not None
    is_forwarded = message.forward_origin is not None
    return await ctx.run(own_orders.share_contact, contact.user_id, contact.phone_number, forwarded=is_forwarded)
