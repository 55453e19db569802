"""What happens to a ticket: each step once, by who may, the other side told (S2.16–S2.20, S2.55–S2.62, S3.64–S3.67)."""

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select

from db import Database
from domain.access import SYSTEM, Actor, Role
from domain.clock import SetClock
from domain.errors import Conflict, CrmError, Forbidden, Invalid, NotFound, Outdated
from domain.ticket_rules import Act
from domain.ticket_views import Said, TicketView
from domain.tickets import Kind, State
from models import Outgoing, Ticket
from services import billing, desk, staff, ticket_lists, ticket_opening, tickets
from tests.builders import make_client, make_ticket, put_settings
from tests.crowd import WRITERS, crowd
from tests.queries import counted
from tests.services.acting import actor as acting
from tests.services.acting import again, run
from tests.services.desk import make_subscribed

HELP = Said(text="Не открывается страница оплаты")
ROUNDS = int(os.environ.get("TAKER_ROUNDS") or 12)  # `make soak ONLY=TAKERS`: 50


@pytest.fixture
def olga(db: Database) -> Actor:
    return acting(db, first_name="Ольга")


@pytest.fixture
def vera(db: Database) -> Actor:
    return acting(db, Role.SUPPORT, first_name="Вера")


@pytest.fixture
def ivan(db: Database) -> Actor:
    return acting(db, Role.CONTRACTOR, first_name="Иван")


def subscribed(db: Database, **terms: Any) -> Actor:
    """A customer whose card is on a tariff."""
    uid = db.write_now(lambda uow: make_subscribed(uow, **terms))
    return acting(db, first_name="Пётр", client_uid=uid)


def ask(db: Database, who: Actor, said: Said = HELP, origin: str = "one") -> TicketView:
    view: TicketView = run(db, who, ticket_opening.open_own, said, origin)
    return view


def letters(db: Database, kind: str, who: Actor | None = None) -> list[dict[str, Any]]:
    """What is on its way of this kind, perhaps to somebody."""
    query = select(Outgoing.chat_id, Outgoing.facts).where(Outgoing.kind == kind, Outgoing.state != "dropped")
    rows = db.read_now(lambda uow: [(chat, facts) for chat, facts in uow.session.execute(query.order_by(Outgoing.id))])
    return [facts for chat, facts in rows if who is None or chat == who.telegram_id]


def audited(db: Database, id_: int, action: str) -> int:
    """How often this is in the ticket's log of changes."""
    events = db.read_now(lambda uow: [event.action for event in uow.audit.list_of("ticket", id_)])
    return events.count(action)


# --- opening ---


@pytest.mark.req("S2.52", "S2.54", "S2.55", "S2.57", "S2.21", "S2.59")
def test_a_question_is_kept_and_every_agent_is_told(db: Database, olga: Actor, vera: Actor) -> None:
    others = [acting(db, Role.SUPPORT) for _ in range(2)]
    ticket = ask(db, olga)
    assert (ticket.kind, ticket.state, ticket.question, ticket.agent) == (Kind.QUESTION, State.CREATED, HELP.text, None)
    for agent in (vera, *others):
        assert [facts["id"] for facts in letters(db, "ticket_new", agent)] == [ticket.id]
    assert ask(db, olga).id == ticket.id, "the same draft again"
    assert len(letters(db, "ticket_new")) == 3


@pytest.mark.req("S2.59")
def test_without_agents_managers_are_told_and_without_these_owners(db: Database, olga: Actor) -> None:
    owner = acting(db, Role.OWNER)
    ask(db, olga)
    assert letters(db, "ticket_new", owner)


@pytest.mark.req("S3.1", "S3.2", "S3.3", "S3.6")
def test_a_client_on_a_tariff_opens_a_job_with_its_terms(db: Database, vera: Actor, ivan: Actor) -> None:
    petr = subscribed(db, reaction=1800, around_clock=True)
    job = ask(db, petr)
    assert job.kind is Kind.JOB
    assert job.promised_by is not None
    assert (job.promised_by - job.created_at).total_seconds() == 1800
    assert letters(db, "ticket_new", ivan)
    assert not letters(db, "ticket_new", vera), "support answers questions"


