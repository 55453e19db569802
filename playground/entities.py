"""Text with entities: UTF-16 offsets, trimming, links and commands found in plain text."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from playground.errors import Json

# inside these Telegram looks for nothing more
OPAQUE = frozenset({"pre", "code", "text_link", "text_mention", "custom_emoji"})
_FOUND = re.compile(
    r"(?P<email>(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}\b)"
    r"|(?P<url>(?:https?|tg)://[^\s<>\"«»]+"
    r"|(?<![\w.@/-])(?:[\w-]+\.)+(?:com|org|net|ru|su|рф|me|io|app|dev|info|biz|online|shop)\b"
    r"(?:[/?#][^\s<>\"«»]*)?)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z0-9_]{3,32}\b)"
    r"|(?P<hashtag>(?<![\w#])\#\w*[^\W\d]\w*)"
    r"|(?P<phone_number>(?<![\w+])\+\d[\d\u00a0 ()-]{6,18}\d(?!\w))"
)
TYPED_MARKS = {"**": "bold", "__": "italic", "~~": "strikethrough", "||": "spoiler", "`": "code"}
_TYPED = re.compile(r"(?<!\w)(?P<mark>\*\*|__|~~|\|\||`)(?=\S)(?P<inner>(?:(?!(?P=mark))[^\n])+)(?<=\S)(?P=mark)(?!\w)")
_HINTS = re.compile(r"[./@#+]")


class Formatted(NamedTuple):
    """A text and its entities, offsets in UTF-16 units as the Bot API counts."""

    text: str
    entities: list[Json]


def utf16_len(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of `text` an entity covers."""
    if text.isascii():
        return text[offset : offset + length]
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def found(text: str) -> list[Json]:
    """Entities Telegram finds by itself: commands, links, e-mails, mentions, hashtags, phones."""
    if not _HINTS.search(text):
        return []
    result: list[Json] = []
    for match in _FOUND.finditer(text):
        kind = str(match.lastgroup)
        value = match.group()
        if kind == "url":
            value = value.rstrip(".,;:!?)'»…")
        elif kind == "phone_number" and not 7 <= sum(char.isdigit() for char in value) <= 15:
            continue
        offset = utf16_len(text[: match.start()])
        result.append({"type": kind, "offset": offset, "length": utf16_len(value)})
    return result


def as_typed(text: str) -> Formatted:
    """What an app makes of marks that a person types: `**bold**`, `__italic__`, `~~struck~~`, `||hidden||`, a code."""
    parts: list[str] = []
    entities: list[Json] = []
    at = offset = 0
    for match in _TYPED.finditer(text):
        before, inner = text[at : match.start()], match["inner"]
        offset += utf16_len(before)
        entities.append({"type": TYPED_MARKS[match["mark"]], "offset": offset, "length": utf16_len(inner)})
        parts += [before, inner]
        at, offset = match.end(), offset + utf16_len(inner)
    return Formatted("".join(parts) + text[at:], entities)


def with_found(formatted: Formatted) -> Formatted:
    """Adds what Telegram finds by itself, except inside code and links."""
    extra = found(formatted.text)
    if not extra:
        return formatted
    closed = [e for e in formatted.entities if e["type"] in OPAQUE]
    extra = [e for e in extra if not any(_overlap(e, other) for other in closed)]
    return Formatted(formatted.text, ordered([*formatted.entities, *extra]))


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def ordered(entities: list[Json]) -> list[Json]:
    """Telegram's order: by place, the enclosing one first."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def trimmed(formatted: Formatted) -> Formatted:
    """Without white space at both ends, entities moved along: what Telegram does to every text."""
    text, entities = formatted
    stripped = text.strip(" \n\r\t")
    if len(stripped) == len(text):
        return formatted
    cut = len(text) - len(text.lstrip(" \n\r\t"))
    total = utf16_len(stripped)
    moved: list[Json] = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, total)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return Formatted(stripped, moved)


def checked(text: str, given: list[Json]) -> list[Json]:
    """Entities a bot sent by itself: those out of the text are cut or dropped, unknown keys stay."""
    total = utf16_len(text)
    kept = [
        {**e, "length": min(int(e["length"]), total - int(e["offset"]))}
        for e in given
        if 0 <= int(e.get("offset", -1)) < total and int(e.get("length", 0)) > 0
    ]
    return ordered(kept)


def boundaries(text: str) -> list[int]:
    """UTF-16 offset of each character, and of the end."""
    offsets, at = [], 0
    for char in text:
        offsets.append(at)
        at += 2 if char > "\uffff" else 1
    return [*offsets, at]


def index_at(offsets: list[int], offset: int) -> int:
    """The character index of a UTF-16 offset in `boundaries`."""
    return min(bisect_left(offsets, offset), len(offsets) - 1)
