"""The statistics of an area as one picture of several charts, to be read on a phone (S5.39).

Drawn in a process of its own: matplotlib takes two seconds to be imported and 60 MB, and holds the interpreter.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.stats import Column, Kind, Numbers, Row, Statistic, Table, Total, Unit, get
from domain.stats_tables import plain
from ui import stats
from ui.pictures import FONTS
from ui.screen import cut
from ui.texts import Words

WIDTH, DPI = 9.0, 120  # inches, points: 1080 across
DAYS_HIGH, NAME_HIGH, BAR_HIGH, FRAME_HIGH, HEAD_HIGH = 2.6, 0.28, 0.3, 0.9, 0.8  # inches
NAMES_MOST: Final = 10  # of a chart; the rest is in the table
TICKS = 7
PAPER, INK, SOFT, GRID = "#ffffff", "#13211d", "#6b7d76", "#e3ebe8"
COLOURS = ("#0b7268", "#d9822b", "#7a5cc0")
NAME_MOST: Final = 60  # characters


@dataclass(frozen=True)
class Panel:
    """One chart: the columns of one unit."""

    statistic: Statistic
    table: Table
    columns: tuple[Column, ...]

    @property
    def rows(self) -> Sequence[Row]:
        """What is drawn."""
        return self.table.rows if self.statistic.kind is Kind.DAYS else self.table.rows[:NAMES_MOST]

    def series(self, column: Column, *, before: bool = False) -> list[float | int | None]:
        """The numbers of a column, in the order of the rows."""
        at = self.statistic.shown.index(column)
        values = [row.before if before else row.values for row in self.rows]
        return [plain(column.unit, one[at]) if one is not None else None for one in values]

    @property
    def high(self) -> float:
        """Inches."""
        if self.statistic.kind is Kind.DAYS:
            return DAYS_HIGH
        return FRAME_HIGH + (NAME_HIGH + BAR_HIGH * len(self.columns)) * max(1, len(self.rows))


def panels(numbers: Numbers) -> list[Panel]:
    """The charts of a picture, in order."""
    return [Panel(get(table.name), table, columns) for table in numbers.tables for columns in get(table.name).drawn]


def picture(t: Words, numbers: Numbers) -> bytes:
    """A PNG, 1080 points wide."""
    from matplotlib import font_manager  # noqa: PLC0415  (here only: the bot never imports it)
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    for file in FONTS.glob("*.ttf"):
        font_manager.fontManager.addfont(str(file))
    drawn = panels(numbers)
    high = HEAD_HIGH + sum(one.high for one in drawn)
    layout = ConstrainedLayoutEngine(h_pad=0.1, w_pad=0.12)
    figure = Figure(figsize=(WIDTH, high), dpi=DPI, facecolor=PAPER, layout=layout)
    figure.suptitle(
        f"{t.plain(stats.AREAS[numbers.area])} · {stats.days(t, numbers.span)}", x=0.02, ha="left", fontsize=19,
        fontweight="bold", color=INK,
    )  # fmt: skip
    axes = figure.subplots(len(drawn), 1, squeeze=False, height_ratios=[one.high for one in drawn])
    for panel, (ax,) in zip(drawn, axes, strict=True):
        _draw(t, ax, panel)
    file_ = io.BytesIO()
    figure.savefig(file_, format="png")
    return file_.getvalue()


def _draw(t: Words, ax: Any, panel: Panel) -> None:
    ax.set_title(_title(t, panel), loc="left", fontsize=15, fontweight="bold", color=INK, pad=24)
    ax.set_axisbelow(True)
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0, labelsize=13, labelcolor=SOFT)
    if not any(value for column in panel.columns for value in panel.series(column)):
        ax.set_xticks([])
        ax.set_yticks([])
        ax.text(0.5, 0.5, t.plain("Nothing in these days"), ha="center", va="center", fontsize=14, color=SOFT,
                transform=ax.transAxes)  # fmt: skip
    elif panel.statistic.kind is Kind.DAYS:
        _days(t, ax, panel)
    else:
        _names(t, ax, panel)


def _title(t: Words, panel: Panel) -> str:
    """The statistic; where it has several charts, what this one counts; its total where it has one number."""
    name = stats.title(t, panel.statistic)
    if len(panel.columns) > 1:
        return name
    (column,) = panel.columns
    total = panel.table.totals[panel.statistic.shown.index(column)]
    is_said = len(panel.statistic.drawn) > 1 or column.total is Total.MEAN
    said = t.plain(column.title).lower() if is_said else ""
    return f"{name}, {said}: {_n(t, column.unit, total)}" if said else f"{name}: {_n(t, column.unit, total)}"


def _n(t: Words, unit: Unit, value: int | None) -> str:
    return stats.number(t, unit, value)


def _days(t: Words, ax: Any, panel: Panel) -> None:
    """Bars of one column, lines of several; the period before is a grey line."""
    at = range(len(panel.rows))
    first = panel.columns[0]
    for column, colour in zip(panel.columns, COLOURS, strict=False):
        values = [float("nan") if one is None else one for one in panel.series(column)]
        if len(panel.columns) == 1:
            ax.bar(at, values, color=colour, width=0.8)
        else:
            ax.plot(at, values, color=colour, linewidth=2.5, marker="o" if len(values) < 40 else "",
                    markersize=4, label=t.plain(column.title))  # fmt: skip
    if panel.table.before is not None:
        values = [float("nan") if one is None else one for one in panel.series(first, before=True)]
        ax.plot(at, values, color=SOFT, linewidth=1.4, linestyle="--", label=t.plain("the period before"))
    _legend(ax)
    ax.grid(axis="y", color=GRID)
    step = -(-len(panel.rows) // TICKS)
    ticks = list(at)[::step]
    ax.set_xticks(ticks, [stats.label(t, panel.statistic, panel.rows[one]) for one in ticks])
    ax.margins(x=0.02)
    _whole(t, ax.yaxis, panel)


def _names(t: Words, ax: Any, panel: Panel) -> None:
    """Each name above its bars, so that it takes no width from them; its numbers at their ends."""
    bars, rows = len(panel.columns), range(len(panel.rows))
    step = NAME_HIGH + BAR_HIGH * bars
    for number, (column, colour) in enumerate(zip(panel.columns, COLOURS, strict=False)):
        at = [row * step + NAME_HIGH + BAR_HIGH * (number + 0.5) for row in rows]
        drawn = ax.barh(at, [one or 0 for one in panel.series(column)], height=BAR_HIGH * 0.9, color=colour,
                        label=t.plain(column.title))  # fmt: skip
        index = panel.statistic.shown.index(column)
        said = [_n(t, column.unit, row.values[index]) for row in panel.rows]
        ax.bar_label(drawn, labels=said, padding=5, fontsize=12, color=INK)
    for row, named in zip(rows, panel.rows, strict=True):
        name = cut(stats.label(t, panel.statistic, named), NAME_MOST)
        ax.text(0, row * step + NAME_HIGH * 0.55, name, va="center", fontsize=13, color=SOFT)
    ax.set_ylim(len(rows) * step, 0)
    ax.set_xlim(left=0, right=1.12 * max(ax.get_xlim()[1], 1e-9))
    ax.set_xticks([])
    ax.set_yticks([])
    if bars > 1:
        _legend(ax)


def _legend(ax: Any) -> None:
    """Below the title, where no number is."""
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2, borderpad=0, ncols=3, fontsize=11.5,
                  frameon=False, labelcolor=SOFT)  # fmt: skip


def _whole(t: Words, axis: Any, panel: Panel) -> None:
    """Numbers at the side as people write them, and no halves of people."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415

    axis.set_major_locator(MaxNLocator(4, integer=panel.columns[0].unit is Unit.NUMBER))
    axis.set_major_formatter(FuncFormatter(lambda value, _at: stats.decimal(t, value)))