@pytest.mark.req("S3.60")
def test_closed_registration_refuses_strangers_and_nobody_else(db: Database, olga: Actor) -> None:
    db.write_now(lambda uow: put_settings(uow, DESK_OPEN=False, CONTACT="+7 395 255-01-23"))
    with pytest.raises(Forbidden, match=r"not our client yet.*255-01-23"):
        ask(db, olga)
    with pytest.raises(Forbidden):
        run(db, olga, ticket_opening.before_opening)
    assert ask(db, subscribed(db)).kind is Kind.JOB


@pytest.mark.req("S3.4", "S3.62")
def test_of_all_who_open_the_last_one_at_once_one_does(db: Database) -> None:
    petr = subscribed(db, requests=1)

    def act(number: int) -> bool:
        try:
            ask(db, petr, origin=f"press {number}")
        except Conflict:
            return False
        return True

    with crowd() as everybody:
        assert everybody(act) == 1


@pytest.mark.req("S3.62")
def test_an_unpaid_client_opens_nothing_and_what_is_open_is_finished(db: Database, ivan: Actor) -> None:
    petr = subscribed(db, requests=None)
    job = ask(db, petr)
    run(db, ivan, tickets.take, job.id, 2)
    db.write_now(lambda uow: _unpaid(uow, petr))
    with pytest.raises(Conflict, match="paid until"):
        ask(db, petr, origin="another")
    assert run(db, ivan, tickets.close, job.id).state is State.CLOSED


def _unpaid(uow: Any, petr: Actor) -> None:
    _subscription(uow, petr).paid_until = uow.today.replace(day=1)


def _pin(uow: Any, petr: Actor, ivan: Actor) -> None:
    _subscription(uow, petr).pinned_id = ivan.user_id


def _subscription(uow: Any, petr: Actor) -> Any:
    return uow.tariffs.find_of_client(petr.client_uid)[0]


def test_one_person_has_ten_open_at_most(db: Database, olga: Actor) -> None:
    for number in range(10):
        ask(db, olga, origin=str(number))
    with pytest.raises(Conflict, match="10 open"):
        ask(db, olga, origin="11")


@pytest.mark.req("S2.18")
def test_an_agent_opens_one_for_a_customer_who_is_told(db: Database, olga: Actor, vera: Actor, ivan: Actor) -> None:
    ticket = run(db, vera, ticket_opening.open_for, olga.user_id, HELP, "call")
    assert ticket.customer is not None
    assert ticket.customer.user_id == olga.user_id
    assert [facts["id"] for facts in letters(db, "ticket_opened", olga)] == [ticket.id]
    for service, *args in ((ticket_opening.open_for, olga.user_id, HELP, "other"), (ticket_opening.customers, "Ольга")):
        with pytest.raises(Forbidden):
            run(db, ivan, service, *args)


def test_the_customer_is_found_by_card_and_by_former_tickets(db: Database, olga: Actor, vera: Actor) -> None:
    uid = db.write_now(lambda uow: make_client(uow, name="Ольга", surname="Минеева").uid)
    tied = acting(db, first_name="Оля", client_uid=uid)
    ask(db, olga)
    found = run(db, vera, ticket_opening.customers, "ольга")
    assert {person.user_id for person, _card in found} == {tied.user_id, olga.user_id}
    assert run(db, vera, ticket_opening.customers, "нет такого") == []


# --- taking ---


@pytest.mark.req("S2.62", "S3.8")
def test_of_64_who_take_at_once_one_has_it_and_the_others_see_who(db: Database, olga: Actor) -> None:
    takers = [acting(db, Role.SUPPORT, first_name=f"Агент {n}") for n in range(WRITERS)]
    for number in range(ROUNDS):
        if number % 9 == 0:
            olga = acting(db, first_name="Ольга")
        ticket = ask(db, olga, origin=f"round {number}")
        refusals: list[Any] = []

        def take(taker: int, id_: int = ticket.id, refusals: list[Any] = refusals) -> bool:
            try:
                run(db, takers[taker], tickets.take, id_)
            except Conflict as error:
                refusals.append(error.args_["name"])
                return False
            return True

        with crowd() as everybody:
            assert everybody(take) == 1
        winner = run(db, takers[0], ticket_lists.card, ticket.id).agent
        assert set(refusals) == {winner.name}
        assert audited(db, ticket.id, "taken") == 1
        assert [facts["id"] for facts in letters(db, "ticket_taken", olga)].count(ticket.id) == 1


