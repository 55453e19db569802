"""The ten facts of DESIGN.md §2, each held by a test named after it: an upgrade of PTB that breaks one goes red."""

import asyncio
import logging
import signal
import sqlite3
import subprocess
import sys
from typing import Any

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError
from telegram import Update
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import ConversationHandler
from telegram.ext._application import _STOP_SIGNAL

from delivery import logs
from delivery.inbox import DurableQueue
from delivery.order import KEPT_PER_CHAT, Lanes, Work
from delivery.turn import SlotView
from domain.access import Role
from domain.errors import Outdated
from tests.chat import TOKEN, Telegram
from tests.delivery import small_dialogue
from tests.delivery.notes import states, tell
from ui.callbacks import PREFIXES, Button, unpack_any


def message(telegram: Telegram, user_id: int, text: str) -> Update:
    raw = telegram.people.say(user_id, text)
    return Update.de_json(raw, telegram.desk.bot)


# --- 1: stored before Telegram is told ---


async def test_fact_1_an_update_is_stored_before_put_returns(telegram: Telegram) -> None:
    anna = await telegram.person("Anna")
    queue, desk = telegram.desk.app.update_queue, telegram.desk
    desk.processor.lanes._closed = True  # nothing is handled: only the storing is looked at
    await queue.put(message(telegram, anna.id, "hello"))
    assert desk.db.read_now(lambda uow: uow.inbox.count("new")) == 1


async def test_fact_1_put_fails_only_as_telegram_fails_and_the_batch_comes_again(telegram: Telegram) -> None:
    anna = await telegram.person("Anna")
    update, desk = message(telegram, anna.id, "hello"), telegram.desk

    async def away(_fn: Any) -> Any:
        raise OperationalError("disk full", None, sqlite3.OperationalError())

    real, desk.db.write = desk.db.write, away  # type: ignore[method-assign]
    with pytest.raises(TelegramError):
        await desk.app.update_queue.put(update)
    desk.db.write = real  # type: ignore[method-assign]
    await desk.app.update_queue.put(update)
    await telegram.settle()
    assert anna.messages[-1]["out"] is False


async def test_fact_1_the_stop_signal_passes_straight_through(telegram: Telegram) -> None:
    queue = DurableQueue(telegram.desk.inbox)
    await queue.put(_STOP_SIGNAL)
    assert queue.get_nowait() is _STOP_SIGNAL


async def test_fact_1_polling_moves_on_only_when_stored(telegram: Telegram) -> None:
    """With the real Updater: a failing inbox keeps the offset, so Telegram gives the same batch again."""
    anna = await telegram.person("Anna")
    desk, failures = telegram.desk, 0
    real = desk.inbox.fetched

    async def failing_twice(*batch: Any) -> None:
        nonlocal failures
        if failures < 2:
            failures += 1
            raise NetworkError("the inbox can't store updates now")
        await real(*batch)

    desk.inbox.fetched = failing_twice  # type: ignore[method-assign]
    telegram.people.say(anna.id, "/id")
    assert desk.app.updater is not None
    await desk.app.updater.start_polling(timeout=1, poll_interval=0.01, error_callback=lambda _e: None)
    for _ in range(400):
        await asyncio.sleep(0.02)
        if str(anna.id) in anna.sees:
            break
    await desk.app.updater.stop()
    assert failures == 2
    assert str(anna.id) in anna.sees


@pytest.mark.parametrize("later", [1, -(10**9)])
async def test_fact_1_the_same_update_is_handled_once_and_order_is_arrival(telegram: Telegram, later: int) -> None:
    anna = await telegram.person("Anna", language="en")
    raw = telegram.people.say(anna.id, "/id")
    await telegram.deliver(raw)
    before = len(anna.messages)
    await telegram.deliver(raw)
    assert len(anna.messages) == before
    again = {**raw, "update_id": raw["update_id"] + later}  # Telegram starts new numbers after a quiet week
    await telegram.deliver(again)
    assert len(anna.messages) == before + 1


