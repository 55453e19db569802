"""/broadcast → [New] AUDIENCE (PARAM) → CONTENT → BUTTON → PREVIEW → (REPEAT) → (WHEN) → CONFIRM → the campaign.

The list, the cards and what readers press are views (`handlers/campaigns.py`).
"""

from dataclasses import replace
from typing import Any

from telegram import Message
from telegram.ext import filters

from conversations.campaign_asks import ASKS, Draft, State, ask_preview
from conversations.campaign_when import (
    moment_chosen,
    moment_typed,
    repeat_asked,
    repeat_chosen,
    sent_later,
    sent_now,
)
from conversations.flow import END, Next, dialogue, draft, pressed, put, sent, typed
from conversations.steps import TYPED
from domain import campaigns as rules
from domain.access import Permission, require
from domain.campaigns import Kind, Param, Repeat
from domain.errors import CrmError, Invalid, Outdated
from handlers.context import Context
from services import campaign_audiences, campaigns
from ui import campaign_letters as letters
from ui import campaign_questions as questions
from ui import campaigns as screens
from ui import common
from ui.screen import Screen, cut


@pressed(screens.CampaignBegun)
async def begun(ctx: Context, _press: screens.CampaignBegun) -> Next:
    """[➕ Новая рассылка]."""
    require(ctx.actor, Permission.CAMPAIGNS)
    return State.AUDIENCE


@pressed(questions.AudiencePicked)
async def audience_picked(ctx: Context, press: questions.AudiencePicked) -> Next:
    """To whom."""
    chosen = rules.audience(press.name)
    if chosen not in rules.offered(ctx.actor, ctx.deps.settings.features):
        raise Outdated("This button is out of date.")
    kept = replace(draft(ctx, Draft), audience=chosen.name, number=0, role="", repeat=Repeat.ONCE)
    put(ctx, replace(kept, repeat=Repeat.EVENT) if chosen.is_event else kept)
    return State.PARAM if chosen.param else State.CONTENT


@pressed(questions.RoleChosen)
async def role_chosen(ctx: Context, press: questions.RoleChosen) -> Next:
    """Whose role."""
    put(ctx, replace(draft(ctx, Draft), role=str(press.role)))
    return State.CONTENT


@pressed(questions.NumberChosen)
async def number_chosen(ctx: Context, press: questions.NumberChosen) -> Next:
    """A usual number, a product, or a group."""
    chosen = rules.audience(draft(ctx, Draft).audience)
    if chosen.param is Param.GROUP:
        await ctx.run(campaign_audiences.group_name, press.number)
    elif chosen.param is not Param.PRODUCT:
        rules.checked_number(chosen, press.number)
    put(ctx, replace(draft(ctx, Draft), number=press.number))
    return State.CONTENT


def _number(ctx: Context, text: str) -> int:
    chosen = rules.audience(draft(ctx, Draft).audience)
    if chosen.param not in (Param.DAYS, Param.HOURS):
        raise Invalid("Please choose with a button.")
    return rules.read_number(chosen, text)


@typed(_number)
async def number_typed(ctx: Context, number: int) -> Next:
    """So many days or hours."""
    put(ctx, replace(draft(ctx, Draft), number=number))
    return State.CONTENT


@sent(TYPED | filters.PHOTO)
async def content_sent(ctx: Context, message: Message) -> Next:
    """The letter: text with its formatting, or a photo with words under it. Of an album, its first part counts."""
    if ctx.is_further_part():
        return None
    photo = message.photo[-1].file_id if message.photo else ""
    words = (message.caption if photo else message.text) or ""
    rules.checked_letter(len(words.encode("utf-16-le")) // 2, bool(photo))
    html = (message.caption_html if photo else message.text_html) or ""
    put(ctx, replace(draft(ctx, Draft), text=html, photo=photo))
    return State.BUTTON


@typed(lambda _ctx, text: rules.read_button(text))
async def button_typed(ctx: Context, found: tuple[str, str]) -> Next:
    """Its words and its address."""
    put(ctx, replace(draft(ctx, Draft), button=found[0], target=found[1]))
    return await _preview(ctx)


@pressed(questions.ButtonSkipped)
async def button_skipped(ctx: Context, _press: questions.ButtonSkipped) -> Next:
    """No button."""
    put(ctx, replace(draft(ctx, Draft), button="", target=""))
    return await _preview(ctx)


@pressed(questions.ProductPicked)
async def product_picked(ctx: Context, press: questions.ProductPicked) -> Next:
    """A product of the catalogue."""
    title = await ctx.run(campaign_audiences.product_title, press.product_id)
    label = cut(title, rules.LABEL_MOST)
    put(ctx, replace(draft(ctx, Draft), button=label, target=f"{rules.PRODUCT}{press.product_id}"))
    return await _preview(ctx)


async def _preview(ctx: Context) -> Next:
    """The letter as its readers see it, and the question below it: an edit would leave the question above."""
    kept = draft(ctx, Draft)
    ctx.live.state, ctx.live.heard_id = str(State.PREVIEW), None
    await ctx.say_letter(letters.letter(ctx.t, kept.letter))
    await ctx.show(await ask_preview(ctx), fresh=True)
    return None


@pressed(questions.SentToMe)
async def sent_to_me(ctx: Context, _press: questions.SentToMe) -> Next:
    """A dry run to oneself; the question stays."""
    await ctx.run(campaigns.send_to_me, draft(ctx, Draft).letter)
    await ctx.alert(ctx.t.plain("Sent to you, as your readers get it."))
    return None


@pressed(questions.KindAsked)
async def kind_asked(ctx: Context, press: questions.KindAsked) -> Next:
    """A service message goes to all: a deliberate choice, with what it means. Its buttons differ: shown anew."""
    put(ctx, replace(draft(ctx, Draft), kind=press.kind))
    await ctx.say_letter(letters.letter(ctx.t, draft(ctx, Draft).letter))
    screen = await ask_preview(ctx)
    warned = screen.noted(questions.service_question(ctx.t)) if press.kind is Kind.SERVICE else screen
    await ctx.show(warned, fresh=True)
    return None


@pressed(questions.CampaignConfirmed)
async def confirmed(ctx: Context, _press: questions.CampaignConfirmed) -> Next:
    """Send it."""
    kept = draft(ctx, Draft)
    made: tuple[Any, ...] = (kept.letter, kept.audience, kept.params, kept.repeat, kept.at, ctx.live.draft_id)
    try:
        await ctx.show(screens.card(ctx.t, await ctx.run(campaigns.create, *made)))
    except CrmError as error:
        await ctx.show(Screen(common.refusal(ctx.t, error)))
    return END


CAMPAIGN = dialogue(
    "crm_campaign",
    entries=[begun],
    steps={
        State.AUDIENCE: [audience_picked],
        State.PARAM: [role_chosen, number_chosen, number_typed],
        State.CONTENT: [content_sent],
        State.BUTTON: [button_typed, button_skipped, product_picked],
        State.PREVIEW: [sent_to_me, sent_now, sent_later, repeat_asked, kind_asked],
        State.REPEAT: [repeat_chosen],
        State.WHEN: [moment_typed, moment_chosen],
        State.CONFIRM: [confirmed],
    },
    ask=ASKS,
)
