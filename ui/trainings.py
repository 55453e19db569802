"""/week on the screen: days, a day's trainings, one training with its people, and the questions about it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from markupsafe import Markup

from domain.training_views import CoachName, Seat, TrainingCard, TrainingView, Week
from domain.trainings import PAGE, Stand, State
from domain.views import Page
from ui.common import cancel_row
from ui.schedule import facts, named
from ui.screen import DANGER, Row, Screen, bold, in_pairs, keyboard, lines, pages_row, press, quote
from ui.texts import Words
from ui.training_buttons import (
    CalledOff,
    CallOffBegun,
    CodeShown,
    HandedOver,
    HandOverAsked,
    InviteBegun,
    LedOpened,
    LinkBegun,
    LinkKept,
    Marked,
    NewBegun,
    PlacesBegun,
    PutIn,
    PutInBegun,
    WeekDay,
    WeekShown,
)

SIGNS = {
    Stand.SIGNED: "▫️", Stand.CAME: "✅", Stand.MISSED: "✖", Stand.WAITING: "⏳", Stand.OFFERED: "🔔", Stand.OFF: "✖",
}  # fmt: skip
WEEK = timedelta(days=7)


def week(t: Words, shown: Week) -> Screen:
    """Seven days with how many trainings each has."""
    days = in_pairs(press(f"{t.near_day(day, shown.today)} · {number}", WeekDay(day)) for day, number in shown.days)
    title = t("📅 Your trainings") if shown.is_own else t("📅 Trainings of everybody")
    last = shown.first + WEEK - timedelta(days=1)
    return Screen(
        lines(
            bold(title), f"{t.day(shown.first)} – {t.day(last)}",
            None if shown.days else t("No trainings in these days."),
        ),
        keyboard(
            *days,
            [press("« " + t.plain("Earlier"), WeekShown(shown.first - WEEK)),
             press(t.plain("Later") + " »", WeekShown(shown.first + WEEK))],
            [press(t.plain("➕ Training"), NewBegun())],
        ),
    )  # fmt: skip


def of_day(t: Words, day: date, today: date, found: Sequence[TrainingView]) -> Screen:
    """A day's trainings: how full, and whose."""
    rows: list[Row] = [[press(_line(one, t), LedOpened(one.id, 0))] for one in found]
    return Screen(
        lines(bold(f"📅 {t.near_day(day, today)}"), None if found else t("No trainings on this day.")),
        keyboard(*rows, [press("« " + t.plain("Week"), WeekShown(day))]),
    )


def _line(training: TrainingView, t: Words) -> str:
    full = "⛔" if training.state is State.CANCELLED else f"{training.taken}/{training.capacity}"
    whose = f" · {training.coach.split(' ')[0]}" if training.coach else ""
    return f"{t.time(training.starts_at)} {training.title} {full}{whose}"


def card(t: Words, shown: TrainingCard) -> Screen:
    """One training with its people; each press on a person changes whether they came."""
    training = shown.training
    waiting = t(", waiting: {n}", n=training.waiting) if training.waiting else ""
    people = t("Places: {taken} of {all}{waiting}", taken=training.taken, all=training.capacity, waiting=waiting)
    is_off = training.state is State.CANCELLED
    return Screen(
        lines(
            named(t, training), *facts(t, training), people,
            t("Came: {n}", n=shown.came) if shown.came else None,
            t("Link: {link}", link=training.link) if training.link else None,
            t("⛔ Called off.") if is_off else None, quote(training.reason) if is_off else None,
            t("Press a name: ✅ came, ✖ did not.") if shown.is_marked and shown.seats else None,
        ),
        keyboard(
            *_seats(shown),
            pages_row(shown.people, PAGE, shown.page, lambda page: LedOpened(training.id, page)),
            *(_moves(t, shown) if shown.is_open else []),
            [press("« " + t.plain("Day"), WeekDay(training.day))],
        ),
    )  # fmt: skip


def _seats(shown: TrainingCard) -> list[Row]:
    return [[press(_seat(seat), Marked(seat.visit_id, seat.stand is not Stand.CAME, shown.page))]
            for seat in shown.seats]  # fmt: skip


def _seat(seat: Seat) -> str:
    return f"{SIGNS[seat.stand]} {seat.name}"


