"""How often one address may try to sign in: kept in memory, for there is one process."""

from collections import deque
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

KEPT_MOST = 10_000  # addresses


def network_of(address: str) -> str:
    """Whom an address belongs to, for counting: of IPv6 the /64, which is one customer's, with all its addresses."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, 64), strict=False))


class Tries:
    """At most ``most`` in ``span`` for each key."""

    def __init__(self, most: int, span: timedelta) -> None:
        self.most = most
        self.span = span
        self._known: dict[str, deque[datetime]] = {}

    def may(self, key: str, now: datetime) -> bool:
        """Count one more, if that is allowed."""
        tries = self._known.setdefault(key, deque())
        while tries and now - tries[0] >= self.span:
            tries.popleft()
        if len(tries) >= self.most:
            return False
        tries.append(now)
        if len(self._known) > KEPT_MOST:
            self._forget(now)
        return True

    def _forget(self, now: datetime) -> None:
        old = [key for key, tries in self._known.items() if not tries or now - tries[-1] >= self.span]
        for key in old or list(self._known)[: KEPT_MOST // 2]:
            del self._known[key]
