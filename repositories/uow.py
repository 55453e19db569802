"""The unit of work: one transaction, its moment, and the repositories over it."""

from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from repositories.audit import AuditLog
from repositories.clients import Clients
from repositories.dialogues import Dialogues
from repositories.inbox import InboxRows
from repositories.jobs import Jobs
from repositories.orders import Orders
from repositories.outbox import Outbox
from repositories.people import People
from repositories.settings import SettingRows


class Uow:
    """One transaction. ``now`` is fixed once; ``touched`` names what to wake after the commit."""

    def __init__(self, session: Session, now: datetime) -> None:
        """Wrap an open session; ``db.py`` begins and ends the transaction."""
        self.session = session
        self.now = now
        self.touched: set[str] = set()

    @cached_property
    def people(self) -> People:
        """Accounts, roles, invitations, consents."""
        return People(self.session, self.now)

    @cached_property
    def clients(self) -> Clients:
        """Client cards and their search."""
        return Clients(self.session, self.now)

    @cached_property
    def orders(self) -> Orders:
        """Games."""
        return Orders(self.session, self.now)

    @cached_property
    def settings(self) -> SettingRows:
        """Business settings that differ from their defaults."""
        return SettingRows(self.session, self.now)

    @cached_property
    def audit(self) -> AuditLog:
        """The append-only record of what happened."""
        return AuditLog(self.session, self.now)

    @cached_property
    def inbox(self) -> InboxRows:
        """Stored updates."""
        return InboxRows(self.session, self.now)

    @cached_property
    def dialogues(self) -> Dialogues:
        """The dialogue of each chat."""
        return Dialogues(self.session, self.now)

    @cached_property
    def outbox(self) -> Outbox:
        """Messages to be sent after the commit."""
        return Outbox(self.session, self.now, self.touched)

    @cached_property
    def jobs(self) -> Jobs:
        """Long work."""
        return Jobs(self.session, self.now, self.touched)
