"""A field of a card → VALUE → SAME? → CLASH? → the card (S1.17).

SAME: the phone is on another card. CLASH: somebody changed the card since it was shown; what was typed is not lost.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from conversations.client_card import card_of
from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain.access import Permission, require
from domain.clients import PHONES, Field, read_field
from domain.errors import Conflict, NotFound
from handlers.context import Context
from services import clients
from ui import client_forms as forms
from ui import common
from ui.clients import ClientsOpened, FieldsShown
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    VALUE = "VALUE"
    SAME = "SAME"
    CLASH = "CLASH"


@dataclass(frozen=True)
class Draft:
    """Which field of which card, as it was when shown, and what was typed for it."""

    uid: int
    field: Field
    version: int
    value: str = ""


@pressed(forms.FieldPicked)
async def field_picked(ctx: Context, press: forms.FieldPicked) -> Next:
    """A field was chosen on the card."""
    require(ctx.actor, Permission.CLIENTS_WRITE)
    client = await ctx.run(clients.get, press.client_uid)
    put(ctx, Draft(client.uid, press.field, client.version))
    return State.VALUE


@typed(lambda ctx, text: read_field(draft(ctx, Draft).field, text, ctx.deps.settings.phone_region))
async def value_typed(ctx: Context, value: str) -> Next:
    """The new value; a phone that somebody has already is asked about first."""
    kept = replace(draft(ctx, Draft), value=value)
    known = await ctx.run(clients.same_phone, value, kept.uid) if kept.field in PHONES else ()
    if known:
        put(ctx, kept)
        return State.SAME
    return await _save(ctx, kept)


@pressed(forms.ValueCleared)
async def value_cleared(ctx: Context, _press: forms.ValueCleared) -> Next:
    """[Очистить]."""
    return await _save(ctx, replace(draft(ctx, Draft), value=""))


@pressed(FieldsShown)
async def went_back(ctx: Context, _press: FieldsShown) -> Next:
    """[« Назад]: another field."""
    await ctx.show(forms.fields(ctx.t, await ctx.run(clients.get, draft(ctx, Draft).uid)))
    return END


@pressed(forms.KeptAnyway)
async def kept_anyway(ctx: Context, _press: forms.KeptAnyway) -> Next:
    """Save it all the same: two share the phone, or mine counts."""
    return await _save(ctx, draft(ctx, Draft))


@pressed(ClientsOpened)
async def came_back(ctx: Context, _press: ClientsOpened) -> Next:
    """From the other card back to the question."""
    return State.SAME


@pressed(forms.ValueDropped)
async def value_dropped(ctx: Context, _press: forms.ValueDropped) -> Next:
    """[Оставить как есть]."""
    await ctx.show(await card_of(ctx, draft(ctx, Draft).uid))
    return END


async def _save(ctx: Context, kept: Draft) -> Next:
    try:
        await ctx.run(clients.edit, kept.uid, kept.field, kept.value, kept.version)
    except Conflict:
        fresh = await ctx.run(clients.get, kept.uid)
        put(ctx, replace(kept, version=fresh.version))
        return State.CLASH
    except NotFound as error:
        await ctx.show(Screen(common.refusal(ctx.t, error)))
        return END
    await ctx.show((await card_of(ctx, kept.uid)).noted(forms.saved(ctx.t, kept.field)))
    return END


async def ask_value(ctx: Context) -> Screen:
    """The new value?"""
    kept = draft(ctx, Draft)
    return forms.value_question(ctx.t, await ctx.run(clients.get, kept.uid), kept.field)


async def ask_same(ctx: Context) -> Screen:
    """The phone is on another card: save anyway?"""
    kept = draft(ctx, Draft)
    known = await ctx.run(clients.same_phone, kept.value, kept.uid)
    return forms.same_phone(ctx.t, kept.value, known, adding=False)


async def ask_clash(ctx: Context) -> Screen:
    """Somebody was faster: mine or theirs?"""
    kept = draft(ctx, Draft)
    return forms.clash(ctx.t, await ctx.run(clients.card, kept.uid), kept.field, kept.value)


CLIENT_EDIT = dialogue(
    "crm_client_edit",
    entries=[field_picked],
    steps={
        State.VALUE: [value_typed, value_cleared, went_back],
        State.SAME: [kept_anyway, came_back],
        State.CLASH: [kept_anyway, value_dropped],
    },
    ask={State.VALUE: ask_value, State.SAME: ask_same, State.CLASH: ask_clash},
    light=[State.VALUE],
)
