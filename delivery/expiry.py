"""Dialogues whose time has passed: told of, kept for a week to be gone on with, then dropped.

It happens in the chat's own turn, through the row, so that a person who answers at that very moment is not run over;
and the message is edited through the outbox in the same commit, so that a restart loses neither.
"""

from dataclasses import replace
from datetime import timedelta

from db import Database
from delivery import turn as turns
from delivery.order import Lanes
from repositories.dialogues import LAPSED
from repositories.uow import Uow

KEPT = timedelta(days=7)
TOLD, GONE = "dialogue_lapsed", "dialogue_dropped"


async def expire(db: Database, lanes: Lanes) -> int:
    """Deal with every dialogue whose time has passed; gives how many."""
    chats = await db.read(lambda uow: uow.dialogues.list_expired())
    for chat_id in chats:
        async with lanes.turn(chat_id):
            await db.write(lambda uow, chat_id=chat_id: expire_one(uow, chat_id))  # type: ignore[misc]
    return len(chats)


def expire_one(uow: Uow, chat_id: int) -> None:
    """Mark the chat's dialogue as lapsed, or drop one that has been for a week; nothing where it has gone on since."""
    stored = uow.dialogues.load(chat_id)
    if stored.expires_at is None or stored.expires_at > uow.now:
        return
    live, _ = turns.from_row(stored, uow.now)
    message_id, draft_id = live.message_id, live.draft_id
    if stored.status.startswith(LAPSED) or not live.name:
        live.end()
        kind, now = GONE, turns.to_row(live, stored, lapsed=False)
    else:
        kind, now = TOLD, replace(turns.to_row(live, stored, lapsed=True), expires_at=uow.now + KEPT)
    uow.dialogues.save(chat_id, replace(now, version=stored.version + 1))
    if message_id is not None:
        facts = {"draft_id": draft_id}
        uow.outbox.tell(kind, chat_id, f"dialogue:{draft_id}", facts, edits=message_id)
