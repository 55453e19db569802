"""Memberships in words, the same for the member and for the staff."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from domain.membership_views import MemberCard, MembershipView, MemberVisit, PlanView
from domain.memberships import Span, State
from domain.views import Page
from ui.screen import cut
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


VISITS: Mapping[str, str] = {
    "waiting": _("waits for a place"), "offered": _("a place is offered"), "signed": _("signed up"),
    "came": _("came"), "missed": _("did not come"), "off": _("signed off"),
}  # fmt: skip


def day(t: Words, on: date, today: date) -> str:
    """`21 ноября`, with the year where it is another."""
    return t.day_long(on) if on.year == today.year else f"{t.day_long(on)} {on.year}"


def span(t: Words, days: Span, today: date) -> str:
    """`с 21 ноября по 20 декабря`, or the one day."""
    if days.starts == days.ends:
        return day(t, days.starts, today)
    return t.plain("{first} to {last}", first=day(t, days.starts, today), last=day(t, days.ends, today))


def plan_line(t: Words, plan: PlanView) -> str:
    """`30 дней · 8 занятий · 3 000 ₽`, plain."""
    parts = [str(t.count("{n} day", "{n} days", plan.days))]
    if plan.visits is not None:
        parts.append(str(t.count("{n} visit", "{n} visits", plan.visits)))
    return " · ".join([*parts, t.money(plan.price) if plan.price else t.plain("free of charge")])


def plan_label(t: Words, plan: PlanView) -> str:
    """On a button: the name and the price."""
    price = t.money(plan.price) if plan.price else t.plain("free of charge")
    return f"{cut(plan.name, 36 - len(price))} · {price}"


def now_lines(t: Words, card: MemberCard) -> list[Markup | None]:
    """What runs now: until when, visits and days of freeze left; what follows; what waits to be paid."""
    return [*_active_lines(t, card), *(coming_line(t, one, card.today) for one in card.coming[:3])]


def _active_lines(t: Words, card: MemberCard) -> list[Markup | None]:
    active = card.active
    if active is None or active.span is None:
        if card.last_end is not None and card.last_end < card.today:
            return [t("Ended on {day}", day=day(t, card.last_end, card.today))]
        return [t("There is no membership now")]
    until = t("{name}, until {day}", name=active.name, day=day(t, active.span.ends, card.today))
    left = active.visits_left
    return [
        until,
        frozen_line(t, card),
        t("Any number of visits") if left is None else t("Visits left: {left} of {all}", left=left, all=active.visits),
        t("Days of freeze left: {n}", n=active.freeze_left) if active.freeze_days else None,
    ]  # fmt: skip


def frozen_line(t: Words, card: MemberCard) -> Markup | None:
    """`❄️ Заморожен: с 21 по 25 ноября`."""
    if card.frozen is None:
        return None
    days = span(t, card.frozen, card.today)
    return t("❄️ Frozen: {days}", days=days) if card.frozen.has(card.today) else t("❄️ To be frozen: {days}", days=days)


def coming_line(t: Words, one: MembershipView, today: date) -> Markup:
    """What follows, or waits for its money."""
    if one.state is State.WANTED or one.span is None:
        return t("Waits for payment: {name}, {amount}", name=one.name, amount=t.money(max(0, one.price - one.paid)))
    return t("Then: {name}, {days}", name=one.name, days=span(t, one.span, today))


def membership_label(t: Words, one: MembershipView, today: date) -> str:
    """A membership on a button of the staff's card."""
    mark = {State.WANTED: "⏳", State.CANCELLED: "✖️"}.get(one.state, "🏋️")
    until = t.plain("until {day}", day=day(t, one.span.ends, today)) if one.span else ""
    return " · ".join(part for part in (f"{mark} {cut(one.name, 20)}", until) if part)


def visit_lines(t: Words, page: Page[MemberVisit]) -> list[Markup]:
    """Trainings of a page, the latest first."""
    return [
        Markup("{} · {} · {}").format(
            t.moment(one.starts_at), cut(one.title, 30),
            t("training called off") if one.is_off else t(VISITS[one.state]),
        )
        for one in page.items
    ]  # fmt: skip
