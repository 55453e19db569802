"""Reading people's Excel files in: what a file may be, which of its columns is which field, what a row says.

The fields of each kind are declared once, with the headings people give them; what a row becomes is said before
anything is changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain import accounts, clients
from domain.errors import CrmError, Invalid, NotFound, Term
from domain.fold import fold

FILE_MOST: Final = 5 * 1024 * 1024  # bytes, as it comes
UNPACKED_MOST: Final = 50 * 1024 * 1024  # bytes of all its parts
PARTS_MOST: Final = 200
STYLES_MOST: Final = 1024 * 1024  # bytes: how cells look concerns nobody here, and 100,000 looks take minutes
WORDS_MOST: Final = 12 * 1024 * 1024  # bytes of the part that holds the cells' texts, which is read as a whole
ROWS_MOST: Final = 20_000
COLUMNS_MOST: Final = 50
CELL_MOST: Final = 1000  # characters of a cell that are read
TEXT_MOST: Final = 8_000_000  # characters of all cells together


class Kind(StrEnum):
    """What a file may hold."""

    ACCOUNT = "account"
    CLIENT = "client"


@dataclass(frozen=True)
class Sheet:
    """A file as it was read: its headings, and the rows that are not blank with their numbers in the file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Column:
    """A field that a file may have: its title (msgid), and the headings it is known by, folded."""

    name: str
    title: str
    names: tuple[str, ...]
    example: str = ""


Read = tuple[dict[str, str], dict[str, CrmError]]


@dataclass(frozen=True)
class Layout:
    """One kind of file. ``key``: the field by which a row is known again; it and ``required`` make a new thing."""

    kind: Kind
    title: str
    columns: tuple[Column, ...]
    key: str
    required: frozenset[str]
    read: Callable[[Mapping[str, str], str], Read]
    identify: Callable[[str], str] = str  # what of a key is compared

    def column(self, name: str) -> Column:
        """The column of a field; raises ``KeyError``."""
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the row in the file, the field's title (or nothing), the sentence and its arguments."""

    row: int
    column: str
    error: CrmError


@dataclass(frozen=True)
class Addition:
    """A thing that will be there: the row, and what it is to hold."""

    row: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """A thing that is there and will be changed: field → what it is now, what it will be."""

    row: int
    subject_id: int
    who: str
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Plan:
    """What a file would do. ``seal``: a fingerprint of it, so that what is done is what was shown."""

    kind: Kind
    rows: int
    added: tuple[Addition, ...] = ()
    changed: tuple[Change, ...] = ()
    refused: tuple[Problem, ...] = ()
    same: int = 0
    seal: str = ""
    applied: int | None = None  # the import that has done it already


@dataclass(frozen=True)
class Upload:
    """A file with what its columns mean. ``digest``: of its bytes. ``mapping``: field → place of the column."""

    kind: Kind
    file_name: str
    digest: str
    sheet: Sheet = field(repr=False)
    mapping: Mapping[str, int]


@dataclass(frozen=True)
class ImportView:
    """An import that was done."""

    id: int
    kind: Kind
    file_name: str
    who: str
    added: int
    changed: int
    created_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class Kept:
    """What an undo has left as it is: its number, its words, and why."""

    subject_id: int
    who: str
    why: str


@dataclass(frozen=True)
class Undone:
    """What an undo has done."""

    done: ImportView
    removed: int
    restored: int
    kept: tuple[Kept, ...]


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


def _client(row: Mapping[str, str], region: str) -> Read:
    """A client's row; «ФИО» in one cell gives the parts that have no column of their own."""
    values: dict[str, str] = {}
    wrong: dict[str, CrmError] = {}
    if (line := row.get("full_name", "")).strip():
        try:
            named = clients.name_line(line)
            values |= {part: getattr(named, part) for part in ("surname", "name", "midname") if getattr(named, part)}
        except Invalid as refusal:
            wrong["full_name"] = refusal
    for one in clients.Field:
        if not row.get(one.value, "").strip() and one is not clients.Field.PHONE:
            continue
        try:
            values[one.value] = clients.read_field(one, row.get(one.value, ""), region)
        except Invalid as refusal:
            wrong[one.value] = refusal
    if values.get("secondphone") == values.get("phone"):
        values.pop("secondphone", None)
    return values, wrong


