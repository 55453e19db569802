"""Trainings on the web: the week, one made by hand, changed, handed over, called off (S5.12)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from config import Settings
from domain.access import Actor, Role
from domain.forms import Stale
from models import Training, Visit
from repositories.uow import Uow
from services import forms_trainings, trainings
from tests.builders import make_client, make_user
from tests.chat import Person, Telegram
from tests.gym_rows import make_coach, make_group, make_membership, make_training, make_visit
from tests.queries import counted
from tests.web.test_dictionaries import events, only
from tests.web.visiting import Visitor

Make = Callable[[], Visitor]
DAY = timedelta(days=1)


@pytest.fixture
async def office(telegram: Telegram, browser: Make) -> Visitor:
    """A manager's browser."""
    return await browser().signs_in(await telegram.person("Павел", Role.MANAGER))


@pytest.fixture
def coaches(telegram: Telegram) -> tuple[int, int]:
    """Иван and Ольга."""

    def make(uow: Uow) -> tuple[int, int]:
        ivan = make_coach(uow, first_name="Иван", last_name="Орлов")
        return ivan.id, make_coach(uow, first_name="Ольга", last_name="Яшина").id

    return telegram.desk.db.write_now(make)


@pytest.fixture
def yoga(telegram: Telegram, coaches: tuple[int, int]) -> int:
    """Tomorrow with Иван, for ten; Вера is signed up, Нина waits."""

    def make(uow: Uow) -> int:
        row = make_training(uow, coach_id=coaches[0], title="Йога у воды")
        make_visit(uow, row, make_client(uow, surname="Орлова", name="Вера").uid)
        nina = make_client(uow, surname="Былова", name="Нина").uid
        make_membership(uow, nina)
        make_visit(uow, row, nina, state="waiting", queued_at=uow.now)
        return row.id

    return telegram.desk.db.write_now(make)


def today(telegram: Telegram) -> date:
    return telegram.desk.db.read_now(lambda uow: uow.today)


def local(telegram: Telegram, id_: int) -> str:
    """When a training begins, on the business's clock."""
    return telegram.desk.db.read_now(
        lambda uow: f"{uow.trainings.get(id_).starts_at.astimezone(uow.place.zone):%Y-%m-%d %H:%M}"
    )


async def adds(visitor: Visitor, **fields: str) -> httpx.Response:
    """Open the empty form, fill it and send it."""
    page = await visitor.get("/admin/trainings/new")
    given = dict(re.findall(r'name="(\w+)" type="\w+" value="([^"]*)"', page.text))
    origin = re.search(r'name="origin" value="([^"]+)"', page.text)
    assert origin, page.text
    return await visitor.post("/admin/trainings/new", {"origin": origin[1]} | given | fields)


async def saves(visitor: Visitor, id_: int, **fields: str) -> httpx.Response:
    """Open a training, change it and send it."""
    page = await visitor.get(f"/admin/trainings/{id_}")
    version = re.search(r'name="version" value="(\w+)"', page.text)
    assert version, page.text
    return await visitor.post(f"/admin/trainings/{id_}", {"version": version[1]} | fields)


def put_back(uow: Uow, id_: int) -> None:
    """A training was three days ago."""
    row = uow.trainings.get(id_)
    row.starts_at, row.ends_at, row.day = row.starts_at - 4 * DAY, row.ends_at - 4 * DAY, row.day - 4 * DAY


def beside(page: httpx.Response, name: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'class="wrong" id="about-{name}">([^<]+)<', page.text)
    return found[1] if found else ""


@pytest.mark.req("S5.12", "S5.31")
async def test_the_week_shows_days_coaches_and_places_and_turns_by_links(
    telegram: Telegram, office: Visitor, yoga: int
) -> None:
    day = date.fromisoformat(local(telegram, yoga)[:10])
    page = (await office.get(f"/admin/trainings?day={day}")).text
    assert "Йога у воды" in page
    assert "Иван Орлов" in page
    assert "Мест занято: 1 из 10, в очереди: 1" in page
    assert "Впереди" in page
    links = re.findall(r'data-part href="(/admin/trainings\?day=[\d-]+)"', page)
    assert "Йога" not in (await office.get(links[0])).text
    assert "тренировок нет" in (await office.get(links[1])).text
    back = re.findall(r'data-part href="(/admin/trainings\?day=[\d-]+)"', (await office.get(links[1])).text)
    assert "Йога у воды" in (await office.get(back[0])).text
    for nonsense in ("day=x", "day=9999-12-31", "day=0001-01-01", "day=", "done=nothing"):
        assert (await office.get(f"/admin/trainings?{nonsense}")).status_code == 200, nonsense
    assert 'href="/admin/trainings"' in (await office.get("/admin/")).text


