"""A person's photo, sent where a dialogue waits for it. Asked for by several dialogues."""

from collections.abc import Awaitable, Callable

from telegram import Message
from telegram.ext import BaseHandler, filters

from conversations.steps import Next, sent, typed
from domain.errors import Invalid
from handlers.context import Context


def steps(given: Callable[[Context, str], Awaitable[Next]]) -> list[BaseHandler]:  # type: ignore[type-arg]
    """The steps of a state that waits for a photo; ``given`` gets the file_id of its largest size."""

    @sent(filters.PHOTO)
    async def photo_sent(ctx: Context, message: Message) -> Next:
        if ctx.is_further_part():  # of an album the first counts
            return None
        return await given(ctx, message.photo[-1].file_id)

    @typed(lambda _ctx, text: text)
    async def words_typed(_ctx: Context, _text: str) -> Next:
        raise Invalid("A photo is needed here. Send one, or press a button.")

    return [photo_sent, words_typed]