_CLIENTS = Layout(
    Kind.CLIENT,
    _("Clients"),
    (
        Column("surname", _("Surname"), ("фамилия", "last name", "family name"), "Минеева"),
        Column("name", _("Name"), ("имя", "first name", "клиент", "client"), "Ольга"),
        Column("midname", _("Patronymic"), ("отчество", "middle name"), "Сергеевна"),
        Column("full_name", _("Full name"), ("фио", "ф. и. о.", "ф.и.о.", "имя и фамилия", "полное имя")),
        Column(
            "phone", _("Phone"), ("телефон", "номер телефона", "тел", "тел.", "мобильный", "phone number", "mobile"),
            "+7 999 643-23-87",
        ),
        Column("secondphone", _("Second phone"), ("второй телефон", "доп. телефон", "телефон 2", "phone 2")),
        Column("description", _("Note"), ("примечание", "комментарий", "заметка", "comment"), "Звонить после шести"),
        Column("source", _("Heard of us"), ("откуда узнали", "откуда", "источник", "source", "how they heard of us")),
    ),
    key="phone",
    required=frozenset({"name", "phone"}),
    read=_client,
)  # fmt: skip


def _account(row: Mapping[str, str], region: str) -> Read:
    """An account's row; a cell that is empty changes nothing."""
    typed = {one: row[one.value] for one in accounts.Field if row.get(one.value, "").strip()}
    values, wrong = accounts.read_row(typed, region)
    return {one.value: value for one, value in values.items()}, {one.value: error for one, error in wrong.items()}


_ACCOUNTS = Layout(
    Kind.ACCOUNT,
    _("Personal accounts"),
    (
        Column(
            "number", accounts.TITLES[accounts.Field.NUMBER],
            ("лицевой счет", "л/с", "лс", "номер лицевого счета", "№ лицевого счета", "счет", "account", "account no."),
            "100200300",
        ),
        Column(
            "full_name", accounts.TITLES[accounts.Field.FULL_NAME],
            ("фио", "собственник", "владелец", "абонент", "наниматель", "жилец", "owner"), "Минеева Ольга Сергеевна",
        ),
        Column("city", accounts.TITLES[accounts.Field.CITY], ("город", "населенный пункт", "town"), "Иркутск"),
        Column("street", accounts.TITLES[accounts.Field.STREET], ("улица", "ул", "ул."), "Лесная"),
        Column("house", accounts.TITLES[accounts.Field.HOUSE], ("дом", "номер дома", "№ дома", "д", "д."), "4"),
        Column("letter", accounts.TITLES[accounts.Field.LETTER], ("литера", "буква", "буква дома", "корпус"), "а"),
        Column("flat", accounts.TITLES[accounts.Field.FLAT], ("квартира", "кв", "кв.", "№ квартиры", "apt"), "12"),
        Column(
            "phone", accounts.TITLES[accounts.Field.PHONE], ("телефон", "номер телефона", "тел", "тел.", "mobile"),
            "+7 999 643-23-87",
        ),
        Column(
            "contract", accounts.TITLES[accounts.Field.CONTRACT], ("договор", "номер договора", "№ договора"),
            "Д-17/2024",
        ),
    ),
    key="number",
    required=frozenset({"number"}),
    read=_account,
    identify=accounts.number_key,
)  # fmt: skip
LAYOUTS: Final[Mapping[Kind, Layout]] = {layout.kind: layout for layout in (_ACCOUNTS, _CLIENTS)}


def layout(kind: str) -> Layout:
    """The layout of a kind; raises ``NotFound``."""
    found = next((one for one in LAYOUTS.values() if one.kind == kind), None)
    if found is None:
        raise NotFound("There is no such table.")
    return found


def guess(kind: Kind, headings: Sequence[str]) -> dict[str, int]:
    """Which column of a file is which field, told by its heading in Russian or English; each column once."""
    known = [fold(heading).strip(" *:") for heading in headings]
    found: dict[str, int] = {}
    for column in LAYOUTS[kind].columns:
        names = {fold(column.title), column.name, column.name.replace("_", " "), *column.names}
        at = next((at for at, said in enumerate(known) if said in names and at not in found.values()), None)
        if at is not None:
            found[column.name] = at
    return found


def checked_mapping(kind: Kind, mapping: Mapping[str, int], columns: int) -> dict[str, int]:
    """The mapping, if it can be: known fields, places that exist, each once, with the key among them.

    Raises ``Invalid``.
    """
    chosen = LAYOUTS[kind]
    known = {column.name for column in chosen.columns}
    if set(mapping) - known or any(not 0 <= at < columns for at in mapping.values()):
        raise Invalid("Please choose what each column is once more.")
    if len(set(mapping.values())) < len(mapping):
        raise Invalid("One column can't be two things. Please choose once more.")
    if chosen.key not in mapping:
        raise Invalid("Which column is “{column}”? Without it nobody can be told from another.",
                      column=Term(chosen.column(chosen.key).title))  # fmt: skip
    return dict(mapping)


def picked(mapping: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    """A row's cells by field; a row may be shorter than the headings."""
    return {name: cells[at] if at < len(cells) else "" for name, at in mapping.items()}
