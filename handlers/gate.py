"""The first group: who is this? Nobody passes who is no person in a private chat.

In a group the bot answers only a command addressed to it, once, by pointing to the private chat. Anonymous admins and
channels are never a principal.
"""

from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from delivery.channels import ADMIN, is_present
from domain.access import SYSTEM
from handlers.context import Context
from services import channels, people
from ui import people as screens


async def who_is_this(update: Update, ctx: Context) -> None:
    """Find or register the person; stop what nobody may answer."""
    user, chat = update.effective_user, update.effective_chat
    if update.my_chat_member is not None and chat is not None and chat.type == ChatType.PRIVATE:
        blocked = update.my_chat_member.new_chat_member.status == "kicked"
        await ctx.run_as(SYSTEM, people.reachable, chat.id, not blocked)
        raise ApplicationHandlerStop
    if (moved := update.my_chat_member or update.chat_member) is not None:
        await _in_channel(moved, ctx)
        raise ApplicationHandlerStop
    if user is None or user.is_bot or (chat is not None and chat.type != ChatType.PRIVATE):
        if _is_addressed(update, ctx):
            await ctx.say(screens.only_in_private(ctx.t, ctx.bot.username))
        raise ApplicationHandlerStop
    if update.inline_query is not None or update.chosen_inline_result is not None:
        return  # typed in any chat: nobody is written down by that, and who is unknown gets nothing
    if ctx.turn.actor is None or ctx.turn.actor.name != people.stored_name(user.first_name, user.last_name):
        ctx.turn.actor = await ctx.run_as(
            SYSTEM, people.meet, user.id, user.first_name, user.last_name or "", user.username, ctx.language_of(user),
            f"{ctx.bot.id}:{update.update_id}",
        )  # fmt: skip


async def _in_channel(moved: ChatMemberUpdated, ctx: Context) -> None:
    """Somebody, or the bot, has come to a group or channel or has left it: the channel gate may want to know."""
    if not (await ctx.business())["GATE_CHANNELS"]:
        return
    chat, member = moved.chat, moved.new_chat_member
    if member.user.id == ctx.bot.id:
        is_admin, name = member.status in ADMIN, chat.username or ""
        await ctx.run_as(SYSTEM, channels.appointed, chat.id, name, (chat.title or "")[:128], is_admin)
    else:
        await ctx.run_as(SYSTEM, channels.moved, chat.id, member.user.id, is_present(member))


def _is_addressed(update: Update, ctx: Context) -> bool:
    message = update.message
    if message is None or not message.text or message.sender_chat is not None:
        return False  # an anonymous admin and a channel speak as a chat
    if message.from_user is None or message.from_user.is_bot:
        return False
    command = message.text.split()[0] if message.text.startswith("/") else ""
    return command.lower().endswith(f"@{ctx.bot.username}".lower())
