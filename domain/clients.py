"""A client's card as it is typed: its fields, their bounds, and a line such as «Ольга 8 999 643-23-87»."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from domain.errors import Invalid, Term
from domain.fold import clean, has_letter
from domain.names import in_order
from domain.parse import NAME_MOST, NOTE_MOST
from domain.phones import find_phone, parse_phone


class Field(StrEnum):
    """The columns of a card that people fill (S1.33–S1.39)."""

    SURNAME = "surname"
    NAME = "name"
    MIDNAME = "midname"
    PHONE = "phone"
    SECONDPHONE = "secondphone"
    DESCRIPTION = "description"
    SOURCE = "source"


REQUIRED: Final = frozenset({Field.NAME, Field.PHONE})  # (S1.34, S1.36)
PHONES: Final = frozenset({Field.PHONE, Field.SECONDPHONE})
SOURCE_MOST: Final = 64  # characters (T4)
_MOST: Mapping[Field, int] = {Field.DESCRIPTION: NOTE_MOST, Field.SOURCE: SOURCE_MOST}


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


TITLES: Mapping[Field, str] = {
    Field.SURNAME: _("Surname"), Field.NAME: _("Name"), Field.MIDNAME: _("Patronymic"), Field.PHONE: _("Phone"),
    Field.SECONDPHONE: _("Second phone"), Field.DESCRIPTION: _("Note"), Field.SOURCE: _("Heard of us"),
}  # fmt: skip


@dataclass(frozen=True)
class NewClient:
    """A card that is not there yet. Phones are E.164."""

    surname: str = ""
    name: str = ""
    midname: str = ""
    phone: str = ""
    secondphone: str = ""
    description: str = ""
    source: str = ""

    @property
    def full_name(self) -> str:
        """`Минеева Ольга Сергеевна`."""
        return " ".join(part for part in (self.surname, self.name, self.midname) if part)

    @property
    def is_complete(self) -> bool:
        """Whether it has what a card must have (S1.34, S1.36)."""
        return bool(self.name and self.phone)

    def with_value(self, field: Field, value: str) -> "NewClient":
        """The same with one field set, as ``read_field`` gives it."""
        return replace(self, **{field.value: value})


def read_field(field: Field, text: str, region: str = "RU") -> str:
    """Read what was typed for a field into what is stored; nothing clears an optional field.

    Raises Invalid with an example for an empty name or phone, a phone that rings nowhere, a name without letters, and
    what is longer than 64 characters (a note: 500) (S1.33–S1.39, T4).
    """
    if not text.strip() and field not in REQUIRED:
        return ""
    if field in PHONES:
        return parse_phone(text, region)
    kept = clean(text, most=_MOST.get(field, NAME_MOST), what=Term(TITLES[field]), lines=field is Field.DESCRIPTION)
    if field in (Field.SURNAME, Field.NAME, Field.MIDNAME) and not has_letter(kept):
        raise Invalid("A name is written in letters. Example: {example}", example=Term("Olga"))
    return kept


def checked(new: NewClient, region: str = "RU") -> NewClient:
    """The card with every field read as ``read_field`` does; raises its Invalid (S1.34, S1.36)."""
    read = {field.value: read_field(field, getattr(new, field.value), region) for field in Field}
    if read["secondphone"] == read["phone"]:
        read["secondphone"] = ""
    return NewClient(**read)


def name_line(text: str) -> NewClient:
    """Read a name typed in one line: «Ольга», «Минеева Ольга», «Ольга Сергеевна», «Минеева Ольга Сергеевна».

    Who is surname and who is name is told by their endings, else by the seed's order: surname first (S1.28); in Latin
    letters the name comes first. Raises Invalid for nothing, no letters, or a part over 64 characters.
    """
    line = clean(text.replace(",", " "), most=3 * NAME_MOST + 2, what=Term(TITLES[Field.NAME]))
    if not has_letter(line):
        raise Invalid("A name is written in letters. Example: {example}", example=Term("Olga Sergeevna Mineeva"))
    surname, name, midname = in_order(line.split())
    return NewClient(
        read_field(Field.SURNAME, surname), read_field(Field.NAME, name), read_field(Field.MIDNAME, midname)
    )  # fmt: skip


def client_line(text: str, region: str = "RU") -> NewClient:
    """Read a line that may hold a name, a phone, or both: «Ольга 8 999 643-23-87»; what is missing stays empty.

    Raises Invalid as ``name_line`` does.
    """
    if (found := find_phone(text, region)) is None:
        return name_line(text)
    name, phone = found
    return replace(name_line(name) if has_letter(name) else NewClient(), phone=phone)
