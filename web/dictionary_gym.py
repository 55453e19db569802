"""The dictionaries of the gym: memberships that are sold, coaches, groups (S5.12, S5.50)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from domain import coaches as coach_rules
from domain import groups as group_rules
from domain.access import Permission
from domain.coaches import CoachView
from domain.groups import Changed, GroupView
from domain.gym import NAME_MOST, Book, Field
from domain.membership_views import PlanView
from domain.parse import NAME_MOST as PERSON_MOST
from domain.phones import show_phone
from domain.shop import EMAIL_MOST
from domain.trainings import LINK_MOST
from services import coaches, forms_gym, group_people, groups, plans
from ui.gym import EMPTY, TITLES
from ui.gym_archive import became, left_by
from ui.gym_forms import NEW
from ui.gym_words import hour_line, hours_short
from ui.texts import Words
from web.dictionary import Column, Dictionary, Entry, Listing, Options
from web.dictionary_housing import SIZE, adding, getting, saving, whole
from web.dictionary_shop import typed_money
from web.session import run

AREA = "fitness"
FOUND = 8


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


def _column(field: Field, *, is_right: bool = False) -> Column:
    return Column(TITLES[field], lambda _t, one: getattr(one, field.value) or "", is_right=is_right)


# --- plans ---


async def _plans(request: Request, text: str, page: int) -> Listing:
    found = await run(request, plans.listed, None)
    return whole(found, text, page, lambda one: str(one.name))


def _plan_values(one: PlanView) -> Mapping[str, Any]:
    kept = asdict(one) | {"price": typed_money(one.price), "freeze_days": one.freeze_days or ""}
    return {name: value for name, value in kept.items() if name not in ("sold", "version")}


_PLANS = Dictionary(
    "plans", AREA, Permission.PLANS, Permission.PLANS, Permission.PLANS, _("What memberships are sold"),
    NEW[Book.PLANS], EMPTY[Book.PLANS],
    (
        _column(Field.NAME),
        Column(TITLES[Field.PRICE], lambda t, one: t.money(one.price), is_right=True),
        _column(Field.DAYS, is_right=True),
        Column(TITLES[Field.VISITS], lambda t, one: one.visits or t.plain("any number"), is_right=True),
        _column(Field.FREEZE, is_right=True),
        Column(_("Sold"), lambda _t, one: one.sold or "", is_right=True),
    ),
    (
        Entry("name", TITLES[Field.NAME], is_required=True, most=NAME_MOST),
        Entry("days", TITLES[Field.DAYS], "number", is_required=True),
        Entry("visits", TITLES[Field.VISITS], "number", hint=_("Empty: any number.")),
        Entry("price", TITLES[Field.PRICE], is_required=True),
        Entry("freeze_days", TITLES[Field.FREEZE], "number",
              hint=_("Empty: it is not frozen. What was sold keeps its terms.")),
    ),
    _plans, getting(plans.get), _plan_values, adding(forms_gym.add_plan), saving(forms_gym.save_plan),
    getting(plans.archive), getting(plans.restore), lambda one: int(one.id), lambda _t, one: one.name,
    lambda one: bool(one.is_archived), about_delete=_("Nobody can buy it any more. What was sold keeps its terms."),
)  # fmt: skip


# --- coaches ---


async def _coaches(request: Request, text: str, page: int) -> Listing:
    found = await run(request, coaches.listed, None)
    return whole(found, text, page, lambda one: f"{one.name} {one.phone} {one.email}")


async def _accounts(request: Request, t: Words) -> Options:
    known = await run(request, coaches.accounts, int(request.path_params.get("id", 0)))
    return [("", t.plain("without Telegram")), *((str(id_), name) for id_, name in known)]


async def _left_by(_request: Request, t: Words, one: CoachView) -> Sequence[str]:
    return [line for line in left_by(t, one) if line]


def _coach_values(one: CoachView) -> Mapping[str, Any]:
    kept = asdict(one) | {"started_on": one.started_on.isoformat() if one.started_on else ""}
    return {name: value for name, value in kept.items() if name not in ("ahead", "groups", "version", "telegram")}


_COACHES = Dictionary(
    "coaches", AREA, Permission.TRAININGS, Permission.TRAININGS, Permission.TRAININGS, _("Coaches"),
    NEW[Book.COACHES], EMPTY[Book.COACHES],
    (
        Column(TITLES[Field.FIRST_NAME], lambda _t, one: one.name),
        Column(TITLES[Field.PHONE], lambda _t, one: show_phone(one.phone) if one.phone else ""),
        Column("Telegram", lambda _t, one: one.telegram),
        Column(_("Groups"), lambda _t, one: ", ".join(one.groups)),
        Column(_("Trainings ahead"), lambda _t, one: one.ahead or "", is_right=True),
    ),
    (
        Entry("first_name", TITLES[Field.FIRST_NAME], is_required=True, most=PERSON_MOST),
        Entry("last_name", TITLES[Field.LAST_NAME], most=PERSON_MOST),
        Entry("phone", TITLES[Field.PHONE], "tel"),
        Entry("email", TITLES[Field.EMAIL], most=EMAIL_MOST),
        Entry("started_on", TITLES[Field.STARTED], "date"),
        Entry("about", TITLES[Field.ABOUT], "long", most=coach_rules.ABOUT_MOST),
        Entry("user_id", "Telegram", "choice", options=_accounts, kept=lambda _t, one: one.telegram,
              hint=_("Who has the role of a coach is here; the photo is sent to the bot: /coaches.")),
    ),
    _coaches, getting(coaches.get), _coach_values, adding(forms_gym.add_coach), saving(forms_gym.save_coach),
    getting(coaches.archive), getting(coaches.restore), lambda one: int(one.id), lambda _t, one: one.name,
    lambda one: bool(one.is_archived), consequences=_left_by,
)  # fmt: skip


# --- groups ---


async def _groups(request: Request, text: str, page: int) -> Listing:
    found = await run(request, groups.listed, None)
    return whole(found, text, page, lambda one: f"{one.name} {one.coach}")


async def _leaders(request: Request, t: Words) -> Options:
    known = await run(request, coaches.listed)
    return [("", t.plain("without a coach")), *((str(one.id), one.name) for one in known)]


async def _archive_group(request: Request, id_: int) -> GroupView:
    return (await run(request, groups.archive, id_)).group


async def _after_group(request: Request, t: Words, one: GroupView) -> Sequence[str]:
    changed: Changed = await run(request, groups.after_removing, one.id, None)
    people = t.count("{n} person leaves it.", "{n} people leave it.", one.people) if one.people else None
    return [line for line in (people, *became(t, changed)) if line]


def _group_values(one: GroupView) -> Mapping[str, Any]:
    return {name: getattr(one, name) for name in ("name", "coach_id", "capacity", "about", "link", "is_archived")}


async def _hours_and_people(request: Request, one: GroupView) -> Mapping[str, Any]:
    asked = request.query_params
    page = int(asked["people"]) if asked.get("people", "").isdecimal() and len(asked["people"]) < 6 else 0
    who = asked.get("who", "")[:100]
    if one.is_archived:
        people, found = [], []
    else:
        people = list((await run(request, group_people.listed, one.id, page, SIZE))[1])
        found = list((await run(request, group_people.found, one.id, who, FOUND))[1])
    removed = asked.get("removed", "")
    return {
        "people": people, "page": page, "has_more": one.people > (page + 1) * SIZE, "who": who, "found": found,
        "kept": await run(request, groups.outside_hours, one.id),
        "removed": removed if removed.isdecimal() and removed != "0" and len(removed) < 5 else "",
        "typed": getattr(request.state, "typed", {}), "hour_line": hour_line, "show_phone": show_phone,
    }  # fmt: skip


GROUPS = Dictionary(
    "groups", AREA, Permission.TRAININGS, Permission.TRAININGS, Permission.TRAININGS, _("Groups"),
    NEW[Book.GROUPS], EMPTY[Book.GROUPS],
    (
        _column(Field.NAME),
        Column(TITLES[Field.COACH], lambda _t, one: one.coach),
        Column(_("Hours"), lambda t, one: hours_short(t, one.hours)),
        Column(TITLES[Field.PLACES], lambda _t, one: one.capacity, is_right=True),
        Column(_("People"), lambda _t, one: one.people or "", is_right=True),
    ),
    (
        Entry("name", TITLES[Field.NAME], is_required=True, most=NAME_MOST),
        Entry("coach_id", TITLES[Field.COACH], "choice", options=_leaders, kept=lambda _t, one: one.coach,
              hint=_("Any other coach can be chosen for a training.")),
        Entry("capacity", TITLES[Field.PLACES], "number", is_required=True),
        Entry("about", TITLES[Field.ABOUT], "long", most=group_rules.ABOUT_MOST),
        Entry("link", TITLES[Field.LINK], most=LINK_MOST,
              hint=_("New trainings begin with it. Trainings made already keep theirs.")),
    ),
    _groups, getting(groups.get), _group_values, adding(forms_gym.add_group), saving(forms_gym.save_group),
    _archive_group, getting(groups.restore), lambda one: int(one.id), lambda _t, one: one.name,
    lambda one: bool(one.is_archived), consequences=_after_group, beside=_hours_and_people,
    beside_template="dictionary_group.html",
)  # fmt: skip

ALL: Sequence[Dictionary] = (GROUPS, _COACHES, _PLANS)
