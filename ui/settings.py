"""Business settings as owners read and change them: every value in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from domain.hours import OpeningHours
from domain.settings import GROUPS, SPECS, Business, Kind, Spec
from domain.specialdays import SpecialDays
from ui.callbacks import Button, button
from ui.screen import Row, Screen, bold, cut, in_rows, keyboard, lines, press
from ui.texts import Words

ONE_LINE = 60  # characters of a value in a list
_MAY_BE_NONE = (Kind.PERIOD, Kind.FIELDS, Kind.DAYS, Kind.CHANNELS, Kind.CHOICES)
SECONDS = {"min": 60, "h": 3600}


@button("so")
@dataclass(frozen=True)
class SettingsOpened(Button):
    """The groups."""


@button("sg")
@dataclass(frozen=True)
class GroupOpened(Button):
    """One group's settings."""

    group: str


@button("sv")
@dataclass(frozen=True)
class SettingPicked(Button):
    """A setting whose value is typed."""

    name: str


@button("sw")
@dataclass(frozen=True)
class SwitchPicked(Button):
    """A setting that is on or off."""

    name: str


@button("ss")
@dataclass(frozen=True)
class SwitchSet(Button):
    """[Да] or [Нет] of a switch."""

    name: str
    is_on: bool


@button("sk")
@dataclass(frozen=True)
class ChoicesPicked(Button):
    """A setting that is any of some choices."""

    name: str


@button("sy")
@dataclass(frozen=True)
class ChoiceSet(Button):
    """One of the choices, on or off."""

    name: str
    option: str
    is_on: bool


@button("sz")
@dataclass(frozen=True)
class SettingReset(Button):
    """[По умолчанию]."""

    name: str


def groups(t: Words) -> Screen:
    """/settings."""
    buttons = [press(t.plain(title), GroupOpened(group)) for group, title in GROUPS.items()]
    return Screen(
        lines(bold("⚙️ " + t.plain("Settings")), t("A change counts at once.")), keyboard(*in_rows(buttons, 2))
    )


def group(t: Words, name: str, business: Business, news: Sequence[Markup] = ()) -> Screen:
    """A group: its settings with their values, and what else there is to say of it."""
    specs = [spec for spec in SPECS if spec.group == name]
    rows = [
        Markup("{} — {}").format(t(spec.title), bold(cut(said(t, spec, business[spec.name]), ONE_LINE)))
        for spec in specs
    ]
    buttons = [press(t.plain(spec.title), _picked(spec)) for spec in specs]
    return Screen(
        lines(bold("⚙️ " + t.plain(GROUPS[name])), *rows, *news),
        keyboard(*in_rows(buttons, 1), [press("« " + t.plain("Settings"), SettingsOpened())]),
    )


def _picked(spec: Spec) -> Button:
    kinds: dict[Kind, type[SwitchPicked | ChoicesPicked]] = {Kind.SWITCH: SwitchPicked, Kind.CHOICES: ChoicesPicked}
    return kinds.get(spec.kind, SettingPicked)(spec.name)


def asking(t: Words, spec: Spec, business: Business) -> Screen:
    """One setting: what it is now, its default, and how the new value is typed."""
    value = business[spec.name]
    return Screen(
        lines(*_about(t, spec, value), t("Type the new value. {how}", how=how_to_type(t, spec))),
        keyboard(*_ways(t, spec, value)),
    )


def switch(t: Words, spec: Spec, business: Business) -> Screen:
    """One setting that is on or off."""
    is_on = bool(business[spec.name])
    buttons = [
        press(("· " if is_on else "") + t.plain("Yes"), SwitchSet(spec.name, True)),
        press(("" if is_on else "· ") + t.plain("No"), SwitchSet(spec.name, False)),
    ]
    return Screen(lines(*_about(t, spec, is_on)), keyboard(buttons, to_group(t, spec)))


def choices(t: Words, spec: Spec, business: Business) -> Screen:
    """One setting that is any of its choices: each is a press."""
    chosen = business[spec.name]
    rows = [
        [press(("✅ " if one in chosen else "▫️ ") + t.plain(title), ChoiceSet(spec.name, one, one not in chosen))]
        for one, title in spec.options
    ]
    return Screen(lines(*_about(t, spec, chosen)), keyboard(*rows, to_group(t, spec)))


def changed(t: Words, spec: Spec, business: Business) -> Screen:
    """A new value is in force."""
    value = business[spec.name]
    more = press(t.plain("Change once more"), SettingPicked(spec.name))
    return Screen(
        lines(bold("✅ " + t.plain(spec.title)), *_valued(t, t.plain("Now"), spec, value)),
        keyboard([more], to_group(t, spec)),
    )


