"""Files that were read and wait for their owner's word: kept in memory for a while, never on a disk."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import Outdated
from domain.imports import Upload

KEPT = timedelta(minutes=30)
MOST = 5  # of everybody together; one of a person


@dataclass(frozen=True)
class Waiting:
    """A file, whose it is, since when."""

    upload: Upload
    user_id: int
    since: datetime


class Uploads:
    """What waits, by a name that nobody guesses."""

    def __init__(self) -> None:
        self._known: dict[str, Waiting] = {}

    def keep(self, upload: Upload, user_id: int, now: datetime) -> str:
        """Keep a file; the person's earlier one is forgotten, and of everybody's the oldest."""
        live = {name: one for name, one in self._known.items() if one.user_id != user_id and now - one.since < KEPT}
        self._known = dict(sorted(live.items(), key=lambda item: item[1].since)[-(MOST - 1) :])
        name = secrets.token_urlsafe(16)
        self._known[name] = Waiting(upload, user_id, now)
        return name

    def get(self, name: str, user_id: int, now: datetime) -> Upload:
        """The person's own file; raises ``Outdated``."""
        found = self._known.get(name)
        if found is None or found.user_id != user_id or now - found.since >= KEPT:
            raise Outdated("This file is kept for half an hour only. Please choose it once more.")
        return found.upload

    def map(self, name: str, mapping: dict[str, int]) -> None:
        """Its columns mean something else."""
        known = self._known[name]
        self._known[name] = replace(known, upload=replace(known.upload, mapping=mapping))
