"""While a request is filed: «Это ваш номер?» → yes · another one, instead of the old one or beside it (S4.30)."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from telegram import Message, Update
from telegram.ext import BaseHandler, filters

from conversations.flow import Next, draft, pressed, put, sent, typed
from conversations.utility_asks import Draft, State
from domain.errors import Outdated
from domain.phones import parse_phone
from handlers.context import Context
from services import residents, utility_forms
from ui.utility_buttons import OldPhoneDecided, PhoneChanged, PhonePicked


@pressed(PhonePicked)
async def phone_picked(ctx: Context, button: PhonePicked) -> Next:
    """[Да]: the request goes on with this number (S4.31); or with another of one's own."""
    now = draft(ctx, Draft)
    phones = await _phones(ctx, now.account_id)
    if not 0 <= button.number < len(phones):
        raise Outdated("Your number has been changed meanwhile. Look at it once more, please.")
    put(ctx, replace(now, phone=phones[button.number], new_phone="", asks_new=False))
    return State.CONFIRM


async def _phones(ctx: Context, account_id: int) -> tuple[str, ...]:
    flats = await ctx.run(utility_forms.flats)
    return next((flat.phones for flat in flats if flat.account_id == account_id), ())


@pressed(PhoneChanged)
async def phone_changed(ctx: Context, button: PhoneChanged) -> Next:
    """[Нет, другой номер] (S4.32), and back from there."""
    put(ctx, replace(draft(ctx, Draft), asks_new=button.is_asked))
    return State.PHONE


@typed(lambda ctx, text: parse_phone(text, ctx.deps.settings.phone_region))
async def phone_typed(ctx: Context, phone: str) -> Next:
    """The new number; one that is known already is simply chosen."""
    return await _new_phone(ctx, phone)


@sent(filters.CONTACT)
async def phone_shared(ctx: Context, message: Message) -> Next:
    """The new number as a contact."""
    number = message.contact.phone_number if message.contact else ""
    return await _new_phone(ctx, parse_phone(f"+{number.lstrip('+')}", ctx.deps.settings.phone_region))


async def _new_phone(ctx: Context, phone: str) -> Next:
    now = draft(ctx, Draft)
    is_known = phone in await _phones(ctx, now.account_id)
    put(ctx, replace(now, phone=phone if is_known else now.phone, new_phone="" if is_known else phone, asks_new=False))
    return State.CONFIRM if is_known else State.KEEP


@pressed(OldPhoneDecided)
async def old_phone_decided(ctx: Context, button: OldPhoneDecided) -> Next:
    """[Удалить старый] replaces it, [Оставить оба] adds a second one (S4.33–S4.35); the request goes on."""
    now = draft(ctx, Draft)
    change = residents.replace_phone if button.is_replaced else residents.add_phone
    pair = await ctx.run(change, await ctx.run(utility_forms.pair_of, now.account_id), now.new_phone)
    put(ctx, replace(now, phone=pair.phone, new_phone=""))
    return State.CONFIRM


STEPS: Final[Mapping[StrEnum, list[BaseHandler[Update, Context, None]]]] = {
    State.PHONE: [phone_picked, phone_changed, phone_typed, phone_shared],
    State.KEEP: [old_phone_decided],
}
