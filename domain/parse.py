"""What people type about time, money and numbers, made into values.

Each function either understands or raises Invalid with what is wrong and an example; nothing is guessed
silently that the person would not see on the next screen.
"""

import re
from datetime import date, time, timedelta
from decimal import Decimal

from domain.datewords import month, weekday
from domain.errors import Invalid, Term
from domain.fold import clean, fold

NAME_MOST = 64  # characters, each of surname, name and patronymic (T4)
NOTE_MOST = 500  # characters (T4)
_PAST = timedelta(days=60)
_YEARS = range(2000, 2101)
_PREPOSITION = re.compile(r"^(?:в|во|на|к|с|at|on|from)\s+(?=\S)")
_RELATIVE = {
    "сегодня": 0, "today": 0, "завтра": 1, "tomorrow": 1, "послезавтра": 2, "day after tomorrow": 2,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})([./ -])(\d{1,2})(?:([./-])(\d{4}|\d{2})\.?)?(?:\s*г\.?)?")
_NAMED = re.compile(r"(\d{1,2})(?:-?го|st|nd|rd|th)?\s+([^\W\d]+)\.?,?(?:\s+(\d{4}|\d{2})(?:\s*г(?:ода)?\.?)?)?")
_NAMED_EN = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_DAY_ONLY = re.compile(r"(\d{1,2})(?:-?го|st|nd|rd|th|\s*числа)?")
_CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.,\s-]\s*(\d{2}))?\s*(?:ч(?:ас(?:а|ов)?)?\.?)?\s*([^\W\d]+)?")
_COMPACT = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_MORNING = {"am", "утра", "ночи"}
_EVENING = {"pm", "дня", "вечера"}
_SPOKEN = {
    "полдень": time(12), "noon": time(12), "полночь": time(0), "midnight": time(0), "час": time(13),
}  # fmt: skip
_COUNT_WORDS = (
    "ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять",
    "одиннадцать", "двенадцать",
)  # fmt: skip
_COUNTED = {**{word: at for at, word in enumerate(_COUNT_WORDS)}, "одна": 1, "две": 2, "двое": 2, "трое": 3}
_HOURS = r"(?:ч|час|часа|часов|h|hr|hrs|hour|hours)\.?"
_MINUTES = r"(?:м|мин|минут|минута|минуты|m|min|mins|minute|minutes)\.?"
_LENGTH = re.compile(rf"(?:(\d+(?:[.,]\d+)?)\s*{_HOURS})?\s*(?:и\s+)?(?:(\d+)\s*{_MINUTES})?")
_CURRENCY = re.compile(r"(?:₽|руб(?:\.|лей|ля|ль)?|р\.?|rub|\$|€|usd|eur|₸|тг|тенге)$")
_THOUSANDS = re.compile(r"(?:тыс\.?|тысяч[аи]?|т\.?|к|k)$")
_GROUPED = re.compile(r"\d{1,3}(?:[ .,']\d{3})+(?=$|[.,]\d{1,2}$)")
_YES = {
    "да",
    "ага",
    "угу",
    "конечно",
    "верно",
    "ок",
    "окей",
    "yes",
    "y",
    "yep",
    "ok",
    "okay",
    "sure",
    "+",
    "1",
    "👍",
}
_NO = {"нет", "не", "неа", "не надо", "no", "n", "nope", "-", "0", "👎"}


def day(text: str, today: date) -> date:
    """Return the day meant by ``text``: сегодня, сб, 21, 21.11, 21.11.2026, 21 ноября, 21 nov, 2026-11-21.

    A weekday is the next such day after today. A day without a year that lies over 60 days in the past is
    next year's; a bare number is the next such day of a month, today included. Raises Invalid.
    """
    typed = _PREPOSITION.sub("", fold(text)).rstrip(",.")
    if typed in _RELATIVE:
        return today + timedelta(days=_RELATIVE[typed])
    named = weekday(typed)
    if named is not None:
        return today + timedelta(days=(named - today.weekday() - 1) % 7 + 1)
    if found := _ISO.fullmatch(typed):
        return _dated(int(found[3]), int(found[2]), int(found[1]), today)
    if (found := _NUMBERS.fullmatch(typed)) and (found[5] is None or found[2] == found[4]):
        return _dated(int(found[1]), int(found[3]), _year(found[5]), today)
    if (found := _NAMED.fullmatch(typed)) and (number := month(found[2])):
        return _dated(int(found[1]), number, _year(found[3]), today)
    if (found := _NAMED_EN.fullmatch(typed)) and (number := month(found[1])):
        return _dated(int(found[2]), number, _year(found[3]), today)
    if found := _DAY_ONLY.fullmatch(typed):
        return _day_of_month(int(found[1]), today)
    raise Invalid("I don't understand this day. Example: {example}", example="21.11")


