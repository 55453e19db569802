"""What a person reads about themselves: greeting, help, language, id."""

from dataclasses import dataclass

from markupsafe import Markup

from domain.access import Actor, Permission
from domain.views import Accepted
from ui import menu
from ui.callbacks import Button, button
from ui.screen import Screen, bold, keyboard, lines, press
from ui.staff import role_name
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


LANGUAGES = {"ru": "Русский", "en": "English"}


@button("lg")
@dataclass(frozen=True)
class LanguageChosen(Button):
    """A language was pressed."""

    language: str


def greeting(t: Words, actor: Actor, business: str, features: frozenset[str]) -> Screen:
    """/start: who this is and what to do next."""
    about = _about(t, actor, features)
    title = t("Good day. This is {business}.", business=business)
    return Screen(lines(bold(title), about), menu.below_the_chat(actor, t, features))


OFFERS = (
    ("orders", _("order a game")), ("shop", _("buy goods and services")), ("tickets", _("ask us anything")),
    ("requests", _("file a request to the housing company")), ("fitness", _("train at the gym")),
)  # fmt: skip


def _about(t: Words, actor: Actor, features: frozenset[str]) -> Markup:
    if actor.may(Permission.CLIENTS_READ):
        return t("I keep the clients, games and calendar. Choose below, or press Menu.")
    if actor.may(Permission.TICKETS_WORK):
        return t("Customers' tickets come here. The list: /tickets")
    if actor.may(Permission.TRAININGS_RUN) and "fitness" in features:
        return t("Your trainings, and who comes to them: /week")
    if actor.is_staff:
        return t("Choose below, or press Menu.")
    if menu.must_identify(actor, features):
        return t("To file requests, press Identification below: I need your personal account and your phone.")
    offers = [t.plain(offer) for area, offer in OFFERS if area in features]
    return t("Here you can {offers}. Choose below.", offers=", ".join(offers)) if offers else t("Choose below.")


def accepted(t: Words, result: Accepted) -> Markup:
    """What an invitation has brought."""
    if result.role:
        return t("✅ You have joined. Your role: {role}.", role=role_name(t, result.role))
    if result.tariff:
        return t("✅ The tariff “{name}” is yours", name=result.tariff.name)
    name = result.client.full_name if result.client else ""
    return t("✅ This Telegram now belongs to the card of {name}: games and reminders come here.", name=name)


def help_(t: Words, actor: Actor, features: frozenset[str]) -> Screen:
    """/help: what this person can do, from the access table."""
    listed = [Markup("/{} — {}").format(e.command, t(e.about)) for e in menu.entries_of(actor, features)]
    return Screen(lines(bold(t("What I can do")), *listed))


def language(t: Words, actor: Actor) -> Screen:
    """/language."""
    buttons = [
        press(("· " if code == t.language else "") + name, LanguageChosen(code)) for code, name in LANGUAGES.items()
    ]
    return Screen(t("Which language shall I speak?"), keyboard(buttons))


def language_chosen(t: Words) -> Screen:
    """The language has changed."""
    return Screen(t("I speak English now."))


def your_id(t: Words, actor: Actor) -> Screen:
    """/id."""
    return Screen(t("Your Telegram id: {code}", code=Markup("<code>{}</code>").format(actor.telegram_id)))


def only_in_private(t: Words, username: str) -> Screen:
    """A command in a group."""
    return Screen(t("I answer in a private chat only: @{username}", username=username))
