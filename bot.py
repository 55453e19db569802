"""Composition root: settings → database → Application → routes, jobs, web; runs, and stops in reverse order."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from telegram.error import Conflict as PollingConflict
from telegram.error import TelegramError
from telegram.ext import Application, ContextTypes
from telegram.request import BaseRequest

import playing
import scheduler
from config import Settings, WrongSetting, load
from db import Database
from delivery import logs
from delivery.bot import POLL_TIMEOUT, FrontdeskBot, make_bot
from delivery.feeder import Feeder
from delivery.files import fetch
from delivery.inbox import ALLOWED_UPDATES, DurableQueue, Inbox, parse_batch
from delivery.jobs import Jobs
from delivery.process import Processor
from delivery.runners import runners
from delivery.secrets import open_box
from delivery.sender import Sender
from delivery.starting import WRONG_SETTING, CannotStart, bring_up_to_date, reach
from delivery.watchdog import Watchdog
from domain.access import SYSTEM
from domain.clock import Clock, SystemClock
from domain.people import invitation_link
from handlers import profile, routes
from handlers.context import Context, Deps
from handlers.errors import apologise
from repositories.uow import Place
from services import people
from ui import notices
from ui.texts import Words
from web.admin import create_pages
from web.app import HOOK, Hook, NotReady, create_app
from web.server import bind, make_server, started
from web.session import Site

log = logging.getLogger("frontdesk")
STALLED = 70  # sysexits.h: internal software error


@dataclass
class Frontdesk:
    """One running business: the parts, and their order of starting and stopping."""

    settings: Settings
    db: Database
    bot: FrontdeskBot
    app: Application[Any, Any, Any, Any, Any, Any]
    inbox: Inbox
    processor: Processor
    sender: Sender
    feeder: Feeder
    jobs: Jobs
    tick: scheduler.Tick
    watchdog: Watchdog
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    async def start(self) -> None:
        """Make ready to handle: nothing is fetched from Telegram yet."""
        await self.app.initialize()
        await self.app.start()
        owners, language = self.settings.owner_ids, self.settings.language
        await self.db.write(lambda uow: people.ensure_owners(uow, SYSTEM, owners, language))
        self.db.listeners.append(self._wake)
        self._spawn(self.sender.run(), "outbox")
        self._spawn(self.feeder.run(), "feeder")
        self._spawn(self.jobs.run(), "jobs")
        self._spawn(profile.publish(self.bot, self._words, self.settings.language), "profile")
        await self.inbox.replay()

    def _words(self, language: str) -> Words:
        return Words(language, self.settings.timezone, self.settings.currency)

    @property
    def site(self) -> Site:
        """What the web admin works with."""
        return Site(self.db, self.settings, self.bot.username, partial(fetch, self.bot))

    async def stop(self) -> None:
        """Handle what runs, send what is due, close. What waits stays stored."""
        await self.processor.lanes.drain()
        if self.app.running:
            await self.app.stop()
        for part in (self.jobs, self.feeder, self.sender):
            part.close()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.app.shutdown()
        await self.bot.hang_up()
        self.db.close()

    def _spawn(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work, name=name))

    def _wake(self, touched: set[str]) -> None:
        parts: dict[str, Any] = {"outbox": self.sender, "bulk": self.sender.courier, "campaigns": self.feeder}
        for name in touched & {"jobs", *parts}:
            parts.get(name, self.jobs).wake.set()


def build(settings: Settings, clock: Clock | None = None, request: BaseRequest | None = None) -> Frontdesk:
    """Put the parts together; ``request`` replaces the network (tests)."""
    clock = clock or SystemClock()
    box = open_box(settings.secret_keys, settings.data_dir)
    db = Database(settings.database_url, clock, _place(settings), box)
    inbox = Inbox(db, box)
    bot = make_bot(settings.bot_token, settings.telegram_api_base_url, inbox, request)
    deps = Deps(db, clock, settings)
    app: Application[Any, Any, Any, Any, Any, Any] = (
        Application.builder()
        .bot(bot)
        .update_queue(DurableQueue(inbox))
        .context_types(ContextTypes(context=Context.bound(deps)))
        .build()
    )
    words = Words(settings.language, settings.timezone, settings.currency)
    processor = Processor(db, inbox, app.process_update, lambda update, code: apologise(bot, words, update, code))

    def render(kind: str, facts: dict[str, Any], language: str) -> Any:
        known = facts | {"features": sorted(settings.features)}  # a notice may bring a menu along
        return notices.render(kind, known, Words(language or settings.language, settings.timezone, settings.currency))

    sender = Sender(db, bot, render)
    routes.register(app)
    jobs = Jobs(db, bot, runners(settings.data_dir, settings.currency))
    tick = scheduler.register(app, deps, processor)
    feeder, dog = Feeder(db, bot, words), Watchdog(db, bot)
    return Frontdesk(settings, db, bot, app, inbox, processor, sender, feeder, jobs, tick, dog)


def _place(settings: Settings) -> Place:
    return Place(settings.timezone, settings.phone_region, settings.currency, bool(settings.payment_token))


async def serve(settings: Settings) -> int:
    """Run until a signal or a stall; gives the exit status."""
    sock = _port(settings) if settings.web_port else None  # fail before anything starts
    bring_up_to_date(settings.database_url)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with _web(settings, sock) as (settings, running):
        desk = build(settings)
        try:
            if settings.bot_token == playing.TOKEN:
                playing.fill_with_sample(desk.db)
            if not await reach(desk.app.initialize, stop):
                return 0
            await desk.start()
            running.append(desk)
            if not await reach(lambda: _listen(desk), stop):
                return 0
            if settings.bot_token == playing.TOKEN:
                playing.announce(settings)
            else:
                await announce_owner_link(desk)
            gc.collect()
            gc.freeze()
            stalled = await desk.watchdog.watch(stop)
        finally:
            running.clear()  # the webhook takes nothing any more
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(settings.stop_grace.total_seconds()):
                    await _wind_down(desk)
    return STALLED if stalled else 0


def _port(settings: Settings) -> socket.socket:
    try:
        return bind(settings.web_host, settings.web_port)
    except OSError as error:
        address, reason = f"{settings.web_host}:{settings.web_port}", os.strerror(error.errno or 0)
        raise CannotStart(f"WEB_PORT: can't listen on {address}: {reason}") from None


@contextlib.asynccontextmanager
async def _web(settings: Settings, sock: socket.socket | None) -> AsyncIterator[tuple[Settings, list[Frontdesk]]]:
    """The web server around the bot, up before it (the playground is its Telegram); the list holds what runs."""
    running: list[Frontdesk] = []

    async def health() -> dict[str, Any]:
        return await running[0].watchdog.health() if running else {"ok": False, "starting": True}

    async def accept(raw: dict[str, Any]) -> None:
        if not running:
            raise NotReady
        desk = running[0]
        for update in await parse_batch([raw], desk.bot, desk.inbox):
            await desk.inbox.accept(update)

    api = playing.open_telegram(settings) if settings.is_playground else None
    if sock is None:
        yield settings, running
        return
    hook = Hook(settings.webhook_secret, accept) if settings.webhook_url else None
    pages = create_pages(lambda: running[0].site if running else None)
    server = make_server(create_app(health, hook, playing.page(api) if api else None, *pages))
    task = asyncio.get_running_loop().create_task(server.serve(sockets=[sock]), name="web")
    await started(server, task)
    try:
        yield (playing.at(settings, sock.getsockname()[1]) if api else settings), running
    finally:
        server.should_exit = True
        if api:
            api.stop_waiting()
        await task


async def announce_owner_link(desk: Frontdesk) -> None:
    """With no owner yet: print once a link that makes whoever opens it the owner, good for 15 minutes."""
    if (code := await desk.db.write(lambda uow: people.first_owner_code(uow, SYSTEM))) is None:
        return
    link = invitation_link(desk.bot.username, code)
    said = f"Nobody owns this bot yet. Open within 15 minutes to become the owner: {link}"
    log.warning(said)
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


async def _listen(desk: Frontdesk) -> None:
    settings, updater = desk.settings, desk.app.updater
    if settings.webhook_url:
        await desk.bot.set_webhook(
            settings.webhook_url.rstrip("/") + HOOK,
            secret_token=settings.webhook_secret,
            allowed_updates=ALLOWED_UPDATES,
        )
        desk.watchdog.polls = False
        return
    assert updater is not None
    await desk.bot.delete_webhook()  # PTB does it too, and logs a traceback where Telegram is away
    object.__setattr__(desk.bot, "last_poll", time.monotonic())
    await updater.start_polling(timeout=POLL_TIMEOUT, allowed_updates=ALLOWED_UPDATES, error_callback=_poll_failed)


def _poll_failed(error: TelegramError) -> None:
    if isinstance(error, PollingConflict):
        log.error("another process polls with this token; stop one of them")
    else:
        log.warning("polling: %s", error)


async def _wind_down(desk: Frontdesk) -> None:
    """Polling → queue and handlers → outbox → pool; the web after that, the playground's Bot API last of all."""
    if desk.app.updater is not None and desk.app.updater.running:
        await desk.app.updater.stop()
    await desk.stop()


def main() -> int:
    """`python bot.py`."""
    try:
        settings = load()
    except WrongSetting as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_SETTING
    if "--fresh" in sys.argv and settings.is_playground:
        playing.start_anew(settings)
    logs.set_up(settings.log_level, settings.log_format, settings.secrets)
    try:
        return _run(settings)
    except CannotStart as error:
        log.critical("%s", error)
        return error.status
    except Exception:  # what ends the process is written down through the log, which strikes out secrets
        log.critical("the program has ended because of a fault", exc_info=True)
        return STALLED


def _run(settings: Settings) -> int:
    with contextlib.suppress(ImportError):
        import uvloop  # noqa: PLC0415  (absent on Windows)

        return uvloop.run(serve(settings))
    return asyncio.run(serve(settings))


if __name__ == "__main__":
    status = main()
    logging.shutdown()
    if status == STALLED:
        os._exit(status)  # a stalled thread would hold a clean exit up for ever
    sys.exit(status)
