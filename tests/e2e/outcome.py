"""What came of a run of kills, in figures, and what it must be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.errands import Traces


@dataclass
class Outcome:
    """What came of it."""

    seed: int
    strikes: list[str] = field(default_factory=list)  # where the lives ended
    live: list[int] = field(default_factory=list)  # dialogues that went on when it was struck
    statuses: list[int] = field(default_factory=list)
    repeats: Counter[tuple[int, int]] = field(default_factory=Counter)  # messages said twice, by (strikes before, chat)
    repeated_texts: list[str] = field(default_factory=list)
    letters: Counter[tuple[int, int]] = field(default_factory=Counter)  # of the talk, read twice, in the same way
    done: list[Traces] = field(default_factory=list)
    stuck: list[Traces] = field(default_factory=list)
    transcripts: list[str] = field(default_factory=list)  # of the chats that got stuck
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    parked: int = 0
    waiting: int = 0
    pressed_again: int = 0
    seconds: float = 0.0
    starts: list[float] = field(default_factory=list)  # seconds from a start to its first call

    @property
    def repeated(self) -> int:
        """Messages said twice in all."""
        return self.repeats.total()

    @property
    def repeated_after_a_strike(self) -> int:
        """The most messages said twice after one strike, in all chats together."""
        by_strike: Counter[int] = Counter()
        for (strike, _chat), times in self.repeats.items():
            by_strike[strike] += times
        return max(by_strike.values(), default=0)

    @property
    def repeated_in_a_chat(self) -> int:
        """The most messages said twice after one strike in one chat."""
        return max(self.repeats.values(), default=0)

    @property
    def repeated_twice(self) -> list[str]:
        """The messages of the chats that read more than one again after one strike."""
        many = [f"after strike {strike}, chat {chat}," for (strike, chat), times in self.repeats.items() if times > 1]
        return [text for text in self.repeated_texts if text.startswith(tuple(many))] if many else []

    def line(self) -> str:
        """The figures on one line."""
        return (
            f"seed {self.seed}: {len(self.strikes)} strikes, {len(self.done)} dialogues finished,"
            f" {len(self.stuck)} stuck, {len(self.lost)} lost, {len(self.doubled)} doubled,"
            f" {self.repeated} messages repeated (after one strike at most {self.repeated_after_a_strike},"
            f" in one chat {self.repeated_in_a_chat}), {self.letters.total()} letters, {self.parked} parked,"
            f" {min(self.live, default=0)}–{max(self.live, default=0)} live at a strike, {self.pressed_again} pressed"
            f" again, {self.seconds:.1f} s"
        )


def check(outcome: Outcome) -> None:
    """Nothing lost, nothing twice, everybody has finished; after a strike nobody reads more than one message again."""
    print(f"\n{outcome.line()}")
    shown = "\n\n".join([outcome.line(), *outcome.strikes, *outcome.transcripts])
    assert outcome.lost == [], shown
    assert outcome.doubled == [], shown
    assert outcome.stuck == [], shown
    assert (outcome.parked, outcome.waiting) == (0, 0), shown
    assert outcome.repeated_in_a_chat <= 1, "\n".join([outcome.line(), *outcome.repeated_twice])
