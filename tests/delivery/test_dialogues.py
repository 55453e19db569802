"""What every dialogue shares: the slot, the live message, mistakes, restarts, expiry. Fact 4 of DESIGN.md §2."""

import pytest

from domain.access import Role
from tests.chat import Telegram
from tests.delivery import small_dialogue


@pytest.fixture
def telegram(telegram: Telegram) -> Telegram:
    small_dialogue.install(telegram)
    return telegram


async def test_it_asks_confirms_and_writes_once(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", Role.MANAGER, language="en")
    await anna.says("/count")
    assert anna.sees == "How many?"
    await anna.says("15")
    assert anna.sees == "15 — sure?"
    await anna.presses("Yes")
    assert anna.sees == "Counted 15."
    assert anna.buttons == []
    assert small_dialogue.counted(telegram) == [15]


async def test_a_mistake_is_explained_and_nothing_typed_is_lost(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    for wrong in ("", "many", "\u202e15", "😀", "x" * 4096):
        if wrong:
            await anna.says(wrong)
            assert "Not a number" in anna.sees
            assert "How many?" in anna.sees
    await anna.says("7")
    assert anna.sees == "7 — sure?"


async def test_the_old_keyboard_goes_when_an_answer_is_typed(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("7")
    with_buttons = [m for m in anna.messages if telegram.people.buttons(m)]
    assert [m["text"] for m in with_buttons] == ["7 — sure?"]


@pytest.mark.req("S1.52")
async def test_it_goes_on_where_it_was_after_a_restart(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await telegram.restart()
    await anna.says("12")
    await telegram.restart()
    await anna.presses("Yes")
    assert small_dialogue.counted(telegram) == [12]


@pytest.mark.req("S1.62")
@pytest.mark.parametrize("word", ["/cancel", "Отмена", "отмена ", "Cancel"])
async def test_the_word_cancel_ends_it_at_any_step(telegram: Telegram, word: str) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("5")
    await anna.says(word)
    assert "Nothing was saved" in anna.sees
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(anna.id)) == ("-", "")
    assert small_dialogue.counted(telegram) == []


async def test_back_leads_to_the_question_before(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("5")
    await anna.presses("Back")
    assert anna.sees == "How many?"
    await anna.says("6")
    assert anna.sees == "6 — sure?"


async def test_a_button_of_an_earlier_step_says_so_and_the_question_comes_again(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    old = anna.live_data("Cancel")
    await anna.says("5")
    await anna.presses_data(*old)
    assert "earlier step" in anna.alert
    assert anna.sees == "5 — sure?"
    await anna.presses("Yes")
    assert small_dialogue.counted(telegram) == [5]


async def test_the_same_press_twice_has_one_effect_and_the_same_answer(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("5")
    button = anna.live_data("Yes")
    await anna.presses_data(*button)
    await anna.presses_data(*button)
    assert small_dialogue.counted(telegram) == [5]
    assert anna.sees == "Counted 5."
    assert anna.alert == ""


@pytest.mark.req("S1.2")
async def test_another_beginning_asks_before_a_draft_is_lost(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("5")
    await anna.says("/count")
    assert "unfinished" in anna.sees
    await anna.presses("Go on")
    assert anna.sees == "5 — sure?"
    await anna.says("/count")
    await anna.presses("Start anew")
    assert anna.sees == "How many?"
    assert small_dialogue.counted(telegram) == []


async def test_a_command_to_look_at_something_leaves_the_dialogue_where_it_was(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("/id")
    await anna.says("8")
    assert anna.sees == "8 — sure?"


async def test_an_edit_changes_nothing_unless_it_mends_the_answer_just_refused(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("many")
    refused = [m for m in anna.messages if m["out"]][-1]["message_id"]
    await anna.edits(refused, "9")
    assert anna.sees == "9 — sure?"
    said = len(anna.messages)
    await anna.edits(refused, "10")
    assert len(anna.messages) == said


async def test_a_photo_where_text_is_asked_gets_one_answer_an_album_too(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    before = len(anna.messages)
    for part in telegram.people.send_album(anna.id, 3):
        await anna.sends(part)
    answers = [m for m in anna.messages[before:] if not m["out"]]
    assert len(answers) == 1
    assert "can't be used here" in answers[0]["text"]


async def test_a_row_of_a_newer_or_older_version_is_an_empty_slot(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    for status, data in (("test_count:GONE", "{}"), ("nobody:KNOWS", "{}"), ("test_count:NUMBER", "not json")):
        telegram.desk.db.write_now(lambda uow, s=status, d=data: uow.dialogues.set_dialog_status(anna.id, s, d))
        await anna.says("5")
        assert "5" not in anna.sees
        assert anna.sees
    await anna.says("/count")
    assert anna.sees == "How many?"


async def test_another_persons_button_is_nobodys(telegram: Telegram) -> None:
    anna, boris = await telegram.person("Anna", language="en"), await telegram.person("Boris", language="en")
    await anna.says("/count")
    await anna.says("5")
    _, data = anna.live_data("Yes")
    await boris.presses_data(boris.last["message_id"], data)
    assert small_dialogue.counted(telegram) == []
    assert "out of date" in boris.alert
