"""The long runs, for a night or a release: `python -m tests.soak [K1] [K2] [BOOKING] [CALENDAR] …`; no name: all.

Each prints its seed and its figures and fails as a test does. `KILL_SEED=…` repeats the points of K1 and K2 (not the
machine's timing), `KILL_DB=sqlite` takes one database. An area adds its own run to ``SOAKS``.
"""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests import guessing
from tests.databases import KINDS, PostgresServer, SqliteFiles
from tests.e2e.broadcast_kills import run as broadcast
from tests.e2e.desk_kills import DeskRun, check_talk
from tests.e2e.kills import Plan, run
from tests.e2e.outcome import check

KILLS, DIALOGUES = 200, 1000  # a database
DESK_KILLS, DESK_TALKS = 100, 100
TERMS, TERM_DIALOGUES = 20, 100
BOOKING_EXAMPLES = "500"  # of 50 steps, on PostgreSQL; SQLite has as many every day
CALENDAR_EXAMPLES = "10000"
FUZZ_UPDATES = "10000"
TAKER_ROUNDS = "50"
INVITATION_ROUNDS = "50"


def say(line: str) -> None:
    """Print at once: somebody watches a run of half an hour."""
    print(line, flush=True)


def kill_points() -> None:
    """K1: 200 `kill -9` and 20 SIGTERM, under at least 1000 and 100 dialogues, on both databases."""
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
    kills = Plan(seed, KILLS, managers=12, customers=2, calls=240, dialogues=DIALOGUES, patience=60)
    terms = replace(kills, kills=TERMS, dialogues=TERM_DIALOGUES, signal=signal.SIGTERM)
    failures = []
    for kind in os.environ.get("KILL_DB", " ".join(KINDS)).split():
        for plan in (kills, terms):
            say(f"\n{kind}: {plan.kills} times {plan.signal.name}, {plan.dialogues} dialogues, seed {seed}")
            try:
                with database(kind) as (url, folder):
                    strike(plan, url, folder)
            except AssertionError as error:
                say(f"  FAILED: {error}")
                failures.append(f"{kind} {plan.signal.name}")
    assert not failures, failures


def strike(plan: Plan, url: str, folder: Path) -> None:
    """Carry one plan out, and check what came of it."""
    outcome = asyncio.run(run(plan, url, folder, lambda progress: say(f"  {clock()} {progress}")))
    say(f"  from a start to the first call {sorted(outcome.starts)[len(outcome.starts) // 2]:.2f} s (median)")
    say(f"  {outcome.repeated / len(outcome.strikes):.2f} messages repeated a strike, all chats together")
    check(outcome)
    assert len(outcome.done) >= plan.dialogues
    ended = -signal.SIGKILL if plan.signal is signal.SIGKILL else 0
    assert outcome.statuses == [ended] * plan.kills + [0], outcome.statuses


def desk_kill_points() -> None:
    """K2: 100 `kill -9` under the talk of the desk, and at least 100 tickets from opening to rating, on both."""
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
    plan = Plan(seed, DESK_KILLS, managers=10, calls=160, dialogues=DESK_TALKS, patience=60)
    for kind in os.environ.get("KILL_DB", " ".join(KINDS)).split():
        say(f"\n{kind}: {plan.kills} kills under {plan.dialogues} tickets, seed {seed}")
        with database(kind) as (url, folder):
            outcome = asyncio.run(run(plan, url, folder, lambda progress: say(f"  {clock()} {progress}"), DeskRun))
            check_talk(outcome)
            assert len(outcome.done) >= plan.dialogues


def broadcasts() -> None:
    """20 `kill -9` in a broadcast to 1,000 chats, on both databases."""
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
    for kind in os.environ.get("KILL_DB", " ".join(KINDS)).split():
        say(f"\n{kind}: 20 kills in a broadcast to 1,000 chats, seed {seed}")
        with database(kind) as (url, folder):
            came = asyncio.run(broadcast(seed, 20, 1000, url, folder, tell=lambda line: say(f"  {clock()} {line}")))
            say(f"  unknown: {sum(came.unknown)} in all, {max(came.unknown)} at most a kill")
            assert came.is_over
            assert not came.wrong(), came.wrong()


