"""64 at once: everybody does the same thing at the same moment."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

WRITERS = 64


@contextmanager
def crowd() -> Iterator[Callable[[Callable[[int], bool]], int]]:
    """Everybody does the same thing at the same moment; gives how many succeeded."""
    barrier = threading.Barrier(WRITERS)

    def at_once(act: Callable[[int], bool], number: int) -> bool:
        barrier.wait(timeout=60)
        return act(number)

    with ThreadPoolExecutor(WRITERS) as threads:
        yield lambda act: sum(threads.map(at_once, [act] * WRITERS, range(WRITERS)))