@pytest.mark.req("S2.62")
def test_a_ticket_of_another_shows_number_state_and_who_has_it(db: Database, olga: Actor, vera: Actor) -> None:
    gleb, boss = acting(db, Role.SUPPORT), acting(db, Role.MANAGER)
    ticket = ask(db, olga)
    run(db, vera, tickets.take, ticket.id)
    seen = run(db, gleb, ticket_lists.card, ticket.id)
    assert (seen.id, seen.state, seen.agent.name.split()[0]) == (ticket.id, State.TAKEN, "Вера")
    assert not seen.acts
    assert HELP.text not in repr(seen)
    assert "Ольга" not in repr(seen)
    for service in (tickets.close, tickets.release, tickets.cancel):
        with pytest.raises(CrmError):
            run(db, gleb, service, ticket.id)
    with pytest.raises(Forbidden):
        run(db, gleb, ticket_lists.history, ticket.id)
    managed = run(db, boss, ticket_lists.card, ticket.id)
    assert managed.question == HELP.text
    assert Act.ASSIGN in managed.acts


@pytest.mark.req("S3.64")
@pytest.mark.parametrize("hours", [None, 0, 25, 1000])
def test_a_job_is_taken_with_an_estimate_of_1_to_24_hours(db: Database, ivan: Actor, hours: int | None) -> None:
    job = ask(db, subscribed(db))
    with pytest.raises(Invalid, match="talk to the manager"):
        run(db, ivan, tickets.take, job.id, hours)
    assert run(db, ivan, tickets.take, job.id, 24).estimate == 24 * 3600


@pytest.mark.req("S3.61")
def test_the_customer_hears_of_taking_with_the_estimate_and_of_the_end(db: Database, ivan: Actor) -> None:
    petr = subscribed(db, around_clock=True)
    job = ask(db, petr)
    run(db, ivan, tickets.take, job.id, 3)
    run(db, ivan, tickets.take, job.id, 3)
    (taken,) = letters(db, "ticket_taken", petr)
    assert taken["agent"] == "Иван"
    assert taken["done_by"] == db.clock.now().replace(hour=db.clock.now().hour + 3).isoformat()
    run(db, ivan, tickets.close, job.id)
    assert len(letters(db, "ticket_closed", petr)) == 1


@pytest.mark.req("S3.49")
def test_one_contractor_works_on_several_at_once(db: Database, ivan: Actor) -> None:
    petr = subscribed(db, requests=None)
    for number in range(3):
        run(db, ivan, tickets.take, ask(db, petr, origin=str(number)).id, 1)
    assert len(run(db, ivan, ticket_lists.listed, "mine").items) == 3


# --- handing on, releasing, cancelling, reopening ---


@pytest.mark.req("S2.19")
def test_an_agent_hands_it_to_another_and_everybody_hears(db: Database, olga: Actor, vera: Actor) -> None:
    gleb = acting(db, Role.SUPPORT, first_name="Глеб")
    ticket = ask(db, olga)
    run(db, vera, tickets.take, ticket.id)
    assert [one.person.user_id for one in run(db, vera, desk.colleagues, ticket.id)] == [gleb.user_id]
    handed = run(db, vera, tickets.assign, ticket.id, gleb.user_id)
    assert handed.agent.user_id == gleb.user_id
    assert letters(db, "ticket_given", gleb)
    assert letters(db, "ticket_handed", olga)[0]["agent"] == "Глеб"
    with pytest.raises(Forbidden):
        run(db, vera, tickets.assign, ticket.id, vera.user_id)


@pytest.mark.req("S3.15", "S3.16")
def test_a_manager_assigns_a_waiting_one_and_only_to_who_works_on_it(db: Database, ivan: Actor, vera: Actor) -> None:
    boss, petr = acting(db, Role.MANAGER, phone="+79990001122"), subscribed(db)
    job = ask(db, petr)
    for wrong in (vera.user_id, petr.user_id):
        with pytest.raises(Invalid):
            run(db, boss, tickets.assign, job.id, wrong)
    assert run(db, boss, tickets.assign, job.id, ivan.user_id).state is State.TAKEN
    assert letters(db, "ticket_given", ivan)
    free = run(db, boss, desk.who_is_free)
    assert [(one.person.user_id, one.in_work, one.is_free) for one in free] == [(ivan.user_id, 1, False)]


