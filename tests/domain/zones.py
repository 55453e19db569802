"""Six zones whose clocks change in six different ways, and the days on which they do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CHANGING = (
    "Europe/Helsinki",  # an hour, at night
    "America/New_York",  # west of UTC
    "America/Santiago",  # midnight itself is skipped; seasons reversed
    "Asia/Beirut",  # midnight is skipped and comes near twice
    "Australia/Lord_Howe",  # half an hour
    "Pacific/Chatham",  # offset of 12:45
)
STEADY = ("Asia/Irkutsk", "Europe/Moscow", "UTC")


def change_days(name: str, year: int = 2026) -> list[date]:
    """The calendar days of ``year`` on which the offset of a zone changes."""
    zone = ZoneInfo(name)
    found = []
    moment = datetime(year, 1, 1, tzinfo=UTC)
    while moment.year == year:
        later = moment + timedelta(minutes=30)
        if moment.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            found.append(later.astimezone(zone).date())
        moment = later
    return found


CHANGES = [(name, day) for name in CHANGING for day in change_days(name)]
