"""Text as people type it: made comparable (``fold``), made storable (``clean``).

Both databases search the same folded column, so folding happens here and never in SQL: SQLite lowers ASCII
only (T3).
"""

import re
import unicodedata

from domain.errors import Invalid

# Characters that show nothing although Unicode files them under neither control nor format: grapheme joiner,
# Hangul fillers (they count as letters!), Khmer inherent vowels, Mongolian selectors, blank Braille.
_BLANKS = frozenset([0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810)])
_SELECTORS = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
_JOINER = "\u200d"
_PICTURE_SELECTOR = "\ufe0f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def fold(text: str) -> str:
    """Return ``text`` for comparing: NFKC, caseless, ё as е, single spaces, nothing hidden (S1.29, T3)."""
    shown = unicodedata.normalize("NFKC", _visible(text))
    folded = unicodedata.normalize("NFKC", shown.casefold()).casefold().replace("ё", "е")
    return " ".join(_visible(folded).split())


def digits(text: str) -> str:
    """Return only the decimal digits of ``text``, of any script, as ASCII."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(char)) for char in wide if char.isdecimal())


def trigrams(term: str) -> list[str]:
    """Return the different three-letter pieces of the folded ``term`` in order; none when it is shorter."""
    folded = fold(term)
    return list(dict.fromkeys(folded[at : at + 3] for at in range(len(folded) - 2)))


def clean(text: str, *, most: int, what: str, lines: bool = False) -> str:
    """Return ``text`` ready to be stored: trimmed, single-spaced, without control and direction characters.

    ``most`` is in characters. ``what`` is the English noun of the value ("Name"), itself a msgid.
    ``lines`` keeps line breaks (notes). Raises Invalid when nothing is left or it is too long (T4).
    """
    shown = unicodedata.normalize("NFC", storable(text))
    rows = [" ".join(row.split()) for row in (shown.splitlines() if lines else [shown])]
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()
    if not kept:
        raise Invalid("{what}: there is nothing to read in it. Please type letters or digits.", what=what)
    if len(kept) > most:
        raise Invalid(
            "{what}: {typed} characters, and at most {most} fit. Please make it shorter.",
            what=what,
            typed=len(kept),
            most=most,
        )
    return kept


def storable(text: str) -> str:
    """Drop what is hidden, but keep what holds a picture together (👩‍👧, ❤️): it is part of what was typed."""
    kept: list[str] = []
    for at, char in enumerate(text):
        if char.isspace() or not _hidden(char) or _holds(char, kept[-1:], text[at + 1 : at + 2]):
            kept.append(char)
    return "".join(kept)


def has_letter(text: str) -> bool:
    """Say whether ``text`` has a letter in any script; emoji, digits and invisible characters are none."""
    return any(char.isalpha() for char in _visible(text))


def _hidden(char: str) -> bool:
    """Control, format, half of a surrogate pair, or blank: nothing that a person can see."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"} or ord(char) in _BLANKS or ord(char) in _SELECTORS


def _visible(text: str) -> str:
    return "".join(char if not _hidden(char) else " " if char.isspace() else "" for char in text)


def _holds(char: str, before: list[str], after: str) -> bool:
    """Whether ``char`` is the joiner or selector of a picture that stands right before it."""
    if not before or not _pictured(before[0]):
        return False
    if char == _JOINER:
        return _pictured(after)
    return char == _PICTURE_SELECTOR and before[0] != char


def _pictured(char: str) -> bool:
    """Whether ``char`` may stand beside a joiner: a pictograph, a skin tone, the selector that ends one."""
    if not char:
        return False
    return char == _PICTURE_SELECTOR or ord(char) in _SKIN_TONES or unicodedata.category(char) == "So"
