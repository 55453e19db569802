"""The desk under fuzz: a tariff, customers' cards on it, questions and jobs that wait and that somebody has in work."""

from __future__ import annotations

import itertools
from contextlib import suppress
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from domain.access import Role
from domain.errors import CrmError
from domain.ticket_views import Said
from domain.tickets import Kind, State
from models import Tariff, Ticket, User
from services import ticket_opening, tickets
from tests.builders import make_client

if TYPE_CHECKING:
    from db import Database
    from tests.fuzz.phone import Phone

KEPT = {(Kind.JOB, State.CREATED): 5, (Kind.JOB, State.TAKEN): 3, (Kind.QUESTION, State.CREATED): 3,
        (Kind.QUESTION, State.TAKEN): 3}  # fmt: skip
HELPERS = {
    Kind.JOB: (Role.CONTRACTOR, Role.MANAGER, Role.OWNER), Kind.QUESTION: (Role.SUPPORT, Role.MANAGER, Role.OWNER),
}  # fmt: skip
NAMED = "job created", "job taken", "question created", "question taken", "own job"
ON_TARIFF = 3  # every third customer is on a tariff; the others are asked who they are
TOLD = ("Сайт не открывается", "Не приходит почта", "<b>503</b> &amp; всё", "Звонить +7 905 111-22-33 или @petrov_iv")
SURNAME = "Минеев"


class Tickets:
    """What there is at the desk, by what a way calls it; kept going however much is closed and cancelled."""

    def __init__(self, db: Database, rng: Random) -> None:
        """Over the club's database."""
        self.db, self.rng = db, rng
        self._numbers = itertools.count(1)
        self._found: dict[tuple[str, str], list[int]] = {}
        self._own: dict[int, list[int]] = {}  # open jobs, by the customer's Telegram id

    def find(self, what: str, telegram_id: int) -> list[int]:
        """Tickets that a way names: `job created`, `own job`."""
        if what == "own job":
            return self._own.get(telegram_id, [])
        kind, state = what.split()
        return self._found.get((kind, state), [])

    def keep_going(self, phones: list[Phone]) -> None:
        """Now and then: customers are on a tariff, and tickets of each kind are there again."""
        asking = [phone.id for phone in phones if phone.role is Role.CLIENT]
        on_tariff = [one for one in asking if is_on_tariff(one)]
        self.db.write_now(lambda uow: self._subscribe(uow, on_tariff))
        self.db.read_now(self._look)
        wanted = [(one, Kind.JOB, State.CREATED) for one in on_tariff if one not in self._own]
        for (kind, state), least in KEPT.items():
            asks = [one for one in asking if is_on_tariff(one) == (kind is Kind.JOB)]
            lacks = least - len(self._found.get((kind, state), [])) if asks else 0
            wanted += [(self.rng.choice(asks), kind, state) for _ in range(lacks)]
        for customer, kind, state in wanted:
            agent = self.rng.choice([one.id for one in phones if one.role in HELPERS[kind]])
            with suppress(CrmError):  # too many are open: there is another one next time
                self.db.write_now(partial(self._open, customer=customer, agent=agent, state=state))
        self.db.read_now(self._look)

    def _subscribe(self, uow: Any, telegram_ids: list[int]) -> None:
        endless = (one for one in uow.tariffs.list_live() if one.requests is None)
        tariff = next(endless, None) or uow.tariffs.add(
            Tariff(name=f"Всё включено {next(self._numbers)}", requests=None, reaction=3600, price=9_000, may_pin=True)
        )
        for telegram_id in telegram_ids:
            user = uow.people.find_by_telegram(telegram_id)
            if user is None:
                continue
            if user.client_uid is None or uow.clients.find(user.client_uid) is None:
                phone = f"+7907{next(self._numbers):07d}"
                user.client_uid = make_client(uow, surname=SURNAME, phone=phone, secondphone="").uid
            uow.session.flush()
            uow.tariffs.subscribe(user.client_uid, tariff.id, paid_until=None)

    def _open(self, uow: Any, customer: int, agent: int, state: State) -> None:
        asks, helps = uow.people.actor_of(customer, ""), uow.people.actor_of(agent, "")
        if asks is None or helps is None:
            return
        said = Said(text=self.rng.choice(TOLD), chat_id=customer)
        opened = ticket_opening.open_own(uow, asks, said, f"fuzz:ticket:{next(self._numbers)}")
        if state is State.TAKEN:
            tickets.take(uow, helps, opened.id, 4 if opened.kind is Kind.JOB else None)

    def _look(self, uow: Any) -> None:
        query = uow.session.query(Ticket.kind, Ticket.state, Ticket.id, User.telegram_id)
        query = query.join(User, User.id == Ticket.user_id).filter(Ticket.state.in_(("created", "taken")))
        self._found, self._own = {}, {}
        for kind, state, id_, telegram_id in query.order_by(Ticket.id.desc()).limit(200):
            self._found.setdefault((kind, state), []).append(id_)
            if kind == Kind.JOB:
                self._own.setdefault(telegram_id, []).append(id_)


def is_on_tariff(telegram_id: int) -> bool:
    """Whether this person of the club is a client of the desk."""
    return telegram_id % ON_TARIFF == 1
