"""The dialogue of each chat, in the seed's table and under the seed's names (S1.52–S1.60)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from db import Database
from domain.clock import SetClock
from models import DialogStatus
from repositories.dialogues import StoredDialogue

CHAT = 5_000_000_001


def status(db: Database, chat: int | str = CHAT) -> tuple[str, str]:
    return db.read_now(lambda uow: uow.dialogues.get_dialog_status(chat))


@pytest.mark.req("S1.52")
def test_a_half_filled_form_outlives_the_process(db: Database, database_url: str, clock: SetClock) -> None:
    draft = json.dumps({"surname": "Минеев", "phone": "+79996432387"}, ensure_ascii=False)
    stored = StoredDialogue("crm_client:NAME", draft, 7, "d1", 42, clock.at + timedelta(hours=1), 3)
    db.write_now(lambda uow: uow.dialogues.save(CHAT, stored))
    db.close()

    again = Database(database_url, clock)
    assert again.read_now(lambda uow: uow.dialogues.load(CHAT)) == stored
    again.close()


@pytest.mark.req("S1.53")
def test_a_refused_confirmation_leaves_the_draft_and_nothing_else(db: Database) -> None:
    db.write_now(lambda uow: uow.dialogues.set_dialog_status(CHAT, "crm_client:CONFIRM", "{}"))

    def confirm_and_fail(uow: object) -> None:
        uow.dialogues.set_dialog_status(CHAT, "-")  # type: ignore[attr-defined]
        raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        db.write_now(confirm_and_fail)
    assert status(db) == ("crm_client:CONFIRM", "{}")


@pytest.mark.req("S1.54", "S1.55", "S1.56", "S1.57")
def test_a_row_is_one_chat_with_the_seeds_defaults(db: Database) -> None:
    def bare(uow: object, chat: str) -> tuple[int, str, str]:
        row = DialogStatus(chat_id=chat)
        uow.session.add(row)  # type: ignore[attr-defined]
        uow.session.flush()  # type: ignore[attr-defined]
        return row.uid, row.status, row.data

    assert db.write_now(lambda uow: bare(uow, "a")) == (1, "-", "-")
    assert db.write_now(lambda uow: bare(uow, "b"))[0] == 2
    with pytest.raises(IntegrityError):
        db.write_now(lambda uow: bare(uow, "a"))


@pytest.mark.req("S1.58")
def test_add_dialog_data_creates_then_updates(db: Database) -> None:
    db.write_now(lambda uow: uow.dialogues.add_dialog_data(CHAT))
    assert status(db) == ("-", "")
    db.write_now(lambda uow: uow.dialogues.add_dialog_data(str(CHAT), "invite"))
    assert status(db) == ("invite", "")
    assert db.read_now(lambda uow: uow.session.query(DialogStatus).count()) == 1


@pytest.mark.req("S1.56", "S1.59")
@pytest.mark.parametrize("value", ["-", "invite", "crm", "crm_client", "crm_order", "crm_order:PLAYERS"])
def test_get_dialog_status_gives_what_was_set(db: Database, value: str) -> None:
    db.write_now(lambda uow: uow.dialogues.set_dialog_status(CHAT, value, "17"))
    assert status(db) == (value, "17")


@pytest.mark.req("S1.59")
def test_an_unknown_chat_has_no_dialogue(db: Database) -> None:
    assert status(db, "nobody") == ("-", "")
    assert db.read_now(lambda uow: uow.dialogues.load("nobody")) == StoredDialogue()


@pytest.mark.req("S1.60")
def test_set_dialog_status_works_for_an_unknown_chat_and_clears_without_data(db: Database) -> None:
    db.write_now(lambda uow: uow.dialogues.set_dialog_status(CHAT, "crm_client", "17"))
    assert status(db) == ("crm_client", "17")
    db.write_now(lambda uow: uow.dialogues.set_dialog_status(CHAT, "crm"))
    assert status(db) == ("crm", "")


def test_expired_dialogues_are_listed(db: Database, clock: SetClock) -> None:
    for chat, at in ((1, -1), (2, 0), (3, 1)):
        stored = StoredDialogue("crm_order:DAY", "{}", expires_at=clock.at + timedelta(hours=at))
        db.write_now(lambda uow, chat=chat, stored=stored: uow.dialogues.save(chat, stored))
    db.write_now(lambda uow: uow.dialogues.save(4, StoredDialogue(expires_at=clock.at)))

    assert db.read_now(lambda uow: uow.dialogues.list_expired()) == [1, 2]
