"""Consent to personal data and, apart from it, to advertising (T10)."""

from dataclasses import replace

import pytest

from db import Database
from domain.access import Role
from domain.clock import SetClock
from domain.errors import Outdated
from domain.people import ConsentKind
from models import Consent, Outgoing
from services import people, settings
from tests.services.acting import actor, run

PERSONAL, ADVERTS = ConsentKind.PERSONAL, ConsentKind.ADVERTS


def test_consent_is_needed_once_and_kept_with_version_words_and_time(db: Database, clock: SetClock) -> None:
    parent = actor(db)
    asked = run(db, parent, people.consent_needed)
    run(db, parent, people.give_consent, PERSONAL, asked.version, "Слова, которые я прочёл")
    assert run(db, parent, people.consent_needed) is None
    stored = db.read_now(
        lambda uow: [(c.version, c.text, c.given_at) for c in uow.people.list_consents(parent.user_id)]
    )
    assert stored == [(asked.version, "Слова, которые я прочёл", clock.at)]


def test_a_second_press_stores_nothing_more(db: Database) -> None:
    parent = actor(db)
    version = run(db, parent, people.consent_needed).version
    for _ in range(2):
        run(db, parent, people.give_consent, PERSONAL, version, "text")
    assert db.read_now(lambda uow: len(uow.people.list_consents(parent.user_id))) == 1


def test_a_changed_text_is_asked_anew_and_an_old_press_does_not_agree_to_it(db: Database) -> None:
    parent, owner = actor(db), actor(db, Role.OWNER)
    before = run(db, parent, people.consent_needed)
    run(db, parent, people.give_consent, PERSONAL, before.version, before.text)
    run(db, owner, settings.change, "CONSENT", "Мы храним имя и телефон, чтобы провести игру. Новая редакция.")
    asked = run(db, parent, people.consent_needed)
    assert asked.version != before.version
    with pytest.raises(Outdated):
        run(db, parent, people.give_consent, PERSONAL, before.version, before.text)
    assert run(db, parent, people.consent_needed) == asked


def test_staff_are_not_asked(db: Database) -> None:
    assert all(
        run(db, actor(db, role), people.consent_needed) is None for role in (Role.INSTRUCTOR, Role.MANAGER, Role.OWNER)
    )


def test_a_withdrawn_consent_is_needed_again_and_managers_are_told(db: Database) -> None:
    parent, manager, owner = actor(db), actor(db, Role.MANAGER), actor(db, Role.OWNER, Role.MANAGER)
    asked = run(db, parent, people.consent_needed)
    run(db, parent, people.give_consent, PERSONAL, asked.version, asked.text)
    for _ in range(2):
        run(db, parent, people.withdraw_consent, PERSONAL)
    assert run(db, parent, people.consent_needed) == asked
    told = db.read_now(
        lambda uow: sorted(row.chat_id for row in uow.session.query(Outgoing).filter_by(kind="consent_withdrawn"))
    )
    assert told == sorted([manager.telegram_id, owner.telegram_id])


def test_advertising_is_apart_and_off_until_pressed(db: Database) -> None:
    parent = actor(db)
    asked = run(db, parent, people.consent_needed)
    run(db, parent, people.give_consent, PERSONAL, asked.version, asked.text)
    assert run(db, parent, people.privacy).adverts_at is None
    adverts = run(db, parent, people.privacy).adverts
    run(db, parent, people.give_consent, ADVERTS, adverts.version, adverts.text)
    assert run(db, parent, people.privacy).adverts_at is not None
    run(db, parent, people.withdraw_consent, ADVERTS)
    shown = run(db, parent, people.privacy)
    assert shown.adverts_at is None
    assert shown.personal_at is not None
    kinds = db.read_now(
        lambda uow: [(c.kind, c.withdrawn_at is None) for c in uow.session.query(Consent).order_by("id")]
    )
    assert kinds == [("personal", True), ("adverts", False)]


def test_nobody_agrees_for_somebody_else(db: Database) -> None:
    first, second = actor(db), actor(db)
    asked = run(db, first, people.consent_needed)
    run(db, replace(first, name="Подделка"), people.give_consent, PERSONAL, asked.version, asked.text)
    assert run(db, second, people.consent_needed) == asked