def time_of_day(text: str) -> time:
    """Return the time of day: 15:00, 15.00, 15,30, 15 30, 15-30 (S1.64), 1500, 15, в 15, 3pm, 3 дня, в три.

    A bare hour from 1 to 7 is in the afternoon, because nobody books three o'clock at night in that way;
    ``03:00`` and ``3:00`` are taken as written. Raises Invalid.
    """
    typed = _PREPOSITION.sub("", fold(text)).rstrip(",")
    if typed in _SPOKEN:
        return _SPOKEN[typed]
    words = typed.split(" ", 1)
    if words[0] in _COUNTED:
        typed = " ".join([str(_COUNTED[words[0]]), *words[1:]])
    if found := _COMPACT.fullmatch(typed):
        return time(int(found[1]), int(found[2]))
    found = _CLOCK.fullmatch(typed)
    if found and (hour := _hour(found[1], found[2], found[3])) is not None and int(found[2] or 0) < 60:
        return time(hour, int(found[2] or 0))
    raise Invalid("I don't understand this time. Example: {example}", example="15:00")


def day_and_time(text: str, today: date) -> tuple[date, time]:
    """Return the day and the time of one line, in any order: ``завтра в 15``, ``21.11 15 30``, ``15:00 сб``.

    Raises Invalid when one of them is missing.
    """
    words = fold(text).replace(", ", " ").split()
    for cut in range(len(words) - 1, 0, -1):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        for when, clock in ((first, second), (second, first)):
            try:
                return day(when, today), time_of_day(clock)
            except Invalid:
                continue
    raise Invalid("Please name the day and the time. Example: {example}", example="21.11 15:00")


def players(text: str, most: int) -> int:
    """Return how many play, 1 to ``most``: ``12``, ``12 человек``, ``нас двое``. Raises Invalid (S1.46)."""
    typed = fold(text)[:100]
    found = re.fullmatch(r"[^\d-]*(\d+)[^\d]*", typed)
    counted = [_COUNTED[word] for word in typed.split() if word in _COUNTED]
    if not found and len(counted) != 1:
        raise Invalid("How many players, in one number? Example: {example}", example="12")
    number = int(found[1]) if found else counted[0]
    if not 1 <= number <= most:
        raise Invalid(
            "From 1 to {most} players, and you typed {typed}. Example: {example}",
            most=most, typed=typed, example=min(12, most),
        )  # fmt: skip
    return number


