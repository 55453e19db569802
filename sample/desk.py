"""An IT desk beside the club: four companies on three tariffs, two months of tickets, a few of them open.

Everything is written at the moment it happened, by a unit of work of that moment: the guards of the database hold, and
nobody is told of the past.
"""

from datetime import datetime, time, timedelta

from domain.access import SYSTEM
from domain.fold import fold
from domain.payments import Kind as Paid
from domain.tickets import Kind, State
from models import Tariff, Ticket, TicketMessage, User
from repositories.uow import Uow
from sample.club import enrol
from sample.desk_talk import CANNED, TALKS, WAITS, Talk
from sample.personas import BAKER, ENGINEER, PARENT, PERSONAS, SECOND_ENGINEER, SUPPORT
from services import desk
from services.settings import business

PERSONS = {
    "bakery": BAKER, "olga": PARENT, "roman": ENGINEER, "denis": SECOND_ENGINEER, "inna": SUPPORT,
    "dental": 2001, "cafe": 2002, "garage": 2003, "natalia": 2004, "svetlana": 2005,
}  # fmt: skip
STRANGERS = {  # customers nobody plays: nothing can be sent to them
    "dental": ("Ирина", "Кравцова"), "cafe": ("Тимур", "Алиев"), "garage": ("Егор", "Панин"),
    "natalia": ("Наталья", "Белова"), "svetlana": ("Светлана", "Орлова"),
}  # fmt: skip
COMPANIES = {  # card, phone, tariff, days since, days paid ahead
    "bakery": ("Пекарня «Тёплый хлеб»", "+79021000006", "Премиум", 60, 20),
    "dental": ("Стоматология «Улыбка»", "+79025550101", "Бизнес", 70, 12),
    "cafe": ("Кафе «Ветер»", "+79025550102", "Старт", 65, 5),
    "garage": ("Автосервис «Болт»", "+79025550103", "Старт", 62, -2),
}
TARIFFS = (  # name, requests, reaction in minutes, round the clock, may pin, shows contacts, roubles
    ("Старт", 3, 480, False, False, False, 3_000),
    ("Бизнес", 10, 120, False, True, False, 8_000),
    ("Премиум", 20, 30, True, True, True, 25_000),
)
PAID = (
    ("bakery", 50, 25_000),
    ("bakery", 20, 25_000),
    ("dental", 50, 8_000),
    ("dental", 19, 9_000),
    ("cafe", 48, 3_000),
)
RISEN = ("Бизнес", 9_000, 33)  # a price that has changed, so many days ago
FOUNDED = 75  # days ago
JUST_NOW = timedelta(minutes=5)


def fill(uow: Uow) -> None:
    """Put tariffs, companies and tickets in; does nothing where they are."""
    if uow.tickets.find_by_origin("sample:0") is not None:
        return
    enrol(uow)
    people = {name: _person(uow, name) for name in PERSONS}
    tariffs = _tariffs(uow)
    for name in COMPANIES:
        _company(uow, name, people, tariffs)
    for name, days, roubles in PAID:
        card, origin = people[name].client_uid, f"sample:{name}:{days}"
        assert card is not None
        _ago(uow, days).payments.put(Paid.TARIFF, card, roubles * 100, client_uid=card, note="по счёту", origin=origin)
    for name, value in {"JOBS_AT_ONCE": 3, "QUESTION_REACTION": 60}.items():
        uow.settings.put(name, value, 0)
    uow.touched.add("settings")
    for number, (title, text) in enumerate(CANNED):
        uow.canned.make(title, text, people["inna"].id, f"sample:{number}")
    for number, talk in enumerate(TALKS):
        _Story(uow, talk, people, number).tell()


def _at(uow: Uow, moment: datetime) -> Uow:
    """The same transaction, as if it were then."""
    return Uow(uow.session, moment, place=uow.place)


def _ago(uow: Uow, days: int) -> Uow:
    return _at(uow, uow.now - timedelta(days=days))


def _person(uow: Uow, name: str) -> User:
    known = {one["user_id"]: (one["first_name"], one["last_name"]) for one in PERSONAS}
    first, last = STRANGERS.get(name) or known[PERSONS[name]]
    user, _ = _ago(uow, FOUNDED).people.meet(PERSONS[name], first, last, None, "ru")
    if name in STRANGERS:
        user.is_reachable = False
    return user


def _tariffs(uow: Uow) -> dict[str, Tariff]:
    made = {}
    for name, requests, reaction, around_clock, may_pin, shows_contacts, roubles in TARIFFS:
        made[name] = _ago(uow, FOUNDED).tariffs.add(
            Tariff(
                name=name, requests=requests, reaction=reaction * 60, around_clock=around_clock, may_pin=may_pin,
                shows_contacts=shows_contacts, price=roubles * 100, origin=f"sample:{name}",
            )
        )  # fmt: skip
    name, roubles, days = RISEN
    made[name].price = roubles * 100
    _ago(uow, days).tariffs.note_price(made[name], None)
    return made


