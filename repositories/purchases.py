"""Purchases of the shop, and those that were begun only (S2.45–S2.47); every list is read from an index."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.shop import State
from models import BegunPurchase, Purchase, Ticket, User
from repositories.base import Repository

TICKET_OPEN = ("created", "taken")


class Purchases(Repository[Purchase]):
    """What was bought, by whom, for how much, and where it stands."""

    row = Purchase
    missing = "There is no such purchase."

    def make(self, **values: Any) -> Purchase:
        """Insert one made of these columns; the caller has looked for its ``origin``."""
        return self.add(Purchase(**values, created_on=self.now, updated_on=self.now))

    def find_by_origin(self, origin: str) -> Purchase | None:
        """What a draft has become."""
        return self.session.scalar(select(Purchase).where(Purchase.origin == origin))

    def edit(self, row: Purchase, **values: Any) -> None:
        """Set columns; ``updated_on`` moves."""
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_on = self.now
        self.session.flush()

    def move_state(self, id_: int, expected: State, target: State, **changes: Any) -> bool:
        """Go from one state to another if it still stands at ``expected``; False where somebody was faster."""
        self.session.flush()
        changed = self.session.execute(
            update(Purchase).where(Purchase.id == id_, Purchase.state == expected)
            .values(state=target, updated_on=self.now, **changes).returning(Purchase.id)
            .execution_options(synchronize_session=False)
        ).first()  # fmt: skip
        if (row := self.session.identity_map.get(self.session.identity_key(Purchase, id_))) is not None:
            self.session.refresh(row)
        return changed is not None

    # --- lists ---

    def list_of_user(self, user_id: int, limit: int, offset: int = 0) -> list[Purchase]:
        """What somebody has bought, the newest first."""
        query = select(Purchase).where(Purchase.user_id == user_id).order_by(Purchase.id.desc())
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def list_in(self, states: Collection[State], limit: int, offset: int = 0, *, newest: bool = True) -> list[Purchase]:
        """Purchases in these states; what waits is looked at the oldest first."""
        query = select(Purchase).order_by(Purchase.id.desc() if newest else Purchase.id)
        if len(states) < len(State):
            query = query.where(Purchase.state.in_(states))
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def count_open(self) -> dict[State, int]:
        """How many wait and are in work, at most a hundred of each are counted."""
        found = {}
        for state in (State.CREATED, State.IN_WORK):
            some = select(Purchase.id).where(Purchase.state == state).limit(100).subquery()
            found[state] = self.session.scalar(select(func.count()).select_from(some)) or 0
        return found

    def list_same_email(self, email: str, user_id: int, client_uid: int | None, limit: int = 3) -> list[User]:
        """Other people's accounts with this e-mail: a family may share one (T14)."""
        query = select(User).where(User.email == email, User.id != user_id).order_by(User.id).limit(limit)
        return [user for user in self.session.scalars(query) if not client_uid or user.client_uid != client_uid]

    def find_ticket(self, purchase_id: int) -> Ticket | None:
        """The open ticket about a purchase, the newest where there are several."""
        query = select(Ticket).where(Ticket.purchase_id == purchase_id, Ticket.state.in_(TICKET_OPEN))
        return self.session.scalars(query.order_by(Ticket.id.desc()).limit(1)).first()

    def count_of_user(self, user_id: int) -> int:
        """How many somebody has bought."""
        query = select(func.count()).select_from(Purchase).where(Purchase.user_id == user_id)
        return self.session.scalar(query) or 0

    # --- begun ---

    def begin(self, user_id: int, product_id: int) -> None:
        """Somebody begins to buy; again is the same beginning, later."""
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        values = {"user_id": user_id, "product_id": product_id, "begun_at": self.now, "purchase_id": None}
        query = insert(BegunPurchase).values(values)
        self.session.execute(
            query.on_conflict_do_update(
                index_elements=["user_id", "product_id"], set_={"begun_at": self.now, "purchase_id": None}
            )
        )

    def finish_begun(self, row: Purchase) -> None:
        """They have bought it."""
        self.session.execute(
            update(BegunPurchase)
            .where(BegunPurchase.user_id == row.user_id, BegunPurchase.product_id == row.product_id)
            .values(purchase_id=row.id)
        )

    def give_to_client(self, from_uid: int, to_uid: int) -> None:
        """Two cards are one client: what was bought goes to one of them."""
        self.session.execute(
            update(Purchase).where(Purchase.client_uid == from_uid).values(client_uid=to_uid)
            .execution_options(synchronize_session=False)
        )  # fmt: skip
