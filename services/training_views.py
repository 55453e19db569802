"""Trainings' rows as views: for who leads them and for who comes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.training_views import CoachName, OwnTraining, Seat, TrainingCard, TrainingView
from domain.trainings import HOLDS, PAGE, Source, Stand, State, in_line
from services.settings import business

if TYPE_CHECKING:
    from models import Client, Coach, Training, Visit
    from repositories.uow import Uow

WITH_LINK = frozenset({Stand.SIGNED, Stand.CAME})


def coach_name(row: "Coach | None") -> str:
    """`Иван Орлов`."""
    return f"{row.first_name} {row.last_name}".strip() if row is not None else ""


def coach_names(uow: "Uow") -> tuple[CoachName, ...]:
    """Everybody who leads trainings now."""
    return tuple(CoachName(row.id, coach_name(row)) for row in uow.trainings.coaches().values())


def client_name(row: "Client") -> str:
    """`Ольга Минеева`, as a coach calls people."""
    return f"{row.name} {row.surname}".strip()


def training_views(uow: "Uow", rows: "Sequence[Training]") -> tuple[TrainingView, ...]:
    """Rows as views with their links; two queries for all of them."""
    counts = uow.trainings.counts([row.id for row in rows]) if rows else {}
    coaches = uow.trainings.coaches({row.coach_id for row in rows}) if rows else {}
    return tuple(
        TrainingView(
            row.id, row.title, row.starts_at, row.ends_at, row.day, row.capacity,
            sum(number for stand, number in counts.get(row.id, {}).items() if stand in HOLDS), State(row.state),
            counts.get(row.id, {}).get(Stand.WAITING, 0), row.coach_id,
            coach_name(coaches.get(row.coach_id)) if row.coach_id is not None else "",
            row.group_id, row.link, row.reason,
        )
        for row in rows
    )  # fmt: skip


def training_view(uow: "Uow", row: "Training") -> TrainingView:
    """One of them."""
    return training_views(uow, [row])[0]


def training_card(uow: "Uow", row: "Training", page: int = 0) -> TrainingCard:
    """A training with a page of its people, as who leads it sees it."""
    counts = uow.trainings.counts([row.id]).get(row.id, {})
    people = sum(number for stand, number in counts.items() if stand is not Stand.OFF)
    page = min(max(0, page), max(0, people - 1) // PAGE)
    seats = tuple(
        Seat(visit.id, client.uid, client_name(client), Stand(visit.state))
        for visit, client in uow.visits.page(row.id, page * PAGE, PAGE)
    )
    return TrainingCard(training_view(uow, row), uow.now, seats, people, page, counts.get(Stand.CAME, 0))


def own_training(uow: "Uow", row: "Training", visit: "Visit | None") -> OwnTraining:
    """A training as the member of ``visit`` sees it; its link only for who has a place."""
    return own_trainings(uow, [(visit, row)])[0]


def own_trainings(uow: "Uow", found: "Sequence[tuple[Visit | None, Training]]") -> tuple[OwnTraining, ...]:
    """The same of several."""
    views = training_views(uow, [row for _, row in found])
    return tuple(_own(uow, view, visit) for view, (visit, _) in zip(views, found, strict=True))


def _own(uow: "Uow", view: TrainingView, visit: "Visit | None") -> OwnTraining:
    stand = Stand(visit.state) if visit is not None else None
    shown = view if stand in WITH_LINK else without_link(view)
    if visit is None:
        return OwnTraining(shown, uow.now)
    line = [one.client_uid for one in uow.visits.list_waiting(view.id)] if stand is Stand.WAITING else []
    membership = uow.memberships.find(visit.membership_id) if visit.membership_id is not None else None
    until = view.starts_at - timedelta(hours=business(uow)["SIGN_OFF_UNTIL"])
    return OwnTraining(
        shown, uow.now, stand, in_line(line, visit.client_uid), visit.offered_until, until,
        visit.counts and membership is not None and membership.visits is not None,
        stand is Stand.CAME and (visit.source != Source.INVITATION or uow.now >= view.starts_at),
    )  # fmt: skip


def without_link(view: TrainingView) -> TrainingView:
    """The same as somebody sees it who has no place."""
    return TrainingView(
        view.id, view.title, view.starts_at, view.ends_at, view.day, view.capacity, view.taken, view.state,
        view.waiting, view.coach_id, view.coach, view.group_id, "", view.reason,
    )  # fmt: skip
