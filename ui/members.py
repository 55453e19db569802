"""What a member sees: «Мой абонемент», plans, visits, the profile (S5.24, S5.25, S5.50)."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from domain.members import Field, OwnMember, Standing
from domain.membership_views import MemberCard, MembershipView, MemberVisit, PlanView
from domain.memberships import State, renewed
from domain.payments import Kind
from domain.phones import show_phone
from domain.views import Page
from ui import member_words as words
from ui.member_buttons import (
    FreezeBegun,
    JoinBegun,
    OwnMembershipOpened,
    OwnVisitsShown,
    PlansShown,
    PlanWanted,
    ProfileFieldPicked,
    ProfileOpened,
    UnfreezeAsked,
)
from ui.payment_buttons import pay
from ui.screen import MAIN, Row, Screen, bold, in_pairs, keyboard, lines, press, quote
from ui.texts import Words
from ui.training_buttons import ScheduleOpened


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


TITLES: Mapping[Field, str] = {
    Field.NAME: _("Name"), Field.PHONE: _("Phone"), Field.EMAIL: _("E-mail"), Field.REGION: _("City or district"),
    Field.PHOTO: _("Photo"), Field.COMMENT: _("Comment"),
}  # fmt: skip


def stranger(t: Words, known: Standing) -> Screen:
    """Who is no member yet; whose card was deleted is told how to come back (S5.47)."""
    if known.was_deleted:
        return deleted(t, known.contact)
    said = t("You are not registered at the gym yet. It takes a minute: your phone and your name.")
    return Screen(
        lines(bold(t("🏋️ Membership")), said), keyboard([press(t.plain("✍️ Register"), JoinBegun(), MAIN)])
    )  # fmt: skip


def deleted(t: Words, contact: str) -> Screen:
    """The staff have deleted the card: only they bring it back."""
    how = t("Call us: {contact}", contact=contact) if contact else t("Call or write to us, please.")
    return Screen(
        lines(bold(t("⛔ Your card at the gym was deleted")), t("One can't register anew by oneself."), how)
    )  # fmt: skip


def own(t: Words, known: OwnMember) -> Screen:
    """«Мой абонемент»."""
    card = known.card
    waits = next((one for one in card.coming if one.state is State.WANTED), None)
    how = known.how_to_pay if waits is not None and not known.can_pay else ""
    return Screen(
        lines(
            bold(t("🏋️ My membership")), *words.now_lines(t, card),
            t("Group: {name}", name=card.group) if card.group else None, quote(how),
        ),
        keyboard(
            [pay(t, Kind.MEMBERSHIP, waits.id)] if waits is not None and waits.price and known.can_pay else None,
            [press(t.plain("🔁 Renew") if card.last_end else t.plain("🏋️ Buy a membership"), PlansShown(), MAIN)],
            _freezing(t, known),
            [press(t.plain("📅 Schedule"), ScheduleOpened())] if card.active is not None else None,
            [press(t.plain("📋 My visits"), OwnVisitsShown(0)), press(t.plain("👤 Profile"), ProfileOpened())],
        ),
    )  # fmt: skip


def _freezing(t: Words, known: OwnMember) -> Row:
    card = known.card
    row = []
    if card.frozen is not None:
        label = t.plain("☀️ Unfreeze") if card.frozen.has(card.today) else t.plain("☀️ Do not freeze")
        row.append(press(label, UnfreezeAsked(0, card.frozen.starts)))
    elif card.active is not None and card.active.freeze_left and known.may_freeze:
        row.append(press(t.plain("❄️ Freeze"), FreezeBegun(0)))
    return row


# --- renewing ---


def plans(t: Words, offered: Sequence[PlanView]) -> Screen:
    """[Продлить]: which plan?"""
    shown = [Markup("<b>{}</b>: {}").format(plan.name, words.plan_line(t, plan)) for plan in offered[:10]]
    none = t("There is nothing on sale just now. Please ask us.") if not offered else None
    return Screen(
        lines(bold(t("🏋️ Which membership?")), *shown, none),
        keyboard(
            *([press(words.plan_label(t, plan), PlanWanted(plan.id))] for plan in offered[:10]), to_own(t)
        ),
    )  # fmt: skip


def wanted(t: Words, known: OwnMember, asked: MembershipView) -> Screen:
    """A plan was chosen: pay here, or the staff were told."""
    card = known.card
    days = asked.span or renewed(card.today, card.last_end, asked.days)
    due = max(0, asked.price - asked.paid)
    told = None
    if not (known.can_pay and asked.price):
        told = t("We have been told. The membership begins as soon as we note the payment.")
    return Screen(
        lines(
            bold(t("🏋️ {name}", name=asked.name)),
            t("Days: {days}", days=words.span(t, days, card.today)),
            t("To pay: {amount}", amount=t.money(due)) if due else t("Free of charge"),
            told,
            quote(known.how_to_pay) if told and due else None,
            t("Questions: {contact}", contact=known.contact) if told and known.contact else None,
        ),
        keyboard([pay(t, Kind.MEMBERSHIP, asked.id)] if due and known.can_pay else None, to_own(t)),
    )


def to_own(t: Words) -> Row:
    """[« Мой абонемент]."""
    return [press("« " + t.plain("My membership"), OwnMembershipOpened())]


# --- visits and the profile ---


def visits(t: Words, page: Page[MemberVisit]) -> Screen:
    """One's own trainings."""
    empty = t("You have not been at a training yet.") if not page.items else None
    before = [press("«", OwnVisitsShown(page.number - 1))] if page.number else []
    after = [press("»", OwnVisitsShown(page.number + 1))] if page.has_more else []
    return Screen(
        lines(bold(t("📋 My visits")), *words.visit_lines(t, page), empty),
        keyboard([*before, *after], to_own(t)),
    )


def profile_lines(t: Words, card: MemberCard) -> list[Markup | str | None]:
    """What is known of a member, an empty line for what is not."""
    return [
        t("Name: {name}", name=card.client.full_name),
        t("Phone: {phone}", phone=show_phone(card.client.phone)),
        t("E-mail: {email}", email=card.email) if card.email else None,
        t("City or district: {region}", region=card.region) if card.region else None,
        t("Photo: there is one") if card.photo else None,
        t("Comment: {text}", text=card.comment) if card.comment else None,
    ]  # fmt: skip


def profile(t: Words, known: OwnMember) -> Screen:
    """[Профиль]: each line can be changed."""
    buttons = [press("✏️ " + t.plain(TITLES[field]), ProfileFieldPicked(field)) for field in Field]
    return Screen(
        lines(bold(t("👤 Profile")), *profile_lines(t, known.card), t("What shall be changed?")),
        keyboard(*in_pairs(buttons), to_own(t)),
    )
