"""`python -m playground`: the Bot API and the chat page alone, so that a kill test kills only the bot."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from pathlib import Path
from types import FrameType

import orjson
import uvicorn

from playground.botapi import BotApi
from playground.errors import Json
from playground.guard import is_loopback
from playground.server import create_app
from playground.store import Store

TOKEN = "700000001:playground"  # noqa: S105 - opens nothing but this loopback


class Server(uvicorn.Server):
    """uvicorn that lets long polls go when it is told to stop."""

    def __init__(self, config: uvicorn.Config, api: BotApi) -> None:
        super().__init__(config)
        self.api = api

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGINT or SIGTERM came. Not uvicorn's own, which sends the signal on at the end: this is a clean stop."""
        self.api.stop_waiting()
        self.force_exit = self.should_exit
        self.should_exit = True


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8080, help="0 = any free one (default 8080)")
    parser.add_argument("--db", default="data/playground-telegram.db", help="SQLite file, or :memory:")
    parser.add_argument("--token", default=TOKEN, help=f"the bot's token (default {TOKEN})")
    parser.add_argument("--username", default="frontdesk_bot", help="the bot's name without @")
    parser.add_argument("--personas", type=Path, help="JSON file with a list of people")
    parser.add_argument("--no-limits", action="store_true", help="no 429 for sending too fast")
    parser.add_argument("--no-page", action="store_true", help="only the Bot API")
    return parser.parse_args(given)


def _personas(path: Path | None) -> list[Json]:
    if path is None:
        return []
    people = orjson.loads(path.read_bytes())
    if not isinstance(people, list) or not all(isinstance(p, dict) and p.get("first_name") for p in people):
        raise ValueError("a list of objects with user_id and first_name is expected")
    return people


def main(given: list[str] | None = None) -> int:
    """Runs until SIGINT or SIGTERM; returns the exit status."""
    options = arguments(given)
    if not is_loopback(options.host):
        sys.stderr.write(
            f"{options.host}: the playground has no passwords, so it listens on a loopback address only.\n"
        )
        return 2
    try:
        personas = _personas(options.personas)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{options.personas}: {error}\n")
        return 2
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    return _serve(options, personas)


def _serve(options: argparse.Namespace, personas: list[Json]) -> int:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host.strip("[]"), options.port))
        listener.listen(128)  # whoever reads the printed address may come before the server is up
    except OSError as error:
        sys.stderr.write(f"{options.host}:{options.port}: {error.strerror}\n")
        return 1
    store = Store(options.db)
    api = BotApi(store, options.token, limits=not options.no_limits, username=options.username)
    app = create_app(api, page=not options.no_page, personas=personas)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2, lifespan="on")
    sys.stdout.write(f"playground: http://{options.host}:{listener.getsockname()[1]}/  token {options.token}\n")
    sys.stdout.flush()
    Server(config, api).run(sockets=[listener])
    store.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
