"""The process as its supervisor and its owner see it: health, a second poller, what the log says, starts and ends."""

import asyncio
import re
import signal
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from domain.access import Role
from tests.databases import PostgresServer
from tests.e2e.business import OWNER, SECRET, Business, children_of, freeze
from tests.e2e.wire import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")
PASSWORD = "a-database-password/with%signs"
WRONG = "100:another-token-that-telegram-does-not-know"


def shut(server: PostgresServer, business: Business, *, is_shut: bool = True) -> None:
    """Let nobody into a business's database any more, and cut off whoever is in; or let people in again."""
    name = make_url(business.url).database
    server._run(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {str(not is_shut).lower()}")
    if is_shut:
        server._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name)


# --- health ---


@pytest.mark.req("S3.43")
async def test_health_says_which_part_moves_and_nothing_else(business: Business) -> None:
    await business.start()
    status, report = await business.health()
    assert (status, report["ok"], report["database"]) == (200, True, True)
    assert set(report) == {"ok", "database", "poll_age_seconds", "loop_lag_seconds", "outbox_age_seconds"}
    assert all(isinstance(value, bool | float | int) for value in report.values())
    assert await business.stop() == 0
    assert (await business.health())[0] == 0


async def test_health_is_red_while_the_database_is_away_and_green_after(
    world: Any, server: Any, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    business = Business(world, server, postgres_server.create(), tmp_path)
    olga = business.person("Ольга")
    await business.start()
    await olga.says("/help")  # the start is over: with no database it would end
    await asyncio.sleep(0.3)
    shut(postgres_server, business)
    status, report = await business.health()
    assert (status, report["ok"], report["database"]) == (503, False, False)
    business.world.people.say(olga.id, "/id")
    await asyncio.sleep(0.5)
    assert len(olga.heard) == 1
    assert business.alive
    shut(postgres_server, business, is_shut=False)
    await olga.sees(str(olga.id))  # Telegram had kept it
    assert (await business.health())[0] == 200
    assert await business.stop() == 0
    postgres_server.drop(business.url)


# --- one poller ---


async def test_a_second_poller_is_named_and_outlived(business: Business) -> None:
    olga = business.person("Ольга")
    await business.start()
    address = f"{business.world.url}/bot{TOKEN}/getUpdates"
    async with aiohttp.ClientSession() as http:
        for _ in range(3):
            async with http.post(address, json={"timeout": 1, "offset": 0}) as answer:
                await answer.read()
    lines = [line for line in business.log.splitlines() if " ERROR " in line]
    assert lines
    assert all("another process polls with this token" in line for line in lines), lines
    assert "Traceback" not in business.log
    business.world.people.say(olga.id, "/id")
    await olga.sees(str(olga.id))
    await asyncio.sleep(0.3)
    assert len(olga.heard) == 1
    assert (await business.health())[0] == 200
    assert await business.stop() == 0


# --- what the log says ---


@pytest.mark.parametrize("form", ["text", "json"])
async def test_the_log_holds_no_secret_and_nothing_people_said(
    world: Any, server: Any, postgres_server: PostgresServer, tmp_path: Path, form: str
) -> None:
    business = Business(world, server, postgres_server.create(), tmp_path)
    given = make_url(business.url).set(password=PASSWORD).render_as_string(hide_password=False)
    business.settings = {
        "DATABASE_URL": given, "LOG_LEVEL": "DEBUG", "LOG_FORMAT": form, "WEBHOOK_SECRET": SECRET,
        "WEBHOOK_URL": f"http://127.0.0.1:{business.port}",
    }  # fmt: skip
    marina = business.person("Марина", Role.MANAGER)
    await business.start()
    await marina.walks("/client", "[Добавить]", "Минеева Ольга 8 999 643-23-87", "[✅ Добавить]")
    await marina.walks("/client", "[Найти]", "МинеЕв")
    business.write(lambda uow: uow.session.execute(text("ALTER TABLE crm_clients RENAME TO gone")) and None)
    await marina.says("Кузнецова 8 902 111-22-33")
    await marina.was_told("код")  # a fault of ours, written down with its query
    shut(postgres_server, business)
    business.world.people.say(marina.id, "Кузнецова 8 902 111-22-33")
    await business.until(lambda: "could not be stored" in business.log, what="an update that can't be stored")
    await business.end(signal.SIGTERM, 25)
    log = business.log
    assert "Traceback" in log  # the fault was written down, with its place
    key = (business.folder / "secret.key").read_text()
    assert "Unclosed" not in log
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET, PASSWORD, "a-database-password", key):
        assert secret not in log
    for personal in ("Минеев", "Кузнецов", "Ольга", "Марина", "9996432387", "643-23-87", "9021112233", "111-22-33"):
        assert personal not in log, personal
    postgres_server.drop(business.url)


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"BOT_TOKEN": WRONG}, 78, "BOT_TOKEN: Telegram does not know this token"),
        ({"DATABASE_URL": "postgresql://u:pass-word@127.0.0.1:9/x"}, 69, "DATABASE_URL: connection to server at"),
        ({"WEB_PORT": "taken"}, 78, "WEB_PORT: can't listen on 127.0.0.1:"),
        ({"TELEGRAM_API_BASE_URL": "telegram"}, 78, "TELEGRAM_API_BASE_URL: expected an address"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
async def test_a_start_that_cannot_be_ends_with_one_sentence(
    business: Business, changed: dict[str, str], status: int, said: str
) -> None:
    if changed.get("WEB_PORT"):
        changed = {"WEB_PORT": str(business.world.port)}
    await business.spawn(**changed)
    assert await business.status() == status
    assert said in business.log.splitlines()[-1]  # nothing after it
    assert "Traceback" not in business.log
    assert "another-token" not in business.log
    assert "pass-word" not in business.log


async def test_a_telegram_that_is_away_at_the_start_is_waited_for(business: Business) -> None:
    olga = business.person("Ольга")
    away = business.world.wire
    away.away = True
    await business.spawn()
    await business.until(lambda: "Telegram can't be reached" in business.log, what="a line about Telegram")
    status, report = await business.health()
    assert (status, report["ok"]) == (503, False)
    away.away = False
    business.world.people.say(olga.id, "/id")
    await olga.sees(str(olga.id))
    assert "Traceback" not in business.log
    away.away = True
    assert await business.stop() == 0  # what runs is ended also where Telegram is away
    await business.spawn()
    await business.until(lambda: business.log.count("Telegram can't be reached") > 1)
    assert await business.stop(5) == 0  # and a start that waits
    assert "Unclosed" not in business.log
    away.away = False


# --- the end ---


async def test_sigterm_waits_for_an_answer_on_its_way_and_repeats_nothing(business: Business) -> None:
    olga = business.person("Ольга")
    await business.start()
    business.world.wire.slow = 1.0
    business.world.people.say(olga.id, "/id")
    await business.until(lambda: business.world.wire.waiting, what="the answer")
    assert await business.stop(10) == 0
    business.world.wire.slow = 0.0
    assert len(olga.heard) == 1
    await business.start()
    await olga.says("/help")
    assert len(olga.heard) == 2


@pytest.mark.req("S1.66")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the export's child is found in /proc")
async def test_sigterm_during_an_export_ends_in_time_and_the_file_comes_after_the_start(business: Business) -> None:
    marina = business.person("Марина", Role.MANAGER)
    await business.start()
    await marina.walks("/export", "[Клиенты]", "[Сделать файл]")
    assert business.process is not None
    (child,) = await business.until(lambda: children_of(business.process.pid), what="the export's child")
    freeze(child)  # it takes long from now on
    assert await business.stop(8) == 0  # it does not use up the 20 s that it has
    assert "Traceback" not in business.log
    assert child not in children_of(1)
    assert not [one for one in marina.messages if "document" in one]
    await business.start()
    await business.until(lambda: [one for one in marina.messages if "document" in one], what="the file")
    await business.until(lambda: not re.search(r"\d+ из|Делаю", marina.heard[0]), what="the end of the progress line")
    await asyncio.sleep(0.3)
    assert len([one for one in marina.messages if "document" in one]) == 1


async def test_an_owner_of_the_settings_is_one_at_the_first_message(business: Business) -> None:
    owner, other = business.person("Пётр", user_id=OWNER, started=False), business.person("Иван", started=False)
    await business.start()
    await owner.opens()
    await owner.says("/staff")
    await owner.sees("Сотрудники", "Пётр")
    await other.opens()
    await other.says("/staff")
    assert "Сотрудники" not in other.last
