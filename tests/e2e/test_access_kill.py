"""A site's access and `kill -9`: stored but not yet deleted, shown but not yet gone; what a dead process leaves."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from domain.access import Role
from domain.tickets import Kind
from models import Outgoing
from tests.e2e.business import Business
from tests.e2e.desk_kills import enroll
from tests.e2e.someone import Someone
from tests.e2e.wire import Strike, When
from tests.raw import places_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
CANARY = "canary0d4b8c6a17"


async def asked_for_access(business: Business) -> tuple[Someone, Someone]:
    """A customer who is asked for the access of a job, and the contractor who has it."""
    petr, ivan = business.person("Пётр"), business.person("Иван", Role.CONTRACTOR)
    business.write(lambda uow: enroll(uow, Kind.JOB, petr.id, ivan.id))
    await business.start()
    await petr.walks("/support", "Не открывается сайт")
    await petr.presses("🔑 Дать доступы")
    await ivan.presses("✋ Взять")
    await ivan.presses("4 ч")
    return petr, ivan


def struck(business: Business, when: When) -> asyncio.Event:
    """The bot dies at its next deletion of a message."""
    hit = asyncio.Event()

    def strike(_method: str) -> bool:
        assert business.process is not None
        business.process.signal(9)  # type: ignore[arg-type]
        hit.set()
        return True

    business.world.wire.arm(Strike(1, when, method="deleteMessage"), strike)
    return hit


def typed(business: Business, who: Someone) -> list[Any]:
    """What is still to be read in a chat of what a person has typed."""
    return [
        one["text"] for one in business.world.people.messages(who.id) if one["out"] and CANARY in one.get("text", "")
    ]


async def everything_is_sent(business: Business) -> None:
    """Wait until no message is on its way to anybody."""
    waits = select(func.count()).select_from(Outgoing).where(Outgoing.state.in_(("due", "sending")))
    async with asyncio.timeout(20):
        while business.read(lambda uow: uow.session.scalar(waits.where(Outgoing.due_at <= uow.now))):
            await asyncio.sleep(0.1)


@pytest.mark.req("S3.35")
@pytest.mark.parametrize("when", [When.ASKED, When.DONE], ids=str)
async def test_killed_between_the_commit_and_the_deletion_the_message_is_deleted_by_the_next_life(
    business_on_both: Business, when: When
) -> None:
    business = business_on_both
    petr, ivan = await asked_for_access(business)
    hit = struck(business, when)
    business.world.people.say(petr.id, f"shop.ru / admin / {CANARY}")
    async with asyncio.timeout(20):
        await hit.wait()
    await business.status()
    assert bool(typed(business, petr)) == (when is When.ASKED)
    assert business.read(lambda uow: uow.tickets.get(1).credentials), "it was stored first"
    assert places_of(business.url, CANARY, business.folder) == [], "in the database and the log of a process that died"
    business.world.wire.arm(None, lambda _method: False)
    await business.start()
    await petr.was_told("Доступы сохранены")
    await everything_is_sent(business)  # the kill may repeat a message, which would hide the card
    assert typed(business, petr) == []
    await ivan.presses("Открыть")
    await ivan.presses("🔑 Доступы")
    await ivan.was_told(CANARY)
    await business.kill()
    assert places_of(business.url, CANARY, business.folder) == [], "also while it is shown"
