"""[➕ Создать заявку] → (FLAT) → CATEGORY → (KNOWN) → TEXT → (WISH) → PHONE → (KEEP) → CONFIRM → the request (S4.16,
S4.27–S4.37). The address is never asked (S4.28). How each state asks: utility_asks.py.
"""

from dataclasses import replace

from telegram import Message

from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, sent, typed
from conversations.utility_asks import ASKS, Draft, State, collect, said_so_far, wanted
from conversations.utility_phone import STEPS as PHONE_STEPS
from domain.errors import CrmError, Invalid, NotFound, Outdated, Term
from domain.fold import clean
from domain.utility import WISH_MOST, Form
from handlers.context import Context
from handlers.said import FILES
from services import utility_forms, utility_incidents, utility_own, utility_requests
from ui import incidents, residents, utility
from ui.incident_buttons import IncidentJoined
from ui.screen import Screen
from ui.utility_buttons import (
    CategoryPicked,
    Described,
    FiledAnyway,
    FlatPicked,
    Followed,
    PartPicked,
    RequestBegun,
    RequestFiled,
    RequestShown,
    WishPicked,
)
from ui.utility_words import WISHES


@commanded("request")
async def asked_by_command(ctx: Context, _text: str) -> Next:
    """/request."""
    return await _begin(ctx)


@pressed(RequestBegun)
async def begun(ctx: Context, _button: RequestBegun) -> Next:
    """[➕ Создать заявку]."""
    return await _begin(ctx)


async def _begin(ctx: Context) -> Next:
    flats = await ctx.run(utility_forms.begin)
    if not flats:  # who has not identified themselves finds one button (S4.17)
        return await _instead(ctx, residents.stranger(ctx.t))
    put(ctx, Draft(flats[0].account_id, several=len(flats) > 1))
    return State.FLAT if len(flats) > 1 else State.CATEGORY


@pressed(FlatPicked)
async def flat_picked(ctx: Context, button: FlatPicked) -> Next:
    """Which one."""
    if button.account_id not in {flat.account_id for flat in await ctx.run(utility_forms.flats)}:
        raise NotFound("You are not a resident of this flat any more. Identify yourself once more, please.")
    put(ctx, replace(draft(ctx, Draft), account_id=button.account_id, phone=""))
    return State.CATEGORY


@pressed(CategoryPicked)
async def category_picked(ctx: Context, button: CategoryPicked) -> Next:
    """What it is about; its parts next, if it has any."""
    put(ctx, replace(draft(ctx, Draft), category_id=button.category_id, part_id=None))
    if not button.category_id:
        return State.CATEGORY
    _category, parts = await ctx.run(utility_forms.parts, button.category_id)
    return State.CATEGORY if parts else await _known_first(ctx)


@pressed(PartPicked)
async def part_picked(ctx: Context, button: PartPicked) -> Next:
    """What exactly."""
    now = draft(ctx, Draft)
    _category, parts = await ctx.run(utility_forms.parts, now.category_id)
    if button.subcategory_id not in {part.id for part in parts}:
        raise Outdated("The list has changed meanwhile. Choose once more, please.")
    put(ctx, replace(now, part_id=button.subcategory_id))
    return await _known_first(ctx)


async def _known_first(ctx: Context) -> Next:
    """What is open about the same already is shown before anything is written."""
    now = draft(ctx, Draft)
    known = await ctx.run(utility_forms.known, now.account_id, now.category_id, now.part_id)
    return State.KNOWN if known.request or known.incident else wanted(now, State.TEXT)


@pressed(IncidentJoined)
async def joined(ctx: Context, button: IncidentJoined) -> Next:
    """[Меня тоже касается]: nothing has to be written."""
    return await _instead(ctx, incidents.card(ctx.t, await ctx.run(utility_incidents.join, button.incident_id)))


@pressed(Followed)
async def followed(ctx: Context, button: Followed) -> Next:
    """[Следить] for the open one."""
    return await _instead(ctx, utility.card(ctx.t, await ctx.run(utility_own.follow, button.request_id, button.is_on)))


@pressed(RequestShown)
async def looked(ctx: Context, button: RequestShown) -> Next:
    """The open one itself."""
    return await _instead(ctx, utility.card(ctx.t, await ctx.run(utility_requests.card, button.request_id)))


async def _instead(ctx: Context, screen: Screen) -> Next:
    await ctx.show(screen)
    return END


@pressed(FiledAnyway)
async def anyway(ctx: Context, _button: FiledAnyway) -> Next:
    """[Всё равно создать]."""
    return wanted(draft(ctx, Draft), State.TEXT)


# --- what has happened ---


@typed(lambda _ctx, text: text)
async def described(ctx: Context, text: str) -> Next:
    """In words; more words are added."""
    now = draft(ctx, Draft)
    put(ctx, replace(now, text=said_so_far(now.text, text)))
    return State.TEXT


@sent(FILES)
async def shown(ctx: Context, message: Message) -> Next:
    """A photo or another file, or the parts of an album."""
    return await collect(ctx, draft(ctx, Draft), message, State.TEXT, ASKS[State.TEXT])


@pressed(Described)
async def ready(ctx: Context, _button: Described) -> Next:
    """[Готово]."""
    now = draft(ctx, Draft)
    if not now.text and not now.files:
        raise Invalid("Describe what has happened, please, or send a photo.")
    return wanted(now, State.WISH if await ctx.run(utility_forms.asks_wish) else State.PHONE)


@typed(lambda _ctx, text: clean(text, most=WISH_MOST, what=Term("Convenient time")))
async def wish_typed(ctx: Context, text: str) -> Next:
    """When somebody is at home."""
    put(ctx, replace(draft(ctx, Draft), wish=text))
    return wanted(draft(ctx, Draft), State.PHONE)


@pressed(WishPicked)
async def wish_picked(ctx: Context, button: WishPicked) -> Next:
    """A usual time, or any."""
    is_one = 0 <= button.number < len(WISHES)
    put(ctx, replace(draft(ctx, Draft), wish=ctx.t.plain(WISHES[button.number]) if is_one else ""))
    return wanted(draft(ctx, Draft), State.PHONE)


# --- at last ---


@pressed(RequestFiled)
async def filed(ctx: Context, _button: RequestFiled) -> Next:
    """[✅ Создать заявку]: it has its number now."""
    now = draft(ctx, Draft)
    form = Form(now.category_id, now.part_id, now.text, now.phone, now.wish, now.files)
    try:
        request = await ctx.run(utility_requests.create, now.account_id, form, f"utility:{ctx.live.draft_id}")
    except (Outdated, NotFound) as error:
        return await _once_more(ctx, error)
    await ctx.show(utility.card(ctx.t, request).noted(ctx.t("✅ Request No. {id} is filed.", id=request.id)))
    return END


async def _once_more(ctx: Context, error: CrmError) -> Next:
    """What was chosen has changed meanwhile; what was written stays."""
    await ctx.alert(ctx.t.alert(error))
    put(ctx, replace(draft(ctx, Draft), category_id=0, part_id=None))
    return State.CATEGORY


UTILITY_CREATE = dialogue(
    "crm_utility",
    entries=[asked_by_command, begun],
    steps={
        State.FLAT: [flat_picked],
        State.CATEGORY: [category_picked, part_picked],
        State.KNOWN: [joined, followed, looked, anyway],
        State.TEXT: [described, shown, ready],
        State.WISH: [wish_typed, wish_picked],
        **PHONE_STEPS,
        State.CONFIRM: [filed],
    },
    ask=ASKS,
    light=[State.FLAT, State.CATEGORY, State.KNOWN],
)
