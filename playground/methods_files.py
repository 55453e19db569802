"""getFile and profile photos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground import limits
from playground.arguments import Args
from playground.errors import ApiError, Json, bad_request

if TYPE_CHECKING:
    from playground.botapi import BotApi


def get_file(api: BotApi, args: Args) -> Json:
    """Where to download a file; up to 20 MB."""
    file_id = args.text("file_id")
    if not file_id:
        raise bad_request("file_id is not specified")
    file = api.store.files.get(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > limits.DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size,
        "file_path": file.path,
    }  # fmt: skip


def download(api: BotApi, path: str) -> tuple[bytes, str]:
    """A file's bytes and content type by its `file_path`; 404 when there is none."""
    with api.store.lock:
        file = api.store.files.by_path(path)
        if file is None or file.size > limits.DOWNLOAD:
            raise ApiError(404, "Not Found")
        return api.store.files.content(file), file.mime


def get_user_profile_photos(api: BotApi, args: Args) -> Json:
    """UserProfilePhotos; people of the playground have none unless one was set."""
    user_id = args.integer("user_id")
    record = api.store.user(user_id) if user_id else None
    if record is None:
        raise bad_request("user not found")
    photos = record.get("photos", [])
    offset, limit = args.integer("offset") or 0, args.integer("limit") or 100
    return {"total_count": len(photos), "photos": photos[offset : offset + limit]}


METHODS: dict[str, Any] = {"getFile": get_file, "getUserProfilePhotos": get_user_profile_photos}
