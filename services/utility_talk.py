"""Comments in a utility request, both ways, with photos (S4.36)."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, Invalid, NotFound, Outdated, Term
from domain.fold import clean
from domain.utility import COMMENT_FILES, FILES_MOST, TEXT_MOST, Act, File, State
from domain.utility_rules import acts_of
from domain.utility_views import RequestView, SaidView
from models import UtilityMessage
from services import utility_notices as notices
from services.utility_views import known_to, request_view, said_views

if TYPE_CHECKING:
    from repositories.uow import Uow

FILES_SHOWN = 10


@command(Permission.OWN_REQUESTS)
def comment(uow: "Uow", actor: Actor, request_id: int, text: str, files: tuple[File, ...], origin: str) -> RequestView:
    """Say something, and show up to ten files; the other side is told once. The same ``origin`` again says nothing.

    Raises ``Invalid`` for nothing said, ``Outdated`` where it is over, ``Conflict`` where a hundred files are in it,
    ``NotFound`` for who has no part in it.
    """
    row, part = known_to(uow, actor, request_id)
    acts = acts_of(part, State(row.state))
    if Act.SEE not in acts:
        raise NotFound(uow.utility.missing)
    if uow.utility.find_said(f"{origin}:0") is not None:
        return request_view(uow, actor, row, part)
    if Act.COMMENT not in acts:
        raise Outdated("This request is over: nothing can be added. File a new one, please.")
    if not text.strip() and not files:
        raise Invalid("Write a few words, please, or send a photo.")
    if files and uow.utility.count_files(row.id) + len(files) > COMMENT_FILES:
        raise Conflict("There are {most} files in this request already.", most=COMMENT_FILES)
    said = clean(text, most=TEXT_MOST, what=Term("Comment"), lines=True) if text.strip() else ""
    side = "resident" if part.is_author else "staff"
    first = _keep(uow, row.id, actor.user_id, side, said, files[:FILES_MOST], origin)
    shown = [[file.kind, file.file_id] for file in files[:FILES_MOST]]
    notices.tell_said(uow, actor, row, first, {"side": side, "text": said, "files": shown})
    return request_view(uow, actor, row, part)


def _keep(uow: "Uow", request_id: int, user_id: int, side: str, text: str, files: tuple[File, ...], origin: str) -> int:
    """Write it down, the words with the first file; gives the first message's id."""
    kept = [
        uow.utility.say(
            UtilityMessage(
                request_id=request_id, user_id=user_id, side=side, kind=file.kind, text=text if number == 0 else "",
                file_id=file.file_id, file_name=file.file_name[:255], origin=f"{origin}:{number}",
            )
        )[0].id
        for number, file in enumerate(files or (File("text", ""),))
    ]  # fmt: skip
    return kept[0]


@query(Permission.OWN_REQUESTS)
def files(uow: "Uow", actor: Actor, request_id: int) -> tuple[SaidView, ...]:
    """The latest files of a request, oldest first, to who may see it; ``NotFound`` to others."""
    row, part = known_to(uow, actor, request_id)
    if Act.SEE not in acts_of(part, State(row.state)):
        raise NotFound(uow.utility.missing)
    return tuple(one for one in said_views(uow, row.id, COMMENT_FILES * 2) if one.file_id)[-FILES_SHOWN:]


@query(Permission.OWN_REQUESTS)
def thread(uow: "Uow", actor: Actor, request_id: int, limit: int = 50) -> tuple[SaidView, ...]:
    """What was said and shown in it lately, oldest first, to who may see it; ``NotFound`` to others."""
    row, part = known_to(uow, actor, request_id)
    if Act.SEE not in acts_of(part, State(row.state)):
        raise NotFound(uow.utility.missing)
    return said_views(uow, row.id, min(limit, COMMENT_FILES * 2))
