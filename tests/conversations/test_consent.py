"""Consent as a state of a dialogue, tried over a small one that asks for a name (T10)."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
from markupsafe import Markup

from conversations import consent, registry
from conversations.flow import END, Dialogue, Next, commanded, dialogue, typed
from domain.access import Role
from domain.settings import CONSENT
from handlers.context import Context
from models import Consent
from tests.builders import put_settings
from tests.chat import Telegram
from ui.screen import Screen
from ui.texts import Words


class State(StrEnum):
    CONSENT = "CONSENT"
    NAME = "NAME"


def make() -> Dialogue:
    @commanded("askname")
    async def began(ctx: Context, _text: str) -> Next:
        return await consent.before(ctx, State.CONSENT, State.NAME)

    @typed(lambda _ctx, text: text)
    async def named(ctx: Context, name: str) -> Next:
        await ctx.show(Screen(Markup("Hello, {}").format(name)))
        return END

    async def ask_name(_ctx: Context) -> Screen:
        return Screen(Markup("Your name?"))

    async def goes_on(_ctx: Context) -> Next:
        return State.NAME

    return dialogue(
        "test_consent",
        entries=[began],
        steps={State.CONSENT: consent.steps(then=goes_on), State.NAME: [named]},
        ask={State.CONSENT: consent.ask, State.NAME: ask_name},
    )


@pytest.fixture
def telegram(telegram: Telegram) -> Iterator[Telegram]:
    build = telegram._build

    def into(desk: Any) -> Any:
        flow = make()
        desk.app.add_handler(flow, 0)
        registry.BY_NAME["test_consent"] = flow
        return desk

    into(telegram.desk)
    telegram._build = lambda: into(build())  # type: ignore[method-assign]
    yield telegram
    registry.BY_NAME.pop("test_consent", None)


def consents(telegram: Telegram) -> list[tuple[str, str]]:
    return telegram.desk.db.read_now(lambda uow: [(c.kind, c.text) for c in uow.session.query(Consent)])


async def test_it_is_asked_before_the_first_name_and_then_never_again(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/askname")
    assert olga.sees.startswith("Ваши данные\nЧтобы принимать ваши заказы и отвечать вам, нужны ваше имя и как с вами")
    assert olga.buttons == ["Согласен", "Не согласен"]
    await olga.presses("Согласен")
    assert olga.sees == "Your name?"
    assert consents(telegram) == [("personal", Words("ru").plain(CONSENT))]
    await olga.says("Ольга")
    await olga.says("/askname")
    assert olga.sees == "Your name?"


async def test_a_no_ends_it_and_nothing_is_kept(telegram: Telegram) -> None:
    telegram.desk.db.write_now(lambda uow: put_settings(uow, CONTACT="+7 3952 12-34-56"))
    olga = await telegram.person("Ольга")
    await olga.says("/askname")
    await olga.presses("Не согласен")
    assert olga.sees == ("Тогда ничего не спрашиваю и не сохраняю.\nЗаказать игру можно по телефону: +7 3952 12-34-56")
    assert consents(telegram) == []
    await olga.says("Ольга")
    assert "Hello" not in olga.chat
    await olga.says("/askname")
    assert "Согласен" in olga.buttons


async def test_words_and_pictures_are_no_yes(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/askname")
    for said in ("да", "Согласен", "😀", "x" * 4096):
        await olga.says(said)
        assert olga.sees.startswith("⚠️ Выберите, пожалуйста, кнопкой.")
    await olga.sends(telegram.people.send_photo(olga.id))
    assert "Согласен" in olga.buttons
    assert consents(telegram) == []


async def test_it_goes_on_after_a_restart(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/askname")
    await telegram.restart()
    await olga.presses("Согласен")
    assert olga.sees == "Your name?"


async def test_a_text_changed_between_question_and_press_is_asked_anew(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/askname")
    telegram.desk.db.write_now(lambda uow: put_settings(uow, CONSENT="Новый текст <b>согласия</b> клуба"))
    await olga.presses("Согласен")
    assert olga.alert == "Текст только что изменился. Прочтите его ещё раз, пожалуйста."
    assert "Новый текст <b>согласия</b> клуба" in olga.sees
    await olga.presses("Согласен")
    assert consents(telegram) == [("personal", "Новый текст <b>согласия</b> клуба")]


async def test_staff_are_not_asked(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.INSTRUCTOR)
    await anna.says("/askname")
    assert anna.sees == "Your name?"
