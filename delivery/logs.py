"""Logs without secrets: httpx writes the bot's token into every line at INFO, so what looks like one is struck out."""

import json
import logging
import re

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{30,}")
_PHONE = re.compile(r"\+\d{10,15}\b")  # as they are stored: PostgreSQL names the value it refuses
_QUIET = ("httpx", "httpcore", "apscheduler", "aiohttp.access", "uvicorn.access")


class Redacting(logging.Formatter):
    """Formats, then strikes out tokens, known secret values and phones, also in tracebacks."""

    def __init__(self, fmt: str, secrets: tuple[str, ...]) -> None:
        """``secrets`` are the very values that may never appear."""
        super().__init__(fmt)
        self._secrets = tuple(value for value in secrets if len(value) > 3)

    def format(self, record: logging.LogRecord) -> str:
        """One entry as text."""
        return self.redact(super().format(record))

    def redact(self, line: str) -> str:
        """The line with nothing secret in it."""
        for value in self._secrets:
            line = line.replace(value, "***")
        return _PHONE.sub("+***", _TOKEN.sub("***", line))


class RedactingJson(Redacting):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One entry as JSON."""
        entry = {
            "at": self.formatTime(record), "level": record.levelname, "logger": record.name,
            "text": record.getMessage(),
        }  # fmt: skip
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps({name: self.redact(value) for name, value in entry.items()}, ensure_ascii=False)


def set_up(level: str, form: str, secrets: tuple[str, ...]) -> None:
    """Log to standard error; call once, before anything else logs."""
    handler = logging.StreamHandler()
    formatter = RedactingJson if form == "json" else Redacting
    handler.setFormatter(formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # at DEBUG PTB logs what people write
    logging.getLogger("telegram").setLevel(max(logging.INFO, logging.getLevelName(level)))
