"""Words that all screens of utility requests share: states, marks, addresses (S4.8)."""

from collections.abc import Mapping

from markupsafe import Markup

from domain.utility import State
from domain.utility_views import RequestLine, RequestView
from ui.screen import cut
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


STATES: Mapping[State, str] = {
    State.NEW: _("new"), State.ASSIGNED: _("given to an executor"), State.IN_WORK: _("in work"),
    State.DONE: _("carried out"), State.CLOSED: _("request closed"), State.ARCHIVED: _("in the archive"),
}  # fmt: skip
MARKS: Mapping[State, str] = {
    State.NEW: "🆕", State.ASSIGNED: "👷", State.IN_WORK: "🔧", State.DONE: "✅", State.CLOSED: "☑️",
    State.ARCHIVED: "🗄",
}  # fmt: skip
WISHES: tuple[str, ...] = (_("in the morning"), _("in the afternoon"), _("in the evening"), _("at the weekend"))


def titled(category: str, subcategory: str) -> str:
    """`Сантехника · Течёт кран`."""
    return " · ".join(part for part in (category, subcategory) if part)


def named(t: Words, request: RequestView) -> Markup:
    """The first line of a card."""
    return t("🏠 Request No. {id}: {title}", id=request.id, title=titled(request.category, request.subcategory))


def addressed(t: Words, street: str, house: str, flat: str) -> str:
    """`Лесная, 5, кв. 12`."""
    return ", ".join(part for part in (street, house, t.plain("flat {n}", n=flat) if flat else "") if part)


def line(t: Words, one: RequestLine) -> str:
    """A row of a list."""
    urgent = "❗" if one.is_urgent and one.state in (State.NEW, State.ASSIGNED, State.IN_WORK) else ""
    where = f" · {one.address}" if one.address else ""
    title = one.subcategory or one.category
    return f"{urgent}{MARKS[one.state]} №{one.id} {cut(title, 20)}{where}"


def whole(text: str) -> Markup | None:
    """What somebody wrote, all of it: whoever is to act on it reads to the end."""
    return Markup("<blockquote>{}</blockquote>").format(text) if text else None
