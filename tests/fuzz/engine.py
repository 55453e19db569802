"""The run: everybody does something at once, then everything is looked at, again and again.

A kind of update that a state has not met yet comes first; where there is none left, the person goes to a state that
lacks some, by the way recorded for it. Everything is made from one seed.
"""

from __future__ import annotations

import gc
import logging
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

import orjson
from sqlalchemy import text
from telegram import Update

from conversations.registry import BY_NAME
from delivery.inbox import parse_batch
from domain.access import Role
from playground.inprocess import Call
from tests.chat import Telegram
from tests.fuzz import rules
from tests.fuzz.club import CAST, Club
from tests.fuzz.phone import Json, Phone
from tests.fuzz.rules import Slot
from tests.fuzz.updates import FAMILIES, Answer, Family
from tests.fuzz.ways import WAYS, Act, act, any_act

STATES = frozenset(f"{name}:{state}" for name, flow in BY_NAME.items() for state in flow.states) | {"-", "~"}
WALK = Family("walk", Answer.SOME, lambda _phone, _live: {}, calm=False)
FIRST_UPDATE = 900_000_000
_STAFF = (Role.INSTRUCTOR, Role.SUPPORT, Role.CONTRACTOR, Role.COACH, Role.MANAGER)
MAY_GO_AS = {Role.MANAGER: _STAFF, Role.OWNER: (*_STAFF, Role.OWNER)}  # anybody else as what they are
ASKED_ONCE = frozenset(
    f"{name}:{state}"
    for name in ("crm_request", "crm_join", "crm_member_join")
    for state in ("CONSENT", "CONTACT", "NAME")
)
REPAIR_EVERY, TIME_EVERY = 8, 30  # batches


@dataclass
class Throw:
    """What one person does in a batch."""

    phone: Phone
    family: Family
    slot: Slot
    raws: list[Json]
    updates: list[Update] = field(default_factory=list)