@pytest.mark.req("S5.12")
async def test_a_week_full_of_trainings_costs_as_many_queries_as_an_empty_one(
    telegram: Telegram, office: Visitor, coaches: tuple[int, int]
) -> None:
    monday = today(telegram) - today(telegram).weekday() * DAY + 7 * DAY
    telegram.desk.db.write_now(lambda uow: make_training(uow, uow.now + 7 * DAY, coach_id=coaches[0]).id)
    with counted() as few:
        await office.get(f"/admin/trainings?day={monday}")

    def fill(uow: Uow) -> None:
        for number in range(60):
            row = make_training(uow, uow.now + 7 * DAY + number * timedelta(minutes=7), coach_id=coaches[number % 2])
            make_visit(uow, row)

    telegram.desk.db.write_now(fill)
    with counted() as many:
        page = (await office.get(f"/admin/trainings?day={monday}")).text
    assert page.count("Мест занято") == 61
    assert len(many) == len(few)


@pytest.mark.req("S5.12")
async def test_one_is_made_by_hand_once_however_often_the_form_is_sent(
    telegram: Telegram, office: Visitor, coaches: tuple[int, int]
) -> None:
    day = today(telegram) + 2 * DAY
    fields = {
        "origin": "web:abcdefgh", "group": "", "title": "Растяжка", "day": f"{day}", "begins": "19:30",
        "length": "1 ч 30 мин", "coach": str(coaches[1]), "places": "12", "link": "https://zoom.us/j/1",
    }  # fmt: skip
    for _twice in range(2):
        answer = await office.post("/admin/trainings/new", fields)
        assert answer.status_code == 303
    ((id_, title, capacity, coach, link),) = only(telegram, Training, "id", "title", "capacity", "coach_id", "link")
    assert (title, capacity, coach, link) == ("Растяжка", 12, coaches[1], "https://zoom.us/j/1")
    assert local(telegram, int(str(id_))) == f"{day} 19:30"
    page = (await office.get(answer.headers["location"])).text
    assert "Тренировка создана." in page
    assert "19:30–21:00" in page
    assert events(telegram, "training") == ["created"]
    stale = await office.post("/admin/trainings/new", fields | {"origin": "mine"})
    assert stale.status_code == 410


@pytest.mark.req("S5.12")
async def test_what_is_left_empty_is_as_the_group_has_it(
    telegram: Telegram, office: Visitor, coaches: tuple[int, int]
) -> None:
    group = telegram.desk.db.write_now(
        lambda uow: make_group(uow, name="Утро", capacity=7, coach_id=coaches[0], link="https://zoom.us/j/7").id
    )
    day = f"{today(telegram) + DAY}"
    assert (await adds(office, group=str(group), day=day, begins="07:00")).status_code == 303
    assert only(telegram, Training, "group_id", "title", "capacity", "coach_id", "link") == [
        (group, "Утро", 7, coaches[0], "https://zoom.us/j/7")
    ]
    again = await adds(office, group=str(group), day=day, begins="07:00", title="Ещё одна")
    assert again.status_code == 422
    assert "уже есть тренировка" in beside(again, "begins")
    assert 'value="Ещё одна"' in again.text


