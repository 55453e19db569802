"""Incidents: the list and cards of dispatchers, what residents join; each change is told by the service."""

from telegram import Update

from conversations.flow import data_of
from domain.errors import Outdated
from handlers.context import Context
from services import utility_incidents
from ui import incidents as screens
from ui.incident_buttons import IncidentEndAsked, IncidentEnded, IncidentJoined, IncidentShown, IncidentsListed


async def listed(_update: Update, ctx: Context) -> None:
    """[⚠️ Аварии], by pages."""
    found = await ctx.run(utility_incidents.listed, IncidentsListed.unpack(data_of(ctx)).page)
    await ctx.show(screens.listed(ctx.t, found))


async def shown(_update: Update, ctx: Context) -> None:
    """Its card."""
    incident = await ctx.run(utility_incidents.card, IncidentShown.unpack(data_of(ctx)).incident_id)
    await ctx.show(screens.card(ctx.t, incident))


async def joined(_update: Update, ctx: Context) -> None:
    """[Меня тоже касается]; twice is once."""
    incident = await ctx.run(utility_incidents.join, IncidentJoined.unpack(data_of(ctx)).incident_id)
    await ctx.show(screens.card(ctx.t, incident))


async def end_asked(_update: Update, ctx: Context) -> None:
    """[✅ Устранена]: really?"""
    incident = await ctx.run(utility_incidents.card, IncidentEndAsked.unpack(data_of(ctx)).incident_id)
    await ctx.show(screens.end_question(ctx.t, incident) if incident.is_open else screens.card(ctx.t, incident))


async def ended(_update: Update, ctx: Context) -> None:
    """[Да, устранена]; a second press gives the same card."""
    incident_id = IncidentEnded.unpack(data_of(ctx)).incident_id
    try:
        incident = await ctx.run(utility_incidents.end, incident_id)
    except Outdated as error:
        await ctx.alert(ctx.t.alert(error))
        incident = await ctx.run(utility_incidents.card, incident_id)
    await ctx.show(screens.card(ctx.t, incident))


COMMANDS: dict[str, object] = {}
PRESSES = {
    IncidentsListed: listed,
    IncidentShown: shown,
    IncidentJoined: joined,
    IncidentEndAsked: end_asked,
    IncidentEnded: ended,
}
