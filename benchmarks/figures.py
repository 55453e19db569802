"""What a benchmark gives: figures with their goals, one a line."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Something measured; ``goal`` is empty where it is only shown."""

    name: str
    measured: object
    goal: str = ""
    met: bool = True
    how: str = ""

    def line(self) -> str:
        """The figure and whether it reaches its goal."""
        goal = f" (goal {self.goal}: {'met' if self.met else 'MISSED'})" if self.goal else ""
        return f"{self.name}: {self.measured}{goal}{f'; {self.how}' if self.how else ''}"


def parse(arguments: Sequence[str], **numbers: int) -> argparse.Namespace:
    """Sizes as options, ``--clients 1_000_000``; these are the defaults. What other benchmarks take is passed over."""
    parser = argparse.ArgumentParser(add_help=False)
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_known_args(arguments)[0]
