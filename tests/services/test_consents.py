"""Consent to personal data and, apart from it, to advertising (T10)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from db import Database
from domain.access import Actor, Role
from domain.errors import Outdated
from domain.people import ConsentKind
from models import Consent, Outgoing
from services import people, settings
from tests.builders import make_user

Run = Callable[..., Any]
PERSONAL, ADVERTS = ConsentKind.PERSONAL, ConsentKind.ADVERTS


@pytest.fixture
def actor(db: Database) -> Callable[..., Actor]:
    """Somebody with these roles, as an actor."""

    def make(*roles: Role) -> Actor:
        found = db.write_now(lambda uow: uow.people.actor_of(make_user(uow, roles=roles).telegram_id, "test"))
        assert found is not None
        return found

    return make


@pytest.fixture
def run(db: Database) -> Run:
    return lambda who, service, *args: db.write_now(lambda uow: service(uow, who, *args))


def test_consent_is_needed_once_and_kept_with_version_words_and_time(db, run, actor, clock) -> None:
    parent = actor()
    asked = run(parent, people.consent_needed)
    run(parent, people.give_consent, PERSONAL, asked.version, "Слова, которые я прочёл")
    assert run(parent, people.consent_needed) is None
    stored = db.read_now(
        lambda uow: [(c.version, c.text, c.given_at) for c in uow.people.list_consents(parent.user_id)]
    )
    assert stored == [(asked.version, "Слова, которые я прочёл", clock.at)]


def test_a_second_press_stores_nothing_more(db, run, actor) -> None:
    parent = actor()
    version = run(parent, people.consent_needed).version
    for _ in range(2):
        run(parent, people.give_consent, PERSONAL, version, "text")
    assert db.read_now(lambda uow: len(uow.people.list_consents(parent.user_id))) == 1


def test_a_changed_text_is_asked_anew_and_an_old_press_does_not_agree_to_it(run, actor) -> None:
    parent, owner = actor(), actor(Role.OWNER)
    before = run(parent, people.consent_needed)
    run(parent, people.give_consent, PERSONAL, before.version, before.text)
    run(owner, settings.change, "CONSENT", "Мы храним имя и телефон, чтобы провести игру. Новая редакция.")
    asked = run(parent, people.consent_needed)
    assert asked.version != before.version
    with pytest.raises(Outdated):
        run(parent, people.give_consent, PERSONAL, before.version, before.text)
    assert run(parent, people.consent_needed) == asked


def test_staff_are_not_asked(run, actor) -> None:
    assert all(run(actor(role), people.consent_needed) is None for role in (Role.INSTRUCTOR, Role.MANAGER, Role.OWNER))


def test_a_withdrawn_consent_is_needed_again_and_managers_are_told(db, run, actor) -> None:
    parent, manager, owner = actor(), actor(Role.MANAGER), actor(Role.OWNER, Role.MANAGER)
    asked = run(parent, people.consent_needed)
    run(parent, people.give_consent, PERSONAL, asked.version, asked.text)
    for _ in range(2):
        run(parent, people.withdraw_consent, PERSONAL)
    assert run(parent, people.consent_needed) == asked
    told = db.read_now(
        lambda uow: sorted(row.chat_id for row in uow.session.query(Outgoing).filter_by(kind="consent_withdrawn"))
    )
    assert told == sorted([manager.telegram_id, owner.telegram_id])


def test_advertising_is_apart_and_off_until_pressed(db, run, actor) -> None:
    parent = actor()
    asked = run(parent, people.consent_needed)
    run(parent, people.give_consent, PERSONAL, asked.version, asked.text)
    assert run(parent, people.privacy).adverts_at is None
    adverts = run(parent, people.privacy).adverts
    run(parent, people.give_consent, ADVERTS, adverts.version, adverts.text)
    assert run(parent, people.privacy).adverts_at is not None
    run(parent, people.withdraw_consent, ADVERTS)
    shown = run(parent, people.privacy)
    assert shown.adverts_at is None
    assert shown.personal_at is not None
    kinds = db.read_now(
        lambda uow: [(c.kind, c.withdrawn_at is None) for c in uow.session.query(Consent).order_by("id")]
    )
    assert kinds == [("personal", True), ("adverts", False)]


def test_nobody_agrees_for_somebody_else(run, actor) -> None:
    first, second = actor(), actor()
    asked = run(first, people.consent_needed)
    run(replace(first, name="Подделка"), people.give_consent, PERSONAL, asked.version, asked.text)
    assert run(second, people.consent_needed) == asked
