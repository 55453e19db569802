"""What a message may hold that is no text, as the Bot API writes it."""

from collections.abc import Callable

from tests.fuzz.phone import Json, Phone

Content = Callable[[Phone], Json]


def _file(phone: Phone, **more: object) -> Json:
    number = phone.rng.randrange(10**9)
    return {"file_id": f"F{number}", "file_unique_id": f"U{number}", **more}


def _photo(phone: Phone) -> Json:
    return {"photo": [_file(phone, width=90, height=60), _file(phone, width=900, height=600)]}


def _captioned(phone: Phone) -> Json:
    caption = phone.rng.choice(("подпись", "/order", "отмена", "<b>", "завтра в 15", "я" * 1024))
    return _photo(phone) | {"caption": caption}


def _animation(phone: Phone) -> Json:
    return {"animation": _file(phone, width=1, height=1, duration=1), "document": _file(phone)}


def _sticker(phone: Phone) -> Json:
    seen = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": _file(phone, emoji="👍", **seen)}


def a_poll(_phone: Phone) -> Json:
    """A poll."""
    options = [{"text": said, "voter_count": 0, "persistent_id": said} for said in ("да", "нет")]
    off = ("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only")
    poll = {"id": "1", "question": "?", "options": options, "total_voter_count": 0, "type": "regular"}
    return {"poll": poll | dict.fromkeys(off, False)}


def _own_contact(phone: Phone) -> Json:
    return {"contact": {"phone_number": f"7905{phone.id % 10**7:07d}", "first_name": "Я", "user_id": phone.id}}


def _others_contact(phone: Phone) -> Json:
    other = phone.rng.choice(phone.club.phones)
    whose = other.id if other is not phone else 5
    return {"contact": {"phone_number": "+79990000000", "first_name": "Не я", "user_id": whose}}


def _bare_contact(phone: Phone) -> Json:
    number = phone.rng.choice(("+79991112233", "112", "", "abc", "+7" * 40))
    return {"contact": {"phone_number": number, "first_name": "💥"}}


def _forwarded_contact(phone: Phone) -> Json:
    return _own_contact(phone) | {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Кто-то"}}


def _game(phone: Phone) -> Json:
    return {"game": {"title": "t", "description": "d", "photo": [_file(phone, width=1, height=1)]}}


def _venue(_phone: Phone) -> Json:
    place = {"latitude": 55.7, "longitude": 37.6}
    return {"location": place, "venue": {"location": place, "title": "Парк", "address": "ул. Лесная"}}


def _invoice(_phone: Phone) -> Json:
    invoice = {"title": "t", "description": "d", "start_parameter": "x", "currency": "RUB", "total_amount": 1}
    return {"invoice": invoice}


def _checklist(_phone: Phone) -> Json:
    return {"checklist": {"title": "t", "tasks": [{"id": 1, "text": "x"}]}}


PICTURES: tuple[Content, ...] = (
    _photo, _captioned, _animation, _sticker,
    lambda p: {"video": _file(p, width=1, height=1, duration=1)},
    lambda p: {"video_note": _file(p, length=1, duration=1)},
)  # fmt: skip
FILES: tuple[Content, ...] = (
    lambda p: {"document": _file(p, file_name="../../договор\x00.pdf", mime_type="x/y")},
    lambda p: {"audio": _file(p, duration=1, title="=1+1")},
)  # fmt: skip
THINGS: tuple[Content, ...] = (
    a_poll, _game, _invoice, _checklist,
    lambda p: {"dice": {"emoji": "🎲", "value": p.rng.randrange(1, 7)}},
    lambda p: {"story": {"chat": p.chat, "id": 1}},
)  # fmt: skip
KINDS: dict[str, tuple[Content, ...]] = {
    "picture": PICTURES, "file": FILES, "thing": THINGS,
    "voice": (lambda p: {"voice": _file(p, duration=1)},),
    "place": (_venue, lambda _p: {"location": {"latitude": -90.0, "longitude": 180.0, "live_period": 60}}),
    "unknown content": (lambda _p: {"hologram": {"depth": [1, {"x": None}]}}, lambda _p: {}),
}  # fmt: skip
CONTACTS: dict[str, Content] = {
    "own contact": _own_contact, "other's contact": _others_contact, "bare contact": _bare_contact,
    "forwarded contact": _forwarded_contact,
}  # fmt: skip
SERVICE: tuple[Content, ...] = (
    lambda p: {"pinned_message": p.stored(1)},
    lambda _p: {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    lambda _p: {"write_access_allowed": {"from_request": True}},
    lambda _p: {"connected_website": "example.org"},
    lambda p: {"users_shared": {"request_id": 1, "users": [{"user_id": p.id}]}},
    lambda _p: {"web_app_data": {"data": "x", "button_text": "y"}},
)  # fmt: skip
IN_GROUPS: tuple[Content, ...] = (
    lambda p: {"new_chat_members": [p.user, p.club.world.api.me]},
    lambda p: {"left_chat_member": p.club.world.api.me},
    lambda _p: {"new_chat_title": "Игра 💥"},
    lambda p: {"new_chat_photo": [_file(p, width=1, height=1)]},
    lambda _p: {"delete_chat_photo": True},
    lambda _p: {"migrate_to_chat_id": -1_009_999_999_999},
    lambda _p: {"group_chat_created": True},
    lambda _p: {"video_chat_started": {}},
    lambda _p: {"forum_topic_created": {"name": "t", "icon_color": 1}},
)
