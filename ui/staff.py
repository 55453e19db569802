"""Who works here, as an owner sees and changes it; what they read whose role has changed."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from domain.access import Actor, Role
from domain.people import invitation_link
from domain.views import Page, PersonView, StaffLine
from ui import menu
from ui.callbacks import Button, button
from ui.notices import Facts, notice
from ui.screen import DANGER, Row, Screen, bold, in_rows, keyboard, lines, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark a word for translation; it is translated where it is shown."""
    return msgid


ROLES: dict[Role, str] = {
    Role.OWNER: _("Owner"),
    Role.MANAGER: _("Manager"),
    Role.SUPPORT: _("Support"),
    Role.SELLER: _("Shop assistant"),
    Role.CONTRACTOR: _("Contractor"),
    Role.EXECUTOR: _("Executor"),
    Role.COACH: _("Coach"),
    Role.INSTRUCTOR: _("Instructor"),
    Role.CLIENT: _("Client"),
}
OPENS: dict[Role, str] = {
    Role.OWNER: _("everything a manager does, and staff, settings"),
    Role.MANAGER: _("clients, games, calendar, tickets, Excel"),
    Role.INSTRUCTOR: _("clients, games, calendar"),
    Role.SUPPORT: _("customers' questions"),
    Role.SELLER: _("goods, promo codes, purchases"),
    Role.CONTRACTOR: _("jobs of clients on a tariff"),
}


@button("st")
@dataclass(frozen=True)
class StaffOpened(Button):
    """The list, at a page."""

    page: int


@button("si")
@dataclass(frozen=True)
class LinkAsked(Button):
    """[Пригласить ссылкой]."""


@button("sl")
@dataclass(frozen=True)
class LinkMade(Button):
    """A link for this role."""

    role: Role


@button("sq")
@dataclass(frozen=True)
class QrAsked(Button):
    """The link once more, as a picture."""

    code: str


@button("sa")
@dataclass(frozen=True)
class AddingById(Button):
    """[Добавить по id]."""


@button("sp")
@dataclass(frozen=True)
class RolePicked(Button):
    """The role of whom is being added."""

    role: Role


@button("sd")
@dataclass(frozen=True)
class RemovalOpened(Button):
    """[Убрать роль], at a page."""

    page: int


@button("sr")
@dataclass(frozen=True)
class RemovalAsked(Button):
    """Somebody's role was picked to be removed."""

    user_id: int
    role: Role


@button("sx")
@dataclass(frozen=True)
class RoleRemoved(Button):
    """Yes, remove it."""

    user_id: int
    role: Role


def listed(t: Words, page: Page[StaffLine]) -> Screen:
    """/staff: by role, with names and since when."""
    rows: list[Markup] = []
    for at, line in enumerate(page.items):
        if at == 0 or page.items[at - 1].role != line.role:
            rows.append(Markup("\n<b>{}</b>").format(role_name(t, line.role)))
        rows.append(_line(t, line))
    return Screen(
        lines(bold("👥 " + t.plain("Staff")), *rows),
        keyboard(
            [press(t.plain("Invite by link"), LinkAsked())],
            [press(t.plain("Add by id"), AddingById()), press(t.plain("Remove a role"), RemovalOpened(page.number))],
            _pages(page, StaffOpened(page.number - 1), StaffOpened(page.number + 1)),
        ),
    )


def _line(t: Words, line: StaffLine) -> Markup:
    since = t.day_long(t.local(line.since).date())
    if not line.has_met:
        return t("id {id}: has not opened the bot yet", id=line.person.telegram_id)
    return t("{name}, since {day}", name=line.person.name, day=since)


def _pages(page: Page[StaffLine], back: Button, on: Button) -> Row | None:
    if not page.pages or page.pages == 1:
        return None
    row = [press("«", back)] if page.number else []
    row.append(press(f"{page.number + 1}/{page.pages}", StaffOpened(page.number)))
    return [*row, press("»", on)] if page.has_more else row


def which_role(t: Words, roles: tuple[Role, ...]) -> Screen:
    """[Пригласить ссылкой]: as what?"""
    buttons = [press(role_name(t, role), LinkMade(role)) for role in roles]
    return Screen(
        lines(bold(t("Whom do you invite?")), *what_opens(t, roles)),
        keyboard(*in_rows(buttons, 2), back(t)),
    )


def what_opens(t: Words, roles: tuple[Role, ...]) -> list[Markup]:
    """What each role opens, a line each."""
    return [Markup("{}: {}").format(role_name(t, role), t(OPENS[role])) for role in roles if role in OPENS]


def link_made(t: Words, role: Role) -> Screen:
    """What to do with the message that follows."""
    text = t("Forward the message below to the person. The link works once and is good for 7 days.")
    return Screen(lines(bold(t("Invitation: {role}", role=role_name(t, role))), text), keyboard(back(t)))


