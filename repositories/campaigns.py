"""Campaigns, their runs, and whom they reach."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.campaign_views import Report
from domain.campaigns import RARELY, Kind, Result
from models import Campaign, CampaignEvent, CampaignRecipient, CampaignRun, Consent, Product, User
from repositories.base import Repository
from repositories.campaign_audiences import CONDITIONS, EVENTS, Params

TOUCHED = "campaigns"


class Campaigns(Repository[Campaign]):
    """Broadcasts; each sending of one is a run."""

    row = Campaign
    missing = "This campaign is no longer there."

    def __init__(self, session: Session, now: datetime, touched: set[str], zone: tzinfo = UTC) -> None:
        """``touched`` is told that there is something to feed; days of an audience are of ``zone``."""
        super().__init__(session, now)
        self.touched = touched
        self.zone = zone

    # --- campaigns ---

    def find_by_origin(self, origin: str) -> Campaign | None:
        """What this draft has made."""
        return self.session.scalar(select(Campaign).where(Campaign.origin == origin))

    def page(self, offset: int, limit: int) -> Sequence[Campaign]:
        """The newest first."""
        return self.session.scalars(select(Campaign).order_by(Campaign.id.desc()).offset(offset).limit(limit)).all()

    def count(self) -> int:
        """How many there are."""
        return self.session.scalar(select(func.count()).select_from(Campaign)) or 0

    def list_due(self) -> Sequence[Campaign]:
        """Whose moment has come; nobody stops or pauses them until the transaction ends."""
        due = Campaign.next_at.is_not(None), Campaign.next_at <= self.now, Campaign.state == "waiting"
        query = select(Campaign).where(*due).order_by(Campaign.next_at, Campaign.id)
        return self.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()

    def any_due(self) -> bool:
        """Whether one's moment has come."""
        due = Campaign.next_at.is_not(None), Campaign.next_at <= self.now, Campaign.state == "waiting"
        return self.session.scalar(select(Campaign.id).where(*due).limit(1)) is not None

    def change_state(self, id_: int, since: Collection[str], state: str) -> bool:
        """Move on from one of these states; False where it stands in none of them."""
        query = update(Campaign).where(Campaign.id == id_, Campaign.state.in_(since))
        query = query.values(state=state, updated_at=self.now).execution_options(synchronize_session=False)
        changed = self.session.execute(query.returning(Campaign.id)).first() is not None
        self.session.refresh(self.get(id_))
        self.touched.add(TOUCHED)
        return changed

    def list_products(self, limit: int) -> list[tuple[int, str]]:
        """Products that are offered, the newest first: (id, title)."""
        query = select(Product.id, Product.title).where(Product.archived_at.is_(None), Product.is_active)
        return [(id_, title) for id_, title in self.session.execute(query.order_by(Product.id.desc()).limit(limit))]

    def title_of(self, product_id: int) -> str | None:
        """How a product is called, also one that is not offered any more."""
        return self.session.scalar(select(Product.title).where(Product.id == product_id))

    # --- runs ---

    def begin_run(self, campaign: Campaign, total: int, chat_id: int | None, message_id: int | None) -> CampaignRun:
        """The next sending of a campaign; whoever is ``chat_id`` watches it in ``message_id``."""
        last = select(func.max(CampaignRun.number)).where(CampaignRun.campaign_id == campaign.id)
        run = CampaignRun(
            campaign_id=campaign.id, number=(self.session.scalar(last) or 0) + 1, total=total, position=0,
            is_queued=False, chat_id=chat_id, message_id=message_id, started_at=self.now,
        )  # fmt: skip
        self.session.add(run)
        self.session.flush()
        self.touched.add(TOUCHED)
        return run

    def list_open(self) -> list[tuple[CampaignRun, Campaign]]:
        """Runs that are not over, the oldest first, each with its campaign: nobody stops or pauses those meanwhile."""
        is_open = CampaignRun.finished_at.is_(None)
        locked = select(Campaign.id).where(Campaign.id.in_(select(CampaignRun.campaign_id).where(is_open)))
        self.session.execute(locked.order_by(Campaign.id).with_for_update())
        query = select(CampaignRun, Campaign).join(Campaign, Campaign.id == CampaignRun.campaign_id)
        query = query.where(is_open).order_by(CampaignRun.id).execution_options(populate_existing=True)
        rows = self.session.execute(query)
        return [(run, campaign) for run, campaign in rows]

    def any_open(self) -> bool:
        """Whether a run is not over."""
        return self.session.scalar(select(CampaignRun.id).where(CampaignRun.finished_at.is_(None)).limit(1)) is not None

    def open_run(self, campaign_id: int) -> CampaignRun | None:
        """The run of a campaign that is not over."""
        query = select(CampaignRun).where(CampaignRun.campaign_id == campaign_id, CampaignRun.finished_at.is_(None))
        return self.session.scalars(query.order_by(CampaignRun.id.desc()).limit(1)).first()

    def of_run(self, run_id: int) -> Campaign | None:
        """What a run sends."""
        query = select(Campaign).join(CampaignRun, CampaignRun.campaign_id == Campaign.id)
        return self.session.scalar(query.where(CampaignRun.id == run_id))

    def of_run_locked(self, run_id: int) -> Campaign | None:
        """The same; nobody stops or pauses it until the transaction ends."""
        its = select(CampaignRun.campaign_id).where(CampaignRun.id == run_id).scalar_subquery()
        query = select(Campaign).where(Campaign.id == its)
        return self.session.scalar(query.with_for_update().execution_options(populate_existing=True))

    def list_watched(self, known: Collection[int]) -> list[tuple[CampaignRun, Campaign, str]]:
        """Runs that somebody watches in a message, with the language of theirs: open ones, and the ``known``."""
        running = and_(CampaignRun.finished_at.is_(None), Campaign.state == "running")
        query = (
            select(CampaignRun, Campaign, func.coalesce(User.language, ""))
            .join(Campaign, Campaign.id == CampaignRun.campaign_id)
            .outerjoin(User, User.telegram_id == CampaignRun.chat_id)
            .where(CampaignRun.message_id.is_not(None), or_(running, CampaignRun.id.in_(known)))
        )
        return [(run, campaign, language) for run, campaign, language in self.session.execute(query)]

    def unwatch(self, chat_id: int, message_id: int | None) -> None:
        """This message shows something else now."""
        if message_id is not None:
            here = CampaignRun.chat_id == chat_id, CampaignRun.message_id == message_id
            self.session.execute(update(CampaignRun).where(*here).values(message_id=None))

    # --- whom it reaches ---

    def count_audience(self, name: str, params: Params, since: datetime) -> tuple[int, int]:
        """How many can be reached now, and how many of them agreed to adverts."""
        agreed = func.coalesce(func.sum(case((_agreed(), 1), else_=0)), 0)
        query = select(func.count(), agreed).select_from(User).where(self._belongs(name, params, since))
        everybody, willing = self.session.execute(query).one()
        return everybody, int(willing)

    def _belongs(self, name: str, params: Params, since: datetime, campaign_id: int = 0) -> ColumnElement[bool]:
        if name not in EVENTS:
            return and_(User.is_reachable, CONDITIONS[name](params, self._local(self.now)))
        come = EVENTS[name](params, self._local(since), self._local(self.now)).subquery()
        told = exists().where(
            CampaignEvent.campaign_id == campaign_id, CampaignEvent.user_id == come.c[0],
            CampaignEvent.subject_id == come.c[1],
        )  # fmt: skip
        return and_(User.is_reachable, exists().where(come.c[0] == User.id, ~told))

    def _local(self, moment: datetime) -> datetime:
        """The same moment, by whose date the business knows the day."""
        return moment.astimezone(self.zone)

    def any_come(self, campaign: Campaign, since: datetime) -> bool:
        """Whether an event has come for somebody whom this campaign may write to."""
        query = select(User.id).where(self._belongs(campaign.audience, campaign.params, since, campaign.id))
        if campaign.kind == Kind.ADVERT:
            query = query.where(_agreed())
        return self.session.scalar(query.limit(1)) is not None

    def next_people(self, campaign: Campaign, run: CampaignRun, since: datetime, limit: int) -> list[tuple[User, bool]]:
        """The next of a run, by account, and whether each may be written to at this moment.

        An advert passes over who never agreed; who took the consent back since the run began, and who wants few and
        has had one, are given as not to be written to.
        """
        may: ColumnElement[bool] = User.id > 0
        query = select(User).where(self._belongs(campaign.audience, campaign.params, since, campaign.id))
        if campaign.kind == Kind.ADVERT:
            late = ~User.adverts_rarely | User.advert_at.is_(None) | (User.advert_at <= self.now - RARELY)
            may = and_(_agreed(), late)
            query = query.where(or_(_agreed(), _agreed(until=run.started_at)))
        page = query.add_columns(may).where(User.id > run.position).order_by(User.id).limit(limit)
        return [(user, bool(yes)) for user, yes in self.session.execute(page)]

    def note_events(self, campaign: Campaign, user_ids: Collection[int], since: datetime) -> None:
        """These have been told of all that had come for them."""
        if campaign.audience not in EVENTS or not user_ids:
            return
        come = EVENTS[campaign.audience](campaign.params, self._local(since), self._local(self.now)).subquery()
        found = self.session.execute(select(come.c[0], come.c[1]).where(come.c[0].in_(user_ids)).distinct()).all()
        rows = [
            {"campaign_id": campaign.id, "user_id": user, "subject_id": subject, "at": self.now}
            for user, subject in found
        ]
        if rows:
            self.session.execute(self._insert(CampaignEvent).on_conflict_do_nothing(), rows)

    def add_recipients(self, run_id: int, people: Sequence[tuple[int, Result]]) -> None:
        """Write down who is queued, and who is passed over; nobody can be in a run twice."""
        rows = [{"run_id": run_id, "user_id": user, "state": str(state), "at": self.now} for user, state in people]
        if rows:
            self.session.execute(self._insert(CampaignRecipient), rows)

    def _insert(self, table: Any) -> Any:
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        return insert(table)

    def note_advert(self, user_ids: Collection[int]) -> None:
        """These get an advert now."""
        self.session.execute(
            update(User).where(User.id.in_(user_ids)).values(advert_at=self.now)
            .execution_options(synchronize_session=False)
        )  # fmt: skip

    # --- how it went ---

    def record(self, run_id: int, chat_id: int, result: Result, message_id: int | None = None) -> None:
        """Write down how it went with one person who was queued."""
        user_id = select(User.id).where(User.telegram_id == chat_id).scalar_subquery()
        one = CampaignRecipient.run_id == run_id, CampaignRecipient.user_id == user_id
        self.session.execute(
            update(CampaignRecipient).where(*one, CampaignRecipient.state == Result.QUEUED)
            .values(state=str(result), message_id=message_id, at=self.now)
        )  # fmt: skip

    def skip(self, run_id: int, chat_ids: Collection[int]) -> None:
        """These do not get it after all."""
        user_ids = select(User.id).where(User.telegram_id.in_(chat_ids)).scalar_subquery()
        these = CampaignRecipient.run_id == run_id, CampaignRecipient.user_id.in_(user_ids)
        self.session.execute(update(CampaignRecipient).where(*these).values(state=str(Result.SKIPPED), at=self.now))

    def is_waiting(self, run_id: int) -> bool:
        """Whether somebody is queued whose result is not known."""
        waiting = CampaignRecipient.run_id == run_id, CampaignRecipient.state == Result.QUEUED
        return self.session.scalar(select(CampaignRecipient.user_id).where(*waiting).limit(1)) is not None

    def set_unsubscribed(self, run_id: int, user_id: int, at: datetime | None) -> None:
        """An advert of this run made somebody unsubscribe; None: not after all."""
        one = CampaignRecipient.run_id == run_id, CampaignRecipient.user_id == user_id
        changes = CampaignRecipient.unsubscribed_at.is_(None) if at else CampaignRecipient.unsubscribed_at.is_not(None)
        self.session.execute(update(CampaignRecipient).where(*one, changes).values(unsubscribed_at=at))

    def results(self, run_id: int) -> dict[str, int]:
        """How one run went: people by result."""
        query = select(CampaignRecipient.state, func.count()).where(CampaignRecipient.run_id == run_id)
        return {str(state): n for state, n in self.session.execute(query.group_by(CampaignRecipient.state))}

    def reports(self, campaign_ids: Collection[int]) -> dict[int, Report]:
        """How these campaigns went, over all their runs."""
        runs = (
            select(CampaignRun.campaign_id, func.count(), func.sum(CampaignRun.total))
            .where(CampaignRun.campaign_id.in_(campaign_ids)).group_by(CampaignRun.campaign_id)
        )  # fmt: skip
        left = func.count(CampaignRecipient.unsubscribed_at)
        people = (
            select(CampaignRun.campaign_id, CampaignRecipient.state, func.count(), left)
            .join(CampaignRecipient, CampaignRecipient.run_id == CampaignRun.id)
            .where(CampaignRun.campaign_id.in_(campaign_ids))
            .group_by(CampaignRun.campaign_id, CampaignRecipient.state)
        )
        found = {id_: {"runs": number, "total": int(total or 0)} for id_, number, total in self.session.execute(runs)}
        for id_, state, number, unsubscribed in self.session.execute(people):
            found[id_][state] = number
            found[id_]["unsubscribed"] = found[id_].get("unsubscribed", 0) + unsubscribed
        return {id_: Report(**values) for id_, values in found.items()}


def _agreed(until: datetime | None = None) -> ColumnElement[bool]:
    """Whether the account's consent to adverts stands; with ``until``: stood then and was taken back later."""
    given = exists().where(Consent.user_id == User.id, Consent.kind == "adverts")
    if until is None:
        return given.where(Consent.withdrawn_at.is_(None))
    return given.where(Consent.withdrawn_at >= until)
