"""Checks objects and requests against a machine-readable Bot API, where one is at hand: it is not in the project."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SIMPLE = {"Integer": int, "String": str, "Boolean": bool, "Float": (int, float)}


def find() -> Path | None:
    """The file named by BOT_API_SPEC, or one in a folder beside the project."""
    named = os.environ.get("BOT_API_SPEC")
    if named:
        return Path(named)
    beside = sorted((ROOT.parent / "shared" / "data").glob("telegram-bot-api-*.json"))
    return beside[-1] if beside else None


class BotSpec:
    """`faults` of a value are readable lines; an empty list means it conforms."""

    def __init__(self, path: Path) -> None:
        loaded = json.loads(path.read_text(encoding="utf-8"))
        self.types: dict[str, Any] = loaded["types"]
        self.methods: dict[str, Any] = loaded["methods"]

    def result_faults(self, method: str, result: Any) -> list[str]:
        """What is wrong with a method's result."""
        return self._any_of(self.methods[method]["returns"], result, method)

    def request_faults(self, method: str, params: Mapping[str, Any]) -> list[str]:
        """What is wrong with a request's parameters; uploads count as given text."""
        fields = {field["name"]: field for field in self.methods[method].get("fields", [])}
        faults = [f"{method}: unknown parameter {name}" for name in params if name not in fields]
        for name, field in fields.items():
            if name not in params:
                faults += [f"{method}: lacks {name}"] if field["required"] else []
            elif params[name] != "attached":
                faults += self._any_of(field["types"], params[name], f"{method}.{name}")
        return faults

    def object_faults(self, kind: str, value: Any, where: str = "") -> list[str]:
        """What is wrong with a value of a type of the Bot API."""
        where = where or kind
        if kind.startswith("Array of "):
            if not isinstance(value, (list, tuple)):
                return [f"{where}: {value!r} is no array"]
            return [
                fault for n, item in enumerate(value) for fault in self.object_faults(kind[9:], item, f"{where}[{n}]")
            ]
        if kind in SIMPLE:
            wrong = not isinstance(value, SIMPLE[kind]) or (kind in ("Integer", "Float") and isinstance(value, bool))
            return [f"{where}: {value!r} is no {kind}"] if wrong else []
        if kind not in self.types or kind == "InputFile":
            return [] if isinstance(value, str) else [f"{where}: {value!r} is no {kind}"]
        if subtypes := self.types[kind].get("subtypes"):
            return self._any_of(subtypes, value, where)
        return self._fields(kind, value, where)

    def _any_of(self, kinds: list[str], value: Any, where: str) -> list[str]:
        tries = [self.object_faults(kind, value, where) for kind in kinds]
        return min(tries, key=len) if tries else []

    def _fields(self, kind: str, value: Any, where: str) -> list[str]:
        if not isinstance(value, Mapping):
            return [f"{where}: {value!r} is no {kind}"]
        fields = {field["name"]: field for field in self.types[kind].get("fields", [])}
        faults = [f"{where}: {kind} has no {name}" for name in value if name not in fields]
        for name, field in fields.items():
            if name not in value:
                faults += [f"{where}: {kind} lacks {name}"] if field["required"] else []
            else:
                faults += self._any_of(field["types"], value[name], f"{where}.{name}")
                if "must be" in field["description"] or ", always" in field["description"]:
                    faults += self._fixed(field["description"], value[name], f"{where}.{name}")
        return faults

    @staticmethod
    def _fixed(description: str, value: Any, where: str) -> list[str]:
        """`type` and `status` fields name their only value in words."""
        for mark in ("always “", 'always "', "must be "):
            if mark in description and isinstance(value, str):
                wanted = description.split(mark, 1)[1].strip().strip('“”".').split("”")[0].split('"')[0]
                if wanted.isidentifier() and wanted != value:
                    return [f"{where}: {value!r} is not {wanted!r}"]
        return []
