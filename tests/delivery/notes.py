"""Messages of the outbox that mean nothing: a notice of the tests, sent and looked at."""

from typing import Any

from markupsafe import Markup

from models import Outgoing
from tests.chat import Telegram
from ui import notices
from ui.screen import Screen

if "test_note" not in notices.KINDS:

    @notices.notice("test_note")
    def _note(t: Any, facts: dict[str, Any]) -> Screen:
        return Screen(Markup("note {}").format(facts["n"]))


def tell(telegram: Telegram, chat_id: int, n: int, *, bulk: bool = False) -> None:
    """Queue «note n» for a chat."""
    telegram.desk.db.write_now(lambda uow: uow.outbox.tell("test_note", chat_id, f"test:{n}", {"n": n}, bulk=bulk))


def states(telegram: Telegram) -> list[str]:
    """How the sending of each message stands, oldest first."""
    return telegram.desk.db.read_now(lambda uow: [r.state for r in uow.session.query(Outgoing).order_by(Outgoing.id)])
