"""Inline mode for staff, from any chat: `@bot минеев` finds a client, `@bot !привет` a canned reply.

Who asks is checked at every query by their user id, and the answer is kept nowhere: a role that was taken finds
nothing any more. There is no chat and no dialogue; an answer that comes too late is not looked at.
"""

import logging

from telegram import Update
from telegram.error import TelegramError

from domain.access import SYSTEM, Permission
from domain.canned import CannedView
from domain.views import ClientView, Page
from handlers.context import Context
from services import canned, clients
from services.settings import current
from ui import inline as screens

log = logging.getLogger(__name__)
REPLIES = 12  # a page, beside the eight clients of one
REPLIES_ONLY = "!"


async def typed(update: Update, ctx: Context) -> None:
    """Answer with at most twenty, and where to go on."""
    query = update.inline_query
    assert query is not None
    page = int(query.offset) if query.offset.isdecimal() and len(query.offset) < 4 else 0
    offer, has_more = await _offer(ctx, query.query.strip(), page)
    try:
        await query.answer(
            offer.results,
            cache_time=0,
            is_personal=True,
            button=offer.button if not page else None,
            next_offset=str(page + 1) if has_more else None,
        )
    except TelegramError as error:  # too old, or Telegram is away: nobody waits for it
        log.info("an inline query was not answered: %s", error)


async def _offer(ctx: Context, text: str, page: int) -> tuple[screens.Offer, bool]:
    finds, sends = _may(ctx, Permission.CLIENTS_READ, "clients"), _may(ctx, Permission.TICKETS_WORK, "tickets")
    if not (finds or sends):
        user = ctx.incoming.effective_user
        words = ctx.words(ctx.language_of(user)) if user and ctx.turn.actor is None else ctx.t
        return screens.closed(words, await _business(ctx)), False
    only = text.startswith(REPLIES_ONLY)
    people: Page[ClientView] = Page(())
    replies: Page[CannedView] = Page(())
    if finds and text and not only:
        people = await ctx.run(clients.search, text, page)
    if sends:
        sought = text.removeprefix(REPLIES_ONLY)
        replies = await ctx.run(canned.ready, page, REPLIES, sought, await _business(ctx))
    return screens.found(ctx.t, text, people.items, replies.items), people.has_more or replies.has_more


def _may(ctx: Context, permission: Permission, area: str) -> bool:
    actor = ctx.turn.actor
    return actor is not None and actor.may(permission) and area in ctx.deps.settings.features


async def _business(ctx: Context) -> str:
    known = await ctx.run_as(ctx.turn.actor or SYSTEM, current)
    return str(known["BUSINESS"] or ctx.deps.settings.business_name)
