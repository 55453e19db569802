"""`parse_mode="MarkdownV2"` and the legacy `Markdown`, read in a basic way."""

from __future__ import annotations

import re

from playground.entities import Formatted, ordered, utf16_len
from playground.errors import ApiError, Json, bad_request
from playground.markup import clean_url

V2_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
V2_MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
LEGACY_MARKS = {"*": "bold", "_": "italic"}
_LINK_END = re.compile(r"\]\(((?:\\.|[^)\\])*)\)")

# up to the closing fence, an escaped character not counting as one
_CODE = {
    "`": re.compile(r"((?:\\.|[^\\`])*)`", re.DOTALL),
    "```": re.compile(r"((?:\\.|[^\\])*?)```", re.DOTALL),
}


def _refuse(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")


def parse_markdown(source: str, *, legacy: bool = False) -> Formatted:
    """Text and entities; raises 400 `can't parse entities: …`."""
    return _MarkdownParser(source, legacy).parse()


class _MarkdownParser:
    def __init__(self, source: str, legacy: bool) -> None:
        self.source, self.legacy = source, legacy
        self.marks = LEGACY_MARKS if legacy else V2_MARKS
        self.parts: list[str] = []
        self.offset = 0
        self.at = 0
        self.open: list[tuple[str, int, int]] = []
        self.quote: int | None = None
        self.entities: list[Json] = []

    def parse(self) -> Formatted:
        while self.at < len(self.source):
            self._step(self.source[self.at])
        self._end_quote()
        if self.open:
            mark, _, begin = self.open[-1]
            kind = self.marks.get(mark, "text_link").capitalize()
            raise _refuse(f"Can't find end of {kind} entity at byte offset {self._byte(begin)}")
        return Formatted("".join(self.parts), ordered(self.entities))

    def _byte(self, index: int) -> int:
        return len(self.source[:index].encode())

    def _emit(self, text: str) -> None:
        self.parts.append(text)
        self.offset += utf16_len(text)

    def _step(self, char: str) -> None:
        start_of_line = self.at == 0 or self.source[self.at - 1] == "\n"
        if start_of_line and not self.legacy:
            self._quote_line(char)
            if char == ">":
                self.at += 1
                return
        if char == "\\" and self.at + 1 < len(self.source) and self.source[self.at + 1].isascii():
            self._emit(self.source[self.at + 1])
            self.at += 2
        elif char == "`":
            self._code()
        elif char == "[":
            self.open.append(("[", self.offset, self.at))
            self.at += 1
        elif char == "]" and self.open and self.open[-1][0] == "[":
            self._link()
        elif mark := self._mark():
            self._toggle(mark)
        elif char in V2_RESERVED and not self.legacy:
            raise _refuse(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        else:
            self._emit(char)
            self.at += 1

    def _mark(self) -> str | None:
        for length in (2, 1):
            mark = self.source[self.at : self.at + length]
            if mark in self.marks:
                return mark
        return None

    def _toggle(self, mark: str) -> None:
        if self.open and self.open[-1][0] == mark:
            _, offset, _ = self.open.pop()
            if self.offset > offset:
                self._entity(self.marks[mark], offset)
        elif any(opened == mark for opened, _, _ in self.open):
            raise _refuse(f"Can't find end of the entity starting at byte offset {self._byte(self.open[-1][2])}")
        else:
            self.open.append((mark, self.offset, self.at))
        self.at += len(mark)

    def _entity(self, kind: str, offset: int, **extra: str) -> None:
        self.entities.append({"type": kind, "offset": offset, "length": self.offset - offset, **extra})

    def _code(self) -> None:
        fence = "```" if self.source.startswith("```", self.at) else "`"
        match = _CODE[fence].match(self.source, self.at + len(fence))
        if match is None:
            kind = "Pre" if fence == "```" else "Code"
            raise _refuse(f"Can't find end of {kind} entity at byte offset {self._byte(self.at)}")
        body, self.at = match.group(1), match.end()
        offset, extra = self.offset, {}
        if fence == "```" and (head := re.match(r"([^\s`]*)\n", body)):
            extra = {"language": head.group(1)} if head.group(1) else {}
            body = body[head.end() :]
        self._emit(re.sub(r"\\([\\`])", r"\1", body))
        if self.offset > offset:
            self._entity("pre" if fence == "```" else "code", offset, **extra)

    def _link(self) -> None:
        _, offset, _ = self.open.pop()
        match = _LINK_END.match(self.source, self.at)
        if match is None:
            self.at += 1
            return
        url = re.sub(r"\\(.)", r"\1", match.group(1))
        self.at = match.end()
        if self.offset > offset and (cleaned := clean_url(url)):
            self._entity("text_link", offset, url=cleaned)

    def _quote_line(self, char: str) -> None:
        if char == ">" and self.quote is None:
            self.quote = self.offset
        elif char != ">":
            self._end_quote()

    def _end_quote(self) -> None:
        if self.quote is not None and self.offset > self.quote:
            self._entity("blockquote", self.quote)
        self.quote = None
