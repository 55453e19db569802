"""Plans, coaches and groups on the web: forms, hours and people on a group's page (S5.12, S5.48, S5.50)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest

from domain.access import Role
from domain.walltime import to_utc
from models import Coach, Group, GroupHour, Member, Plan, Training
from tests.builders import make_client
from tests.chat import Telegram
from tests.gym_rows import make_coach, make_group, make_membership, make_plan, make_training, make_visit
from tests.web.test_dictionaries import adds, events, only, saves
from tests.web.visiting import Visitor

Make = Callable[[], Visitor]
PLAN = {"name": "Месяц", "days": "30", "visits": "", "price": "3 000", "freeze_days": "10"}


@pytest.fixture
async def office(telegram: Telegram, browser: Make) -> Visitor:
    """A manager's browser."""
    return await browser().signs_in(await telegram.person("Павел", Role.MANAGER))


@pytest.fixture
async def owner(telegram: Telegram, browser: Make) -> Visitor:
    """The owner's browser."""
    return await browser().signs_in(await telegram.person("Сергей", Role.OWNER))


def make(telegram: Telegram, builder: Any, **values: Any) -> int:
    return telegram.desk.db.write_now(lambda uow: builder(uow, **values).id)


@pytest.mark.req("S5.12", "S5.11")
async def test_a_plan_is_filled_edited_and_taken_back(telegram: Telegram, owner: Visitor) -> None:
    assert (await adds(owner, "plans", PLAN)).status_code == 303
    ((id_, visits, price, made, changed),) = only(
        telegram, Plan, "id", "visits", "price", "created_at", "updated_at"
    )  # fmt: skip
    assert (visits, price, made) == (None, 300_000, changed)
    telegram.clock.at += timedelta(minutes=5)
    assert (await saves(owner, "plans", int(str(id_)), PLAN | {"visits": "8", "freeze_days": ""})).status_code == 303
    ((visits, freeze, made_again, later),) = only(telegram, Plan, "visits", "freeze_days", "created_at", "updated_at")
    assert (visits, freeze, made_again) == (8, 0, made)
    assert later > made  # type: ignore[operator]
    again = await adds(owner, "plans", PLAN | {"name": "месяц", "days": "0"})
    assert again.status_code == 422
    assert 'class="wrong" id="about-days"' in again.text
    again = await adds(owner, "plans", PLAN | {"name": "месяц"})
    assert "Абонемент «Месяц» уже есть" in again.text.split('class="wrong" id="about-name"')[1][:120]
    assert (await owner.post(f"/admin/d/plans/{id_}/delete", {})).status_code == 303
    assert "архив" in (await owner.get("/admin/d/plans")).text
    assert (await owner.post(f"/admin/d/plans/{id_}/restore", {})).status_code == 303
    assert events(telegram, "plan") == ["created", "edited", "archived", "restored"]


async def test_the_same_form_sent_twice_makes_one_and_an_old_page_overwrites_nothing(
    telegram: Telegram, owner: Visitor
) -> None:
    page = await owner.get("/admin/d/plans/new")
    origin = re.search(r'name="origin" value="([^"]+)"', page.text)
    assert origin
    for _time in range(2):
        assert (await owner.post("/admin/d/plans/new", {"origin": origin[1], **PLAN})).status_code == 303
    ((id_,),) = only(telegram, Plan, "id")
    old = re.search(r'name="version" value="(\w+)"', (await owner.get(f"/admin/d/plans/{id_}")).text)
    assert old
    await saves(owner, "plans", int(str(id_)), PLAN | {"price": "4 000"})
    late = await owner.post(f"/admin/d/plans/{id_}", {"version": old[1], **PLAN, "price": "5 000"})
    assert late.status_code == 409
    assert only(telegram, Plan, "price") == [(400_000,)]


@pytest.mark.req("S5.50")
async def test_a_coach_keeps_the_photo_and_says_what_stays_without_one(telegram: Telegram, office: Visitor) -> None:
    ivan = await telegram.person("Иван Тренеров", Role.COACH)
    user = telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(ivan.id).id)
    typed = {
        "first_name": "Иван", "last_name": "Орлов", "phone": "8 999 643-23-87", "email": "", "about": "",
        "started_on": "2020-09-01", "user_id": str(user),
    }  # fmt: skip
    assert (await adds(office, "coaches", typed)).status_code == 303
    ((id_, phone, started, account),) = only(telegram, Coach, "id", "phone", "started_on", "user_id")
    assert (phone, str(started), account) == ("+79996432387", "2020-09-01", user)
    telegram.desk.db.write_now(
        lambda uow: uow.gym.coaches.edit(uow.gym.coaches.get(int(str(id_))), photo="file-7")
    )  # fmt: skip
    group = make(telegram, make_group, name="Йога", coach_id=id_)
    make(telegram, make_training, coach_id=id_, group_id=group)
    assert (await saves(office, "coaches", int(str(id_)), typed | {"about": "Мастер"})).status_code == 303
    assert only(telegram, Coach, "photo", "about", "user_id") == [("file-7", "Мастер", user)]
    question = (await office.get(f"/admin/d/coaches/{id_}/delete")).text
    assert "Без тренера останется 1 тренировка впереди." in question
    assert "Группы без тренера: Йога" in question
    await office.post(f"/admin/d/coaches/{id_}/delete", {})
    assert only(telegram, Group, "coach_id") == [(None,)]
    assert only(telegram, Training, "coach_id") == [(None,)]


