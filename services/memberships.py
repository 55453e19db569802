"""Memberships of the gym: sold, paid, frozen, called off (S5.14–S5.18, S5.43, S5.44; T26, T29).

What runs when is ``domain.memberships``'; here it is carried out, under the client's lock, and written down.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, NotFound, Outdated
from domain.membership_views import FreezePreview, MembershipView, Move, PlanView
from domain.memberships import Run, Span, State, called_off, frozen, laid_out, renewed, thawed
from services import member_notices
from services.settings import business

if TYPE_CHECKING:
    from models import Membership, Plan
    from repositories.uow import Uow

KIND = "membership"
_UNKNOWN = "I don't know you at the gym yet. Please register: /membership."
NOTHING_RUNS = "There is no membership that runs today, so there is nothing to freeze."


# --- one function each, used everywhere (S5.15, S5.16) ---


@query(Permission.MEMBERSHIPS)
def active_clients(uow: "Uow", actor: Actor, day: date | None = None) -> Sequence[int]:
    """Clients who are active on ``day``, today unless said: who is frozen then is not (S5.15)."""
    return uow.memberships.active_clients(day or uow.today)


def active_payment(uow: "Uow", client_uid: int, day: date | None = None) -> "Membership | None":
    """The paid membership that runs on ``day``, today unless said; what a freeze is applied to (S5.16, S5.17)."""
    return uow.memberships.find_active(client_uid, day or uow.today)


# --- selling ---


@query(Permission.OWN_MEMBERSHIP)
def plans(uow: "Uow", actor: Actor) -> Sequence[PlanView]:
    """What memberships are sold."""
    return tuple(plan_view(row) for row in uow.memberships.list_plans())


def want(uow: "Uow", actor: Actor, client_uid: int, plan_id: int, origin: str) -> "Membership":
    """A membership with the plan's terms as they are now, not paid and so without days; asked for again it is the same.

    Raises ``NotFound`` for a plan that is not sold any more.
    """
    uow.memberships.hold_client(client_uid)
    plan = uow.memberships.get_plan(plan_id)
    if (made := uow.memberships.find_by_origin(origin)) is not None:
        return made
    if (known := known_wish(uow, client_uid, plan)) is not None:
        return known
    by = actor.user_id or None
    row = uow.memberships.sell(plan, client_uid, wanted_by=by, created_by=by, origin=origin)
    said = {"client_uid": client_uid, "plan": plan.name, "price": plan.price}
    uow.audit.record(actor, "wanted", KIND, row.id, None, said)
    return row


def known_wish(uow: "Uow", client_uid: int, plan: "Plan") -> "Membership | None":
    """The same plan, on the terms of now, asked for by this client and not paid in full yet."""
    known = uow.memberships.find_wanted(client_uid, plan.id)
    return known if known is not None and _terms(known) == _terms(plan) else None


def begin(uow: "Uow", actor: Actor, row: "Membership") -> None:
    """It is paid: it runs from today, or from the day after the last one ends (S5.14, T26). Once."""
    uow.memberships.hold_client(row.client_uid)
    if row.state != State.WANTED:
        return
    span = renewed(uow.today, uow.memberships.last_end(row.client_uid), row.days)
    row.state, row.starts, row.ends, row.updated_at = State.PAID.value, span.starts, span.ends, uow.now
    said = {"starts": span.starts.isoformat(), "ends": span.ends.isoformat()}
    member_notices.settle(uow, actor, row, "paid")
    uow.audit.record(actor, "begun", KIND, row.id, {"state": State.WANTED.value}, {"state": State.PAID.value, **said})


@command(Permission.MEMBERSHIPS)
def cancel(uow: "Uow", actor: Actor, membership_id: int) -> MembershipView:
    """Call a membership off; what stands behind it moves up. A second press changes nothing.

    One that runs has run until yesterday: it keeps those days. Money is returned by itself (``payment_desk``).
    """
    row = uow.memberships.get_locked(membership_id)
    if row.state == State.CANCELLED:
        return membership_view(uow, row)
    before, runs = _facts(row), _runs(uow, [row])
    kept, freezes = called_off(uow.today, runs[0]) if runs else (None, ())
    row.state, row.updated_at = State.CANCELLED.value, uow.now
    row.starts, row.ends = (kept.starts, kept.ends) if kept is not None else (None, None)
    _keep_freezes(uow, {row.id: freezes})
    uow.session.flush()
    member_notices.settle(uow, actor, row, "cancelled")
    uow.audit.record(actor, "cancelled", KIND, row.id, before, _facts(row))
    _lay_out(uow, actor, row.client_uid, {})
    return membership_view(uow, row)


# --- freezing ---


@command(Permission.MEMBERSHIPS)
def freeze(uow: "Uow", actor: Actor, client_uid: int, starts: date, ends: date, origin: str) -> MembershipView:
    """Freeze the membership that runs today for these days, both included; this end and every later one move by them.

    The same ``origin`` again is the same freeze. Raises ``Conflict`` with no active membership (S5.18), frozen days and
    too many, ``Invalid`` for days that can't be.
    """
    return _put_freeze(uow, actor, client_uid, Span(starts, ends), origin)


@command(Permission.OWN_MEMBERSHIP)
def freeze_own(uow: "Uow", actor: Actor, starts: date, ends: date, origin: str) -> MembershipView:
    """As ``freeze``, by the member; raises ``Conflict`` where the business does not let them."""
    if not business(uow)["MEMBERS_FREEZE"]:
        raise Conflict("Please ask us to freeze your membership.")
    return _put_freeze(uow, actor, own_card(uow, actor), Span(starts, ends), origin)


@query(Permission.MEMBERSHIPS)
def preview(uow: "Uow", actor: Actor, client_uid: int, starts: date, ends: date) -> FreezePreview:
    """What a freeze would move where; nothing is changed. Raises as ``freeze`` does."""
    return _preview(uow, client_uid, Span(starts, ends))


@query(Permission.OWN_MEMBERSHIP)
def preview_own(uow: "Uow", actor: Actor, starts: date, ends: date) -> FreezePreview:
    """As ``preview``, for the member."""
    return _preview(uow, own_card(uow, actor), Span(starts, ends))


def _preview(uow: "Uow", client_uid: int, days: Span) -> FreezePreview:
    row = active_payment(uow, client_uid)
    if row is None:
        raise Conflict(NOTHING_RUNS)
    rows = uow.memberships.list_unfinished(client_uid, uow.today)
    before = _runs(uow, rows)
    run = frozen(uow.today, next(one for one in before if one.id == row.id), days)
    after = laid_out(uow.today, [run if one.id == row.id else one for one in before])
    ends, names = {one.id: one.span for one in before}, {one.id: one.name for one in rows}
    moves = tuple(Move(names[one.id], ends[one.id], one.span) for one in after if one.span != ends[one.id])
    return FreezePreview(days, moves, run.freeze_left)


@command(Permission.MEMBERSHIPS)
def unfreeze(uow: "Uow", actor: Actor, client_uid: int, starts: date) -> MembershipView:
    """End the freeze that began, or begins, on ``starts``: today counts again, the days left come back (T29)."""
    return _take_freeze(uow, actor, client_uid, starts)


@command(Permission.OWN_MEMBERSHIP)
def unfreeze_own(uow: "Uow", actor: Actor, starts: date) -> MembershipView:
    """As ``unfreeze``, by the member: they are back."""
    return _take_freeze(uow, actor, own_card(uow, actor), starts)


def _put_freeze(uow: "Uow", actor: Actor, client_uid: int, days: Span, origin: str) -> MembershipView:
    """Carry a freeze out under the client's lock."""
    uow.memberships.hold_client(client_uid)
    if (known := uow.memberships.find_freeze_by_origin(origin)) is not None:
        return membership_view(uow, uow.memberships.get(known.membership_id))
    row = active_payment(uow, client_uid)
    if row is None:
        raise Conflict(NOTHING_RUNS)
    run = frozen(uow.today, _runs(uow, [row])[0], days)
    uow.memberships.add_freeze(row, days.starts, days.ends, created_by=actor.user_id, origin=origin)
    said = {"starts": days.starts.isoformat(), "ends": days.ends.isoformat()}
    uow.audit.record(actor, "frozen", KIND, row.id, None, said)
    _lay_out(uow, actor, client_uid, {row.id: run})
    return membership_view(uow, row)