@pytest.mark.req("S5.12")
async def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    telegram: Telegram, office: Visitor, coaches: tuple[int, int]
) -> None:
    wrong = await adds(
        office, title=" ", day="когда-нибудь", begins="25:00", length="вечность", places="0", link="zoom", coach="999",
        group="",
    )  # fmt: skip
    assert wrong.status_code == 422
    for name in ("title", "day", "begins", "length", "places", "link", "coach"):
        assert beside(wrong, name), name
    assert 'value="вечность"' in wrong.text
    past = await adds(office, title="Йога", day=f"{today(telegram) - DAY}", begins="10:00", coach=str(coaches[0]))
    assert "позже, чем сейчас" in beside(past, "day")
    assert f'<option value="{coaches[0]}" selected>' in past.text
    gone = await adds(office, group="77", day=f"{today(telegram) + DAY}", begins="10:00")
    assert "больше не занимается" in beside(gone, "group")
    for day in ("9999-12-31", "0001-01-01", "2026-02-30"):
        assert (await adds(office, title="Йога", day=day, begins="00:00")).status_code == 422, day
    assert only(telegram, Training, "id") == []


@pytest.mark.req("S5.12", "S5.32")
async def test_coach_places_and_link_are_changed_at_once_or_not_at_all(
    telegram: Telegram, office: Visitor, yoga: int, coaches: tuple[int, int]
) -> None:
    page = (await office.get(f"/admin/trainings/{yoga}")).text
    assert "Вера Орлова" in page
    assert "Ждёт" in page.split("Нина Былова")[1][:120]
    telegram.desk.db.write_now(lambda uow: make_visit(uow, uow.trainings.get(yoga)).id)
    olga = {"coach": str(coaches[1]), "link": "https://zoom.us/j/2"}
    few = await saves(office, yoga, places="1", **olga)
    assert few.status_code == 422
    assert "Уже занято мест: 2." in beside(few, "places")
    assert 'value="https://zoom.us/j/2"' in few.text
    bad = await saves(office, yoga, places="12", coach="999", link="нет")
    assert beside(bad, "coach")
    assert beside(bad, "link")
    assert only(telegram, Training, "coach_id", "capacity", "link") == [(coaches[0], 10, "")]
    assert events(telegram, "training") == []
    answer = await saves(office, yoga, places="2", **olga)
    assert answer.headers["location"] == f"/admin/trainings/{yoga}?done=saved"
    assert only(telegram, Training, "coach_id", "capacity", "link") == [(coaches[1], 2, "https://zoom.us/j/2")]
    assert events(telegram, "training") == ["edited", "edited", "handed over"]
    assert "Сохранено." in (await office.get(answer.headers["location"])).text
    assert (await saves(office, yoga, places="2", **(olga | {"coach": ""}))).status_code == 422


@pytest.mark.req("S5.12")
async def test_more_places_are_offered_to_the_line(
    telegram: Telegram, office: Visitor, yoga: int, coaches: tuple[int, int]
) -> None:
    def narrow(uow: Uow) -> None:
        uow.trainings.get(yoga).capacity = 1
        (waits,) = uow.visits.list_waiting(yoga)
        make_user(uow, client_uid=waits.client_uid)

    telegram.desk.db.write_now(narrow)
    assert (await saves(office, yoga, coach=str(coaches[0]), places="2", link="")).status_code == 303
    assert sorted(only(telegram, Visit, "state")) == [("offered",), ("signed",)]


@pytest.mark.req("S5.12")
async def test_an_old_page_overwrites_nothing(
    telegram: Telegram, office: Visitor, yoga: int, coaches: tuple[int, int]
) -> None:
    old = re.search(r'name="version" value="(\w+)"', (await office.get(f"/admin/trainings/{yoga}")).text)
    assert old
    await saves(office, yoga, coach=str(coaches[1]), places="8", link="")
    late = await office.post(
        f"/admin/trainings/{yoga}",
        {"version": old[1], "coach": str(coaches[0]), "places": "9", "link": "https://a.ru"},
    )
    assert late.status_code == 409
    assert "9" in beside(late, "places")
    assert "https://a.ru" in beside(late, "link")
    assert only(telegram, Training, "coach_id", "capacity", "link") == [(coaches[1], 8, "")]


