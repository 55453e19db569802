"""Names of weekdays and months as people type them, in Russian and English, all forms of case."""

from domain.fold import fold

DAYS_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_RU = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_DAYS_FULL = (
    ("monday", "понедельник", "понедельника", "понедельнику", "понедельникам"),
    ("tuesday", "вторник", "вторника", "вторнику", "вторникам", "tues"),
    ("wednesday", "среда", "среду", "среды", "среде", "средам"),
    ("thursday", "четверг", "четверга", "четвергу", "четвергам", "thur", "thurs"),
    ("friday", "пятница", "пятницу", "пятницы", "пятнице", "пятницам", "птн"),
    ("saturday", "суббота", "субботу", "субботы", "субботе", "субботам", "суб"),
    ("sunday", "воскресенье", "воскресенья", "воскресенью", "воскресеньям", "вск", "воскр"),
)
_MONTHS = (
    ("январь", "января", "january"),
    ("февраль", "февраля", "february"),
    ("март", "марта", "march"),
    ("апрель", "апреля", "april"),
    ("май", "мая", "may"),
    ("июнь", "июня", "june"),
    ("июль", "июля", "july"),
    ("август", "августа", "august"),
    ("сентябрь", "сентября", "september"),
    ("октябрь", "октября", "october"),
    ("ноябрь", "ноября", "november"),
    ("декабрь", "декабря", "december"),
)
_WEEKDAYS = {
    name: at
    for at, names in enumerate(zip(DAYS_EN, DAYS_RU, _DAYS_FULL, strict=True))
    for name in (*names[:2], *names[2])
}


def weekday(word: str) -> int | None:
    """Return 0 for Monday … 6 for Sunday, or None for any other word."""
    return _WEEKDAYS.get(fold(word).rstrip("."))


def month(word: str) -> int | None:
    """Return 1 … 12 for a month's name or its first three letters or more, or None for any other word."""
    start = fold(word).rstrip(".")
    if len(start) < 3:
        return None
    return next((at for at, names in enumerate(_MONTHS, 1) if any(n.startswith(start) for n in names)), None)
