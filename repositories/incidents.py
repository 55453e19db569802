"""Incidents of a house or a street, and whom they concern; every list is bounded and read from an index."""

from typing import Any

from sqlalchemy import Select, func, or_, select, text, union
from sqlalchemy.dialects import postgresql, sqlite

from domain.accounts import is_same_city
from domain.residents import State as Resides
from models import Incident, IncidentPerson, Resident, User, UtilityRequest
from repositories.base import Repository

IS_OPEN = "state = 'open'"  # as the partial index has it


class Incidents(Repository[Incident]):
    """What is known and concerns many."""

    row = Incident
    missing = "There is no such incident."

    def make(self, **values: Any) -> Incident:
        """Insert one made of these columns; the caller has looked for its ``origin``."""
        return self.add(Incident(**values, created_at=self.now, updated_at=self.now))

    def find_by_origin(self, origin: str) -> Incident | None:
        """What a draft has become."""
        return self.session.scalar(select(Incident).where(Incident.origin == origin))

    def list_open(self, limit: int = 50, offset: int = 0) -> list[Incident]:
        """A page of what goes on now, the newest first."""
        query = select(Incident).where(text(IS_OPEN)).order_by(Incident.id.desc())
        return list(self.session.scalars(query.limit(limit).offset(offset)))

    def find_at(self, category_id: int, city: str, street_n: str, house_n: str) -> Incident | None:
        """An open one of this category that concerns a house: its own, or its street's; the newest.

        Street and house as accounts compare them; another town's street of the same name is another street.
        """
        query = select(Incident).where(
            text(IS_OPEN), Incident.street_n == street_n, or_(Incident.house_n == "", Incident.house_n == house_n),
            Incident.category_id == category_id,
        )  # fmt: skip
        found = self.session.scalars(query.order_by(Incident.id.desc()))
        return next((row for row in found if is_same_city(row.city, city)), None)

    def move(self, id_: int, version: int, **changes: Any) -> bool:
        """Change an open one that nobody else has changed since ``version``; False where somebody was faster."""
        return self.change_where(
            id_, Incident.state == "open", Incident.version == version, updated_at=self.now, **changes
        )  # fmt: skip

    # --- whom it concerns ---

    def join(self, incident_id: int, user_id: int, account_id: int | None) -> bool:
        """Somebody is concerned too; False where that was known."""
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        values = {"incident_id": incident_id, "user_id": user_id, "account_id": account_id, "at": self.now}
        query = insert(IncidentPerson).values(values).on_conflict_do_nothing().returning(IncidentPerson.user_id)
        return self.session.execute(query).first() is not None

    def is_joined(self, incident_id: int, user_id: int) -> bool:
        """Whether somebody has said that it concerns them."""
        return self.session.get(IncidentPerson, (incident_id, user_id)) is not None

    def list_concerned(self, incident_id: int) -> list[User]:
        """Confirmed residents whose requests are in it or who have said so, each once: others see no address."""
        concerned = self._concerned(incident_id)
        return list(self.session.scalars(select(User).where(User.id.in_(concerned)).order_by(User.id)))

    def count_concerned(self, incident_id: int) -> int:
        """How many there are of them."""
        concerned = self._concerned(incident_id).subquery()
        return self.session.scalar(select(func.count()).select_from(concerned)) or 0

    @staticmethod
    def _concerned(incident_id: int) -> Select[tuple[int]]:
        joined = select(IncidentPerson.user_id, IncidentPerson.account_id).where(
            IncidentPerson.incident_id == incident_id
        )  # fmt: skip
        asked = select(UtilityRequest.user_id, UtilityRequest.account_id).where(
            UtilityRequest.incident_id == incident_id
        )  # fmt: skip
        said = union(joined, asked).subquery()
        lives_there = select(Resident.id).where(
            Resident.user_id == said.c.user_id, Resident.account_id == said.c.account_id,
            Resident.state == Resides.CONFIRMED, Resident.freed_at.is_(None),
        )  # fmt: skip
        return select(said.c.user_id).where(lives_there.exists()).distinct()

    def has_urgent(self, incident_id: int) -> bool:
        """Whether a request in it is urgent, by its category or its subcategory."""
        found = select(UtilityRequest.id).where(UtilityRequest.incident_id == incident_id, UtilityRequest.is_urgent)
        return self.session.scalar(found.limit(1)) is not None

    def count_requests(self, incident_id: int) -> int:
        """How many requests are in it."""
        return self.session.scalar(select(func.count()).where(UtilityRequest.incident_id == incident_id)) or 0
