"""What Telegram shows before Start, and what a start of the process does for owners."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot import Frontdesk, announce_owner_link
from config import LANGUAGES
from domain.access import Role
from handlers import profile
from tests.chat import Person, Telegram
from ui import profile as screens
from ui.texts import Words


@pytest.fixture
async def desk(telegram: Telegram) -> AsyncIterator[Frontdesk]:
    """A bot that was started as the process starts it."""
    await telegram.desk.start()
    yield telegram.desk
    await telegram.desk.app.stop()
    telegram.desk.jobs.close()
    telegram.desk.sender.close()


async def published(desk: Frontdesk) -> None:
    await next(task for task in desk.tasks if task.get_name() == "profile")


async def test_the_bots_page_speaks_both_languages_and_fits(desk: Frontdesk) -> None:
    await published(desk)
    for code in (None, *LANGUAGES):
        t = Words(code or "ru")
        assert (await desk.bot.get_my_short_description(code)).short_description == screens.short_description(t)
        assert (await desk.bot.get_my_description(code)).description == screens.description(t)
        assert len(screens.short_description(t)) <= 120
        assert len(screens.description(t)) <= 512
        listed = await desk.bot.get_my_commands(BotCommandScopeAllPrivateChats(), code)
        assert [command.command for command in listed] == ["start", "help"]


async def test_what_stands_there_already_is_not_set_again(telegram: Telegram, desk: Frontdesk) -> None:
    await published(desk)
    first = len(telegram.request.sent("setMyDescription"))
    await profile.publish(desk.bot, Words, "ru")
    assert len(telegram.request.sent("setMyDescription")) == first > 0


async def test_telegram_out_of_reach_stops_no_start(telegram: Telegram) -> None:
    telegram.api.faults.once("cut", "getMyShortDescription")
    await telegram.desk.start()
    await published(telegram.desk)
    olga = await telegram.person("Ольга")
    assert "Здравствуйте" in olga.sees
    await telegram.desk.app.stop()
    telegram.desk.sender.close()
    telegram.desk.jobs.close()


async def test_without_an_owner_a_link_is_printed_once_and_makes_the_owner(
    telegram: Telegram, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await announce_owner_link(telegram.desk)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 1
    assert printed[0] in caplog.text
    payload = printed[0].split("?start=")[1]
    peter, late = await telegram.person("Пётр", start=False), await telegram.person("Вор")
    await peter.opens(payload)
    assert peter.sees.startswith("✅ Вы в команде. Ваша роль: Владелец.")
    await late.opens(payload)
    assert "Этой ссылкой уже воспользовались" in late.sees
    await announce_owner_link(telegram.desk)
    assert capsys.readouterr().out == ""


async def test_the_printed_link_is_dead_after_fifteen_minutes(
    telegram: Telegram, capsys: pytest.CaptureFixture[str]
) -> None:
    await announce_owner_link(telegram.desk)
    payload = capsys.readouterr().out.strip().split("?start=")[1]
    telegram.clock.at += timedelta(minutes=15)
    thief = await telegram.person("Вор", start=False)
    await thief.opens(payload)
    assert "Срок этой ссылки истёк" in thief.sees
    assert telegram.desk.db.read_now(lambda uow: uow.people.list_by_role(Role.OWNER) == [])


async def test_owners_of_the_environment_are_owners_from_their_first_start(
    telegram: Telegram, capsys: pytest.CaptureFixture[str]
) -> None:
    telegram.desk.settings = replace(telegram.settings, owner_ids=(600_600,))
    await telegram.desk.start()
    await announce_owner_link(telegram.desk)
    assert capsys.readouterr().out == ""
    telegram.people.add("Пётр", user_id=600_600, started=True)
    peter = Person(telegram, 600_600)
    await peter.says("/start")
    assert "⚙️ Настройки" in str(peter.keyboard)
    listed = await telegram.desk.bot.get_my_commands(BotCommandScopeChat(peter.id))
    assert "staff" in [command.command for command in listed]
    await telegram.desk.app.stop()
    telegram.desk.sender.close()
    telegram.desk.jobs.close()
