"""What can be pressed at the desk: under cards, lists and notices of tickets."""

from dataclasses import dataclass
from enum import StrEnum

from ui.callbacks import Button, button


class Listed(StrEnum):
    """The desk's lists."""

    NEW = "new"
    MINE = "mine"
    OPEN = "open"
    CLOSED = "closed"


@button("to")
@dataclass(frozen=True)
class TicketOpened(Button):
    """Under a notice: the card comes below, the notice stays in the history. A reply finds its ticket by it."""

    ticket_id: int


@button("tC")
@dataclass(frozen=True)
class CardOpened(Button):
    """In a list or on a screen of the ticket: the message becomes its card."""

    ticket_id: int


@button("td")
@dataclass(frozen=True)
class DeskOpened(Button):
    """/tickets."""


@button("tl")
@dataclass(frozen=True)
class ListOpened(Button):
    """A page of one of the desk's lists."""

    which: Listed
    page: int


@button("tt")
@dataclass(frozen=True)
class QuestionTaken(Button):
    """[✋ Взять] of a question."""

    ticket_id: int


@button("ta")
@dataclass(frozen=True)
class JobTaken(Button):
    """[✋ Взять] of a job: how long will it take?"""

    ticket_id: int


@button("te")
@dataclass(frozen=True)
class EstimatePicked(Button):
    """So many hours."""

    hours: int


@button("tw")
@dataclass(frozen=True)
class TurnedTo(Button):
    """[✍️ Писать сюда]: what is written from here on belongs to this ticket."""

    ticket_id: int


@button("tm")
@dataclass(frozen=True)
class NoteBegun(Button):
    """[📝 Заметка]."""

    ticket_id: int


@button("ti")
@dataclass(frozen=True)
class HistoryOpened(Button):
    """What was said, the latest page or the one before a message."""

    ticket_id: int
    before: int | None


@button("tf")
@dataclass(frozen=True)
class FilesAsked(Button):
    """[📎 Файлы]: send them once more."""

    ticket_id: int


@button("th")
@dataclass(frozen=True)
class HandingAsked(Button):
    """[➡️ Передать]: to whom?"""

    ticket_id: int


@button("tg")
@dataclass(frozen=True)
class HandedTo(Button):
    """To this person."""

    ticket_id: int
    user_id: int


@button("tr")
@dataclass(frozen=True)
class TicketReleased(Button):
    """[↩️ Отпустить]."""

    ticket_id: int


@button("tc")
@dataclass(frozen=True)
class TicketClosed(Button):
    """[✅ Закрыть]."""

    ticket_id: int


@button("tn")
@dataclass(frozen=True)
class TicketReopened(Button):
    """[🔁 Открыть снова]."""

    ticket_id: int


@button("tx")
@dataclass(frozen=True)
class CancelAsked(Button):
    """[Отменить]: really?"""

    ticket_id: int


@button("ty")
@dataclass(frozen=True)
class TicketCancelled(Button):
    """Yes."""

    ticket_id: int


@button("ts")
@dataclass(frozen=True)
class Rated(Button):
    """So many stars."""

    ticket_id: int
    stars: int


@button("tb")
@dataclass(frozen=True)
class OwnListed(Button):
    """A page of one's own tickets."""

    is_open: bool
    page: int


@button("tp")
@dataclass(frozen=True)
class SupportBegun(Button):
    """[➕ Новое обращение]."""


@button("tk")
@dataclass(frozen=True)
class AccessBegun(Button):
    """[🔑 Дать доступы]."""

    ticket_id: int


@button("tv")
@dataclass(frozen=True)
class AccessRevealed(Button):
    """[🔑 Показать доступы]."""

    ticket_id: int


@button("tu")
@dataclass(frozen=True)
class DutySet(Button):
    """[На смене], [Не беру]."""

    on_duty: bool


@button("tq")
@dataclass(frozen=True)
class FreeOpened(Button):
    """/free."""


@button("tz")
@dataclass(frozen=True)
class TicketSearched(Button):
    """[🔎 Найти]."""


@button("t1")
@dataclass(frozen=True)
class FoundTurned(Button):
    """Another page of what was found."""

    page: int


@button("t2")
@dataclass(frozen=True)
class OpenedFor(Button):
    """[➕ За клиента]."""


@button("t3")
@dataclass(frozen=True)
class CustomerPicked(Button):
    """For this account."""

    user_id: int


@button("t4")
@dataclass(frozen=True)
class Directed(Button):
    """The message above belongs to this ticket."""

    ticket_id: int


@button("t5")
@dataclass(frozen=True)
class MessageWiped(Button):
    """[Удалить сообщение]: a password stands in it."""

    message_id: int


@button("t0")
@dataclass(frozen=True)
class BackToTicket(Button):
    """The way out of a dialogue to a card: unlike ``TicketOpened`` it counts on the dialogue's own message only."""

    ticket_id: int


@button("tA")
@dataclass(frozen=True)
class BackToDesk(Button):
    """The way out of a dialogue to /tickets."""


@button("t8")
@dataclass(frozen=True)
class HowOpened(Button):
    """[Как это устроено]."""


@button("t6")
@dataclass(frozen=True)
class CannedOffered(Button):
    """[📋 Заготовки]: which?"""

    ticket_id: int
    page: int
