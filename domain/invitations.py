"""Invitations of guests to a game: whose birthday, when, where (S1.64); only the guest changes from one to the next."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import Invalid, Term
from domain.fold import clean, has_letter

NAME_MOST = 40
PLACE_MOST = 120


@dataclass(frozen=True)
class Invitation:
    """One invitation. ``child`` is in the genitive («Тимофея»), ``date`` is aware, ``link`` opens the bot."""

    child: str
    guest: str
    date: datetime
    place: str
    business: str
    link: str


def name(text: str, title: str) -> str:
    """Read a child's or a guest's name; raises ``Invalid`` for one without letters."""
    cleaned = clean(text, most=NAME_MOST, what=Term(title))
    if not has_letter(cleaned):
        raise Invalid("A name is written in letters. Example: {example}", example="Тимофей")
    return cleaned
