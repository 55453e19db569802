"""How things look on the page: messages with safe HTML, people with unread counts."""

from __future__ import annotations

from html import escape
from itertools import groupby, pairwise
from typing import Any
from urllib.parse import urlsplit

from playground.botapi import BotApi
from playground.entities import boundaries, index_at
from playground.errors import Json
from playground.store_messages import Post

SAFE_SCHEMES = frozenset({"http", "https", "tg", "mailto", "tel"})
TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
BLOCKS = ("<blockquote", "<pre")  # a box of its own: a link inside of it must not cut it in two
Span = tuple[int, int, str, str]  # from, to, what opens it, what closes it
KINDS = {
    "photo": "🖼", "document": "📎", "voice": "🎤", "video_note": "🎥", "video": "🎬", "audio": "🎵",
    "animation": "GIF", "sticker": "", "location": "📍", "venue": "📍", "contact": "👤", "poll": "📊", "dice": "🎲",
    "invoice": "🧾",
}  # fmt: skip


def to_html(text: str, entities: list[Json]) -> str:
    """Text with entities as HTML in which everything else is escaped; line breaks stay line breaks."""
    if not entities:
        return escape(text)
    offsets = boundaries(text)
    spans = [_span(entity, offsets, text) for entity in entities]
    blocks = [span for span in spans if span[2].startswith(BLOCKS)]
    marks = [span for span in reversed(spans) if span not in blocks]
    cuts = sorted({0, len(text), *(s[0] for s in spans), *(s[1] for s in spans)})
    parts = []
    for block, pieces in groupby(pairwise(cuts), lambda cut: next((s for s in blocks if _is_in(cut, s)), None)):
        inner = "".join(_marked(text, cut, marks) for cut in pieces)
        parts.append(f"{block[2]}{inner}{block[3]}" if block else inner)
    return "".join(parts)


def _marked(text: str, cut: tuple[int, int], marks: list[Span]) -> str:
    piece = escape(text[slice(*cut)])
    for mark in marks:
        if _is_in(cut, mark):
            piece = f"{mark[2]}{piece}{mark[3]}"
    return piece


def _is_in(cut: tuple[int, int], span: Span) -> bool:
    return span[0] <= cut[0] and cut[1] <= span[1]


def _span(entity: Json, offsets: list[int], text: str) -> Span:
    begin = index_at(offsets, int(entity["offset"]))
    end = index_at(offsets, int(entity["offset"]) + int(entity["length"]))
    return begin, end, *_tag(entity, text[begin:end])


def _tag(entity: Json, covered: str) -> tuple[str, str]:
    kind = entity["type"]
    if tag := TAGS.get(kind):
        return f"<{tag}>", f"</{tag}>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "spoiler":
        return "<tg-spoiler>", "</tg-spoiler>"
    href = _href(kind, entity, covered)
    if href is None:
        return "", ""
    return f'<a href="{escape(href)}" target="_blank" rel="noopener noreferrer nofollow">', "</a>"


def _href(kind: str, entity: Json, covered: str) -> str | None:
    if kind == "text_link":
        href = str(entity.get("url", ""))
    elif kind == "url":
        href = covered if "://" in covered else f"http://{covered}"
    elif kind == "email":
        href = f"mailto:{covered}"
    elif kind == "phone_number":
        href = "tel:" + "".join(char for char in covered if char.isdigit() or char == "+")
    else:
        return None
    return href if urlsplit(href).scheme.lower() in SAFE_SCHEMES else None


def message_view(message: Json, *, out: bool, deleted: bool = False) -> Json:
    """The Bot API's Message plus `out`, `deleted` and `html`."""
    if "text" in message:
        html = to_html(message["text"], message.get("entities", []))
    else:
        html = to_html(message.get("caption", ""), message.get("caption_entities", []))
    view = {**message, "out": out, "html": html}
    if deleted:
        view["deleted"] = True
    return view


def post_view(post: Post) -> Json:
    """A stored message for the page; of a removed one only its place is left."""
    if not post.deleted:
        return message_view(post.message, out=post.out)
    shown = ("message_id", "chat", "date", "from")
    kept: Json = {key: value for key, value in post.message.items() if key in shown}
    return message_view(kept, out=post.out, deleted=True)


def event_view(api: BotApi, event: Json) -> Json:
    """An event for the page."""
    message = event.get("message")
    if message is None:
        return event
    out = message.get("from", {}).get("id") != api.bot_id and "sender_chat" not in message
    return {**event, "message": message_view(message, out=out)}


def summary(message: Json) -> str:
    """One line about a message for the list of chats."""
    text = message.get("text") or message.get("caption") or ""
    sign = next((sign for kind, sign in KINDS.items() if kind in message), "")
    if "sticker" in message:
        sign = message["sticker"].get("emoji", "")
    if not text and "document" in message:
        text = message["document"].get("file_name", "")
    return f"{sign} {text}".strip().split("\n")[0][:120]


def persona_view(api: BotApi, record: Json) -> Json:
    """A person for the page's list."""
    user = record["user"]
    uid = int(user["id"])
    room = api.store.room(uid)
    last = api.store.messages.page(uid, limit=1, deleted=False)
    names = [user["first_name"], user.get("last_name")]
    view: dict[str, Any] = {
        "user_id": uid, "name": " ".join(name for name in names if name), "first_name": user["first_name"],
        "last_name": user.get("last_name"), "username": user.get("username"),
        "language_code": user.get("language_code"), "phone": record.get("phone"),
        "role": record.get("role") or {},
        "about": record.get("about") or {}, "blocked": bool(room and room.blocked),
        "started": bool(room and room.started),
        "unread": api.store.messages.unread(uid, room.read_up_to if room else 0),
        "last": {"text": summary(last[0].message), "date": last[0].message["date"]} if last else None,
    }  # fmt: skip
    return view
