"""Settings: one frozen object read from the environment and `.env`, checked before anything starts.

A missing or wrong value stops the start with one line that names it.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

# without a token this is the playground, which never opens the real database
REAL, PLAYGROUND = "sqlite:///data/frontdesk.db", "sqlite:///data/playground.db"
TELEGRAM = "https://api.telegram.org"
AREAS = ("clients", "orders", "tickets", "shop", "campaigns", "requests", "fitness")
LANGUAGES = ("ru", "en")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
WEBHOOK_SECRET_LENGTH = 32
API_TOKEN_LENGTH = 32


class WrongSetting(ValueError):
    """A value in `.env` that can't be used; the text names it and says what would be right."""


@dataclass(frozen=True)
class Settings:
    """What the process needs to know before it starts. Business settings live in the database (`/settings`)."""

    bot_token: str = field(default="", repr=False)
    owner_ids: tuple[int, ...] = ()
    database_url: str = field(default="sqlite:///data/frontdesk.db", repr=False)
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Moscow"))
    language: str = "ru"
    phone_region: str = "RU"
    currency: str = "RUB"
    business_name: str = "Frontdesk"
    features: frozenset[str] = frozenset(AREAS)
    telegram_api_base_url: str = TELEGRAM
    web_host: str = "127.0.0.1"
    web_port: int = 8080
    web_base_url: str = ""
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    payment_token: str = field(default="", repr=False)
    api_token: str = field(default="", repr=False)
    data_dir: Path = Path("data")
    log_level: str = "INFO"
    log_format: str = "text"
    tick: timedelta = timedelta(seconds=10)
    stop_grace: timedelta = timedelta(seconds=20)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may appear in no log; the database's password both as it is and as it stands in the address."""
        password = urlsplit(self.database_url).password or ""
        known = (
            self.bot_token, self.webhook_secret, *self.secret_keys, self.payment_token, self.api_token, password,
            unquote(password),
        )  # fmt: skip
        return tuple(value for value in known if value)

    @property
    def web_address(self) -> str:
        """Where people reach the web admin: WEB_BASE_URL, or this machine; '' where the web is off."""
        if self.web_base_url or not self.web_port:
            return self.web_base_url
        host = f"[{self.web_host}]" if ":" in self.web_host else self.web_host
        return f"http://{host}:{self.web_port}"

    @property
    def is_playground(self) -> bool:
        """No token: the bot talks to its own Bot API on loopback."""
        return not self.bot_token


def load(env: Mapping[str, str] | None = None, file: Path = Path(".env")) -> Settings:
    """Read `.env` and the environment (which wins). Raises ``WrongSetting`` naming the value."""
    given = {**dotenv_values(file), **os.environ} if env is None else env

    def get(name: str, default: str = "") -> str:
        return (given.get(name) or "").strip() or default

    token = _token(get("BOT_TOKEN"))
    return Settings(
        bot_token=token,
        owner_ids=_ids(get("OWNER_IDS")),
        database_url=_database_url(get("DATABASE_URL", REAL) if token else get("PLAYGROUND_DATABASE_URL", PLAYGROUND)),
        timezone=_zone(get("TIMEZONE", "Europe/Moscow")),
        language=_one_of("LANGUAGE", get("LANGUAGE", "ru"), LANGUAGES),
        phone_region=get("PHONE_REGION", "RU").upper(),
        business_name=get("BUSINESS_NAME", "Frontdesk"),
        currency=get("CURRENCY", "RUB").upper(),
        features=_features(get("FEATURES")),
        telegram_api_base_url=_api_url(get("TELEGRAM_API_BASE_URL", TELEGRAM)),
        web_host=_host(get("WEB_HOST", "127.0.0.1"), token),
        web_port=_port(get("WEB_PORT", "8080")),
        web_base_url=_web_base_url(get("WEB_BASE_URL")),
        webhook_url=_webhook_url(get("WEBHOOK_URL")),
        webhook_secret=_webhook_secret(get("WEBHOOK_URL"), get("WEBHOOK_SECRET")),
        secret_keys=_parts(get("SECRET_KEYS")),
        payment_token=_payment_token(get("PAYMENT_TOKEN")),
        api_token=_api_token(get("API_TOKEN")),
        data_dir=Path(get("DATA_DIR", "data")),
        log_level=_one_of("LOG_LEVEL", get("LOG_LEVEL", "INFO").upper(), ("DEBUG", "INFO", "WARNING", "ERROR")),
        log_format=_one_of("LOG_FORMAT", get("LOG_FORMAT", "text"), ("text", "json")),
    )


