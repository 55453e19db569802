"""The channel gate: some sections are for subscribers; whatever Telegram can't tell lets people through (T9)."""

import asyncio
from typing import Any

import pytest

from delivery import channels as asking
from delivery.inbox import ALLOWED_UPDATES
from domain.access import SYSTEM, Role
from models import ChannelMember
from services import channels
from services import settings as business
from tests.chat import Person, Telegram
from tests.conversations.shop import product

CLOSED = "Подпишитесь на наш канал"


class Gate:
    """A channel of the business, its gate before ordering a game, and a customer."""

    def __init__(self, telegram: Telegram, owner: Person, guest: Person, channel: int) -> None:
        self.telegram, self.owner, self.guest, self.channel = telegram, owner, guest, channel

    def asked(self, method: str = "getChatMember") -> int:
        """How often Telegram was asked."""
        return len(self.telegram.request.sent(method))

    async def joins(self, who: Person | None = None, channel: int | None = None) -> None:
        await self.telegram.deliver(self.telegram.people.join((who or self.guest).id, channel or self.channel))

    async def leaves(self) -> None:
        await self.telegram.deliver(self.telegram.people.leave(self.guest.id, self.channel))

    def breaks(self, kind: Any, times: int = 1) -> None:
        for _ in range(times):
            self.telegram.api.faults.once(kind, "getChatMember")  # type: ignore[union-attr]


def put(telegram: Telegram, **values: Any) -> None:
    """Settings as an owner has made them."""

    def write(uow: Any) -> None:
        for name, value in values.items():
            uow.settings.put(name, value, 0)
        uow.touched.add(business.TOUCHED)

    telegram.desk.db.write_now(write)


@pytest.fixture
async def gate(telegram: Telegram) -> Gate:
    telegram.api.store.put("allowed_updates", ALLOWED_UPDATES)  # as the running bot asks for
    owner = await telegram.person("Сергей", Role.OWNER)
    guest = await telegram.person("Ольга")
    channel = telegram.people.create_channel("Студия «Пиксель»", [owner.id], username="pixel_studio")
    put(telegram, GATE_CHANNELS=["@pixel_studio"], GATED=["games"])
    return Gate(telegram, owner, guest, channel)


def is_through(someone: Person) -> bool:
    """Whether the dialogue of an order has begun (it asks for the consent first)."""
    return "Ваши данные" in someone.sees and CLOSED not in someone.sees


@pytest.mark.req("S2.2")
async def test_who_is_not_subscribed_is_asked_to_and_goes_on_after_checking_again(gate: Gate) -> None:
    await gate.guest.says("/order")
    assert CLOSED in gate.guest.sees
    assert "Студия «Пиксель»" in gate.guest.sees
    assert gate.guest.buttons == ["Подписаться", "Проверить снова"]
    link = gate.guest.last["reply_markup"]["inline_keyboard"][0][0]
    assert link["url"] == "https://t.me/pixel_studio"

    await gate.guest.presses("Проверить снова")
    assert gate.guest.alert == "Пока не вижу вас среди подписчиков: Студия «Пиксель»"
    assert CLOSED in gate.guest.sees

    await gate.joins()
    await gate.guest.presses("Проверить снова")
    assert "Спасибо, подписка есть" in gate.guest.chat
    assert is_through(gate.guest)


@pytest.mark.req("S2.2")
async def test_a_subscriber_passes_and_telegram_is_asked_once_a_day(gate: Gate) -> None:
    gate.telegram.people.join(gate.guest.id, gate.channel)  # the bot has not heard of it
    await gate.guest.says("/order")
    assert is_through(gate.guest)
    for _ in range(3):
        await gate.guest.says("/cancel")
        await gate.guest.says("/order")
        assert is_through(gate.guest)
    assert gate.asked() == 1
    await gate.telegram.after(hours=25)
    await gate.guest.says("/cancel")
    await gate.guest.says("/order")
    assert gate.asked() == 2


@pytest.mark.req("S2.2")
async def test_without_a_channel_or_with_another_section_nobody_is_asked(gate: Gate) -> None:
    """The negative control: the same customer, the same command, and no gate before it."""
    put(gate.telegram, GATED=["catalogue"])
    await gate.guest.says("/order")
    assert is_through(gate.guest)
    await gate.guest.says("/cancel")
    put(gate.telegram, GATED=["games"], GATE_CHANNELS=[])
    await gate.guest.says("/order")
    assert is_through(gate.guest)
    assert gate.asked() == 0


