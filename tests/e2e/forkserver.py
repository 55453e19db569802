"""Starts bots quickly: imports the program once, then a fork is a bot. `python -m tests.e2e.forkserver`.

A start costs its imports, half a second; a kill test starts hundreds. Every bot is a process of its own with its own
environment, and dies by a signal as any other. Reads one JSON object a line: `{"env", "log", "plain", "hurry"}`,
answers with `{"pid"}`, and with `{"pid", "status"}` when that process has ended (negative: the signal's number).
"""

import contextlib
import gc
import json
import os
import select
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import bot
from tests.e2e import hurry, plain

BEAT = 0.01  # seconds between looks for ended children


def main() -> None:
    """Serve until the input ends; then kill what still runs."""
    running: set[int] = set()
    try:
        for order in _orders(running):
            pid = os.fork()
            if pid == 0:
                _be_the_bot(order)
            running.add(pid)
            _tell({"pid": pid})
    finally:
        for pid in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)


def _orders(running: set[int]) -> Iterator[dict[str, Any]]:
    buffered = b""
    while True:
        _reap(running)
        if not select.select([0], [], [], BEAT)[0]:
            continue
        if not (chunk := os.read(0, 65536)):
            return
        buffered += chunk
        *lines, buffered = buffered.split(b"\n")
        yield from (json.loads(line) for line in lines if line)


def _reap(running: set[int]) -> None:
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        running.discard(pid)
        _tell({"pid": pid, "status": os.waitstatus_to_exitcode(status)})


def _tell(answer: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _be_the_bot(order: dict[str, Any]) -> None:
    """Become the bot: its output goes to its log, and nothing of the parent is left behind."""
    status = 70
    try:
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.environ.clear()
        os.environ.update(order["env"])
        if order["plain"]:
            plain.forget_the_inbox()
        if order["hurry"]:
            hurry.hurry()
        status = bot.main()
        gc.collect()  # says what was not closed
    except BaseException:  # a fork must never return into its parent's work
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
