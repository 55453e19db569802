"""/broadcast as a manager uses it: to whom, what, when; and what readers get and press."""

from typing import Any

import pytest

from domain.access import Role
from domain.campaigns import Letter
from tests.chat import Person, Telegram


@pytest.fixture
async def anna(telegram: Telegram) -> Person:
    return await telegram.person("Анна", Role.MANAGER)


async def readers(telegram: Telegram, number: int, *, agreed: bool = True) -> list[Person]:
    made = [await telegram.person(f"Читатель {n}") for n in range(number)]
    if agreed:
        telegram.desk.db.write_now(lambda uow: agree(uow, made))
    return made


def agree(uow: Any, people: list[Person]) -> None:
    for one in people:
        uow.people.give_consent(uow.people.find_by_telegram(one.id).id, "adverts", "1", "Согласен")


async def gone_out(telegram: Telegram) -> None:
    """What the feeder does by itself while the bot runs."""
    await telegram.tick()
    while await telegram.desk.feeder.round():
        await telegram.settle()
    await telegram.desk.feeder.round()
    await telegram.settle()


async def to_preview(anna: Person, text: str = "Скидка 10 % на игры в декабре") -> None:
    await anna.says("/broadcast")
    await anna.presses("➕ Новая рассылка")
    await anna.presses("Все")
    await anna.says(text)
    await anna.presses("Без кнопки")


@pytest.mark.req("S2.6", "S5.27", "S5.29", "S5.51")
async def test_an_advert_goes_to_who_agreed_and_the_report_says_how_it_went(telegram: Telegram, anna: Person) -> None:
    igor, olga, boris = await readers(telegram, 3)
    (silent,) = await readers(telegram, 1, agreed=False)
    await anna.says("/broadcast")
    assert "Рассылок пока нет" in anna.sees
    await anna.presses("➕ Новая рассылка")
    await anna.presses("Все")
    assert "Кому: Все. Можно написать: 5, согласны на рекламу: 3" in anna.sees
    await anna.says("Скидка 10 % на игры в декабре")
    await anna.says("Записаться https://example.ru/game")
    assert anna.sees.startswith("📣 Новая рассылка\nВыше сообщение")
    assert anna.buttons[:4] == ["Отправить себе", "Сейчас", "Позже", "Повторять"]
    above = anna.messages[-2]
    assert above["text"] == "Скидка 10 % на игры в декабре"
    labels = [button["text"] for button in telegram.people.buttons(above)]
    assert labels == ["Записаться", "Отписаться", "Реже"]
    await anna.presses("Сейчас")
    assert "Отправить 3 людям?" in anna.sees
    await anna.presses("Отправить")
    assert "Рассылка №1: идёт" in anna.sees
    telegram.people.block(boris.id)
    await gone_out(telegram)
    assert "Скидка 10 %" in igor.sees
    assert "Скидка" not in silent.chat
    assert "Скидка" not in anna.messages[-1].get("text", "")[:10]
    assert "Рассылка №1: закончена" in anna.sees
    assert "Доставлено: 2" in anna.sees
    assert "Заблокировали бота: 1" in anna.sees
    await olga.presses("Отписаться")
    assert "Новостей и предложений больше не будет" in olga.sees
    await olga.presses_data(*olga.live_data("Отписаться"))
    await anna.says("/broadcast")
    await anna.presses("Скидка")
    assert "Отписались: 1" in anna.sees
    await olga.presses("Вернуть")
    assert "снова будут приходить" in olga.sees
    await anna.presses("« Рассылки")
    await anna.presses("Скидка")
    assert "Отписались" not in anna.sees


@pytest.mark.req("S2.6")
async def test_who_wants_fewer_gets_one_a_week(telegram: Telegram, anna: Person) -> None:
    (igor,) = await readers(telegram, 1)
    for number, days, comes in ((1, 0, True), (2, 1, False), (3, 7, True)):
        await telegram.after(days=days)
        await to_preview(anna, f"Новость {number}")
        await anna.presses("Сейчас")
        await anna.presses("Отправить")
        await gone_out(telegram)
        assert (f"Новость {number}" in igor.chat) is comes
        if number == 1:
            await igor.presses("Реже")
            assert "не чаще раза в неделю" in igor.sees
    await anna.says("/broadcast")
    await anna.presses("Новость 2")
    assert "Пропущено: 1" in anna.sees