def _about(t: Words, spec: Spec, value: Any) -> list[Markup | None]:
    rows: list[Markup | None] = [bold("⚙️ " + t.plain(spec.title)), t(spec.about) if spec.about else None]
    rows += _valued(t, t.plain("Now"), spec, value)
    if value != spec.default:
        rows += _valued(t, t.plain("By default"), spec, spec.default)
    return rows


def _valued(t: Words, label: str, spec: Spec, value: Any) -> list[Markup]:
    """`Сейчас: 2 ч`; a long text and a list in a quote of their own."""
    text = said(t, spec, value)
    if len(text) <= ONE_LINE and "\n" not in text:
        return [Markup("{}: <b>{}</b>").format(label, text)]
    return [Markup("{}:").format(label), Markup("<blockquote>{}</blockquote>").format(text)]


def _ways(t: Words, spec: Spec, value: Any) -> list[Row | None]:
    default = press(t.plain("By default"), SettingReset(spec.name))
    return [[default] if value != spec.default else None, to_group(t, spec)]


def to_group(t: Words, spec: Spec) -> Row:
    """The way back."""
    return [press("« " + t.plain(GROUPS[spec.group]), GroupOpened(spec.group))]


def said(t: Words, spec: Spec, value: Any) -> str:
    """A value in words: `2 ч`, `12 500 ₽`, `нет`, `пн–пт 10:00–22:00; сб–вс закрыто`."""
    if spec.kind is Kind.SWITCH:
        return t.plain("yes") if value else t.plain("no")
    if value in ("", []):
        return t.plain("none") if spec.kind in _MAY_BE_NONE else t.plain("not set")
    if spec.kind is Kind.NUMBER:
        return _number(t, spec, value)
    if spec.kind is Kind.MONEY:
        return t.money(value) if value else t.plain("none")
    if spec.kind is Kind.HOURS:
        days = [t.weekday(day) for day in range(7)]
        return OpeningHours.parse(value).said(days, t.plain("closed")).replace("-", "–")
    if spec.kind is Kind.PERIOD:
        return str(value).replace("-", "–")
    if spec.kind in (Kind.FIELDS, Kind.CHANNELS):
        return "\n".join(value)
    if spec.kind is Kind.CHOICES:
        return ", ".join(t.plain(title) for one, title in spec.options if one in value)
    if spec.kind is Kind.DAYS:
        works = SpecialDays.of(value).works.items()
        return "\n".join(f"{day:%d.%m.%Y}" + (" " + t.plain("working") if is_on else "") for day, is_on in works)
    return t.plain(value) if value == spec.default else str(value)


def _number(t: Words, spec: Spec, value: int) -> str:
    if not value and spec.unit:
        return t.plain("none")
    if spec.unit == "%":
        return f"{value} %"
    if spec.unit == "d":
        return str(t.count("{n} day", "{n} days", value))
    if spec.unit:
        return t.length(value * SECONDS[spec.unit])
    return str(value)


def how_to_type(t: Words, spec: Spec) -> Markup:
    """What is understood, with its bounds."""
    match spec.kind:
        case Kind.NUMBER:
            units = {"min": t("in minutes"), "h": t("in hours"), "d": t("in days"), "%": t("in percent")}
            unit = units.get(spec.unit)
            bounds = t("A whole number from {low} to {high}", low=spec.low, high=spec.high)
            return Markup("{}, {}.").format(bounds, unit) if unit else bounds + "."
        case Kind.MONEY:
            most = t.money(spec.high)
            return t("An amount up to {most}, for example 1 500.", most=most)
        case Kind.TIME:
            return t("A time, for example 08:00.")
        case Kind.PERIOD:
            return t("Two times, for example 22:00-08:00. A dash: none.")
        case Kind.HOURS:
            return t("Days and hours; days that are not named are closed.")
        case Kind.PLACE:
            return t("Latitude and longitude with a comma between. A dash clears it.")
        case Kind.DAYS:
            return t("One day a line: a date, and “working” behind it if it is worked. A dash removes all.")
        case Kind.FIELDS:
            return t("One name a line, {most} at most. A dash removes all.", most=spec.high)
    return _how_to_name_channels(t) if spec.kind is Kind.CHANNELS else _how_to_write(t, spec)


def _how_to_name_channels(t: Words) -> Markup:
    how = t("One a line: @our_studio, or the number of a closed channel and its link. A dash removes all.")
    return Markup("{}\n<code>-1001234567890 https://t.me/+AbCdEfGhIjK</code>").format(how)


def _how_to_write(t: Words, spec: Spec) -> Markup:
    if spec.low:
        return t("A text of {low} to {high} characters.", low=spec.low, high=spec.high)
    return t("A text of {high} characters at most. A dash clears it.", high=spec.high)
