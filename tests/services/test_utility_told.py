"""Who is told of utility requests and who no more, what of a history is whose, which buttons a card has (S4.36)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from db import Database
from domain.access import SYSTEM, Actor, Role
from domain.clock import SetClock
from domain.errors import NotFound
from domain.residents import State as Resides
from domain.utility import Act, State
from domain.utility_rules import Part, acts_of
from models import Account, Outgoing, UserRole
from services import (
    resident_desk,
    utility_clock,
    utility_forms,
    utility_incidents,
    utility_own,
    utility_requests,
    utility_talk,
    utility_work,
)
from tests.services.acting import actor as acting
from tests.services.acting import run
from tests.services.housing import filed, linked, resident
from ui import utility as screens
from ui.screen import TEXT_LIMIT
from ui.texts import Words

NIGHT = datetime(2026, 12, 5, 23, 0, tzinfo=UTC)  # two in the morning in Moscow


def told(db: Database, who: Actor) -> list[tuple[str, str]]:
    """What somebody is told and when it would be sent, in the order it goes: the kind and how."""

    def rows(uow: Any) -> list[tuple[str, str]]:
        query = uow.session.query(Outgoing).filter(Outgoing.chat_id == who.telegram_id, Outgoing.state == "due")
        query = query.filter(Outgoing.edits.is_(None)).order_by(Outgoing.due_at, Outgoing.id)
        return [(row.kind, row.facts.get("how", "")) for row in query]

    return db.read_now(rows)


def test_who_has_moved_out_is_told_nothing_more_of_the_flat(db: Database, house: dict[str, int], olga: Actor,
                                                            anna: Actor) -> None:  # fmt: skip
    misha, petya = (resident(db, house["account"], first_name=name) for name in ("Миша", "Петя"))
    request = filed(db, olga, house)
    for neighbour in (misha, petya):
        run(db, neighbour, utility_own.follow, request.id, True)
    pair = db.read_now(lambda uow: uow.residents.list_of_user(misha.user_id)[0].id)
    run(db, anna, resident_desk.remove, pair)

    run(db, anna, utility_work.assign, request.id, house["first"])

    assert ("utility_moved", "assigned") in told(db, petya)
    assert ("utility_moved", "assigned") not in told(db, misha)


@pytest.mark.req("S4.36")
def test_why_a_request_was_given_back_is_the_dispatchers_to_read(db: Database, house: dict[str, int], olga: Actor,
                                                                 anna: Actor) -> None:  # fmt: skip
    roman = linked(db, house["first"])
    request = filed(db, olga, house)
    run(db, anna, utility_work.assign, request.id, house["first"])
    run(db, roman, utility_work.give_back, request.id, "жилец грубит")

    def read(who: Actor) -> str:
        return next(
            one.detail for one in run(db, who, utility_requests.history, request.id) if one.what == "given_back"
        )

    assert read(anna) == "жилец грубит"
    assert read(olga) == ""


@pytest.mark.req("S4.36")
@pytest.mark.parametrize("gone", ["blocked", "dismissed", "archived", "the author"])
def test_a_comment_that_the_executor_does_not_get_goes_to_the_dispatcher(
    db: Database, house: dict[str, int], olga: Actor, anna: Actor, gone: str
) -> None:
    roman = linked(db, house["first"])
    request = filed(db, olga, house)
    run(db, anna, utility_work.assign, request.id, house["first"])

    def leaves(uow: Any) -> None:
        worker = uow.directories.executors.get(house["first"])
        if gone == "blocked":
            uow.people.mark_unreachable(roman.telegram_id)
        elif gone == "dismissed":
            uow.session.delete(uow.session.get(UserRole, (roman.user_id, Role.EXECUTOR.value)))
        elif gone == "archived":
            uow.directories.executors.edit(worker, archived_at=uow.now)
        else:
            uow.directories.executors.edit(worker, user_id=olga.user_id)
            uow.people.grant(olga.user_id, Role.EXECUTOR)

    db.write_now(leaves)
    run(db, olga, utility_talk.comment, request.id, "Код домофона 12", (), "said")

    assert ("utility_said", "") in told(db, anna)
    assert ("utility_said", "") not in told(db, roman)


def test_who_carries_requests_out_no_more_is_given_no_address(db: Database, house: dict[str, int], olga: Actor,
                                                              anna: Actor) -> None:  # fmt: skip
    roman = linked(db, house["first"])
    request = filed(db, olga, house)
    db.write_now(lambda uow: uow.session.delete(uow.session.get(UserRole, (roman.user_id, Role.EXECUTOR.value))))

    run(db, anna, utility_work.assign, request.id, house["first"])

    assert told(db, roman) == []


@pytest.mark.req("S4.36")
def test_what_closes_by_itself_at_night_is_told_in_the_morning_however_urgent_it_was(
    db: Database, clock: SetClock, house: dict[str, int], olga: Actor, anna: Actor
) -> None:
    db.write_now(lambda uow: uow.directories.categories.edit(uow.directories.categories.get(house["water"]),
                                                             is_urgent=True))  # fmt: skip
    request = filed(db, olga, house)
    for step, more in ((utility_work.assign, [house["first"]]), (utility_work.start, []), (utility_work.finish, [])):
        run(db, anna, step, request.id, *more)
    clock.at = NIGHT.replace(year=2027)
    run(db, SYSTEM, utility_clock.pass_due, request.id)

    def waits(uow: Any) -> bool:
        query = uow.session.query(Outgoing).filter(Outgoing.kind == "utility_moved")
        return bool(query.order_by(Outgoing.id.desc()).first().due_at > uow.now)

    assert told(db, olga)[-1] == ("utility_moved", "closed_itself")
    assert db.read_now(waits)


@pytest.mark.req("S4.22")
def test_an_incident_names_no_address_to_who_waits_to_be_confirmed(
    db: Database, house: dict[str, int], olga: Actor, anna: Actor
) -> None:
    """Their request is in it: no notice and no button tells what is stored, until they are confirmed."""
    oleg = resident(db, house["account"], "pending", first_name="Олег")
    request = filed(db, oleg, house)
    filed(db, olga, house, "two")
    made = run(db, anna, utility_incidents.make, request.id, False, "Нет воды", None, "incident")

    assert ("utility_incident", "new") in told(db, olga)
    assert "utility_incident" not in [kind for kind, _ in told(db, oleg)]
    assert run(db, oleg, utility_requests.card, request.id).incident_id is None
    with pytest.raises(NotFound):
        run(db, oleg, utility_incidents.card, made.id)
    assert run(db, anna, utility_incidents.card, made.id).people == 1

    living = [one.resident for one in run(db, anna, resident_desk.living, house["account"])]
    (waiting,) = [one.id for one in living if one.state is Resides.PENDING]
    run(db, anna, resident_desk.confirm, waiting)
    run(db, anna, utility_incidents.change, made.id, "Воду дадут к шести", None, made.version)
    assert ("utility_incident", "changed") in told(db, oleg)
    assert run(db, oleg, utility_requests.card, request.id).incident_id == made.id
    assert run(db, oleg, utility_incidents.card, made.id).text == "Воду дадут к шести"


def test_whoever_mends_it_reads_of_the_incident(db: Database, house: dict[str, int], olga: Actor, anna: Actor) -> None:
    request = filed(db, olga, house)
    made = run(db, anna, utility_incidents.make, request.id, False, "Нет воды", None, "incident")
    roman = acting(db, Role.EXECUTOR, first_name="Роман")
    assert run(db, roman, utility_incidents.card, made.id).text == "Нет воды"


def test_what_is_in_the_archive_is_not_closed_once_more() -> None:
    acts = acts_of(Part(is_dispatcher=True), State.ARCHIVED)

    assert Act.CLOSE not in acts
    assert Act.REOPEN in acts


def test_who_gets_it_back_until_the_morning_reads_only_that(
    db: Database, clock: SetClock, house: dict[str, int], olga: Actor, anna: Actor
) -> None:
    clock.at = NIGHT
    roman, oleg = linked(db, house["first"]), linked(db, house["second"])
    request = filed(db, olga, house)
    for to, instead_of in (("first", None), ("second", "first"), ("first", "second")):
        run(db, anna, utility_work.assign, request.id, house[to], house[instead_of] if instead_of else None)

    assert told(db, roman) == [("utility_given", "given")]
    assert told(db, oleg) == []


def test_the_longest_history_is_one_message(db: Database, house: dict[str, int], olga: Actor, anna: Actor) -> None:
    request = filed(db, olga, house)
    for _ in range(6):
        run(db, anna, utility_work.assign, request.id, house["first"])
        run(db, anna, utility_work.start, request.id)
        run(db, anna, utility_work.give_back, request.id, "ж" * 200)
        run(db, anna, utility_work.close, request.id, "ж" * 200)
        run(db, anna, utility_work.reopen, request.id)
    db.write_now(lambda uow: setattr(uow.people.get(anna.user_id), "first_name", "А" * 64))
    steps = run(db, anna, utility_requests.history, request.id)
    card = run(db, anna, utility_requests.card, request.id)

    shown = screens.history(Words("ru"), card, steps).text.striptags()

    assert len(shown) <= TEXT_LIMIT
    assert "открыта снова" in shown.splitlines()[-1]


def test_an_incident_is_of_one_town_where_two_have_the_same_street(db: Database, house: dict[str, int], anna: Actor,
                                                                   olga: Actor) -> None:  # fmt: skip
    def towns(uow: Any) -> tuple[int, int]:
        uow.accounts.edit(uow.accounts.get(house["account"]), city="Ангарск")
        far, near = (
            uow.accounts.add(Account(number=number, city=city, street="Лесная", house="5", link_code=number))
            for number, city in (("2", "Усолье"), ("3", "г. Ангарск"))
        )
        return far.id, near.id

    far, near = db.write_now(towns)
    misha, petya = resident(db, far, first_name="Миша"), resident(db, near, first_name="Петя")
    request, _far, _near = (
        filed(db, who, house | {"account": account}, f"of {account}")
        for who, account in ((olga, house["account"]), (misha, far), (petya, near))
    )
    made = run(db, anna, utility_incidents.make, request.id, False, "Нет воды", None, "incident")

    def shown(who: Actor, account: int) -> int | None:
        found = run(db, who, utility_forms.known, account, house["water"], house["tap"]).incident
        return found.id if found else None

    assert (made.requests, shown(petya, near), shown(misha, far)) == (2, made.id, None)
    assert ("utility_incident", "new") not in told(db, misha)
    with pytest.raises(NotFound):
        run(db, misha, utility_incidents.join, made.id)


def waits(db: Database, kind: str, who: Actor) -> list[bool]:
    """Of each letter of a kind to somebody, whether it waits for the morning."""

    def rows(uow: Any) -> list[bool]:
        query = uow.session.query(Outgoing).filter(Outgoing.kind == kind, Outgoing.chat_id == who.telegram_id)
        return [row.due_at > uow.now for row in query.filter(Outgoing.state == "due").order_by(Outgoing.id)]

    return db.read_now(rows)


def make_urgent(db: Database, house: dict[str, int]) -> None:
    """The part of a category, not the category."""

    def write(uow: Any) -> None:
        parts = uow.directories.subcategories
        parts.edit(parts.get(house["tap"]), is_urgent=True)

    db.write_now(write)


@pytest.mark.req("S4.36")
@pytest.mark.parametrize("is_urgent", [True, False])
def test_an_incident_of_an_urgent_part_of_a_category_is_told_at_night(
    db: Database, clock: SetClock, house: dict[str, int], olga: Actor, anna: Actor, is_urgent: bool
) -> None:
    if is_urgent:
        make_urgent(db, house)
    request = filed(db, olga, house)
    clock.at = NIGHT
    made = run(db, anna, utility_incidents.make, request.id, False, "Прорвало трубу", None, "incident")
    assert waits(db, "utility_incident", olga) == [not is_urgent]
    run(db, anna, utility_incidents.end, made.id)
    assert waits(db, "utility_incident", olga)[-1] is not is_urgent


@pytest.mark.req("S4.36")
@pytest.mark.parametrize("is_urgent", [True, False])
def test_not_done_at_night_is_told_at_once_where_it_is_urgent_and_in_the_morning_else(
    db: Database, clock: SetClock, house: dict[str, int], olga: Actor, anna: Actor, is_urgent: bool
) -> None:
    if is_urgent:
        make_urgent(db, house)
    roman = linked(db, house["first"])
    request = filed(db, olga, house)
    for step, more in ((utility_work.assign, [house["first"]]), (utility_work.start, []), (utility_work.finish, [])):
        run(db, anna, step, request.id, *more)
    clock.at = NIGHT
    run(db, olga, utility_own.refuse, request.id, "Всё ещё течёт")
    assert waits(db, "utility_told", anna) == [not is_urgent]
    assert waits(db, "utility_given", roman) == [not is_urgent]
    assert told(db, roman)[-1] == ("utility_given", "refused")