async def test_fact_1_what_it_said_lies_encrypted_and_is_gone_when_done(telegram: Telegram, settings: Any) -> None:
    anna = await telegram.person("Anna")
    desk = telegram.desk
    desk.processor.lanes._closed = True
    await desk.inbox.accept(message(telegram, anna.id, "my secret word"))
    row = desk.db.read_now(lambda uow: next(r.raw for r in uow.inbox.list_new(anna.id, 0, 5)))
    assert row is not None
    assert b"secret" not in row
    desk.processor.lanes._closed = False
    await desk.inbox.replay()
    await telegram.settle()
    assert desk.db.read_now(lambda uow: uow.inbox.list_new(anna.id, 0, 5)) == []


async def test_fact_1_what_was_stored_is_handled_after_a_restart(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    telegram.desk.processor.lanes._closed = True
    for number in range(KEPT_PER_CHAT * 2 + 5):
        await telegram.desk.inbox.accept(message(telegram, anna.id, f"/nosuch{number}"))
    before = len(telegram.request.sent("sendMessage"))
    await telegram.restart()
    assert len(telegram.request.sent("sendMessage")) == before + KEPT_PER_CHAT * 2 + 5


# --- 2: one bad update does not block the batch ---


async def test_fact_2_an_update_that_cannot_be_parsed_is_parked_and_the_others_are_handled(telegram: Telegram) -> None:
    anna = await telegram.person("Anna", language="en")
    raw = telegram.people.say(anna.id, "/id")
    telegram.people.api.push_raw({"message": {"message_id": "not a number", "date": "never", "chat": 5}})
    telegram.people.say(anna.id, "/help")
    updates = await telegram.desk.bot.get_updates(offset=raw["update_id"], timeout=0)
    assert len(updates) == 3
    for update in updates:
        await telegram.desk.app.update_queue.put(update)
    await telegram.settle()
    assert "What I can do" in anna.sees
    assert telegram.desk.db.read_now(lambda uow: uow.inbox.count("dead")) == 1


# --- 3: one chat in order, chats side by side ---


async def test_fact_3_a_chat_keeps_its_order_and_others_do_not_wait(telegram: Telegram) -> None:
    seen: list[tuple[int, int]] = []
    running, most = 0, 0

    async def handle(work: Work) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        seen.append((work.chat_id, work.inbox_id))
        running -= 1

    async def read(_chat: int, _after: int) -> list[Work]:
        return []

    lanes = Lanes(handle, read)
    for number in range(1, 201):
        lanes.offer(Work(number, number % 10, None))
    await lanes.idle()
    assert len(seen) == 200
    assert most == 10
    for chat in range(10):
        own = [inbox_id for chat_id, inbox_id in seen if chat_id == chat]
        assert own == sorted(own)


async def test_fact_3_a_flooding_chat_takes_no_slot_from_others() -> None:
    order: list[int] = []

    async def handle(work: Work) -> None:
        await asyncio.sleep(0.005)
        order.append(work.chat_id)

    async def read(_chat: int, _after: int) -> list[Work]:
        return []

    lanes = Lanes(handle, read, slots=2)
    for number in range(1, 20):
        lanes.offer(Work(number, 1, None))
    lanes.offer(Work(20, 2, None))
    await lanes.idle()
    assert order.index(2) <= 2


async def test_fact_3_memory_is_bounded_and_the_rest_is_read_in_order() -> None:
    stored = {chat: [Work(n * 7 + chat, chat, None) for n in range(1, 121)] for chat in range(7)}
    seen: dict[int, list[int]] = {chat: [] for chat in stored}
    most = 0

    async def handle(work: Work) -> None:
        nonlocal most
        most = max(most, lanes._kept)
        await asyncio.sleep(0)
        seen[work.chat_id].append(work.inbox_id)

    async def read(chat: int, after: int) -> list[Work]:
        await asyncio.sleep(0)
        return [work for work in stored[chat] if work.inbox_id > after][:KEPT_PER_CHAT]

    lanes = Lanes(handle, read)
    for works in zip(*stored.values(), strict=True):
        for work in works:
            lanes.offer(work)
    await lanes.idle()
    assert seen == {chat: [work.inbox_id for work in works] for chat, works in stored.items()}
    assert most <= 7 * KEPT_PER_CHAT
    assert lanes._kept == 0
    assert lanes._lanes == {}


# --- 4: one dialogue slot a chat, saved with the inbox mark in one commit ---


def test_fact_4_ptb_still_reads_its_states_from_the_mapping_we_set() -> None:
    flow = small_dialogue.make()
    assert isinstance(flow._conversations, SlotView)
    source = ConversationHandler.check_update.__code__.co_names + ConversationHandler._update_state.__code__.co_names
    assert "_conversations" in source
    assert flow.conversation_timeout is None
    assert flow.persistent is False


async def test_fact_4_slot_and_inbox_mark_are_one_commit(telegram: Telegram) -> None:
    """A crash between the domain's commit and the slot's: the step is replayed and changes nothing twice."""
    small_dialogue.install(telegram)
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("5")
    real = telegram.desk.processor.saves.add

    async def dies_at_the_slot(_turn: Any) -> None:
        raise RuntimeError("killed")

    telegram.desk.processor.saves.add = dies_at_the_slot  # type: ignore[method-assign]
    await anna.presses("Yes")
    assert small_dialogue.counted(telegram) == [5]
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(anna.id))[0] == "test_count:CONFIRM"
    telegram.desk.processor.saves.add = real  # type: ignore[method-assign]
    await telegram.restart()
    assert small_dialogue.counted(telegram) == [5]
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(anna.id))[0] == "-"
    assert anna.sees == "Counted 5."


