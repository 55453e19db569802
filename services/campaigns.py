"""Campaigns as staff make, stop and read them (S2.6, S5.27–S5.30, S5.51)."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.campaign_views import CampaignView, Report
from domain.campaigns import AUDIENCES, LOOK, Kind, Letter, Repeat, State, begins, may_go
from domain.errors import Invalid, Outdated
from domain.people import ConsentKind
from services import campaign_audiences, campaign_runs, people
from services.settings import business

if TYPE_CHECKING:
    from models import Campaign
    from repositories.uow import Uow

KIND = "campaign"
AHEAD = timedelta(days=366)  # how far a first run may lie
PREVIEW = "campaign_preview"


@command(Permission.CAMPAIGNS)
def create(
    uow: "Uow", actor: Actor, letter: Letter, audience: str, params: dict[str, Any], repeat: Repeat,
    at: datetime | None, origin: str,
) -> CampaignView:  # fmt: skip
    """A new campaign that begins at ``at``, or now (None); the same ``origin`` (a draft) again gives the same one.

    Raises ``Invalid`` for a moment that has passed or lies over a year ahead.
    """
    if (known := uow.campaigns.find_by_origin(origin)) is not None:
        return _view(uow, known)
    chosen = campaign_audiences.check(actor, audience, params)
    if chosen.is_event != (repeat is Repeat.EVENT):
        raise Outdated("This button is out of date.")
    if at is not None and not uow.now < at <= uow.now + AHEAD:
        raise Invalid("This moment has passed or is too far ahead. When should it go?")
    begin = at or uow.now
    row = uow.campaigns.add(_row(uow, actor, letter, audience, params, repeat, begin, origin))
    uow.audit.record(
        actor, "created", KIND, row.id, None, {"kind": letter.kind, "audience": audience, "params": params}
    )
    uow.touched.add("campaigns")
    if row.next_at is not None and row.next_at <= uow.now and repeat is not Repeat.EVENT:
        campaign_runs.begin(uow, row, actor.telegram_id, actor.shown)
    return _view(uow, row)


def _row(
    uow: "Uow", actor: Actor, letter: Letter, audience: str, params: dict[str, Any], repeat: Repeat, at: datetime,
    origin: str,
) -> "Campaign":  # fmt: skip
    wall = at.astimezone(uow.place.zone).replace(tzinfo=None, second=0, microsecond=0).isoformat()
    kind, hours = letter.kind, business(uow)["QUIET"]
    return uow.campaigns.row(
        kind=str(kind), text=letter.text, photo=letter.photo, button=letter.button, target=letter.target,
        audience=audience, params=params | {"from": wall}, repeat=str(repeat), state=str(State.WAITING),
        next_at=begins(at, kind, uow.place.zone, hours) if repeat is not Repeat.EVENT else uow.now + LOOK,
        created_by=actor.user_id, created_at=uow.now, updated_at=uow.now, origin=origin,
    )  # fmt: skip


@command(Permission.CAMPAIGNS)
def send_to_me(uow: "Uow", actor: Actor, letter: Letter) -> None:
    """A dry run: the letter, to the person who makes it, as its readers get it."""
    uow.outbox.tell(PREVIEW, actor.telegram_id, f"preview:{actor.origin}"[:64], letter.facts())


@command(Permission.CAMPAIGNS)
def listed(uow: "Uow", actor: Actor, page: int, of_page: int) -> tuple[Sequence[CampaignView], int]:
    """A page of campaigns, the newest first, and how many there are; the message shows no progress any more."""
    uow.campaigns.unwatch(actor.telegram_id, actor.shown)
    rows = uow.campaigns.page(page * of_page, of_page)
    return _views(uow, rows), uow.campaigns.count()


@query(Permission.CAMPAIGNS)
def get(uow: "Uow", actor: Actor, campaign_id: int) -> CampaignView:
    """A campaign with its report (S5.51); raises ``NotFound``."""
    return _view(uow, uow.campaigns.get(campaign_id))


@query(Permission.CAMPAIGNS)
def letter(uow: "Uow", actor: Actor, campaign_id: int) -> Letter:
    """What a campaign says; raises ``NotFound``."""
    return campaign_runs.letter_of(uow.campaigns.get(campaign_id), 0)


@command(Permission.CAMPAIGNS)
def follow(uow: "Uow", actor: Actor, campaign_id: int) -> CampaignView:
    """The card that was opened shows the progress from now on."""
    row = uow.campaigns.get(campaign_id)
    if (run := uow.campaigns.open_run(campaign_id)) is not None and actor.shown is not None:
        run.chat_id, run.message_id = actor.telegram_id, actor.shown
    return _view(uow, row)


@command(Permission.CAMPAIGNS)
def look_away(uow: "Uow", actor: Actor, campaign_id: int) -> CampaignView:
    """The message becomes something else: it shows no progress any more."""
    uow.campaigns.unwatch(actor.telegram_id, actor.shown)
    return _view(uow, uow.campaigns.get(campaign_id))


@query(Permission.SYSTEM)
def watched(uow: "Uow", actor: Actor, known: Sequence[int]) -> list[tuple[int, int, int, str, CampaignView]]:
    """Cards that show a run's progress: those of running ones, and of the ``known``; (run, chat, message, language)."""
    rows = uow.campaigns.list_watched(known)
    views = {view.id: view for view in _views(uow, list({row.id: row for _run, row, _language in rows}.values()))}
    return [
        (run.id, run.chat_id or 0, run.message_id or 0, language, views[row.id]) for run, row, language in rows
    ]  # fmt: skip


