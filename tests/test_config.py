"""Settings: read once, checked before anything starts, one line that names what is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import WrongSetting, load
from domain.access import Role
from tests.chat import Telegram

TOKEN = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"


@pytest.mark.req("S1.7")
def test_with_nothing_given_it_is_the_playground_on_sqlite() -> None:
    settings = load({})
    assert settings.is_playground
    assert settings.database_url == "sqlite:///data/playground.db"
    assert load({"BOT_TOKEN": TOKEN}).database_url == "sqlite:///data/frontdesk.db"


@pytest.mark.req("S1.6")
@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_opened_with_the_driver_that_is_installed(scheme: str) -> None:
    settings = load({"BOT_TOKEN": TOKEN, "DATABASE_URL": f"{scheme}://a:b@host/name"})
    assert settings.database_url == "postgresql+psycopg2://a:b@host/name"


def test_the_playground_never_opens_the_real_database() -> None:
    assert "playground" in load({"DATABASE_URL": "postgresql://a:b@host/real"}).database_url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "my token"), ("OWNER_IDS", "olga"), ("TIMEZONE", "Moscow"), ("LANGUAGE", "de"),
        ("FEATURES", "shop,magic"), ("WEB_PORT", "99999"), ("WEB_HOST", "0.0.0.0"), ("WEBHOOK_URL", "http://a.b"),
        ("LOG_LEVEL", "LOUD"), ("LOG_FORMAT", "xml"), ("DATABASE_URL", "mysql://x"),
        ("TELEGRAM_API_BASE_URL", "telegram"), ("WEB_BASE_URL", "crm.example.org"),
        ("WEB_BASE_URL", "http://crm.example.org"), ("WEB_BASE_URL", "https://crm.example.org/path"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    env = {name: value} if name in ("BOT_TOKEN", "WEB_HOST") else {"BOT_TOKEN": TOKEN, name: value}
    with pytest.raises(WrongSetting, match=name):
        load(env)


def test_a_webhook_needs_a_long_secret() -> None:
    with pytest.raises(WrongSetting, match="WEBHOOK_SECRET"):
        load({"BOT_TOKEN": TOKEN, "WEBHOOK_URL": "https://a.b", "WEBHOOK_SECRET": "short"})


def test_the_start_ends_with_one_line_that_names_it(tmp_path: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "TIMEZONE": "Moscow", "DATA_DIR": str(tmp_path)}
    ended = subprocess.run([sys.executable, "bot.py"], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 78
    assert ended.stderr.startswith("TIMEZONE")
    assert ended.stderr.count("\n") == 1


def test_secrets_are_in_no_repr() -> None:
    given = load({"BOT_TOKEN": TOKEN, "SECRET_KEYS": "abc", "PAYMENT_TOKEN": "381764678:TEST:12345"})
    assert TOKEN not in repr(given)
    assert "381764678" not in repr(given)
    assert "381764678:TEST:12345" in given.secrets


@pytest.mark.req("S1.1", "S1.8")
async def test_an_empty_install_runs_the_club(telegram: Telegram) -> None:
    """No client, no game, no setting: a manager adds, books and sees it in the calendar, all through the Bot API."""
    marina = await telegram.person("Марина", Role.MANAGER)
    await marina.says("/order")
    await marina.says("Ольга 8 999 643-23-87")
    await marina.presses("➕ Ольга")
    await marina.says("28.11")
    await marina.says("15:00")
    await marina.presses("12")
    await marina.presses("Записать")
    assert "15:00–16:00 арена" in marina.sees
    await marina.says("/calendar")
    assert any(label.startswith("28 ¹") for label in marina.buttons)
    assert telegram.request.sent("sendMessage")
