"""From what a query gave to the table that is drawn, shown and written: ratios, totals, the period before beside it."""

from collections.abc import Mapping, Sequence

from domain.stats import Column, Given, Kind, Row, Statistic, Table, Total, Unit, Value


def table_of(statistic: Statistic, rows: Sequence[Given], earlier: Sequence[Given] | None = None) -> Table:
    """The table of what the query gave, beside the period before where it is compared.

    A day is compared with the one at its place in the period before, a name with itself.
    """
    if earlier is None:
        made = [Row(key, name, _values(statistic, raw)) for key, name, raw in rows]
        return Table(statistic.name, tuple(made), _totals(statistic, rows))
    nothing = [0] * len(statistic.raw)
    if statistic.kind is Kind.DAYS:
        then = {row[0]: was[2] for row, was in zip(rows, earlier, strict=True)}
    else:
        then = {was[0]: was[2] for was in earlier}
        present = {row[0] for row in rows}
        rows = [*rows, *((key, name, nothing) for key, name, _raw in earlier if key not in present)]
    made = [
        Row(key, name, _values(statistic, raw), _values(statistic, then.get(key, nothing))) for key, name, raw in rows
    ]
    return Table(statistic.name, tuple(made), _totals(statistic, rows), _totals(statistic, earlier))


def _values(statistic: Statistic, raw: Sequence[int]) -> tuple[Value, ...]:
    known = {column.key: value for column, value in zip(statistic.raw, raw, strict=True)}
    return tuple(known[one.key] if one.ratio is None else _ratio(one, known) for one in statistic.shown)


def _ratio(column: Column, known: Mapping[str, int]) -> Value:
    assert column.ratio is not None
    part, whole = (known[key] for key in column.ratio)
    return rounded(part * (1000 if column.unit is Unit.SHARE else 1), whole) if whole else None


def _totals(statistic: Statistic, rows: Sequence[Given]) -> tuple[Value, ...]:
    sums = [sum(raw[at] for _key, _name, raw in rows) for at in range(len(statistic.raw))]
    means = [column.total is Total.MEAN and bool(rows) for column in statistic.raw]
    return _values(statistic, [rounded(one, len(rows)) if mean else one for one, mean in zip(sums, means, strict=True)])


def plain(unit: Unit, value: Value) -> float | int | None:
    """A number as it is drawn and as it stands in the file: money whole, hours, minutes, percent."""
    if value is None or unit is Unit.NUMBER:
        return value
    parts = {Unit.MONEY: 100, Unit.HOURS: 3600, Unit.WAIT: 60, Unit.SHARE: 10}
    return round(value / parts[unit], 2)


def rounded(part: int, whole: int) -> int:
    """A whole number, halves up."""
    return (2 * part + whole) // (2 * whole)
