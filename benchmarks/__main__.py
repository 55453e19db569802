"""`python -m benchmarks [search] [order] [desk] [broadcast] [journal] [export] [stats] [--clients 1_000_000]`.

Without a name: all of them; else those named.

A line each: what, measured, the goal. Exit status 1 where a goal is missed.
"""

import sys
from collections.abc import Callable, Sequence

from benchmarks import broadcast, desk, export, journal, order, search, stats
from benchmarks.figures import Figure

BENCHMARKS: dict[str, Callable[[Sequence[str]], list[Figure]]] = {
    "order": order.main, "search": search.main, "desk": desk.main, "broadcast": broadcast.main,
    "journal": journal.main, "export": export.main, "stats": stats.main,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Run, print, and say whether every goal was met."""
    names = [one for one in arguments if one in BENCHMARKS]
    met = True
    for name in names or BENCHMARKS:
        for figure in BENCHMARKS[name](arguments):
            sys.stdout.write(f"{figure.line()}\n")
            met = met and figure.met
        sys.stdout.flush()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
