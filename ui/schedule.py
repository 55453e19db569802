"""/schedule on the screen: days, a day, one training and how the member stands to it."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from domain.training_views import OwnTraining, Schedule, TrainingView
from domain.trainings import Stand, State
from ui.screen import DANGER, MAIN, Row, Screen, bold, in_pairs, keyboard, lines, link, press, quote
from ui.texts import Words
from ui.training_buttons import OfferTaken, ScheduleDay, ScheduleOpened, SignedOff, SignedUp, TrainingOpened

OWN_SIGNS = {Stand.SIGNED: "✅", Stand.CAME: "✅", Stand.WAITING: "⏳", Stand.OFFERED: "🔔"}


def named(t: Words, training: TrainingView) -> Markup:
    """`🏋️ Йога, сб, 21 нояб., 15:00`."""
    return bold(t("🏋️ {title}, {moment}", title=training.title, moment=t.moment(training.starts_at)))


def facts(t: Words, training: TrainingView) -> list[Markup | None]:
    """What everybody may know of it."""
    length = int((training.ends_at - training.starts_at).total_seconds())
    return [
        t("Until {time}, {length}", time=t.time(training.ends_at), length=t.length(length)),
        t("Coach: {name}", name=training.coach) if training.coach else None,
    ]


def opened(t: Words, schedule: Schedule) -> Screen:
    """The days that can be signed up for, and what is theirs already."""
    own = [
        [press(f"{OWN_SIGNS.get(one.stand or Stand.OFF, '')} {t.moment(one.training.starts_at)} {one.training.title}",
               TrainingOpened(one.training.id))]
        for one in schedule.own
    ]  # fmt: skip
    days = in_pairs(
        press(f"{t.near_day(day, schedule.today)} · {number}", ScheduleDay(day)) for day, number in schedule.days
    )
    said = t("Choose a day.") if schedule.days else t("No trainings are planned yet.")
    return Screen(
        lines(
            bold(t("📅 Trainings")),
            t.count("You are signed up for {n} training.", "You are signed up for {n} trainings.", len(own))
            if own else None,
            said,
        ),
        keyboard(*own, *days),
    )  # fmt: skip


def of_day(t: Words, day: date, today: date, found: Sequence[TrainingView]) -> Screen:
    """A day's trainings with their free places."""
    rows: list[Row] = [[press(_line(t, one), TrainingOpened(one.id))] for one in found]
    return Screen(
        lines(bold(f"📅 {t.near_day(day, today)}"), None if found else t("No trainings on this day.")),
        keyboard(*rows, [press("« " + t.plain("Days"), ScheduleOpened())]),
    )


def _line(t: Words, training: TrainingView) -> str:
    free = t.plain("{n} free", n=training.free) if training.free else t.plain("full")
    return f"{t.time(training.starts_at)} {training.title} · {free}"


def card(t: Words, own: OwnTraining) -> Screen:
    """One training: what it is, how the member stands, what can be pressed."""
    training = own.training
    is_off = training.state is State.CANCELLED
    free = t("Free places: {free} of {all}", free=training.free, all=training.capacity)
    return Screen(
        lines(
            named(t, training), *facts(t, training), free if own.is_open else None,
            t("⛔ Called off.") if is_off else None, quote(training.reason) if is_off else None,
            None if is_off else _stand(t, own),
        ),
        keyboard(
            [link(t.plain("Open the link"), training.link)] if training.link and not is_off else None,
            *(_moves(t, own) if own.is_open and not own.is_here else []),
            [press("« " + t.plain("Schedule"), ScheduleOpened())],
        ),
    )  # fmt: skip


def _stand(t: Words, own: OwnTraining) -> Markup | None:
    if own.stand is Stand.SIGNED:
        return t("✅ You are signed up.")
    if own.stand is Stand.CAME:
        return t("✅ You are noted as here.") if own.is_here else t("✅ You are on the list of who comes.")
    if own.stand is Stand.WAITING:
        return t("⏳ You are number {place} in the line. I tell you when a place is free.", place=own.place)
    if own.stand is Stand.OFFERED and own.offered_until is not None:
        return t("🔔 A place is kept for you until {time}.", time=t.time(own.offered_until))
    if own.stand is Stand.MISSED:
        return t("You were noted as not there.")
    return None


def _moves(t: Words, own: OwnTraining) -> list[Row]:
    id_ = own.training.id
    off = [press(t.plain("Sign off"), SignedOff(id_, False))]
    if own.stand is Stand.OFFERED:
        return [[press(t.plain("Take the place"), OfferTaken(id_), MAIN)], off]
    if own.stand is Stand.WAITING:
        free = [press(t.plain("Sign up"), SignedUp(id_), MAIN)] if own.training.free else []
        return [free, off]
    if own.stand in (Stand.SIGNED, Stand.CAME):
        return [off]
    if own.training.free:
        return [[press(t.plain("Sign up"), SignedUp(id_), MAIN)]]
    return [[press(t.plain("Join the line"), SignedUp(id_), MAIN)]]


def late_question(t: Words, own: OwnTraining) -> Screen:
    """Signing off now uses the visit up: really?"""
    return Screen(
        lines(
            named(t, own.training),
            t("⚠️ It begins soon: the visit stays used if you sign off now."),
        ),
        keyboard(
            [press(t.plain("Sign off anyway"), SignedOff(own.training.id, True), DANGER)],
            [press("« " + t.plain("Back"), TrainingOpened(own.training.id))],
        ),
    )
