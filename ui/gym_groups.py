"""A group's weekly hours and its people (S5.48, S5.49)."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.groups import PAGE, Changed, GroupMember, GroupView
from domain.gym import Book
from domain.phones import show_phone
from ui.callbacks import Button, button
from ui.gym import HoursOpened, PeopleOpened, to_item
from ui.gym_archive import became
from ui.gym_words import hour_line, hours_short
from ui.screen import DANGER, MAIN, Screen, bold, cut, in_pairs, keyboard, lines, pages_row, press
from ui.texts import Words


@button("Gb")
@dataclass(frozen=True)
class HourBegun(Button):
    """[➕ Добавить время]."""

    group_id: int


@button("Gc")
@dataclass(frozen=True)
class HourRemoveAsked(Button):
    """[✖️ вт 19:00]: really?"""

    group_id: int
    hour_id: int


@button("Gd")
@dataclass(frozen=True)
class HourRemoved(Button):
    """Yes."""

    group_id: int
    hour_id: int


@button("Gf")
@dataclass(frozen=True)
class PersonSought(Button):
    """[➕ Добавить человека]."""

    group_id: int


@button("Gg")
@dataclass(frozen=True)
class PersonPut(Button):
    """Somebody who comes into the group."""

    group_id: int
    client_uid: int


@button("Gh")
@dataclass(frozen=True)
class PersonRemoved(Button):
    """[✖️ Минеева Ольга]: out of the group, at this page of the list."""

    group_id: int
    client_uid: int
    page: int


def hours(t: Words, group: GroupView) -> Screen:
    """The weekly hours; a press on one removes it."""
    return Screen(
        lines(
            bold(t("🗓 Hours: {group}", group=group.name)),
            *[hour_line(t, one) for one in group.hours],
            None if group.hours else t("No hours yet"),
            t("Trainings appear by these hours by themselves, two weeks ahead."),
        ),
        keyboard(
            *in_pairs(press("✖️ " + hours_short(t, [one]), HourRemoveAsked(group.id, one.id)) for one in group.hours),
            [press(t.plain("➕ Add hours"), HourBegun(group.id), None if group.hours else MAIN)],
            to_item(t, Book.GROUPS, group.id),
        ),
    )


def hours_question(t: Words, group: GroupView) -> Screen:
    """When do they train?"""
    return Screen(
        lines(
            bold(t("🗓 Hours: {group}", group=group.name)),
            *[hour_line(t, one) for one in group.hours],
            t("When, and for how long? For example: tue 19:00, or tue and thu 19:00 90 min"),
        ),
        keyboard([press("« " + t.plain("Back"), HoursOpened(group.id))]),
    )


def hour_question(t: Words, changed: Changed, hour_id: int) -> Screen:
    """What becomes of trainings made already."""
    hour = next(one for one in changed.group.hours if one.id == hour_id)
    return Screen(
        lines(
            bold(t("Remove {hour}?", hour=hours_short(t, [hour]))),
            Markup.escape(changed.group.name),
            *became(t, changed),
        ),
        keyboard(
            [press(t.plain("Remove"), HourRemoved(changed.group.id, hour_id), DANGER)],
            [press("« " + t.plain("Back"), HoursOpened(changed.group.id))],
        ),
    )


def hours_news(t: Words, changed: Changed) -> Markup:
    """What a change has made of trainings."""
    return lines(t("✅ Hours are saved."), *became(t, changed))


def people(t: Words, group: GroupView, found: Sequence[GroupMember], page: int = 0) -> Screen:
    """Who is in it; a press on one takes them out."""
    return Screen(
        lines(
            bold(t("👥 {group}: {n} people", group=group.name, n=group.people) if group.people else "👥 " + group.name),
            *[_person(t, one) for one in found],
            None if found else t("Nobody is in it yet. Active clients without a group can be added."),
        ),
        keyboard(
            *in_pairs(press("✖️ " + one.name, PersonRemoved(group.id, one.client_uid, page)) for one in found),
            pages_row(group.people, PAGE, page, lambda at: PeopleOpened(group.id, at)),
            [press(t.plain("➕ Add people"), PersonSought(group.id), None if found else MAIN)],
            to_item(t, Book.GROUPS, group.id),
        ),
    )


def _person(t: Words, one: GroupMember) -> Markup:
    said = Markup("{} · {}").format(one.name, show_phone(one.phone))
    return said if one.is_active else said + Markup(" · ") + t("no membership runs")


def person_question(t: Words, group: GroupView, query: str, found: Sequence[GroupMember]) -> Screen:
    """Who comes? The first of all, or who was found."""
    if found:
        ask = t("Press a name, or type a part of one or of a phone.")
    elif query:
        ask = t("Nobody like that is active and without a group. Type another part of the name or phone.")
    else:
        ask = t("Nobody is active and without a group now.")
    title = t("👥 {group}: who comes?", group=group.name)
    return Screen(
        lines(bold(title), t("Search: {query}", query=cut(query, 60)) if query else None, ask),
        keyboard(
            *in_pairs(press(one.name, PersonPut(group.id, one.client_uid)) for one in found),
            [press("« " + t.plain("Back"), PeopleOpened(group.id, 0))],
        ),
    )


def person_news(t: Words, name: str, is_in: bool) -> Markup:
    """News above the list."""
    return t("✅ In the group: {name}", name=name) if is_in else t("✅ Out of the group: {name}", name=name)
