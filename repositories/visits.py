"""People at trainings: signed up, in the line, there, not there (S5.45, S5.46)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from domain.trainings import EXPECTED, Stand
from models import Client, Training, Visit
from repositories.base import Repository
from repositories.trainings import PLANNED


class Visits(Repository[Visit]):
    """People at trainings."""

    row = Visit
    missing = "This person is not on the list any more."

    def find_of(self, training_id: int, client_uid: int) -> Visit | None:
        """How a client stands to a training, as it is now."""
        query = select(Visit).where(Visit.training_id == training_id, Visit.client_uid == client_uid)
        return self.session.scalars(query.execution_options(populate_existing=True)).first()

    def put(self, training: Training, client_uid: int, **values: Any) -> Visit:
        """A new row."""
        return self.add(
            Visit(
                training_id=training.id, client_uid=client_uid, day=training.day, created_at=self.now,
                updated_at=self.now, **values,
            )
        )  # fmt: skip

    def put_absent(self, training: Training, client_uids: Sequence[int], source: str) -> None:
        """They have missed it and it takes nothing."""
        self.session.add_all(
            Visit(
                training_id=training.id, client_uid=uid, day=training.day, state=Stand.MISSED.value, source=source,
                counts=False, created_at=self.now, updated_at=self.now,
            )
            for uid in client_uids
        )  # fmt: skip
        self.session.flush()

    def list_waiting(self, training_id: int) -> Sequence[Visit]:
        """The line, in its order."""
        query = select(Visit).where(Visit.training_id == training_id, Visit.state == Stand.WAITING.value)
        return self.session.scalars(query.order_by(Visit.queued_at, Visit.id)).all()

    def list_of(self, training_id: int, states: Collection[Stand] | None = None) -> Sequence[Visit]:
        """Everybody at a training."""
        query = select(Visit).where(Visit.training_id == training_id).order_by(Visit.id)
        return self.session.scalars(query.where(_in(states)) if states else query).all()

    def page(self, training_id: int, offset: int, limit: int) -> list[tuple[Visit, Client]]:
        """Who is or was expected, in the order they came to the list, with their cards."""
        query = (
            select(Visit, Client)
            .join(Client, Client.uid == Visit.client_uid)
            .where(Visit.training_id == training_id, Visit.state != Stand.OFF.value)
            .order_by(Visit.id)
            .offset(offset)
            .limit(limit)
        )
        return [(visit, client) for visit, client in self.session.execute(query)]

    def close(self, training_id: int, counts: bool) -> None:
        """Who was expected and was not marked has missed it; who only waited is off the list."""
        of = update(Visit).where(Visit.training_id == training_id)
        missed = of.where(Visit.state == Stand.SIGNED.value)
        self.session.execute(missed.values(state=Stand.MISSED.value, counts=counts, updated_at=self.now))
        gone = of.where(Visit.state.in_([Stand.WAITING.value, Stand.OFFERED.value]))
        self.session.execute(
            gone.values(state=Stand.OFF.value, counts=False, offered_until=None, updated_at=self.now)
        )  # fmt: skip

    def list_own(self, client_uid: int, since: date, limit: int) -> list[tuple[Visit, Training]]:
        """What a client is signed up for, or waits for, from ``since`` on."""
        query = (
            select(Visit, Training)
            .join(Training, Training.id == Visit.training_id)
            .where(
                Visit.client_uid == client_uid, Visit.day >= since, PLANNED, Training.ends_at > self.now,
                or_(_in(EXPECTED), Visit.state == Stand.CAME.value),
            )
            .order_by(Training.starts_at, Training.id)
            .limit(limit)
        )  # fmt: skip
        return [(visit, training) for visit, training in self.session.execute(query)]

    def has_come(self, client_uid: int, day: date) -> bool:
        """Whether somebody was at a training that day."""
        query = select(Visit.id).where(
            Visit.client_uid == client_uid, Visit.day == day, Visit.state == Stand.CAME.value
        )  # fmt: skip
        return self.session.scalar(query.limit(1)) is not None

    def list_between(self, client_uid: int, first: date, last: date) -> Sequence[int]:
        """Trainings of these days that a client is signed up for and that have not begun, by id."""
        query = (
            select(Training.id)
            .join(Visit, Visit.training_id == Training.id)
            .where(
                Visit.client_uid == client_uid, Visit.day >= first, Visit.day <= last, _in(EXPECTED),
                Training.starts_at > self.now,
            )
            .order_by(Training.id)
        )  # fmt: skip
        return self.session.scalars(query).all()


def _in(states: Collection[Stand]) -> ColumnElement[bool]:
    return Visit.state.in_([one.value for one in states])
