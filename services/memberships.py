"""Memberships of the gym: sold, paid, frozen, called off (S5.14–S5.18, S5.43, S5.44; T26, T29).

What runs when is ``domain.memberships``'; here it is carried out, under the client's lock, and written down.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, query
from domain.errors import NotFound
from domain.membership_views import MembershipView, PlanView
from domain.memberships import Run, Span, State, called_off, laid_out, renewed
from services import member_notices

if TYPE_CHECKING:
    from models import Membership, Plan
    from repositories.uow import Uow

KIND = "membership"
DELETED = "Your card at the gym was deleted. Please call or write to us, and we will bring it back."
_UNKNOWN = "I don't know you at the gym yet. Please register: /membership."


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


def call_off(uow: "Uow", actor: Actor, row: "Membership") -> None:
    """End a membership that is held, and put what stands behind it where it stands now (``calling_off``)."""
    before, runs = _facts(row), runs_of(uow, [row])
    kept, freezes = called_off(uow.today, runs[0]) if runs else (None, ())
    row.state, row.updated_at = State.CANCELLED.value, uow.now
    row.starts, row.ends = (kept.starts, kept.ends) if kept is not None else (None, None)
    _keep_freezes(uow, {row.id: freezes})
    uow.session.flush()
    member_notices.settle(uow, actor, row, "cancelled")
    uow.audit.record(actor, "cancelled", KIND, row.id, before, _facts(row))
    lay_out(uow, actor, row.client_uid, {})


# --- where what runs and comes stands now ---


def lay_out(uow: "Uow", actor: Actor, client_uid: int, changed: dict[int, Run]) -> None:
    """Put what runs and comes where it stands now, and the freezes with it."""
    rows = {row.id: row for row in uow.memberships.list_unfinished(client_uid, uow.today)}
    runs = [changed.get(run.id, run) for run in runs_of(uow, list(rows.values()))]
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
    """The card of the person's account as it is now; raises ``NotFound`` where there is none, or it was deleted.

    Whatever a member does by themselves asks for it here.
    """
    uid = uow.people.get(actor.user_id).client_uid
    if uid is None:
        raise NotFound(_UNKNOWN)
    if uow.clients.find(uid) is None:
        raise NotFound(DELETED)
    return uid


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


def runs_of(uow: "Uow", rows: "Sequence[Membership]") -> list[Run]:
    """Rows that have days as the rule reads them; one query."""
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
