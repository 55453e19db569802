"""What is known of a request being filed, and how each state of ``crm_utility`` asks (`utility_create.py`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from telegram import Message

from conversations.flow import Ask, Next, draft, put
from domain.errors import Invalid, Outdated, Term
from domain.fold import clean
from domain.utility import FILES_MOST, TEXT_MOST, File
from domain.utility_views import CategoryView, SubcategoryView
from handlers.context import Context
from handlers.said import said_of
from services import utility_forms
from ui import utility_forms as forms
from ui.screen import Screen
from ui.utility_words import titled


class State(StrEnum):
    """What we wait for."""

    FLAT = "FLAT"
    CATEGORY = "CATEGORY"
    KNOWN = "KNOWN"
    TEXT = "TEXT"
    WISH = "WISH"
    PHONE = "PHONE"
    KEEP = "KEEP"
    CONFIRM = "CONFIRM"


@dataclass(frozen=True)
class Draft:
    """The request to be. ``phone`` is empty until it was confirmed: from then on each change leads to the summary."""

    account_id: int = 0
    category_id: int = 0
    part_id: int | None = None
    text: str = ""
    files: tuple[File, ...] = ()
    wish: str = ""
    phone: str = ""
    new_phone: str = ""
    asks_new: bool = False
    several: bool = False


def wanted(now: Draft, following: State) -> State:
    """The state that comes next: the summary, where everything else is known."""
    is_described = bool(now.text or now.files)
    return State.CONFIRM if now.phone and is_described else following


def said_so_far(text: str, more: str) -> str:
    """Both, one under the other; raises ``Invalid`` where it gets too long."""
    return clean(f"{text}\n{more}", most=TEXT_MOST, what=Term("Description"), lines=True)


def file_of(message: Message) -> tuple[File, str]:
    """What was shown, and the words under it; raises ``Invalid`` for what can't be kept."""
    said = said_of(message)
    if said is None or not said.file_id:
        raise Invalid("I can't keep this. Text, photos, videos and files work.")
    return File(said.kind, said.file_id, said.file_name), said.text


async def collect(ctx: Context, now: Any, message: Message, state: Next, ask: Ask) -> Next:
    """Keep a photo, or the parts of an album one by one, in the draft; one answer for all of them."""
    is_further = ctx.is_further_part()
    file, caption = file_of(message)
    if len(now.files) >= FILES_MOST and not is_further:
        raise Invalid("At most {most} files fit into a request.", most=FILES_MOST)
    files = now.files if len(now.files) >= FILES_MOST else (*now.files, file)
    put(ctx, replace(now, files=files, text=said_so_far(now.text, caption) if caption else now.text))
    if not is_further:
        return state
    await ctx.show_below(await ask(ctx))
    return None


async def ask_flat(ctx: Context) -> Screen:
    """Which flat?"""
    flats = await ctx.run(utility_forms.flats)
    shown = [
        (one.account_id, forms.place(ctx.t, one.street, one.house, one.flat, one.number)) for one in flats
    ]  # fmt: skip
    return forms.ask_flat(ctx.t, shown)


async def ask_category(ctx: Context) -> Screen:
    """What is it about? Then its parts."""
    now = draft(ctx, Draft)
    if now.category_id:
        category, parts = await _chosen(ctx, now)
        if category is not None and parts:
            return forms.ask_part(ctx.t, category, parts)
    found = await ctx.run(utility_forms.categories)
    return forms.ask_category(ctx.t, found, now.several)


async def _chosen(ctx: Context, now: Draft) -> tuple[CategoryView | None, tuple[SubcategoryView, ...]]:
    found = {one.id: one for one in await ctx.run(utility_forms.categories)}
    if now.category_id not in found:
        return None, ()
    return await ctx.run(utility_forms.parts, now.category_id)


class _Gone(Exception):
    """What was chosen is not offered any more."""


async def _subject(ctx: Context, now: Draft) -> tuple[str, str, tuple[str, str]]:
    """Category, subcategory and their warnings."""
    category, parts = await _chosen(ctx, now)
    part = next((one for one in parts if one.id == now.part_id), None)
    if category is None or (parts and part is None):
        raise _Gone
    return category.name, part.name if part else "", (category.warning, part.warning if part else "")


def _or_category(ask: Ask) -> Ask:
    """The question, or what it is about once more where that is offered no longer: what was written stays."""

    async def asking(ctx: Context) -> Screen:
        try:
            return await ask(ctx)
        except _Gone:
            put(ctx, replace(draft(ctx, Draft), category_id=0, part_id=None))
            ctx.live.state = State.CATEGORY
            screen = await ask_category(ctx)
            return screen.noted(ctx.t("⚠️ The list has changed meanwhile. Choose once more, please."))

    return asking


async def ask_known(ctx: Context) -> Screen:
    """The same is open already."""
    now = draft(ctx, Draft)
    known = await ctx.run(utility_forms.known, now.account_id, now.category_id, now.part_id)
    return forms.ask_known(ctx.t, known.request, known.incident)


async def ask_text(ctx: Context) -> Screen:
    """What has happened?"""
    now = draft(ctx, Draft)
    category, part, warnings = await _subject(ctx, now)
    return forms.ask_text(ctx.t, titled(category, part), warnings, now.text, len(now.files))


async def ask_wish(ctx: Context) -> Screen:
    """When would it suit?"""
    category, part, _warnings = await _subject(ctx, draft(ctx, Draft))
    return forms.ask_wish(ctx.t, titled(category, part))


async def ask_phone(ctx: Context) -> Screen:
    """Is this your number? Or: which then?"""
    now = draft(ctx, Draft)
    if now.asks_new:
        return forms.ask_new_phone(ctx.t)
    back = "WISH" if await ctx.run(utility_forms.asks_wish) else "TEXT"
    return forms.ask_phone(ctx.t, await _own_phones(ctx, now), back)


async def _own_phones(ctx: Context, now: Draft) -> tuple[str, ...]:
    flats = await ctx.run(utility_forms.flats)
    phones = next((one.phones for one in flats if one.account_id == now.account_id), ())
    if not phones:
        raise Outdated("You are not a resident of this flat any more. Identify yourself once more, please.")
    return phones


async def ask_old_phone(ctx: Context) -> Screen:
    """Delete the old one?"""
    now = draft(ctx, Draft)
    return forms.ask_old_phone(ctx.t, (await _own_phones(ctx, now))[0], now.new_phone)


async def ask_confirm(ctx: Context) -> Screen:
    """Everything, before it is filed."""
    now = draft(ctx, Draft)
    category, part, _warnings = await _subject(ctx, now)
    flat = next((one for one in await ctx.run(utility_forms.flats) if one.account_id == now.account_id), None)
    address = forms.place(ctx.t, flat.street, flat.house, flat.flat, flat.number) if flat else ""
    asks_wish = await ctx.run(utility_forms.asks_wish)
    return forms.summary(
        ctx.t, category, part, address, now.text, len(now.files), now.wish, now.phone, asks_wish
    )  # fmt: skip


ASKS: Mapping[StrEnum, Ask] = {
    State.FLAT: ask_flat, State.CATEGORY: ask_category, State.KNOWN: ask_known, State.TEXT: _or_category(ask_text),
    State.WISH: _or_category(ask_wish), State.PHONE: ask_phone, State.KEEP: ask_old_phone,
    State.CONFIRM: _or_category(ask_confirm),
}  # fmt: skip
