"""Parameters of one Bot API call, whether they came as JSON, as form fields or as upload parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from playground.errors import bad_request


class Upload(NamedTuple):
    """A file part: its name, its bytes and the content type the sender claimed."""

    name: str
    content: bytes
    mime: str = ""


class Args:
    """Typed access to parameters; form fields carry numbers, flags and objects as text, so both are read."""

    __slots__ = ("files", "params")

    def __init__(self, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> None:
        self.params = params
        self.files: Mapping[str, Upload] = files or {}

    def has(self, name: str) -> bool:
        """Whether the parameter was given at all."""
        return self.params.get(name) is not None or name in self.files

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.params.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else orjson.dumps(value).decode()

    def integer(self, name: str) -> int | None:
        """A whole number or None; 400 when it is something else."""
        value = self.params.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"invalid {name} specified") from None

    def number(self, name: str) -> float | None:
        """A number or None."""
        value = self.params.get(name)
        if value is None or value == "":
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise bad_request(f"invalid {name} specified") from None

    def flag(self, name: str, default: bool = False) -> bool:
        """True for true, "true", 1, "yes"."""
        value = self.params.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str):
            return value.lower() in ("true", "yes", "1")
        return bool(value)

    def data(self, name: str) -> Any:
        """An object or a list, parsed when it came as text; None when absent."""
        value = self.params.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, (str, bytes)):
            try:
                return orjson.loads(value)
            except orjson.JSONDecodeError:
                raise bad_request(f"can't parse {name} JSON object") from None
        return value

    def mapping(self, name: str) -> dict[str, Any] | None:
        """An object; 400 when it is not one."""
        value = self.data(name)
        if value is None or isinstance(value, dict):
            return value
        raise bad_request(f"object expected as {name.replace('_', ' ')}")

    def items(self, name: str) -> list[Any] | None:
        """A list; 400 when it is not one."""
        value = self.data(name)
        if value is None:
            return None
        if isinstance(value, (list, tuple)):
            return list(value)
        raise bad_request(f"expected an Array of {name.replace('_', ' ')}")
