"""What a person reads about their own data; what managers read when a consent is taken back."""

from dataclasses import dataclass

from markupsafe import Markup

from domain.people import ConsentKind
from domain.phones import show_phone
from domain.views import PrivacyView
from ui.callbacks import Button, button
from ui.consent import shown
from ui.notices import Facts, notice
from ui.screen import DANGER, Screen, bold, keyboard, lines, press, quote
from ui.texts import Words


@button("pv")
@dataclass(frozen=True)
class PrivacyOpened(Button):
    """[« Назад] to /privacy."""


@button("pa")
@dataclass(frozen=True)
class AdvertsAgreed(Button):
    """[Согласен на рекламу], to this version of its text."""

    version: str


@button("pw")
@dataclass(frozen=True)
class WithdrawalAsked(Button):
    """[Отозвать согласие]: explain first."""


@button("px")
@dataclass(frozen=True)
class ConsentWithdrawn(Button):
    """Yes, take it back."""

    kind: ConsentKind


def stored(t: Words, view: PrivacyView, is_staff: bool, contact: str) -> Screen:
    """/privacy."""
    client, person = view.client, view.person
    personal = t("Consent to keep it: {moment}", moment=t.moment(view.personal_at)) if view.personal_at else None
    phones = ", ".join(show_phone(phone) for phone in (client.phone, client.secondphone) if phone) if client else ""
    agree = press(t.plain("Agree to news"), AdvertsAgreed(view.adverts.version))
    stop = press(t.plain("No more news"), ConsentWithdrawn(ConsentKind.ADVERTS))
    return Screen(
        lines(
            bold(t("What is stored about you")),
            t("Telegram: {name}, id {id}", name=person.name, id=person.telegram_id),
            t("Card: {name}", name=client.full_name) if client else None,
            t("Phone: {phone}", phone=phones) if phones else None,
            t("E-mail: {email}", email=view.email) if view.email else None,
            t("Your purchases: {n}, with their prices and promo codes", n=view.purchases) if view.purchases else None,
            t("Your games, and the changes to them") if client else None,
            t("Resident, account: {numbers}. Phones: /flats", numbers=", ".join(view.accounts))
            if view.accounts
            else None,
            personal or (None if is_staff else t("You have not agreed to anything yet.")),
            _adverts(t, view),
            None if view.adverts_at else quote(shown(t, view.adverts)),
            t("Mistakes and deletion: {contact}", contact=contact) if contact else None,
        ),
        keyboard(
            [stop if view.adverts_at else agree],
            [press(t.plain("Take the consent back"), WithdrawalAsked())] if view.personal_at else None,
        ),
    )


def _adverts(t: Words, view: PrivacyView) -> Markup:
    if view.adverts_at:
        return t("News and offers: you agreed, {moment}", moment=t.moment(view.adverts_at))
    return t("News and offers: no, you have not agreed")


def withdrawal(t: Words, contact: str, *, lives_here: bool = False) -> Screen:
    """What taking the consent back means; ``lives_here``: to a resident too."""
    ask = t("To have your card deleted at once: {contact}", contact=contact) if contact else None
    return Screen(
        lines(
            bold(t("Take back the consent to your data?")),
            t("The managers are told and delete your card when no game is ahead."),
            t("Your flats are untied, your requests stay in the journal.") if lives_here else None,
            t("You can order through the bot again after agreeing anew."),
            ask,
        ),
        keyboard(
            [press(t.plain("Take it back"), ConsentWithdrawn(ConsentKind.PERSONAL), DANGER)],
            [press("« " + t.plain("Back"), PrivacyOpened())],
        ),
    )


@notice("consent_withdrawn")
def withdrawn_notice(t: Words, facts: Facts) -> Screen:
    """To managers and owners: somebody's data is to be deleted."""
    known = (
        t("Delete the card in /client when no game is ahead.")
        if facts["has_card"]
        else t("There is no card tied to this account.")
    )
    return Screen(lines(t("⚠️ {name} has taken back the consent to personal data.", name=facts["name"]), known))
