"""[✏️ Price] and the others of a product: VALUE → the product. The steps of ``crm_product`` that change one."""

from telegram import Message, Update
from telegram.ext import BaseHandler, filters

from conversations.flow import END, Next, commanded, draft, pressed, put, sent, typed
from conversations.product_asks import Draft, State, as_file, largest, offered
from domain import products as rules
from domain.errors import Invalid, NotFound, Outdated
from domain.products import Field, Value
from handlers.context import Context
from services import products
from ui import common
from ui import product_forms as forms
from ui import products as screens
from ui.screen import Screen


@pressed(screens.FieldPicked)
async def field_picked(ctx: Context, press: screens.FieldPicked) -> Next:
    """[✏️ Цена] and the others."""
    product = await ctx.run(products.get, press.product_id)
    put(ctx, Draft(product_id=product.id, field=press.field))
    return State.VALUE


@typed(lambda ctx, text: rules.read(draft(ctx, Draft).field, text))
async def value_typed(ctx: Context, value: Value) -> Next:
    """The new value."""
    return await _save(ctx, value)


@sent(filters.PHOTO)
async def value_sent(ctx: Context, message: Message) -> Next:
    """The new picture."""
    if ctx.is_further_part():
        return None
    if draft(ctx, Draft).field is not Field.IMAGE:
        raise Invalid("A picture can't be used here. Please answer with text or a button.")
    return await _save(ctx, largest(message))


@pressed(screens.DaysChosen)
async def days_changed(ctx: Context, press: screens.DaysChosen) -> Next:
    """A usual time."""
    return await _save(ctx, offered(press), Field.DEADLINE)


@pressed(screens.CategoryChosen)
async def category_changed(ctx: Context, press: screens.CategoryChosen) -> Next:
    """A known category."""
    return await _save(ctx, (await ctx.run(products.get, press.product_id)).category, Field.CATEGORY)


@pressed(screens.Skipped)
async def value_removed(ctx: Context, _press: screens.Skipped) -> Next:
    """[Убрать]."""
    field = draft(ctx, Draft).field
    if field not in rules.MAY_BE_EMPTY:
        raise Outdated("This button is out of date.")
    return await _save(ctx, 0 if field is Field.DEADLINE else "")


async def _save(ctx: Context, value: Value, only: Field | None = None) -> Next:
    kept = draft(ctx, Draft)
    if only not in (None, kept.field):
        raise Outdated("This button is out of date.")
    try:
        product = await ctx.run(products.edit, kept.product_id, kept.field, value)
    except NotFound as error:
        await ctx.show(Screen(common.refusal(ctx.t, error)))
        return END
    await ctx.show(screens.card(ctx.t, product).noted(forms.saved(ctx.t, kept.field)))
    return END


def left() -> list[BaseHandler[Update, Context, None]]:
    """[« Назад], the list and /products: everything stays as it is."""

    @pressed(screens.ProductPicked)
    async def went_back(ctx: Context, press: screens.ProductPicked) -> Next:
        await ctx.show(screens.card(ctx.t, await ctx.run(products.get, press.product_id)), instead=True)
        return END

    @pressed(screens.ProductsOpened)
    async def to_list(ctx: Context, _press: screens.ProductsOpened) -> Next:
        return await _list(ctx)

    @commanded("products")
    async def asked_for_list(ctx: Context, _text: str) -> Next:
        return await _list(ctx)

    return [went_back, to_list, asked_for_list]


async def _list(ctx: Context) -> Next:
    await ctx.show(screens.listed(ctx.t, *await ctx.run(products.listed, 0, screens.PAGE)))
    return END


VALUE = [
    value_typed, value_sent, as_file(), days_changed, category_changed, value_removed, *left(),
]  # fmt: skip
