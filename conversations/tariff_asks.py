"""What is known of a tariff being typed, and how each state of ``crm_tariff`` asks (`tariff.py`)."""

from dataclasses import dataclass
from enum import StrEnum

from conversations.flow import Ask, draft
from domain.tariffs import Field
from handlers.context import Context
from services import tariffs
from ui import tariffs as screens
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    NAME = "NAME"
    PRICE = "PRICE"
    REQUESTS = "REQUESTS"
    REACTION = "REACTION"
    VALUE = "VALUE"


@dataclass(frozen=True)
class Draft:
    """The tariff to be, or which field of which one is being changed. ``requests`` 0: any number."""

    name: str = ""
    price: int = 0
    requests: int = 0
    tariff_id: int = 0
    field: Field = Field.NAME


async def ask_name(ctx: Context) -> Screen:
    """What is it called?"""
    return screens.question(ctx.t, Field.NAME, None, None)


async def ask_price(ctx: Context) -> Screen:
    """What does it cost?"""
    kept = draft(ctx, Draft)
    return screens.question(ctx.t, Field.PRICE, screens.sofar(ctx.t, kept.name), State.NAME)


async def ask_requests(ctx: Context) -> Screen:
    """How many requests?"""
    kept = draft(ctx, Draft)
    return screens.question(ctx.t, Field.REQUESTS, screens.sofar(ctx.t, kept.name, kept.price), State.PRICE)


async def ask_reaction(ctx: Context) -> Screen:
    """How soon?"""
    kept = draft(ctx, Draft)
    said = screens.requests_said(ctx.t, kept.requests or None)
    return screens.question(
        ctx.t, Field.REACTION, screens.sofar(ctx.t, kept.name, kept.price, said), State.REQUESTS
    )  # fmt: skip


async def ask_value(ctx: Context) -> Screen:
    """The field anew."""
    kept = draft(ctx, Draft)
    tariff = await ctx.run(tariffs.get, kept.tariff_id)
    return screens.value_question(ctx.t, tariff, kept.field)


ASKS: dict[StrEnum, Ask] = {
    State.NAME: ask_name, State.PRICE: ask_price, State.REQUESTS: ask_requests, State.REACTION: ask_reaction,
    State.VALUE: ask_value,
}  # fmt: skip