@pytest.mark.req("S5.50")
async def test_a_coach_who_has_lost_the_role_stays_tied_when_something_else_is_saved(
    telegram: Telegram, office: Visitor
) -> None:
    ivan = await telegram.person("Иван Тренеров", Role.COACH)
    user = telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(ivan.id).id)
    id_ = make(telegram, make_coach, first_name="Иван", last_name="Орлов", user_id=user)
    telegram.desk.db.write_now(lambda uow: uow.people.revoke(user, Role.COACH))
    page = (await office.get(f"/admin/d/coaches/{id_}")).text
    assert f'<option value="{user}" selected' in page
    typed = {"first_name": "Иван", "last_name": "Орлов", "about": "Мастер", "user_id": str(user)}
    assert (await saves(office, "coaches", id_, typed)).status_code == 303
    assert only(telegram, Coach, "user_id", "about") == [(user, "Мастер")]


@pytest.mark.req("S5.10", "S5.12")
async def test_hours_stand_on_the_groups_page(telegram: Telegram, office: Visitor) -> None:
    coach = make(telegram, make_coach, first_name="Иван", last_name="Орлов")
    typed = {"name": "Йога", "coach_id": str(coach), "capacity": "12", "about": "", "link": "https://zoom.us/j/1"}
    assert (await adds(office, "groups", typed)).status_code == 303
    ((id_,),) = only(telegram, Group, "id")
    here = f"/admin/d/groups/{id_}"
    assert (await office.post(f"{here}/hours", {"day": "1", "begins": "19:00", "length": "1 ч"})).status_code == 303
    wrong = await office.post(f"{here}/hours", {"day": "1", "begins": "25:00", "length": "1 ч"})
    assert wrong.status_code == 422
    assert 'value="25:00"' in wrong.text
    assert "не понял" in wrong.text.casefold() or "время" in wrong.text
    ((hour,),) = only(telegram, GroupHour, "id")

    def fill(uow: Any) -> None:
        tuesday = uow.today + timedelta(days=(1 - uow.today.weekday()) % 7 + 7)
        for weeks in (0, 1):
            starts = to_utc(tuesday + timedelta(days=7 * weeks), time(19), uow.place.zone)
            one = make_training(uow, starts, group_id=id_, is_from_hours=True)
            if weeks:
                make_visit(uow, one)

    telegram.desk.db.write_now(fill)
    assert "остались из-за людей" not in (await office.get(here)).text
    gone = await office.post(f"{here}/hours/{hour}/remove", {})
    assert gone.headers["location"].endswith("?removed=1#hours")
    page = (await office.get(f"{here}?removed=1")).text
    assert "Тренировок убрано, на них никого не было: 1" in page
    assert "остались из-за людей" in page
    assert "19:00 · 1 человек" in page
    assert len(only(telegram, Training, "id")) == 1
    assert (await office.post(f"{here}/hours/{hour}/remove", {})).status_code == 303, "a second press is harmless"


@pytest.mark.req("S5.48")
async def test_people_stand_on_the_groups_page(telegram: Telegram, office: Visitor) -> None:
    id_ = make(telegram, make_group, name="Йога")

    def fill(uow: Any) -> list[int]:
        olga = make_client(uow, surname="Минеева", name="Ольга").uid
        make_membership(uow, olga)
        return [olga, make_client(uow, surname="Чужой", name="Егор").uid]

    olga, egor = telegram.desk.db.write_now(fill)
    here = f"/admin/d/groups/{id_}"
    page = (await office.get(f"{here}?who=минее")).text
    assert "Минеева Ольга" in page
    assert "Чужой" not in page
    assert (await office.post(f"{here}/people", {"client": str(olga)})).status_code == 303
    refused = await office.post(f"{here}/people", {"client": str(egor)})
    assert refused.status_code == 409
    assert "нет действующего абонемента" in refused.text
    assert only(telegram, Member, "client_uid", "group_id") == [(olga, id_)]
    assert "Людей в группе: 1" in (await office.get(here)).text
    question = (await office.get(f"{here}/delete")).text
    assert "1 человек останется без группы." in question
    assert (await office.post(f"{here}/people/{olga}/remove", {})).status_code == 303
    await office.post(f"{here}/people", {"client": str(olga)})
    await office.post(f"{here}/delete", {})
    assert only(telegram, Member, "client_uid", "group_id") == [(olga, None)]
    assert (await office.post(f"{here}/people", {"client": str(olga)})).status_code == 404, "it is in the archive"


async def test_a_manager_sells_no_plans_and_a_seller_keeps_no_groups(
    telegram: Telegram, browser: Make, office: Visitor
) -> None:
    plan, group = make(telegram, make_plan), make(telegram, make_group)
    assert (await office.get(f"/admin/d/plans/{plan}")).status_code == 403
    seller = await browser().signs_in(await telegram.person("Юля", Role.SELLER))
    for path in ("hours", "people", "hours/1/remove", "people/1/remove"):
        answer = await seller.post(f"/admin/d/groups/{group}/{path}", {"day": "1", "begins": "19:00", "client": "1"})
        assert answer.status_code == 403, path
