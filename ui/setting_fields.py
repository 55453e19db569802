"""A setting as a field of a form: its kind of input, what stands in it, how what was sent is read back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from domain.hours import OpeningHours
from domain.setting_values import LINES_FROM
from domain.settings import SPECS, Business, Kind, Spec
from domain.specialdays import SpecialDays
from ui.settings import how_to_type, said
from ui.texts import Words

_LINES = (Kind.FIELDS, Kind.DAYS, Kind.CHANNELS)
_EMPTIED = (Kind.PERIOD, Kind.PLACE, Kind.CHOICES, *_LINES)


@dataclass(frozen=True)
class SettingField:
    """One setting on the page. ``wrong``: why what was sent is refused; ``value`` is then what was sent."""

    spec: Spec
    shape: str  # number, time, text, lines, switch or choices
    value: str
    chosen: tuple[str, ...]
    how: Markup
    now: str
    default: str
    is_default: bool
    wrong: str = ""

    @property
    def name(self) -> str:
        """The setting's name, the form's address."""
        return self.spec.name


def fields(t: Words, group: str, business: Business, sent: tuple[str, str, str] | None = None) -> list[SettingField]:
    """The settings of a group; ``sent``: the name, the text and the refusal of one that could not be set."""
    known = [spec for spec in SPECS if spec.group == group]
    return [_field(t, spec, business[spec.name], sent if sent and sent[0] == spec.name else None) for spec in known]


def _field(t: Words, spec: Spec, value: Any, sent: tuple[str, str, str] | None) -> SettingField:
    text = sent[1] if sent else typed(t, spec, value)
    chosen = tuple(part.strip() for part in text.split(",")) if spec.kind is Kind.CHOICES else ()
    how = Markup("") if spec.kind in (Kind.SWITCH, Kind.CHOICES) else how_to_type(t, spec)
    return SettingField(
        spec, _shape(spec), text, chosen, how, said(t, spec, value), said(t, spec, spec.default),
        value == spec.default, sent[2] if sent else "",
    )  # fmt: skip


def _shape(spec: Spec) -> str:
    if spec.kind in _LINES or (spec.kind is Kind.TEXT and spec.high >= LINES_FROM):
        return "lines"
    shapes = {Kind.NUMBER: "number", Kind.TIME: "time", Kind.SWITCH: "switch", Kind.CHOICES: "choices"}
    return shapes.get(spec.kind, "text")


def typed(t: Words, spec: Spec, value: Any) -> str:
    """A value as it would be typed."""
    if spec.kind is Kind.SWITCH:
        return "yes" if value else "no"
    if spec.kind is Kind.MONEY:
        return f"{value // 100}" if value % 100 == 0 else f"{value / 100:.2f}"
    if spec.kind is Kind.CHOICES:
        return ",".join(value)
    if spec.kind is Kind.HOURS:
        return OpeningHours.parse(value).said([t.weekday(day) for day in range(7)], t.plain("closed"))
    if spec.kind is Kind.DAYS:
        works = SpecialDays.of(value).works.items()
        return "\n".join(f"{day:%d.%m.%Y}" + (" " + t.plain("working") if is_on else "") for day, is_on in works)
    if spec.kind in _LINES:
        return "\n".join(value)
    return t.plain(value) if spec.kind is Kind.TEXT and value == spec.default else str(value)


def read_back(spec: Spec, values: Sequence[str]) -> str:
    """What a form has sent, as it would be typed in the bot: nothing, where that is allowed, is a dash."""
    text = ",".join(values) if spec.kind is Kind.CHOICES else next(iter(values), "")
    may_be_empty = spec.kind in _EMPTIED or (spec.kind is Kind.TEXT and not spec.low)
    return text if text.strip() or not may_be_empty else "-"
