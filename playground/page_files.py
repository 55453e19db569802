"""Files between the page and the store."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from playground import limits, media
from playground.arguments import Upload
from playground.botapi import BotApi
from playground.errors import ApiError, Json, PersonError
from playground.people import People

LARGEST_ALBUM = limits.MEDIA_GROUP[1]
# shown in the page; anything else is only downloaded, for it could be a page with scripts
SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "audio/", "video/")
# what a person may upload; a person's own limit in Telegram is far higher than a bot's
LARGEST_UPLOAD = 64_000_000


async def share_files(people: People, uid: int, request: Request) -> Json:
    """`{updates: […]}` for the uploaded `file` parts, sent one by one or as an album."""
    if int(request.headers.get("content-length") or 0) > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    async with request.form(max_files=LARGEST_ALBUM + 1, max_part_size=LARGEST_UPLOAD) as form:
        parts = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
        uploads = [Upload(p.filename or "file", await p.read(), p.content_type or "") for p in parts]
        caption, kind = str(form.get("caption") or ""), str(form.get("as") or "")
    if not uploads or len(uploads) > LARGEST_ALBUM:
        raise PersonError(f"1 to {LARGEST_ALBUM} files are sent at a time")
    kind = _kind(kind, uploads)
    if len(uploads) == 1:
        return {"updates": [people.send_file(uid, kind, uploads[0], caption)]}
    return {"updates": people.send_album(uid, uploads, caption, kind)}


def _kind(asked: str, uploads: list[Upload]) -> str:
    if asked and asked not in ("photo", "document", "voice", "video_note"):
        raise PersonError("a file is sent as photo, document, voice or video_note")
    pictures = all(media.picture_size(upload.content) for upload in uploads)
    if asked in ("", "photo"):
        return "photo" if pictures else "document"
    if len(uploads) > 1 and asked != "document":
        raise PersonError("only photos and documents make an album")
    return asked


def file_response(api: BotApi, file_id: str, request: Request) -> Response:
    """The bytes with their content type, harmless when opened by themselves; byte ranges for players."""
    with api.store.lock:
        file = api.store.files.get(file_id)
        if file is None:
            raise ApiError(404, "there is no such file")
        content = api.store.files.content(file)
    shown = file.mime.startswith(SHOWN)
    name = quote(file.name or file.path.rsplit("/", 1)[-1])
    headers = {
        "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}",
        "Cache-Control": "private, max-age=86400, immutable", "Accept-Ranges": "bytes",
    }  # fmt: skip
    part = _range(request.headers.get("range", ""), len(content))
    if part is None:
        return Response(content, 200, headers, file.mime)
    first, last = part
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], 206, headers, file.mime)


def _range(header: str, size: int) -> tuple[int, int] | None:
    """(first, last) of a single `bytes=a-b`; None for no range, several, or a senseless one."""
    unit, _, span = header.partition("=")
    first, dash, last = span.partition("-")
    if unit != "bytes" or not dash or not first.isdigit() or (last and not last.isdigit()):
        return None
    begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (begin, end) if begin <= end else None
