"""What is known of a broadcast being made, and how each state of ``crm_campaign`` asks (`campaign.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from conversations.flow import Ask, draft
from domain import campaigns as rules
from domain.campaign_views import Counted
from domain.campaigns import Kind, Letter, Param, Repeat
from domain.walltime import to_utc
from handlers.context import Context
from services import campaign_audiences
from ui import campaign_questions as screens
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    AUDIENCE = "AUDIENCE"
    PARAM = "PARAM"
    CONTENT = "CONTENT"
    BUTTON = "BUTTON"
    PREVIEW = "PREVIEW"
    REPEAT = "REPEAT"
    WHEN = "WHEN"
    CONFIRM = "CONFIRM"


@dataclass(frozen=True)
class Draft:
    """The broadcast to be. ``number``: days, hours or a product; ``at`` None: now."""

    audience: str = ""
    number: int = 0
    role: str = ""
    text: str = ""
    photo: str = ""
    button: str = ""
    target: str = ""
    kind: Kind = Kind.ADVERT
    repeat: Repeat = Repeat.ONCE
    at: datetime | None = None

    @property
    def params(self) -> dict[str, Any]:
        """What the audience was given."""
        wanted = rules.audience(self.audience).param
        return {str(wanted): self.role if wanted is Param.ROLE else self.number} if wanted else {}

    @property
    def letter(self) -> Letter:
        """What its readers get."""
        return Letter(self.kind, self.text, self.photo, self.button, self.target)

    @property
    def is_event(self) -> bool:
        """Whether it goes by itself."""
        return rules.audience(self.audience).is_event


async def _whom(ctx: Context, kept: Draft) -> tuple[Markup, Counted]:
    counted = await ctx.run(campaign_audiences.count, kept.audience, kept.params)
    given, title = next(iter(kept.params.values()), None), ""
    wanted = rules.audience(kept.audience).param
    if wanted is Param.PRODUCT and kept.number:
        title = await ctx.run(campaign_audiences.product_title, kept.number)
    elif wanted is Param.GROUP:
        title = await ctx.run(campaign_audiences.group_name, kept.number)
    return screens.whom(ctx.t, kept.audience, given, title, counted, is_event=kept.is_event), counted


async def ask_audience(ctx: Context) -> Screen:
    """To whom?"""
    return screens.audience(ctx.t, rules.offered(ctx.actor, ctx.deps.settings.features))


async def ask_param(ctx: Context) -> Screen:
    """Which of them?"""
    chosen = rules.audience(draft(ctx, Draft).audience)
    named: Sequence[tuple[int, str]] = ()
    if chosen.param is Param.PRODUCT:
        named = await ctx.run(campaign_audiences.products)
    elif chosen.param is Param.GROUP:
        named = await ctx.run(campaign_audiences.groups)
    return screens.param(ctx.t, chosen, named)


async def ask_content(ctx: Context) -> Screen:
    """What shall they read?"""
    return screens.content(ctx.t, (await _whom(ctx, draft(ctx, Draft)))[0])


async def ask_button(ctx: Context) -> Screen:
    """A button under it?"""
    return screens.link(ctx.t, await ctx.run(campaign_audiences.products))


async def ask_preview(ctx: Context) -> Screen:
    """The letter stands above."""
    kept = draft(ctx, Draft)
    sofar, _counted = await _whom(ctx, kept)
    return screens.preview(ctx.t, sofar, kept.kind, is_event=kept.is_event)


async def ask_repeat(ctx: Context) -> Screen:
    """How often?"""
    return screens.repeat(ctx.t)


async def ask_when(ctx: Context) -> Screen:
    """When?"""
    zone = ctx.deps.settings.timezone
    days = [ctx.today + timedelta(days=number) for number in range(3)]
    usual = [at for day in days for hour in (10, 18) if (at := to_utc(day, time(hour), zone)) > ctx.now]
    return screens.when(ctx.t, usual[:4], repeats=draft(ctx, Draft).repeat is not Repeat.ONCE)


async def ask_confirm(ctx: Context) -> Screen:
    """Send it?"""
    kept = draft(ctx, Draft)
    sofar, counted = await _whom(ctx, kept)
    return screens.confirm(ctx.t, sofar, kept.kind, counted.of(kept.kind), kept.repeat, kept.at)


ASKS: dict[StrEnum, Ask] = {
    State.AUDIENCE: ask_audience, State.PARAM: ask_param, State.CONTENT: ask_content, State.BUTTON: ask_button,
    State.PREVIEW: ask_preview, State.REPEAT: ask_repeat, State.WHEN: ask_when, State.CONFIRM: ask_confirm,
}  # fmt: skip