# --- 5: faults are retried in the chat's turn, then parked; an outage loses nothing ---


async def test_fact_5_a_passing_fault_is_retried_and_the_person_notices_nothing(telegram: Telegram) -> None:
    small_dialogue.install(telegram)
    telegram.desk.processor.retries = (0.01, 0.01)
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("5")
    small_dialogue.fault.extend([RuntimeError("first"), RuntimeError("second")])
    await anna.presses("Yes")
    assert anna.sees == "Counted 5."
    assert small_dialogue.counted(telegram) == [5]


async def test_fact_5_a_lasting_fault_is_parked_with_a_code_and_the_next_update_is_handled(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    small_dialogue.install(telegram)
    telegram.desk.processor.retries = (0.01,)
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("5")
    small_dialogue.fault.extend([RuntimeError("one"), RuntimeError("two")])
    await anna.presses("Yes")
    assert "code" in anna.sees or "код" in anna.sees
    code = anna.sees.split("код ")[1].split(".")[0]
    assert code in caplog.text
    assert "Traceback" not in anna.chat
    await anna.presses("Yes")  # nothing typed was lost: the same button works once the fault is gone
    assert small_dialogue.counted(telegram) == [5]


async def test_fact_5_an_answer_that_telegram_could_not_take_comes_from_the_outbox(telegram: Telegram) -> None:
    assert telegram.api.faults is not None
    small_dialogue.install(telegram)
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    telegram.api.faults.configure(chances={"cut": 1.0})
    await anna.says("5")
    assert anna.sees == "How many?"
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.get_dialog_status(anna.id))[0] == "test_count:CONFIRM"
    telegram.api.faults.off()
    await telegram.after(minutes=10)
    assert anna.sees == "5 — sure?"
    await anna.presses("Yes")  # its buttons count: it became the live message
    assert small_dialogue.counted(telegram) == [5]


# --- 6: sending is never exactly-once ---


async def test_fact_6_what_was_surely_not_sent_is_repeated_until_it_is(telegram: Telegram) -> None:
    assert telegram.api.faults is not None
    anna = await telegram.person("Anna")
    tell(telegram, anna.id, 1, bulk=True)
    for _ in range(3):
        telegram.api.faults.once("cut", "sendMessage")
        await telegram.after(minutes=6)
    await telegram.after(minutes=6)
    assert anna.chat.count("note 1") == 1


@pytest.mark.parametrize(("bulk", "copies", "ends"), [(False, 2, "sent"), (True, 1, "unknown")])
async def test_fact_6_an_ambiguous_send_is_repeated_once_a_bulk_one_never(
    telegram: Telegram, bulk: bool, copies: int, ends: str
) -> None:
    assert telegram.api.faults is not None
    anna = await telegram.person("Anna")
    tell(telegram, anna.id, 2, bulk=bulk)
    telegram.api.faults.once("lost", "sendMessage")
    await telegram.after(minutes=1)
    await telegram.after(minutes=10)
    assert anna.chat.count("note 2") == copies
    assert states(telegram) == [ends]