async def test_what_changed_in_the_very_moment_of_saving_is_not_overwritten(telegram: Telegram, yoga: int) -> None:
    manager = Actor(1, 1, roles=frozenset({Role.MANAGER}))
    seen = telegram.desk.db.read_now(lambda uow: trainings.card(uow, manager, yoga)).training
    typed = {"coach": str(seen.coach_id), "places": "5", "link": ""}
    telegram.desk.db.write_now(lambda uow: trainings.set_capacity(uow, manager, yoga, 8))
    with pytest.raises(Stale):
        telegram.desk.db.write_now(lambda uow: forms_trainings.save(uow, manager, yoga, typed, seen))
    fresh = replace(seen, capacity=8)
    telegram.desk.db.write_now(lambda uow: forms_trainings.save(uow, manager, yoga, typed, fresh))
    assert only(telegram, Training, "capacity") == [(5,)]


@pytest.mark.req("S5.12")
async def test_it_is_called_off_with_a_reason_and_asked_by_name(telegram: Telegram, office: Visitor, yoga: int) -> None:
    page = (await office.get(f"/admin/trainings/{yoga}/cancel")).text
    assert "Отменить «Йога у воды»" in page
    assert "Узнают 2 человека" in page
    empty = await office.post(f"/admin/trainings/{yoga}/cancel", {"reason": "  "})
    assert empty.status_code == 422
    assert beside(empty, "reason")
    assert only(telegram, Training, "state") == [("planned",)]
    for _twice in range(2):
        answer = await office.post(f"/admin/trainings/{yoga}/cancel", {"reason": "Тренер <b>заболел</b>"})
        assert answer.headers["location"] == f"/admin/trainings/{yoga}?done=cancelled"
    assert only(telegram, Training, "state", "reason") == [("cancelled", "Тренер <b>заболел</b>")]
    assert set(only(telegram, Visit, "state")) == {("off",)}
    assert events(telegram, "training") == ["cancelled"]
    page = (await office.get(answer.headers["location"])).text
    assert "Тренер &lt;b&gt;заболел" in page
    assert 'name="places"' not in page
    assert (await office.get(f"/admin/trainings/{yoga}/cancel")).status_code == 303
    late = await office.post(f"/admin/trainings/{yoga}", {"version": "x", "coach": "", "places": "5", "link": ""})
    assert late.status_code in (409, 410)


@pytest.mark.req("S5.12")
async def test_one_that_is_over_is_only_read(telegram: Telegram, office: Visitor, yoga: int) -> None:
    version = re.search(r'name="version" value="(\w+)"', (await office.get(f"/admin/trainings/{yoga}")).text)
    assert version
    telegram.desk.db.write_now(lambda uow: put_back(uow, yoga))
    page = (await office.get(f"/admin/trainings/{yoga}")).text
    assert "Прошла" in page
    assert 'name="places"' not in page
    late = await office.post(
        f"/admin/trainings/{yoga}", {"version": version[1], "coach": "", "places": "5", "link": ""}
    )  # fmt: skip
    assert late.status_code == 410
    assert (await office.post(f"/admin/trainings/{yoga}/cancel", {"reason": "Поздно"})).status_code == 410
    assert only(telegram, Training, "state", "capacity") == [("planned", 10)]


async def test_people_are_on_pages(telegram: Telegram, office: Visitor) -> None:
    def fill(uow: Uow) -> int:
        row = make_training(uow)
        for number in range(9):
            make_visit(uow, row, make_client(uow, surname=f"Гость{number}", name="А").uid)
        return row.id

    id_ = telegram.desk.db.write_now(fill)
    first = (await office.get(f"/admin/trainings/{id_}")).text
    assert ("Гость7" in first, "Гость8" in first) == (True, False)
    assert "Гость8" in (await office.get(f"/admin/trainings/{id_}?people=1")).text
    for nonsense in ("people=-1", "people=99999", "people=x", "people=999"):
        assert (await office.get(f"/admin/trainings/{id_}?{nonsense}")).status_code == 200, nonsense


async def coach_of(telegram: Telegram, person: Person, coach_id: int) -> None:
    """Tie a person's account to a coach."""

    def tie(uow: Uow) -> None:
        user = uow.people.find_by_telegram(person.id)
        assert user is not None
        uow.trainings.coaches([coach_id])[coach_id].user_id = user.id

    telegram.desk.db.write_now(tie)