@pytest.mark.req("S2.2")
async def test_who_leaves_later_is_asked_again_and_who_comes_back_is_not(gate: Gate) -> None:
    await gate.joins()
    await gate.guest.says("/order")
    await gate.guest.says("/cancel")
    await gate.leaves()  # Telegram tells the bot at once
    await gate.guest.says("/order")
    assert CLOSED in gate.guest.sees
    await gate.joins()
    await gate.guest.says("/order")
    assert is_through(gate.guest)


@pytest.mark.req("S2.2")
async def test_the_menu_and_a_button_lead_to_the_gate_too(gate: Gate) -> None:
    await gate.guest.says("🎯 Заказать игру")
    assert CLOSED in gate.guest.sees
    await gate.guest.says("/games")
    await gate.guest.presses("Заказать игру")
    assert CLOSED in gate.guest.sees
    await gate.joins()
    await gate.guest.presses("Проверить снова")
    assert is_through(gate.guest)


async def test_nobody_is_thrown_out_of_what_they_have_begun(gate: Gate) -> None:
    await gate.joins()
    await gate.guest.says("/order")
    await gate.leaves()
    await gate.telegram.after(minutes=2)
    await gate.guest.presses("Согласен")
    assert CLOSED not in gate.guest.sees
    assert "номер" in gate.guest.sees


@pytest.mark.req("S2.2")
@pytest.mark.parametrize(
    "command", ["/start", "/help", "/language", "/privacy", "/id", "/support", "/tickets", "/games", "/cancel"]
)
async def test_help_data_and_the_desk_are_always_open(gate: Gate, command: str) -> None:
    put(gate.telegram, GATED=["catalogue", "purchases", "games"])
    await gate.guest.says(command)
    assert CLOSED not in gate.guest.chat
    assert gate.asked() == 0


@pytest.mark.req("S2.2")
async def test_who_is_stopped_may_ask_and_is_answered(gate: Gate) -> None:
    await gate.guest.says("/order")
    assert "/support" in gate.guest.sees
    await gate.guest.says("/support")
    assert CLOSED not in gate.guest.sees


async def test_staff_are_never_asked(gate: Gate) -> None:
    for role in (Role.OWNER, Role.MANAGER, Role.INSTRUCTOR, Role.SELLER, Role.SUPPORT, Role.CONTRACTOR):
        someone = await gate.telegram.person("Сотрудник", role)
        await someone.says("/order")
        assert CLOSED not in someone.chat
    assert gate.asked() == 0


@pytest.mark.req("S2.2")
@pytest.mark.parametrize("kind", ["error", "cut", "lost", "delay", "garbage", "flood"])
async def test_whatever_telegram_cant_tell_lets_people_through(gate: Gate, kind: str) -> None:
    await gate.joins(gate.owner)
    await gate.guest.says("/order")  # the channel is known, and the guest is not in it
    assert CLOSED in gate.guest.sees
    await gate.telegram.after(minutes=2)
    gate.breaks(kind, 20)
    await gate.guest.says("/order")
    assert is_through(gate.guest)
    assert gate.asked() == 2
    await gate.guest.says("/cancel")
    await gate.guest.says("/order")  # and for a minute Telegram is not asked again
    assert is_through(gate.guest)
    assert gate.asked() == 2
    assert "не проверяется" not in gate.owner.chat, "a network that fails is nothing an owner can repair"


