"""Phone numbers: typed in any notation, kept as E.164, shown the way people read them."""

import re
import unicodedata
from collections.abc import Iterator

import phonenumbers

from domain.errors import Invalid
from domain.fold import digits

_DASHES = re.compile(r"[\u2010-\u2015\u2212\u30fc\uff0d]")
_LABEL = re.compile(r"^\W*(?:тел(?:ефон)?|моб(?:ильный)?|phone|tel|mob(?:ile)?)\b[.:\s]*", re.IGNORECASE)
_LABEL_LEFT = re.compile(r"(?:^|\s)(?:тел(?:ефон)?|моб|phone|tel)[.:]*$", re.IGNORECASE)
_EXTENSION = re.compile(r"[\s,;]*(?:доб(?:авочный)?|вн|ext(?:ension)?|x|#)[.:\s]*\d{1,7}\W*$", re.IGNORECASE)
_NOTATION = re.compile(r"[\d\s()+./-]+")
_RUN = re.compile(r"[+(]?\d[\d\s()./+-]*\d")
_GROUP = re.compile(r"[+(]*\d+")

LONGEST = 16  # E.164: a plus and at most fifteen digits


def parse_phone(text: str, region: str = "RU") -> str:
    """Return the E.164 form (``+79996432387``, at most 16 characters) of a typed number, extension dropped.

    ``region`` is the country of numbers typed without ``+`` (ISO code). Understands ``+7…``, ``8…``, ``7…``,
    ten digits, brackets, dashes, full-width digits (S1.61). Raises Invalid for what no network would ring.
    """
    phone = phone_or_none(text, region)
    if phone is None:
        raise Invalid("This is not a phone number. Example: {example}", example="8 999 643-23-87")
    return phone


def phone_or_none(text: str, region: str = "RU") -> str | None:
    """Return what ``parse_phone`` would, or None instead of raising."""
    typed = _EXTENSION.sub("", _LABEL.sub("", _plain(text).strip()))
    if not _NOTATION.fullmatch(typed):
        return None
    # "+8 999…" is the Russian trunk prefix with a plus out of habit; tried only when "+8…" rings nowhere.
    return _valid(typed, region) or (_valid(typed.replace("+", ""), region) if "+8" in typed else None)


def find_phone(text: str, region: str = "RU") -> tuple[str, str] | None:
    """Split a line such as ``Ольга 8 999 643-23-87`` into the rest and the E.164 phone; None without a phone.

    The longest piece that is a valid number wins, so ``8 999 643-23-87, 12 детей`` keeps its twelve children.
    """
    plain = _plain(text)
    for run in _RUN.finditer(plain):
        for start, end in _windows(run.group()):
            phone = _valid(run.group()[start:end], region)
            if phone:
                before, after = plain[: run.start() + start], plain[run.start() + end :]
                after = _EXTENSION.sub("", after) if _EXTENSION.match(after) else after
                return _join(before, after), phone
    return None


def show_phone(e164: str) -> str:
    """Return ``+7 999 643-23-87``, which Telegram makes a link; what is no number comes back as it is."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def as_seed(e164: str) -> str:
    """Return the digits without the plus, the ``7XXXXXXXXXX`` of the original project (S1.61)."""
    return e164.removeprefix("+")


def looks_like_phone(text: str) -> bool:
    """Say whether a search term is a piece of a phone: three digits or more, nothing but phone notation."""
    typed = _plain(text).strip()
    return bool(_NOTATION.fullmatch(typed)) and len(digits(typed)) >= 3


def _plain(text: str) -> str:
    """ASCII digits and dashes, without the direction marks that come with a copied number."""
    wide = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    kept = (char for char in wide if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf"})
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in kept)


def _valid(typed: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164 if len(e164) <= LONGEST else None


def _windows(run: str) -> Iterator[tuple[int, int]]:
    """Pieces of a run of digits, cut only between its groups, longest first."""
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(run)][:12]
    for size in range(len(groups), 0, -1):
        for first in range(len(groups) - size + 1):
            yield groups[first][0], groups[first + size - 1][1]


def _join(before: str, after: str) -> str:
    left = _LABEL_LEFT.sub("", before.rstrip(" ,;:-(")).rstrip(" ,;:-(")
    right = after.lstrip(" ,;:-)")
    return " ".join(f"{left} {right}".split())
