"""Short words about plans and weekly hours, the same in the bot and on the web."""

from collections.abc import Sequence

from markupsafe import Markup

from domain.groups import Hour
from domain.membership_views import PlanView
from ui.texts import Words


def plan_terms(t: Words, plan: PlanView) -> Markup:
    """`3 000 ₽ · 30 дней · 8 посещений`."""
    visits = t.count("{n} visit", "{n} visits", plan.visits) if plan.visits is not None else None
    days = t.count("{n} day", "{n} days", plan.days)
    return Markup(" · ").join(part for part in (Markup.escape(t.money(plan.price)), days, visits) if part)


def hour_line(t: Words, hour: Hour) -> Markup:
    """`вт 19:00 · 1 ч`."""
    return Markup("{} {} · {}").format(t.weekday(hour.weekday), f"{hour.at:%H:%M}", t.length(hour.length))


def hours_short(t: Words, hours: Sequence[Hour]) -> str:
    """`вт 19:00, чт 19:00`."""
    return ", ".join(f"{t.weekday(hour.weekday)} {hour.at:%H:%M}" for hour in hours)
