"""A client's memberships of the gym, walked day by day: what the rule of ``domain.memberships`` is held against.

It knows no spans and adds no lengths. A membership is so many days to be lived; each date takes one from whoever is
first in the queue, unless that date is frozen for it. It shares no code with the rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass
class Lived:
    """One membership. ``icy``: its frozen dates, each with the first date of its freeze."""

    name: int
    lasts: int
    may_freeze: int
    icy: dict[date, date] = field(default_factory=dict)  # to come
    is_off: bool = False
    had: list[date] = field(default_factory=list)  # dates that have taken a day
    was_icy: list[date] = field(default_factory=list)

    @property
    def remains(self) -> int:
        return self.lasts - len(self.had)


class CalendarModel:
    """The queue of one client."""

    def __init__(self, today: date) -> None:
        """Nothing has been bought."""
        self.today = today
        self.all: list[Lived] = []

    # --- what people do; False where it is refused ---

    def renew(self, name: int, lasts: int, may_freeze: int) -> None:
        """One more at the end of the queue."""
        self.all.append(Lived(name, lasts, may_freeze))

    def freeze(self, first: date, last: date) -> bool:
        """Freeze these dates of the one that today belongs to."""
        one = self.whose(self.today)
        wanted = dates(first, last)
        if one is None or not wanted or first < self.today or self.whose(first) is not one:
            return False
        taken = set(one.icy) | set(one.was_icy)
        if any(day in taken for day in wanted) or len(taken) + len(wanted) > one.may_freeze:
            return False
        for day in wanted:
            one.icy[day] = first
        self._forget_unreached()
        return True

    def unfreeze(self, first: date) -> bool:
        """They are back: of the freeze that began, or begins, then, nothing is left from today on."""
        one = self.whose(self.today)
        back = [day for day, begun in one.icy.items() if begun == first and day >= self.today] if one else []
        for day in back:
            assert one is not None
            del one.icy[day]
        self._forget_unreached()
        return bool(back)

    def cancel(self, name: int) -> bool:
        """It is off from today on."""
        one = next(known for known in self.all if known.name == name)
        if one.is_off or not one.remains:
            return False
        one.is_off = True
        one.icy.clear()
        self._forget_unreached()
        return True

    def pass_day(self) -> None:
        """Tomorrow."""
        one = self.whose(self.today)
        if one is not None:
            is_icy = one.icy.pop(self.today, None) is not None
            (one.was_icy if is_icy else one.had).append(self.today)
        self.today += timedelta(days=1)

    # --- what it comes to ---

    def calendar(self) -> dict[date, tuple[int, bool]]:
        """Every date that belongs to a membership: to which, and whether it is frozen."""
        known: dict[date, tuple[int, bool]] = {}
        for one in self.all:
            known |= dict.fromkeys(one.had, (one.name, False)) | dict.fromkeys(one.was_icy, (one.name, True))
        return known | {day: (one.name, is_icy) for day, one, is_icy in self._ahead()}

    def whose(self, day: date) -> Lived | None:
        """The membership that a date from today on belongs to."""
        return next((one for at, one, _icy in self._ahead() if at == day), None)

    def _ahead(self) -> Iterator[tuple[date, Lived, bool]]:
        day = self.today
        for one in self.all:
            left = 0 if one.is_off else one.remains
            while left:
                is_icy = day in one.icy
                yield day, one, is_icy
                left -= not is_icy
                day += timedelta(days=1)

    def _forget_unreached(self) -> None:
        """A frozen date that the walk does not come to is a day of freeze given back."""
        reached = {(day, one.name) for day, one, is_icy in self._ahead() if is_icy}
        for one in self.all:
            one.icy = {day: begun for day, begun in one.icy.items() if (day, one.name) in reached}


def dates(first: date, last: date) -> list[date]:
    """Every date from the first to the last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
