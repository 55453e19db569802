"""How often a bot may send: 30 a second in all, about one a second to a person, 20 a minute to a group."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from playground import limits
from playground.errors import ApiError

REMEMBERED_CHATS = 10_000


@dataclass(frozen=True)
class FloodRules:
    """Messages: a second in all; a second to one person, with a tolerated burst; a minute to a group."""

    overall: int = limits.OVERALL_PER_SECOND
    per_chat: float = limits.CHAT_PER_SECOND
    burst: int = 20
    per_group: int = limits.GROUP_PER_MINUTE


class Flood:
    """Counts sent messages and refuses with 429 as Telegram does; `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float], rules: FloodRules | None) -> None:
        self.monotonic = monotonic
        self.rules = rules
        self._all: deque[float] = deque()
        self._groups: OrderedDict[int, deque[float]] = OrderedDict()
        self._people: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def spend(self, chat_id: int, *, group: bool, count: int = 1) -> None:
        """Counts `count` messages to a chat, or raises 429 with `retry_after` seconds and counts nothing."""
        if self.rules is None:
            return
        now = self.monotonic()
        wait = self._overall_wait(now, self.rules)
        wait = max(wait, self._group_wait(chat_id, now, self.rules) if group else 0.0)
        tokens = self._tokens(chat_id, now, self.rules)
        if not group and tokens < 1:
            wait = max(wait, (1 - tokens) / self.rules.per_chat)
        if wait > 0:
            raise too_many(wait)
        self._all.extend([now] * count)
        if group:
            self._groups.setdefault(chat_id, deque()).extend([now] * count)
            self._bound(self._groups)
        else:
            self._people[chat_id] = (tokens - count, now)
            self._people.move_to_end(chat_id)
            self._bound(self._people)

    def _overall_wait(self, now: float, rules: FloodRules) -> float:
        while self._all and self._all[0] <= now - 1:
            self._all.popleft()
        return self._all[0] + 1 - now if len(self._all) >= rules.overall else 0.0

    def _group_wait(self, chat_id: int, now: float, rules: FloodRules) -> float:
        sent = self._groups.get(chat_id)
        if sent is None:
            return 0.0
        while sent and sent[0] <= now - 60:
            sent.popleft()
        return sent[0] + 60 - now if len(sent) >= rules.per_group else 0.0

    def _tokens(self, chat_id: int, now: float, rules: FloodRules) -> float:
        tokens, seen = self._people.get(chat_id, (float(rules.burst), now))
        return min(float(rules.burst), tokens + (now - seen) * rules.per_chat)

    @staticmethod
    def _bound(table: OrderedDict[int, deque[float]] | OrderedDict[int, tuple[float, float]]) -> None:
        while len(table) > REMEMBERED_CHATS:
            table.popitem(last=False)


def too_many(seconds: float) -> ApiError:
    """429 as Telegram words it; `retry_after` is whole seconds, at least one."""
    wait = max(1, math.ceil(seconds))
    return ApiError(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
