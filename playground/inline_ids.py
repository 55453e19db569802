"""Ids of messages sent through inline mode: they name a place without showing it."""

from __future__ import annotations

import base64
import binascii
import struct


def id_of(chat_id: int, message_id: int) -> str:
    """`inline_message_id` of a message."""
    return base64.urlsafe_b64encode(struct.pack(">qq", chat_id, message_id)).decode().rstrip("=")


def place_of(inline_message_id: str) -> tuple[int, int] | None:
    """(chat_id, message_id), or None when the id is no id."""
    try:
        raw = base64.urlsafe_b64decode(inline_message_id + "==")
        chat_id, message_id = struct.unpack(">qq", raw)
    except (binascii.Error, struct.error, ValueError):
        return None
    return chat_id, message_id