@pytest.mark.req("S5.12", "S5.31")
async def test_a_coach_who_may_be_on_the_web_sees_and_makes_only_their_own(
    telegram: Telegram, browser: Make, yoga: int, coaches: tuple[int, int]
) -> None:
    ivan = await telegram.person("Иван", Role.COACH, Role.INSTRUCTOR)  # a coach alone has no web
    await coach_of(telegram, ivan, coaches[0])
    visitor = await browser().signs_in(ivan)
    other = telegram.desk.db.write_now(lambda uow: make_training(uow, coach_id=coaches[1], title="Чужая").id)
    page = (await visitor.get(f"/admin/trainings?day={local(telegram, yoga)[:10]}")).text
    assert ("Йога у воды" in page, "Чужая" in page) == (True, False)
    for path in (f"/admin/trainings/{other}", f"/admin/trainings/{other}/cancel"):
        assert (await visitor.get(path)).status_code == 404
    assert (await visitor.post(f"/admin/trainings/{other}/cancel", {"reason": "Нет"})).status_code == 404
    assert (await visitor.post(f"/admin/trainings/{other}", {"places": "1"})).status_code == 404
    assert "/admin/members/" not in (await visitor.get(f"/admin/trainings/{yoga}")).text
    form = (await visitor.get("/admin/trainings/new")).text
    assert f'<option value="{coaches[0]}" selected>' in form
    assert "Ольга Яшина" not in form
    day = f"{today(telegram) + DAY}"
    foreign = await adds(visitor, title="Своя", day=day, begins="09:00", coach=str(coaches[1]))
    assert foreign.status_code == 422
    assert beside(foreign, "coach")
    assert (await adds(visitor, title="Своя", day=day, begins="09:00", coach=str(coaches[0]))).status_code == 303
    given = await saves(visitor, yoga, coach=str(coaches[1]), places="10", link="")
    assert given.headers["location"].startswith("/admin/trainings?day=")
    assert "Теперь её ведёт другой тренер." in (await visitor.get(given.headers["location"])).text
    assert (await visitor.get(f"/admin/trainings/{yoga}")).status_code == 404


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.SELLER])
async def test_others_have_no_trainings(telegram: Telegram, browser: Make, yoga: int, role: Role) -> None:
    visitor = await browser().signs_in(await telegram.person("Другая", role))
    assert "/admin/trainings" not in (await visitor.get("/admin/")).text
    for path in ("/admin/trainings", "/admin/trainings/new", f"/admin/trainings/{yoga}"):
        assert (await visitor.get(path)).status_code == 403
    for path in ("/admin/trainings/new", f"/admin/trainings/{yoga}", f"/admin/trainings/{yoga}/cancel"):
        assert (await visitor.post(path, {"reason": "Нет", "origin": "web:1"})).status_code == 403
    assert only(telegram, Training, "state") == [("planned",)]


async def test_without_the_token_of_the_page_nothing_is_done(telegram: Telegram, office: Visitor, yoga: int) -> None:
    for path in ("/admin/trainings/new", f"/admin/trainings/{yoga}", f"/admin/trainings/{yoga}/cancel"):
        for more in ({"csrf": None}, {"csrf": "wrong"}, {"origin": "https://example.com"}):
            answer = await office.post(path, {"reason": "Нет"}, **more)  # type: ignore[arg-type]
            assert answer.status_code == 403, path
    assert only(telegram, Training, "state") == [("planned",)]


async def test_what_is_not_there_is_not_found(office: Visitor) -> None:
    for path in ("/admin/trainings/999", "/admin/trainings/999/cancel", "/admin/trainings/x"):
        assert (await office.get(path)).status_code == 404, path
    assert (await office.post("/admin/trainings/999/cancel", {"reason": "Нет"})).status_code == 404


class TestAreaOff:
    """A business without a gym."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, features=settings.features - {"fitness"})

    async def test_nobody_finds_the_trainings(self, office: Visitor, yoga: int) -> None:
        assert "/admin/trainings" not in (await office.get("/admin/")).text
        for path in ("/admin/trainings", "/admin/trainings/new", f"/admin/trainings/{yoga}"):
            assert (await office.get(path)).status_code == 404
        for path in ("/admin/trainings/new", f"/admin/trainings/{yoga}", f"/admin/trainings/{yoga}/cancel"):
            assert (await office.post(path, {"reason": "Нет", "origin": "web:1"})).status_code == 404
