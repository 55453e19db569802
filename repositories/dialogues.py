"""The one dialogue of each chat, in the seed's table and under the seed's names (S1.54–S1.60)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from models import DialogStatus
from repositories.base import Repository

NONE = "-"
LAPSED = "~"  # before the status of a dialogue whose time has passed: its draft waits to be continued
# read and written with every update: built once, these take a third of the time
_TABLE = cast(Table, DialogStatus.__table__)
_SLOT = ("status", "data", "user_id", "draft_id", "live_message_id", "expires_at", "version")
_THESE = _TABLE.c.chat_id.in_(bindparam("chats", expanding=True))
_LOAD = select(_TABLE.c.chat_id, *(_TABLE.c[name] for name in _SLOT)).where(_THESE)
_SAVE = {
    name: stated.on_conflict_do_update(index_elements=["chat_id"], set_={c: stated.excluded[c] for c in _SLOT})
    for name, stated in (("sqlite", sqlite.insert(_TABLE)), ("postgresql", postgresql.insert(_TABLE)))
}


@dataclass(frozen=True)
class StoredDialogue:
    """A dialogue as it lies in its row. ``status`` is `-` or `crm_order:PLAYERS`; ``data`` is the draft as JSON."""

    status: str = NONE
    data: str = ""
    user_id: int | None = None
    draft_id: str = ""
    live_message_id: int | None = None
    expires_at: datetime | None = None
    version: int = 0


class Dialogues(Repository[DialogStatus]):
    """Dialogue rows by chat."""

    row = DialogStatus

    def _find(self, chat_id: int | str) -> DialogStatus | None:
        return self.session.scalar(select(DialogStatus).where(DialogStatus.chat_id == str(chat_id)))

    def add_dialog_data(self, chat_id: int | str, status: str = NONE) -> None:
        """Create the chat's row, or set its status where there is one (S1.58)."""
        if (row := self._find(chat_id)) is None:
            self.add(DialogStatus(chat_id=str(chat_id), status=status, data=NONE))
        else:
            row.status = status

    def get_dialog_status(self, chat_id: int | str) -> tuple[str, str]:
        """Status and data; an unknown chat reads `-` and nothing; a stored `-` reads as no data (S1.59, T8)."""
        row = self._find(chat_id)
        return (NONE, "") if row is None else (row.status, "" if row.data == NONE else row.data)

    def set_dialog_status(self, chat_id: int | str, status: str, data: str = "") -> None:
        """Set both, for an unknown chat too; without ``data`` it is cleared (S1.60, T8)."""
        self.add_dialog_data(chat_id, status)
        row = self._find(chat_id)
        if row is not None:
            row.data = data or NONE

    def load(self, chat_id: int | str) -> StoredDialogue:
        """Everything about the chat's dialogue."""
        return self.load_all([chat_id]).get(str(chat_id), StoredDialogue())

    def load_all(self, chat_ids: Iterable[int | str]) -> dict[str, StoredDialogue]:
        """The dialogues of those of these chats that have a row."""
        rows = self.session.execute(_LOAD, {"chats": [str(one) for one in chat_ids]})
        return {chat: StoredDialogue(status, "" if data == NONE else data, *rest) for chat, status, data, *rest in rows}

    def save(self, chat_id: int | str, stored: StoredDialogue) -> None:
        """Write everything about the chat's dialogue: one statement, for it stands behind every update."""
        values = {name: getattr(stored, name) for name in _SLOT}
        values |= {"data": stored.data or NONE, "chat_id": str(chat_id)}
        self.session.execute(_SAVE[self.session.get_bind().dialect.name], values)
        self.session.expire_all()  # a row read before is not what it was

    def set_live_message(self, chat_id: int | str, version: int, message_id: int) -> None:
        """A question that could not be shown in its turn has been shown now; not if the dialogue has gone on since."""
        row = self._find(chat_id)
        if row is not None and row.version == version:
            row.live_message_id = message_id

    def list_expired(self, limit: int = 100) -> list[int]:
        """Chats whose dialogue's time has passed and that have not been told yet."""
        query = select(DialogStatus.chat_id).where(DialogStatus.status != NONE, DialogStatus.expires_at <= self.now)
        return [int(chat) for chat in self.session.scalars(query.order_by(DialogStatus.expires_at).limit(limit))]
