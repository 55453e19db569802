"""How long identification takes where the account exists and where it does not, in turns (T24)."""

import statistics
import time
from dataclasses import dataclass

from cryptography.fernet import Fernet

from db import Database
from domain.clock import SystemClock
from services import residents
from tests.builders import make_account, make_user

ROUNDS, WARM = 200, 20


@dataclass(frozen=True)
class Took:
    """Medians in milliseconds, and the distance between the quartiles of all."""

    hit: float
    miss: float
    spread: float


def compare(url: str) -> Took:
    """Identify new people, every second with an account that exists: whatever else the machine does meets both."""
    db = Database(url, SystemClock(), safe=Fernet(Fernet.generate_key()))
    count = 2 * (ROUNDS + WARM)
    try:
        db.write_now(lambda uow: [make_account(uow, number=str(at)).id for at in range(0, count, 2)] and None)
        took: list[list[float]] = [[], []]
        for at in range(count):
            took[at % 2].append(_once(db, at))
    finally:
        db.close()
    hits, misses = took[0][WARM:], took[1][WARM:]
    low, _, high = statistics.quantiles(hits + misses, n=4)
    return Took(statistics.median(hits), statistics.median(misses), high - low)


def _once(db: Database, number: int) -> float:
    thief = db.write_now(lambda uow: uow.people.actor_of(make_user(uow).telegram_id))
    assert thief is not None
    began = time.perf_counter()
    db.write_now(lambda uow: residents.identify(uow, thief, str(number), "", "+79995550101"))
    return (time.perf_counter() - began) * 1000
