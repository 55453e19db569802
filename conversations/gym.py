"""/plans, /coaches, /groups → [Add] NEW, field by field → the card · [Price], [Coach] … VALUE → the card.

Of a group: [Add hours] HOURS → its hours · [Add people] WHO → its people. Lists, cards and the archive are views
(`handlers/gym.py`).
"""

from dataclasses import replace

from telegram import Message
from telegram.ext import filters

from conversations.flow import END, Next, dialogue, draft, pressed, put, sent, typed
from conversations.gym_asks import ADD, ASKS, EDIT, GET, Draft, State, choices, read
from conversations.gym_group import hours_begun, hours_typed, left, left_group, person_put, query_typed, sought
from domain.access import require
from domain.errors import CrmError, Invalid, NotFound, Outdated
from domain.forms import WrongFields
from domain.gym import CHOSEN, FIELDS, MAY, REQUIRED, Book, Field, Value
from handlers.context import Context
from services import groups, plans
from ui import common
from ui import gym as screens
from ui import gym_forms as forms
from ui.screen import Screen

# --- a new one ---


@pressed(screens.Begun)
async def begun(ctx: Context, press: screens.Begun) -> Next:
    """[➕ Добавить]."""
    require(ctx.actor, MAY[press.book])
    put(ctx, Draft(book=press.book))
    return State.NEW


@typed(lambda ctx, text: (text, read(ctx, draft(ctx, Draft).book, draft(ctx, Draft).asked, text)))
async def new_typed(ctx: Context, answer: tuple[str, Value]) -> Next:
    """An answer; of who is chosen, the button only."""
    kept = draft(ctx, Draft)
    if kept.asked in CHOSEN and answer[1] is not None:
        raise Invalid("Please choose with a button.")
    return await _answered(ctx, kept, answer[0])


@pressed(forms.NumberChosen)
async def new_chosen(ctx: Context, press: forms.NumberChosen) -> Next:
    """A usual number, or one of a list."""
    kept = draft(ctx, Draft)
    await _check_offered(ctx, kept.asked, press.number)
    return await _answered(ctx, kept, str(press.number))


@pressed(forms.Skipped)
async def new_skipped(ctx: Context, _press: forms.Skipped) -> Next:
    """[Пропустить]."""
    kept = draft(ctx, Draft)
    _check_may_be_empty(kept.asked)
    return await _answered(ctx, kept, "-")


@pressed(forms.AskedBefore)
async def went_before(ctx: Context, _press: forms.AskedBefore) -> Next:
    """[« Назад] to the field before."""
    kept = draft(ctx, Draft)
    put(ctx, replace(kept, at=max(0, kept.at - 1)))
    return State.NEW


async def _answered(ctx: Context, kept: Draft, text: str) -> Next:
    if kept.asked is Field.NAME:
        free = plans.free_name if kept.book is Book.PLANS else groups.free_name
        await ctx.run(free, str(read(ctx, kept.book, kept.asked, text)))
    kept = replace(kept, typed={**kept.typed, kept.asked.value: text}, at=kept.at + 1)
    put(ctx, kept)
    if kept.at < len(forms.ASKED[kept.book]):
        return State.NEW
    try:
        made = await ctx.run(ADD[kept.book], kept.typed, ctx.live.draft_id)
    except WrongFields as error:  # taken meanwhile: that field is asked anew, the others are kept
        name, why = next(iter(error.wrong.items()))
        put(ctx, replace(kept, at=forms.ASKED[kept.book].index(Field(name))))
        raise _as_invalid(why) from None
    card = screens.card(ctx.t, kept.book, await ctx.run(GET[kept.book], made))
    await ctx.show(card.noted(forms.made(ctx.t, kept.book)))
    return END


def _as_invalid(why: CrmError) -> CrmError:
    return Invalid(why.msgid, **why.args_)


async def _check_offered(ctx: Context, name: Field, number: int, id_: int = 0) -> None:
    """A button's number, if it is one we offer here: a forged one, and who is gone meanwhile, is none."""
    offered = forms.NUMBERS.get(name) or [one for one, _label in await choices(ctx, name, id_)]
    if number not in offered:
        raise Outdated("This button is out of date.")


def _check_may_be_empty(name: Field) -> None:
    if name in REQUIRED:
        raise Outdated("This button is out of date.")


# --- one that there is ---


@pressed(screens.FieldPicked)
async def field_picked(ctx: Context, press: screens.FieldPicked) -> Next:
    """[✏️ Цена] and the others."""
    require(ctx.actor, MAY[press.book])
    if press.field not in FIELDS[press.book]:
        raise Outdated("This button is out of date.")
    put(ctx, Draft(book=press.book, id=press.id, field=press.field))
    return State.VALUE


@typed(lambda ctx, text: read(ctx, draft(ctx, Draft).book, draft(ctx, Draft).field, text))
async def value_typed(ctx: Context, value: Value) -> Next:
    """The new value; of who is chosen, the button only."""
    if draft(ctx, Draft).field in CHOSEN and value is not None:
        raise Invalid("Please choose with a button.")
    return await _save(ctx, value)


@sent(filters.PHOTO)
async def photo_sent(ctx: Context, message: Message) -> Next:
    """The new photo of a coach."""
    if ctx.is_further_part():
        return None
    if draft(ctx, Draft).field is not Field.PHOTO:
        raise Invalid("A picture can't be used here. Please answer with text or a button.")
    return await _save(ctx, max(message.photo, key=lambda size: size.width * size.height).file_id)


@pressed(forms.NumberChosen)
async def value_chosen(ctx: Context, press: forms.NumberChosen) -> Next:
    """A usual number, or one of a list."""
    kept = draft(ctx, Draft)
    await _check_offered(ctx, kept.field, press.number, kept.id)
    return await _save(ctx, press.number)


@pressed(forms.Skipped)
async def value_removed(ctx: Context, _press: forms.Skipped) -> Next:
    """[Убрать]."""
    kept = draft(ctx, Draft)
    _check_may_be_empty(kept.field)
    return await _save(ctx, read(ctx, kept.book, kept.field, "-"))


async def _save(ctx: Context, value: Value) -> Next:
    kept = draft(ctx, Draft)
    try:
        one = await ctx.run(EDIT[kept.book], kept.id, {kept.field: value})
    except NotFound as error:
        await ctx.show(Screen(common.refusal(ctx.t, error)))
        return END
    await ctx.show(screens.card(ctx.t, kept.book, one).noted(forms.saved(ctx.t, kept.field)), instead=True)
    return END


GYM = dialogue(
    "crm_gym",
    entries=[begun, field_picked, hours_begun, sought],
    steps={
        State.NEW: [new_typed, new_chosen, new_skipped, went_before],
        State.VALUE: [value_typed, photo_sent, value_chosen, value_removed, *left()],
        State.HOURS: [hours_typed, *left_group(), *left()],
        State.WHO: [query_typed, person_put, *left_group(), *left()],
    },
    ask=ASKS,
    light=[State.VALUE, State.HOURS, State.WHO],
)