def _take_freeze(uow: "Uow", actor: Actor, client_uid: int, starts: date) -> MembershipView:
    """Carry the end of a freeze out under the client's lock."""
    uow.memberships.hold_client(client_uid)
    row = active_payment(uow, client_uid)
    if row is None:
        raise Outdated("This freeze is over already.")
    run = thawed(uow.today, _runs(uow, [row])[0], starts)
    uow.audit.record(actor, "unfrozen", KIND, row.id, {"starts": starts.isoformat()}, {"today": uow.today.isoformat()})
    _lay_out(uow, actor, client_uid, {row.id: run})
    return membership_view(uow, row)


def _lay_out(uow: "Uow", actor: Actor, client_uid: int, changed: dict[int, Run]) -> None:
    """Put what runs and comes where it stands now, and the freezes with it."""
    rows = {row.id: row for row in uow.memberships.list_unfinished(client_uid, uow.today)}
    runs = [changed.get(run.id, run) for run in _runs(uow, list(rows.values()))]
    laid = laid_out(uow.today, runs)
    for run in laid:
        row = rows[run.id]
        before = _facts(row)
        row.starts, row.ends = run.span.starts, run.span.ends
        if before != _facts(row):
            row.updated_at = uow.now
            uow.audit.record(actor, "moved", KIND, row.id, before, _facts(row))
    _keep_freezes(uow, {run.id: run.freezes for run in laid})
    uow.session.flush()


