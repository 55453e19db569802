"""[✍️ Зарегистрироваться] → CONSENT → CONTACT → NAME → EMAIL → REGION → PHOTO → COMMENT → SUMMARY → a member (S5.24).

What is known is not asked: the phone once, the name where there is no card yet. A line of the summary that is pressed
is asked again and leads back to it.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from telegram.ext import BaseHandler

from conversations import consent, contact, photo
from conversations.flow import END, Ask, Next, dialogue, draft, pressed, put, typed
from domain.clients import NewClient, name_line
from domain.errors import Conflict, Outdated
from domain.members import OPTIONAL, Field, Profile, read_text
from handlers.context import Context
from services import members
from ui import common
from ui import member_forms as screens
from ui import members as own_screens
from ui.member_buttons import JoinBegun
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    CONSENT = "CONSENT"
    CONTACT = "CONTACT"
    NAME = "NAME"
    EMAIL = "EMAIL"
    REGION = "REGION"
    PHOTO = "PHOTO"
    COMMENT = "COMMENT"
    SUMMARY = "SUMMARY"


@dataclass(frozen=True)
class Draft:
    """What was given so far; ``asked``: how many of the optional lines were."""

    name: NewClient | None = None
    profile: Profile = field(default_factory=Profile)
    asked: int = 0


@pressed(JoinBegun)
async def begun(ctx: Context, _press: JoinBegun) -> Next:
    """[✍️ Зарегистрироваться]; who is a member already sees the membership."""
    known = await ctx.run(members.standing)
    if known.is_member:
        await ctx.show(own_screens.own(ctx.t, await ctx.run(members.own)))
        return END
    put(ctx, Draft())
    return await consent.before(ctx, State.CONSENT, onward)


async def onward(ctx: Context) -> Next:
    """The first thing that is missing."""
    known, now = await ctx.run(members.standing), draft(ctx, Draft)
    if known.was_deleted:
        await ctx.show(own_screens.deleted(ctx.t, known.contact))
        return END
    if not known.knows_phone:
        return State.CONTACT
    if not known.has_card and now.name is None:
        return State.NAME
    return State(OPTIONAL[now.asked].name) if now.asked < len(OPTIONAL) else State.SUMMARY


@pressed(screens.NameKept)
async def name_kept(ctx: Context, _press: screens.NameKept) -> Next:
    """As Telegram has it."""
    return await _named(ctx, name_line(ctx.actor.name))


@typed(lambda _ctx, text: name_line(text))
async def name_typed(ctx: Context, name: NewClient) -> Next:
    """Typed."""
    return await _named(ctx, name)


async def _named(ctx: Context, name: NewClient) -> Next:
    put(ctx, replace(draft(ctx, Draft), name=name))
    return await onward(ctx)


async def _given(ctx: Context, what: Field, value: str) -> Next:
    now = draft(ctx, Draft)
    profile = replace(now.profile, **{what.value: value})
    put(ctx, replace(now, profile=profile, asked=max(now.asked, OPTIONAL.index(what) + 1)))
    return await onward(ctx)


def _text_steps(what: Field) -> list[BaseHandler]:  # type: ignore[type-arg]
    """A line that is typed, or skipped."""

    @typed(lambda _ctx, text: read_text(what, text))
    async def given(ctx: Context, value: str) -> Next:
        return await _given(ctx, what, value)

    return [given, _skip(what)]


def _skip(what: Field) -> BaseHandler:  # type: ignore[type-arg]
    @pressed(screens.Skipped)
    async def skipped(ctx: Context, _press: screens.Skipped) -> Next:
        return await _given(ctx, what, "")

    return skipped


async def _photo_given(ctx: Context, file_id: str) -> Next:
    return await _given(ctx, Field.PHOTO, file_id)


@pressed(screens.Registered)
async def registered(ctx: Context, _press: screens.Registered) -> Next:
    """[✅ Зарегистрироваться]."""
    now = draft(ctx, Draft)
    try:
        known = await ctx.run(members.register, now.name, now.profile, ctx.live.draft_id)
    except (Conflict, Outdated) as error:
        await ctx.show(Screen(common.refusal(ctx.t, error)))
        return END
    await ctx.show(own_screens.own(ctx.t, known).noted(ctx.t("✅ You are registered.")))
    return END


async def ask_contact(ctx: Context) -> Screen:
    """The phone."""
    return screens.ask_contact(ctx.t)


async def ask_name(ctx: Context) -> Screen:
    """The name."""
    return screens.ask_name(ctx.t, ctx.actor.name)


def _asking(what: Field) -> Ask:
    async def ask(ctx: Context) -> Screen:
        return screens.ask_more(ctx.t, what)

    return ask


async def ask_summary(ctx: Context) -> Screen:
    """Everything."""
    now, known = draft(ctx, Draft), await ctx.run(members.standing)
    name = known.name if known.has_card or now.name is None else now.name.full_name
    return screens.summary(ctx.t, known, name, now.profile, can_rename=not known.has_card)


MEMBER_JOIN = dialogue(
    "crm_member_join",
    entries=[begun],
    steps={
        State.CONSENT: consent.steps(then=onward),
        State.CONTACT: contact.steps(onward),
        State.NAME: [name_kept, name_typed],
        State.EMAIL: _text_steps(Field.EMAIL),
        State.REGION: _text_steps(Field.REGION),
        State.PHOTO: [*photo.steps(_photo_given), _skip(Field.PHOTO)],
        State.COMMENT: _text_steps(Field.COMMENT),
        State.SUMMARY: [registered],
    },
    ask={
        State.CONSENT: consent.ask, State.CONTACT: ask_contact, State.NAME: ask_name,
        **{State(what.name): _asking(what) for what in OPTIONAL}, State.SUMMARY: ask_summary,
    },
    cancelled=contact.cancelled(State.CONTACT),
)  # fmt: skip
