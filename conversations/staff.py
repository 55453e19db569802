"""[Добавить по id]: → ID → ROLE → end.

The rest of /staff is views; here an id is typed, or a contact is sent.
"""

from dataclasses import dataclass
from enum import StrEnum

from telegram import Message, Update
from telegram.ext import BaseHandler, filters

from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, sent, typed
from domain.access import Permission, require
from domain.errors import Invalid
from domain.fold import digits
from handlers.context import Context
from services import staff
from ui import staff as screens
from ui.screen import Screen


class State(StrEnum):
    """What is waited for."""

    ID = "ID"
    ROLE = "ROLE"


@dataclass(frozen=True)
class Draft:
    """Whom the role is for."""

    telegram_id: int = 0


def read_id(_ctx: Context, text: str) -> int:
    """A Telegram id; raises ``Invalid`` for a name, a phone or a group's id."""
    typed_id = text.strip().lower().removeprefix("id").strip(" :")
    number = digits(typed_id)
    if number != typed_id or not 5 <= len(number) <= 15:
        raise Invalid("A Telegram id is a number of 5 to 15 digits. Example: {example}", example="123456789")
    return int(number)


@pressed(screens.AddingById)
async def began(ctx: Context, _button: screens.AddingById) -> Next:
    """[Добавить по id]."""
    require(ctx.actor, Permission.STAFF)
    return State.ID


@sent(filters.CONTACT)
async def contact_sent(ctx: Context, message: Message) -> Next:
    """A contact from the phone book has the id in it."""
    if message.contact is None or message.contact.user_id is None:
        raise Invalid("This contact has no Telegram. Send me the id of the person.")
    put(ctx, Draft(message.contact.user_id))
    return State.ROLE


def id_typed() -> BaseHandler[Update, Context, None]:
    """The id is typed, in the second state too: another one instead."""

    @typed(read_id)
    async def step(ctx: Context, telegram_id: int) -> Next:
        put(ctx, Draft(telegram_id))
        return State.ROLE

    return step


@pressed(screens.RolePicked)
async def role_picked(ctx: Context, button: screens.RolePicked) -> Next:
    """The role is given; the list says so."""
    line = await ctx.run(staff.add, draft(ctx, Draft).telegram_id, button.role)
    await ctx.show(screens.listed(ctx.t, await ctx.run(staff.lines)).noted(screens.added(ctx.t, line)))
    return END


def left() -> list[BaseHandler[Update, Context, None]]:
    """[« Сотрудники] and /staff leave the dialogue for the list."""

    @pressed(screens.StaffOpened)
    async def went_to_list(ctx: Context, button: screens.StaffOpened) -> Next:
        return await _listed(ctx, button.page)

    @commanded("staff")
    async def asked_for_list(ctx: Context, _text: str) -> Next:
        return await _listed(ctx, 0)

    return [went_to_list, asked_for_list]


async def _listed(ctx: Context, page: int) -> Next:
    await ctx.show(screens.listed(ctx.t, await ctx.run(staff.lines, page)))
    return END


async def ask_id(ctx: Context) -> Screen:
    """Which id?"""
    return screens.asking_id(ctx.t)


async def ask_role(ctx: Context) -> Screen:
    """Which role, and who it is for."""
    telegram_id = draft(ctx, Draft).telegram_id
    return screens.asking_role(ctx.t, await ctx.run(staff.who, telegram_id), telegram_id, staff.GIVEN)


FLOW = dialogue(
    "crm_staff",
    entries=[began],
    steps={State.ID: [id_typed(), contact_sent, *left()], State.ROLE: [role_picked, id_typed(), *left()]},
    ask={State.ID: ask_id, State.ROLE: ask_role},
    light=[State.ID, State.ROLE],
)
