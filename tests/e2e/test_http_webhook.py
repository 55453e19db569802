"""The webhook on the real process: who may post, what is stored before the answer, the same flows as by polling."""

import asyncio
import io
import json
import signal
from typing import Any

import aiohttp
import pytest

from delivery.inbox import ALLOWED_UPDATES
from models import Inbox
from tests.e2e.business import OWNER, SECRET, Business
from tests.e2e.someone import Someone
from tests.e2e.wire import Strike, When
from web.app import BODY_LIMIT, SECRET_HEADER

pytestmark = pytest.mark.asyncio(loop_scope="module")
FAR = 10**9  # update ids that the courier will not reach


@pytest.fixture
def hooked(business: Business) -> Business:
    """A business whose Telegram posts to it."""
    address = f"http://127.0.0.1:{business.port}"
    business.settings = {"WEBHOOK_URL": f"{address}/", "WEBHOOK_SECRET": SECRET}
    return business


async def post(business: Business, body: Any, secret: str | None = SECRET) -> int:
    """Post to the webhook as Telegram does; gives the status."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: secret} if secret is not None else {})
    address = f"http://127.0.0.1:{business.port}/telegram"
    async with aiohttp.ClientSession() as http, http.post(address, data=io.BytesIO(data), headers=headers) as answer:
        return answer.status


def stored(business: Business) -> int:
    return int(business.read(lambda uow: uow.session.query(Inbox).count()))


def question(person: Someone, update_id: int, text: str = "/id") -> dict[str, Any]:
    """An update that Telegram has not queued: nobody but the test posts it."""
    user = {"id": person.id, "is_bot": False, "first_name": "Ольга", "language_code": "ru"}
    chat = {"id": person.id, "type": "private", "first_name": "Ольга"}
    message = {"message_id": update_id, "date": 1_800_000_000, "chat": chat, "from": user, "text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": update_id, "message": message}


async def test_a_short_day_by_webhook(hooked: Business) -> None:
    owner = hooked.person("Пётр", user_id=OWNER, started=False)
    await hooked.start()
    webhook = await hooked.until(lambda: hooked.world.api.store.get("webhook"), what="setting the webhook")
    assert webhook["url"] == f"http://127.0.0.1:{hooked.port}/telegram"
    assert webhook["secret_token"] == SECRET
    assert hooked.world.api.store.get("allowed_updates") == ALLOWED_UPDATES
    assert "getUpdates" not in hooked.world.api.calls
    await owner.opens()
    await owner.walks("/order", "Ольга 8 999 643-23-87", "[➕ Ольга]")
    day = await owner.offered(r"^[а-я]{2} \d+$", last=True)
    await owner.presses(day)
    await owner.presses(await owner.offered(r"^\d\d:\d\d$"))
    await owner.walks("[12]", "[✅ Записать]")
    await owner.sees("Записано", "Статус: подтверждена")
    assert await hooked.stop() == 0


async def test_only_telegram_may_post_and_only_what_is_an_update(hooked: Business) -> None:
    olga = hooked.person("Ольга")
    await hooked.start()
    update = question(olga, FAR)
    for secret in (None, "", SECRET[:-1], SECRET + "x", "ю"):
        assert await post(hooked, update, secret) == 403
    assert await post(hooked, b"{}" + b" " * BODY_LIMIT) == 413
    assert await post(hooked, b" " * (BODY_LIMIT * 4), "wrong") == 403
    for broken in (b"", b"{", b"\xff\xfe", b"[1]", b"7", b'"text"', b"null"):
        assert await post(hooked, broken) == 400
    assert stored(hooked) == 0
    for odd in (
        {},
        {"update_id": "x"},
        {"update_id": None},
        {"update_id": 2**70},
        {"update_id": FAR + 1, "message": 5},
    ):
        assert await post(hooked, odd) in (200, 400), odd
    address = f"http://127.0.0.1:{hooked.port}/telegram"
    async with aiohttp.ClientSession() as http, http.get(address) as answer:
        assert answer.status == 405
    assert olga.heard == []
    assert await post(hooked, update) == 200
    await olga.sees(str(olga.id))


async def test_the_same_update_twice_is_answered_once(hooked: Business) -> None:
    olga = hooked.person("Ольга")
    await hooked.start()
    update = question(olga, FAR)
    assert [await post(hooked, update), await post(hooked, update)] == [200, 200]
    at_once = await asyncio.gather(*(post(hooked, question(olga, FAR + 1)) for _ in range(8)))
    assert at_once == [200] * 8
    assert await post(hooked, question(olga, FAR + 2, "/help")) == 200
    await olga.was_told("Что я умею")
    assert len([text for text in olga.heard if str(olga.id) in text]) == 2


async def test_what_was_answered_with_200_is_answered_after_a_kill(hooked: Business) -> None:
    olga = hooked.person("Ольга")
    await hooked.start()
    assert hooked.process is not None
    first = hooked.process

    def kill(_method: str) -> bool:
        first.signal(signal.SIGKILL)
        return True

    hooked.world.wire.arm(Strike(1, When.ASKED, method="sendMessage"), kill)
    assert await post(hooked, question(olga, FAR)) == 200
    assert await hooked.status() == -signal.SIGKILL
    assert olga.heard == []
    await hooked.start()
    await olga.sees(str(olga.id))
    assert await post(hooked, question(olga, FAR)) == 200
    await asyncio.sleep(0.3)
    assert len(olga.heard) == 1


async def test_back_to_polling_takes_the_webhook_away(hooked: Business) -> None:
    olga = hooked.person("Ольга")
    await hooked.start()
    assert await hooked.stop() == 0
    await hooked.start(WEBHOOK_URL="", WEBHOOK_SECRET="")
    assert not hooked.world.api.store.get("webhook")
    await olga.says("/id")
    await olga.sees(str(olga.id))
    assert await post(hooked, question(olga, FAR)) == 404
