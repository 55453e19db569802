"""Bots as processes: started by a fork server, ended by a signal, watched to their end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "XDG_RUNTIME_DIR")


def environment(**given: str) -> dict[str, str]:
    """What a bot finds in its environment: nothing of ours but ``given`` and what a process needs."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **given}


@dataclass
class Process:
    """One life of a bot."""

    pid: int
    ended: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def is_alive(self) -> bool:
        return not self.ended.done()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens where it has ended already."""
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


class ForkServer:
    """`tests/e2e/forkserver.py` and the bots it has started."""

    def __init__(self) -> None:
        self._started: asyncio.Queue[Process] = asyncio.Queue()
        self._running: dict[int, Process] = {}

    async def __aenter__(self) -> ForkServer:
        self._server = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.e2e.forkserver", cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server.stdin is not None
        self._server.stdin.close()
        await self._server.wait()
        await self._listening

    async def spawn(
        self, env: dict[str, str], log: Path, *, plain: bool = False, hurry: bool = False
    ) -> Process:  # fmt: skip
        """A bot in this environment, which writes to ``log``.

        ``plain``: with no inbox (the negative control). ``hurry``: with shorter waits.
        """
        assert self._server.stdin is not None
        order = {"env": env, "log": str(log), "plain": plain, "hurry": hurry}
        self._server.stdin.write(json.dumps(order).encode() + b"\n")
        async with asyncio.timeout(30):
            return await self._started.get()

    async def _listen(self) -> None:
        assert self._server.stdout is not None
        async for line in self._server.stdout:
            told = json.loads(line)
            if "status" in told:
                self._running.pop(told["pid"]).ended.set_result(told["status"])
            else:
                process = self._running[told["pid"]] = Process(told["pid"])
                self._started.put_nowait(process)
        for process in self._running.values():
            process.ended.cancel()
