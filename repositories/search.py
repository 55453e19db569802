"""What searching needs from SQL on both databases: wildcards escaped, prefixes as ranges, trigrams as one match."""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import InstrumentedAttribute

FTS = "crm_clients_fts"  # SQLite's trigram index over crm_clients.folded, kept by triggers
TICKETS_FTS = "tickets_fts"  # the same over tickets.folded
REQUESTS_FTS = "utility_requests_fts"  # the same over several columns of utility_requests, as they are
TRIGRAM = 3  # letters; a shorter word has no trigram
ESCAPE = "\\"
_THREE = re.compile(r"[^\W_]{3}")
LAST = "\U0010ffff"  # sorts after every character a text can hold

Column = InstrumentedAttribute[str] | ColumnElement[str]


def escape_like(term: str) -> str:
    """``term`` with `%`, `_` and the escape itself made plain, for ``LIKE … ESCAPE '\\'``."""
    for special in (ESCAPE, "%", "_"):
        term = term.replace(special, ESCAPE + special)
    return term


def contains(column: Column, term: str, dialect: str) -> ColumnElement[bool]:
    """Whether the column has ``term`` somewhere inside, as it is: `%` and `_` mean themselves."""
    if dialect == "sqlite":
        return func.instr(column, term) > 0  # LIKE there folds ASCII only and is slower
    return column.like(f"%{escape_like(term)}%", escape=ESCAPE)


def begins(column: Column, prefix: str) -> ColumnElement[bool]:
    """Whether the column begins with ``prefix``: a range, so that a plain index answers it on both databases."""
    return and_(column >= prefix, column < prefix + LAST)


def has_trigram(word: str) -> bool:
    """Whether the word can be looked up by trigrams on both databases: PostgreSQL's know letters and digits only."""
    return _THREE.search(word) is not None


def trigram_query(words: Sequence[str]) -> str:
    """The FTS5 query for trigrams that cover every word; its hits are still to be verified with ``contains``.

    The index keeps no positions (`detail=none`), so "abcdef" is asked for as "abc" AND "def": the trigrams between
    would only be more lists to intersect. `"` is doubled.
    """
    parts = dict.fromkeys(part for word in words for part in _covering(word))
    return " AND ".join('"{}"'.format(part.replace('"', '""')) for part in parts)


def _covering(word: str) -> list[str]:
    """Trigrams side by side, the last one flush with the end."""
    last = len(word) - TRIGRAM
    return [word[at : at + TRIGRAM] for at in (*range(0, last, TRIGRAM), last)]


def column_query(columns: str, words: Sequence[str]) -> str:
    """The FTS5 query for folded words in one column whose text was not folded: its letters are, ё is asked for too."""
    parts = dict.fromkeys(part for word in words if has_trigram(word) for part in _covering(word))
    return f"{{{columns}}} : (" + " AND ".join(f"({' OR '.join(_spelt(part))})" for part in parts) + ")"


def _spelt(part: str) -> list[str]:
    """A trigram as it may stand in the text: each е may be a ё. `"` is doubled."""
    spellings = [""]
    for letter in part:
        spellings = [begun + one for begun in spellings for one in ("её" if letter == "е" else letter)]
    return ['"{}"'.format(one.replace('"', '""')) for one in spellings]
