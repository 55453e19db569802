"""Every kind of update that can reach the bot, by families: how one is made, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tests.fuzz import contents, presses, texts
from tests.fuzz.phone import Json, Phone
from ui import menu

NOBODY = {"id": 42, "is_bot": True, "first_name": "Бот", "username": "other_bot"}


class Answer(Enum):
    """What the person must get."""

    ONE = "one message"
    SOME = "a message"
    NONE = "silence"
    PRESS = "the press is answered once"
    GROUP = "one message in the group"
    ANY = "whatever, but no fault"


Maker = Callable[[Phone, "int | None"], "list[Json] | Json"]


@dataclass(frozen=True)
class Family:
    """``calm``: nothing of it may move a dialogue. ``make(phone, live message id)`` gives updates without their ids."""

    name: str
    answer: Answer
    make: Maker
    calm: bool = True
    broken: bool = False  # may be unreadable: parked, and nothing else suffers


FAMILIES: dict[str, Family] = {}


def family(name: str, answer: Answer, *, calm: bool = True, broken: bool = False) -> Callable[[Maker], Maker]:
    """Register a maker."""

    def register(make: Maker) -> Maker:
        FAMILIES[name] = Family(name, answer, make, calm, broken)
        return make

    return register


def _of_content(*kinds: contents.Content) -> Maker:
    return lambda phone, _live: {"message": phone.message(phone.rng.choice(kinds)(phone))}


for _name, _kinds in contents.KINDS.items():
    family(_name, Answer.ONE)(_of_content(*_kinds))
for _name, _content in contents.CONTACTS.items():
    family(_name, Answer.SOME, calm=False)(_of_content(_content))


# --- texts ---


@family("nonsense", Answer.SOME, calm=False)
def _nonsense(phone: Phone, _live: int | None) -> Json:
    return phone.text(texts.nasty(phone.rng))


@family("4096 characters", Answer.SOME, calm=False)
def _longest(phone: Phone, _live: int | None) -> Json:
    return phone.text(texts.longest(phone.rng))


@family("odd text", Answer.SOME, calm=False)
def _odd_text(phone: Phone, live: int | None) -> Json:
    """A reply, a forward, a text via a bot, with a quote, with entities that lie, with fields nobody knows."""
    whole = {"message_id": live or 1, "chat": phone.chat, "date": 1, "from": phone.club.world.api.me, "text": "x"}
    lies = [{"type": "bot_command", "offset": 3, "length": 99}, {"type": "from_the_future", "offset": 0, "length": 1}]
    more = phone.rng.choice((
        {"reply_to_message": whole}, {"quote": {"text": "x", "position": 0}, "reply_to_message": whole},
        {"forward_origin": {"type": "user", "date": 1, "sender_user": NOBODY}}, {"via_bot": NOBODY}, {"entities": lies},
        {"is_from_offline": True, "has_protected_content": True, "effect_id": "1"}, {"hologram": [1], "future": {}},
        {"sender_chat": {"id": -1001, "type": "channel", "title": "к"}}, {"message_thread_id": 7},
    ))  # fmt: skip
    return phone.text(texts.nasty(phone.rng), None, **more)


@family("command", Answer.SOME, calm=False)
def _command(phone: Phone, _live: int | None) -> Json:
    rng = phone.rng
    name = rng.choice(menu.ENTRIES).command
    name = rng.choice((name, name.upper(), name.title()))
    name += rng.choice(("", "", "@frontdesk_bot", "@FRONTDESK_bot", "@other_bot"))
    behind = rng.choice(("", "", " ", " 1", " завтра", f" {texts.nasty(rng)}", "\n", " " + "я" * 4000))
    return phone.text(f"/{name}{behind}"[:4096])


@family("unknown command", Answer.ONE)
def _unknown_command(phone: Phone, _live: int | None) -> Json:
    return phone.text(phone.rng.choice(("/nope", "/orders", "/o", "/start_", "/_", "/CANCELLED", "/1", "/settings2")))


@family("forged link", Answer.SOME)
def _forged_link(phone: Phone, _live: int | None) -> Json:
    rng = phone.rng
    code = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz234567", k=26))
    payloads = (f"s_{code}", code, "s_", f"s_s_{code}", "x" * 64, "-", "_", "1", f"S_{code.upper()}", "order_5")
    return phone.text(f"/start {rng.choice(payloads)}")


@family("link of the gym", Answer.SOME)
def _gym_link(phone: Phone, _live: int | None) -> Json:
    """To a training, or the code on a coach's screen: true ones and others."""
    gym, rng = phone.club.gym, phone.rng
    trainings = (*map(str, gym.trainings), "0", "-1", "9" * 18, "9" * 40, "x", "")
    codes = (gym.code, gym.code[::-1], gym.code.upper(), "a", "")
    return phone.text("/start " + rng.choice((f"t_{rng.choice(trainings)}", f"v_{rng.choice(codes)}")))


@family("cancel", Answer.SOME, calm=False)
def _cancel(phone: Phone, _live: int | None) -> Json:
    return phone.text(phone.rng.choice(("/cancel", "отмена", "  Отмена ", "CANCEL", "/cancel@frontdesk_bot")))


