"""What is known of a plan, coach or group being typed, and how each state of ``crm_gym`` asks (`gym.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from conversations.flow import Ask, draft
from domain import coaches as coach_rules
from domain import groups as group_rules
from domain import plans as plan_rules
from domain.errors import NotFound
from domain.gym import Book, Field, Value
from handlers.context import Context
from services import coaches, forms_gym, group_people, groups, plans
from ui import gym_forms as forms
from ui import gym_groups as group_screens
from ui.gym import Item
from ui.screen import Screen

GET: dict[Book, Any] = {Book.PLANS: plans.get, Book.COACHES: coaches.get, Book.GROUPS: groups.get}
LIST: dict[Book, Any] = {Book.PLANS: plans.listed, Book.COACHES: coaches.listed, Book.GROUPS: groups.listed}
ADD: dict[Book, Any] = {
    Book.PLANS: forms_gym.add_plan, Book.COACHES: forms_gym.add_coach, Book.GROUPS: forms_gym.add_group,
}  # fmt: skip
EDIT: dict[Book, Any] = {Book.PLANS: plans.edit, Book.COACHES: coaches.edit, Book.GROUPS: groups.edit}


class State(StrEnum):
    """What we wait for."""

    NEW = "NEW"
    VALUE = "VALUE"
    HOURS = "HOURS"
    WHO = "WHO"


@dataclass(frozen=True)
class Draft:
    """The one to be, as it was typed, or which field of which one is being changed; a group's search."""

    book: Book = Book.PLANS
    typed: dict[str, str] = field(default_factory=dict)
    at: int = 0  # which field of a new one is asked
    id: int = 0
    field: Field = Field.NAME
    query: str = ""

    @property
    def asked(self) -> Field:
        """The field of a new one that is asked now."""
        return forms.ASKED[self.book][min(max(self.at, 0), len(forms.ASKED[self.book]) - 1)]


def today(ctx: Context) -> date:
    """The business's calendar day."""
    return ctx.t.local(ctx.now).date()


def read(ctx: Context, book: Book, name: Field, text: str) -> Value:
    """What was typed for a field, as it is stored; raises ``Invalid``."""
    if book is Book.PLANS:
        return plan_rules.read(name, text)
    if book is Book.COACHES:
        return coach_rules.read(name, text, today(ctx), ctx.deps.settings.phone_region)
    return group_rules.read(name, text)


async def choices(ctx: Context, name: Field, id_: int = 0) -> Sequence[tuple[int, str]]:
    """Who can be chosen: accounts of coaches, coaches."""
    if name is Field.ACCOUNT:
        return await ctx.run(coaches.accounts, id_)
    if name is Field.COACH:
        return [(one.id, one.name) for one in await ctx.run(coaches.listed)]
    return ()


async def ask_new(ctx: Context) -> Screen:
    """The next field of a new one."""
    kept = draft(ctx, Draft)
    offered = await choices(ctx, kept.asked)
    known = [
        await _said(ctx, name, kept.typed[name])
        for name in forms.ASKED[kept.book][: kept.at]
        if kept.typed.get(name, "-") != "-"
    ]
    return forms.question(ctx.t, kept.book, kept.asked, known, offered)


async def _said(ctx: Context, name: Field, typed: str) -> str:
    """An answer as it is repeated: the name of who was chosen, not the number."""
    if name in (Field.ACCOUNT, Field.COACH):
        return next((label for id_, label in await choices(ctx, name) if str(id_) == typed), "")
    return typed


async def ask_value(ctx: Context) -> Screen:
    """The field anew."""
    kept = draft(ctx, Draft)
    one: Item = await ctx.run(GET[kept.book], kept.id)
    if one.is_archived:
        raise NotFound("It is in the archive. Take it back first.")
    now = forms.now_of(ctx.t, one, kept.field)
    return forms.value_question(ctx.t, kept.book, one, kept.field, now, await choices(ctx, kept.field, kept.id))


async def ask_hours(ctx: Context) -> Screen:
    """When do they train?"""
    return group_screens.hours_question(ctx.t, await ctx.run(groups.get, draft(ctx, Draft).id))


async def ask_who(ctx: Context) -> Screen:
    """Who comes into the group?"""
    kept = draft(ctx, Draft)
    group, found = await ctx.run(group_people.found, kept.id, kept.query)
    return group_screens.person_question(ctx.t, group, kept.query, found)


ASKS: dict[StrEnum, Ask] = {
    State.NEW: ask_new, State.VALUE: ask_value, State.HOURS: ask_hours, State.WHO: ask_who,
}  # fmt: skip
