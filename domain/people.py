"""Invitation codes and consents: what is pure about them."""

import base64
import hashlib
import re
import secrets
from enum import StrEnum

CODE_BYTES = 16  # 128 bits: nobody guesses one
PAYLOAD = "s_"  # how a code stands in a deep link
# a code alone, behind /start, or in a link copied from another device; letters in any case
_CODE = re.compile(
    r"\s*(?:/start(?:@\w+)?\s+)?(?:(?:https?://)?t(?:elegram)?\.me/\w+\?start=)?(?:s_)*([a-z2-7]{26})\s*", re.IGNORECASE
)


class ConsentKind(StrEnum):
    """What a person may agree to; advertising is apart from the rest and off until pressed (T10)."""

    PERSONAL = "personal"
    ADVERTS = "adverts"


def new_code() -> str:
    """Make a code of 26 letters and digits that are hard to confuse."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=").lower()


def read_code(text: str) -> str | None:
    """Give the code in what a person typed or followed, or None where it is something else."""
    found = _CODE.fullmatch(text)
    return found[1].lower() if found else None


def code_hash(code: str) -> str:
    """What is stored of a code: its SHA-256, so that a copy of the database lets nobody in."""
    return hashlib.sha256(code.encode()).hexdigest()


def invitation_link(username: str, code: str) -> str:
    """The deep link that opens the bot with a code."""
    return f"https://t.me/{username}?start={PAYLOAD}{code}"


def text_version(text: str) -> str:
    """A short name of a text: it changes when the text does."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
