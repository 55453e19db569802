"""Words about a request: [Отозвать], [Не сделано], [Закрыть], [Вернуть] → REASON; [💬] → COMMENT → its card (S4.36)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from markupsafe import Markup
from telegram import Message

from conversations.flow import END, Next, dialogue, draft, pressed, put, sent, typed
from conversations.utility_asks import collect, said_so_far
from domain.access import Service
from domain.errors import Conflict, CrmError, Forbidden, Invalid, NotFound, Outdated, Term
from domain.fold import clean
from domain.utility import REASON_MOST, TEXT_MOST, Act, File
from domain.utility_views import RequestView
from handlers import utility as views
from handlers.context import Context
from handlers.said import FILES
from services import utility_own, utility_requests, utility_talk, utility_work
from ui import utility as screens
from ui import utility_forms as forms
from ui.screen import Screen
from ui.texts import Words
from ui.utility_buttons import CloseBegun, CommentBegun, DoneRefused, GiveBackBegun, WithdrawBegun, WordsSkipped


class State(StrEnum):
    """What is waited for."""

    REASON = "REASON"
    COMMENT = "COMMENT"


@dataclass(frozen=True)
class Draft:
    """Which request, what the words are for, and what was shown so far."""

    request_id: int = 0
    act: Act = Act.COMMENT
    text: str = ""
    files: tuple[File, ...] = ()


MAY_SKIP = (Act.WITHDRAW, Act.GIVE_BACK)
SERVICES: Mapping[Act, Service[[int, str], RequestView]] = {
    Act.WITHDRAW: utility_own.withdraw, Act.CONFIRM: utility_own.refuse, Act.CLOSE: utility_work.close,
    Act.GIVE_BACK: utility_work.give_back,
}  # fmt: skip


def _question(t: Words, act: Act) -> Markup:
    return {
        Act.WITHDRAW: t("Is it not needed any more? Write why, or go on without a reason."),
        Act.CONFIRM: t("What is not done? The executor reads it."),
        Act.CLOSE: t("Why is it closed? The resident reads it."),
        Act.GIVE_BACK: t("Why is it given back? The dispatcher reads it."),
    }[act]


@pressed(WithdrawBegun)
async def withdraw_begun(ctx: Context, button: WithdrawBegun) -> Next:
    """[Отозвать]."""
    return await _begin(ctx, button.request_id, Act.WITHDRAW)


@pressed(DoneRefused)
async def refusal_begun(ctx: Context, button: DoneRefused) -> Next:
    """[Нет, не сделано]."""
    return await _begin(ctx, button.request_id, Act.CONFIRM)


@pressed(CloseBegun)
async def close_begun(ctx: Context, button: CloseBegun) -> Next:
    """[Закрыть] of the dispatcher."""
    return await _begin(ctx, button.request_id, Act.CLOSE)


@pressed(GiveBackBegun)
async def give_back_begun(ctx: Context, button: GiveBackBegun) -> Next:
    """[↩️ Вернуть] of the executor."""
    return await _begin(ctx, button.request_id, Act.GIVE_BACK)


@pressed(CommentBegun)
async def comment_begun(ctx: Context, button: CommentBegun) -> Next:
    """[💬 Комментарий]."""
    return await _begin(ctx, button.request_id, Act.COMMENT)


async def _begin(ctx: Context, request_id: int, act: Act) -> Next:
    """What can't be done any more is shown as it stands."""
    request = await ctx.run(utility_requests.card, request_id)
    if act not in request.acts:
        await ctx.show(screens.card(ctx.t, request))
        return END
    put(ctx, Draft(request_id, act))
    return State.COMMENT if act is Act.COMMENT else State.REASON


# --- why ---


@typed(lambda _ctx, text: clean(text, most=REASON_MOST, what=Term("Reason")))
async def reason_typed(ctx: Context, reason: str) -> Next:
    """In one's own words."""
    return await _act(ctx, reason)


@pressed(WordsSkipped)
async def reason_skipped(ctx: Context, _button: WordsSkipped) -> Next:
    """[Без причины]."""
    if draft(ctx, Draft).act not in MAY_SKIP:
        raise Invalid("Write a few words, please.")
    return await _act(ctx, "")


async def _act(ctx: Context, reason: str) -> Next:
    now = draft(ctx, Draft)
    try:
        request = await ctx.run(SERVICES[now.act], now.request_id, reason)
    except (Outdated, NotFound, Forbidden) as error:
        return await _ended(ctx, error)
    await ctx.show(screens.card(ctx.t, request))
    return END


async def _ended(ctx: Context, error: CrmError) -> Next:
    await views.show_fresh(ctx, draft(ctx, Draft).request_id, error)
    return END


# --- a comment ---


@typed(lambda _ctx, text: clean(text, most=TEXT_MOST, what=Term("Comment"), lines=True))
async def comment_typed(ctx: Context, text: str) -> Next:
    """Words: sent at once, with what was shown before them."""
    now = draft(ctx, Draft)
    put(ctx, replace(now, text=said_so_far(now.text, text)))
    return await _send(ctx)


@sent(FILES)
async def comment_shown(ctx: Context, message: Message) -> Next:
    """A photo, or the parts of an album: they wait for words or [Отправить]."""
    return await collect(ctx, draft(ctx, Draft), message, State.COMMENT, ask_comment)


@pressed(WordsSkipped)
async def comment_sent(ctx: Context, _button: WordsSkipped) -> Next:
    """[Отправить]."""
    return await _send(ctx)


async def _send(ctx: Context) -> Next:
    now = draft(ctx, Draft)
    origin = f"utility_said:{ctx.live.draft_id}"
    try:
        request = await ctx.run(utility_talk.comment, now.request_id, now.text, now.files, origin)
    except (Outdated, NotFound, Conflict) as error:
        return await _ended(ctx, error)
    await ctx.show(screens.card(ctx.t, request).noted(forms.commented(ctx.t, request)))
    return END


# --- asking ---


async def ask_reason(ctx: Context) -> Screen:
    """Why?"""
    now = draft(ctx, Draft)
    request = await ctx.run(utility_requests.card, now.request_id)
    return forms.ask_reason(ctx.t, request, _question(ctx.t, now.act), now.act in MAY_SKIP)


async def ask_comment(ctx: Context) -> Screen:
    """What is to be said?"""
    now = draft(ctx, Draft)
    request = await ctx.run(utility_requests.card, now.request_id)
    return forms.ask_comment(ctx.t, request, len(now.files), now.text)


async def card_again(ctx: Context) -> Screen:
    """Nothing was said after all."""
    return screens.card(ctx.t, await ctx.run(utility_requests.card, draft(ctx, Draft).request_id))


UTILITY_TALK = dialogue(
    "crm_utility_talk",
    entries=[withdraw_begun, refusal_begun, close_begun, give_back_begun, comment_begun],
    steps={
        State.REASON: [reason_skipped, reason_typed],
        State.COMMENT: [comment_sent, comment_typed, comment_shown],
    },
    ask={State.REASON: ask_reason, State.COMMENT: ask_comment},
    cancelled=card_again,
    light=[State.REASON],
)
