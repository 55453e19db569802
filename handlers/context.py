"""What a handler or a dialogue step works with: who acts, their words, the database, and how to show something."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from markupsafe import Markup
from telegram import BotCommand, BotCommandScopeChat, InlineKeyboardMarkup, Message, ReplyParameters, Update, User
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import CallbackContext

from config import LANGUAGES, Settings
from db import Database
from delivery import letters
from delivery.bot import FrontdeskBot
from delivery.process import is_unreachable
from delivery.turn import Live, Turn, Unsent, current
from domain.access import SYSTEM, Actor, Service
from domain.clock import Clock
from domain.settings import Business
from services import settings
from ui.screen import Screen
from ui.texts import Words

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
_GONE = ("message to edit not found", "message can't be edited", "there is no text in the message to edit")


@dataclass
class Deps:
    """What the composition root gives to every handler."""

    db: Database
    clock: Clock
    settings: Settings
    albums: dict[int, str] = field(default_factory=dict)  # chat → the album last answered


class Context(CallbackContext[FrontdeskBot, dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context with what this program needs, typed. ``bound(deps)`` makes the class for one application."""

    deps: ClassVar[Deps]
    incoming: Update

    @classmethod
    def bound(cls, deps: Deps) -> type["Context"]:
        """A context class that carries ``deps``."""
        return type("BoundContext", (cls,), {"deps": deps})

    @classmethod
    def from_update(cls, update: object, application: Any) -> "Context":
        """Keep the update at hand, so that ``show`` knows what it answers."""
        context: Context = super().from_update(update, application)
        if isinstance(update, Update):
            context.incoming = update
        return context

    # --- who and when ---

    @property
    def turn(self) -> Turn:
        """This update's time with its chat."""
        return current.get()

    @property
    def live(self) -> Live:
        """The dialogue this chat is in."""
        return self.turn.live

    @property
    def actor(self) -> Actor:
        """Who acts; the gate has let nobody through without."""
        if self.turn.actor is None:
            raise RuntimeError("the gate let an update through without a person")
        return self.turn.actor

    @property
    def t(self) -> Words:
        """The words of the person who acts."""
        language = self.turn.actor.language if self.turn.actor else self.deps.settings.language
        return self.words(language)

    def language_of(self, user: User) -> str:
        """The language to greet a new account in: its own where we speak it, else the business's."""
        code = (user.language_code or "")[:2]
        return code if code in LANGUAGES else self.deps.settings.language

    def speak(self, language: str) -> None:
        """Speak ``language`` for the rest of this update (it is stored by a use case)."""
        self.turn.actor = replace(self.actor, language=language)

    def words(self, language: str) -> Words:
        """Words in a language, with the business's zone and currency."""
        return Words(language, self.deps.settings.timezone, self.deps.settings.currency)

    @property
    def now(self) -> datetime:
        """The moment now, aware."""
        return self.deps.clock.now()

    @property
    def today(self) -> date:
        """The business's calendar day."""
        return self.now.astimezone(self.deps.settings.timezone).date()

    @property
    def pressed_message_id(self) -> int | None:
        """The message whose button was pressed."""
        query = self.incoming.callback_query
        return query.message.message_id if query and query.message else None

    @property
    def on_live_message(self) -> bool:
        """Whether the press was on the message that the dialogue lives in (or has just ended in)."""
        return self.pressed_message_id is not None and self.pressed_message_id == self.live.message_id

    @property
    def is_live_below(self) -> bool:
        """Whether the press was on a message above the live one."""
        return (self.pressed_message_id or 0) < (self.live.message_id or 0)

    def is_further_part(self) -> bool:
        """Whether this message belongs to an album that has been answered already (an album gets one answer)."""
        message = self.incoming.effective_message
        album = message.media_group_id if message else None
        if not album:
            return False
        seen = self.deps.albums.get(self.turn.chat_id) == album
        self.deps.albums[self.turn.chat_id] = album
        return seen

    # --- use cases ---

    async def run(self, service: "Service[P, R]", *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case as this person, in one transaction of its kind, off the loop."""
        actor = replace(self.actor, shown=self.pressed_message_id)
        return await self.run_as(actor, service, *args, **kwargs)

    async def run_as(self, actor: Actor, service: "Service[P, R]", *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case as somebody else (the system, at the gate)."""
        run = self.deps.db.write if service.writes else self.deps.db.read
        return await run(lambda uow: service(uow, actor, *args, **kwargs))

    async def business(self) -> Business:
        """The business settings; from memory, without a transaction, where nothing has changed since they were read."""
        known = self.deps.db.memory.values.get(settings.TOUCHED)
        return known if isinstance(known, Business) else await self.run_as(SYSTEM, settings.current)

    # --- showing ---

    async def show(self, screen: Screen, *, fresh: bool = False, instead: bool = False) -> None:
        """Edit the message whose button was pressed, or send a new one; the press is answered along with it.

        ``fresh`` sends a new message in any case. ``instead``: where an edit can't do it, because one of them has a
        picture and the other has none, the old message goes. Telegram out of reach: the answer goes to the outbox.
        """
        query = self.incoming.callback_query
        if query and query.message and not fresh and bool(screen.files) != bool(getattr(query.message, "photo", ())):
            self.live.message_id = self.pressed_message_id if self.turn.in_dialogue else self.live.message_id
            await self._alongside(self._send_live(screen))
            if instead and not await self.wipe(query.message.message_id):
                self.drop_keyboard(query.message.message_id)
        elif query and query.message and not fresh and _may_edit_into(screen):
            await self._alongside(self._edit(query.message.message_id, screen))
        else:
            await self._alongside(self._send_live(screen))

    async def show_below(self, screen: Screen) -> None:
        """Bring the live message, which stands below the pressed one, up to date: a copy of it would make it old."""
        assert self.live.message_id is not None
        showing = self._edit(self.live.message_id, screen) if _may_edit_into(screen) else self._send_live(screen)
        await self._alongside(showing)

    async def say(self, screen: Screen, reply_to: int | None = None) -> None:
        """Send a message that is nobody's live message (a menu, a receipt), perhaps as a reply."""
        await self._alongside(self._send(screen, is_live=False, reply_to=reply_to))

    async def say_letter(self, screen: Screen) -> None:
        """Send a message as the outbox would, files and all: how somebody else will see it."""
        without = self.t("⚠️ Not all files can be shown: Telegram has them no more.")
        try:
            await self._alongside(letters.show(self.bot, self.turn.chat_id, screen, without))
        except TelegramError as error:
            self._later(error, screen, edits=None, is_live=False)

    async def react(self, message_id: int, emoji: str) -> None:
        """Show under a message that it has arrived; failing to show it stops nothing."""
        try:
            await self.bot.set_message_reaction(self.turn.chat_id, message_id, emoji)
        except TelegramError as error:
            log.info("a reaction was not shown: %s", error)

    async def wipe(self, message_id: int) -> bool:
        """Delete a message of this chat; False where that could not be done: then the person has to."""
        try:
            return bool(await self.bot.delete_message(self.turn.chat_id, message_id))
        except TelegramError as error:
            log.info("a message was not deleted: %s", error)
            return False

    async def send_picture(self, picture: bytes, caption: Markup) -> bool:
        """Send a picture that stays in the chat; False where Telegram could not be reached: then say so."""
        await self.typing(ChatAction.UPLOAD_PHOTO)
        try:
            await self.bot.send_photo(self.turn.chat_id, picture, caption=caption)
        except TelegramError as error:
            if isinstance(error, Forbidden) or is_unreachable(error):
                log.info("a picture was not sent: %s", error)
                return False
            raise
        return True

    async def alert(self, text: str) -> None:
        """Say it over the pressed button; where that is too late, or there is none, as a message."""
        press = self.turn.press
        if press is None or not await press.answer(text, alert=True):
            await self.say(Screen(Markup.escape(text)))

    async def typing(self, action: str = ChatAction.TYPING) -> None:
        """Show that work goes on; failing to show it stops nothing."""
        try:
            await self.bot.send_chat_action(self.turn.chat_id, action)
        except TelegramError as error:
            log.info("a chat action was not shown: %s", error)

    async def set_commands(self, commands: Sequence[BotCommand]) -> None:
        """The command list of this chat; failing to set it stops nothing."""
        try:
            await self.bot.set_my_commands(commands, BotCommandScopeChat(self.turn.chat_id))
        except TelegramError as error:
            log.info("the command list was not set: %s", error)

    def drop_keyboard(self, message_id: int | None) -> None:
        """Take the buttons off an old message, after the commit: until then a crash would repeat what was shown."""
        if message_id is not None:
            self.turn.stale.append(message_id)

    async def _alongside(self, showing: Any) -> None:
        press = self.turn.press
        if press is None or press.answered:
            await showing
        else:
            await asyncio.gather(showing, press.answer())  # one round trip instead of two

    async def _edit(self, message_id: int, screen: Screen) -> None:
        if self.turn.in_dialogue:
            self.live.message_id = message_id
        try:
            await letters.put(self.bot, self.turn.chat_id, message_id, screen)
        except BadRequest as error:
            reason = str(error).lower()
            if "not modified" in reason:
                return
            if not any(gone in reason for gone in _GONE) and not screen.files:
                raise
            await self._send_live(screen)
        except TelegramError as error:
            self._later(error, screen, edits=message_id, is_live=self.turn.in_dialogue)

    async def _send_live(self, screen: Screen) -> None:
        message = await self._send(screen, is_live=self.turn.in_dialogue)
        if not self.turn.in_dialogue:
            return
        old, self.live.message_id = self.live.message_id, message.message_id if message else None
        if message is not None:
            self.drop_keyboard(old)

    async def _send(self, screen: Screen, is_live: bool, reply_to: int | None = None) -> Message | None:
        parent = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        try:
            return await letters.post(self.bot, self.turn.chat_id, screen, parent)
        except TelegramError as error:
            self._later(error, screen, edits=None, is_live=is_live)
            return None

    def _later(self, error: TelegramError, screen: Screen, edits: int | None, is_live: bool) -> None:
        """Telegram is out of reach: the answer waits in the outbox. A person who blocked the bot is left alone."""
        if isinstance(error, Forbidden):
            log.info("the person does not receive: %s", error)
            return
        if not is_unreachable(error):
            raise error
        keyboard = screen.keyboard.to_dict() if screen.keyboard else None
        self.turn.unsent.append(Unsent(str(screen.text), keyboard, edits, is_live))


def _may_edit_into(screen: Screen) -> bool:
    """Whether a message can become this by an edit: a keyboard below the chat comes with a new message only."""
    return screen.keyboard is None or isinstance(screen.keyboard, InlineKeyboardMarkup)


Handler = Callable[Concatenate[Context, P], Any]
