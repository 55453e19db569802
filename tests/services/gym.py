"""What the tests of trainings share: members with a membership, a coach with an account, people at a training."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import Database
from domain.access import Actor, Role
from models import Outgoing, Visit
from tests.builders import make_client, make_user
from tests.gym_rows import make_coach, make_membership, make_training


def member(db: Database, name: str = "Ольга", **membership: Any) -> Actor:
    """Somebody with an account, a card and a membership that runs from today, a month long."""

    def write(uow: Any) -> int:
        client = make_client(uow, name=name)
        make_membership(uow, client.uid, **membership)
        return int(make_user(uow, client_uid=client.uid, first_name=name).telegram_id)

    return _acting(db, db.write_now(write))


def stranger(db: Database) -> Actor:
    """A client without a membership."""
    return _acting(
        db, db.write_now(lambda uow: make_user(uow, client_uid=make_client(uow, name="Глеб").uid).telegram_id)
    )


def members(db: Database, number: int) -> list[Actor]:
    """Several."""
    return [member(db, f"Участник{at}") for at in range(number)]


def _acting(db: Database, telegram_id: int) -> Actor:
    found = db.read_now(lambda uow: uow.people.actor_of(telegram_id, "test"))
    assert found is not None
    return found


@dataclass
class Lead:
    """A coach and their account."""

    actor: Actor
    coach_id: int


def coach(db: Database, name: str = "Иван") -> Lead:
    """Somebody who leads trainings and has an account."""

    def write(uow: Any) -> tuple[int, int]:
        user = make_user(uow, roles=(Role.COACH,), first_name=name)
        return user.telegram_id, make_coach(uow, first_name=name, user_id=user.id).id

    telegram_id, coach_id = db.write_now(write)
    return Lead(_acting(db, telegram_id), coach_id)


def training(db: Database, **values: Any) -> int:
    """An hour tomorrow, for ten, unless told otherwise."""
    return db.write_now(lambda uow: int(make_training(uow, **values).id))


def stands(db: Database, training_id: int) -> dict[int, tuple[str, bool]]:
    """Client → how they stand to a training, and whether that takes a visit."""

    def read(uow: Any) -> dict[int, tuple[str, bool]]:
        rows = uow.session.query(Visit).filter(Visit.training_id == training_id).order_by(Visit.id)
        return {row.client_uid: (row.state, row.counts) for row in rows}

    return db.read_now(read)


def told(db: Database, *kinds: str) -> list[tuple[str, int, dict[str, Any]]]:
    """Notices of these kinds: kind, chat, facts, in their order; what was taken back is none."""

    def read(uow: Any) -> list[tuple[str, int, dict[str, Any]]]:
        rows = uow.session.query(Outgoing).filter(Outgoing.kind.in_(kinds), Outgoing.state != "dropped")
        return [(row.kind, row.chat_id, dict(row.facts)) for row in rows.order_by(Outgoing.id)]

    return db.read_now(read)


def states(db: Database, training_id: int, who: Sequence[Actor]) -> list[str]:
    """How these people stand, in their order; `-` for who is not on the list."""
    found = stands(db, training_id)
    return [found.get(one.client_uid or 0, ("-", False))[0] for one in who]
