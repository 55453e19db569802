"""The channel gate (S2.2, T9): some sections are for the subscribers of a channel.

It stands behind "who is this" and before the dialogues. Staff are asked nothing, help, data and the desk are never
gated, and nobody is thrown out of a dialogue that has begun. Whatever Telegram can't tell lets the person through.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop

from conversations.flow import data_of
from delivery.channels import ask
from domain.access import SYSTEM
from domain.channels import Section, Standing
from domain.errors import Outdated
from handlers.context import Context
from services import channels
from ui import channels as screens
from ui import menu
from ui.callbacks import Button, unpack_any
from ui.catalogue import PAYLOAD, BuyBegun, CardOpened, CardTurned, ProductOpened, SearchBegun, ShelfOpened
from ui.own_orders import OrderBegun, OrderedAgain
from ui.purchase_buttons import OwnListed


@dataclass(frozen=True)
class Ways:
    """How people get into a section. The first command stands for the section itself."""

    commands: tuple[str, ...]
    presses: tuple[type[Button], ...] = ()
    payload: str = ""  # how a deep link's begins
    dialogue: str = ""  # whoever is in it goes on


WAYS: Mapping[Section, Ways] = {
    Section.CATALOGUE: Ways(
        ("catalog",),
        (ShelfOpened, CardOpened, CardTurned, ProductOpened, SearchBegun, BuyBegun),
        PAYLOAD,
        "crm_purchase",
    ),
    Section.PURCHASES: Ways(("purchases",), (OwnListed,)),
    Section.GAMES: Ways(("order",), (OrderBegun, OrderedAgain), dialogue="crm_request"),
}
COMMAND, LINK, PRESS = "c", "s", "b"  # what a button [Проверить снова] leads to


async def stand(update: Update, ctx: Context) -> None:
    """Let through who may pass; ask everybody else to subscribe."""
    if update.inline_query is not None or ctx.actor.is_staff or (section := section_of(update)) is None:
        return
    if _goes_on(ctx, section) or not channels.asked_for(await ctx.business(), section):
        return
    if missing := await _missing(ctx):
        await ctx.show(_closed(ctx, missing, _packed(update, section)), fresh=True)
        raise ApplicationHandlerStop


async def check_again(update: Update, ctx: Context) -> None:
    """[Проверить снова]: Telegram is asked anew; who has subscribed goes on where they wanted."""
    again = screens.CheckedAgain.unpack(data_of(ctx))
    wanted = _unpacked(update, again.wanted, ctx)
    section = section_of(wanted)
    if section is None:
        raise Outdated("This button is out of date.")
    is_asked = not ctx.actor.is_staff and channels.asked_for(await ctx.business(), section)
    if is_asked and (missing := await _missing(ctx, anew=True)):
        await ctx.alert(screens.not_yet(ctx.t, missing))
        await ctx.show(_closed(ctx, missing, again))
        return
    if wanted.callback_query is None:
        await ctx.show(screens.passed(ctx.t))
    await ctx.application.process_update(wanted)


def section_of(update: Update) -> Section | None:
    """The section an update leads into; none where it may always pass."""
    if update.message is not None:
        return next((one for one, ways in WAYS.items() if _says(update.message, ways)), None)
    if update.callback_query is None:
        return None
    try:
        pressed = unpack_any(update.callback_query.data or "")
    except Outdated:
        return None
    return next((one for one, ways in WAYS.items() if isinstance(pressed, ways.presses)), None)


def _says(message: Message, ways: Ways) -> bool:
    text = str(message.text or "")
    if any(text in menu.labels(name) for name in ways.commands):
        return True
    name, _space, payload = text.partition(" ")
    command = name[1:].split("@")[0].lower() if name.startswith("/") else ""
    if command == "start" and ways.payload:
        return payload.strip().startswith(ways.payload)
    return command in ways.commands


def _goes_on(ctx: Context, section: Section) -> bool:
    """Whether this is a press inside of the section's own dialogue."""
    is_inside = ctx.live.name != "" and ctx.live.name == WAYS[section].dialogue and not ctx.turn.lapsed
    return is_inside and ctx.on_live_message


async def _missing(ctx: Context, anew: bool = False) -> list[Standing]:
    """The channels this person is certainly not in; Telegram is asked where no verdict holds, in no transaction."""
    known = await ctx.run(channels.standing, anew)
    if unasked := [one for one in known if not one.is_known]:
        answers = await ask(ctx.bot, unasked, ctx.actor.telegram_id, ctx.now)
        await ctx.run_as(SYSTEM, channels.note, answers, ctx.actor.telegram_id)
        known = await ctx.run(channels.standing)
    return [one for one in known if one.is_member is False]


def _closed(ctx: Context, missing: list[Standing], again: screens.CheckedAgain) -> Any:
    return screens.closed(ctx.t, missing, again, "tickets" in ctx.deps.settings.features)


# --- what somebody wanted, through the button and back ---


def _packed(update: Update, section: Section) -> screens.CheckedAgain:
    """The button that leads on; to the section where the way itself does not fit into one."""
    text = update.message.text or "" if update.message else ""
    if update.callback_query is not None:
        wanted = f"{PRESS}.{(update.callback_query.data or '').replace(':', '|')}"
    elif text.startswith("/start"):
        wanted = f"{LINK}.{text.partition(' ')[2].strip()}"
    else:
        wanted = f"{COMMAND}.{WAYS[section].commands[0]}"
    again = screens.CheckedAgain(wanted)
    try:
        again.pack()
    except ValueError:
        return screens.CheckedAgain(f"{COMMAND}.{WAYS[section].commands[0]}")
    return again


def _unpacked(update: Update, wanted: str, ctx: Context) -> Update:
    """The update as if the person did now what they wanted then; what they may do is checked as always."""
    query = update.callback_query
    kind, _dot, value = wanted.partition(".")
    if query is None or query.message is None or kind not in (COMMAND, LINK, PRESS):
        raise Outdated("This button is out of date.")
    raw: dict[str, Any] = {"update_id": update.update_id}
    if kind == PRESS:
        raw["callback_query"] = {**query.to_dict(), "data": value.replace("|", ":")}
    else:
        command = "/start" if kind == LINK else f"/{value}"
        raw["message"] = {
            "message_id": query.message.message_id, "date": int(ctx.now.timestamp()), "from": query.from_user.to_dict(),
            "chat": query.message.chat.to_dict(), "text": f"/start {value}" if kind == LINK else command,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(command)}],
        }  # fmt: skip
    return Update.de_json(raw, ctx.bot)


COMMANDS: dict[str, Any] = {}
PRESSES = {screens.CheckedAgain: check_again}
