"""A file parameter of a call (an upload, `attach://name`, a file id or a URL) turned into message fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground import limits, media
from playground.arguments import Args, Upload
from playground.errors import Json, bad_request

if TYPE_CHECKING:
    from playground.botapi import BotApi

# a file sent as one kind may be sent again by id as these
INTERCHANGEABLE = {
    "document": frozenset({"document", "animation", "video", "audio", "photo_document"}),
    "animation": frozenset({"animation", "document"}),
    "video": frozenset({"video"}),
    "audio": frozenset({"audio"}),
}
EXTRA = {
    "voice": ("duration",), "video_note": ("duration", "length"), "audio": ("duration", "performer", "title"),
    "video": ("duration", "width", "height"), "animation": ("duration", "width", "height"),
}  # fmt: skip
NUMBERS = frozenset({"duration", "length", "width", "height"})


def upload_of(args: Args, value: Any, name: str) -> Upload | None:
    """The uploaded part a parameter means: its own part or `attach://part`."""
    if isinstance(value, str) and value.startswith("attach://"):
        part = args.files.get(value.removeprefix("attach://"))
        if part is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return part
    return args.files.get(name) if value is None else None


def message_fields(api: BotApi, args: Args, kind: str, value: Any, extra: Json) -> Json:
    """`{kind: object}` (an animation also comes as a document) for a new message."""
    upload = upload_of(args, value, kind)
    if upload is not None:
        limits.check_upload(len(upload.content), kind)
        if kind == "photo":
            return {"photo": media.store_photo(api.store, upload.content, strict=True)}
        made: Any = media.store_file(api.store, kind, upload, extra)
    else:
        made = _by_id(api, kind, value)
    if kind == "animation":
        keys = ("file_id", "file_unique_id", "file_size", "file_name", "mime_type")
        return {"animation": made, "document": {k: made[k] for k in keys if k in made}}
    return {kind: made}


def _by_id(api: BotApi, kind: str, value: Any) -> Any:
    if not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    text = str(value)
    if text.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # a playground never goes out to the network
    file = api.store.files.get(text)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if kind not in (file.kind, *INTERCHANGEABLE.get(file.kind, ())):
        names = {"photo": "Photo", "document": "Document", "video_note": "VideoNote"}
        was, wanted = (names.get(one, one.title()) for one in (file.kind, kind))
        raise bad_request(f"can't use file of type {was} as {wanted}")
    return media.stored_object(api.store, kind, file)


def extra_fields(args: Args, kind: str) -> Json:
    """Fields of a kind's object given in the call itself."""
    return pick_extra(kind, {name: args.params.get(name) for name in EXTRA.get(kind, ())})


def pick_extra(kind: str, given: Json) -> Json:
    """Fields of a kind's object given in an InputMedia."""
    fields: Json = {}
    for name in EXTRA.get(kind, ()):
        value = given.get(name)
        if value is not None and value != "":
            fields[name] = int(float(value)) if name in NUMBERS else str(value)
    return fields


def caption_fields(api: BotApi, args: Args) -> Json:
    """`caption`, its entities and how it is shown, from a call."""
    text, entities = api.formatted(args, "caption", "caption_entities")
    return _caption(text, entities, args.flag("show_caption_above_media"), args.flag("has_spoiler"))


def input_media_fields(api: BotApi, args: Args, item: Json) -> Json:
    """All message fields of one InputMedia."""
    kind = str(item.get("type"))
    if kind not in ("photo", "video", "document", "audio", "animation"):
        raise bad_request("can't parse InputMedia: type must be one of photo, video, document, audio, animation")
    text, entities = api.parse(item.get("caption") or "", item.get("parse_mode") or "", item.get("caption_entities"))
    fields = message_fields(api, args, kind, item.get("media"), pick_extra(kind, item))
    above, spoiler = bool(item.get("show_caption_above_media")), bool(item.get("has_spoiler"))
    return {**fields, **_caption(text, entities, above, spoiler)}


def _caption(text: str, entities: list[Json], above: bool, spoiler: bool) -> Json:
    limits.check_caption(text)
    fields: Json = {}
    if text:
        fields["caption"] = text
    if entities:
        fields["caption_entities"] = entities
    if above:
        fields["show_caption_above_media"] = True
    if spoiler:
        fields["has_media_spoiler"] = True
    return fields
