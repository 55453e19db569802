"""`parse_mode="HTML"` as Telegram reads it, with Telegram's own error texts."""

from __future__ import annotations

import re

from playground.entities import Formatted, ordered, utf16_len
from playground.errors import ApiError, Json, bad_request

SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
}  # fmt: skip
TAGS = frozenset(SIMPLE) | {"a", "code", "pre", "blockquote", "span", "tg-emoji", "tg-time"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_MARK = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,8})|(lt|gt|amp|quot));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"[^\s=>]*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


def parse_html(source: str) -> Formatted:
    """Text and entities; raises 400 `can't parse entities: …` with the byte offset Telegram names."""
    return _HtmlParser(source).parse()


def _refuse(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")


def _reference(source: str, at: int) -> tuple[str, int] | None:
    match = _REFERENCE.match(source, at)
    if match is None:
        return None
    decimal, hexadecimal, name = match.groups()
    if name:
        return NAMED[name], match.end()
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code), match.end()


class _Open:
    __slots__ = ("argument", "extra", "offset", "tag")

    def __init__(self, tag: str, argument: str, extra: Json, offset: int) -> None:
        self.tag, self.argument, self.extra, self.offset = tag, argument, extra, offset


class _HtmlParser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def parse(self) -> Formatted:
        source = self.source
        while match := _MARK.search(source, self.at):
            self._emit(source[self.at : match.start()])
            self.at = match.start()
            if match.group() == "&":
                self._reference()
            elif source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        self._emit(source[self.at :])
        if self.open:
            raise _refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return Formatted("".join(self.parts), ordered(self.entities))

    def _emit(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.offset += utf16_len(text)

    def _byte(self, index: int) -> int:
        return len(self.source[:index].encode())

    def _reference(self) -> None:
        known = _reference(self.source, self.at)
        if known is None:
            self._emit("&")
            self.at += 1
        else:
            self._emit(known[0])
            self.at = known[1]

    def _start_tag(self) -> None:
        begin = self.at
        match = _TAG_NAME.match(self.source, begin + 1)
        end = match.end() if match else begin + 1
        if end >= len(self.source):
            raise _refuse(f"Unclosed start tag at byte offset {self._byte(begin)}")
        tag = self.source[begin + 1 : end].lower()
        if tag not in TAGS:
            raise _refuse(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        self.at = end
        attributes = self._attributes(tag, begin)
        argument, extra = self._argument(tag, attributes, begin)
        self.open.append(_Open(tag, argument, extra, self.offset))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_space(begin)
            if self.source[self.at] == ">":
                self.at += 1
                return attributes
            match = _ATTRIBUTE.match(self.source, self.at)
            name = match.group().lower() if match else ""
            if not name:
                raise _refuse(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
            self.at += len(name)
            self._skip_space(begin)
            if self.source[self.at] != "=":
                attributes[name] = ""
                continue
            self.at += 1
            self._skip_space(begin)
            attributes[name] = self._value(begin)

    def _skip_space(self, begin: int) -> None:
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1
        if self.at >= len(self.source):
            raise _refuse(f"Unclosed start tag at byte offset {self._byte(begin)}")

    def _value(self, begin: int) -> str:
        quote = self.source[self.at]
        if quote in "'\"":
            end = self.source.find(quote, self.at + 1)
            if end < 0 or end + 1 >= len(self.source):
                raise _refuse(f"Unclosed start tag at byte offset {self._byte(begin)}")
            raw = self.source[self.at + 1 : end]
            self.at = end + 1
            return _REFERENCE.sub(lambda m: (_reference(m.group(), 0) or (m.group(), 0))[0], raw)
        start = self.at
        match = _TOKEN.match(self.source, start)
        self.at = match.end() if match else start
        if self.at < len(self.source) and not (self.source[self.at].isspace() or self.source[self.at] == ">"):
            raise _refuse(f"Unexpected end of name token at byte offset {self._byte(start)}")
        return self.source[start : self.at].lower()

    def _argument(self, tag: str, attributes: dict[str, str], begin: int) -> tuple[str, Json]:
        if tag == "a":
            return attributes.get("href", ""), {}
        if tag == "code" and attributes.get("class", "").startswith("language-"):
            return attributes["class"][9:], {}
        if tag == "blockquote" and "expandable" in attributes:
            return "expandable", {}
        if tag == "tg-emoji":
            return attributes.get("emoji-id", ""), {}
        if tag == "tg-time":
            return attributes.get("unix", ""), {"date_time_format": attributes.get("format", "")}
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        return "", {}

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _refuse(f"Unexpected end tag at byte offset {self._byte(begin)}")
        match = _TAG_NAME.match(self.source, begin + 2)
        end = match.end() if match else begin + 2
        found = self.source[begin + 2 : end].lower()
        while end < len(self.source) and self.source[end].isspace():
            end += 1
        if end >= len(self.source) or self.source[end] != ">":
            raise _refuse(f"Unclosed end tag at byte offset {self._byte(begin)}")
        opened = self.open.pop()
        if found and found != opened.tag:
            tags = f'expected "</{opened.tag}>", found "</{found}>"'
            raise _refuse(f"Unmatched end tag at byte offset {self._byte(begin)}, {tags}")
        self.at = end + 1
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        span: Json = {"offset": opened.offset, "length": self.offset - opened.offset}
        if kind := SIMPLE.get(opened.tag):
            self.entities.append({"type": kind, **span})
        elif opened.tag == "span":
            self.entities.append({"type": "spoiler", **span})
        elif opened.tag == "a":
            self._close_link(opened, span)
        elif opened.tag == "code":
            self._close_code(opened, span)
        elif opened.tag == "pre":
            self._close_pre(span)
        elif opened.tag == "blockquote":
            kind = "expandable_blockquote" if opened.argument else "blockquote"
            self.entities.append({"type": kind, **span})
        elif opened.tag == "tg-emoji":
            if not opened.argument.isdigit():
                raise _refuse("Invalid custom emoji identifier specified")
            self.entities.append({"type": "custom_emoji", **span, "custom_emoji_id": opened.argument})
        elif opened.argument.isdigit():
            time = {"unix_time": int(opened.argument), **{k: v for k, v in opened.extra.items() if v}}
            self.entities.append({"type": "date_time", **span, **time})

    def _close_link(self, opened: _Open, span: Json) -> None:
        text = "".join(self.parts)
        url = opened.argument or text[-span["length"] :]
        if url.startswith("tg://user?id=") and url[13:].isdigit():
            self.entities.append({"type": "text_mention", **span, "user_id": int(url[13:])})
        elif cleaned := clean_url(url):
            self.entities.append({"type": "text_link", **span, "url": cleaned})

    def _close_code(self, opened: _Open, span: Json) -> None:
        inside_pre = bool(self.open) and self.open[-1].tag == "pre" and self.open[-1].offset == span["offset"]
        if inside_pre and opened.argument:
            self.open[-1].argument = opened.argument
            self.entities.append({"type": "code", **span, "language": opened.argument})
        else:
            self.entities.append({"type": "code", **span})

    def _close_pre(self, span: Json) -> None:
        last = self.entities[-1] if self.entities else {}
        covered = last.get("type") == "code" and last["offset"] == span["offset"]
        if covered and last["length"] == span["length"]:
            self.entities.pop()
            language = {"language": last["language"]} if "language" in last else {}
            self.entities.append({"type": "pre", **span, **language})
        else:
            self.entities.append({"type": "pre", **span})


def clean_url(url: str) -> str | None:
    """A link as Telegram stores it (scheme added, a bare host ends in `/`), or None when it is none."""
    url = url.strip()
    match = re.fullmatch(r"(?:(https?|tg|ton|tonsite)://)?([^\s/?#]+)([^\s]*)", url, re.IGNORECASE)
    if match is None:
        return None
    scheme, host, rest = (match.group(1) or "http").lower(), match.group(2), match.group(3)
    if scheme in ("http", "https"):
        name = host.rsplit("@", 1)[-1].split(":", 1)[0]
        if "." not in name.strip("."):
            return None
        return f"{scheme}://{host}{rest or '/'}"
    return f"{scheme}://{host}{rest}"
