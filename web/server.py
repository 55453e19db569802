"""uvicorn inside the bot's loop: our signals stay ours, and the port is bound before anything starts."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp


class Server(uvicorn.Server):
    """uvicorn that leaves signals alone (it would take SIGTERM and raise it again after its own end)."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def bind(host: str, port: int) -> socket.socket:
    """Take the port; raises ``OSError`` before anything else has started (uvicorn would exit inside its task)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def make_server(app: ASGIApp) -> Server:
    """A server for ``app`` that logs through our handlers and lets requests finish for 5 s."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5, server_header=False
    )
    return Server(config)


async def started(server: Server, task: "asyncio.Task[None]") -> None:
    """Wait until it serves; raises what stopped it from starting."""
    while not server.started:
        if task.done():
            task.result()
            raise RuntimeError("the web server ended before it started")
        await asyncio.sleep(0.02)
