"""A utility request's row as its views: whole to its author and the staff, category and state to a neighbour (S4.36).

What is stored of the account (address, name) is shown to confirmed residents and the staff only: a pending author sees
what they typed themselves.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.access import Actor, Permission
from domain.errors import NotFound
from domain.utility import Act, Source, State
from domain.utility_rules import Part, acts_of
from domain.utility_views import RequestLine, RequestView, SaidView
from services.utility_executors import executor_views

if TYPE_CHECKING:
    from models import UtilityRequest
    from repositories.uow import Uow

CONFIRMED = "confirmed"
LATELY = 4  # messages that a card shows
SIDES = ("resident", "staff")


def part_of(uow: "Uow", actor: Actor, row: "UtilityRequest") -> Part:
    """Who this person is to the request, as of now."""
    own = uow.directories.executors.find_of_user(actor.user_id) if actor.may(Permission.REQUESTS_WORK) else None
    return Part(
        is_author=row.user_id == actor.user_id,
        is_neighbour=row.account_id is not None and is_confirmed_at(uow, actor, row.account_id),
        is_executor=own is not None and row.executor_id == own.id,
        is_dispatcher=actor.may(Permission.REQUESTS),
    )


def is_confirmed_at(uow: "Uow", actor: Actor, account_id: int) -> bool:
    """Whether this person is a confirmed resident of the account."""
    pairs = uow.residents.list_of_user(actor.user_id)
    return any(pair.account_id == account_id and pair.state == CONFIRMED for pair in pairs)


def known_to(uow: "Uow", actor: Actor, request_id: int) -> "tuple[UtilityRequest, Part]":
    """The request, if this person may know of it; another's is as one that does not exist (``NotFound``)."""
    row = uow.utility.get(request_id)
    part = part_of(uow, actor, row)
    if not (part.is_author or part.is_neighbour or part.is_staff):
        raise NotFound(uow.utility.missing)
    return row, part


def request_view(uow: "Uow", actor: Actor, row: "UtilityRequest", part: Part | None = None) -> RequestView:
    """A request as its reader sees it."""
    part = part or part_of(uow, actor, row)
    nothing_to_rate = row.rating is not None or row.done_at is None
    acts = acts_of(
        part, State(row.state), has_rating=nothing_to_rate, has_incident=row.incident_id is not None
    )  # fmt: skip
    category, subcategory = kinds_of(uow, [row])[row.id]
    seen = RequestView(
        row.id, State(row.state), category, subcategory, row.created_at, acts,
        category_id=row.category_id, subcategory_id=row.subcategory_id, is_urgent=row.is_urgent,
        account_id=row.account_id, is_followed=uow.utility.follows(row.id, actor.user_id), updated_at=row.updated_at,
        version=row.version, incident_id=row.incident_id if part.is_staff or part.is_neighbour else None,
    )  # fmt: skip
    return _whole(uow, row, part, seen) if Act.SEE in acts else seen


def _whole(uow: "Uow", row: "UtilityRequest", part: Part, seen: RequestView) -> RequestView:
    found = uow.directories.executors.find(row.executor_id) if row.executor_id else None
    executor = executor_views(uow, [found])[0] if found else None
    author = uow.people.find(row.user_id) if row.user_id else None
    whole = replace(
        seen, has_reader=author is not None and author.is_reachable,
        source=Source(row.source), phone=row.phone, is_confirmed=row.is_confirmed, text=row.text, wish=row.wish,
        executor_id=row.executor_id, executor=executor.full_name if executor else "",
        position=executor.position if executor else "",
        executor_in_bot=executor is not None and executor.user_id is not None,
        reason=row.reason, rating=row.rating, user_id=row.user_id, assigned_at=row.assigned_at,
        started_at=row.started_at, done_at=row.done_at, closed_at=row.closed_at, next_at=row.next_at,
        files=uow.utility.count_files(row.id), is_mine=part.is_author, is_staff=part.is_staff,
        lately=said_views(uow, row.id, LATELY),
    )  # fmt: skip
    return with_address(row, whole) if part.is_staff or part.is_neighbour else whole


def with_address(row: "UtilityRequest", seen: RequestView) -> RequestView:
    """The same with what is stored of the account."""
    return replace(
        seen, account=row.account, full_name=row.full_name, city=row.city, street=row.street, house=row.house,
        flat=row.flat,
    )  # fmt: skip


def said_views(uow: "Uow", request_id: int, limit: int) -> tuple[SaidView, ...]:
    """What was said lately, oldest first."""
    rows = uow.utility.list_said(request_id, SIDES, limit)
    names = uow.people.names({row.user_id for row in rows if row.user_id}) if rows else {}
    return tuple(
        SaidView(
            row.id, row.side, names.get(row.user_id or 0, ""), row.kind, row.text, row.file_id, row.file_name, row.at
        )
        for row in rows
    )


def kinds_of(uow: "Uow", rows: "Sequence[UtilityRequest]") -> dict[int, tuple[str, str]]:
    """Category and subcategory of each request, in words; two queries however many."""
    if not rows:
        return {}
    categories = {row.id: row.name for row in uow.directories.categories.list_all(with_archived=True)}
    parts = uow.directories.subcategories.list_by_ids({row.subcategory_id for row in rows if row.subcategory_id})
    names = {row.id: row.name for row in parts}
    return {row.id: (categories.get(row.category_id, ""), names.get(row.subcategory_id or 0, "")) for row in rows}


def request_lines(
    uow: "Uow", actor: Actor, rows: "Sequence[UtilityRequest]", *, for_staff: bool
) -> tuple[RequestLine, ...]:
    """Rows of a list; addresses and executors to the staff only."""
    kinds = kinds_of(uow, rows)
    ids = {row.executor_id for row in rows if row.executor_id} if for_staff else set()
    names = {one.id: one.full_name for one in uow.directories.executors.list_by_ids(ids)}
    return tuple(
        RequestLine(
            row.id, State(row.state), *kinds[row.id], row.created_at,
            address=address_of(row) if for_staff else "", executor=names.get(row.executor_id or 0, ""),
            is_urgent=row.is_urgent, is_mine=row.user_id == actor.user_id,
        )
        for row in rows
    )  # fmt: skip


def address_of(row: "UtilityRequest") -> str:
    """Street, house and flat in one line."""
    return ", ".join(part for part in (row.street, row.house, row.flat) if part)