def duration(text: str, *, least: int = 300, most: int = 86400) -> int:
    """Return a length in seconds: ``1 час``, ``90 мин``, ``1:30``, ``1.5 часа``, ``1 ч 30 мин``, ``полчаса``.

    A bare number under 10 is hours, from 10 on minutes. ``least`` and ``most`` are in seconds. Raises
    Invalid.
    """
    seconds = _length(fold(text)[:100])
    if seconds is None:
        raise Invalid("I don't understand this length. Example: {example}", example="1 час 30 мин")
    if not least <= seconds <= most:
        raise Invalid(
            "From {least} to {most} minutes. Example: {example}",
            least=-(-least // 60), most=most // 60, example="90 мин",
        )  # fmt: skip
    return seconds


def money(text: str, *, most: int = 10_000_000_00) -> int:
    """Return an amount in minor units: ``12 500``, ``12500,50``, ``12.500 ₽``, ``5 тыс``; zero is allowed.

    ``most`` is in minor units. Raises Invalid for anything negative, greater, or with over two decimals.
    """
    typed = _CURRENCY.sub("", fold(text)[:100]).strip()
    plain = _THOUSANDS.sub("", typed).strip()
    grouped = _GROUPED.match(plain)
    if grouped:
        plain = re.sub(r"[ .,']", "", grouped.group()) + plain[grouped.end() :]
    if not re.fullmatch(r"\d{1,15}(?:[.,]\d{1,2})?", plain):
        raise Invalid("I don't understand this amount. Example: {example}", example="12 500")
    amount = Decimal(plain.replace(",", ".")) * (1 if _THOUSANDS.sub("", typed) == typed else 1000)
    minor = int(amount * 100)
    if minor > most:
        raise Invalid(
            "This amount is too great: at most {most}. Example: {example}", most=most // 100, example="12 500"
        )
    return minor


def note(text: str) -> str:
    """Return a note of at most 500 characters with its line breaks. Raises Invalid (T4)."""
    return clean(text, most=NOTE_MOST, what=Term("Note"), lines=True)


def yes_no(text: str) -> bool:
    """Return True for a yes and False for a no, in Russian or English. Raises Invalid for anything else."""
    typed = fold(text).rstrip(".!,")
    if typed in _YES:
        return True
    if typed in _NO:
        return False
    raise Invalid("Please answer yes or no. Example: {example}", example="да")


def is_nothing(text: str) -> bool:
    """Say whether ``text`` empties a field on purpose: a dash, «нет». What can't be seen is a mistake, and does not."""
    return fold(text) in {"-", "\u2013", "\u2014", "нет", "none"}


def _year(typed: str | None) -> int | None:
    return None if typed is None else int(typed) + (2000 if len(typed) == 2 else 0)


def _dated(number: int, of_month: int, year: int | None, today: date) -> date:
    """The day itself; without a year, this year's, or next year's when that is long past or does not exist."""
    if year is not None and year not in _YEARS:
        raise Invalid("This year is too far away: {year}. Example: {example}", year=year, example="21.11.2026")
    for candidate in (year,) if year else (today.year, today.year + 1):
        try:
            found = date(candidate, of_month, number)
        except ValueError:
            continue
        if year or found >= today - _PAST:
            return found
    raise Invalid("There is no such day in the calendar. Example: {example}", example="21.11")


def _day_of_month(number: int, today: date) -> date:
    for ahead in range(62):
        found = today + timedelta(days=ahead)
        if found.day == number:
            return found
    raise Invalid("There is no such day in the calendar. Example: {example}", example="21.11")


def _hour(typed: str, minutes: str | None, part: str | None) -> int | None:
    """The hour of 24, or None when it can't be one; ``part`` is pm, утра, вечера …"""
    hour = int(typed)
    if part is None:
        afternoon = minutes is None and len(typed) == 1 and 1 <= hour <= 7
        return hour + 12 if afternoon else hour if hour < 24 else None
    if not 1 <= hour <= 12 or part not in _MORNING | _EVENING:
        return None
    if part in _EVENING:
        return hour if hour == 12 else hour + 12
    return hour % 12


def _length(typed: str) -> int | None:
    if typed in {"полчаса", "полтора часа", "час", "hour"}:
        return {"полчаса": 1800, "полтора часа": 5400}.get(typed, 3600)
    words = typed.split(" ", 1)
    if words[0] in _COUNTED and len(words) == 2:
        typed = f"{_COUNTED[words[0]]} {words[1]}"
    elif words[0] == "час":
        typed = f"1 {typed}"
    if found := re.fullmatch(r"(\d{1,2}):(\d{2})", typed):
        return int(found[1]) * 3600 + int(found[2]) * 60 if int(found[2]) < 60 else None
    if typed.isdecimal():
        return int(typed) * (3600 if int(typed) < 10 else 60)
    found = _LENGTH.fullmatch(typed)
    if not found or not (found[1] or found[2]):
        return None
    return int(Decimal((found[1] or "0").replace(",", ".")) * 3600) + int(found[2] or 0) * 60
