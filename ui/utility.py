"""Utility requests on the screen: cards for residents and the staff, lists, history (S4.36)."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.phones import show_phone
from domain.utility import Act, Source, State
from domain.utility_views import ExecutorView, RequestLine, RequestView, SaidView, StepView
from domain.views import Page
from ui.incident_buttons import IncidentBegun, IncidentShown, IncidentsListed
from ui.screen import DANGER, MAIN, TEXT_LIMIT, Row, Screen, bold, cut, in_rows, keyboard, lines, pages_row, press
from ui.texts import Words
from ui.utility_buttons import (
    AssignAsked,
    CloseBegun,
    CommentBegun,
    DeskListed,
    DoneConfirmed,
    DoneRefused,
    ExecutorPicked,
    FilesAsked,
    Followed,
    GiveBackBegun,
    HistoryShown,
    Listed,
    OwnListed,
    RequestRated,
    RequestReopened,
    RequestShown,
    WithdrawBegun,
    WorkFinished,
    WorksListed,
    WorkStarted,
)
from ui.utility_words import STATES, addressed, line, named, whole

EXECUTORS = 8  # a page of them
HISTORY_MOST = TEXT_LIMIT - 300  # characters; the rest is the title's


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


LISTS: Mapping[Listed, str] = {
    Listed.NEW: _("New requests"), Listed.WORK: _("Given out and in work"), Listed.DONE: _("Done, not closed yet"),
    Listed.OVER: _("Closed requests"),
}  # fmt: skip
EMPTY: Mapping[Listed, str] = {
    Listed.NEW: _("No request is waiting."), Listed.WORK: _("No request is in work."),
    Listed.DONE: _("Nothing waits for the residents' answer."), Listed.OVER: _("Nothing has been closed yet."),
}  # fmt: skip
STEPS: Mapping[str, str] = {
    "created": _("filed"), "assigned": _("given to an executor"), "reassigned": _("given to another executor"),
    "started": _("work has begun"), "done": _("carried out"), "given_back": _("waits for an executor again"),
    "withdrawn": _("withdrawn by the resident"), "closed": _("request closed"),
    "confirmed": _("the resident has confirmed"),
    "refused": _("the resident says: not done"), "reopened": _("opened again"), "closed_itself": _("closed by itself"),
    "archived": _("moved to the archive"), "rated": _("rated"), "incident": _("became part of an incident"),
}  # fmt: skip


# --- the card ---


def card(t: Words, request: RequestView) -> Screen:
    """A request as its reader may see and move it."""
    if Act.SEE not in request.acts:
        return _neighbours(t, request)
    return Screen(
        lines(
            bold(named(t, request)),
            *_facts(t, request),
            whole(request.text),
            *_said(t, request.lately),
            _rating_asked(t, request),
        ),
        keyboard(*_moves(t, request), *_looks(t, request), [_back(t, request)]),
    )


def _rating_asked(t: Words, request: RequestView) -> Markup | None:
    return t("How was it done? A rating is one press.") if Act.RATE in request.acts else None


def _neighbours(t: Words, request: RequestView) -> Screen:
    follow = [_follow(t, request)] if Act.FOLLOW in request.acts or request.is_followed else None
    return Screen(
        lines(
            bold(named(t, request)), t("Status: {status}", status=t(STATES[request.state])),
            t("Filed: {moment}", moment=t.moment(request.created_at)),
        ),
        keyboard(follow, [_back(t, request)]),
    )  # fmt: skip


def _facts(t: Words, request: RequestView) -> list[Markup | None]:
    who = [request.full_name, show_phone(request.phone) if request.phone else ""]
    address = addressed(t, request.street, request.house, request.flat)
    return [
        t("❗ Urgent") if request.is_urgent and request.is_staff else None,
        t("Status: {status}", status=_status(t, request)),
        t("Address: {address}", address=address) if address else None,
        Markup("👤 {}").format(" · ".join(part for part in who if part)) if any(who) else None,
        t("⚠️ The resident is not confirmed: the address is by the account they have named.")
        if request.is_staff and not request.is_confirmed
        else None,
        t("Personal account: {number}", number=request.account) if request.is_staff and request.account else None,
        t("Convenient time: {wish}", wish=request.wish) if request.wish else None,
        t("Filed: {moment}", moment=_filed(t, request)),
        t("Why: {reason}", reason=request.reason) if request.reason and request.reason != "withdrawn" else None,
        t("Rating: {stars}", stars="★" * request.rating) if request.rating else None,
        t.count("📎 {n} file", "📎 {n} files", request.files) if request.files else None,
    ]


def _filed(t: Words, request: RequestView) -> str:
    by_call = f" ({t.plain('by call')})" if request.source is Source.CALL and request.is_staff else ""
    return t.moment(request.created_at) + by_call


def _status(t: Words, request: RequestView) -> str:
    said = t.plain(STATES[request.state])
    if not request.executor or request.state is State.NEW:
        return said
    by = ", ".join(part for part in (request.executor, request.position) if part)
    no_bot = f" ({t.plain('without Telegram')})" if request.is_staff and not request.executor_in_bot else ""
    return f"{said} · {by}{no_bot}"


def _said(t: Words, said: Sequence[SaidView]) -> list[Markup]:
    spoken = [one for one in said if one.text]
    who = {"resident": t.plain("Resident"), "staff": t.plain("We")}
    return [Markup("💬 {}: {}").format(who.get(one.side, one.side), cut(one.text, 200)) for one in spoken[-3:]]


# --- what can be done ---


def _moves(t: Words, request: RequestView) -> list[Row]:
    acts, id_ = request.acts, request.id
    own = [
        (Act.CONFIRM, press(t.plain("✅ Yes, it is done"), DoneConfirmed(id_), MAIN)),
        (Act.CONFIRM, press(t.plain("No, not done"), DoneRefused(id_))),
        (Act.ASSIGN, press(_assign(t, request), AssignAsked(id_, 0), MAIN if not request.executor_id else None)),
        (Act.START, press(t.plain("▶️ Begin"), WorkStarted(id_), MAIN)),
        (Act.FINISH, press(t.plain("✅ Done"), WorkFinished(id_), MAIN)),
        (Act.GIVE_BACK, press(t.plain("↩️ Give back"), GiveBackBegun(id_))),
        (Act.REOPEN, press(t.plain("↩️ Open again"), RequestReopened(id_))),
        (Act.INCIDENT, press(t.plain("⚠️ Incident"), IncidentBegun(id_))),
    ]
    rated = [press("★" * n, RequestRated(id_, n)) for n in range(1, 6)] if Act.RATE in acts else []
    ends = [
        (Act.WITHDRAW, press(t.plain("Withdraw"), WithdrawBegun(id_), DANGER)),
        (Act.CLOSE, press(t.plain("Close it"), CloseBegun(id_), DANGER)),
    ]
    rows = in_rows([shown for act, shown in own if act in acts], 2)
    rows += in_rows(rated, 3)
    return [*rows, [shown for act, shown in ends if act in acts]]


def _assign(t: Words, request: RequestView) -> str:
    return t.plain("👷 Give to another") if request.executor_id else t.plain("👷 Give to an executor")


def _looks(t: Words, request: RequestView) -> list[Row]:
    shown = []
    if Act.COMMENT in request.acts:
        shown.append(press(t.plain("💬 Comment"), CommentBegun(request.id)))
    if request.files:
        shown.append(press(t.plain("📎 Files"), FilesAsked(request.id)))
    shown.append(press(t.plain("🕓 History"), HistoryShown(request.id)))
    if Act.FOLLOW in request.acts or request.is_followed:
        shown.append(_follow(t, request))
    if request.incident_id is not None:
        shown.append(press(t.plain("⚠️ The incident"), IncidentShown(request.incident_id)))
    return in_rows(shown, 2)


def _follow(t: Words, request: RequestView) -> InlineKeyboardButton:
    if request.is_followed:
        return press(t.plain("🔕 Do not follow"), Followed(request.id, False))
    return press(t.plain("🔔 Follow"), Followed(request.id, True))


def _back(t: Words, request: RequestView) -> InlineKeyboardButton:
    if not request.is_staff:
        return press("« " + t.plain("My requests"), OwnListed(0))
    if Act.ASSIGN in request.acts or Act.REOPEN in request.acts:  # a dispatcher
        return press("« " + t.plain("Requests"), DeskListed(Listed.NEW, 0))
    return press("« " + t.plain("My works"), WorksListed(False, 0))


# --- lists ---


def desk(t: Words, which: Listed, page: Page[RequestLine], counts: Mapping[State, int], own: bool) -> Screen:
    """/requests of a dispatcher: lists as tabs, rows as buttons; ``own``: who lives here too."""
    work = counts.get(State.ASSIGNED, 0) + counts.get(State.IN_WORK, 0)
    tabs = {
        Listed.NEW: t.plain("New · {n}", n=counts.get(State.NEW, 0)),
        Listed.WORK: t.plain("In work · {n}", n=work),
        Listed.DONE: t.plain("Done · {n}", n=counts.get(State.DONE, 0)),
        Listed.OVER: t.plain("Closed ones"),
    }
    rows = [[press(line(t, one), RequestShown(one.id))] for one in page.items]
    turn = _turning(page, DeskListed(which, max(page.number - 1, 0)), DeskListed(which, page.number + 1))
    others = [press(label, DeskListed(one, 0)) for one, label in tabs.items() if one is not which]
    return Screen(
        lines(bold("🏠 " + t(LISTS[which])), None if page.items else t(EMPTY[which])),
        keyboard(*rows, turn, *in_rows(others, 3), [press(t.plain("⚠️ Incidents"), IncidentsListed(0))], _own(t, own)),
    )


def works(t: Words, page: Page[RequestLine], is_over: bool, own: bool) -> Screen:
    """/requests of an executor."""
    title = t("🔧 What I have done") if is_over else t("🔧 My works")
    empty = t("Nothing is done yet.") if is_over else t("Nothing to do now. A new request comes here by itself.")
    rows = [[press(line(t, one), RequestShown(one.id))] for one in page.items]
    turn = _turning(page, WorksListed(is_over, max(page.number - 1, 0)), WorksListed(is_over, page.number + 1))
    other = press(t.plain("What is to do") if is_over else t.plain("What I have done"), WorksListed(not is_over, 0))
    return Screen(lines(bold(title), None if page.items else empty), keyboard(*rows, turn, [other], _own(t, own)))


def _own(t: Words, own: bool) -> Row | None:
    return [press(t.plain("🏠 My own requests"), OwnListed(0))] if own else None


def _turning(page: Page[RequestLine], before: DeskListed | WorksListed, after: DeskListed | WorksListed) -> Row | None:
    return [*([press("«", before)] if page.number else []), *([press("»", after)] if page.has_more else [])] or None


def to_choose(t: Words, request: RequestView, found: Sequence[ExecutorView], page: int) -> Screen:
    """[👷 Назначить]: who has least to do first; who has it now is left out."""
    others = [one for one in found if one.id != request.executor_id]
    page = min(page, max(len(others) - 1, 0) // EXECUTORS)
    shown = others[page * EXECUTORS : (page + 1) * EXECUTORS]
    rows = [
        [press(_executor(t, one), ExecutorPicked(request.id, one.id, request.executor_id))] for one in shown
    ]  # fmt: skip
    asked = t("Who carries it out?") if others else t("There are no executors yet. They are added on the web, /web")
    return Screen(
        lines(bold(named(t, request)), asked),
        keyboard(
            *rows, pages_row(len(others), EXECUTORS, page, lambda to: AssignAsked(request.id, to)),
            [press("« " + t.plain("Back"), RequestShown(request.id))],
        ),
    )  # fmt: skip


def _executor(t: Words, one: ExecutorView) -> str:
    position = f", {one.position}" if one.position else ""
    no_bot = "" if one.user_id else " ☎️"
    return f"{one.full_name}{position}{no_bot} · {one.open}"


def history(t: Words, request: RequestView, steps: Sequence[StepView]) -> Screen:
    """What has happened, oldest first; of a long history what fits into a message, the latest."""
    shown, room = [_step(t, one) for one in steps], HISTORY_MOST
    while sum(len(one.striptags()) + 1 for one in shown) > room:
        del shown[0]
    return Screen(
        lines(bold(named(t, request)), *shown),
        keyboard([press("« " + t.plain("Back"), RequestShown(request.id))]),
    )


def _step(t: Words, one: StepView) -> Markup:
    what = t.plain(STEPS.get(one.what, one.what))
    detail = f": {one.detail}" if one.detail and one.detail != one.what else ""
    who = f" ({one.who})" if one.who else ""
    return Markup("{} · {}{}{}").format(t.moment(one.at), what, cut(detail, 120), who)
