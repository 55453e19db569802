"""Who is invited to a training, and the codes by which people check in (S5.31, S5.45)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select

from domain.trainings import Audience, Stand
from models import CheckInCode, Client, Invited, Member, Training, TrainingInvitation, Visit
from repositories.base import Repository
from repositories.memberships import active_on


class TrainingInvitations(Repository[TrainingInvitation]):
    """Invitations, whom each reaches, and check-in codes."""

    row = TrainingInvitation
    missing = "This invitation is no longer there."

    def make(self, training_id: int, audience: Audience, by: int, until: datetime, origin: str) -> TrainingInvitation:
        """An invitation, without its people."""
        row = TrainingInvitation(
            training_id=training_id, audience=audience.value, created_by=by, created_at=self.now, expires_at=until,
            origin=origin,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row

    def find_by_origin(self, origin: str) -> TrainingInvitation | None:
        """What this draft has sent already."""
        return self.session.scalar(select(TrainingInvitation).where(TrainingInvitation.origin == origin))

    def put_invited(self, invitation_id: int, client_uids: Iterable[int]) -> None:
        """Who gets it."""
        self.session.add_all(Invited(invitation_id=invitation_id, client_uid=uid) for uid in client_uids)
        self.session.flush()

    def count_invited(self, invitation_id: int) -> int:
        """How many got it."""
        query = select(func.count()).select_from(Invited).where(Invited.invitation_id == invitation_id)
        return self.session.scalar(query) or 0

    def invited(self, invitation_id: int, client_uid: int) -> tuple[TrainingInvitation, Invited] | None:
        """An invitation as this client has it; None where they were not invited by it."""
        query = (
            select(TrainingInvitation, Invited)
            .join(Invited, Invited.invitation_id == TrainingInvitation.id)
            .where(TrainingInvitation.id == invitation_id, Invited.client_uid == client_uid)
        )
        found = self.session.execute(query).first()
        return (found[0], found[1]) if found else None

    def list_invited(self, training_id: int) -> Sequence[int]:
        """Everybody who was invited to it, once."""
        query = (
            select(Invited.client_uid)
            .join(TrainingInvitation, TrainingInvitation.id == Invited.invitation_id)
            .where(TrainingInvitation.training_id == training_id)
            .distinct()
        )
        return self.session.scalars(query).all()

    def list_audience(self, training: Training, audience: Audience, chosen: Collection[int]) -> list[int]:
        """Who would be invited: active on the training's day, of the audience, and not on the list already (T27)."""
        goes = [Stand.SIGNED.value, Stand.OFFERED.value, Stand.CAME.value]
        query = select(Client.uid).where(
            active_on(training.day),
            ~exists().where(
                Visit.training_id == training.id, Visit.client_uid == Client.uid, Visit.state.in_(goes)
            ),
        )  # fmt: skip
        if audience is Audience.PEOPLE:
            query = query.where(Client.uid.in_(chosen))
        elif audience is Audience.GROUP:
            members = exists().where(Member.client_uid == Client.uid, Member.group_id == (training.group_id or 0))
            query = query.where(members)
        return list(self.session.scalars(query.order_by(Client.uid)))

    # --- check-in codes ---

    def put_code(self, code_hash: str, training_id: int, by: int, until: datetime) -> None:
        """What the QR on the coach's screen says, as a hash."""
        self.session.add(CheckInCode(code_hash=code_hash, training_id=training_id, created_by=by, expires_at=until))
        self.session.flush()

    def find_code(self, code_hash: str) -> CheckInCode | None:
        """The code of a hash, also one that is over."""
        return self.session.get(CheckInCode, code_hash)

    def forget_codes(self) -> None:
        """Codes that are over since yesterday."""
        self.session.execute(delete(CheckInCode).where(CheckInCode.expires_at < self.now - timedelta(days=1)))
