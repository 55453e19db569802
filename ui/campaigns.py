"""Campaigns as staff see them: the list, a card with its progress, the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.access import Role
from domain.campaign_views import CampaignView, Report
from domain.campaigns import AUDIENCES, Kind, Param, Repeat, Result, State
from ui.callbacks import Button, button
from ui.notices import Facts, notice
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, keyboard, lines, pages_row, press, quote
from ui.staff import role_name
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


@button("bl")
@dataclass(frozen=True)
class CampaignsOpened(Button):
    """The list, at a page."""

    page: int


@button("bo")
@dataclass(frozen=True)
class CampaignOpened(Button):
    """The card of one."""

    campaign_id: int


@button("bn")
@dataclass(frozen=True)
class CampaignBegun(Button):
    """[➕ Новая рассылка]."""


@button("bp")
@dataclass(frozen=True)
class CampaignPaused(Button):
    """[⏸ Пауза]."""

    campaign_id: int


@button("br")
@dataclass(frozen=True)
class CampaignResumed(Button):
    """[▶️ Продолжить]."""

    campaign_id: int


@button("bs")
@dataclass(frozen=True)
class StopAsked(Button):
    """[⏹ Остановить]: really?"""

    campaign_id: int


@button("bx")
@dataclass(frozen=True)
class CampaignStopped(Button):
    """Yes, for good."""

    campaign_id: int


@button("by")
@dataclass(frozen=True)
class LetterShown(Button):
    """[👁 Показать]: the letter as its readers get it."""

    campaign_id: int


@button("b0")
@dataclass(frozen=True)
class RecipientsAsked(Button):
    """[📊 Кому дошло: Excel]."""

    campaign_id: int


PAGE = 8
CUT = 200  # characters of the letter on its card
STATES: Mapping[State, str] = {
    State.WAITING: _("waits"),
    State.RUNNING: _("goes out"),
    State.PAUSED: _("paused"),
    State.DONE: _("finished"),
    State.STOPPED: _("stopped"),
}
SIGNS: Mapping[State, str] = {
    State.WAITING: "🕓", State.RUNNING: "▶️", State.PAUSED: "⏸", State.DONE: "✅", State.STOPPED: "⏹",
}  # fmt: skip
RESULTS: Mapping[Result, str] = {
    Result.QUEUED: _("waits"),
    Result.SENT: _("delivered"),
    Result.REFUSED: _("has blocked the bot"),
    Result.FAILED: _("not delivered"),
    Result.UNKNOWN: _("unknown, may have arrived"),
    Result.SKIPPED: _("passed over"),
}
REPEATS: Mapping[Repeat, str] = {
    Repeat.DAILY: _("Every day"),
    Repeat.WEEKLY: _("Every week"),
    Repeat.MONTHLY: _("Every month"),
    Repeat.EVENT: _("By itself, once about each"),
}


def listed(t: Words, views: Sequence[CampaignView], number: int, page: int) -> Screen:
    """/broadcast."""
    new = [press("➕ " + t.plain("New broadcast"), CampaignBegun(), MAIN)]
    if not views:
        return Screen(lines(bold(t("📣 Broadcasts")), t("There are none yet.")), keyboard(new))
    rows: list[Row] = [[press(_label(t, view), CampaignOpened(view.id))] for view in views]
    return Screen(
        lines(bold(t("📣 Broadcasts"))), keyboard(*rows, pages_row(number, PAGE, page, CampaignsOpened), new)
    )  # fmt: skip


def _label(t: Words, view: CampaignView) -> str:
    day = t.day(t.local(view.next_at or view.created_at).date())
    return f"{SIGNS[view.state]} {day} · {cut(' '.join(view.plain.split()) or '🖼', 22)}"


def audience_said(t: Words, name: str, param: int | str | None, title: str = "") -> str:
    """To whom, in words: `Молчат давно: 30 дн.`"""
    if (found := AUDIENCES.get(name)) is None:
        return name
    said = t.plain(found.title)
    if found.param is Param.ROLE and param in frozenset(Role):
        return f"{said}: {role_name(t, Role(str(param))).lower()}"
    if found.param in (Param.PRODUCT, Param.GROUP):
        return f"{said}: {title}" if param else said
    if found.param is Param.DAYS:
        return f"{said}: {t.count('{n} day', '{n} days', int(param or 0))}"
    if found.param is Param.HOURS:
        return f"{said}: {t.count('{n} hour', '{n} hours', int(param or 0))}"
    return said


def card(t: Words, view: CampaignView) -> Screen:
    """One campaign: what, to whom, how far, how it went."""
    whom = audience_said(t, view.audience, view.param, view.param_title)
    kind = t("advert") if view.kind is Kind.ADVERT else t("service message")
    repeat = t.plain(REPEATS[view.repeat]) if view.repeat in REPEATS else None
    waits = view.state is State.WAITING and view.next_at is not None and view.repeat is not Repeat.EVENT
    return Screen(
        lines(
            bold(t("📣 Broadcast No. {id}: {state}", id=view.id, state=t.plain(STATES[view.state]))),
            t("To: {audience} · {kind}", kind=kind, audience=whom),
            Markup.escape(repeat) if repeat else None,
            t("Goes out: {moment}", moment=t.moment(view.next_at)) if waits and view.next_at else None,
            t("It is night: the rest goes in the morning.") if view.is_night else None,
            *report(t, view.report, is_over=view.state in (State.DONE, State.STOPPED)),
            quote(cut(view.plain, CUT)),
        ),
        keyboard(*_rows(t, view)),
    )  # fmt: skip


def report(t: Words, of: Report, *, is_over: bool) -> list[Markup | None]:
    """How it went, or goes (S5.51): lines that say nothing are left out."""
    if not of.runs:
        return []
    total = max(of.total, of.handled + of.queued)
    share = of.handled * 100 // total if total else 100
    progress = None if is_over else t("Sent to {n} of {total} ({share} %)", n=of.handled, total=total, share=share)
    return [
        t("Sent {n} times", n=of.runs) if of.runs > 1 else None,
        progress,
        t("Delivered: {n}", n=of.sent),
        t("Have blocked the bot: {n}", n=of.refused) if of.refused else None,
        t("Not delivered: {n}", n=of.failed) if of.failed else None,
        t("Unknown, may have arrived: {n}", n=of.unknown) if of.unknown else None,
        t("Passed over: {n}", n=of.skipped) if of.skipped else None,
        t("Unsubscribed: {n}", n=of.unsubscribed) if of.unsubscribed else None,
    ]


def _rows(t: Words, view: CampaignView) -> list[Row]:
    rows: list[Row] = []
    stop = press("⏹ " + t.plain("Stop"), StopAsked(view.id), DANGER)
    if view.state in (State.RUNNING, State.WAITING):
        rows.append([press("⏸ " + t.plain("Pause"), CampaignPaused(view.id)), stop])
    elif view.state is State.PAUSED:
        rows.append([press("▶️ " + t.plain("Resume"), CampaignResumed(view.id), MAIN), stop])
    rows.append([press("👁 " + t.plain("Show the letter"), LetterShown(view.id))])
    if view.report.runs and view.state in (State.DONE, State.STOPPED):
        rows.append([press(t.plain("📊 Who got it: Excel"), RecipientsAsked(view.id))])
    if view.is_running:
        rows.append([press("🔄 " + t.plain("Refresh"), CampaignOpened(view.id))])
    rows.append([press("« " + t.plain("Broadcasts"), CampaignsOpened(0))])
    return rows


def stop_question(t: Words, view: CampaignView) -> Screen:
    """Really?"""
    return Screen(
        t("Stop broadcast No. {id} for good? Who has not got it will not get it.", id=view.id),
        keyboard(
            [press("⏹ " + t.plain("Stop"), CampaignStopped(view.id), DANGER)],
            [press("« " + t.plain("Back"), CampaignOpened(view.id))],
        ),
    )


@notice("campaign_done")
def done(t: Words, facts: Facts) -> Screen:
    """To who made it: a run that nobody watched is over."""
    said = t(
        "📣 Broadcast No. {id} has gone out: delivered {sent} of {n}.", id=facts["campaign"], sent=facts["sent"],
        n=facts["handled"],
    )  # fmt: skip
    return Screen(said, keyboard([press(t.plain("Open"), CampaignOpened(facts["campaign"]))]))