@pytest.mark.req("S3.65")
def test_a_released_one_waits_for_all_again_with_its_stages_anew(db: Database, ivan: Actor) -> None:
    second, petr = acting(db, Role.CONTRACTOR), subscribed(db)
    job = ask(db, petr)
    before = _plan(db, job.id)
    run(db, ivan, tickets.take, job.id, 2)
    assert _plan(db, job.id) != before
    released = run(db, ivan, tickets.release, job.id)
    assert (released.state, released.agent, released.estimate) == (State.CREATED, None, None)
    assert _plan(db, job.id) == before
    run(db, second, tickets.take, job.id, 1)
    assert len(letters(db, "ticket_taken", petr)) == 1 or audited(db, job.id, "taken") == 2


def _plan(db: Database, id_: int) -> Any:
    return db.read_now(lambda uow: (uow.tickets.get(id_).stage, uow.tickets.get(id_).next_at))


@pytest.mark.req("S3.65")
def test_a_contractor_who_is_removed_leaves_their_jobs_to_all(db: Database, ivan: Actor) -> None:
    owner, second = acting(db, Role.OWNER), acting(db, Role.CONTRACTOR)
    petr = subscribed(db, may_pin=True, requests=None)
    db.write_now(lambda uow: _pin(uow, petr, ivan))
    taken, kept = ask(db, petr, origin="a"), ask(db, petr, origin="b")
    run(db, ivan, tickets.take, taken.id, 2)
    assert not letters(db, "ticket_new", second), "so far only the pinned one knows"
    run(db, owner, staff.remove, ivan.user_id, Role.CONTRACTOR, ())
    for id_ in (taken.id, kept.id):
        seen = run(db, owner, ticket_lists.card, id_)
        assert (seen.state, seen.agent) == (State.CREATED, None)
        assert _plan(db, id_)[0] == "untaken"
    assert {facts["id"] for facts in letters(db, "ticket_new", second)} == {taken.id, kept.id}
    assert db.read_now(lambda uow: _subscription(uow, petr).pinned_id) is None
    with pytest.raises(Forbidden):
        run(db, again(db, ivan), tickets.take, kept.id, 1)


@pytest.mark.req("S2.17", "S2.20", "S2.57")
def test_closing_twice_is_closing_once(db: Database, olga: Actor, vera: Actor) -> None:
    ticket = ask(db, olga)
    run(db, vera, tickets.take, ticket.id)
    for _ in range(2):
        assert run(db, vera, tickets.close, ticket.id).state is State.CLOSED
    assert audited(db, ticket.id, "closed") == 1
    assert len(letters(db, "ticket_closed", olga)) == 1
    listed = run(db, vera, ticket_lists.listed, "closed").items
    assert [line.id for line in listed] == [ticket.id]


@pytest.mark.req("S2.18", "S3.33")
def test_a_reopened_job_is_paid_once(db: Database, ivan: Actor) -> None:
    petr = subscribed(db)
    job = ask(db, petr)
    for _ in range(2):
        run(db, ivan, tickets.take, job.id, 1)
        assert run(db, ivan, tickets.close, job.id).pay == 50_000
        reopened = run(db, petr, tickets.reopen, job.id)
        assert (reopened.state, reopened.rating) == (State.CREATED, None)
    assert db.read_now(lambda uow: uow.tickets.get(job.id).pay) is None


@pytest.mark.req("S3.55")
def test_what_was_paid_out_is_not_paid_again_when_it_is_reopened(db: Database, clock: SetClock, ivan: Actor) -> None:
    job = ask(db, subscribed(db)).id
    run(db, ivan, tickets.take, job, 1)
    run(db, ivan, tickets.close, job)
    clock.at += timedelta(days=20)
    run(db, SYSTEM, billing.close_periods)
    run(db, acting(db, Role.MANAGER), tickets.reopen, job)
    run(db, ivan, tickets.take, job, 1)
    assert run(db, ivan, tickets.close, job).pay == 0


def test_what_is_cancelled_is_told_to_who_has_it(db: Database, olga: Actor, vera: Actor) -> None:
    ticket = ask(db, olga)
    run(db, vera, tickets.take, ticket.id)
    run(db, olga, tickets.cancel, ticket.id)
    assert letters(db, "ticket_cancelled", vera)
    with pytest.raises(Outdated):
        run(db, vera, tickets.close, ticket.id)
    with pytest.raises(Outdated):
        run(db, olga, tickets.rate, ticket.id, 5)


