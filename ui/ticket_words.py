"""How tickets are called: their kinds, states, files, stars; shared by the desk's and the customer's screens."""

from collections.abc import Mapping

from domain.ticket_views import Said
from domain.tickets import Kind, State
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


KINDS: Mapping[str, str] = {Kind.QUESTION: _("question"), Kind.JOB: _("job")}
STATES: Mapping[str, str] = {
    State.CREATED: _("waits"),
    State.TAKEN: _("in work"),
    State.CLOSED: _("solved"),
    State.CANCELLED: _("cancelled by request"),
}
FILES: Mapping[str, str] = {
    "photo": _("🖼 photo"), "document": _("📄 file"), "voice": _("🎤 voice message"), "video": _("🎬 video"),
    "video_note": _("🎬 video message"), "audio": _("🎵 audio"), "location": _("📍 place"),
}  # fmt: skip


def named(t: Words, kind: Kind | str, id_: int) -> str:
    """`Заявка №12`, `Обращение №12`."""
    return t.plain("Job No. {id}", id=id_) if kind == Kind.JOB else t.plain("Question No. {id}", id=id_)


def state_label(state: State | str) -> str:
    """The state's msgid."""
    return STATES[State(state)]


def file_word(t: Words, said: Said) -> str:
    """`📄 прайс.xlsx`, `🖼 фото`; nothing for a text."""
    if said.kind not in FILES:
        return ""
    return f"{t.plain(FILES[said.kind])} {said.file_name}".strip()


def stars(number: int | None) -> str:
    """`★★★★☆`."""
    return "★" * (number or 0) + "☆" * (5 - (number or 0))