def _token(token: str) -> str:
    if token and not re.fullmatch(r"\d+:[\w-]{10,}", token):
        raise WrongSetting("BOT_TOKEN: expected what @BotFather gave, like 123456:ABC-DEF…")
    return token


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[,\s]+", text) if part)


def _payment_token(token: str) -> str:
    if token and not re.fullmatch(r"\S{8,255}", token):
        raise WrongSetting("PAYMENT_TOKEN: expected what @BotFather gave under Payments, like 381764678:TEST:12345")
    return token


def _host(host: str, token: str) -> str:
    if not token and host not in LOOPBACK:
        raise WrongSetting("WEB_HOST: the playground listens on 127.0.0.1 only; give a BOT_TOKEN or remove WEB_HOST")
    return host


def _ids(text: str) -> tuple[int, ...]:
    parts = _parts(text)
    if not all(re.fullmatch(r"\d{1,15}", part) for part in parts):
        raise WrongSetting(f"OWNER_IDS: expected Telegram ids separated by commas (ask /id in the bot), got {text!r}")
    return tuple(int(part) for part in parts)


def _database_url(url: str) -> str:
    """SQLAlchemy 2.1 reads `postgresql://` as psycopg 3: name the driver that is installed."""
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg2://", url)
    if not url.startswith(("sqlite:///", "postgresql+psycopg2://")):
        raise WrongSetting("DATABASE_URL: expected sqlite:///path/to/file.db or postgresql://user:password@host/name")
    return url


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongSetting(f"TIMEZONE: {name!r} is no IANA time zone, like Europe/Moscow or Asia/Irkutsk") from None


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise WrongSetting(f"{name}: expected one of {', '.join(allowed)}, got {value!r}")
    return value


def _features(text: str) -> frozenset[str]:
    names = [part for part in re.split(r"[,\s]+", text.lower()) if part and part != "all"]
    for name in names:
        _one_of("FEATURES", name, AREAS)
    return frozenset(names or AREAS)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise WrongSetting(f"WEB_PORT: expected 0 to 65535 (0 = no web), got {text!r}")
    return int(text)


def _api_token(token: str) -> str:
    if token and not re.fullmatch(rf"[\x21-\x7e]{{{API_TOKEN_LENGTH},256}}", token):
        raise WrongSetting(f"API_TOKEN: expected {API_TOKEN_LENGTH} to 256 visible characters, better random ones")
    return token


def _api_url(url: str) -> str:
    if not re.match(r"https?://[^/\s]+", url):
        raise WrongSetting(f"TELEGRAM_API_BASE_URL: expected an address like {TELEGRAM}")
    return url.rstrip("/")


def _web_base_url(url: str) -> str:
    if url and not re.fullmatch(r"https?://[\w.-]+(:\d+)?/?", url):
        raise WrongSetting("WEB_BASE_URL: expected an address like https://crm.example.org, without a path")
    if url.startswith("http://") and (urlsplit(url).hostname or "") not in LOOPBACK:
        raise WrongSetting("WEB_BASE_URL: expected https://, or people's sessions could be read on their way")
    return url.rstrip("/").lower()


def _webhook_url(url: str) -> str:
    if url and not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", url):
        raise WrongSetting("WEBHOOK_URL: Telegram calls https:// addresses only")
    return url


def _webhook_secret(url: str, secret: str) -> str:
    if url and not re.fullmatch(rf"[A-Za-z0-9_-]{{{WEBHOOK_SECRET_LENGTH},256}}", secret):
        raise WrongSetting(
            f"WEBHOOK_SECRET: with WEBHOOK_URL it must have {WEBHOOK_SECRET_LENGTH} to 256 characters A-Z a-z 0-9 _ -"
        )
    return secret
