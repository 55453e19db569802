"""Words of the members' pages: lists, how a membership stands, visits."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.membership_views import MembershipView, Which
from domain.memberships import State
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


LISTS: Final[Mapping[Which, str]] = {
    Which.ALL: _("All"),
    Which.ACTIVE: _("Active today"),
    Which.INACTIVE: _("Not active"),
    Which.FROZEN: _("On a freeze"),
    Which.ENDING: _("Ending"),
    Which.ENDED: _("Ended lately"),
    Which.DELETED: _("Deleted"),
}
EMPTY: Final[Mapping[Which, str]] = {
    Which.ALL: _("There are no members yet. A client becomes one with the first membership."),
    Which.ACTIVE: _("Nobody is active today."),
    Which.INACTIVE: _("Every member is active today."),
    Which.FROZEN: _("Nobody's membership is frozen today."),
    Which.ENDING: _("Nobody's membership ends in these days."),
    Which.ENDED: _("Nobody's membership has ended in these days."),
    Which.DELETED: _("No member was deleted."),
}
DONE: Final[Mapping[str, str]] = {
    "sell": _("The membership is sold."),
    "note": _("The payment is noted."),
    "return": _("The refund is noted."),
    "cancel": _("The membership is called off."),
    "freeze": _("The membership is frozen."),
    "unfreeze": _("The freeze is over: today counts again."),
    "edit": _("Saved."),
    "delete": _("The member is deleted."),
    "restore": _("The member is back."),
}


def stands(one: MembershipView, today: date) -> tuple[str, str]:
    """How a membership stands on a day: the msgid, and the class that colours it."""
    if one.state is State.WANTED:
        return _("Not paid yet"), "urgent"
    if one.state is State.CANCELLED:
        return _("Called off"), "state-closed"
    assert one.span is not None
    if one.span.ends < today:
        return _("Over"), "state-closed"
    if one.span.starts > today:
        return _("To come"), ""
    if any(freeze.has(today) for freeze in one.freezes):
        return _("Is frozen"), "state-new"
    return _("Runs"), "state-in_work"


def day(t: Words, wanted: date, today: date) -> str:
    """A day of a membership; with its year where that is another one."""
    said = t.day_long(wanted)
    return said if wanted.year == today.year else t.plain("{day} {year}", day=said, year=wanted.year)