class Fuzz:
    """One run over one bot."""

    def __init__(self, world: Telegram, seed: int, cast: tuple[Role, ...] = CAST) -> None:
        """``world`` is started; ``cast`` is who takes part."""
        self.world, self.rng, self.cast = world, Random(seed), cast
        self.club = Club(world, self.rng)
        self.met: Counter[tuple[str, str]] = Counter()  # (state, family)
        self.updates = self.batches = 0
        self.problems: list[str] = []
        self._log = _Errors()
        self._parked: set[int] = set()
        self._russian_before: set[int] = set()
        self.goals: dict[int, str] = {}
        self.errands: dict[int, list[str]] = {}  # the steps left to a state that lacks something

    async def run(self, updates: int, most: int = 0, *, stop: bool = True) -> None:
        """At least ``updates``, then on until every state has met every family, at most ``most``."""
        logging.getLogger().addHandler(self._log)
        gc.collect()
        gc.freeze()  # as bot.py does
        try:
            for role in self.cast:
                await self.club.join(role)
            while self.updates < updates or (self.updates < most and self.missing()):
                await self._batch()
                if self.problems and stop:
                    return
        finally:
            gc.unfreeze()
            logging.getLogger().removeHandler(self._log)

    def missing(self) -> list[tuple[str, str]]:
        """States and the families they have not met."""
        return [(state, name) for state in sorted(STATES) for name in FAMILIES if not self.met[state, name]]

    async def _batch(self) -> None:
        if self.batches % REPAIR_EVERY == 0:
            self.club.keep_going()
        if self.batches % TIME_EVERY == TIME_EVERY - 1:
            await self.world.after(hours=(25, 1, 2)[self.batches // TIME_EVERY % 3])
        self.batches += 1
        slots, self._russian_before = self._slots(), self._russian()
        throws = [self._choose(phone, slots.get(phone.id, Slot())) for phone in self.club.phones]
        self.world.request.calls.clear()
        for throw in throws:
            await self._deliver(throw)
        await self.world.desk.processor.lanes.idle()
        direct = list(self.world.request.calls)
        await self.world.settle()
        self._check(throws, direct)
        self._put_back(throws)
        await self._replace()

    # --- choosing ---

    def _choose(self, phone: Phone, slot: Slot) -> Throw:
        lacking = [family for family in FAMILIES.values() if not self.met[slot.where, family.name]]
        if lacking and not self.errands.get(phone.id):
            return self._throw(phone, slot, self.rng.choice([one for one in lacking if one.calm] or lacking))
        if (step := self._next_step(phone, slot)) is not None:
            return Throw(phone, WALK, slot, [step()])
        if self.rng.random() < 0.7:
            return self._throw(phone, slot, self.rng.choice(list(FAMILIES.values())))
        return Throw(phone, WALK, slot, [any_act(phone, slot.where, slot.live)()])

    def _throw(self, phone: Phone, slot: Slot, family: Family) -> Throw:
        self.met[slot.where, family.name] += 1
        made = family.make(phone, slot.live)
        return Throw(phone, family, slot, made if isinstance(made, list) else [made])

    def _next_step(self, phone: Phone, slot: Slot) -> Act | None:
        """One step on this person's errand; where the way is lost, the next errand begins with «отмена»."""
        steps = self.errands.get(phone.id) or self._errand(phone)
        if not steps:
            return None
        found = act(phone, steps, slot)
        self.errands[phone.id] = steps if found is not None else []
        return found or (lambda: phone.text("/cancel"))

    def _errand(self, phone: Phone) -> list[str]:
        lacking = {state for state, _ in self.missing()}
        as_whom = MAY_GO_AS.get(phone.role, (phone.role,))
        mine = [state for state, (role, _) in WAYS.items() if state in lacking and role in as_whom]
        if not mine:
            return []
        underway = Counter(self.goals.values())
        goal = self.goals[phone.id] = min(mine, key=lambda state: (underway[state], self.rng.random()))
        return ["/cancel", *WAYS[goal][1]]

    def _put_back(self, throws: list[Throw]) -> None:
        """Whoever was moved on from a state that still lacks something is there again, as after a crash."""
        lacks = {state for state, _ in self.missing()} - {"-", "~"}
        away = [throw for throw in throws if throw.family is not WALK and throw.slot.where in lacks and throw.slot.live]

        def put(uow: Any) -> None:
            for throw in away:
                now, kept = uow.dialogues.load(throw.phone.id), throw.slot
                later = uow.now + timedelta(hours=24)
                if (now.status, now.draft_id) != (kept.state, kept.draft_id):
                    back = replace(now, status=kept.state, data=kept.data, draft_id=kept.draft_id, expires_at=later)
                    back = replace(back, live_message_id=kept.live, version=now.version + 1)
                    uow.dialogues.save(throw.phone.id, back)

        if away:
            self.world.desk.db.write_now(put)

    async def _replace(self) -> None:
        """A customer whom the club knows goes, and somebody new comes: only they are asked for consent and phone."""
        lacks = ASKED_ONCE & {state for state, _ in self.missing()}
        for number, phone in enumerate(self.club.phones):
            if phone.role is Role.CLIENT and phone.age > 12 and lacks and not self.errands.get(phone.id):
                await self.club.join(Role.CLIENT, number)

    # --- doing ---

    async def _deliver(self, throw: Throw) -> None:
        for raw in throw.raws:
            self.updates += 1
            raw.setdefault("update_id", FIRST_UPDATE + self.updates)
            throw.phone.age += 1
            throw.phone.log.append(f"{throw.slot.state} ← {throw.family.name}: {_short(raw)}")
            desk = self.world.desk
            for update in await parse_batch([raw], desk.bot, desk.inbox):
                throw.updates.append(update)
                if throw.family.broken:
                    self._parked |= {update.update_id, 0}
                await desk.inbox.accept(update)
            if not throw.family.broken:
                throw.phone.sent.append(raw)

    # --- looking ---

    def _slots(self) -> dict[int, Slot]:
        query = 'SELECT chat_id, status, data, draft_id, live_message_id FROM "DialogStatuses"'
        rows = self.world.desk.db.read_now(lambda uow: [tuple(r) for r in uow.session.execute(text(query))])
        return {int(chat): _slot(*rest) for chat, *rest in rows}

    def _russian(self) -> set[int]:
        """Who is spoken to in Russian: people change their language."""
        query = text("SELECT telegram_id FROM users WHERE language = 'ru'")
        return self.world.desk.db.read_now(lambda uow: {chat for (chat,) in uow.session.execute(query)})

    def _check(self, throws: list[Throw], direct: list[Call]) -> None:
        slots, faults = self._slots(), self._faults()
        by_chat: dict[Any, list[Call]] = defaultdict(list)
        pressed: dict[str, list[Call]] = defaultdict(list)
        for call in direct:
            by_chat[call.params.get("chat_id")].append(call)
            if call.method == rules.PRESS:
                pressed[call.params["callback_query_id"]].append(call)
        for throw in throws:
            phone, after = throw.phone, slots.get(throw.phone.id, Slot())
            queries = [raw["callback_query"] for raw in throw.raws if raw.get("callback_query")]
            own = by_chat[phone.id] + by_chat[phone.group]
            own += [call for query in queries for call in pressed.get(query.get("id", ""), ())]
            phone.log.append("    → " + "; ".join(f"{c.method} {_short(c.params)}" for c in own))
            wrong = [*self._wrong(throw, after, own), *faults.get(phone.id, ())]
            self.problems += [self._report(throw, after, one) for one in wrong]
        russian = self._russian() & self._russian_before
        broken = {throw.phone.id for throw in throws if throw.family.broken}  # an apology is all that can be said there
        for call in self.world.request.calls:
            if call.params.get("chat_id") in broken:
                continue
            for one in rules.odd(call, russian=call.params.get("chat_id") in russian):
                self.problems.append(f"{one} ({call.method} to {call.params.get('chat_id')})")
        self.problems += faults.get(0, [])

    def _wrong(self, throw: Throw, after: Slot, own: list[Call]) -> list[str]:
        family, update = throw.family, throw.updates[-1] if throw.updates else Update(0)
        answer = family.answer
        if family is WALK and update.callback_query is not None:
            answer = Answer.PRESS
        if family.name.startswith("edit") and throw.slot.heard is not None:
            answer = Answer.ANY
        wrong = list(rules.answered(answer, throw.raws, throw.phone, own))
        if family.name == "cancel" and throw.slot.where not in ("-", "~") and after.state != "-":
            wrong.append("the dialogue was not stopped")
        moved = throw.slot.kept != after.kept
        if moved and not family.broken and not any(rules.may_move(one, throw.slot) for one in throw.updates):
            wrong.append("the dialogue did not stay where it was")
        return wrong

    def _faults(self) -> dict[int, list[str]]:
        """What went wrong inside: rows not done, errors logged; by chat, 0 for nobody's."""
        query = "SELECT chat_id, update_id, state, error FROM inbox WHERE state <> 'done' ORDER BY id"
        rows = self.world.desk.db.read_now(lambda uow: [tuple(r) for r in uow.session.execute(text(query))])
        found: dict[int, list[str]] = defaultdict(list)
        for chat, update_id, state, error in rows:
            if update_id not in self._parked:
                self._parked.add(update_id)
                found[chat].append(f"update {update_id} is {state}: {error}")
        found[0] += self._log.take()
        return found

    def _report(self, throw: Throw, after: Slot, wrong: str) -> str:
        phone = throw.phone
        who = f"{throw.family.name}, {phone.role} {phone.id} ({phone.language}): {throw.slot} → {after}"
        return "\n".join((wrong, who, *phone.log))


class _Errors(logging.Handler):
    """Keeps what is logged at ERROR; that an update was parked is told by its row."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.setFormatter(logging.Formatter("logged by %(name)s: %(message)s"))
        self._kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if "parked" not in str(record.msg):
            self._kept.append(self.format(record))

    def take(self) -> list[str]:
        taken, self._kept = self._kept, []
        return taken


def _slot(status: str, data: str, draft_id: str, live: int | None) -> Slot:
    draft = orjson.loads(data) if data.startswith("{") else {}
    heard = draft.pop("_heard", None)
    return Slot(status, orjson.dumps(draft, option=orjson.OPT_SORT_KEYS).decode(), draft_id, live, heard)


def _short(value: Any, most: int = 400) -> str:
    said = repr(value)
    return said if len(said) <= most else said[:most] + "…"
