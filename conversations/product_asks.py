"""What is known of a product being typed, and how each state of ``crm_product`` asks (`product.py`)."""

from dataclasses import dataclass
from enum import StrEnum

from telegram import Message, Update
from telegram.ext import BaseHandler, filters

from conversations.flow import Ask, Next, draft, sent
from domain.errors import Invalid, Outdated
from domain.products import Field
from handlers.context import Context
from services import products
from ui import product_forms as forms
from ui.products import DaysChosen
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    FIND = "FIND"
    TITLE = "TITLE"
    PRICE = "PRICE"
    DEADLINE = "DEADLINE"
    DESCRIPTION = "DESCRIPTION"
    PICTURE = "PICTURE"
    CATEGORY = "CATEGORY"
    VALUE = "VALUE"


@dataclass(frozen=True)
class Draft:
    """The product to be, or which field of which one is being changed, or what is sought."""

    title: str = ""
    price: int = 0
    deadline: int = 0
    description: str = ""
    image: str = ""
    product_id: int = 0
    field: Field = Field.TITLE
    query: str = ""


async def ask_find(ctx: Context) -> Screen:
    """The search, with what it found."""
    text = draft(ctx, Draft).query
    return forms.found(ctx.t, text, await ctx.run(products.found, text) if text else ())


async def ask_title(ctx: Context) -> Screen:
    """What is it called?"""
    return forms.question(ctx.t, Field.TITLE, None, None)


async def ask_price(ctx: Context) -> Screen:
    """What does it cost?"""
    return forms.question(ctx.t, Field.PRICE, forms.sofar(ctx.t, draft(ctx, Draft).title), State.TITLE)


async def ask_deadline(ctx: Context) -> Screen:
    """How long does it take?"""
    kept = draft(ctx, Draft)
    return forms.question(ctx.t, Field.DEADLINE, forms.sofar(ctx.t, kept.title, kept.price), State.PRICE)


async def ask_description(ctx: Context) -> Screen:
    """What is it?"""
    kept = draft(ctx, Draft)
    known = forms.sofar(ctx.t, kept.title, kept.price, kept.deadline)
    return forms.question(ctx.t, Field.DESCRIPTION, known, State.DEADLINE)


async def ask_picture(ctx: Context) -> Screen:
    """How does it look?"""
    kept = draft(ctx, Draft)
    known = forms.sofar(ctx.t, kept.title, kept.price, kept.deadline)
    return forms.question(ctx.t, Field.IMAGE, known, State.DESCRIPTION)


async def ask_category(ctx: Context) -> Screen:
    """Where does it stand?"""
    kept = draft(ctx, Draft)
    known = forms.sofar(ctx.t, kept.title, kept.price, kept.deadline, has_picture=bool(kept.image))
    return forms.question(ctx.t, Field.CATEGORY, known, State.PICTURE, await ctx.run(products.categories))


async def ask_value(ctx: Context) -> Screen:
    """The field anew."""
    kept = draft(ctx, Draft)
    product = await ctx.run(products.get, kept.product_id)
    known = await ctx.run(products.categories) if kept.field is Field.CATEGORY else ()
    return forms.value_question(ctx.t, product, kept.field, known)


ASKS: dict[StrEnum, Ask] = {
    State.FIND: ask_find, State.TITLE: ask_title, State.PRICE: ask_price, State.DEADLINE: ask_deadline,
    State.DESCRIPTION: ask_description, State.PICTURE: ask_picture, State.CATEGORY: ask_category,
    State.VALUE: ask_value,
}  # fmt: skip


def largest(message: Message) -> str:
    """The file_id of a photo's largest size."""
    return max(message.photo, key=lambda size: size.width * size.height).file_id


def as_file() -> BaseHandler[Update, Context, None]:
    """A picture sent as a file can't be shown as a photo: say how to send it."""

    @sent(filters.Document.ALL)
    async def file_sent(ctx: Context, _message: Message) -> Next:
        if ctx.is_further_part():
            return None
        raise Invalid("This came as a file. Send the picture as a photo, please: it is shown in the catalogue.")

    return file_sent


def offered(press: DaysChosen) -> int:
    """A button's number, if it is one we offer: a forged one is none."""
    if press.days not in forms.DAYS:
        raise Outdated("This button is out of date.")
    return press.days