def _moves(t: Words, shown: TrainingCard) -> list[Row]:
    id_ = shown.training.id
    code = [press(t.plain("QR to check in"), CodeShown(id_))] if shown.is_marked else []
    return [
        [*code, press(t.plain("Invite"), InviteBegun(id_))],
        [press(t.plain("➕ Put in"), PutInBegun(id_)), press(t.plain("Hand over"), HandOverAsked(id_))],
        [press(t.plain("Link"), LinkBegun(id_)), press(t.plain("Seats"), PlacesBegun(id_))],
        [press(t.plain("Call off the training"), CallOffBegun(id_), DANGER)],
    ]


def hand_over(t: Words, shown: TrainingCard, coaches: Sequence[CoachName]) -> Screen:
    """To whom?"""
    training = shown.training
    others = [one for one in coaches if one.id != training.coach_id]
    rows: list[Row] = [[press(one.name, HandedOver(training.id, one.id))] for one in others]
    return Screen(
        lines(
            named(t, training), *facts(t, training),
            t("Who leads it? They and who is signed up are told.") if others else t("There is no other coach yet."),
        ),
        keyboard(*rows, [press("« " + t.plain("Back"), LedOpened(training.id, 0))]),
    )  # fmt: skip


def handed_over(t: Words, training: TrainingView) -> Screen:
    """It is somebody else's: who gave it away may not see it any more."""
    return Screen(
        lines(named(t, training), t("✅ {name} leads it now. Everybody concerned is told.", name=training.coach)),
        keyboard([press("« " + t.plain("Day"), WeekDay(training.day))]),
    )


def code_caption(t: Words, training: TrainingView, until: datetime) -> Markup:
    """Under the picture of the code."""
    return lines(
        named(t, training),
        t("Point a phone's camera at it: whoever opens it is noted as here. Valid until {time}.", time=t.time(until)),
    )


def not_shown(t: Words) -> Markup:
    """Telegram was out of reach."""
    return t("⚠️ The picture did not get through. Please press once more.")


# --- questions ---


def ask_reason(t: Words, shown: TrainingCard) -> Screen:
    """Why is it called off?"""
    return Screen(
        lines(named(t, shown.training), t("Why is it called off? Everybody concerned reads it.")),
        keyboard(cancel_row(t)),
    )


def ask_sure(t: Words, shown: TrainingCard, reason: str) -> Screen:
    """Really?"""
    told = t.count("{n} person on the list is told.", "{n} people on the list are told.", shown.people)
    return Screen(
        lines(named(t, shown.training), quote(reason), told, t("Visits come back.")),
        keyboard([press(t.plain("Yes, call it off"), CalledOff(), DANGER)], cancel_row(t)),
    )


def ask_link(t: Words, training: TrainingView) -> Screen:
    """Which link?"""
    kept = [press(t.plain("No link"), LinkKept(True))] if training.link else None
    return Screen(
        lines(
            named(t, training), t("Now: {link}", link=training.link) if training.link else None,
            t("Send the link to this training. Who is signed up sees it. Example: {example}",
              example="https://zoom.us/j/123"),
        ),
        keyboard(kept, cancel_row(t)),
    )  # fmt: skip


def ask_places(t: Words, training: TrainingView) -> Screen:
    """How many places?"""
    return Screen(
        lines(
            named(t, training), t("Places: {taken} of {all}{waiting}", taken=training.taken, all=training.capacity,
                                  waiting=""),
            t("How many places are there? Who waits is offered the new ones."),
        ),
        keyboard(cancel_row(t)),
    )  # fmt: skip


def ask_person(t: Words, training: TrainingView, query: str, found: Page[tuple[int, str]] | None) -> Screen:
    """Whom?"""
    rows: list[Row] = [[press(name, PutIn(uid))] for uid, name in found.items] if found is not None else []
    return Screen(
        lines(named(t, training), found_line(t, query, found), t("Whom do we put in? A name or a phone.")),
        keyboard(*rows, cancel_row(t)),
    )


def found_line(t: Words, query: str, found: Page[tuple[int, str]] | None) -> Markup | None:
    """What a search came to, where that is not in the buttons."""
    if found is None:
        return None
    if not found.items:
        return t("Nobody is found by “{query}”.", query=query)
    return t("There are more: type another letter.") if found.has_more else None