def link_message(t: Words, role: Role, business: str, username: str, code: str, until: datetime) -> Screen:
    """The message to be forwarded; the code is there to be typed, since some clients drop it from the link."""
    typed = Markup("<code>{}</code>").format(code)
    return Screen(
        lines(
            t("{business} invites you. Your role: {role}.", business=business, role=role_name(t, role)),
            t("Open the link and press Start: {link}", link=invitation_link(username, code)),
            t("If nothing happens, send the bot this code: {code}", code=typed),
            t("Good until {moment}, for one person.", moment=t.moment(until)),
        ),
        keyboard([press(t.plain("Show as QR"), QrAsked(code))]),
    )


def removal(t: Words, page: Page[StaffLine]) -> Screen:
    """[Убрать роль]: whose?"""
    buttons = [
        press(f"{line.person.name} · {role_name(t, line.role)}", RemovalAsked(line.person.user_id, line.role))
        for line in page.items
    ]
    return Screen(
        bold(t("Whose role shall I remove?")),
        keyboard(
            *in_rows(buttons, 1),
            _pages(page, RemovalOpened(page.number - 1), RemovalOpened(page.number + 1)),
            back(t),
        ),
    )


def removal_asked(t: Words, line: StaffLine) -> Screen:
    """The question before a removal names the person and the role."""
    question = t("Remove the role “{role}” of {name}?", role=role_name(t, line.role), name=line.person.name)
    note = t("It counts from their next message. Clients and games stay.")
    led = t.count(
        "{n} game to come will be without an instructor.",
        "{n} games to come will be without an instructor.",
        line.games,
    )
    return Screen(
        lines(bold(question), note, led if line.games else None),
        keyboard(
            [press(t.plain("Remove"), RoleRemoved(line.person.user_id, line.role), DANGER)],
            [press("« " + t.plain("Back"), RemovalOpened(0))],
        ),
    )


def removed(t: Words, person: PersonView, role: Role) -> Markup:
    """News above the list."""
    return t("✅ {name}: the role “{role}” was removed.", name=person.name, role=role_name(t, role))


def added(t: Words, line: StaffLine) -> Markup:
    """News above the list."""
    if line.has_met:
        return t("✅ {name}: the role “{role}” was given.", name=line.person.name, role=role_name(t, line.role))
    return t(
        "✅ The role “{role}” waits for id {id}: it opens when the person starts the bot.",
        role=role_name(t, line.role), id=line.person.telegram_id,
    )  # fmt: skip


def asking_id(t: Words) -> Screen:
    """The dialogue's first question."""
    return Screen(
        lines(
            bold(t("Telegram id of the person?")),
            t("It is a number. The person sees theirs by /id in this bot. You can also send me their contact."),
        ),
        keyboard(back(t)),
    )


def asking_role(t: Words, person: PersonView | None, telegram_id: int, roles: tuple[Role, ...]) -> Screen:
    """The dialogue's second question."""
    if person is None:
        known = t("id {id} has not opened this bot yet. The role will open when they do.", id=telegram_id)
    else:
        held = ", ".join(role_name(t, Role(role)) for role in person.roles)
        known = t("{name}, has: {roles}", name=person.name, roles=held) if held else Markup.escape(person.name)
    buttons = [press(role_name(t, role), RolePicked(role)) for role in roles]
    return Screen(
        lines(bold(t("Which role?")), known, *what_opens(t, roles)), keyboard(*in_rows(buttons, 2), back(t))
    )  # fmt: skip


def role_name(t: Words, role: Role) -> str:
    """A role in words."""
    return t.plain(ROLES[role])


def back(t: Words) -> Row:
    """The way back to the list."""
    return [press("« " + t.plain("Staff"), StaffOpened(0))]


# --- what the others read ---


@notice("staff_joined")
def joined_notice(t: Words, facts: Facts) -> Screen:
    """Whom you invited has come."""
    name, role = facts["name"], role_name(t, Role(facts["role"]))
    return Screen(
        t("👥 {name} has accepted your invitation. Role: {role}.", name=name, role=role), keyboard(back(t))
    )  # fmt: skip


@notice("role_given")
def given_notice(t: Words, facts: Facts) -> Screen:
    """You have a role now; the menu and the command list come along."""
    text = t("You have been given a role: {role}. The menu is below.", role=role_name(t, Role(facts["role"])))
    return _with_menu(t, facts, text)


@notice("role_removed")
def removed_notice(t: Words, facts: Facts) -> Screen:
    """A role is gone; the menu and the command list follow."""
    text = t("The role “{role}” was taken from you. The menu is below.", role=role_name(t, Role(facts["role"])))
    return _with_menu(t, facts, text)


def _with_menu(t: Words, facts: Facts, text: Markup) -> Screen:
    reader = Actor(user_id=-1, telegram_id=0, roles=frozenset(map(Role, facts["roles"])) | {Role.CLIENT})
    features = frozenset(facts["features"])
    return Screen(text, menu.below_the_chat(reader, t, features), menu.commands(reader, t, features))
