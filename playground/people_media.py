"""Sharing: contacts, places, files, albums."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from playground import media
from playground.arguments import Upload
from playground.errors import Json, PersonError
from playground.people_base import PersonBase, fields_with_entities

KINDS = ("photo", "document", "voice", "video_note", "video", "audio", "animation", "sticker")


def sample_picture(width: int = 64, height: int = 48, color: tuple[int, int, int] = (90, 140, 200)) -> bytes:
    """A small valid PNG of one colour."""
    row = b"\0" + bytes(color) * width

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(row * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


class MediaActions(PersonBase):
    """A person shares something."""

    def share_contact(
        self, uid: int, *, phone_number: str | None = None, first_name: str | None = None,
        user_id: int | None = None, last_name: str | None = None, chat_id: int | None = None,
    ) -> Json:  # fmt: skip
        """The own contact when nothing is given; else somebody's by `user_id`, or a bare phone and name."""
        if phone_number is None:
            record = self.record(user_id if user_id is not None else uid)
            owner = record["user"]
            if not record.get("phone"):
                raise PersonError(f"person {owner['id']} has no phone to share")
            contact: Json = {"phone_number": record["phone"], "first_name": owner["first_name"]}
            if owner.get("last_name"):
                contact["last_name"] = owner["last_name"]
            contact["user_id"] = owner["id"]
        else:
            contact = {"phone_number": phone_number, "first_name": first_name or "?"}
            contact |= {"last_name": last_name} if last_name else {}
            contact |= {"user_id": user_id} if user_id is not None else {}
        return self.send(uid, {"contact": contact}, chat_id)

    def send_location(self, uid: int, latitude: float, longitude: float, chat_id: int | None = None) -> Json:
        """A point on the map."""
        return self.send(uid, {"location": {"latitude": latitude, "longitude": longitude}}, chat_id)

    def send_file(
        self, uid: int, kind: str, upload: Upload, caption: str = "", *, reply_to: int | None = None,
        chat_id: int | None = None, group_id: str | None = None, duration: int = 1,
    ) -> Json:  # fmt: skip
        """A file as one of `KINDS`; `duration` in seconds for what is played."""
        if kind not in KINDS:
            raise PersonError(f"a file is sent as one of {', '.join(KINDS)}")
        if not upload.content:
            raise PersonError("an empty file cannot be sent")
        with self.store.transaction():
            fields: Json = {"media_group_id": group_id} if group_id else {}
            if kind == "photo":
                fields["photo"] = media.store_photo(self.store, upload.content, strict=False)
            else:
                played = (
                    {"duration": duration} if kind in ("voice", "video_note", "video", "audio", "animation") else {}
                )
                fields[kind] = media.store_file(self.store, kind, upload, played)
            if kind == "animation":
                keys = ("file_id", "file_unique_id", "file_size", "file_name", "mime_type")
                fields["document"] = {key: fields[kind][key] for key in keys if key in fields[kind]}
            fields |= fields_with_entities("caption", "caption_entities", caption.strip())
            return self.send(uid, fields, chat_id, reply_to)

    def send_photo(self, uid: int, content: bytes | None = None, caption: str = "", chat_id: int | None = None) -> Json:
        """A photo; a small picture when no bytes are given."""
        content = sample_picture() if content is None else content
        return self.send_file(uid, "photo", Upload("photo.jpg", content), caption, chat_id=chat_id)

    def send_document(
        self, uid: int, content: bytes = b"%PDF-1.4 sample", name: str = "file.pdf", caption: str = "",
        mime: str = "", chat_id: int | None = None,
    ) -> Json:  # fmt: skip
        """A file as a document."""
        return self.send_file(uid, "document", Upload(name, content, mime), caption, chat_id=chat_id)

    def send_voice(self, uid: int, content: bytes = b"OggS sample", duration: int = 3, caption: str = "") -> Json:
        """A voice message of `duration` seconds."""
        return self.send_file(uid, "voice", Upload("voice.oga", content, "audio/ogg"), caption, duration=duration)

    def send_video_note(self, uid: int, content: bytes = b"\0\0\0\x18ftyp sample", duration: int = 3) -> Json:
        """A round video of `duration` seconds."""
        return self.send_file(uid, "video_note", Upload("note.mp4", content, "video/mp4"), duration=duration)

    def send_sticker(self, uid: int, emoji: str = "👍", content: bytes | None = None) -> Json:
        """A sticker standing for an emoji."""
        upload = Upload("sticker.webp", sample_picture(512, 512) if content is None else content, "image/webp")
        with self.store.transaction():
            sticker = media.store_file(self.store, "sticker", upload, {"emoji": emoji})
            return self.send(uid, {"sticker": sticker})

    def send_album(
        self, uid: int, files: Sequence[Upload | bytes] | int = 2, caption: str = "", kind: str = "photo",
        chat_id: int | None = None,
    ) -> list[Json]:  # fmt: skip
        """Several files as one album (a number: that many sample pictures); the caption goes to the first."""
        if isinstance(files, int):
            files = [sample_picture(color=(n * 20 % 256, 120, 160)) for n in range(files)]
        uploads = [
            file if isinstance(file, Upload) else Upload(f"{kind}_{n}.jpg", file) for n, file in enumerate(files)
        ]
        group_id = self.api.new_id()
        return [
            self.send_file(uid, kind, upload, caption if n == 0 else "", chat_id=chat_id, group_id=group_id)
            for n, upload in enumerate(uploads)
        ]
