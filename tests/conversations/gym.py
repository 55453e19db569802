"""What the tests of the gym share: a plan on sale, a member, the desk."""

from datetime import date
from typing import Any

from models import Membership
from tests.chat import Person, Telegram, plain
from tests.club import card
from tests.conversations.shop import agree
from tests.gym_rows import make_member, make_membership, make_plan


def on_sale(telegram: Telegram, name: str = "Месяц", **values: Any) -> int:
    """A plan: 30 days, ten of them to freeze, 3 000 ₽."""
    return telegram.desk.db.write_now(lambda uow: make_plan(uow, name=name, **values).id)


async def member(telegram: Telegram, name: str = "Ольга", starts: date | None = None, sold: str = "Месяц") -> Person:
    """Somebody with a card and a membership that was paid."""
    person = await telegram.person(name)
    agree(telegram, person)
    uid = card(telegram.desk.db, person, name=name, surname="Минеева")

    def fill(uow: Any) -> None:
        make_member(uow, uid, joined_at=uow.now)
        make_membership(uow, uid, starts, plan=make_plan(uow, name=sold))

    telegram.desk.db.write_now(fill)
    return person


def rows(telegram: Telegram, kind: type = Membership) -> list[dict[str, Any]]:
    """Every row of a table, oldest first."""
    names = [column.name for column in kind.__table__.columns]  # type: ignore[attr-defined]
    key = next(iter(kind.__table__.primary_key))  # type: ignore[attr-defined]
    return telegram.desk.db.read_now(
        lambda uow: [{one: getattr(row, one) for one in names} for row in uow.session.query(kind).order_by(key)]
    )


def labels(person: Person) -> list[str]:
    """The buttons under the newest message, with plain spaces."""
    return [plain(label) for label in person.buttons]