async def test_telegram_is_waited_for_two_seconds_only(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    async def sleeps(*_args: Any, **_kwargs: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(asking, "PATIENCE", 0.05)
    monkeypatch.setattr(type(gate.telegram.desk.bot), "get_chat_member", sleeps)
    await gate.guest.says("/order")
    assert is_through(gate.guest)


@pytest.mark.req("S2.2")
async def test_an_owner_is_told_once_that_the_bot_is_no_admin_and_again_when_it_breaks_again(gate: Gate) -> None:
    people, telegram = gate.telegram.people, gate.telegram

    def told() -> int:
        return gate.owner.chat.count("Подписка не проверяется")

    people.set_bot(gate.channel, "left")  # and Telegram has not told it
    for _ in range(3):
        await gate.guest.says("/order")
        assert is_through(gate.guest)
        await gate.guest.says("/cancel")
        await telegram.after(minutes=2)
    assert told() == 1
    assert "Сделайте бота администратором" in gate.owner.sees
    await telegram.deliver(people.set_bot(gate.channel, "administrator"))
    await gate.guest.says("/order")
    assert CLOSED in gate.guest.sees
    await telegram.deliver(people.set_bot(gate.channel, "left"))  # now Telegram tells it at once
    assert told() == 2
    await gate.owner.presses("⚙️ Канал")
    assert "бот там не администратор, поэтому проходят все" in gate.owner.sees


@pytest.mark.req("S2.2")
async def test_of_several_channels_those_are_named_that_are_missing(gate: Gate) -> None:
    second = gate.telegram.people.create_channel("Отзывы", [gate.owner.id])
    put(gate.telegram, GATE_CHANNELS=["@pixel_studio", f"{second} https://t.me/+AbCdEfGhIjK"])
    await gate.guest.says("/order")
    assert "Подпишитесь на наши каналы" in gate.guest.sees
    assert gate.guest.buttons == ["Студия «Пиксель»", "Отзывы", "Проверить снова"]
    await gate.joins()
    await gate.guest.presses("Проверить снова")
    assert gate.guest.alert == "Пока не вижу вас среди подписчиков: Отзывы"
    assert gate.guest.buttons == ["Подписаться", "Проверить снова"]
    assert gate.guest.last["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://t.me/+AbCdEfGhIjK"
    await gate.joins(channel=second)
    await gate.guest.presses("Проверить снова")
    assert is_through(gate.guest)


async def test_pressing_again_and_again_asks_telegram_every_three_seconds_at_most(gate: Gate) -> None:
    await gate.guest.says("/order")
    for _ in range(5):
        await gate.guest.presses("Проверить снова")
        assert "Пока не вижу вас" in gate.guest.alert
    assert gate.asked() == 1
    await gate.telegram.after(seconds=4)
    await gate.guest.presses("Проверить снова")
    assert gate.asked() == 2


async def test_a_forged_or_old_button_is_out_of_date(gate: Gate) -> None:
    await gate.guest.says("/order")
    message, data = gate.guest.live_data("Проверить снова")
    for forged in ("gc:c.staff", "gc:b.gc|c.order", "gc:x.y", "gc:", "gc:s.inv_1", "gc:b.", "gc:c.start", "gc:c."):
        await gate.guest.presses_data(message, forged)
        assert gate.guest.alert == "Эта кнопка устарела."
    put(gate.telegram, GATE_CHANNELS=[])
    await gate.guest.presses_data(message, data)
    assert is_through(gate.guest)


async def test_after_a_restart_the_button_still_leads_on(gate: Gate) -> None:
    await gate.guest.says("/order")
    gate.telegram.people.join(gate.guest.id, gate.channel)
    await gate.telegram.restart()
    await gate.telegram.after(seconds=4)
    await gate.guest.presses("Проверить снова")
    assert is_through(gate.guest)


async def test_other_chats_comings_and_goings_are_not_kept(gate: Gate) -> None:
    other = gate.telegram.people.create_channel("Чужой", [gate.owner.id])
    await gate.joins(channel=other)
    assert gate.telegram.desk.db.read_now(lambda uow: uow.session.query(ChannelMember).count()) == 0


async def test_a_verdict_asked_for_before_somebody_left_does_not_undo_it(gate: Gate) -> None:
    await gate.joins()
    await gate.guest.says("/order")
    db, asked_at = gate.telegram.desk.db, gate.telegram.clock.at
    await gate.telegram.after(seconds=1)
    await gate.leaves()
    late = channels.Answer("@pixel_studio", asked_at, True, True, gate.channel)
    db.write_now(lambda uow: channels.note(uow, SYSTEM, [late], gate.guest.id))
    await gate.guest.says("/cancel")
    await gate.guest.says("/order")
    assert CLOSED in gate.guest.sees


# --- the catalogue ---


@pytest.fixture
def shop(gate: Gate) -> int:
    """A product behind the gate; its id."""
    put(gate.telegram, GATED=["catalogue"])
    return product(gate.telegram)


@pytest.mark.req("S2.2", "S2.31")
async def test_the_catalogue_opens_after_checking_again(gate: Gate, shop: int) -> None:
    await gate.guest.says("/catalog")
    assert CLOSED in gate.guest.sees
    assert "Логотип" not in gate.guest.chat
    await gate.joins()
    await gate.guest.presses("Проверить снова")
    assert any("Логотип" in label for label in gate.guest.buttons)


@pytest.mark.req("S2.2")
async def test_a_link_to_a_product_opens_that_product_after_checking_again(gate: Gate, shop: int) -> None:
    petr = await gate.telegram.person("Пётр", start=False)
    await petr.opens(f"p_{shop}")
    assert CLOSED in petr.sees
    assert "Логотип" not in petr.chat
    await gate.joins(petr)
    await petr.presses("Проверить снова")
    assert petr.sees.startswith("Логотип")


@pytest.mark.req("S2.2")
async def test_every_button_of_the_catalogue_leads_to_the_gate_but_a_purchase_that_was_begun_goes_on(
    gate: Gate, shop: int
) -> None:
    await gate.joins()
    await gate.guest.opens(f"p_{shop}")
    card, buy = gate.guest.live_data("Купить")
    await gate.leaves()
    await gate.guest.presses_data(card, buy)
    assert CLOSED in gate.guest.sees
    await gate.joins()
    await gate.guest.presses("Проверить снова")
    assert "Ваши данные" in gate.guest.sees  # the purchase asks for the consent first
    await gate.leaves()
    await gate.guest.presses("Согласен")
    await gate.guest.says("olga@example.com")
    await gate.guest.presses("Пропустить")
    await gate.guest.presses("✅ Купить за")
    assert CLOSED not in gate.guest.sees
    await gate.guest.says("/purchases")
    assert "Логотип" in " ".join([gate.guest.sees, *gate.guest.buttons]), "what one has bought is always to be seen"
    await gate.guest.says("/catalog")
    assert CLOSED in gate.guest.sees


# --- its owner ---


async def test_an_owner_sets_the_channel_and_sees_whether_it_works(gate: Gate) -> None:
    put(gate.telegram, GATE_CHANNELS=[])
    await gate.owner.says("/settings")
    await gate.owner.presses("Канал")
    await gate.owner.presses("Каналы для подписки")
    await gate.owner.says("наш канал")
    assert "Не понимаю: наш канал" in gate.owner.sees
    await gate.owner.says("https://t.me/pixel_studio")
    assert "@pixel_studio" in gate.owner.sees
    await gate.owner.presses("« Канал")
    assert "✅ Студия «Пиксель»: подписка проверяется" in gate.owner.sees
    gate.telegram.people.set_bot(gate.channel, "member")
    await gate.owner.presses("Где нужна подписка")
    await gate.owner.presses("« Канал")
    assert "бот там не администратор" in gate.owner.chat


async def test_an_owner_chooses_what_is_gated_by_pressing(gate: Gate) -> None:
    await gate.owner.says("/settings")
    await gate.owner.presses("Канал")
    await gate.owner.presses("Где нужна подписка")
    assert gate.owner.buttons[:3] == ["▫️ Каталог и покупка", "▫️ Мои покупки", "✅ Заказ игры"]
    await gate.owner.presses("Каталог и покупка")
    await gate.owner.presses("Заказ игры")
    assert gate.owner.buttons[:3] == ["✅ Каталог и покупка", "▫️ Мои покупки", "▫️ Заказ игры"]
    await gate.owner.presses("Каталог и покупка")
    assert "Сейчас: нет" in gate.owner.sees
    await gate.guest.says("/order")
    assert is_through(gate.guest)


async def test_a_customer_may_neither_see_nor_change_it(gate: Gate) -> None:
    await gate.guest.says("/settings")
    for data in ("sy:GATED:games:0", "sk:GATED", "sg:channel"):
        await gate.guest.presses_data(gate.guest.last["message_id"], data)
        assert "недоступно" in gate.guest.alert
    await gate.guest.says("/order")
    assert CLOSED in gate.guest.sees
