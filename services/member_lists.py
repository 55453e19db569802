"""Members of the gym as staff look at them: lists, the card, visits and money (S5.19–S5.21, S5.49)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from domain.access import Actor, Permission, query
from domain.membership_views import MemberCard, MemberLine, MemberVisit, MoneyLine, Which
from domain.memberships import Span, State, is_active
from domain.payments import Method
from domain.views import Page
from repositories.member_lists import Asked
from services.memberships import membership_views
from services.order_views import client_view

if TYPE_CHECKING:
    from models import Member
    from repositories.uow import Uow

PAGE: Final = 10  # of members (S5.49)
VISITS: Final = 8
TEXT_MOST: Final = 200  # characters of a search
COUNT_MOST: Final = 1000  # a list is counted so far
DEEPEST: Final = 100_000  # lines that can be skipped
DAYS_MOST: Final = 3650


@query(Permission.MEMBERSHIPS)
def page(
    uow: "Uow", actor: Actor, which: Which, text: str = "", offset: int = 0, limit: int = PAGE, days: int = 7,
    group_id: int | None = None,
) -> Page[MemberLine]:  # fmt: skip
    """A page of a list, from ``offset`` on. ``days`` is for who is ending or has ended; ``text`` as in ``S5.49``."""
    asked = Asked(which, text[:TEXT_MOST], max(0, min(days, DAYS_MOST)), group_id)
    offset, limit = max(0, min(offset, DEEPEST)), max(1, min(limit, 100))
    rows = uow.member_lists.page(asked, uow.today, uow.place.region, offset, limit + 1)
    return Page(tuple(_line(row) for row in rows[:limit]), offset // limit, None, len(rows) > limit)


@query(Permission.MEMBERSHIPS)
def count(
    uow: "Uow", actor: Actor, which: Which, text: str = "", days: int = 7, group_id: int | None = None
) -> int:  # fmt: skip
    """How many the list has; ``COUNT_MOST`` means that many or more."""
    asked = Asked(which, text[:TEXT_MOST], max(0, min(days, DAYS_MOST)), group_id)
    return uow.member_lists.count(asked, uow.today, uow.place.region, COUNT_MOST)


@query(Permission.MEMBERSHIPS)
def card(uow: "Uow", actor: Actor, client_uid: int) -> MemberCard:
    """A member's card, a deleted one too; who has nothing of the gym's yet has an empty one (``is_member``)."""
    return read_card(uow, client_uid)


@query(Permission.MEMBERSHIPS)
def visits(uow: "Uow", actor: Actor, client_uid: int, number: int = 0) -> Page[MemberVisit]:
    """A page of a member's trainings, the latest first."""
    return read_visits(uow, client_uid, number)


@query(Permission.MEMBERSHIPS)
def payments(
    uow: "Uow", actor: Actor, client_uid: int | None = None, number: int = 0, limit: int = PAGE
) -> Page[MoneyLine]:
    """A page of the money for memberships, of one member or of all, the latest first; refunds are negative."""
    number = max(0, min(number, DEEPEST // limit))
    rows = uow.member_lists.payments(client_uid, number * limit, limit + 1)
    return Page(tuple(_money(row) for row in rows[:limit]), number, None, len(rows) > limit)


@query(Permission.MEMBERSHIPS)
def groups(uow: "Uow", actor: Actor) -> Sequence[tuple[int, str]]:
    """Groups to choose from, by name."""
    return uow.member_lists.list_groups()


def read_card(uow: "Uow", client_uid: int) -> MemberCard:
    """The card for other use cases (the member's own); empty of the gym's for who is no member. Raises ``NotFound``."""
    client, (member, group) = uow.clients.get_any(client_uid), uow.member_lists.find_member(client_uid)
    rows = uow.memberships.list_of_client(client_uid)
    views = membership_views(uow, rows)
    today, accounts = uow.today, uow.people.users_of_client(client_uid)
    runs = sorted((one.span, one.id, one) for one in views if one.state is State.PAID and one.span is not None)
    active = next((one for span, _id, one in runs if span.has(today)), None)
    coming = [one for span, _id, one in runs if one is not active and span.ends >= today]
    wanted = [one for one in views if one.state is State.WANTED]
    known = {one.id for one in (active, *coming, *wanted) if one is not None}
    freezes = active.freezes if active is not None else ()
    is_on = client.deleted_at is None and is_active(today, [span for span, _id, _one in runs], freezes)
    return MemberCard(
        client_view(client, bool(accounts)), today, is_on, active,
        (*coming, *wanted), tuple(one for one in views if one.id not in known),
        next((one for one in freezes if one.ends >= today), None), uow.memberships.last_end(client_uid),
        **_profile(member), group=group.name if group is not None else "",
        telegram_id=accounts[0].telegram_id if accounts else None, visits=uow.member_lists.count_came(client_uid),
        deleted_at=client.deleted_at, is_member=member is not None or bool(rows),
    )  # fmt: skip


def read_visits(uow: "Uow", client_uid: int, number: int = 0) -> Page[MemberVisit]:
    """``visits`` for other use cases (the member's own)."""
    number = max(0, min(number, DEEPEST // VISITS))
    rows = uow.member_lists.visits(client_uid, number * VISITS, VISITS + 1)
    items = tuple(
        MemberVisit(
            row.training_id, row.starts_at, row.title, row.state, _joined(row.first_name, row.last_name), row.counts,
            row.training_state == "cancelled",
        )
        for row in rows[:VISITS]
    )  # fmt: skip
    return Page(items, number, None, len(rows) > VISITS)


# --- inside ---


def _profile(member: "Member | None") -> dict[str, Any]:
    if member is None:
        return {}
    names = ("email", "region", "photo", "comment", "group_id", "joined_at")
    return {name: getattr(member, name) for name in names}


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _line(row: Any) -> MemberLine:
    frozen = Span(row.frozen_from, row.frozen_to) if row.frozen_from else None
    return MemberLine(
        row.uid, _joined(row.surname, row.name, row.midname), row.phone, row.is_active, row.until, frozen,
        row.group_name or "", row.telegram_id, row.version,
    )  # fmt: skip


def _money(row: Any) -> MoneyLine:
    return MoneyLine(
        row.id, row.at, row.amount, Method(row.method), row.note, row.refund_of is not None, row.subject_id,
        row.membership, row.client_uid, _joined(row.surname, row.name, row.midname),
    )  # fmt: skip
