"""A crash between what a step wrote and the slot's commit: the update is handled again, whichever step it is.

Here it happens at every single update of a dialogue. The dialogue must end as if nothing had been, with one row.
"""

import random
from typing import Any

import pytest

from delivery.turn import Turn
from domain.access import Role
from tests.chat import Person, Telegram
from tests.e2e.errands import Booking, Errands, NewClient, Request
from tests.e2e.visitors import Press, Say, Screen, screen_of

MOST = 40  # updates of one dialogue


class Crashes:
    """Fails the first commit of every update's slot."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.seen: set[int] = set()
        saves = telegram.desk.processor.saves
        self.real = saves.add
        saves.add = self.save  # type: ignore[method-assign]

    async def save(self, turn: Turn) -> None:
        if turn.inbox_id is not None and turn.inbox_id not in self.seen:
            self.seen.add(turn.inbox_id)
            raise RuntimeError("killed before the slot was saved")
        await self.real(turn)

    async def replay(self) -> None:
        """What the next start does."""
        await self.telegram.desk.inbox.replay()
        await self.telegram.settle()


async def carry_out(person: Person, errand: Any, crashes: Crashes) -> Screen:
    await person.says(errand.opening)
    await crashes.replay()
    for _ in range(MOST):
        asks = bool((person.keyboard or {}).get("keyboard", [[{}]])[0][0].get("request_contact"))
        screens = (screen_of(message, asks) for message in reversed(person.messages) if not message["out"])
        screen = next(one for one in screens if errand.is_done(one) or errand.react(one))
        if errand.is_done(screen):
            return screen
        await act(person, errand.react(screen), screen)
        await crashes.replay()
    raise AssertionError(f"not finished:\n{person.chat}")


async def act(person: Person, action: Any, screen: Screen) -> None:
    if isinstance(action, Say):
        await person.says(action.text)
    elif isinstance(action, Press):
        await person.presses_data(screen.message_id, screen.data[screen.buttons.index(action.button)])
    else:
        await person.shares_contact()


def counts(telegram: Telegram) -> tuple[int, int]:
    from models import Client, Order

    return telegram.desk.db.read_now(lambda uow: (uow.session.query(Client).count(), uow.session.query(Order).count()))


@pytest.mark.parametrize("kind", [Booking, NewClient, Request])
@pytest.mark.parametrize("seed", [0, 1])
async def test_every_step_handled_twice_ends_as_handled_once(telegram: Telegram, kind: type, seed: int) -> None:
    source = Errands(seed + 7, today=telegram.clock.at.date())
    made = source.of_customer() if kind is Request else next(e for e in iter(source.of_staff, None) if type(e) is kind)
    made.seed = random.Random(seed).getrandbits(16) * 2 + seed  # odd and even begin differently
    anna = await telegram.person("Анна", *([] if kind is Request else [Role.MANAGER]), phone=made.phone)
    await carry_out(anna, made, Crashes(telegram))
    assert counts(telegram) == (1, 0 if kind is NewClient else 1)
