"""[🔎 Найти] of /catalog: → FIND (→ results; a press on one opens its card)."""

from dataclasses import dataclass
from enum import StrEnum

from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, typed
from domain.shop_views import ALL
from handlers import catalogue as views
from handlers.context import Context
from services import catalogue
from ui import catalogue as screens
from ui.screen import Screen


class State(StrEnum):
    """What is waited for."""

    FIND = "FIND"


@dataclass(frozen=True)
class Draft:
    """What is looked for."""

    query: str = ""


@pressed(screens.SearchBegun)
async def search_begun(ctx: Context, _button: screens.SearchBegun) -> Next:
    """[🔎 Найти]."""
    return State.FIND


@typed(lambda _ctx, text: text[:100])
async def searched(ctx: Context, text: str) -> Next:
    """A word of a name; the next typing is another search."""
    put(ctx, Draft(text))
    return State.FIND


@pressed(screens.CardOpened)
async def card_opened(ctx: Context, _button: screens.CardOpened) -> Next:
    """One that was found."""
    await views.card_opened(ctx.incoming, ctx)
    return END


@pressed(screens.ShelfOpened)
async def search_left(ctx: Context, _button: screens.ShelfOpened) -> Next:
    """[« Каталог]."""
    await views.shelf_opened(ctx.incoming, ctx)
    return END


@commanded("catalog")
async def asked_for_catalogue(ctx: Context, _text: str) -> Next:
    """/catalog once more."""
    await ctx.show(screens.shelf(ctx.t, await ctx.run(catalogue.shelf, ALL, -1)), fresh=True)
    return END


async def ask_search(ctx: Context) -> Screen:
    """The question, or what was found."""
    looked = draft(ctx, Draft).query
    if not looked:
        return screens.asking_search(ctx.t)
    return screens.found(ctx.t, looked, await ctx.run(catalogue.found, looked))


async def catalogue_again(ctx: Context) -> Screen:
    """Not looked for after all."""
    return screens.shelf(ctx.t, await ctx.run(catalogue.shelf, ALL, -1))


CATALOGUE_FIND = dialogue(
    "crm_catalog_find",
    entries=[search_begun],
    steps={State.FIND: [searched, card_opened, search_left, asked_for_catalogue]},
    ask={State.FIND: ask_search},
    cancelled=catalogue_again,
    light=[State.FIND],
)
