"""In a group the bot answers only a command addressed to it, once; who speaks as a chat is nobody."""

import pytest

from domain.access import Role
from models import User
from tests.chat import Telegram


@pytest.fixture
async def group(telegram: Telegram) -> int:
    """A group with a manager in it and the bot."""
    anna = await telegram.person("Анна", Role.MANAGER)
    return telegram.people.create_group("Клуб", [anna.id], supergroup=True)


def said_in(telegram: Telegram, chat_id: int) -> list[str]:
    return [call["text"] for call in telegram.request.sent("sendMessage") if int(call["chat_id"]) == chat_id]


def known(telegram: Telegram) -> int:
    return telegram.desk.db.read_now(lambda uow: uow.session.query(User).count())


async def member(telegram: Telegram) -> int:
    """The manager's id."""
    return telegram.desk.db.read_now(lambda uow: uow.people.list_by_role(Role.MANAGER)[0].telegram_id)


async def test_an_addressed_command_is_answered_once_with_one_line(telegram: Telegram, group: int) -> None:
    anna = await member(telegram)
    for number, said in enumerate(
        ("/order@frontdesk_bot", "/CALENDAR@Frontdesk_Bot", "/nosuch@frontdesk_bot сейчас"), 1
    ):
        await telegram.deliver(telegram.people.say(anna, said, chat_id=group))
        assert said_in(telegram, group) == ["Я отвечаю только в личном чате: @frontdesk_bot"] * number


async def test_anything_else_is_ignored(telegram: Telegram, group: int) -> None:
    anna = await member(telegram)
    for said in ("/order", "/order@other_bot", "привет", "@frontdesk_bot привет", "a" * 26, "Отмена", "👤 Клиенты"):
        await telegram.deliver(telegram.people.say(anna, said, chat_id=group))
    assert said_in(telegram, group) == []


async def test_an_anonymous_admin_and_a_channel_are_nobody(telegram: Telegram, group: int) -> None:
    anna, before = await member(telegram), known(telegram)
    await telegram.deliver(telegram.people.say(anna, "/order@frontdesk_bot", chat_id=group, anonymous=True))
    channel = telegram.people.create_channel("Новости", [anna])
    await telegram.deliver(telegram.people.post(channel, "/client@frontdesk_bot"))
    assert said_in(telegram, group) == said_in(telegram, channel) == []
    assert known(telegram) == before


async def test_somebody_in_a_group_is_not_registered_by_it(telegram: Telegram, group: int) -> None:
    stranger = await telegram.person("Кто-то", start=False)
    telegram.people.join(stranger.id, group)
    before = known(telegram)
    await telegram.deliver(telegram.people.say(stranger.id, "/start@frontdesk_bot", chat_id=group))
    assert len(said_in(telegram, group)) == 1
    assert known(telegram) == before


async def test_who_blocks_the_bot_is_known_to_be_out_of_reach_until_they_come_back(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")

    def reachable() -> bool:
        return telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(olga.id).is_reachable)

    await telegram.deliver(telegram.people.block(olga.id))
    assert not reachable()
    await telegram.deliver(telegram.people.unblock(olga.id))
    assert reachable()