@pytest.mark.req("S5.28", "S5.30")
@pytest.mark.parametrize(
    ("steps", "whom"),
    [
        (("По роли", "Менеджер"), {"Анна"}),
        (("Были недавно", "7"), {"Анна", "Читатель 0"}),
        (("Давно не заходили", "say 30"), {"Читатель 1"}),
    ],
)
async def test_a_service_message_goes_to_a_group_chosen(
    telegram: Telegram, anna: Person, steps: tuple[str, ...], whom: set[str]
) -> None:
    everybody = [anna, *(await readers(telegram, 2, agreed=False))]

    def away(uow: Any) -> None:
        from datetime import timedelta

        uow.people.find_by_telegram(everybody[2].id).seen_at = uow.now - timedelta(days=40)

    telegram.desk.db.write_now(away)
    await anna.says("/broadcast")
    await anna.presses("➕ Новая рассылка")
    for step in steps:
        await (anna.says(step[4:]) if step.startswith("say ") else anna.presses(step))
    await anna.says("Завтра мы закрыты")
    await anna.presses("Без кнопки")
    await anna.presses("Это не реклама")
    assert "Реклама без согласия нарушает закон" in anna.sees
    assert telegram.people.buttons(anna.messages[-2]) == []
    await anna.presses("Сейчас")
    assert "отписаться от него нельзя" in anna.sees
    await anna.presses("Отправить")
    await gone_out(telegram)
    names = ("Анна", "Читатель 0", "Читатель 1")
    number = {name: one.chat.count("Завтра мы закрыты") for name, one in zip(names, everybody, strict=True)}
    number["Анна"] -= 4  # typed, shown twice above the questions, and on the card
    assert {name for name, times in number.items() if times} == whom


async def test_a_later_one_waits_and_an_advert_does_not_go_at_night(telegram: Telegram, anna: Person) -> None:
    (igor,) = await readers(telegram, 1)
    await to_preview(anna)
    await anna.presses("Позже")
    for wrong in ("вчера 10:00", "когда-нибудь", "x" * 4096, "21.11.2099 10:00"):
        await anna.says(wrong)
        assert "⚠️" in anna.sees
    await anna.says("сегодня 23:00")
    await anna.presses("Отправить")
    assert "Отправка: вс, 22 нояб., 08:00" in anna.sees
    await telegram.after(hours=12)  # midnight
    await gone_out(telegram)
    assert "Скидка" not in igor.chat
    await telegram.after(hours=8, minutes=1)
    await gone_out(telegram)
    assert igor.chat.count("Скидка 10 %") == 1
    assert "Рассылка №1 ушла: доставлено 1 из 1." in anna.sees
    await anna.presses("Открыть")
    assert "закончена" in anna.sees


@pytest.mark.req("S2.6")
async def test_a_repeating_one_goes_again_and_is_stopped(telegram: Telegram, anna: Person) -> None:
    (igor,) = await readers(telegram, 1)
    await to_preview(anna)
    await anna.presses("Повторять")
    await anna.presses("Каждый день")
    await anna.says("завтра 10:00")
    assert "Каждый день, пока не остановите" in anna.sees
    await anna.presses("Отправить")
    for day in (1, 2):
        await telegram.after(days=1)
        await gone_out(telegram)
        assert igor.chat.count("Скидка 10 %") == day
    await anna.says("/broadcast")
    await anna.presses("Скидка")
    assert "Отправок: 2" in anna.sees
    await anna.presses("⏸ Пауза")
    await telegram.after(days=3)
    await gone_out(telegram)
    assert igor.chat.count("Скидка 10 %") == 2
    await anna.presses("▶️ Продолжить")
    await gone_out(telegram)
    assert igor.chat.count("Скидка 10 %") == 3  # what was missed goes once
    await anna.presses("⏹ Остановить")
    await anna.presses("⏹ Остановить")
    assert "Рассылка №1: остановлена" in anna.chat
    assert "доставлено 1 из 1" in anna.sees  # of that time, not of all
    await telegram.after(days=3)
    await gone_out(telegram)
    assert igor.chat.count("Скидка 10 %") == 3


async def test_a_photo_with_words_and_what_does_not_fit(telegram: Telegram, anna: Person) -> None:
    (igor,) = await readers(telegram, 1)
    await anna.says("/broadcast")
    await anna.presses("➕ Новая рассылка")
    await anna.presses("Все")
    await anna.sends(telegram.people.send_photo(anna.id, caption="Новая арена"))
    assert "Нужна кнопка под сообщением?" in anna.sees
    for wrong in ("просто слова", "http://example.ru", "Кнопка http://example.ru", "x" * 41 + " https://a.ru"):
        await anna.says(wrong)
        assert "⚠️" in anna.sees
    await telegram.restart()
    await anna.presses("Без кнопки")
    assert anna.messages[-2]["caption"] == "Новая арена"
    await anna.presses("Отправить себе")
    assert anna.sees == "Новая арена"
    question, data = anna.live_data("Сейчас")
    await anna.presses_data(question, data)
    await anna.presses("Отправить")
    await gone_out(telegram)
    assert igor.last["caption"] == "Новая арена"
    assert igor.last["photo"]


async def test_broadcasts_are_for_managers(telegram: Telegram, anna: Person) -> None:
    await to_preview(anna)
    message, data = anna.live_data("Сейчас")
    for role in (Role.SELLER, Role.INSTRUCTOR):
        other = await telegram.person("Пётр", role)
        await other.says("/broadcast")
        assert "Это вам недоступно" in other.sees
        await other.presses_data(other.last["message_id"], data)
    assert message
    assert Letter  # the letter is made of what was typed
    assert telegram.desk.db.read_now(lambda uow: uow.campaigns.count()) == 0
