"""The append-only record of what happened."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from domain.access import Actor
from models import Audit
from repositories.base import Repository


class AuditLog(Repository[Audit]):
    """Events, newest last; a database trigger forbids changing them."""

    row = Audit

    def record(
        self,
        actor: Actor,
        action: str,
        kind: str,
        subject_id: int,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Audit:
        """Write down who did what to which thing; values must be JSON."""
        return self.add(
            Audit(
                at=self.now, user_id=actor.user_id, action=action, kind=kind, subject_id=subject_id,
                before=before, after=after, origin=actor.origin,
            )
        )  # fmt: skip

    def record_all(
        self, actor: Actor, kind: str,
        events: Iterable[tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]],
    ) -> None:  # fmt: skip
        """Write down many events of one kind at once: action, thing, before, after."""
        self.session.add_all(
            Audit(
                at=self.now, user_id=actor.user_id, action=action, kind=kind, subject_id=subject,
                before=before, after=after, origin=actor.origin,
            )
            for action, subject, before, after in events
        )  # fmt: skip
        self.session.flush()

    def list_of(self, kind: str, subject_id: int, limit: int = 20) -> list[Audit]:
        """The latest events of one thing, newest first."""
        query = select(Audit).where(Audit.kind == kind, Audit.subject_id == subject_id)
        return list(self.session.scalars(query.order_by(Audit.id.desc()).limit(limit)))

    def list_latest(self, kind: str, subject_ids: Collection[int], actions: Collection[str]) -> dict[int, Audit]:
        """The latest event of these actions of each thing, by its id."""
        query = select(Audit).where(
            Audit.kind == kind, Audit.subject_id.in_(subject_ids), Audit.action.in_(actions)
        )  # fmt: skip
        return {event.subject_id: event for event in self.session.scalars(query.order_by(Audit.id))}

    def count_since(self, action: str, kind: str, subject_id: int, since: datetime) -> int:
        """How often something happened to one thing."""
        query = select(func.count()).where(Audit.kind == kind, Audit.subject_id == subject_id)
        return self.session.scalar(query.where(Audit.action == action, Audit.at >= since)) or 0
