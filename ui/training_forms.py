"""Questions while a training is made, and while people are invited to one."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from domain.training_views import CoachName, GroupName, InvitationPlan, NewTraining, TrainingView
from domain.trainings import Audience
from domain.views import Page
from ui.common import back_row, cancel_row
from ui.schedule import facts, named
from ui.screen import MAIN, Row, Screen, bold, in_pairs, keyboard, lines, press
from ui.texts import Words
from ui.training_buttons import (
    AudiencePicked,
    CoachAsked,
    CoachPicked,
    GroupPicked,
    InvitationSent,
    LedOpened,
    LengthAsked,
    LinkAsked,
    LinkKept,
    NewDayPicked,
    NewMade,
    PeopleDone,
    PersonPicked,
    PlacesAsked,
)
from ui.trainings import found_line

DAYS = 8  # that a button offers


# --- a new training ---


def ask_title(t: Words, groups: Sequence[GroupName]) -> Screen:
    """Of which group, or what?"""
    rows = in_pairs(press(one.name, GroupPicked(one.id)) for one in groups)
    return Screen(
        lines(
            bold(t("🏋️ New training")),
            t("Choose a group, or type a name. Example: {example}", example=t.plain("Morning yoga")),
        ),
        keyboard(*rows, cancel_row(t)),
    )


def ask_day(t: Words, title: str, today: date) -> Screen:
    """On which day?"""
    days = (today + timedelta(days=at) for at in range(DAYS))
    rows = in_pairs(press(t.near_day(day, today), NewDayPicked(day)) for day in days)
    return Screen(
        lines(bold(f"🏋️ {title}"), t("On which day? Choose, or type it. Example: {example}", example="21.12")),
        keyboard(*rows, back_row(t, "TITLE")),
    )


def ask_time(t: Words, title: str, day: date) -> Screen:
    """At what time?"""
    return Screen(
        lines(bold(f"🏋️ {title}, {t.day(day)}"), t("At what time? For example: 15:00")),
        keyboard(back_row(t, "DAY")),
    )


def summary(t: Words, new: NewTraining, coach: str) -> Screen:
    """Is it so? Every line can be changed."""
    return Screen(
        lines(
            bold(t("🏋️ {title}, {moment}", title=new.title, moment=t.moment(new.starts_at))),
            t("Length: {length}", length=t.length(new.length)),
            t("Places: {n}", n=new.capacity),
            t("Coach: {name}", name=coach) if coach else t("Coach: not chosen"),
            t("Link: {link}", link=new.link) if new.link else None,
        ),
        keyboard(
            [press(t.plain("Make the training"), NewMade(), MAIN)],
            [press(t.plain("Length"), LengthAsked()), press(t.plain("Seats"), PlacesAsked())],
            [press(t.plain("Coach"), CoachAsked()), press(t.plain("Link"), LinkAsked())],
            back_row(t, "TIME"),
        ),
    )


def ask_length(t: Words, back: str) -> Screen:
    """How long?"""
    return Screen(t("How long is it? Example: {example}", example=t.plain("1 h 30 min")), keyboard(back_row(t, back)))


def ask_places(t: Words, back: str) -> Screen:
    """How many places?"""
    return Screen(t("How many places are there? A number."), keyboard(back_row(t, back)))


def ask_coach(t: Words, coaches: Sequence[CoachName], back: str) -> Screen:
    """Who leads it?"""
    rows: list[Row] = [[press(one.name, CoachPicked(one.id))] for one in coaches]
    said = t("Who leads it?") if coaches else t("There are no coaches yet.")
    return Screen(said, keyboard(*rows, back_row(t, back)))


def ask_link(t: Words, now: str, back: str) -> Screen:
    """Which link?"""
    kept = [press(t.plain("Keep this link"), LinkKept(False)), press(t.plain("No link"), LinkKept(True))]
    return Screen(
        lines(
            t("Now: {link}", link=now) if now else None,
            t("Send the link to this training. Who is signed up sees it. Example: {example}",
              example="https://zoom.us/j/123"),
        ),
        keyboard(kept if now else None, back_row(t, back)),
    )  # fmt: skip


# --- an invitation ---


def ask_audience(t: Words, training: TrainingView) -> Screen:
    """Whom?"""
    group = [press(t.plain("Its group"), AudiencePicked(Audience.GROUP))] if training.group_id is not None else None
    return Screen(
        lines(named(t, training), *facts(t, training), t("Whom do we invite? Only who is active gets it.")),
        keyboard(
            group,
            [press(t.plain("Chosen people"), AudiencePicked(Audience.PEOPLE))],
            [press(t.plain("All who are active"), AudiencePicked(Audience.ACTIVE))],
            cancel_row(t),
        ),
    )


def ask_people(
    t: Words, chosen: Mapping[int, str], query: str, found: Page[tuple[int, str]] | None
) -> Screen:  # fmt: skip
    """Which people?"""
    hits = [(uid, name) for uid, name in (found.items if found is not None else ()) if uid not in chosen]
    rows: list[Row] = [[press(f"➕ {name}", PersonPicked(uid))] for uid, name in hits]
    done = [press(t.plain("Done ({n})", n=len(chosen)), PeopleDone(), MAIN)] if chosen else None
    names = ", ".join(chosen.values())
    return Screen(
        lines(
            bold(t("🏋️ Whom do we invite?")), t("Chosen: {names}", names=names) if names else None,
            found_line(t, query, found), t("Type a name or a phone."),
        ),
        keyboard(*rows, done, back_row(t, "AUDIENCE")),
    )  # fmt: skip


def ask_summary(
    t: Words, plan: InvitationPlan, audience: Audience, coach: str | None, link: str | None, minutes: int
) -> Screen:
    """How many would get it; another coach or link?"""
    training = plan.training
    shown = training.link if link is None else link
    send = t.plain("Send to {n}", n=plan.reached)
    reached = t.count("{n} person gets it.", "{n} people get it.", plan.reached)
    without = t.count("{n} more has no Telegram here.", "{n} more have no Telegram here.", plan.without)
    return Screen(
        lines(
            named(t, training), t("Coach: {name}", name=coach or training.coach) if coach or training.coach else None,
            t("Link: {link}", link=shown) if shown else t("Link: none"), reached, without if plan.without else None,
            t("Valid for {length}.", length=t.length(minutes * 60)),
        ),
        keyboard(
            [press(send, InvitationSent(), MAIN)] if plan.reached else None,
            [press(t.plain("Another coach"), CoachAsked()), press(t.plain("Link"), LinkAsked())],
            back_row(t, "PEOPLE" if audience is Audience.PEOPLE else "AUDIENCE"),
        ),
    )  # fmt: skip


def invited(t: Words, plan: InvitationPlan) -> Screen:
    """It is on its way."""
    return Screen(
        lines(
            named(t, plan.training),
            t.count("✅ The invitation goes to {n} person.", "✅ The invitation goes to {n} people.", plan.reached),
        ),
        keyboard([press(t.plain("Open"), LedOpened(plan.training.id, 0))]),
    )
