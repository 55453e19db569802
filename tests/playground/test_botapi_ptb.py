"""A real python-telegram-bot application over the playground: in process, over HTTP by polling, and by webhook."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from playground.faults import Faults
from playground.inprocess import InProcessRequest
from playground.people_media import sample_picture
from playground.server import create_app
from tests.playground.world import TOKEN, World

Context = ContextTypes.DEFAULT_TYPE
ROOT = Path(__file__).resolve().parents[2]


async def started(update: Update, _: Context) -> None:
    button = InlineKeyboardButton("Готово", callback_data="done")
    await update.message.reply_html(
        f"Здравствуйте, {update.effective_user.mention_html()}", reply_markup=InlineKeyboardMarkup([[button]])
    )


async def pressed(update: Update, _: Context) -> None:
    await asyncio.gather(
        update.callback_query.answer("принято"),
        update.callback_query.edit_message_text("<b>Готово</b>", parse_mode="HTML"),
    )


async def shared(update: Update, _: Context) -> None:
    content = bytes(await (await update.message.document.get_file()).download_as_bytearray())
    await update.message.reply_document(content[::-1], filename="Отчёт за ноябрь.xlsx", caption="вот")
    picture = sample_picture(100, 100)
    await update.message.reply_media_group([InputMediaPhoto(picture), InputMediaPhoto(picture, caption="два")])


def application(builder: Any) -> Application[Any, Any, Any, Any, Any, Any]:
    app = builder.token(TOKEN).build()
    app.add_handlers([
        CommandHandler("start", started), CallbackQueryHandler(pressed), MessageHandler(filters.Document.ALL, shared)
    ])  # fmt: skip
    return app


async def until(seen: Callable[[], Any], seconds: float = 10.0) -> Any:
    for _ in range(int(seconds / 0.01)):
        if found := seen():
            return found
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


async def dialogue(world: World) -> None:
    """What every way of connecting must carry."""
    people, uid = world.people, world.uid
    people.start(uid)
    await until(lambda: people.labels(people.last_message(uid)) == ["Готово"])
    press = people.press_label(uid, "Готово")
    await until(lambda: people.last_message(uid)["text"] == "Готово")
    assert (await until(lambda: people.answer(press)))["text"] == "принято"
    people.send_document(uid, b"abc", name="вопрос.txt")
    await until(lambda: "photo" in people.last_message(uid))
    report = next(message for message in people.messages(uid) if message.get("caption") == "вот")["document"]
    assert report["file_name"] == "Отчёт за ноябрь.xlsx"
    assert world.store.files.content(world.store.files.get(report["file_id"])) == b"cba"


@asynccontextmanager
async def running(app: Application[Any, Any, Any, Any, Any, Any]) -> AsyncIterator[None]:
    await app.initialize()
    await app.start()
    await app.updater.start_polling(timeout=5)
    try:
        yield
    finally:
        await app.updater.stop()
        await app.stop()
        await app.shutdown()


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    task = asyncio.ensure_future(server.serve(sockets=[listener]))
    await until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        if api := getattr(app.state, "api", None):
            api.stop_waiting()
        server.should_exit = True
        await task
        listener.close()


def over_http(address: str) -> Any:
    return ApplicationBuilder().base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")


async def test_in_process(world):
    request = InProcessRequest(world.api)
    builder = ApplicationBuilder().request(request).get_updates_request(InProcessRequest(world.api))
    async with running(application(builder)):
        await dialogue(world)
    assert [call["parse_mode"] for call in request.sent("sendMessage")] == ["HTML"]
    assert "getUpdates" not in {call.method for call in request.calls}


async def test_over_http(world):
    async with served(create_app(world.api)) as address, running(application(over_http(address))):
        await dialogue(world)


async def test_by_webhook_again_and_again_until_it_is_taken(world):
    got: list[Update] = []
    failures = 2

    async def hook(request: Request) -> PlainTextResponse:
        nonlocal failures
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        if failures:
            failures -= 1
            return PlainTextResponse("not yet", 500)
        got.append(Update.de_json(await request.json(), app.bot))
        return PlainTextResponse("")

    async with (
        served(create_app(world.api)) as address,
        served(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as own,
    ):
        app = application(over_http(address))
        async with app:
            await app.bot.set_webhook(f"{own}/hook", secret_token="s3cret")
            world.people.say(world.uid, "раз")
            world.people.say(world.uid, "два")
            await until(lambda: len(got) == 2)
            await until(lambda: world.store.updates.count() == 0)
            assert [update.message.text for update in got] == ["раз", "два"]
            info = await app.bot.get_webhook_info()
            assert "500" in info.last_error_message
            assert info.pending_update_count == 0
            await app.bot.delete_webhook()


async def test_http_details(world):
    async with served(create_app(world.api)) as address, aiohttp.ClientSession(address) as http:
        async with http.get(f"/bot{TOKEN}/sendmessage?chat_id={world.uid}&text=hi") as reply:
            assert (await reply.json())["result"]["text"] == "hi"
        for token, status in (("nonsense", 404), ("777:wrong", 401)):
            async with http.post(f"/bot{token}/getMe") as reply:
                assert reply.status == status
                assert (await reply.json())["error_code"] == status
        async with http.post(f"/bot{TOKEN}/noSuchMethod") as reply:
            assert await reply.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
        async with http.post(f"/bot{TOKEN}/getMe", data=b"{", headers={"Content-Type": "application/json"}) as reply:
            assert reply.status == 400
        world.api.faults = Faults()
        for kind in ("cut", "lost"):
            world.api.faults.once(kind, "sendMessage")
            with pytest.raises(aiohttp.ServerDisconnectedError):
                await http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": world.uid, "text": kind})
        assert world.people.last_message(world.uid)["text"] == "lost"
        world.api.faults.once("garbage")
        async with http.post(f"/bot{TOKEN}/getMe") as reply:
            assert reply.status == 200
            assert not (await reply.text()).endswith("}}")
        world.api.faults.once("error", status=502)
        async with http.post(f"/bot{TOKEN}/getMe") as reply:
            assert reply.status == 502
            assert "<html>" in await reply.text()


async def test_the_pages_api(world):
    world.people.load([{"user_id": 601, "first_name": "Иван", "role": {"ru": "гость"}}])
    async with served(create_app(world.api)) as address, httpx.AsyncClient(base_url=address + "/play/api") as page:
        state = (await page.get("/state?lang=ru")).json()
        assert [persona["name"] for persona in state["personas"]] == ["Ольга Минеева", "Иван"]
        world.send("<b>Привет</b> <i>x</i> & <tg-spoiler>y</tg-spoiler>", parse_mode="HTML")
        batch = (await page.get(f"/events?cursor={state['cursor']}&timeout=5")).json()
        html = "<b>Привет</b> <i>x</i> &amp; <tg-spoiler>y</tg-spoiler>"
        assert [(e["type"], e["message"]["html"], e["message"]["out"]) for e in batch["events"]] == [
            ("message", html, False)
        ]
        waiting = asyncio.ensure_future(page.get(f"/events?cursor={batch['cursor']}&timeout=5"))
        said = (await page.post(f"/chats/{world.uid}/messages", json={"text": "да"})).json()
        assert said["message"]["text"] == "да"
        assert next(event["type"] for event in (await waiting).json()["events"]) == "message"
        assert (await page.get("/events?cursor=5")).json()["events"][0]["type"] == "reset"
        pressed_ = (await page.post(f"/chats/{world.uid}/press", json={"message_id": 1, "data": "a"})).json()
        world.call("answerCallbackQuery", callback_query_id=pressed_["callback_query_id"])
        files = [("file", ("a.png", sample_picture(), "image/png")), ("file", ("b.png", sample_picture(), "image/png"))]
        sent = (await page.post(f"/chats/{world.uid}/files", files=files, data={"as": "photo", "caption": "c"})).json()
        photo = sent["updates"][0]["message"]["photo"][-1]["file_id"]
        shown = await page.get(f"/files/{photo}")
        assert shown.headers["content-type"] == "image/png"
        assert shown.content == sample_picture()
        chat = (await page.get(f"/chats/{world.uid}?limit=2")).json()
        assert len(chat["messages"]) == 2
        assert chat["reply_keyboard"] is None
        assert (await page.post("/personas", json={"first_name": "Новый"})).json()["user_id"] > 601
        assert (await page.post("/personas", json={})).status_code == 400
        assert (await page.post("/chats/999/messages", json={"text": "x"})).status_code == 400
        assert (await page.post("/updates", json={"message": {"odd": 1}})).json()["update_id"]
        faults = (await page.get("/faults")).json()
        assert (await page.post("/faults", json=faults)).json() == faults
        assert (await page.post("/chats/601/start", json={"payload": "a_1"})).json()["message"]["text"] == "/start a_1"


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
async def test_other_pages_may_not_drive_it(world, headers):
    async with served(create_app(world.api)) as address, httpx.AsyncClient(base_url=address) as page:
        assert (
            await page.post(f"/play/api/chats/{world.uid}/messages", json={"text": "x"}, headers=headers)
        ).status_code == 403
        same = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
        assert (
            await page.post(f"/play/api/chats/{world.uid}/messages", json={"text": "x"}, headers=same)
        ).status_code == 200


async def test_mounted_in_another_application(world):
    from starlette.routing import Mount

    world.api.faults = Faults()
    outer = Starlette(routes=[Route("/healthz", lambda _: PlainTextResponse("ok")), Mount("/", create_app(world.api))])
    async with served(outer) as address, aiohttp.ClientSession(address) as http:
        async with http.get(f"/bot{TOKEN}/getMe") as reply:
            assert (await reply.json())["result"]["id"] == 777
        async with http.get("/play/api/state") as reply:
            assert reply.status == 200
        world.api.faults.once("cut")
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await http.post(f"/bot{TOKEN}/getMe")


def test_alone_it_refuses_the_world_and_stops_when_told(tmp_path):
    command = [sys.executable, "-m", "playground", "--db", str(tmp_path / "t.db"), "--port", "0"]
    refused = subprocess.run(
        [*command, "--host", "0.0.0.0"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "loopback" in refused.stderr
    personas = tmp_path / "people.json"
    personas.write_text('[{"user_id": 5, "first_name": "Аня"}]', encoding="utf-8")
    with subprocess.Popen(
        [*command, "--personas", str(personas)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as alone:
        try:
            address = alone.stdout.readline().split()[1]
            state = httpx.get(f"{address}play/api/state").json()
            assert [persona["user_id"] for persona in state["personas"]] == [5]
            alone.send_signal(signal.SIGTERM)
            assert alone.wait(10) == 0
        finally:
            alone.kill()
