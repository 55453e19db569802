"""Incidents on the screen: cards, the list, questions, and what everybody concerned is told."""

from datetime import datetime

from markupsafe import Markup

from domain.utility_views import IncidentView, RequestView
from domain.views import Page
from ui.common import cancel_row
from ui.incident_buttons import (
    EndSkipped,
    IncidentChangeBegun,
    IncidentEndAsked,
    IncidentEnded,
    IncidentJoined,
    IncidentShown,
    IncidentsListed,
    ScopePicked,
)
from ui.notices import Facts, notice
from ui.screen import DANGER, MAIN, Row, Screen, bold, keyboard, lines, press, quote
from ui.texts import Words
from ui.utility_buttons import DeskListed, Listed, OwnListed


def _named(t: Words, incident: IncidentView) -> Markup:
    return t("⚠️ Incident: {category}", category=incident.category)


def _where(t: Words, street: str, house: str) -> str:
    return f"{street}, {house}" if house else t.plain("the whole of {street}", street=street)


def facts(t: Words, incident: IncidentView) -> list[Markup | None]:
    """What is known of it."""
    return [
        t("Where: {where}", where=_where(t, incident.street, incident.house)),
        quote(incident.text),
        t("Expected end: {moment}", moment=t.moment(incident.expected_at)) if incident.expected_at else None,
    ]


def card(t: Words, incident: IncidentView) -> Screen:
    """An incident as its reader may see and change it."""
    counted = [
        t.count("{n} request", "{n} requests", incident.requests),
        t.count("{n} person is told of it", "{n} people are told of it", incident.people),
    ]
    told = t("You will be told of each change.") if incident.is_joined and incident.is_open else None
    over = None if incident.is_open else t("✅ It is over.")
    return Screen(
        lines(
            bold(_named(t, incident)), over, *facts(t, incident),
            Markup(" · ").join(counted) if incident.is_staff else told,
        ),
        keyboard(*_moves(t, incident), _back(t, incident)),
    )  # fmt: skip


def _moves(t: Words, incident: IncidentView) -> list[Row]:
    if not incident.is_open:
        return []
    if incident.is_staff:
        return [
            [press(t.plain("✏️ Change"), IncidentChangeBegun(incident.id))],
            [press(t.plain("✅ It is over"), IncidentEndAsked(incident.id), DANGER)],
        ]
    return [] if incident.is_joined else [[press(t.plain("Concerns me too"), IncidentJoined(incident.id), MAIN)]]


def _back(t: Words, incident: IncidentView) -> Row:
    if incident.is_staff:
        return [press("« " + t.plain("Incidents"), IncidentsListed(0))]
    return [press("« " + t.plain("My requests"), OwnListed(0))]


def listed(t: Words, page: Page[IncidentView]) -> Screen:
    """A page of what goes on now."""
    rows: list[Row] = [
        [press(f"{one.category} · {_where(t, one.street, one.house)}", IncidentShown(one.id))] for one in page.items
    ]  # fmt: skip
    before = [press("«", IncidentsListed(page.number - 1))] if page.number else []
    after = [press("»", IncidentsListed(page.number + 1))] if page.has_more else []
    said = t("An incident is made from a request: the button is on its card.")
    back = [press("« " + t.plain("Requests"), DeskListed(Listed.NEW, 0))]
    return Screen(
        lines(bold(t("⚠️ Incidents")), None if page.items else t("Nothing goes on now."), said),
        keyboard(*rows, [*before, *after] or None, back),
    )


def end_question(t: Words, incident: IncidentView) -> Screen:
    """[✅ Устранена]: really?"""
    asked = t.count(
        "Is it over? {n} person will be told.", "Is it over? {n} people will be told.", incident.people
    )  # fmt: skip
    return Screen(
        lines(bold(_named(t, incident)), *facts(t, incident), asked),
        keyboard(
            [press(t.plain("Yes, it is over"), IncidentEnded(incident.id), DANGER)],
            [press("« " + t.plain("Back"), IncidentShown(incident.id))],
        ),
    )


# --- while it is made or changed ---


def ask_scope(t: Words, request: RequestView) -> Screen:
    """The house, or the whole street?"""
    return Screen(
        lines(
            bold(t("⚠️ New incident: {category}", category=request.category)),
            t("Whom does it concern? Their open requests come into it, and all are told."),
        ),
        keyboard(
            [press(t.plain("House {house}", house=f"{request.street}, {request.house}"), ScopePicked(False), MAIN)],
            [press(t.plain("The whole of {street}", street=request.street), ScopePicked(True))],
            cancel_row(t),
        ),
    )


def ask_text(t: Words, where: str, now: str) -> Screen:
    """What are people told?"""
    keep = [press(t.plain("Keep the text"), EndSkipped())] if now else None
    return Screen(
        lines(
            bold(t("⚠️ {where}", where=where)), quote(now),
            t("What has happened, in words for the residents? For example: {example}",
              example=t.plain("No cold water: the pipe in the basement is being repaired.")),
        ),
        keyboard(keep, cancel_row(t)),
    )  # fmt: skip


def ask_end(t: Words, where: str, text: str) -> Screen:
    """Until when?"""
    return Screen(
        lines(
            bold(t("⚠️ {where}", where=where)),
            quote(text),
            t("When will it be over? For example: {example}", example=t.plain("18:30, or tomorrow 12:00")),
        ),
        keyboard([press(t.plain("Not known"), EndSkipped())], cancel_row(t)),
    )


# --- what everybody is told ---


@notice("utility_incident")
def told(t: Words, facts_: Facts) -> Screen:
    """It is known, has changed or is over."""
    place = facts_["where"]
    titles = {
        "new": t("⚠️ {category}: {where}", category=facts_["category"], where=place),
        "changed": t("⚠️ {category}: {where}. News", category=facts_["category"], where=place),
        "over": t("✅ {category}: {where}. It is over", category=facts_["category"], where=place),
    }
    until = datetime.fromisoformat(facts_["expected_at"]) if facts_["expected_at"] else None
    is_over = facts_["how"] == "over"
    return Screen(
        lines(
            bold(titles[facts_["how"]]), None if is_over else quote(facts_["text"]),
            t("Expected end: {moment}", moment=t.moment(until)) if until and not is_over else None,
            t("If it still does not work, file a request: /request") if is_over else None,
        ),
        keyboard([press(t.plain("Open"), IncidentShown(facts_["id"]))]),
    )  # fmt: skip
