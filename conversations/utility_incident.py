"""[⚠️ Авария] on a request → SCOPE → TEXT → END_AT → the incident; [✏️ Изменить] → TEXT → END_AT → told to everybody."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain import parse
from domain.access import Permission, require
from domain.errors import Conflict, Invalid, NotFound, Outdated, Term
from domain.fold import clean
from domain.utility import INCIDENT_MOST, Act
from domain.utility_views import IncidentView
from domain.walltime import to_utc
from handlers.context import Context
from services import utility_incidents, utility_requests
from ui import incidents as screens
from ui import utility
from ui.incident_buttons import EndSkipped, IncidentBegun, IncidentChangeBegun, ScopePicked
from ui.screen import Screen


class State(StrEnum):
    """What is waited for."""

    SCOPE = "SCOPE"
    TEXT = "TEXT"
    END_AT = "END_AT"


@dataclass(frozen=True)
class Draft:
    """Of which request, or which incident at which version; what is said of it."""

    request_id: int = 0
    whole_street: bool = False
    incident_id: int = 0
    version: int = 0
    where: str = ""
    text: str = ""


@pressed(IncidentBegun)
async def begun(ctx: Context, button: IncidentBegun) -> Next:
    """[⚠️ Авария]; what is in one already is shown as it stands."""
    require(ctx.actor, Permission.REQUESTS)
    request = await ctx.run(utility_requests.card, button.request_id)
    if Act.INCIDENT not in request.acts:
        await ctx.show(utility.card(ctx.t, request))
        return END
    put(ctx, Draft(request.id))
    return State.SCOPE


@pressed(IncidentChangeBegun)
async def change_begun(ctx: Context, button: IncidentChangeBegun) -> Next:
    """[✏️ Изменить]."""
    require(ctx.actor, Permission.REQUESTS)
    incident = await ctx.run(utility_incidents.card, button.incident_id)
    if not incident.is_open:
        await ctx.show(screens.card(ctx.t, incident))
        return END
    where = f"{incident.street}, {incident.house}" if incident.house else incident.street
    put(ctx, Draft(incident_id=incident.id, version=incident.version, where=where, text=incident.text))
    return State.TEXT


@pressed(ScopePicked)
async def scope_picked(ctx: Context, button: ScopePicked) -> Next:
    """The house, or the whole street."""
    now = draft(ctx, Draft)
    request = await ctx.run(utility_requests.card, now.request_id)
    where = request.street if button.whole_street else f"{request.street}, {request.house}"
    put(ctx, replace(now, whole_street=button.whole_street, where=where))
    return State.TEXT


@typed(lambda _ctx, text: clean(text, most=INCIDENT_MOST, what=Term("Text"), lines=True))
async def text_typed(ctx: Context, text: str) -> Next:
    """What people are told."""
    put(ctx, replace(draft(ctx, Draft), text=text))
    return State.END_AT


@pressed(EndSkipped)
async def text_kept(ctx: Context, _button: EndSkipped) -> Next:
    """[Оставить текст]."""
    if not draft(ctx, Draft).text:
        raise Invalid("Write a few words, please.")
    return State.END_AT


def moment(ctx: Context, text: str) -> datetime:
    """`18:30`, or a day with a time, as a moment; a time that has passed today is tomorrow's."""
    zone = ctx.deps.settings.timezone
    try:
        day, time = parse.day_and_time(text, ctx.today)
        return to_utc(day, time, zone)
    except Invalid:
        at = to_utc(ctx.today, parse.time_of_day(text), zone)
        return at if at > ctx.now else to_utc(ctx.today + timedelta(days=1), parse.time_of_day(text), zone)


@typed(moment)
async def end_typed(ctx: Context, at: datetime) -> Next:
    """Until when."""
    return await _save(ctx, at)


@pressed(EndSkipped)
async def end_skipped(ctx: Context, _button: EndSkipped) -> Next:
    """Nobody knows."""
    return await _save(ctx, None)


async def _save(ctx: Context, at: datetime | None) -> Next:
    now = draft(ctx, Draft)
    try:
        incident = await _saved(ctx, now, at)
    except (Outdated, Conflict, NotFound) as error:
        await ctx.alert(ctx.t.alert(error))
        shown = (
            screens.card(ctx.t, await ctx.run(utility_incidents.card, now.incident_id))
            if now.incident_id
            else utility.card(ctx.t, await ctx.run(utility_requests.card, now.request_id))
        )
        await ctx.show(shown)
        return END
    await ctx.show(screens.card(ctx.t, incident))
    return END


async def _saved(ctx: Context, now: Draft, at: datetime | None) -> IncidentView:
    if now.incident_id:
        return await ctx.run(utility_incidents.change, now.incident_id, now.text, at, now.version)
    origin = f"incident:{ctx.live.draft_id}"
    return await ctx.run(utility_incidents.make, now.request_id, now.whole_street, now.text, at, origin)


async def ask_scope(ctx: Context) -> Screen:
    """Whom does it concern?"""
    return screens.ask_scope(ctx.t, await ctx.run(utility_requests.card, draft(ctx, Draft).request_id))


async def ask_text(ctx: Context) -> Screen:
    """What are people told?"""
    now = draft(ctx, Draft)
    return screens.ask_text(ctx.t, now.where, now.text)


async def ask_end(ctx: Context) -> Screen:
    """Until when?"""
    now = draft(ctx, Draft)
    return screens.ask_end(ctx.t, now.where, now.text)


UTILITY_INCIDENT = dialogue(
    "crm_incident",
    entries=[begun, change_begun],
    steps={
        State.SCOPE: [scope_picked],
        State.TEXT: [text_kept, text_typed],
        State.END_AT: [end_skipped, end_typed],
    },
    ask={State.SCOPE: ask_scope, State.TEXT: ask_text, State.END_AT: ask_end},
    light=[State.SCOPE],
)
