"""The unit of work: one transaction, its moment, and the repositories over it."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import Session

from repositories.accounts import Accounts
from repositories.api_tokens import ApiTokens
from repositories.audit import AuditLog
from repositories.billing import Billing
from repositories.campaigns import Campaigns
from repositories.canned import CannedReplies
from repositories.channels import Channels
from repositories.clients import Clients
from repositories.dialogues import Dialogues
from repositories.directories import Directories
from repositories.groups import Gym
from repositories.imports import Imports
from repositories.inbox import InboxRows
from repositories.incidents import Incidents
from repositories.jobs import Jobs
from repositories.journal_views import JournalViews
from repositories.member_lists import MemberLists
from repositories.members import Members
from repositories.memberships import Memberships
from repositories.orders import Orders
from repositories.outbox import Outbox
from repositories.payments import Payments
from repositories.people import People
from repositories.place import Memory, Place, Safe
from repositories.products import Products
from repositories.promos import Promos
from repositories.purchases import Purchases
from repositories.residents import Residents
from repositories.settings import SettingRows
from repositories.stats import Stats
from repositories.tariffs import Tariffs
from repositories.tickets import Tickets
from repositories.training_invitations import TrainingInvitations
from repositories.trainings import Trainings
from repositories.utility import Utility
from repositories.visits import Visits
from repositories.web import Web

T = TypeVar("T")

__all__ = ["Memory", "Place", "Safe", "Uow"]


class Uow:
    """One transaction. ``now`` is fixed once; ``touched`` names what to wake after the commit."""

    def __init__(
        self, session: Session, now: datetime, memory: Memory | None = None, place: Place | None = None,
        safe: Safe | None = None,
    ) -> None:  # fmt: skip
        """Wrap an open session; ``db.py`` begins and ends the transaction. ``memory`` outlives it."""
        self.session = session
        self.now = now
        self.place = place or Place()
        self.touched: set[str] = set()
        self._safe = safe
        self._memory = memory if memory is not None else Memory()
        self._generation = self._memory.generation

    @property
    def today(self) -> date:
        """The business's calendar day."""
        return self.now.astimezone(self.place.zone).date()

    @property
    def safe(self) -> Safe:
        """What secrets are sealed with; a process that was given no key can't."""
        if self._safe is None:
            raise RuntimeError("this process has no key for secrets")
        return self._safe

    def remember(self, name: str, load: Callable[[], T]) -> T:
        """What ``load`` gave last; loaded anew after a commit that touched ``name``."""
        if name in self.touched or name not in self._memory.values:
            value = load()
            if name not in self.touched and self._memory.generation == self._generation:
                self._memory.values[name] = value
            return value
        known: T = self._memory.values[name]
        return known

    @cached_property
    def people(self) -> People:
        """Accounts, roles, invitations, consents."""
        return People(self.session, self.now)

    @cached_property
    def clients(self) -> Clients:
        """Client cards and their search."""
        return Clients(self.session, self.now)

    @cached_property
    def payments(self) -> Payments:
        """Money that came and went, and invoices."""
        return Payments(self.session, self.now)

    @cached_property
    def orders(self) -> Orders:
        """Games."""
        return Orders(self.session, self.now)

    @cached_property
    def tickets(self) -> Tickets:
        """Tickets of the desk and what was said in them."""
        return Tickets(self.session, self.now)

    @cached_property
    def tariffs(self) -> Tariffs:
        """Tariffs, who is on them, and who is on duty at the desk."""
        return Tariffs(self.session, self.now)

    @cached_property
    def canned(self) -> CannedReplies:
        """Answers of the desk that are given often."""
        return CannedReplies(self.session, self.now)

    @cached_property
    def billing(self) -> Billing:
        """What closed periods came to, and the clients' payments."""
        return Billing(self.session, self.now)

    @cached_property
    def products(self) -> Products:
        """What the shop sells."""
        return Products(self.session, self.now)

    @cached_property
    def promos(self) -> Promos:
        """Promo codes and their uses."""
        return Promos(self.session, self.now)

    @cached_property
    def purchases(self) -> Purchases:
        """What was bought in the shop, and what was begun."""
        return Purchases(self.session, self.now)

    @cached_property
    def channels(self) -> Channels:
        """Channels of the gate and who is in them."""
        return Channels(self.session, self.now)

    @cached_property
    def campaigns(self) -> Campaigns:
        """Broadcasts, their runs and whom they reach."""
        return Campaigns(self.session, self.now, self.touched, self.place.zone)

    @cached_property
    def accounts(self) -> Accounts:
        """Personal accounts of the housing company."""
        return Accounts(self.session, self.now)

    @cached_property
    def residents(self) -> Residents:
        """Who lives at which of them."""
        return Residents(self.session, self.now)

    @cached_property
    def directories(self) -> Directories:
        """Categories and subcategories of utility requests, and executors."""
        return Directories(self.session, self.now)

    @cached_property
    def utility(self) -> Utility:
        """Utility requests, what was said in them and who follows them."""
        return Utility(self.session, self.now)

    @cached_property
    def incidents(self) -> Incidents:
        """What is known and concerns a house or a street."""
        return Incidents(self.session, self.now)

    @cached_property
    def gym(self) -> Gym:
        """Plans, coaches, groups."""
        return Gym(self.session, self.now)

    @cached_property
    def memberships(self) -> Memberships:
        """Memberships of the gym, their freezes and plans."""
        return Memberships(self.session, self.now)

    @cached_property
    def member_lists(self) -> MemberLists:
        """Members of the gym, as lists and cards show them."""
        return MemberLists(self.session, self.now)

    @cached_property
    def stats(self) -> Stats:
        """Numbers over a period."""
        return Stats(self.session, self.place.zone)

    @cached_property
    def trainings(self) -> Trainings:
        """Trainings of the gym."""
        return Trainings(self.session, self.now)

    @cached_property
    def visits(self) -> Visits:
        """Who comes to trainings."""
        return Visits(self.session, self.now)

    @cached_property
    def training_invitations(self) -> TrainingInvitations:
        """Invitations to trainings, and check-in codes."""
        return TrainingInvitations(self.session, self.now)

    @cached_property
    def members(self) -> Members:
        """What a gym knows of clients beside their cards."""
        return Members(self.session, self.now)

    @cached_property
    def settings(self) -> SettingRows:
        """Business settings that differ from their defaults."""
        return SettingRows(self.session, self.now)

    @cached_property
    def audit(self) -> AuditLog:
        """The append-only record of what happened."""
        return AuditLog(self.session, self.now)

    @cached_property
    def api_tokens(self) -> ApiTokens:
        """Keys of outside programs to the HTTP API."""
        return ApiTokens(self.session, self.now)

    @cached_property
    def imports(self) -> Imports:
        """Files that were read in, and what they have done."""
        return Imports(self.session, self.now)

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
    def views(self) -> JournalViews:
        """How people have set up their tables."""
        return JournalViews(self.session, self.now)

    @cached_property
    def jobs(self) -> Jobs:
        """Long work."""
        return Jobs(self.session, self.now, self.touched)

    @cached_property
    def web(self) -> Web:
        """Browsers that are signed in, and how people have set pages up."""
        return Web(self.session, self.now)
