"""Words of the gym that pages and files share: how a visit and a membership stand, how money came."""

from collections.abc import Mapping
from typing import Final

from domain.memberships import State
from domain.payments import Method


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


VISITS: Final[Mapping[str, str]] = {
    "waiting": _("Waits for a place"),
    "offered": _("A place is offered"),
    "signed": _("Signed up"),
    "came": _("Attended"),
    "missed": _("Did not come"),
    "off": _("Signed off"),
}
MEMBERSHIPS: Final[Mapping[State, str]] = {
    State.WANTED: _("Not paid yet"),
    State.PAID: _("Paid for"),
    State.CANCELLED: _("Called off"),
}
METHODS: Final[Mapping[Method, str]] = {Method.NOTED: _("Noted by staff"), Method.TELEGRAM: _("In Telegram")}
