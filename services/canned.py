"""Canned replies: answers that are given often, written once by whoever works at the desk, with variables."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.canned import MOST, TITLE_MOST, UNDO, CannedView, Part, Variable, filled, typed
from domain.errors import Conflict, Invalid, NotFound, Outdated
from domain.fold import fold, has_letter
from domain.views import Page
from services.settings import business

if TYPE_CHECKING:
    from models import CannedReply
    from repositories.uow import Uow

KIND = "canned"
PAGE = 6


# --- finding ---


@query(Permission.TICKETS_WORK)
def page(uow: "Uow", actor: Actor, number: int = 0, text: str = "") -> Page[CannedView]:
    """Replies in use by title, six a page; ``text``: of those whose title has these words, in any case and order."""
    views = [_view(row) for row in _found(uow, text)]
    return _page(views, min(max(0, number), max(0, len(views) - 1) // PAGE), PAGE)


@query(Permission.TICKETS_WORK)
def get(uow: "Uow", actor: Actor, canned_id: int) -> CannedView:
    """The reply as it was written; raises ``NotFound``."""
    return _view(uow.canned.get(canned_id))


@query(Permission.TICKETS_WORK)
def ready(uow: "Uow", actor: Actor, number: int, size: int, text: str, house: str) -> Page[CannedView]:
    """``page`` with the texts as they can be sent outside of a ticket: who answers and the business filled in.

    ``house``: the business's name where the setting has none. What has nothing to say without a ticket is left out.
    """
    values = _known(uow, actor, house)
    views = (CannedView(row.id, row.title, filled(row.text, values)) for row in _found(uow, text))
    return _page([view for view in views if view.text], max(0, number), size)


@query(Permission.TICKETS_WORK)
def filled_for(uow: "Uow", actor: Actor, canned_id: int, ticket_id: int) -> str:
    """The reply for one ticket, every variable filled in: plain text of at most 4000 characters.

    Raises ``NotFound`` where the reply is gone, or the ticket is neither the actor's own nor theirs to manage.
    """
    ticket = uow.tickets.get(ticket_id)
    if ticket.agent_id != actor.user_id and not actor.may(Permission.TICKETS_MANAGE):
        raise NotFound(uow.tickets.missing)
    customer = uow.people.get(ticket.user_id).first_name
    about = {Variable.NAME: customer if has_letter(customer) else "", Variable.NUMBER: str(ticket.id)}
    return filled(uow.canned.get(canned_id).text, _known(uow, actor) | about)


# --- writing ---


@command(Permission.TICKETS_WORK)
def add(uow: "Uow", actor: Actor, title: str, text: str, origin: str) -> CannedView:
    """Write a reply; the same ``origin`` (a draft's id) again gives the same one.

    Raises ``Invalid`` (empty, too long, an unknown variable, 200 are there already), ``Conflict``: the title is taken.
    """
    if (known := uow.canned.find_by_origin(origin)) is not None:
        return _view(known)
    kept = typed(Part.TITLE, title), typed(Part.TEXT, text)
    _check_room(uow)
    _check_title(uow, kept[0])
    row = uow.canned.make(*kept, actor.user_id, origin)
    uow.audit.record(actor, "created", KIND, row.id, None, {"title": row.title, "text": row.text})
    return _view(row)


@command(Permission.TICKETS_WORK)
def edit(uow: "Uow", actor: Actor, canned_id: int, part: Part, value: str) -> CannedView:
    """Write the title or the text anew; the same as before changes nothing. Raises as ``add``, and ``NotFound``."""
    row, kept = uow.canned.get(canned_id), typed(part, value)
    before = getattr(row, part.value)
    if kept == before:
        return _view(row)
    if part is Part.TITLE:
        _check_title(uow, kept, canned_id)
    setattr(row, part.value, kept)
    uow.audit.record(actor, "edited", KIND, canned_id, {part.value: before}, {part.value: kept})
    return _view(row)


@query(Permission.TICKETS_WORK)
def checked(uow: "Uow", actor: Actor, part: Part, value: str, but: int | None = None) -> str:
    """What was typed as it would be stored; raises as ``add``. ``but``: the reply being changed."""
    kept = typed(part, value)
    if part is Part.TITLE:
        _check_title(uow, kept, but)
    return kept


@command(Permission.TICKETS_WORK)
def archive(uow: "Uow", actor: Actor, canned_id: int) -> CannedView:
    """Take a reply out of use; for ten minutes it can be taken back. Twice changes nothing."""
    row = uow.canned.get_any(canned_id)
    if row.archived_at is None and uow.canned.archive(row):
        uow.audit.record(actor, "archived", KIND, canned_id)
    return _view(row)


@command(Permission.TICKETS_WORK)
def restore(uow: "Uow", actor: Actor, canned_id: int) -> CannedView:
    """Take it back; raises ``Outdated`` after ten minutes, ``Conflict`` where the title was given anew meanwhile."""
    row = uow.canned.get_any(canned_id)
    if row.archived_at is not None:
        if uow.now > row.archived_at + UNDO:
            raise Outdated("It can be taken back for 10 minutes only. Write the reply anew, please.")
        _check_room(uow)
        _check_title(uow, row.title, canned_id)
        if uow.canned.restore(row):
            uow.audit.record(actor, "restored", KIND, canned_id)
    return _view(row)


# --- inside ---


def _found(uow: "Uow", text: str) -> "list[CannedReply]":
    words = fold(text[:TITLE_MOST]).split()
    return [row for row in uow.canned.list_live() if all(word in fold(row.title) for word in words)]


def _page(views: list[CannedView], number: int, size: int) -> Page[CannedView]:
    pages = max(1, -(-len(views) // size))
    return Page(tuple(views[number * size : (number + 1) * size]), number, pages, number + 1 < pages)


def _known(uow: "Uow", actor: Actor, house: str = "") -> dict[Variable, str]:
    agent = uow.people.get(actor.user_id).first_name
    return {Variable.AGENT: agent, Variable.BUSINESS: business(uow)["BUSINESS"] or house}


def _check_title(uow: "Uow", title: str, but: int | None = None) -> None:
    if any(fold(row.title) == fold(title) for row in uow.canned.list_live() if row.id != but):
        raise Conflict("There is a reply called so already: {title}.", title=title)


def _check_room(uow: "Uow") -> None:
    if uow.canned.count_live() >= MOST:
        raise Invalid("There are {most} replies already. Take one out of use first, please.", most=MOST)


def _view(row: "CannedReply") -> CannedView:
    return CannedView(row.id, row.title, row.text, row.archived_at)