def _company(uow: Uow, name: str, people: dict[str, User], tariffs: dict[str, Tariff]) -> None:
    title, phone, tariff, days, ahead = COMPANIES[name]
    then = _ago(uow, days)
    card = then.clients.add(then.clients.row(name=title, surname="", phone=phone, origin=f"sample:{name}"))
    uow.people.tie(people[name].id, card.uid)
    pinned = people["roman"].id if name == "bakery" else None
    paid_until = uow.today + timedelta(days=ahead)
    then.tariffs.subscribe(card.uid, tariffs[tariff].id, pinned_id=pinned, paid_until=paid_until)


class _Story:
    """One ticket from its opening to where it stands."""

    def __init__(self, uow: Uow, talk: Talk, people: dict[str, User], number: int) -> None:
        """``number`` makes its origin."""
        self.uow, self.talk, self.number = uow, talk, number
        self.customer = people[talk.who]
        self.agent = people.get(talk.agent)
        days, at = talk.ago
        opened = uow.now - timedelta(minutes=at)
        if days is not None:
            opened = datetime.combine(uow.today - timedelta(days=days), time(at, number * 7 % 60), uow.place.zone)
        self.opened = opened
        self.taken = opened + timedelta(minutes=talk.took)
        self.over = self.taken + timedelta(minutes=talk.lasted) if talk.lasted else uow.now - JUST_NOW

    def tell(self) -> None:
        """Write it down."""
        uow, talk = self.uow, self.talk
        row = _at(uow, self.opened).tickets.add(self._row())
        self._say(row, self.opened, "customer", talk.question)
        _at(uow, self.opened).audit.record(SYSTEM, "opened", "ticket", row.id, None, {"kind": row.kind})
        if self.agent is not None:
            self._move(row, self.taken, State.TAKEN, agent_id=self.agent.id, taken_at=self.taken,
                       estimate=talk.estimate and talk.estimate * 3600)  # fmt: skip
        for at, line in enumerate(talk.lines, 1):
            self._line(row, line, self.taken + (self.over - self.taken) * at / (len(talk.lines) + 1))
        if talk.state is State.CLOSED:
            pay = int(business(uow)["ORDER_RATE"]) if row.kind == Kind.JOB else None
            self._move(row, self.over, State.CLOSED, closed_at=self.over, pay=pay, rating=talk.rating)
        elif talk.state is State.CANCELLED:
            self._move(row, self.over, State.CANCELLED, closed_at=self.over)
        else:
            self._leave_open(row)

    def _row(self) -> Ticket:
        card = self.uow.clients.find(self.customer.client_uid) if self.customer.client_uid else None
        found = self.uow.tariffs.find_of_client(card.uid) if card else None
        who = f"{self.customer.first_name} {self.customer.last_name} {card.folded if card else ''}"
        reaction = int(business(self.uow)["QUESTION_REACTION"]) * 60
        row = Ticket(
            kind=Kind.QUESTION, user_id=self.customer.id, question=self.talk.question, reaction=reaction,
            folded=fold(f"{who} {self.talk.question}"), shows_contacts=True, created_by=self.customer.id,
            client_uid=card.uid if card else None, origin=f"sample:{self.number}",
        )  # fmt: skip
        if found is not None:
            mine, tariff = found
            row.kind, row.tariff_id, row.pinned_id = Kind.JOB, tariff.id, mine.pinned_id
            row.reaction, row.around_clock = tariff.reaction, tariff.around_clock
            row.shows_contacts = tariff.shows_contacts
        return row

    def _move(self, row: Ticket, moment: datetime, target: State, **changes: object) -> None:
        was = State(row.state)
        then = _at(self.uow, moment)
        then.tickets.move_state(row.id, was, target, **changes)
        then.audit.record(SYSTEM, target, "ticket", row.id, {"state": was}, {"state": target})

    def _line(self, row: Ticket, line: str, moment: datetime) -> None:
        if line.startswith(">"):
            self._say(row, moment, "agent", line[1:])
            row.answer = line[1:201]
        elif line.startswith("#"):
            self._say(row, moment, "note", line[1:])
        else:
            self._say(row, moment, "customer", line)

    def _say(self, row: Ticket, moment: datetime, side: str, text: str) -> None:
        whose = self.customer if side == "customer" else self.agent
        _at(self.uow, min(moment, self.uow.now)).tickets.say(
            TicketMessage(ticket_id=row.id, user_id=whose.id if whose else None, side=side, kind="text", text=text)
        )  # fmt: skip

    def _leave_open(self, row: Ticket) -> None:
        """It goes on: what happens next by itself, and where both sides are."""
        desk.plan(self.uow, row)
        self.uow.tariffs.put_place(self.customer.id, current_id=row.id)
        if self.talk.state is not WAITS and self.agent is not None:
            self.uow.tariffs.put_place(self.agent.id, current_id=row.id)
