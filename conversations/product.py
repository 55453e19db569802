"""/products → [Add] TITLE → PRICE → DEADLINE → DESCRIPTION → PICTURE → CATEGORY → the product · [Find] FIND · VALUE.

The list, a product, hiding and deleting it are views (`handlers/products.py`); one field: `product_edit.py`.
"""

from dataclasses import replace

from telegram import Message
from telegram.ext import filters

from conversations.flow import END, Next, dialogue, draft, pressed, put, sent, typed
from conversations.product_asks import ASKS, Draft, State, as_file, largest, offered
from conversations.product_edit import VALUE, field_picked, left
from domain import products as rules
from domain.access import Permission, require
from domain.products import Field
from handlers.context import Context
from services import products
from ui import product_forms as forms
from ui import products as screens

QUERY = 100  # characters of a search

# --- a new one ---


@pressed(screens.ProductBegun)
async def begun(ctx: Context, _press: screens.ProductBegun) -> Next:
    """[➕ Добавить]."""
    require(ctx.actor, Permission.SHOP)
    return State.TITLE


@typed(lambda _ctx, text: rules.read(Field.TITLE, text))
async def title_typed(ctx: Context, title: str) -> Next:
    """What it is called; no other one's title (S2.33)."""
    put(ctx, replace(draft(ctx, Draft), title=await ctx.run(products.free_title, title)))
    return State.PRICE


@typed(lambda _ctx, text: rules.read(Field.PRICE, text))
async def price_typed(ctx: Context, price: int) -> Next:
    """What it costs."""
    put(ctx, replace(draft(ctx, Draft), price=price))
    return State.DEADLINE


@typed(lambda _ctx, text: rules.read(Field.DEADLINE, text))
async def days_typed(ctx: Context, days: int) -> Next:
    """How long it takes."""
    return _timed(ctx, days)


@pressed(screens.DaysChosen)
async def days_chosen(ctx: Context, press: screens.DaysChosen) -> Next:
    """A usual time."""
    return _timed(ctx, offered(press))


@pressed(screens.Skipped)
async def days_skipped(ctx: Context, _press: screens.Skipped) -> Next:
    """Nothing is promised."""
    return _timed(ctx, 0)


def _timed(ctx: Context, days: int) -> Next:
    put(ctx, replace(draft(ctx, Draft), deadline=days))
    return State.DESCRIPTION


@typed(lambda _ctx, text: rules.read(Field.DESCRIPTION, text))
async def description_typed(ctx: Context, text: str) -> Next:
    """What it is."""
    put(ctx, replace(draft(ctx, Draft), description=text))
    return State.PICTURE


@pressed(screens.Skipped)
async def description_skipped(ctx: Context, _press: screens.Skipped) -> Next:
    """The title says it all."""
    put(ctx, replace(draft(ctx, Draft), description=""))
    return State.PICTURE


@sent(filters.PHOTO)
async def picture_sent(ctx: Context, message: Message) -> Next:
    """How it looks."""
    if ctx.is_further_part():  # an album gets one answer
        return None
    return _pictured(ctx, largest(message))


@pressed(screens.Skipped)
async def picture_skipped(ctx: Context, _press: screens.Skipped) -> Next:
    """Without a picture."""
    return _pictured(ctx, "")


def _pictured(ctx: Context, image: str) -> Next:
    put(ctx, replace(draft(ctx, Draft), image=image))
    return State.CATEGORY


@typed(lambda _ctx, text: rules.read(Field.CATEGORY, text))
async def category_typed(ctx: Context, name: str) -> Next:
    """A new category, or a known one typed: the product is ready."""
    return await _make(ctx, name)


@pressed(screens.CategoryChosen)
async def category_chosen(ctx: Context, press: screens.CategoryChosen) -> Next:
    """A known one."""
    return await _make(ctx, (await ctx.run(products.get, press.product_id)).category)


@pressed(screens.Skipped)
async def category_skipped(ctx: Context, _press: screens.Skipped) -> Next:
    """In none."""
    return await _make(ctx, "")


async def _make(ctx: Context, category: str) -> Next:
    kept = draft(ctx, Draft)
    made = await ctx.run(
        products.add, kept.title, kept.price, kept.deadline, kept.description, kept.image, category, ctx.live.draft_id
    )
    await ctx.show(screens.card(ctx.t, made).noted(forms.made(ctx.t)))
    return END


# --- finding ---


@pressed(screens.ProductSought)
async def find_pressed(ctx: Context, _press: screens.ProductSought) -> Next:
    """[🔎 Найти]."""
    require(ctx.actor, Permission.SHOP)
    return State.FIND


@typed(lambda _ctx, text: text[:QUERY])
async def query_typed(ctx: Context, text: str) -> Next:
    """A part of a title; the next typing is another search."""
    put(ctx, Draft(query=text))
    return State.FIND


PRODUCT = dialogue(
    "crm_product",
    entries=[begun, find_pressed, field_picked],
    steps={
        State.FIND: [query_typed, *left()],
        State.TITLE: [title_typed],
        State.PRICE: [price_typed],
        State.DEADLINE: [days_typed, days_chosen, days_skipped],
        State.DESCRIPTION: [description_typed, description_skipped],
        State.PICTURE: [picture_sent, as_file(), picture_skipped],
        State.CATEGORY: [category_typed, category_chosen, category_skipped],
        State.VALUE: VALUE,
    },
    ask=ASKS,
    light=[State.FIND, State.VALUE],
)
