"""Long work and how far it has come."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Job
from repositories.base import Repository

OPEN = ("queued", "running")


class Jobs(Repository[Job]):
    """Exports and, later, imports, campaigns and charts."""

    row = Job

    def __init__(self, session: Session, now: datetime, touched: set[str]) -> None:
        """``touched`` is told that there is work."""
        super().__init__(session, now)
        self.touched = touched

    def start(self, kind: str, params: dict[str, Any], user_id: int, chat_id: int, origin: str) -> Job:
        """Queue work; the same origin again gives the same job."""
        if (known := self.session.scalar(select(Job).where(Job.origin == origin))) is not None:
            return known
        self.touched.add("jobs")
        return self.add(
            Job(kind=kind, params=params, user_id=user_id, chat_id=chat_id, origin=origin, created_at=self.now,
                state="queued")
        )  # fmt: skip

    def next_open(self) -> Job | None:
        """The oldest job that is not finished; one that was running when the process died starts anew."""
        return self.session.scalar(select(Job).where(Job.state.in_(OPEN)).order_by(Job.id).limit(1))

    def find_open(self, kind: str, params: dict[str, Any], user_id: int) -> Job | None:
        """The same work that somebody is waiting for already."""
        open_ones = select(Job).where(Job.state.in_(OPEN), Job.user_id == user_id, Job.kind == kind).order_by(Job.id)
        return next((job for job in self.session.scalars(open_ones) if job.params == params), None)

    def finish(self, id_: int, state: str, error: str = "") -> None:
        """Mark as done, stopped or failed."""
        job = self.get(id_)
        job.state, job.error, job.finished_at = state, error[:200], self.now
