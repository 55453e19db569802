"""Canned replies: answers that are given often, with variables that are filled in when one is used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Invalid, Term
from domain.fold import clean

TITLE_MOST: Final = 60  # characters, as the table has them
TEXT_MOST: Final = 1000
FILLED_MOST: Final = 4000  # a message of Telegram holds 4096
MOST: Final = 200  # replies in use; who has more does not find them again
UNDO: Final = timedelta(minutes=10)


class Variable(StrEnum):
    """What is filled in."""

    NAME = "name"  # the customer's first name
    NUMBER = "number"  # the ticket's
    AGENT = "agent"  # the first name of who answers
    BUSINESS = "business"


class Part(StrEnum):
    """What of a reply is typed."""

    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True)
class CannedView:
    """A canned reply. ``text`` has its variables as they were typed, or filled in where the use case says so."""

    id: int
    title: str
    text: str
    archived_at: datetime | None = None


_RUSSIAN: Final = {
    "имя": Variable.NAME, "номер": Variable.NUMBER, "агент": Variable.AGENT, "компания": Variable.BUSINESS,
}  # fmt: skip
_KNOWN: Final[Mapping[str, Variable]] = {**{str(one): one for one in Variable}, **_RUSSIAN}
_VARIABLE = re.compile(r"\{\s*(\w{1,40})\s*\}")
_LEFT = "\ue000"  # stands where a variable is left out; nobody types it
_TIDY: Final = (  # what goes along with a variable that is left out
    (re.compile(rf"(?:\s*[№#])\s*{_LEFT}"), _LEFT),
    (re.compile(rf"[(«\"“]\s*{_LEFT}\s*[)»\"”]"), _LEFT),
    (re.compile(rf"\s*,\s*{_LEFT}(?=\s*(?:[.,!?…;:)]|$))", re.MULTILINE), ""),
    (re.compile(rf"[ \t]*{_LEFT}[ \t]*(?=[.,!?…;:)])"), ""),
    (re.compile(rf"[ \t]*{_LEFT}[ \t]*$", re.MULTILINE), ""),
    (re.compile(rf"[ \t]*{_LEFT}[ \t]*"), " "),
)
_FIRST = re.compile(rf"(^|[.!?…]\s+){_LEFT}\s*[,:;—–-]?\s*(\w)", re.MULTILINE)


def braced(variable: Variable, language: str) -> str:
    """Return how a variable is typed: `{имя}`; both spellings mean the same in any language."""
    russian = {one: word for word, one in _RUSSIAN.items()}
    return f"{{{russian[variable] if language == 'ru' else variable}}}"


def typed(part: Part, text: str) -> str:
    """Return a title or a text ready to be stored.

    Raises ``Invalid``: empty, too long, or a text with a variable that does not exist (with those that do).
    """
    if part is Part.TITLE:
        return clean(text, most=TITLE_MOST, what=Term("Title"))
    kept = clean(text.replace(_LEFT, ""), most=TEXT_MOST, what=Term("Text"), lines=True)
    for word in _VARIABLE.findall(kept):
        if word.lower() not in _KNOWN:
            known = ", ".join(_KNOWN)
            raise Invalid("There is no variable called {wrong}. In braces may stand: {known}.", wrong=word, known=known)
    return kept


def filled(text: str, values: Mapping[Variable, str]) -> str:
    """Return ``text`` with its variables filled in: plain text, not escaped.

    One without a value is left out together with the comma, № or brackets it stood with. A value is never filled in
    again: somebody called «{number}» is called so.
    """
    kept = {variable: " ".join(value.replace(_LEFT, "").split()) for variable, value in values.items()}

    def instead(match: re.Match[str]) -> str:
        variable = _KNOWN.get(match[1].lower())
        return match[0] if variable is None else kept.get(variable) or _LEFT

    said = _VARIABLE.sub(instead, text)
    if _LEFT in said:
        said = _FIRST.sub(lambda match: match[1] + match[2].upper(), said)
        for pattern, left in _TIDY:
            said = pattern.sub(left, said)
        said = said.strip()
    return said if len(said) <= FILLED_MOST else said[: FILLED_MOST - 1].rstrip() + "…"
