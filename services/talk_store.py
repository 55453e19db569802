"""What is said in a ticket: kept, and told to the other side as a letter that knows its ticket (S3.46–S3.48, S3.59)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.ticket_views import Said
from models import Ticket, TicketMessage
from services.ticket_notices import COVER, NEW, SAID, UNDELIVERED, WARNED, subject, without_contacts

if TYPE_CHECKING:
    from models import User
    from repositories.uow import Uow

PART = 3500  # characters of one letter: the first line and markup need room too
ALBUM_WAIT = timedelta(seconds=2)  # the parts of an album come one after the other
ALBUM_MOST = 10
HANDED_MOST = 10  # files that whoever takes a ticket gets at once
FIRST_LINE = 60


def keep(uow: "Uow", row: Ticket, user_id: int, side: str, said: Said, origin: str) -> TicketMessage:
    """Write a message down, with its ``file_id``: the file stays with Telegram."""
    return uow.tickets.say(
        TicketMessage(
            ticket_id=row.id, user_id=user_id, side=side, kind=said.kind, text=said.text, file_id=said.file_id,
            file_name=said.file_name[:255], file_size=said.file_size, album=said.album, latitude=said.latitude,
            longitude=said.longitude, chat_id=said.chat_id, message_id=said.message_id, origin=origin,
        )
    )  # fmt: skip


def pass_on(uow: "Uow", row: Ticket, message: TicketMessage, who: str, to: "User") -> None:
    """Tell the other side. The parts of an album go as one letter, a long text as several."""
    if not to.is_reachable:
        return
    facts = _facts(uow, row, message, who)
    if message.album:
        _into_album(uow, row, message, facts, to.telegram_id)
        return
    for number, text in enumerate(parts_of(facts["text"])):
        subject = subject_of(message) + (f"#{number}" if number else "")
        files: dict[str, Any] = {} if number == 0 else {"files": [], "place": None}
        uow.outbox.tell(SAID, to.telegram_id, subject, facts | {"text": text} | files)


def pass_edit(uow: "Uow", row: Ticket, message: TicketMessage, who: str, to: "User") -> None:
    """What was told follows an edit: the letter is edited where it can be, else told once more as corrected."""
    facts = _facts(uow, row, message, who)
    subject = f"album:{row.id}:{message.album}" if message.album else subject_of(message)
    told = uow.outbox.list_told(SAID, subject).get(to.telegram_id)
    if told is None or not to.is_reachable:
        return
    facts |= {name: told.facts.get(name) for name in ("files", "place")}
    if len(facts["text"]) <= PART and len(told.facts["text"]) <= PART:
        uow.outbox.keep_current(SAID, to.telegram_id, subject, facts | {"is_edited": True}, told)
        return
    for number, text in enumerate(parts_of(facts["text"])):
        again = f"{subject}:{int(uow.now.timestamp())}:{number}"
        uow.outbox.tell(SAID, to.telegram_id, again, facts | {"text": text, "files": [], "is_edited": True})


def hand_over(uow: "Uow", row: Ticket, chat_id: int, sides: Sequence[str] = ("customer",)) -> int:
    """Send what files were sent so far: to whoever takes a ticket (texts are on the card), or asks for them."""
    messages = uow.tickets.list_files(row.id, sides, HANDED_MOST)
    names = uow.people.names({one.user_id for one in messages if one.user_id})
    for message in messages:
        facts = _facts(uow, row, message, names.get(message.user_id or 0, "").split(" ")[0])
        uow.outbox.tell(SAID, chat_id, subject_of(message), facts)
    return len(messages)


def cover(uow: "Uow", row: Ticket, message: TicketMessage, *, was_question: bool) -> None:
    """There was a password in it: it goes out of every letter about it, sent or not, and out of what is stored."""
    _cover(uow, row, f"album:{row.id}:{message.album}" if message.album else subject_of(message), "text")
    if was_question:
        _cover(uow, row, subject(row), "question")


def _cover(uow: "Uow", row: Ticket, about: str, name: str) -> None:
    for letter in uow.outbox.list_about(about):
        if name not in letter.facts:
            continue
        letter.facts = letter.facts | {name: COVER}
        is_shown = letter.kind not in (NEW, WARNED) or letter.facts.get("state") == row.state  # else it says who has it
        if letter.state == "sent" and letter.message_id and is_shown:
            changed = f"{about}:covered:{letter.id}"
            uow.outbox.tell(letter.kind, letter.chat_id, changed, letter.facts, edits=letter.message_id)
    uow.session.flush()


def undelivered(uow: "Uow", kind: str, subject: str) -> None:
    """The other side does not receive: whoever has written it is told, once for each message."""
    if kind != SAID or not subject.startswith("said:"):
        return
    message = uow.tickets.find_message(int(subject.removeprefix("said:").split("#")[0].split(":")[0]))
    writer = uow.people.find(message.user_id) if message is not None and message.user_id else None
    if message is None or writer is None or not writer.is_reachable:
        return
    row = uow.tickets.get(message.ticket_id)
    facts = {"id": row.id, "kind": row.kind, "text": message.text[:FIRST_LINE]}
    uow.outbox.tell(UNDELIVERED, writer.telegram_id, f"undelivered:{message.id}", facts)


def subject_of(message: TicketMessage) -> str:
    """What the letter about a message is found by."""
    return f"said:{message.id}"


def parts_of(text: str) -> list[str]:
    """A text as parts that fit into a letter, cut at a line or a word."""
    parts = []
    while len(text) > PART:
        at = max(text.rfind("\n", 0, PART), text.rfind(" ", PART - 300, PART))
        at = at if at > 0 else PART
        parts.append(text[:at])
        text = text[at:].lstrip()
    return [*parts, text]


def _facts(uow: "Uow", row: Ticket, message: TicketMessage, who: str) -> dict[str, Any]:
    text = message.text if row.shows_contacts else without_contacts(uow, message.text)
    place = [message.latitude, message.longitude] if message.latitude is not None else None
    return {
        "id": row.id, "kind": row.kind, "side": message.side, "who": who, "text": text,
        "files": [[message.kind, message.file_id]] if message.file_id else [], "place": place,
    }  # fmt: skip


def _into_album(uow: "Uow", row: Ticket, message: TicketMessage, facts: dict[str, Any], chat_id: int) -> None:
    subject = f"album:{row.id}:{message.album}"
    told = uow.outbox.list_told(SAID, subject).get(chat_id)
    if told is not None and told.state == "due" and len(told.facts["files"]) < ALBUM_MOST:
        texts = [text for text in (told.facts["text"], facts["text"]) if text]
        if facts["files"][0] not in told.facts["files"]:
            told.facts = told.facts | {"files": told.facts["files"] + facts["files"], "text": "\n".join(texts)}
        return
    uow.outbox.tell(SAID, chat_id, subject, facts, due_at=uow.now + ALBUM_WAIT)
