"""Public channels of the playground: people open their link, subscribe and leave; the bot as an admin hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from playground import PersonError
from tests.playground.page_window import ARGS, CHROMIUM, OLGA, Playground, Window
from tests.playground.world import World

CHANNELS = [{"username": "pixel_studio", "title": "Студия «Пиксель»", "members": [501]}]


def test_channels_are_made_once_with_the_bot_as_their_admin(world: World) -> None:
    for _ in range(2):
        world.people.load_channels(CHANNELS)
    assert [room.info["title"] for room in world.store.rooms() if room.type == "channel"] == ["Студия «Пиксель»"]
    channel = world.call("getChat", chat_id="@Pixel_Studio")["id"]
    assert world.call("getChatMember", chat_id=channel, user_id=world.api.bot_id)["status"] == "administrator"


def test_somebody_subscribes_and_leaves_and_the_bot_hears_of_it(world: World) -> None:
    world.people.load_channels(CHANNELS)
    guest = world.people.add("Дмитрий")["id"]
    world.call("getUpdates", allowed_updates=["chat_member"])
    assert world.people.standing(guest, "@PIXEL_studio")["joined"] is False
    for joined in (True, True, False, False):
        assert world.people.subscribe(guest, "pixel_studio", joined)["joined"] is joined
    heard = [one["chat_member"]["new_chat_member"]["status"] for one in world.updates() if "chat_member" in one]
    assert heard == ["member", "left"]


def test_an_owner_does_not_leave_and_an_unknown_channel_is_none(world: World) -> None:
    world.people.load_channels(CHANNELS)
    with pytest.raises(PersonError):
        world.people.subscribe(world.uid, "pixel_studio", joined=False)
    for ask in (lambda: world.people.standing(world.uid, "nosuch"), lambda: world.people.standing(9, "pixel_studio")):
        with pytest.raises(PersonError):
            ask()


@pytest.fixture
def play() -> Iterator[Playground]:
    """A playground with a channel, over HTTP."""
    playground = Playground()
    playground.people.start(OLGA)
    playground.people.load_channels([{**CHANNELS[0], "members": []}])
    playground.bot("getUpdates", allowed_updates=["message", "chat_member"])
    playground.drain()
    yield playground
    playground.stop()


def test_the_page_asks_and_changes_it_over_http(play: Playground) -> None:
    at = f"{play.url}/play/api/chats/{OLGA}/channels"
    assert httpx.get(f"{at}/pixel_studio").json()["joined"] is False
    assert httpx.post(f"{at}/pixel_studio", json={"joined": True}).json()["joined"] is True
    assert httpx.get(f"{at}/nosuch").status_code == httpx.post(f"{at}/pixel_studio", json={}).status_code == 400


@pytest.fixture
def window(play: Playground) -> Iterator[Window]:
    """Chromium on that playground, or a skip that says why."""
    if CHROMIUM is None:
        pytest.skip("browser tests skipped: no chromium, chromium-browser or google-chrome in PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        opened = Window(browser, play)
        yield opened
        opened.close()
        browser.close()


def button(label: str, url: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "url": url}]]}


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_link_to_the_channel_opens_it_and_a_press_subscribes(window: Window) -> None:
    window.play.send(OLGA, "Подпишитесь", reply_markup=button("Подписаться", "https://t.me/pixel_studio"))
    page = window.open(f"/#/{OLGA}")
    page.get_by_role("button", name="Подписаться", exact=True).click()
    sheet = page.get_by_test_id("channel-sheet")
    sheet.get_by_text("Студия «Пиксель»").wait_for()
    sheet.get_by_role("button", name="Подписаться на канал").click()
    page.get_by_test_id("toast").get_by_text("Вы подписались на канал").wait_for()
    assert window.play.update("chat_member")["new_chat_member"]["status"] == "member"
    page.get_by_role("button", name="Подписаться", exact=True).click()
    sheet.get_by_role("button", name="Отписаться").wait_for()
