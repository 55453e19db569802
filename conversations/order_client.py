"""Whose game it is: found by name or phone, or added at once. The states CLIENT and CARD of the staff's `/order`."""

from dataclasses import replace

from conversations.flow import Next, pressed, typed
from conversations.order_asks import typed_client
from conversations.order_draft import State, keep, known, onward
from domain.clients import NewClient, client_line, name_line
from domain.errors import Invalid, Outdated, Term
from domain.fold import clean, fold, has_letter
from domain.phones import find_phone, parse_phone, phone_or_none
from domain.views import ClientView
from handlers.context import Context
from services import clients
from ui.order_create import ClientChosen, TypedClientAdded, WithoutClient

QUERY_MOST = 200  # characters kept of what was typed
TYPED_MOST = 4096  # characters of a message


def as_typed(_ctx: Context, text: str) -> str:
    """The line itself: what it means depends on what is on file."""
    return text


async def client_meant(ctx: Context, text: str) -> State:
    """A line such as «Ольга 8 999 643-23-87»: the client it can only be, those it may be, or a new one."""
    text = clean(text, most=TYPED_MOST, what=Term("Name"))
    found = await ctx.run(clients.find_or_draft, text)
    new = typed_client(ctx, text)
    if new and new.phone and len(found.hits) == 1 and _is_named(found.hits[0], new):
        return await onward(ctx, client_uid=found.hits[0].uid, no_client=False, query="")
    region = ctx.deps.settings.phone_region
    if not found.hits and not has_letter(text) and phone_or_none(text, region) is None:
        raise Invalid("Nobody is found by this. Type a part of a name, or a whole phone.")  # S1.63
    if not found.hits and new is None:
        client_line(text, region)  # says what is wrong with it
    await keep(ctx, query=text[:QUERY_MOST])
    return State.CARD if new and not found.hits and not new.is_complete else State.CLIENT


@typed(as_typed)
async def client_named(ctx: Context, text: str) -> Next:
    """A name, a phone, or both."""
    return await client_meant(ctx, text)


@pressed(ClientChosen)
async def client_chosen(ctx: Context, chosen: ClientChosen) -> Next:
    """One of those found, or of the newest."""
    client = await ctx.run(clients.get, chosen.client_uid)
    return await onward(ctx, client_uid=client.uid, no_client=False, query="")


@pressed(WithoutClient)
async def client_left_out(ctx: Context, _: WithoutClient) -> Next:
    """[Без клиента] (S1.41)."""
    return await onward(ctx, client_uid=None, no_client=True, query="")


@pressed(WithoutClient)
async def card_left_out(ctx: Context, _: WithoutClient) -> Next:
    """[Без клиента], instead of a new card."""
    return await onward(ctx, client_uid=None, no_client=True, query="")


@pressed(TypedClientAdded)
async def typed_client_added(ctx: Context, _: TypedClientAdded) -> Next:
    """[➕ Ольга, +7 999 643-23-87]: added in one press; what is missing is asked."""
    if (new := typed_client(ctx, (await known(ctx)).query)) is None:
        raise Outdated("This button is from an earlier step. The current one is below.")
    return await _added(ctx, new) if new.is_complete else State.CARD


@typed(as_typed)
async def card_typed(ctx: Context, text: str) -> Next:
    """What the card lacked; another name or a whole line is a new search."""
    region = ctx.deps.settings.phone_region
    new = typed_client(ctx, (await known(ctx)).query) or NewClient()
    found = find_phone(text, region)
    if (found and has_letter(found[0])) or (new.phone and found) or (new.name and not found and has_letter(text)):
        return await client_meant(ctx, text)
    if new.name:
        new = replace(new, phone=found[1] if found else parse_phone(text, region))
    else:
        new = replace(name_line(text), phone=new.phone)
    shared = await ctx.run(clients.same_phone, new.phone)
    made = await ctx.run(clients.made_before, ctx.actor.origin)  # by this very message, handled again after a crash
    if shared and made is None:
        await keep(ctx, query=f"{new.full_name} {new.phone}"[:QUERY_MOST])
        return State.CLIENT  # somebody has this phone: the same person?
    return await _added(ctx, new)


async def _added(ctx: Context, new: NewClient) -> State:
    client = await ctx.run(clients.add, new, ctx.actor.origin)
    return await onward(ctx, client_uid=client.uid, no_client=False, query="")


def _is_named(client: ClientView, new: NewClient) -> bool:
    """Whether the card has every word of the name that was typed with the phone."""
    return set(fold(new.full_name).split()) <= set(fold(client.full_name).split())


CLIENT_STEPS = (client_chosen, client_left_out, typed_client_added, client_named)
CARD_STEPS = (card_left_out, card_typed)
