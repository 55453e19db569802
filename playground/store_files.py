"""Uploaded files: contents once, and a row for every id under which Telegram shows them."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

import orjson

from playground.errors import Json


@dataclass(frozen=True)
class StoredFile:
    """A file's row without its bytes. `kind` is the Bot API field it was sent as (`photo`, `document`…)."""

    file_id: str
    blob_id: int
    path: str
    kind: str
    size: int
    name: str | None
    mime: str
    info: Json

    @property
    def unique_id(self) -> str:
        """`file_unique_id`: the same for one content sent in one way."""
        return str(self.info["unique"])


class FileTable:
    """Files by id and by path."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def add_blob(self, content: bytes) -> int:
        """Stores bytes and returns their id."""
        cursor = self.db.execute("INSERT INTO blobs (content) VALUES (?)", (content,))
        return int(cursor.lastrowid or 0)

    def add(
        self, blob_id: int, kind: str, folder: str, suffix: str, data: Json, file_id: str | None = None
    ) -> StoredFile:
        """Gives a blob one more id, or this one; `data` has `size`, `name`, `mime` and what the kind needs."""
        number = self.db.execute("SELECT IFNULL(MAX(rowid), 0) + 1 FROM files").fetchone()[0]
        mark = hashlib.blake2b(f"{blob_id}:{kind}:{number}:{data}".encode(), digest_size=24).hexdigest()
        unique = hashlib.blake2b(f"{blob_id}:{kind}:{data.get('width')}".encode(), digest_size=8).hexdigest()
        row = {**data, "kind": kind, "unique": f"AQAD{unique}"}
        file_id, path = file_id or f"BQACAgIAAxk{mark}", f"{folder}/file_{number}{suffix}"
        self.db.execute("INSERT INTO files VALUES (?, ?, ?, ?)", (file_id, blob_id, path, orjson.dumps(row)))
        return self._file(file_id, blob_id, path, row)

    @staticmethod
    def _file(file_id: str, blob_id: int, path: str, row: Json) -> StoredFile:
        return StoredFile(file_id, blob_id, path, row["kind"], row["size"], row["name"], row["mime"], row)

    def get(self, file_id: str) -> StoredFile | None:
        """By `file_id`."""
        return self._one("SELECT file_id, blob_id, path, data FROM files WHERE file_id=?", file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """By `file_path`, as getFile told it."""
        return self._one("SELECT file_id, blob_id, path, data FROM files WHERE path=?", path)

    def _one(self, query: str, value: str) -> StoredFile | None:
        row = self.db.execute(query, (value,)).fetchone()
        return self._file(row[0], row[1], row[2], orjson.loads(row[3])) if row else None

    def content(self, file: StoredFile) -> bytes:
        """The bytes."""
        row = self.db.execute("SELECT content FROM blobs WHERE blob_id=?", (file.blob_id,)).fetchone()
        return bytes(row[0])
