"""What a message gives away: contacts that the other side is not to see (T33), and passwords that nobody is (S3.35)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers


class Contact(StrEnum):
    """What kind of contact it is."""

    PHONE = "phone"
    NAME = "name"  # @name of Telegram
    LINK = "link"  # to a chat in some messenger
    EMAIL = "email"


@dataclass(frozen=True, order=True)
class Leak:
    """Where in a text a contact stands: [start, end) in characters."""

    start: int
    end: int
    kind: Contact


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.(?:me|dog)|wa\.me|vk\.me|m\.me|viber\.me|ok\.me)/\S+"
    r"|(?:tg|viber|whatsapp|skype)://?\S+|https?://chat\.whatsapp\.com/\S+",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![\w@./])@[A-Za-z]\w{3,31}\b")
_WORD = r"(?:парол[ьяею]|пасс?ворд|пасс|password|passwd|pass|pwd|passphrase)"
_SAID = re.compile(rf"\b{_WORD}\b\s*(?:[:=]|[-\u2010-\u2015]\s)\s*(\S{{3,}})", re.IGNORECASE)
_SHOWN = re.compile(rf"\b{_WORD}\b\s+(?=\S*\d)(?=\S*[^\W\d])\S{{6,}}", re.IGNORECASE)


def contacts_in(text: str, region: str) -> list[Leak]:
    """Return the contacts in ``text``, in order, none inside another. ``region``: of a phone typed without ``+``."""
    found = [Leak(*match.span(), Contact.LINK) for match in _LINK.finditer(text)]
    found += [Leak(*match.span(), Contact.EMAIL) for match in _EMAIL.finditer(text)]
    found += [Leak(*match.span(), Contact.NAME) for match in _NAME.finditer(text)]
    found += [Leak(match.start, match.end, Contact.PHONE) for match in phonenumbers.PhoneNumberMatcher(text, region)]
    return _apart(found)


def hidden(text: str, leaks: Iterable[Leak], instead: str) -> str:
    """Return ``text`` with ``instead`` where the leaks are."""
    for leak in sorted(leaks, reverse=True):
        text = f"{text[: leak.start]}{instead}{text[leak.end :]}"
    return text


def has_password(text: str) -> bool:
    """Say whether somebody has typed a password: «пароль: qwerty1» and not «пароль не подходит»."""
    return bool(_SAID.search(text) or _SHOWN.search(text))


def _apart(leaks: Iterable[Leak]) -> list[Leak]:
    """The first of those that overlap, the longest where several begin together."""
    kept: list[Leak] = []
    for leak in sorted(leaks, key=lambda one: (one.start, -one.end)):
        if not kept or leak.start >= kept[-1].end:
            kept.append(leak)
    return kept