@family("menu label", Answer.SOME, calm=False)
def _label(phone: Phone, _live: int | None) -> Json:
    return phone.text(phone.rng.choice(menu.labels()))


@family("sensible", Answer.SOME, calm=False)
def _sensible(phone: Phone, _live: int | None) -> Json:
    return phone.text(texts.said(phone, phone.rng.choice(sorted(texts.SENSIBLE))))


@family("huge ids", Answer.SOME, calm=False)
def _huge(phone: Phone, _live: int | None) -> Json:
    return phone.text("число", None, message_id=2**53, message_thread_id=2**53)


@family("album", Answer.ONE, calm=True)
def _album(phone: Phone, _live: int | None) -> list[Json]:
    group = str(phone.club.world.api.new_id())
    parts = phone.rng.choices((*contents.PICTURES[:2], *contents.FILES), k=phone.rng.randrange(2, 5))
    return [{"message": phone.message(part(phone) | {"media_group_id": group})} for part in parts]


@family("service message", Answer.NONE)
def _service(phone: Phone, _live: int | None) -> Json:
    return {"message": phone.message(phone.rng.choice(contents.SERVICE)(phone))}


@family("edit", Answer.NONE)
def _edit(phone: Phone, _live: int | None) -> Json:
    content = phone.rng.choice((
        {"text": texts.nasty(phone.rng)}, {"text": "/order"}, {"text": "отмена"}, {"caption": "новая", "photo": []},
        {"location": {"latitude": 1.0, "longitude": 2.0}}, contents.CONTACTS["own contact"](phone),
    ))  # fmt: skip
    return {"edited_message": phone.message(content) | {"edit_date": phone.club.seconds}}


@family("edit of what was said", Answer.NONE)
def _edit_said(phone: Phone, _live: int | None) -> Json:
    """It may stand in a ticket: then the other side reads the new words, and the writer nothing."""
    said = [raw["message"] for raw in phone.sent if "text" in (raw.get("message") or {})]
    if not said:
        return _edit(phone, None)  # type: ignore[return-value]  # one update
    content = {"text": texts.nasty(phone.rng), "edit_date": phone.club.seconds, "entities": []}
    return {"edited_message": phone.rng.choice(said) | content}


@family("reply", Answer.SOME, calm=False)
def _reply(phone: Phone, live: int | None) -> Json:
    """To one of the newest messages of the bot: a ticket's notice, a question, a card."""
    newest = phone.screens() or [phone.stored(live or 1)]
    return phone.text(texts.nasty(phone.rng), None, reply_to_message=phone.rng.choice(newest))


# --- presses ---


def _message(phone: Phone, live: int | None) -> Json:
    """A message of the bot: the live one, a new one, an old one, or one that is gone."""
    known = [m["message_id"] for m in phone.screens()] + [m for m, _ in phone.buttons] + [live or 1, 1]
    return phone.stored(phone.rng.choice((live or known[0], phone.rng.choice(known))))


@family("shown button", Answer.PRESS, calm=False)
def _shown(phone: Phone, live: int | None) -> Json:
    visible = phone.shown(live)
    if not visible:
        return phone.press("nothing", _message(phone, live))
    message, data = phone.rng.choice(visible)
    return phone.press(data, message)


@family("button twice", Answer.PRESS, calm=False)
def _twice(phone: Phone, live: int | None) -> list[Json]:
    visible = phone.shown(live)
    message, data = phone.rng.choice(visible) if visible else (_message(phone, live), "cx")
    return [phone.press(data, message), phone.press(data, message)]


@family("stale button", Answer.PRESS, calm=False)
def _stale(phone: Phone, live: int | None) -> Json:
    message_id, data = phone.rng.choice(phone.buttons or [(live or 1, "cx")])
    return phone.press(data, phone.stored(message_id))


@family("other's button", Answer.PRESS, calm=False)
def _foreign(phone: Phone, live: int | None) -> Json:
    return phone.press(phone.rng.choice(phone.club.foreign), _message(phone, live))


@family("forged button", Answer.PRESS, calm=False)
def _forged(phone: Phone, live: int | None) -> Json:
    return phone.press(presses.forged(phone.rng), _message(phone, live))


@family("damaged button", Answer.PRESS, calm=False)
def _damaged(phone: Phone, live: int | None) -> Json:
    return phone.press(presses.damaged(phone), _message(phone, live))


@family("garbage button", Answer.PRESS)
def _garbage(phone: Phone, live: int | None) -> Json:
    return phone.press(presses.garbage(phone.rng), _message(phone, live))


@family("press without data", Answer.PRESS)
def _game_press(phone: Phone, live: int | None) -> Json:
    return phone.press(None, _message(phone, live), game_short_name="tetris")


@family("press on nothing", Answer.PRESS, calm=False)
def _on_nothing(phone: Phone, _live: int | None) -> Json:
    """A message that is gone, that never was, or an inline message."""
    rng = phone.rng
    data = rng.choice((rng.choice(phone.club.foreign), presses.forged(rng), presses.garbage(rng)))
    gone = {"chat": phone.chat, "message_id": rng.choice((1, 2**31, 2**53)), "date": 0}
    return phone.press(data, rng.choice((gone, None)), **rng.choice(({}, {"inline_message_id": "AAA"})))
