"""From bytes to the Bot API's file objects: sizes of pictures, names, ids."""

from __future__ import annotations

import mimetypes
import struct
from collections.abc import Callable
from typing import NamedTuple

from playground.arguments import Upload
from playground.errors import Json, bad_request
from playground.store import Store
from playground.store_files import StoredFile

FOLDERS = {
    "photo": "photos", "document": "documents", "voice": "voice", "video_note": "video_notes",
    "video": "videos", "audio": "music", "animation": "animations", "sticker": "stickers", "thumbnail": "thumbnails",
}  # fmt: skip
MIMES = {
    "photo": "image/jpeg", "voice": "audio/ogg", "video_note": "video/mp4", "video": "video/mp4",
    "audio": "audio/mpeg", "animation": "video/mp4", "sticker": "image/webp",
}  # fmt: skip
SUFFIXES = {"photo": ".jpg", "voice": ".oga", "video_note": ".mp4", "sticker": ".webp"}
PHOTO_SIDES = (90, 320, 800, 1280)
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20
# kinds whose objects name the width and height
SIZED = frozenset({"video", "animation", "sticker"})


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


def picture_size(content: bytes) -> Size | None:
    """Reads a PNG, JPEG, GIF, WebP or BMP header; None when the bytes are no picture."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return Size(*struct.unpack(">II", content[16:24]))
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return Size(*struct.unpack("<HH", content[6:10]))
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp_size(content)
    if content.startswith(b"BM") and len(content) >= 26:
        width, height = struct.unpack("<ii", content[18:26])
        return Size(width, abs(height))
    return None


def _jpeg_size(content: bytes) -> Size | None:
    at = 2
    while at + 9 < len(content):
        if content[at] != 0xFF:
            at += 1
            continue
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Size(width, height)
        if marker in (0xFF, 0x01) or 0xD0 <= marker <= 0xD9:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None


def _webp_size(content: bytes) -> Size | None:
    kind = content[12:16]
    if kind == b"VP8X" and len(content) >= 30:
        return Size(int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1)
    if kind == b"VP8 " and len(content) >= 30:
        width, height = struct.unpack("<HH", content[26:30])
        return Size(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and len(content) >= 25:
        bits = int.from_bytes(content[21:25], "little")
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return None


def file_object(file: StoredFile) -> Json:
    """What every file object of the Bot API has."""
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}


def store_photo(store: Store, content: bytes, *, strict: bool) -> list[Json]:
    """Stores a picture and returns its `PhotoSize`s, smallest first.

    `strict` refuses what is no picture, as Telegram does for a bot; a person's app would have converted it.
    """
    size = picture_size(content)
    if size is None:
        if strict:
            raise bad_request("IMAGE_PROCESS_FAILED")
        size = Size(800, 600)
    longer, shorter = max(size), max(min(size), 1)
    if strict and (sum(size) > MAX_PHOTO_SIDES or longer / shorter > MAX_PHOTO_RATIO):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    blob_id = store.files.add_blob(content)
    sides = [*[side for side in PHOTO_SIDES if side < longer][:3], min(longer, PHOTO_SIDES[-1])]
    return [_photo_size(store, blob_id, content, size, side) for side in sides]


def keep_photo(store: Store, file_id: str, draw: Callable[[], bytes]) -> None:
    """Stores a photo that is known under an id of its own, once: `draw` is asked for it where there is none."""
    if store.files.get(file_id) is not None:
        return
    content = draw()
    size = picture_size(content) or Size(800, 600)
    data: Json = {
        "size": len(content), "name": None, "mime": sniffed(content) or "image/jpeg", "width": size.width,
        "height": size.height,
    }  # fmt: skip
    with store.transaction():
        store.files.add(store.files.add_blob(content), "photo", "photos", ".jpg", data, file_id)


def _photo_size(store: Store, blob_id: int, content: bytes, size: Size, side: int) -> Json:
    scale = side / max(*size, 1)
    width, height = max(1, round(size.width * scale)), max(1, round(size.height * scale))
    mime = sniffed(content) or "image/jpeg"
    data: Json = {"size": len(content), "name": None, "mime": mime, "width": width, "height": height}
    file = store.files.add(blob_id, "photo", "photos", ".png" if mime == "image/png" else ".jpg", data)
    return {**file_object(file), "width": width, "height": height}


def sniffed(content: bytes) -> str | None:
    """The content type of a picture by its first bytes."""
    for head, mime in (
        (b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif"), (b"BM", "image/bmp"),
    ):  # fmt: skip
        if content.startswith(head):
            return mime
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def store_file(store: Store, kind: str, upload: Upload, extra: Json) -> Json:
    """Stores any other file and returns its object; `extra` are fields a sender gave (duration, title…)."""
    mime = _mime(kind, upload)
    suffix = SUFFIXES.get(kind) or _suffix(upload.name, mime)
    fields: Json = {key: value for key, value in extra.items() if value is not None}
    if kind in SIZED:
        size = picture_size(upload.content) or Size(
            512 if kind == "sticker" else 640, 512 if kind == "sticker" else 360
        )
        fields = {"width": size.width, "height": size.height, **fields}
    if kind in ("voice", "video_note", "video", "audio", "animation"):
        fields.setdefault("duration", 0)
    if kind == "video_note":
        fields.setdefault("length", 240)
    if kind == "sticker":
        fields = {"type": "regular", "is_animated": False, "is_video": mime == "video/webm", **fields}
    if kind in ("document", "video", "audio", "animation"):
        fields["file_name"] = upload.name
    if kind not in ("video_note", "sticker"):
        fields["mime_type"] = mime
    data = {"size": len(upload.content), "name": upload.name, "mime": mime, "fields": fields}
    file = store.files.add(store.files.add_blob(upload.content), kind, FOLDERS[kind], suffix, data)
    return {**file_object(file), **fields}


def _mime(kind: str, upload: Upload) -> str:
    claimed = upload.mime.split(";")[0].strip()
    if claimed and claimed != "application/octet-stream":
        return claimed
    guessed = mimetypes.guess_type(upload.name)[0]
    return guessed or MIMES.get(kind) or sniffed(upload.content) or "application/octet-stream"


def _suffix(name: str, mime: str) -> str:
    dot = name.rfind(".")
    if dot > 0 and name[dot + 1 :].isalnum() and len(name) - dot <= 12:
        return name[dot:].lower()
    return mimetypes.guess_extension(mime) or ""


def stored_object(store: Store, kind: str, file: StoredFile) -> Json | list[Json]:
    """The object for a file sent again by id."""
    if kind == "photo":
        size = {"width": file.info.get("width", 800), "height": file.info.get("height", 600)}
        return [{**file_object(file), **size}]
    return {**file_object(file), **file.info.get("fields", {})}