def test_only_the_customer_rates_and_only_what_is_done(db: Database, olga: Actor, vera: Actor) -> None:
    ticket = ask(db, olga)
    with pytest.raises(Forbidden):
        run(db, olga, tickets.rate, ticket.id, 5)
    run(db, vera, tickets.take, ticket.id)
    run(db, vera, tickets.close, ticket.id)
    with pytest.raises(NotFound):
        run(db, vera, tickets.rate, ticket.id, 5)
    for stars in (4, 4, 5):
        assert run(db, olga, tickets.rate, ticket.id, stars).rating == stars
    assert audited(db, ticket.id, "rated") == 2
    for stars in (0, 6):
        with pytest.raises(Outdated):
            run(db, olga, tickets.rate, ticket.id, stars)


@pytest.mark.req("S2.16")
def test_another_customer_s_ticket_does_not_exist(db: Database, olga: Actor) -> None:
    thief, ticket = acting(db), ask(db, olga)
    for service in (ticket_lists.card, ticket_lists.history, tickets.cancel, tickets.reopen):
        with pytest.raises(NotFound):
            run(db, thief, service, ticket.id)
    for service in (tickets.take, tickets.close, tickets.release):
        with pytest.raises(Forbidden):
            run(db, thief, service, ticket.id)


# --- who is told when somebody becomes free ---


def test_who_becomes_free_hears_of_what_waits(db: Database, ivan: Actor) -> None:
    petr = subscribed(db, requests=None)
    first = ask(db, petr, origin="a")
    run(db, ivan, tickets.take, first.id, 1)
    waiting = ask(db, petr, origin="b")
    assert waiting.id not in {facts["id"] for facts in letters(db, "ticket_new", ivan)}, "busy: JOBS_AT_ONCE is 1"
    run(db, ivan, tickets.close, first.id)
    assert waiting.id in {facts["id"] for facts in letters(db, "ticket_new", ivan)}


@pytest.mark.req("S3.15")
def test_off_duty_nothing_comes_and_back_on_duty_what_waits_does(db: Database, ivan: Actor) -> None:
    run(db, ivan, desk.set_duty, False)
    job = ask(db, subscribed(db))
    assert letters(db, "ticket_new", ivan) == []
    for _ in range(2):
        run(db, ivan, desk.set_duty, True)
    assert [facts["id"] for facts in letters(db, "ticket_new", ivan)] == [job.id]


# --- what a screen asks of the database ---


@pytest.mark.req("S3.41")
@pytest.mark.parametrize("rows", [10, 10_000])
def test_a_screen_asks_a_fixed_number_of_things(db: Database, vera: Actor, olga: Actor, rows: int) -> None:
    db.write_now(lambda uow: _many(uow, olga.user_id, rows))
    own = db.read_now(lambda uow: uow.tickets.list_of_user(olga.user_id, 1, is_open=True)[0].id)
    screens: tuple[tuple[Actor, Callable[..., Any], tuple[Any, ...]], ...] = (
        (vera, ticket_lists.desk_lists, ()), (vera, ticket_lists.listed, ("new",)),
        (vera, ticket_lists.listed, ("open",)),
        (vera, ticket_lists.found, ("site down",)), (olga, ticket_lists.mine, ()), (vera, ticket_lists.card, (own,)),
        (olga, ticket_lists.card, (own,)), (olga, ticket_opening.before_opening, ()),
    )  # fmt: skip
    for who, service, args in screens:
        show = partial(_quietly, who, service, args)
        db.read_now(show)
        with counted() as sent:
            db.read_now(show)
        asked = [one for one in sent if not one.startswith(("PRAGMA", "BEGIN"))]
        assert len(asked) <= 6, (service.__name__, asked)


def _many(uow: Any, user_id: int, rows: int) -> None:
    first = make_ticket(uow, user_id=user_id, folded="the site is down")
    columns = ("kind", "state", "user_id", "question", "folded", "reaction", "created_at", "updated_at")
    values = {name: getattr(first, name) for name in columns}
    uow.session.execute(insert(Ticket), [values] * (rows - 1))


def _quietly(who: Actor, service: Any, args: tuple[Any, ...], uow: Any) -> None:
    try:
        service(uow, who, *args)
    except Conflict:  # ten are open already
        return
