"""[✏️ …] of the profile → TEXT, PHOTO or CONTACT → the profile (S5.25, S5.50)."""

from dataclasses import dataclass
from enum import StrEnum

from conversations import contact, photo
from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain.clients import name_line
from domain.members import OPTIONAL, Field, read_text
from handlers.context import Context
from services import members
from ui import member_forms as forms
from ui import members as screens
from ui.member_buttons import ProfileFieldPicked
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    TEXT = "TEXT"
    PHOTO = "PHOTO"
    CONTACT = "CONTACT"


@dataclass(frozen=True)
class Draft:
    """Which line."""

    field: Field = Field.NAME


@pressed(ProfileFieldPicked)
async def picked(ctx: Context, press: ProfileFieldPicked) -> Next:
    """A line of the profile; who is no member is told how to become one."""
    await ctx.run(members.own)
    put(ctx, Draft(press.field))
    return {Field.PHONE: State.CONTACT, Field.PHOTO: State.PHOTO}.get(press.field, State.TEXT)


def _read(ctx: Context, text: str) -> str:
    field = draft(ctx, Draft).field
    if field is Field.NAME:
        name_line(text)
        return text
    return read_text(field, text)


@typed(_read)
async def text_typed(ctx: Context, value: str) -> Next:
    """What it shall be."""
    return await _save(ctx, value)


@pressed(forms.Cleared)
async def text_cleared(ctx: Context, _press: forms.Cleared) -> Next:
    """[Очистить]."""
    return await _save(ctx, "")


@pressed(forms.Cleared)
async def photo_cleared(ctx: Context, _press: forms.Cleared) -> Next:
    """[Очистить] of the photo."""
    return await _save(ctx, "")


async def _contact_kept(ctx: Context) -> Next:
    return await _save(ctx, "")


async def _save(ctx: Context, value: str) -> Next:
    field = draft(ctx, Draft).field
    if not value and field not in (*OPTIONAL, Field.PHONE):
        return State.TEXT
    known = await ctx.run(members.edit_own, field, value)
    await ctx.show(screens.profile(ctx.t, known).noted(ctx.t("✅ Saved.")))
    return END


async def ask_text(ctx: Context) -> Screen:
    """The new value."""
    field, card = draft(ctx, Draft).field, (await ctx.run(members.own)).card
    if field is Field.NAME:
        return forms.ask_name(ctx.t, "", is_edit=True)
    return forms.ask_more(ctx.t, field, is_edit=True, has=bool(getattr(card, field.value)))


async def ask_photo(ctx: Context) -> Screen:
    """A photo."""
    card = (await ctx.run(members.own)).card
    return forms.ask_more(ctx.t, Field.PHOTO, is_edit=True, has=bool(card.photo))


async def ask_contact(ctx: Context) -> Screen:
    """The own phone."""
    return forms.ask_contact(ctx.t)


MEMBER_PROFILE = dialogue(
    "crm_member_profile",
    entries=[picked],
    steps={
        State.TEXT: [text_typed, text_cleared], State.PHOTO: [*photo.steps(_save), photo_cleared],
        State.CONTACT: contact.steps(_contact_kept),
    },
    ask={State.TEXT: ask_text, State.PHOTO: ask_photo, State.CONTACT: ask_contact},
    cancelled=contact.cancelled(State.CONTACT),
    light=[State.TEXT, State.PHOTO, State.CONTACT],
)  # fmt: skip
