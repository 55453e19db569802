"""The journals: one query builder over all of them. A first page reads a bounded range of an index, not the table.

How it stays bounded: the order is the key's or an index's own; a choice of several values is several such ranges
merged; a part of a text goes through trigrams in the key's order; a count stops at ``CAP``.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, column, func, literal, or_, select, table, text, true, union_all
from sqlalchemy.orm import Session

from domain.journal import NOBODY, TABLES, YES, Kind
from domain.journal_ask import AnyOf, Ask, Days, Exact, Filter, Part
from models import Executor, RequestCategory, RequestSubcategory, Tariff
from repositories.journal_sources import SOURCES, Source
from repositories.search import column_query

CAP = 1000  # hits are counted up to here: «1000+»
BATCH = 1000
LISTED_MOST = 500  # entries of a directory a filter can offer
_LISTS: Mapping[str, tuple[Any, Any]] = {
    "categories": (RequestCategory.id, RequestCategory.name),
    "subcategories": (RequestSubcategory.id, RequestSubcategory.name),
    "executors": (Executor.id, Executor.full_name),
    "tariffs": (Tariff.id, Tariff.name),
}


class Journal:
    """One look at one table."""

    def __init__(self, session: Session, ask: Ask, zone: ZoneInfo) -> None:
        """``zone``: whose days the filters mean."""
        self.session = session
        self.ask = ask
        self.zone = zone
        self.source: Source = SOURCES[ask.table]
        self.columns = TABLES[ask.table].known
        self.dialect = session.get_bind().dialect.name

    # --- what people see -------------------------------------------------------------------------------------

    def rows(self) -> list[tuple[Any, ...]]:
        """A page: of each row its key, its state, then the columns asked for."""
        limit, offset = self.ask.size, (self.ask.page - 1) * self.ask.size
        keys = self._keys(limit, offset).subquery("hits")
        query = self.source.joins(select(*self._shown()).select_from(self.source.row))
        query = query.join(keys, keys.c.key == self.source.key).order_by(*self._order())
        return [tuple(row) for row in self.session.execute(query)]

    def stream(self) -> Iterator[tuple[Any, ...]]:
        """Every row that matches, in the page's order, columns only: for the file."""
        query = self._matching(self.ask.filters, self._shown()[2:], joined=True).order_by(*self._order())
        for row in self.session.execute(query.execution_options(yield_per=BATCH)):
            yield tuple(row)

    def count(self, most: int = CAP) -> int:
        """How many match, counted to ``most`` and one."""
        found = self._matching(self.ask.filters, [self.source.key]).limit(most + 1).subquery()
        return self.session.scalar(select(func.count()).select_from(found)) or 0

    def totals(self) -> tuple[dict[str, int], bool]:
        """How many are in each state, whatever states are filtered by, and whether that is a part of them only.

        Without other filters each is counted to ``CAP`` and one. With them the first ``CAP`` and one rows that match
        are: where there are more, a number is the least there can be, and a state may have rows that were not met.
        """
        state = TABLES[self.ask.table].state
        if not state:
            return {}, False
        others = {key: value for key, value in self.ask.filters.items() if key != state}
        kept = self.source.fields[state].compared
        if others:
            found = self._matching(others, [kept.label("state")]).limit(CAP + 1).subquery()
            rows = self.session.execute(select(found.c.state, func.count()).group_by(found.c.state))
            known = {str(value): number for value, number in rows}
            return known, sum(known.values()) > CAP
        counts = [
            select(func.count()).select_from(
                self._matching({state: AnyOf((value,))}, [self.source.key]).limit(CAP + 1).subquery()
            )
            for value in self.columns[state].values
        ]
        numbers = self.session.execute(select(*(one.scalar_subquery() for one in counts))).one()
        return {value: n for value, n in zip(self.columns[state].values, numbers, strict=True) if n}, False

    def newest(self) -> int:
        """The largest key there is."""
        return self.session.scalar(select(func.max(self.source.key))) or 0

    def count_since(self, key: int) -> int:
        """How many rows were added after this one, counted to ``CAP``."""
        found = select(self.source.key).where(self.source.key > key).limit(CAP).subquery()
        return self.session.scalar(select(func.count()).select_from(found)) or 0

    # --- how they are found ----------------------------------------------------------------------------------

    def _shown(self) -> list[Any]:
        state = TABLES[self.ask.table].state
        first = [self.source.key, self.source.fields[state].compared if state else literal("")]
        fields = self.source.fields
        return [one.label(f"c{at}")
                for at, one in enumerate([*first, *(fields[key].shown for key in self.ask.columns)])]  # fmt: skip

    def _ordered_by(self) -> Any:
        chosen = self.ask.sort or next((k for k, v in self.ask.filters.items() if isinstance(v, Days)), "")
        return self.source.fields[chosen].compared if chosen else self.source.key

    def _order(self, fts: Any = None) -> tuple[Any, ...]:
        """The chosen column's; else that of the days asked for; else the newest first. Always ended by the key.

        ``fts``: the trigrams whose own order the key's is, so that nothing is sorted.
        """
        compared = self._ordered_by()
        down = self.ask.descends if self.ask.sort else True
        key = self.source.key if fts is None else fts.c.rowid
        keys = [key] if compared is self.source.key else [compared, key]
        return tuple(key.desc() if down else key.asc() for key in keys)

    def _keys(self, limit: int, offset: int) -> Select[Any]:
        several = self._several()
        if several is None:
            found = self._matching(self.ask.filters, [self.source.key.label("key")])
            return found.order_by(*self._order(self._words_index())).limit(limit).offset(offset)
        name, values = several
        arms = [
            self._matching({**self.ask.filters, name: AnyOf((value,))}, [self.source.key.label("key")])
            .order_by(*self._order())
            .limit(limit + offset)
            .subquery()
            for value in values
        ]
        merged = union_all(*(select(arm.c.key) for arm in arms)).subquery()
        order = merged.c.key.desc() if self.ask.descends or not self.ask.sort else merged.c.key.asc()
        return select(merged.c.key).order_by(order).limit(limit).offset(offset)

    def _several(self) -> tuple[str, tuple[str, ...]] | None:
        """The choice of several values that is best read as several ranges of its index."""
        filters = self.ask.filters
        if self._ordered_by() is not self.source.key or any(isinstance(one, Part) for one in filters.values()):
            return None
        for name, one in filters.items():
            values = _spelt(one) if isinstance(one, Exact) else one.values if isinstance(one, AnyOf) else ()
            if len(values) > 1 and self.columns[name].sorts:
                return name, values
        return None

    def _words_index(self, filters: Mapping[str, Filter] | None = None) -> Any:
        """SQLite's trigrams, where parts of texts are asked for."""
        asked = (self.ask.filters if filters is None else filters).values()
        is_used = self.dialect == "sqlite" and self.source.fts and any(isinstance(one, Part) for one in asked)
        return table(self.source.fts, column("rowid")) if is_used else None

    def _matching(self, filters: Mapping[str, Filter], columns: Sequence[Any], *, joined: bool = False) -> Select[Any]:
        source = self.source
        query = select(*columns).select_from(source.row)
        parts = {name: one for name, one in filters.items() if isinstance(one, Part)}
        if (fts := self._words_index(filters)) is not None:
            asked = " AND ".join(f"({column_query(name, part.words)})" for name, part in parts.items())
            query = select(*columns).select_from(fts).join(source.row, source.key == fts.c.rowid)
            query = query.where(text(f"{source.fts} MATCH :trigrams").bindparams(trigrams=asked))
        if joined or any(source.fields[name].joined for name in filters):
            query = source.joins(query)
        if source.live is not None:
            query = query.where(source.live)
        return query.where(*(self._condition(name, one) for name, one in filters.items()))

    def _condition(self, name: str, one: Filter) -> ColumnElement[bool]:
        field = self.source.fields[name]
        if isinstance(one, Part):
            if field.words is None:
                raise TypeError(f"{name} has no words")
            return and_(*(field.words(word, self.dialect) for word in one.words))
        kept = field.compared
        if isinstance(one, Exact):
            return _one_of(kept, _spelt(one))
        if isinstance(one, AnyOf):
            return self._any_of(name, kept, one)
        if isinstance(one, Days):
            return _within(kept, self._midnight(one.first), self._midnight(_after(one.last)), half_open=True)
        return _within(kept, one.least, one.most, half_open=False)

    def _any_of(self, name: str, kept: Any, one: AnyOf) -> ColumnElement[bool]:
        said = [self._value(name, value) for value in one.values if value != NOBODY]
        conditions: list[ColumnElement[bool]] = []
        if said:
            conditions.append(_one_of(kept, said))
        if NOBODY in one.values:
            conditions.append(kept.is_(None))
        return or_(*conditions)

    def _value(self, name: str, value: str) -> Any:
        """A choice as its column keeps it."""
        if self.columns[name].kind is Kind.FLAG:
            return value == YES
        return int(value) if value.isdecimal() else value

    def _midnight(self, day: date | None) -> datetime | None:
        return datetime.combine(day, time(), self.zone) if day else None


def _spelt(one: Exact) -> tuple[str, ...]:
    """A house as it may be written: 12а, 12А."""
    return tuple(dict.fromkeys((one.text, one.text.upper(), one.text.lower())))


def _one_of(kept: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    """One value as an equality: SQLite reads it in the key's order."""
    condition: ColumnElement[bool] = kept == values[0] if len(values) == 1 else kept.in_(values)
    return condition


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _within(kept: Any, least: Any, most: Any, *, half_open: bool) -> ColumnElement[bool]:
    if least is not None and least == most and not half_open:
        equal: ColumnElement[bool] = kept == least
        return equal
    ends = [kept >= least] if least is not None else []
    if most is not None:
        ends.append(kept < most if half_open else kept <= most)
    return and_(true(), *ends)


def listed(session: Session, name: str) -> list[tuple[int, str]]:
    """What a directory offers to a filter, archived entries too: a journal tells what was."""
    key, said = _LISTS[name]
    return [(row[0], row[1]) for row in session.execute(select(key, said).order_by(said, key).limit(LISTED_MOST))]
