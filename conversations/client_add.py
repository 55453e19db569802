"""NAME → PHONE → SAME? → SUMMARY ⇄ FIELD → the card: the adding half of ``crm_client`` (`client_find.py`).

SAME: the phone is on another card. Nothing reaches crm_clients before [Add] on the summary (S1.53).
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from telegram import Update
from telegram.ext import BaseHandler

from conversations.client_card import card_of
from conversations.flow import END, Ask, Next, draft, pressed, put, typed
from domain.access import Permission, require
from domain.clients import Field, NewClient, client_line, read_field
from domain.errors import Invalid, Term
from handlers.context import Context
from services import clients
from ui import client_forms as forms
from ui import clients as screens
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    FIND = "FIND"
    NAME = "NAME"
    PHONE = "PHONE"
    SAME = "SAME"  # the phone is on another card: a decision
    SUMMARY = "SUMMARY"
    FIELD = "FIELD"


@dataclass(frozen=True)
class Draft:
    """What was searched for, or the card to be."""

    query: str = ""
    page: int = 0
    new: NewClient = field(default_factory=NewClient)
    changing: Field = Field.NAME
    asked: str = ""  # the phone that SAME is about
    agreed: tuple[str, ...] = ()  # phones that may be on two cards


@pressed(screens.ClientsOpened)
async def came_back(ctx: Context, _press: screens.ClientsOpened) -> Next:
    """From a card back to the question that led to it."""
    return State(ctx.live.state)


@pressed(screens.AddPressed)
async def add_pressed(ctx: Context, _press: screens.AddPressed) -> Next:
    """[➕ Добавить]."""
    require(ctx.actor, Permission.CLIENTS_WRITE)
    return State.NAME


@typed(lambda ctx, text: client_line(text, ctx.deps.settings.phone_region))
async def name_typed(ctx: Context, said: NewClient) -> Next:
    """The name, perhaps with the phone behind it."""
    if not said.name:
        raise Invalid("And the name? Example: {example}", example=Term("Olga 8 999 643-23-87"))
    kept = draft(ctx, Draft)
    new = replace(
        kept.new, surname=said.surname, name=said.name, midname=said.midname, phone=said.phone or kept.new.phone
    )
    return await go_on(ctx, replace(kept, new=new))


@typed(lambda ctx, text: read_field(Field.PHONE, text, ctx.deps.settings.phone_region))
async def phone_typed(ctx: Context, phone: str) -> Next:
    """The phone."""
    kept = draft(ctx, Draft)
    return await go_on(ctx, replace(kept, new=replace(kept.new, phone=phone)))


@pressed(forms.KeptAnyway)
async def kept_anyway(ctx: Context, _press: forms.KeptAnyway) -> Next:
    """Two people share this phone."""
    kept = draft(ctx, Draft)
    return await go_on(ctx, replace(kept, agreed=(*kept.agreed, kept.asked), asked=""))


@pressed(forms.NewFieldPicked)
async def field_picked(ctx: Context, press: forms.NewFieldPicked) -> Next:
    """A line of the summary is to be changed."""
    put(ctx, replace(draft(ctx, Draft), changing=press.field))
    return State.FIELD


@typed(lambda ctx, text: read_field(draft(ctx, Draft).changing, text, ctx.deps.settings.phone_region))
async def value_typed(ctx: Context, value: str) -> Next:
    """Another value for that line."""
    kept = draft(ctx, Draft)
    return await go_on(ctx, replace(kept, new=kept.new.with_value(kept.changing, value)))


@pressed(forms.ValueCleared)
async def value_cleared(ctx: Context, _press: forms.ValueCleared) -> Next:
    """That line is to stay empty."""
    kept = draft(ctx, Draft)
    return await go_on(ctx, replace(kept, new=kept.new.with_value(kept.changing, read_field(kept.changing, ""))))


@pressed(forms.NewSaved)
async def new_saved(ctx: Context, _press: forms.NewSaved) -> Next:
    """[✅ Добавить]: the card is made, unless somebody has just made one with this phone."""
    kept = draft(ctx, Draft)
    if (made := await ctx.run(clients.made_before, ctx.live.draft_id)) is None:
        if (state := await _next(ctx, kept)) is not State.SUMMARY:
            return state
        made = await ctx.run(clients.add, kept.new, ctx.live.draft_id)
    await ctx.show((await card_of(ctx, made.uid)).noted(forms.added(ctx.t)))
    return END


async def go_on(ctx: Context, kept: Draft) -> State:
    """Keep what is known and go to what is still to be asked."""
    put(ctx, kept)
    return await _next(ctx, kept)


async def _next(ctx: Context, kept: Draft) -> State:
    """What is still to be asked: the name, the phone, whether a phone may be on two cards; then the summary."""
    if not kept.new.name:
        return State.NAME
    if not kept.new.phone:
        return State.PHONE
    for phone in (kept.new.phone, kept.new.secondphone):
        known = await ctx.run(clients.same_phone, phone) if phone and phone not in kept.agreed else ()
        if known:
            put(ctx, replace(kept, asked=phone))
            return State.SAME
    return State.SUMMARY


# --- how each state asks ---


async def ask_name(ctx: Context) -> Screen:
    """Who is it?"""
    return forms.name_question(ctx.t)


async def ask_phone(ctx: Context) -> Screen:
    """Which phone?"""
    return forms.phone_question(ctx.t, draft(ctx, Draft).new)


async def ask_same(ctx: Context) -> Screen:
    """The phone is known: go on?"""
    phone = draft(ctx, Draft).asked
    known = await ctx.run(clients.same_phone, phone)
    return forms.same_phone(ctx.t, phone, known, adding=True)


async def ask_summary(ctx: Context) -> Screen:
    """Is this right?"""
    return forms.summary(ctx.t, draft(ctx, Draft).new)


async def ask_field(ctx: Context) -> Screen:
    """Another value for a line."""
    kept = draft(ctx, Draft)
    return forms.new_field_question(ctx.t, kept.new, kept.changing)


STEPS: dict[StrEnum, list[BaseHandler[Update, Context, None]]] = {
    State.NAME: [name_typed],
    State.PHONE: [phone_typed],
    State.SAME: [kept_anyway, came_back],
    State.SUMMARY: [field_picked, new_saved],
    State.FIELD: [value_typed, value_cleared],
}
ASK: dict[StrEnum, Ask] = {
    State.NAME: ask_name, State.PHONE: ask_phone, State.SAME: ask_same, State.SUMMARY: ask_summary,
    State.FIELD: ask_field,
}  # fmt: skip