def bookings() -> None:
    """The booking machine on PostgreSQL with as many examples as SQLite has every day."""
    test = "tests/repositories/test_booking_machine.py"
    say(f"\n{test}: {BOOKING_EXAMPLES} examples on PostgreSQL")
    command = [sys.executable, "-m", "pytest", test, "--db", "postgres", "--timeout", "7200"]
    subprocess.run(command, env=os.environ | {"BOOKING_EXAMPLES": BOOKING_EXAMPLES}, check=True)


def calendars() -> None:
    """10,000 lives of a gym's memberships against a calendar that is walked day by day."""
    test = "tests/domain/test_memberships.py"
    say(f"\n{test}: {CALENDAR_EXAMPLES} lives")
    command = [sys.executable, "-m", "pytest", test, "-k", "any_life", "--timeout", "7200"]
    subprocess.run(command, env=os.environ | {"CALENDAR_EXAMPLES": CALENDAR_EXAMPLES}, check=True)


def fuzz() -> None:
    """F1: 10,000 fuzzed updates on each database; `FUZZ_SEED=…` repeats them."""
    say(f"\ntests/fuzz: {FUZZ_UPDATES} updates on each database")
    command = [sys.executable, "-m", "pytest", "tests/fuzz", "-k", "any_update", "-s"]
    subprocess.run(command, env=os.environ | {"FUZZ_UPDATES": FUZZ_UPDATES}, check=True)


def takers() -> None:
    """64 who take one ticket at once, 50 rounds on each database."""
    test = "tests/services/test_tickets.py"
    say(f"\n{test}: {TAKER_ROUNDS} rounds of 64 takers on each database")
    command = [sys.executable, "-m", "pytest", test, "-k", "of_64_who_take", "--timeout", "600"]
    subprocess.run(command, env=os.environ | {"TAKER_ROUNDS": TAKER_ROUNDS}, check=True)


def invitations() -> None:
    """T27: two invitations of 20 people each at once, 50 rounds on each database; nobody gets the other's link."""
    test = "tests/services/test_training_invitations.py"
    say(f"\n{test}: {INVITATION_ROUNDS} rounds of two invitations on each database")
    command = [sys.executable, "-m", "pytest", test, "-k", "of_two_invitations_at_once", "--timeout", "1200"]
    subprocess.run(command, env=os.environ | {"INVITATION_ROUNDS": INVITATION_ROUNDS}, check=True)


def guesses() -> None:
    """T24: 200 identifications with an account that exists and 200 without take as long, on both databases."""
    for kind in KINDS:
        with database(kind) as (url, _folder):
            took = guessing.compare(url)
        say(f"{kind}: hit {took.hit:.2f} ms, miss {took.miss:.2f} ms, between the quartiles {took.spread:.2f} ms")
        assert abs(took.hit - took.miss) < took.spread, kind


SOAKS: dict[str, Callable[[], None]] = {
    "K1": kill_points, "K2": desk_kill_points, "BROADCAST": broadcasts, "BOOKING": bookings, "CALENDAR": calendars,
    "TAKERS": takers, "INVITATIONS": invitations, "F1": fuzz, "GUESSES": guesses,
}  # fmt: skip


def clock() -> str:
    """The time of day."""
    return time.strftime("%H:%M:%S")


@contextmanager
def database(kind: str) -> Iterator[tuple[str, Path]]:
    """The URL of a migrated database and a folder, both for one run; where it fails the folder, with the log, stays."""
    folder = Path(tempfile.mkdtemp(prefix=f"soak-{kind}-"))
    try:
        if kind == "sqlite":
            yield SqliteFiles(folder).create(folder), folder
        else:
            server = PostgresServer(folder)
            yield (url := server.create()), folder
            server.drop(url)
    except BaseException:
        print(f"see {folder}", file=sys.stderr)
        raise
    shutil.rmtree(folder)


def main(names: list[str]) -> int:
    """Run those that are named; gives the exit status."""
    if unknown := [name for name in names if name not in SOAKS]:
        say(f"no soak is called {', '.join(unknown)}; there are {', '.join(SOAKS)}")
        return 2
    for name in names or SOAKS:
        begun = time.monotonic()
        SOAKS[name]()
        say(f"{name}: {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
