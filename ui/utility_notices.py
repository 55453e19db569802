"""What is told of utility requests without being asked: to residents, dispatchers and executors (S4.36)."""

from collections.abc import Mapping

from markupsafe import Markup

from domain.phones import show_phone
from ui.notices import Facts, notice
from ui.screen import MAIN, Attachment, Row, Screen, bold, keyboard, lines, press, quote
from ui.texts import Words
from ui.utility_buttons import (
    AssignAsked,
    CommentBegun,
    DoneConfirmed,
    DoneRefused,
    GiveBackBegun,
    RequestOpened,
    WorkFinished,
    WorkStarted,
)
from ui.utility_words import addressed, whole


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


NEW: Mapping[str, str] = {
    "new": _("🏠 New request No. {id}: {title}"), "given_back": _("🏠 Request No. {id} was given back: {title}"),
    "reopened": _("🏠 Request No. {id} is open again: {title}"),
}  # fmt: skip
GIVEN: Mapping[str, str] = {
    "given": _("🔧 A request for you, No. {id}: {title}"), "refused": _("🔧 Request No. {id} is not done: {title}"),
    "reopened": _("🔧 Request No. {id} is in work again: {title}"),
}  # fmt: skip
GONE: Mapping[str, str] = {
    "assigned": _("{by} has given it to {to}."), "reassigned": _("{by} has given it to {to}."),
    "withdrawn": _("The resident has withdrawn it."), "closed": _("{by} has closed it."),
    "started": _("{by} has begun."), "done": _("{by}: it is done."), "given_back": _("{by} has given it back."),
    "confirmed": _("Thank you. The request is closed."), "refused": _("Your answer: not done. It is in work again."),
    "reopened": _("It is in work again."), "closed_itself": _("It was closed by itself."),
}  # fmt: skip
MOVED: Mapping[str, str] = {
    "created": _("🏠 Your request No. {id} is filed: {title}"),
    "assigned": _("👷 Request No. {id} is given to an executor: {title}"),
    "started": _("🔧 Work on request No. {id} has begun: {title}"),
    "done": _("✅ Request No. {id} is done: {title}"),
    "given_back": _("🏠 Request No. {id} waits for another executor: {title}"),
    "withdrawn": _("☑️ Request No. {id} is withdrawn: {title}"), "closed": _("☑️ Request No. {id} is closed: {title}"),
    "confirmed": _("☑️ Request No. {id} is done and closed: {title}"),
    "refused": _("🔧 Request No. {id} is not done yet, work goes on: {title}"),
    "reopened": _("🏠 Request No. {id} is open again: {title}"),
    "closed_itself": _("☑️ Request No. {id} is closed: {title}"),
}  # fmt: skip
TOLD: Mapping[str, str] = {
    "withdrawn": _("✖️ Request No. {id} is withdrawn by the resident: {title}"),
    "refused": _("⚠️ Request No. {id}: the resident says that it is not done. {title}"),
}
LOST: Mapping[str, str] = {
    "withdrawn": _("✖️ Request No. {id} is withdrawn, nothing is left to do: {title}"),
    "closed": _("☑️ Request No. {id} is closed, nothing is left to do: {title}"),
    "reassigned": _("➡️ Request No. {id} was given to another executor: {title}"),
    "given_back": _("➡️ Request No. {id} was taken back: {title}"),
}


def _opens(t: Words, facts: Facts) -> Row:
    return [press(t.plain("Open"), RequestOpened(facts["id"]))]


def _head(t: Words, msgid: str, facts: Facts) -> Markup:
    said = bold(t(msgid, id=facts["id"], title=facts["title"]))
    return Markup("❗ ") + said if facts.get("urgent") else said


def _why(t: Words, facts: Facts) -> Markup | None:
    return t("Why: {reason}", reason=facts["why"]) if facts.get("why") else None


def _address(t: Words, facts: Facts) -> Markup | None:
    said = addressed(t, *facts["address"])
    return t("Address: {address}", address=said) if said else None


