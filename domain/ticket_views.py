"""What of the desk may leave a transaction: tickets, what was said in them, who is there to take them."""

from dataclasses import dataclass
from datetime import datetime

from domain.ticket_rules import Act
from domain.tickets import Kind, State
from domain.views import ClientView, PersonView

FILES_MOST = 2_000 * 1024 * 1024  # bytes: what Telegram itself takes from a person
TEXT_MOST = 4096


@dataclass(frozen=True)
class Said:
    """A message as it came: ``kind`` is Telegram's word for it (`text`, `photo` …), ``text`` also a caption."""

    kind: str = "text"
    text: str = ""
    file_id: str = ""
    file_name: str = ""
    file_size: int | None = None
    album: str = ""
    latitude: float | None = None
    longitude: float | None = None
    chat_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True)
class SaidView:
    """One message of a ticket's history. ``side``: customer, agent, note or system."""

    id: int
    side: str
    who: str
    said: Said
    at: datetime
    is_edited: bool = False


@dataclass(frozen=True)
class TicketView:
    """A ticket as far as its reader may see it. ``estimate`` in seconds, ``pay`` in minor units.

    ``acts`` is what the reader may do. Without ``Act.SEE`` there is no text and no person in it (S2.62).
    """

    id: int
    kind: Kind
    state: State
    created_at: datetime
    acts: frozenset[Act]
    agent: PersonView | None = None
    question: str = ""
    answer: str = ""
    customer: PersonView | None = None
    customer_phone: str = ""
    agent_contact: str = ""  # for a customer whose tariff shows it (S3.63)
    client: ClientView | None = None
    pinned: PersonView | None = None
    tariff: str = ""
    promised_by: datetime | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    estimate: int | None = None
    done_by: datetime | None = None
    rating: int | None = None
    pay: int | None = None
    has_access: bool = False  # the site's credentials were given
    shows_contacts: bool = True
    is_mine: bool = False  # its reader is the customer
    files: int = 0
    purchase_id: int | None = None  # what it is about
    lately: tuple[SaidView, ...] = ()

    @property
    def may_see(self) -> bool:
        """Whether more than number, state and who has it is shown."""
        return Act.SEE in self.acts


@dataclass(frozen=True)
class TicketLine:
    """A row of a list; ``title`` is empty where its reader may not see the text."""

    id: int
    kind: Kind
    state: State
    created_at: datetime
    title: str = ""
    who: str = ""
    agent: str = ""


@dataclass(frozen=True)
class DeskLists:
    """How many there are of each list on /tickets, and whether its reader is on duty (None: not asked)."""

    new: int
    mine: int
    on_duty: bool | None = None


@dataclass(frozen=True)
class FreePerson:
    """Somebody who could take a ticket, with what a manager needs to ask them (S3.15, S3.16)."""

    person: PersonView
    phone: str = ""
    username: str = ""
    on_duty: bool = True
    in_work: int = 0
    is_free: bool = True
