"""The gym's dictionaries as they are looked after in the bot: the list, one of them, the archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.coaches import CoachView
from domain.groups import GroupView
from domain.gym import FIELDS, Book, Field
from domain.membership_views import PlanView
from domain.phones import show_phone
from ui.callbacks import Button, button
from ui.gym_words import hour_line, hours_short, plan_terms
from ui.screen import (
    DANGER,
    MAIN,
    Attachment,
    Row,
    Screen,
    bold,
    in_pairs,
    in_rows,
    keyboard,
    lines,
    pages_row,
    press,
    quote,
)
from ui.texts import Words

Item = PlanView | CoachView | GroupView


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


@button("G0")
@dataclass(frozen=True)
class Opened(Button):
    """A dictionary, at a page; ``is_archive``: what is out of use."""

    book: Book
    page: int
    is_archive: bool


@button("G1")
@dataclass(frozen=True)
class Picked(Button):
    """One of them."""

    book: Book
    id: int


@button("G2")
@dataclass(frozen=True)
class Begun(Button):
    """[➕ Добавить]."""

    book: Book


@button("G3")
@dataclass(frozen=True)
class FieldPicked(Button):
    """[✏️ Цена] and the others."""

    book: Book
    id: int
    field: Field


@button("G7")
@dataclass(frozen=True)
class ArchiveAsked(Button):
    """[В архив]: really?"""

    book: Book
    id: int


@button("G8")
@dataclass(frozen=True)
class Archived(Button):
    """Yes."""

    book: Book
    id: int


@button("G9")
@dataclass(frozen=True)
class Restored(Button):
    """[↩️ Вернуть]."""

    book: Book
    id: int


@button("Ga")
@dataclass(frozen=True)
class HoursOpened(Button):
    """[Расписание] of a group."""

    group_id: int


@button("Ge")
@dataclass(frozen=True)
class PeopleOpened(Button):
    """[Люди] of a group, at a page."""

    group_id: int
    page: int


BOOKS: Mapping[Book, str] = {Book.PLANS: _("Memberships"), Book.COACHES: _("Coaches"), Book.GROUPS: _("Groups")}
SIGNS: Mapping[Book, str] = {Book.PLANS: "🎫", Book.COACHES: "🏋️", Book.GROUPS: "👥"}
COMMANDS: Mapping[Book, str] = {Book.PLANS: "plans", Book.COACHES: "coaches", Book.GROUPS: "groups"}
TITLES: Mapping[Field, str] = {
    Field.NAME: _("What it is called"),
    Field.DAYS: _("Days"),
    Field.VISITS: _("Visits"),
    Field.PRICE: _("Price"),
    Field.FREEZE: _("Days of freeze"),
    Field.FIRST_NAME: _("Name"),
    Field.LAST_NAME: _("Surname"),
    Field.PHONE: _("Phone"),
    Field.EMAIL: _("E-mail"),
    Field.PHOTO: _("Photo"),
    Field.STARTED: _("Works since"),
    Field.ABOUT: _("Description"),
    Field.ACCOUNT: _("Account"),
    Field.COACH: _("Coach"),
    Field.PLACES: _("Places at a training"),
    Field.LINK: _("Link"),
}
EMPTY: Mapping[Book, str] = {
    Book.PLANS: _("No membership is sold yet. Add the first: members choose it when they renew."),
    Book.COACHES: _("There are no coaches yet. Add those who lead trainings, with Telegram or without."),
    Book.GROUPS: _("There are no groups yet. A group trains together at its hours; trainings appear by themselves."),
}
PAGE = 8
PAGES_MOST = 100  # a forged page is no page


def listed(t: Words, book: Book, found: Sequence[Item], page: int = 0, is_archive: bool = False) -> Screen:
    """/plans, /coaches, /groups."""
    shown = found[page * PAGE : (page + 1) * PAGE]
    title = f"{SIGNS[book]} {t.plain(BOOKS[book])}"
    head = bold(t("{title}: archive", title=title) if is_archive else title)
    empty = t("Nothing is in the archive.") if is_archive else t(EMPTY[book])
    way = (
        [press("« " + t.plain(BOOKS[book]), Opened(book, 0, False))]
        if is_archive
        else [
            press(t.plain("➕ Add"), Begun(book), None if found else MAIN),
            press(t.plain("Archive"), Opened(book, 0, True)),
        ]
    )
    return Screen(
        lines(head, *([line(t, one) for one in shown] or [empty])),
        keyboard(
            *in_pairs(press(one.name, Picked(book, one.id)) for one in shown),
            pages_row(len(found), PAGE, page, lambda at: Opened(book, at, is_archive)),
            way,
        ),
    )


def line(t: Words, one: Item) -> Markup:
    """`Месяц: 3 000 ₽ · 30 дней`, `Иван Орлов: Йога`, `Йога: Иван Орлов · вт 19:00`."""
    match one:
        case PlanView():
            said = plan_terms(t, one)
        case CoachView():
            said = Markup(" · ").join(part for part in (", ".join(one.groups), _ahead(t, one.ahead)) if part)
        case _:
            said = Markup(" · ").join(
                part for part in (one.coach, hours_short(t, one.hours), _people(t, one.people)) if part
            )
    return Markup("<b>{}</b>: {}").format(one.name, said) if said else bold(one.name)


def _ahead(t: Words, number: int) -> Markup | str:
    return t.count("{n} training ahead", "{n} trainings ahead", number) if number else ""


def _people(t: Words, number: int) -> Markup | str:
    return t.count("{n} person in it", "{n} people in it", number) if number else ""


def card(t: Words, book: Book, one: Item) -> Screen:
    """One of them with everything that can be done."""
    gone = t("In the archive") if one.is_archived else None
    match one:
        case PlanView():
            facts = _plan(t, one)
        case CoachView():
            facts = _coach(t, one)
        case _:
            facts = _group(t, one)
    photo = one.photo if isinstance(one, CoachView) else ""
    return Screen(
        lines(bold(f"{SIGNS[book]} {one.name}"), gone, *facts),
        keyboard(*_card_rows(t, book, one)),
        files=(Attachment("photo", photo),) if photo else (),
    )


def _plan(t: Words, one: PlanView) -> list[Markup | None]:
    return [
        t("Price: {price}", price=t.money(one.price)),
        t("Runs: {time}", time=t.count("{n} day", "{n} days", one.days)),
        t("Visits: {n}", n=t.plain("any number") if one.visits is None else one.visits),
        t("May be frozen: {time}", time=t.count("{n} day", "{n} days", one.freeze_days))
        if one.freeze_days
        else t("Is not frozen"),
        t("Sold: {n}", n=one.sold) if one.sold else None,
    ]


def _coach(t: Words, one: CoachView) -> list[Markup | None]:
    return [
        t("Phone: {phone}", phone=show_phone(one.phone)) if one.phone else None,
        t("E-mail: {address}", address=one.email) if one.email else None,
        t("Works since: {day}", day=f"{one.started_on:%d.%m.%Y}") if one.started_on else None,
        t("Telegram: {name}", name=one.telegram) if one.user_id else t("Without Telegram"),
        t("Groups: {names}", names=", ".join(one.groups)) if one.groups else None,
        t("Trainings ahead: {n}", n=one.ahead) if one.ahead else None,
        quote(one.about),
    ]


def _group(t: Words, one: GroupView) -> list[Markup | None]:
    return [
        t("Coach: {name}", name=one.coach) if one.coach else t("Without a coach"),
        t("Places at a training: {n}", n=one.capacity),
        t("People in it: {n}", n=one.people),
        *[hour_line(t, hour) for hour in one.hours],
        None if one.hours else t("No hours yet"),
        t("Link for new trainings: {link}", link=one.link) if one.link else None,
        quote(one.about),
    ]


def _card_rows(t: Words, book: Book, one: Item) -> list[Row]:
    if one.is_archived:
        back = [press(t.plain("↩️ Take back"), Restored(book, one.id))]
        return [back, [press("« " + t.plain("Archive"), Opened(book, 0, True))]]
    fields = [press("✏️ " + t.plain(TITLES[field]), FieldPicked(book, one.id, field)) for field in FIELDS[book]]
    more = (
        [press(t.plain("🗓 Hours"), HoursOpened(one.id)), press(t.plain("👥 People"), PeopleOpened(one.id, 0))]
        if isinstance(one, GroupView)
        else []
    )
    away = [press(t.plain("🗄 To the archive"), ArchiveAsked(book, one.id), DANGER)]
    return [more, *in_rows(fields, 2), away, to_list(t, book)]


def to_list(t: Words, book: Book) -> Row:
    """[« Тренеры]."""
    return [press("« " + t.plain(BOOKS[book]), Opened(book, 0, False))]


def to_item(t: Words, book: Book, id_: int) -> Row:
    """[« Назад] to one of them."""
    return [press("« " + t.plain("Back"), Picked(book, id_))]