def _where(t: Words, facts: Facts) -> list[Markup | None]:
    who = " · ".join(part for part in (facts["name"], show_phone(facts["phone"]) if facts["phone"] else "") if part)
    return [
        _address(t, facts),
        Markup("👤 {}").format(who) if who else None,
        t("Convenient time: {wish}", wish=facts["wish"]) if facts["wish"] else None,
        t.count("📎 {n} file", "📎 {n} files", facts["files"]) if facts["files"] else None,
        quote(facts["text"]),
    ]


@notice("utility_new")
def new(t: Words, facts: Facts) -> Screen:
    """To dispatchers: it waits for an executor."""
    return Screen(
        lines(
            _head(t, NEW[facts["how"]], facts),
            t("By {name}", name=facts["by"]) if facts["how"] == "given_back" else None, _why(t, facts),
            None if facts["confirmed"] else t("⚠️ The resident is not confirmed."), *_where(t, facts),
        ),
        keyboard([press(t.plain("👷 Give to an executor"), AssignAsked(facts["id"], 0), MAIN), *_opens(t, facts)]),
    )  # fmt: skip


@notice("utility_told")
def told(t: Words, facts: Facts) -> Screen:
    """To dispatchers: what a resident has done."""
    return Screen(
        lines(_head(t, TOLD[facts["how"]], facts), _address(t, facts), _why(t, facts)), keyboard(_opens(t, facts))
    )


@notice("utility_given")
def given(t: Words, facts: Facts) -> Screen:
    """To an executor: it is theirs."""
    begins = facts["how"] == "given"
    move = (
        press(t.plain("▶️ Begin"), WorkStarted(facts["id"]), MAIN)
        if begins
        else press(t.plain("✅ Done"), WorkFinished(facts["id"]), MAIN)
    )
    return Screen(
        lines(_head(t, GIVEN[facts["how"]], facts), _why(t, facts), *_where(t, facts)),
        keyboard([move, press(t.plain("↩️ Give back"), GiveBackBegun(facts["id"]))], _opens(t, facts)),
    )


@notice("utility_lost")
def lost(t: Words, facts: Facts) -> Screen:
    """To an executor: it is not theirs any more. No card: it may not be theirs to see."""
    return Screen(lines(_head(t, LOST[facts["how"]], facts), _address(t, facts), _why(t, facts)))


@notice("utility_asked")
def asked(t: Words, facts: Facts) -> Screen:
    """To its author: is it done?"""
    return Screen(
        lines(
            _head(t, MOVED["done"] if facts["how"] == "done" else MOVED["reopened"], facts | {"urgent": False}),
            t("Executor: {name}", name=facts["executor"]) if facts["executor"] else None,
            t("Is it done? Without an answer the request closes by itself."),
        ),
        keyboard(
            [press(t.plain("✅ Yes, it is done"), DoneConfirmed(facts["id"]), MAIN),
             press(t.plain("No, not done"), DoneRefused(facts["id"]))],
            _opens(t, facts),
        ),
    )  # fmt: skip


@notice("utility_gone")
def gone(t: Words, facts: Facts) -> Screen:
    """What a card is edited into when somebody has dealt with it."""
    said = t(GONE[facts["how"]], by=facts["by"], to=facts.get("to", ""))
    return Screen(
        lines(bold(t("🏠 Request No. {id}: {title}", id=facts["id"], title=facts["title"])), said),
        keyboard(_opens(t, facts)),
    )


@notice("utility_moved")
def moved(t: Words, facts: Facts) -> Screen:
    """To residents: how it stands now."""
    names_executor = facts["how"] in ("assigned", "started") and facts["executor"]
    return Screen(
        lines(
            _head(t, MOVED[facts["how"]], facts | {"urgent": False}),
            t("Executor: {name}", name=facts["executor"]) if names_executor else None, _why(t, facts),
        ),
        keyboard(_opens(t, facts)),
    )  # fmt: skip


@notice("utility_said")
def said_(t: Words, facts: Facts) -> Screen:
    """A comment of the other side, with what was shown."""
    title = t("💬 Request No. {id}, {who}: {title}", id=facts["id"], who=facts["who"], title=facts["title"])
    return Screen(
        lines(bold(title), whole(facts["text"])),
        keyboard([press(t.plain("Answer"), CommentBegun(facts["id"])), *_opens(t, facts)]),
        files=tuple(Attachment(kind, file_id) for kind, file_id in facts["files"]),
    )