@command(Permission.CAMPAIGNS)
def pause(uow: "Uow", actor: Actor, campaign_id: int) -> CampaignView:
    """Nothing more goes out until it is resumed; a second press changes nothing."""
    row = uow.campaigns.get(campaign_id)
    if uow.campaigns.change_state(campaign_id, (State.WAITING, State.RUNNING), State.PAUSED):
        _audit(uow, actor, row, "paused")
        if (run := uow.campaigns.open_run(campaign_id)) is not None:
            uow.outbox.hold(campaign_runs.subject(run.id))
    return _view(uow, row)


@command(Permission.CAMPAIGNS)
def resume(uow: "Uow", actor: Actor, campaign_id: int) -> CampaignView:
    """Go on where it was. What was due by the clock in the meantime goes at once, and once."""
    row = uow.campaigns.get(campaign_id)
    run = uow.campaigns.open_run(campaign_id)
    if uow.campaigns.change_state(campaign_id, (State.PAUSED,), State.RUNNING if run else State.WAITING):
        _audit(uow, actor, row, "resumed")
    return _view(uow, row)


@command(Permission.CAMPAIGNS)
def stop(uow: "Uow", actor: Actor, campaign_id: int) -> CampaignView:
    """For good: what has not been sent is not. A second press changes nothing."""
    row = uow.campaigns.get(campaign_id)
    if uow.campaigns.change_state(campaign_id, (State.WAITING, State.RUNNING, State.PAUSED), State.STOPPED):
        row.next_at = None
        _audit(uow, actor, row, "stopped")
        if (run := uow.campaigns.open_run(campaign_id)) is not None:
            campaign_runs.break_off(uow, run)
    return _view(uow, row)


# --- its readers ---


@command(Permission.ANYONE)
def unsubscribe(uow: "Uow", actor: Actor, run_id: int) -> None:
    """[Отписаться]: no adverts any more (T10), counted to the run whose letter it was; again changes nothing."""
    people.withdraw_consent(uow, actor, ConsentKind.ADVERTS)
    uow.campaigns.set_unsubscribed(run_id, actor.user_id, uow.now)


@command(Permission.ANYONE)
def subscribe_again(uow: "Uow", actor: Actor, run_id: int) -> None:
    """[Вернуть]: the consent that was taken back stands again, to the same text.

    Raises ``Outdated`` where there was none.
    """
    given = [row for row in uow.people.list_consents(actor.user_id) if row.kind == ConsentKind.ADVERTS]
    if not given:
        raise Outdated("This button is out of date.")
    if given[-1].withdrawn_at is not None:
        uow.people.give_consent(actor.user_id, ConsentKind.ADVERTS, given[-1].version, given[-1].text)
        after = {"kind": ConsentKind.ADVERTS, "version": given[-1].version}
        uow.audit.record(actor, "agreed", "user", actor.user_id, None, after)
    uow.campaigns.set_unsubscribed(run_id, actor.user_id, None)


@command(Permission.ANYONE)
def rarely(uow: "Uow", actor: Actor, is_on: bool) -> None:
    """[Реже]: an advert a week at most; and back again."""
    row = uow.people.get(actor.user_id)
    if row.adverts_rarely != is_on:
        row.adverts_rarely = is_on
        uow.audit.record(actor, "edited", "user", row.id, {"adverts_rarely": not is_on}, {"adverts_rarely": is_on})


# --- views ---


def _audit(uow: "Uow", actor: Actor, row: "Campaign", action: str) -> None:
    uow.audit.record(actor, action, KIND, row.id)


def _view(uow: "Uow", row: "Campaign") -> CampaignView:
    return _views(uow, [row])[0]


def _views(uow: "Uow", rows: "Sequence[Campaign]") -> "list[CampaignView]":
    reports = uow.campaigns.reports([row.id for row in rows])
    names = uow.people.names({row.created_by for row in rows if row.created_by})
    hours, zone = business(uow)["QUIET"], uow.place.zone
    views = []
    for row in rows:
        kind, state = Kind(row.kind), State(row.state)
        views.append(CampaignView(
            row.id, kind, plain(row.text), row.audience, _param(row), _param_title(uow, row), Repeat(row.repeat), state,
            row.next_at, row.created_at, names.get(row.created_by or 0, ""), reports.get(row.id, Report()),
            state is State.RUNNING and not may_go(uow.now, kind, zone, hours),
        ))  # fmt: skip
    return views


def _param(row: "Campaign") -> int | str | None:
    found = AUDIENCES.get(row.audience)
    return row.params.get(str(found.param)) if found and found.param else None


def _param_title(uow: "Uow", row: "Campaign") -> str:
    """A product's title, where the audience is somebody's buyers; a group's name."""
    if (group_id := row.params.get("group")) is not None:
        return uow.member_lists.group_name(int(group_id)) or ""
    product_id = row.params.get("product")
    return (uow.campaigns.title_of(int(product_id)) or "") if product_id else ""


def plain(html: str) -> str:
    """The words of a letter without their markup."""
    return unescape(re.sub(r"<[^>]*>", "", html))
