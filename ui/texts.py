"""Words in a person's language: gettext sentences, numbers, dates and money by Babel, every argument escaped.

The msgid is the English sentence. Russian lies in `ui/locales/ru/<area>.po`, read at start: there is no build step.
"""

import gettext
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_timedelta
from babel.messages.pofile import read_po
from babel.numbers import format_currency
from markupsafe import Markup

from domain.errors import CrmError, Term

LOCALES = Path(__file__).parent / "locales"
_MINOR = 100
ECHO = 100  # characters of what was typed that a refusal repeats: all 4096 would not fit into the answer


class Catalogue(NullTranslations):
    """Every `.po` of one language in one table."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Read the files; the same msgid in two of them must agree (a test holds it)."""
        super().__init__()
        self._one: dict[str, str] = {}
        self._many: dict[str, tuple[str, ...]] = {}
        self._plural: Any = lambda n: int(n != 1)
        for path in paths:
            with path.open("rb") as file:
                po = read_po(file)
            self._plural = _plural_of(po.plural_expr)
            for message in po:
                if isinstance(message.id, tuple) and isinstance(message.string, tuple):
                    self._many[message.id[0]] = message.string
                elif message.id and message.string:
                    self._one[str(message.id)] = str(message.string)

    def gettext(self, message: str) -> str:
        """The sentence, or the msgid itself."""
        return self._one.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for ``n``."""
        if (forms := self._many.get(msgid1)) is not None:
            return str(forms[self._plural(n)])
        return msgid1 if n == 1 else msgid2


def _plural_of(expression: str) -> Any:
    return getattr(gettext, "c2py")(expression)  # noqa: B009  (in the standard library, not in typeshed)


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; English is the msgids themselves."""
    return Catalogue(sorted((LOCALES / language).glob("*.po")))


def _ended_once(sentence: str, args: dict[str, object]) -> dict[str, object]:
    """The arguments without the full stop of an abbreviation (`21 дек.`) where the sentence ends with its own."""
    ended = {name: one[:-1] for name, one in args.items() if _ends(one) and f"{{{name}}}." in sentence}  # type: ignore[index]
    return args | ended


def _ends(value: object) -> bool:
    return isinstance(value, str) and value.endswith(".") and not value.endswith("..")


@dataclass(frozen=True)
class Words:
    """How one person is spoken to: language, the business's zone and currency."""

    language: str = "ru"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Moscow"))
    currency: str = "RUB"

    def __call__(self, msgid: str, **args: object) -> Markup:
        """A sentence as HTML; arguments are escaped unless they are Markup already."""
        sentence = catalogue(self.language).gettext(msgid)
        return Markup(sentence).format(**_ended_once(sentence, args))  # noqa: S704  (our own sentence)

    def plain(self, msgid: str, **args: object) -> str:
        """A sentence as plain text: for buttons, alerts and pictures."""
        sentence = catalogue(self.language).gettext(msgid)
        return sentence.format(**_ended_once(sentence, args))

    def count(self, one: str, many: str, n: int, **args: object) -> Markup:
        """A sentence with a number: ``{n}`` in both msgids."""
        return Markup(catalogue(self.language).ngettext(one, many, n)).format(n=n, **args)  # noqa: S704

    def error(self, error: CrmError) -> Markup:
        """What went wrong, as HTML."""
        return self(error.msgid, **{name: self.value(value) for name, value in error.args_.items()})

    def alert(self, error: CrmError) -> str:
        """What went wrong, as the text of an alert (200 characters at most)."""
        return self.plain(error.msgid, **{name: self.value(value) for name, value in error.args_.items()})[:200]

    def value(self, value: object) -> object:
        """An argument as people write it; several moments of a day are listed by their times."""
        if isinstance(value, Term):
            return self.plain(value)
        if isinstance(value, tuple):
            return ", ".join(self.time(item) if isinstance(item, datetime) else str(self.value(item)) for item in value)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if isinstance(value, str) and len(value) > ECHO:
            return value[: ECHO - 1] + "…"
        return value

    # --- dates and times: aware moments in, the business's wall clock out ---

    def local(self, moment: datetime) -> datetime:
        """The wall clock of the business at a moment."""
        return moment.astimezone(self.zone)

    def time(self, moment: datetime) -> str:
        """`15:00`."""
        return f"{self.local(moment):%H:%M}"

    def day(self, day: date) -> str:
        """`сб, 21 нояб.`"""
        return self._fixed(format_skeleton("MMMEd", day, locale=self.language))

    def day_long(self, day: date) -> str:
        """`21 ноября`."""
        return self._fixed(format_skeleton("MMMMd", day, locale=self.language))

    def month(self, day: date) -> str:
        """`ноябрь 2026`."""
        return self._fixed(format_date(day, "LLLL y", locale=self.language))

    def weekday(self, number: int) -> str:
        """`пн` for 0."""
        return format_date(date(2024, 1, 1) + timedelta(days=number), "ccc", locale=self.language).rstrip(".").lower()

    def near_day(self, day: date, today: date) -> str:
        """`сегодня`, `завтра`, or the day."""
        return {0: self.plain("today"), 1: self.plain("tomorrow")}.get((day - today).days) or self.day(day)

    def moment(self, moment: datetime) -> str:
        """`сб, 21 нояб., 15:00`."""
        return f"{self.day(self.local(moment).date())}, {self.time(moment)}"

    def span(self, start: datetime, end: datetime) -> str:
        """`15:00–16:00`."""
        return f"{self.time(start)}–{self.time(end)}"

    def ago(self, moment: datetime, now: datetime) -> str:
        """`15 минут назад`, `через 2 часа`."""
        return self._fixed(format_timedelta(moment - now, add_direction=True, locale=self.language))

    def length(self, seconds: int) -> str:
        """`1 ч 30 мин`."""
        hours, minutes = divmod(seconds // 60, 60)
        parts = [self.plain("{n} h", n=hours)] if hours else []
        return " ".join([*parts, self.plain("{n} min", n=minutes)] if minutes or not hours else parts)

    def money(self, minor: int) -> str:
        """`12 500 ₽` for 1250000."""
        whole = minor % _MINOR == 0
        number = minor // _MINOR if whole else minor / _MINOR
        return self._fixed(
            format_currency(
                number, self.currency, locale=self.language, currency_digits=not whole,
                format=None if not whole else _without_minor(self.language),
            )
        )  # fmt: skip

    @staticmethod
    def _fixed(text: str) -> str:
        text = text.replace("\u202f", "\u00a0")
        return _GLUED.sub("\\1\u00a0\\2", text)


_GLUED = re.compile(r"([A-Z]{3})(\d)")  # "RUB2,000", as a currency without a sign of its own comes in English


@cache
def _without_minor(language: str) -> str:
    return {"ru": "#,##0\u00a0¤", "en": "¤#,##0"}.get(language, "¤#,##0")