def _keep_freezes(uow: "Uow", wanted: Mapping[int, Sequence[Span]]) -> None:
    """Take away, or end earlier, freezes of these memberships that are not among what is wanted of them."""
    for id_, rows in uow.memberships.freezes(list(wanted)).items():
        ends = {one.starts: one.ends for one in wanted[id_]}
        for one in rows:
            if one.starts not in ends:
                uow.session.delete(one)
            elif one.ends != ends[one.starts]:
                one.ends, one.updated_at = ends[one.starts], uow.now


# --- what others read ---


def own_card(uow: "Uow", actor: Actor) -> int:
    """The card of the person's account as it is now; raises ``NotFound`` where there is none, or it was deleted."""
    uid = uow.people.get(actor.user_id).client_uid
    if uid is None or uow.clients.find(uid) is None:
        raise NotFound(_UNKNOWN)
    return uid


def own_client(actor: Actor) -> int:
    """The card of the person's account; raises ``NotFound`` where there is none."""
    if actor.client_uid is None:
        raise NotFound(_UNKNOWN)
    return actor.client_uid


def membership_view(uow: "Uow", row: "Membership") -> MembershipView:
    """A membership's row as its view."""
    return membership_views(uow, [row])[0]


def membership_views(uow: "Uow", rows: "Sequence[Membership]") -> list[MembershipView]:
    """Rows as views; two queries for all of them."""
    ids = [row.id for row in rows]
    used, freezes = (uow.memberships.used(ids), uow.memberships.freezes(ids)) if ids else ({}, {})
    return [
        MembershipView(
            row.id, row.name, State(row.state), row.price, row.paid, row.days, row.visits, used.get(row.id, 0),
            row.freeze_days, Span(row.starts, row.ends) if row.starts and row.ends else None,
            tuple(Span(one.starts, one.ends) for one in freezes.get(row.id, [])), row.client_uid,
        )
        for row in rows
    ]  # fmt: skip


def plan_view(row: "Plan", sold: int = 0) -> PlanView:
    """A plan's row as its view."""
    return PlanView(
        row.id, row.name, row.days, row.visits, row.price, row.freeze_days, row.archived_at is not None, sold,
        row.version,
    )  # fmt: skip


def _runs(uow: "Uow", rows: "Sequence[Membership]") -> list[Run]:
    freezes = uow.memberships.freezes([row.id for row in rows]) if rows else {}
    return [
        Run(
            row.id, Span(row.starts, row.ends), row.days, row.freeze_days,
            tuple(Span(one.starts, one.ends) for one in freezes.get(row.id, [])),
        )
        for row in rows
        if row.starts is not None and row.ends is not None
    ]  # fmt: skip


def _terms(row: "Membership | Plan") -> tuple[object, ...]:
    return row.name, row.price, row.days, row.visits, row.freeze_days


def _facts(row: "Membership") -> dict[str, str | None]:
    starts, ends = (day.isoformat() if day else None for day in (row.starts, row.ends))
    return {"state": row.state, "starts": starts, "ends": ends}
