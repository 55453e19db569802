"""K2: `kill -9` under the talk of the desk: a ticket with a photo, taken, talked in, closed, rated, again and again.

Customers and agents act in pairs and say what nobody else says, so that afterwards every word can be told from every
other: it stands in its ticket once, and the other side has read it, at most once more after each strike.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from db import Database
from domain.access import Role
from domain.clock import SystemClock
from domain.tickets import Kind
from tests.builders import make_client
from tests.e2e.errands import Traces
from tests.e2e.kills import Run
from tests.e2e.outcome import Outcome, check
from tests.services.desk import make_tariff
from ui.callbacks import Button
from ui.ticket_buttons import (
    EstimatePicked,
    JobTaken,
    QuestionTaken,
    Rated,
    TicketClosed,
    TicketOpened,
)

LOOK = 0.05  # seconds between looks
ALERT_READ = 1.0  # seconds after which a press answered by an alert alone is made again
WORD = re.compile(r"слово\d+")
SAYS = 4  # messages of each side of a ticket
T = TypeVar("T")


class StuckError(Exception):
    """Nothing came, however long a living bot was waited for."""


@dataclass
class Talk(Traces):
    """A ticket from its opening to its rating: what was said in it, by whom."""

    ticket_id: int = 0
    said: list[tuple[str, int]] = field(default_factory=list)  # (the word, who reads it)


@dataclass
class Pair:
    """A customer and the agent who takes what they ask."""

    run: DeskRun
    kind: Kind
    customer: int
    agent: int
    dice: random.Random
    done: list[Talk] = field(default_factory=list)
    stuck: list[Talk] = field(default_factory=list)
    again: int = 0  # presses made again after an alert
    busy: bool = False

    async def work(self) -> None:
        """One ticket after the other, until there were enough strikes."""
        while not self.run.is_enough():
            talk = Talk(self.run.word(), "")
            self.busy = True
            try:
                await self._carry_out(talk)
                self.done.append(talk)
            except StuckError as error:
                talk.name += f": {error}"
                self.stuck.append(talk)
            self.busy = False

    async def _carry_out(self, talk: Talk) -> None:
        people = self.run.world.people
        people.say(self.customer, "/support")
        await self._until(lambda: "Что случилось" in self._newest(self.customer), "nobody asks what has happened")
        people.send_photo(self.customer, caption=f"Не работает, {talk.name}")
        talk.ticket_id = await self._until(lambda: self._opened(talk.name), "the ticket is not open")
        await self._take(talk)
        await asyncio.gather(self._speak(talk, self.customer, self.agent), self._speak(talk, self.agent, self.customer))
        await self._until(
            lambda: all(self.run.has_read(who, word) for word, who in talk.said), "a word was not passed on"
        )
        await self._press(self.agent, TicketClosed(talk.ticket_id), self.customer, f"№{talk.ticket_id}: готово")
        await self._press(self.customer, Rated(talk.ticket_id, 5), self.customer, "Ваша оценка: ★★★★★")

    async def _take(self, talk: Talk) -> None:
        if self.kind is Kind.JOB:
            await self._press(self.agent, JobTaken(talk.ticket_id), self.agent, "за сколько сделаете")
            await self._press(self.agent, EstimatePicked(4), self.agent, f"№{talk.ticket_id} у вас")
        else:
            await self._press(self.agent, QuestionTaken(talk.ticket_id), self.agent, f"№{talk.ticket_id} у вас")

    async def _speak(self, talk: Talk, who: int, to: int) -> None:
        people = self.run.world.people
        for number in range(SAYS):
            await asyncio.sleep(self.dice.uniform(0.05, 0.5))
            word = self.run.word()
            talk.said.append((word, to))
            send = people.send_document if number == 2 else None
            raw = send(who, caption=word) if send else people.say(who, word)
            message_id = raw["message"]["message_id"]
            await self._until(lambda at=message_id: self.run.has_answered(who, at), f"{word} got no sign")  # type: ignore[misc]

    # --- looking ---

    async def _press(self, who: int, button: Button, reader: int, seen: str) -> None:
        """Press it, once it is there, and wait until ``reader`` sees this; again where only an alert came."""
        data = button.pack()
        message_id = await self._until(lambda: self._holding(who, data), f"no button {data}")
        before = self._count(reader, seen)
        raw = self.run.world.people.press(who, message_id, data)
        alerted = 0.0

        def moved() -> bool:
            nonlocal raw, alerted
            if self._count(reader, seen) > before:
                return True
            if (self.run.world.people.answer(raw) or {}).get("text"):
                alerted += LOOK
            if alerted > ALERT_READ and (at := self._holding(who, data)):
                self.again, alerted = self.again + 1, 0.0
                raw = self.run.world.people.press(who, at, data)
            return False

        await self._until(moved, f"{data} changed nothing")

    async def _until(self, seen: Callable[[], T], what: str) -> T:
        waited = 0.0
        while not (found := seen()):
            if waited > self.run.plan.patience:
                raise StuckError(what)
            await asyncio.sleep(LOOK)
            waited += LOOK if self.run.lives() else 0.0
        return found

    def _messages(self, who: int) -> list[Any]:
        return [one for one in self.run.world.people.messages(who, limit=40) if not one["out"]]

    def _newest(self, who: int) -> str:
        return _text(self._messages(who)[-1]) if self._messages(who) else ""

    def _count(self, who: int, seen: str) -> int:
        return sum(seen in _text(one) for one in self._messages(who))

    def _holding(self, who: int, data: str) -> int:
        people = self.run.world.people
        for message in reversed(self._messages(who)):
            if any(button.get("callback_data") == data for button in people.buttons(message)):
                return int(message["message_id"])
        return 0

    def _opened(self, name: str) -> int:
        for message in reversed(self._messages(self.customer)):
            found = re.search(r"№(\d+): отправлен", _text(message))
            if found and name in _text(message):
                return int(found[1])
        return 0


class DeskRun(Run):
    """The desk's people instead of the studio's."""

    def __init__(self, *given: Any) -> None:
        """See ``Run``."""
        super().__init__(*given)
        self.words = 0
        self.letters: Counter[tuple[int, str]] = Counter()  # (chat, word): how often it was read there
        self.signs: set[tuple[int, int]] = set()  # messages that were answered by a sign
        self._listen_to_letters()

    def word(self) -> str:
        """A word nobody has said."""
        self.words += 1
        return f"слово{self.words}"

    def lives(self) -> bool:
        """Whether a bot runs."""
        return self._lives()

    def is_enough(self) -> bool:
        """Whether everybody may go home."""
        return self._is_enough()

    def has_read(self, chat: int, word: str) -> bool:
        """Whether a letter with this word has come there."""
        return bool(self.letters[chat, word])

    def has_answered(self, chat: int, message_id: int) -> bool:
        """Whether there is the sign of arrival under a message."""
        return (chat, message_id) in self.signs

    async def visit(self) -> None:
        """Everybody at once."""
        self._make_pairs()
        async with asyncio.TaskGroup() as tasks:
            for pair in self.visitors:
                tasks.create_task(pair.work())  # type: ignore[attr-defined]

    def _make_pairs(self) -> None:
        db = Database(self.url, SystemClock())
        for number in range(self.plan.managers):
            kind = (Kind.QUESTION, Kind.JOB)[number % 2]
            ids = [
                int(self.world.people.add(f"{name}{number}", started=True, language_code="ru")["id"])
                for name in ("Ольга", "Инженер")
            ]
            db.write_now(lambda uow, kind=kind, ids=ids: enroll(uow, kind, *ids))  # type: ignore[misc]
            pair = Pair(self, kind, *ids, dice=random.Random(self.dice.getrandbits(32)))
            self.visitors.append(pair)  # type: ignore[arg-type]
        db.close()

    def _listen_to_letters(self) -> None:
        call = self.world.api.call

        def listening(method: str, params: Any = None, files: Any = None) -> Any:
            result = call(method, params, files)
            if method == "setMessageReaction":
                self.signs.add((int(params["chat_id"]), int(params["message_id"])))
            elif method in ("sendMessage", "sendDocument", "sendPhoto"):
                self._note_letter(result)
            return result

        self.world.api.call = listening  # type: ignore[method-assign]

    def _note_letter(self, message: dict[str, Any]) -> None:
        """What one side says to the other has one button, which opens the ticket."""
        buttons, chat = self.world.people.buttons(message), message["chat"]["id"]
        if [TicketOpened.matches(one.get("callback_data", "")) for one in buttons] != [True]:
            return
        for word in set(WORD.findall(_text(message))):
            self.letters[chat, word] += 1
            if self.letters[chat, word] > 1:
                self.outcome.letters[self.life - 1, chat] += 1

    def settle_accounts(self) -> None:
        """Compare what was said with what is written down."""
        out = self.outcome
        for pair in self.visitors:
            out.done += pair.done  # type: ignore[arg-type]
            out.stuck += pair.stuck  # type: ignore[arg-type]
            out.pressed_again += pair.again
            if pair.stuck:
                out.transcripts += [str(one) for one in pair.stuck]  # type: ignore[attr-defined]
                out.transcripts += [self._transcript(pair.customer), self._transcript(pair.agent)]  # type: ignore[attr-defined]
        db = Database(self.url, SystemClock())
        kept, steps, pays = db.read_now(_written)
        out.parked = db.read_now(lambda uow: uow.inbox.count("dead"))
        out.waiting = db.read_now(lambda uow: uow.inbox.count("new"))
        db.close()
        for talk in (*out.done, *out.stuck):
            self._compare_talk(talk, kept, steps, pays)  # type: ignore[arg-type]

    def _compare_talk(
        self, talk: Talk, kept: Counter[str], steps: Counter[tuple[int, str]], pays: dict[int, Any]
    ) -> None:
        out, name = self.outcome, talk.name.partition(":")[0]
        words = [name, *(word for word, _ in talk.said)]
        if talk in out.done:
            out.lost += [f"{word} of ticket {talk.ticket_id}" for word in words if not kept[word]]
            steps_once = ("opened", "taken", "closed", "rated")
            out.lost += [
                f"ticket {talk.ticket_id} was not {one}" for one in steps_once if not steps[talk.ticket_id, one]
            ]
            if pays[talk.ticket_id] is False:
                out.lost.append(f"the pay of ticket {talk.ticket_id}")
        out.doubled += [f"{word} of ticket {talk.ticket_id}" for word in words if kept[word] > 1]
        many = [step for (id_, step), times in steps.items() if id_ == talk.ticket_id and times > 1]
        out.doubled += [f"ticket {talk.ticket_id} was {step} twice" for step in many if talk.ticket_id]


def enroll(uow: Any, kind: Kind, customer: int, agent: int) -> None:
    """A customer and who helps them; for a job the customer is on a tariff."""
    asks, _ = uow.people.meet(customer, "Ольга", "", None, "ru")
    helps, _ = uow.people.meet(agent, "Инженер", "", None, "ru")
    uow.people.grant(helps.id, Role.CONTRACTOR if kind is Kind.JOB else Role.SUPPORT, None)
    if kind is Kind.JOB:
        card = make_client(uow)
        uow.tariffs.subscribe(card.uid, make_tariff(uow, requests=None, around_clock=True, shows_contacts=True).id)
        uow.people.tie(asks.id, card.uid)


def _written(uow: Any) -> tuple[Counter[str], Counter[tuple[int, str]], dict[int, bool]]:
    """Words in the tickets, steps of the log of changes by ticket, and whether the pay is as it should be."""
    from models import Audit, Ticket, TicketMessage

    said = [word for (text,) in uow.session.query(TicketMessage.text) for word in WORD.findall(text)]
    steps = uow.session.query(Audit.subject_id, Audit.action).filter(Audit.kind == "ticket")
    pays = {row.id: (row.pay == 50_000) == (row.kind == Kind.JOB) for row in uow.session.query(Ticket)}
    return Counter(said), Counter((int(id_), action) for id_, action in steps), pays


def _text(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "").replace("\u00a0", " ")


def check_talk(outcome: Outcome) -> None:
    """As ``check``; and of what the other side says nobody reads more than one letter again after a strike."""
    check(outcome)
    assert max(outcome.letters.values(), default=0) <= 1, outcome.line()
