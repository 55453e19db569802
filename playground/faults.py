"""Faults on purpose: what a network and a busy Telegram do to a bot, repeatable by its seed."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from playground.errors import ApiError, Json, forbidden
from playground.flood import too_many
from playground.limits import BLOCKED

Kind = Literal["flood", "error", "cut", "lost", "delay", "garbage", "blocked"]
KINDS: tuple[Kind, ...] = get_args(Kind)
BAD_GATEWAY = b"<html>\r\n<head><title>Bad Gateway</title></head>\r\n<body><h1>Bad Gateway</h1></body>\r\n</html>"


@dataclass(frozen=True)
class Fault:
    """One fault to act out.

    `flood`: 429. `error`: 500 or 502 with an HTML body. `cut`: the connection goes before anything was done.
    `lost`: done, but the answer never arrives. `delay`: done, the answer `seconds` late.
    `garbage`: done, the answer is broken JSON. `blocked`: 403.
    """

    kind: Kind
    seconds: float = 0.0
    status: int = 502

    def refusal(self) -> ApiError | None:
        """The refusal of faults that Telegram itself would word."""
        if self.kind == "flood":
            return too_many(self.seconds)
        if self.kind == "blocked":
            return forbidden(BLOCKED)
        return None


@dataclass
class Faults:
    """Draws faults: each kind has a chance (0 to 1) a call; without `methods` all calls are meant.

    `retry_after` and `delay` are seconds. `happened` counts what was drawn.
    """

    seed: int = 0
    chances: dict[Kind, float] = field(default_factory=dict)
    methods: Iterable[str] | None = None
    retry_after: float = 1.0
    delay: float = 30.0

    def __post_init__(self) -> None:
        self.happened: Counter[str] = Counter()
        self._next: deque[tuple[str | None, Fault]] = deque()
        self.configure()

    def configure(
        self, chances: dict[Kind, float] | None = None, methods: Iterable[str] | None = None,
        seed: int | None = None,
    ) -> None:  # fmt: skip
        """Changes chances, methods and seed (the sequence starts anew); None leaves a thing as it is."""
        if chances is not None:
            self.chances = dict(chances)
        unknown = set(self.chances) - set(KINDS)
        if unknown or not all(0 <= chance <= 1 for chance in self.chances.values()):
            raise ValueError(f"chances are 0 to 1 for some of {', '.join(KINDS)}")
        if methods is not None:
            self.methods = methods
        self._only = frozenset(name.lower() for name in self.methods) if self.methods else None
        self.seed = self.seed if seed is None else seed
        self._random = random.Random(self.seed)  # noqa: S311 - repeatable on purpose

    def off(self) -> None:
        """No more faults."""
        self.chances = {}
        self._next.clear()

    def once(self, kind: Kind, method: str | None = None, *, seconds: float | None = None, status: int = 502) -> None:
        """The next call (of `method`) meets this fault, whatever the chances say."""
        self._next.append((method.lower() if method else None, self._fault(kind, seconds, status)))

    def _fault(self, kind: Kind, seconds: float | None = None, status: int = 502) -> Fault:
        default = {"flood": self.retry_after, "delay": self.delay}.get(kind, 0.0)
        return Fault(kind, default if seconds is None else seconds, status)

    def draw(self, method: str) -> Fault | None:
        """The fault this call meets, or None."""
        name = method.lower()
        if self._next and self._next[0][0] in (None, name):
            fault: Fault | None = self._next.popleft()[1]
        else:
            fault = self._draw(name)
        if fault is not None:
            self.happened[fault.kind] += 1
        return fault

    def _draw(self, name: str) -> Fault | None:
        if not self.chances or (self._only is not None and name not in self._only):
            return None
        value = self._random.random()
        for kind, chance in self.chances.items():
            if value < chance:
                return self._fault(kind, status=self._random.choice((500, 502)))
            value -= chance
        return None

    def state(self) -> Json:
        """The switches, for the page; `change` takes the same shape."""
        return {
            "chances": {kind: self.chances.get(kind, 0.0) for kind in KINDS},
            "methods": sorted(self._only or ()), "retry_after": self.retry_after, "delay": self.delay,
            "seed": self.seed,
        }  # fmt: skip

    def change(self, state: Json) -> None:
        """Takes what `state` gave, changed; what is left out stays. ValueError for what is none of that."""
        chances = state.get("chances")
        self.configure(
            {kind: float(chance) for kind, chance in chances.items() if float(chance)} if chances is not None else None,
            [str(name) for name in state["methods"]] if "methods" in state else None,
            int(state["seed"]) if "seed" in state else None,
        )
        self.retry_after = max(1.0, float(state.get("retry_after", self.retry_after)))
        self.delay = max(0.0, float(state.get("delay", self.delay)))