async def test_fact_6_a_refusal_is_not_repeated_and_a_person_who_blocked_is_left_alone(telegram: Telegram) -> None:
    anna = await telegram.person("Anna")
    telegram.people.block(anna.id)
    tell(telegram, anna.id, 3)
    await telegram.after(minutes=1)
    await telegram.after(minutes=30)
    assert states(telegram) == ["refused"]
    assert len(telegram.request.sent("sendMessage")) == 2  # the greeting, and one try
    assert telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(anna.id).is_reachable) is False
    await anna.sends(telegram.people.unblock(anna.id))
    assert telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(anna.id).is_reachable) is True


def test_fact_6_bad_request_and_timeouts_are_both_network_errors() -> None:
    assert issubclass(BadRequest, NetworkError)
    assert issubclass(aiohttp.ConnectionTimeoutError, aiohttp.ClientError)


# --- 7: the same press under two update ids ---


async def test_fact_7_one_press_that_comes_as_two_updates_has_one_effect(telegram: Telegram) -> None:
    small_dialogue.install(telegram)
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("5")
    raw = telegram.people.press(anna.id, *anna.live_data("Yes"))
    twin = {**raw, "update_id": raw["update_id"] + 1}
    desk = telegram.desk
    await asyncio.gather(*(desk.inbox.accept(Update.de_json(one, desk.bot)) for one in (raw, twin)))
    await telegram.settle()
    assert small_dialogue.counted(telegram) == [5]


# --- 8: no token in a log ---


@pytest.mark.req("S3.42")
def test_fact_8_tokens_are_struck_out_of_lines_arguments_and_tracebacks(caplog: pytest.LogCaptureFixture) -> None:
    secret = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    formatter = logs.Redacting("%(message)s", ("my-own-secret",))
    try:
        raise RuntimeError(f"https://api.telegram.org/bot{secret}/getMe my-own-secret")
    except RuntimeError:
        record = logging.LogRecord("x", 20, "f", 1, "GET %s", (f"/bot{secret}/x",), sys.exc_info())
    text = formatter.format(record)
    assert "AAHdq" not in text
    assert "my-own-secret" not in text
    assert "RuntimeError" in text


def test_fact_8_phones_are_struck_out() -> None:
    line = "Key (phone)=(+79996432387) already exists. 2026-11-21 12:00:00+0300, 1+1"
    struck = logs.Redacting("%(message)s", ()).redact(line)
    assert struck == "Key (phone)=(+***) already exists. 2026-11-21 12:00:00+0300, 1+1"


def test_fact_8_the_loggers_that_print_addresses_are_quiet() -> None:
    logs.set_up("DEBUG", "json", ())
    assert all(logging.getLogger(name).level >= logging.WARNING for name in ("httpx", "httpcore"))
    assert logging.getLogger("telegram").level >= logging.INFO


# --- 9: buttons are typed and small ---


def test_fact_9_every_button_says_what_it_is_in_64_bytes_and_forged_ones_are_out_of_date() -> None:
    assert PREFIXES
    for prefix, kind in PREFIXES.items():
        assert kind.matches(prefix)
        assert not kind.matches(prefix + "x")
    for forged in ("", "zz", "lg", "lg:ru:ru", "oo:x", "oo:" + "9" * 30, "\x00", "go:1"):
        with pytest.raises(Outdated):
            unpack_any(forged)
    with pytest.raises(ValueError, match="64"):
        small_dialogue.Confirmed.__mro__[1].pack(_long())


def _long() -> Button:
    from conversations.flow import StartedAnew

    return StartedAnew("x" * 60, 1, "y" * 20)


# --- 10: one loop, our signals, a clean stop ---


def test_fact_10_sigterm_ends_the_process_cleanly_with_everything_served(tmp_path: Any) -> None:
    env = {"WEB_PORT": "0", "DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    env |= {"WEB_PORT": str(_free_port()), "PLAYGROUND_DATABASE_URL": f"sqlite:///{tmp_path}/playground.db"}
    process = subprocess.Popen([sys.executable, "bot.py"], env=env, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if "playground is open" in line:
            break
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def _free_port() -> int:
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def test_the_token_of_the_tests_is_no_real_one() -> None:
    assert TOKEN.startswith("100:")
    assert Role.MANAGER
