"""Two cards are one client: what the gym has of one goes to the other."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain.trainings import Stand
from models import Freeze, Invited, Member, Membership, Visit

_STRONGEST = (Stand.CAME, Stand.SIGNED, Stand.OFFERED, Stand.WAITING, Stand.MISSED, Stand.OFF)
_FIELDS = ("email", "region", "region_n", "photo", "comment", "group_id", "joined_at")
_STANDING = ("state", "source", "counts", "membership_id", "queued_at", "offered_until", "marked_by")


def give_to_client(session: Session, from_uid: int, to_uid: int) -> None:
    """Profile, memberships, freezes, visits and invitations; of two rows for the same thing the fuller one stays."""
    session.flush()
    _profile(session, from_uid, to_uid)
    for row in (Membership, Freeze):
        session.execute(
            update(row).where(row.client_uid == from_uid).values(client_uid=to_uid)
            .execution_options(synchronize_session="fetch")
        )  # fmt: skip
    _visits(session, from_uid, to_uid)
    has = select(Invited.invitation_id).where(Invited.client_uid == to_uid)
    session.execute(delete(Invited).where(Invited.client_uid == from_uid, Invited.invitation_id.in_(has)))
    session.execute(update(Invited).where(Invited.client_uid == from_uid).values(client_uid=to_uid))
    session.flush()


def _profile(session: Session, from_uid: int, to_uid: int) -> None:
    old, kept = session.get(Member, from_uid), session.get(Member, to_uid)
    if old is None:
        return
    if kept is None:
        kept = Member(client_uid=to_uid, created_at=old.created_at, updated_at=old.updated_at)
        session.add(kept)
    for name in _FIELDS:
        if not getattr(kept, name):
            setattr(kept, name, getattr(old, name))
    session.delete(old)
    session.flush()


def _visits(session: Session, from_uid: int, to_uid: int) -> None:
    kept = {row.training_id: row for row in session.scalars(select(Visit).where(Visit.client_uid == to_uid))}
    for row in session.scalars(select(Visit).where(Visit.client_uid == from_uid)).all():
        same = kept.get(row.training_id)
        if same is None:
            row.client_uid = to_uid
            continue
        if _STRONGEST.index(Stand(row.state)) < _STRONGEST.index(Stand(same.state)):
            for name in _STANDING:
                setattr(same, name, getattr(row, name))
        session.delete(row)
    session.flush()
