"""Members of the gym through the API: lists, the card, freezing; the last for our own pages too (S5.38)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from domain.api import Scope
from domain.errors import Invalid
from domain.membership_views import MemberCard, MemberLine, MembershipView, Which
from domain.memberships import Span, State
from domain.views import ClientView
from services import freezes, member_lists
from web.api_shapes import CURSOR, ID, Asked, Endpoint, Param, Plan, page_of, plain

_TODAY = date(2026, 11, 21)
_WHICH = Param("list", "query", {"type": "string", "enum": list(Which)}, "Which members; all without it")
_SEARCH = Param("search", "query", {"type": "string", "maxLength": 200}, "A name, a phone, a Telegram id or a region")
_DAYS = Param(
    "days", "query", {"type": "string", "pattern": "^[0-9]{1,4}$"}, "For ending and ended: within so many days"
)
_MEMBERSHIP = MembershipView(
    8, "A month", State.PAID, 300_000, 300_000, 30, None, 4, 10, Span(_TODAY, date(2026, 12, 20)), (), 12
)
_LINE = MemberLine(12, "Mineeva Olga", "+79996432387", True, date(2026, 12, 20), None, "Morning", 5_000_000_012)
_CARD = MemberCard(
    ClientView(12, "Mineeva", "Olga", "", "+79996432387", has_telegram=True), _TODAY, True, _MEMBERSHIP,
    last_end=date(2026, 12, 20), email="olga@example.com", region="Centre", group_id=3, group="Morning",
    joined_at=datetime(2026, 11, 20, 12, tzinfo=UTC), telegram_id=5_000_000_012, visits=4,
)  # fmt: skip


@dataclass(frozen=True)
class NewFreeze:
    """Days that take nothing from the membership, both included, as 2026-11-21."""

    starts: str
    ends: str


@dataclass(frozen=True)
class Unfrozen:
    """Which freeze is to end: the day it began, or begins."""

    starts: str


def day_of(name: str, text: str) -> date:
    """A day as it is sent; raises ``Invalid`` that names the field."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("{name}: this can't be read.", name=name) from None


def _listed(asked: Asked) -> Plan:
    which, text = Which(asked.values.get("list") or Which.ALL), asked.values.get("search") or ""
    days = int(asked.values.get("days") or 7)
    return member_lists.page, (which, text, page_of(asked) * member_lists.PAGE, member_lists.PAGE, days)


def _freeze(asked: Asked) -> Plan:
    sent: NewFreeze = asked.body
    starts, ends = day_of("starts", sent.starts), day_of("ends", sent.ends)
    return freezes.freeze, (asked.values["id"], starts, ends, asked.origin)


def _unfreeze(asked: Asked) -> Plan:
    sent: Unfrozen = asked.body
    return freezes.unfreeze, (asked.values["id"], day_of("starts", sent.starts))


MEMBERS: tuple[Endpoint, ...] = (
    Endpoint(
        "list_members", "GET", "/members", Scope.MEMBERS_READ, "Members of the gym: all, active, inactive, …", _listed,
        MemberLine, {"items": [plain(_LINE)], "next": "1"}, (_WHICH, _SEARCH, _DAYS, CURSOR), is_list=True,
        area="fitness",
    ),
    Endpoint(
        "get_member", "GET", "/members/{id:int}", Scope.MEMBERS_READ, "A member's card, by the client's number",
        lambda asked: (member_lists.card, (asked.values["id"],)), MemberCard, plain(_CARD), (ID,), area="fitness",
    ),
    Endpoint(
        "freeze_member", "POST", "/members/{id:int}/freezes", Scope.MEMBERS_WRITE,
        "Freeze the membership that runs today; the same `Idempotency-Key` again is the same freeze", _freeze,
        MembershipView, plain(_MEMBERSHIP), (ID,), NewFreeze, {"starts": "2026-11-23", "ends": "2026-11-29"}, 201,
        area="fitness", for_pages=True,
    ),
    Endpoint(
        "unfreeze_member", "POST", "/members/{id:int}/unfreeze", Scope.MEMBERS_WRITE,
        "End a freeze: today counts again, the days left come back", _unfreeze, MembershipView, plain(_MEMBERSHIP),
        (ID,), Unfrozen, {"starts": "2026-11-23"}, area="fitness", for_pages=True,
    ),
)  # fmt: skip
