"""Channels of the gate, and who is in them as far as is known."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from models import Channel, ChannelMember
from repositories.base import Repository


class Channels(Repository[Channel]):
    """One row a channel that was ever asked for, one a person who was asked after in it."""

    row = Channel

    def list_named(self, names: Sequence[str]) -> dict[str, Channel]:
        """What is known of these channels, by name."""
        found = self.session.scalars(select(Channel).where(Channel.name.in_(names))) if names else ()
        return {row.name: row for row in found}

    def find_by_chat(self, chat_id: int) -> Channel | None:
        """The channel of a Telegram chat."""
        return self.session.scalar(select(Channel).where(Channel.chat_id == chat_id))

    def verdicts(self, telegram_id: int, chat_ids: Sequence[int]) -> dict[int, tuple[bool | None, datetime]]:
        """Whether somebody is in these chats and since when that is known, by chat."""
        query = select(ChannelMember).where(
            ChannelMember.telegram_id == telegram_id, ChannelMember.chat_id.in_(chat_ids)
        )
        return {row.chat_id: (row.is_member, row.checked_at) for row in self.session.scalars(query)}

    def judge(self, chat_id: int, telegram_id: int, is_member: bool | None, asked_at: datetime) -> None:
        """Keep a verdict, unless a newer one is known (somebody left while Telegram was being asked)."""
        values = {"chat_id": chat_id, "telegram_id": telegram_id, "is_member": is_member, "checked_at": asked_at}
        query = self._insert(ChannelMember).values(values)
        self.session.execute(
            query.on_conflict_do_update(
                index_elements=["chat_id", "telegram_id"], where=ChannelMember.checked_at <= asked_at,
                set_={"is_member": is_member, "checked_at": asked_at},
            )
        )  # fmt: skip

    def keep(self, name: str, link: str, chat_id: int | None, title: str) -> None:
        """Keep what a channel is called; what is not known now does not wipe what was."""
        values = {
            "name": name, "link": link, "title": title, "chat_id": None, "is_seen": False, "checked_at": self.now,
        }  # fmt: skip
        known = {"link": link, "checked_at": self.now} | ({"title": title} if title else {})
        query = self._insert(Channel).values(values)
        self.session.execute(query.on_conflict_do_update(index_elements=["name"], set_=known))
        if chat_id is not None:
            self._give_chat(name, chat_id)

    def _give_chat(self, name: str, chat_id: int) -> None:
        others = update(Channel).where(Channel.chat_id == chat_id, Channel.name != name)
        self.session.execute(others.values(chat_id=None).execution_options(synchronize_session=False))
        own = update(Channel).where(Channel.name == name)
        self.session.execute(own.values(chat_id=chat_id).execution_options(synchronize_session=False))

    def mend(self, name: str) -> bool:
        """The bot sees who is in it; True where it did not before."""
        return self._turn(name, or_(Channel.is_seen.is_(False), Channel.told_at.is_not(None)), True, None)

    def break_(self, name: str) -> bool:
        """The bot does not see who is in it; True where that is news: of all who notice at once, one tells."""
        return self._turn(name, Channel.told_at.is_(None), False, self.now)

    def _turn(self, name: str, condition: Any, is_seen: bool, told_at: datetime | None) -> bool:
        changed = self.session.execute(
            update(Channel)
            .where(Channel.name == name, condition)
            .values(is_seen=is_seen, told_at=told_at, checked_at=self.now)
            .returning(Channel.name)
            .execution_options(synchronize_session=False)
        )
        return changed.first() is not None

    def _insert(self, table: Any) -> Any:
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        return insert(table)
