"""What the staff see of members: lists, the card, a sale, money and visits (S5.12, S5.14, S5.49)."""

from collections.abc import Mapping

from markupsafe import Markup

from domain.membership_views import MemberCard, MemberLine, MembershipView, MemberVisit, MoneyLine, Offer, Sale, Which
from domain.memberships import State, renewed
from domain.payments import Kind
from domain.views import Page
from ui import member_words as words
from ui import payment_buttons
from ui.clients import ClientPicked
from ui.common import cancel_row
from ui.member_buttons import (
    CalledOff,
    CallOffAsked,
    FreezeBegun,
    MemberBroughtBack,
    MemberOpened,
    MemberSearched,
    MembershipShown,
    MembersListed,
    MoneyShown,
    OtherSumAsked,
    PlanOffered,
    SaleOpened,
    SalePaid,
    UnfreezeAsked,
    VisitsShown,
)
from ui.members import profile_lines
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, in_pairs, keyboard, lines, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


ENDING_DAYS, ENDED_DAYS = 7, 30
TABS: Mapping[Which, str] = {
    Which.ENDING: _("Ends within 7 days"), Which.ENDED: _("Ended"), Which.FROZEN: _("Frozen ones"), Which.ALL: _("All"),
    Which.DELETED: _("Deleted"),
}  # fmt: skip
EMPTY: Mapping[Which, str] = {
    Which.ENDING: _("Nobody's membership ends within 7 days."), Which.ENDED: _("Nobody's has ended within 30 days."),
    Which.FROZEN: _("Nobody is frozen today."), Which.ALL: _("There are no members yet."),
    Which.DELETED: _("Nobody was deleted."),
}  # fmt: skip


# --- lists ---


def days_of(which: Which) -> int:
    """How far a list looks."""
    return ENDED_DAYS if which is Which.ENDED else ENDING_DAYS


def listed(t: Words, which: Which, page: Page[MemberLine]) -> Screen:
    """/members: lists as tabs, members as buttons."""
    tabs = [press(t.plain(label), MembersListed(one, 0)) for one, label in TABS.items() if one is not which]
    return Screen(
        lines(bold(t("🏋️ Members: {list}", list=t.plain(TABS.get(which, TABS[Which.ALL])))),
              None if page.items else t(EMPTY.get(which, EMPTY[Which.ALL]))),
        keyboard(
            *_line_rows(t, page), _turning(page, which),
            [press(t.plain("🔎 Find"), MemberSearched())], *in_pairs(tabs),
        ),
    )  # fmt: skip


def _line_rows(t: Words, page: Page[MemberLine]) -> list[Row]:
    return [[press(_line(t, one), MemberOpened(one.client_uid))] for one in page.items]


def _line(t: Words, one: MemberLine) -> str:
    mark = "❄️" if one.frozen else "✅" if one.is_active else "▫️"
    until = t.plain("until {day}", day=f"{one.until:%d.%m.%y}") if one.until else ""
    return " · ".join(part for part in (f"{mark} {cut(one.name, 24)}", until) if part)


def _turning(page: Page[MemberLine], which: Which) -> Row:
    before = [press("«", MembersListed(which, page.number - 1))] if page.number else []
    after = [press("»", MembersListed(which, page.number + 1))] if page.has_more else []
    return [*before, *after]


def asking_search(t: Words) -> Screen:
    """Whom?"""
    said = t("A name, a phone, a Telegram id or a city; a part of it will do.")
    return Screen(lines(bold(t("🔎 Whom are we looking for?")), said), keyboard(cancel_row(t)))


def found(t: Words, text: str, page: Page[MemberLine]) -> Screen:
    """What a search found; typing goes on searching."""
    if not page.items:
        nobody = t(
            "Nobody is found for “{typed}”. Try again: another part of the name, or the phone.", typed=cut(text, 40)
        )
        return Screen(nobody, keyboard(cancel_row(t)))
    more = t("There are more: type another letter.") if page.has_more else None
    head = bold(t("🔎 Found for “{typed}”:", typed=cut(text, 40)))
    return Screen(lines(head, more), keyboard(*_line_rows(t, page), cancel_row(t)))


# --- the card ---


def card(t: Words, shown: MemberCard, *, may_delete: bool) -> Screen:
    """A member with what can be done."""
    uid = shown.client.uid
    if shown.deleted_at is not None:
        back = [press(t.plain("↩️ Bring back"), MemberBroughtBack(uid))] if may_delete else None
        return Screen(
            lines(bold(t("🗑 {name}: deleted", name=shown.client.full_name)), *profile_lines(t, shown)[1:]),
            keyboard(back, _to_list(t)),
        )
    known = [one for one in (shown.active, *shown.coming, *shown.past) if one is not None][:4]
    return Screen(
        lines(
            bold(t("🏋️ {name}", name=shown.client.full_name)), *words.now_lines(t, shown),
            t("Group: {name}", name=shown.group) if shown.group else None,
            t("Visits: {n}", n=shown.visits) if shown.visits else None,
            *profile_lines(t, shown)[1:], _write_to(t, shown),
        ),
        keyboard(
            [press(t.plain("🏋️ Membership"), SaleOpened(uid), MAIN), *_freezing(t, shown)],
            *([press(words.membership_label(t, one, shown.today), MembershipShown(one.id))] for one in known),
            [press(t.plain("📋 Visits"), VisitsShown(uid, 0)), press(t.plain("💰 Payments"), MoneyShown(uid, 0))],
            [press(t.plain("👤 Client's card"), ClientPicked(uid))], _to_list(t),
        ),
    )  # fmt: skip


def _write_to(t: Words, shown: MemberCard) -> Markup:
    """The chat with them, if they have one with us: a press opens it."""
    if shown.telegram_id is None:
        return t("without Telegram, call")
    link = Markup('<a href="tg://user?id={}">{}</a>').format(shown.telegram_id, t("Write in Telegram"))
    return Markup("💬 {}").format(link)


def _freezing(t: Words, shown: MemberCard) -> Row:
    if shown.frozen is not None:
        return [press(t.plain("☀️ Unfreeze"), UnfreezeAsked(shown.client.uid, shown.frozen.starts))]
    if shown.active is not None and shown.active.freeze_left:
        return [press(t.plain("❄️ Freeze"), FreezeBegun(shown.client.uid))]
    return []


def _to_list(t: Words) -> Row:
    return [press("« " + t.plain("Members"), MembersListed(Which.ENDING, 0))]


def to_member(t: Words, uid: int) -> Row:
    """[« Карточка]."""
    return [press("« " + t.plain("Card"), MemberOpened(uid))]


# --- one membership ---


def membership(t: Words, one: MembershipView, shown: MemberCard) -> Screen:
    """A membership with its money."""
    is_open = one.state is not State.CANCELLED and not (one.span and one.span.ends < shown.today)
    frozen = "; ".join(words.span(t, days, shown.today) for days in one.freezes)
    off = [press(t.plain("✖️ Call off"), CallOffAsked(one.id), DANGER)] if is_open else []
    note = one.state is not State.CANCELLED and one.paid < one.price
    return Screen(
        lines(
            bold(t("🏋️ {name}", name=one.name)), Markup("👤 {}").format(shown.client.full_name),
            t("Called off") if one.state is State.CANCELLED else None,
            t("Signed off from trainings: {n}", n=one.signed_off) if one.signed_off else None,
            t("Days: {days}", days=words.span(t, one.span, shown.today)) if one.span else t("Not paid in full yet"),
            t("Price: {money}", money=t.money(one.price)), t("Paid: {money}", money=t.money(one.paid)),
            t("Visits left: {left} of {all}", left=one.visits_left, all=one.visits) if one.visits is not None else None,
            t("Frozen: {days}", days=frozen) if frozen else None,
            t("Days of freeze left: {n}", n=one.freeze_left) if one.freeze_days else None,
        ),
        keyboard(
            [payment_buttons.note(t, Kind.MEMBERSHIP, one.id)] if note else None,
            [payment_buttons.refund(t, Kind.MEMBERSHIP, one.id)] if one.paid else None, off,
            to_member(t, one.client_uid),
        ),
    )  # fmt: skip


def call_off_question(t: Words, one: MembershipView) -> Screen:
    """Names what goes and what stays."""
    return Screen(
        lines(
            bold(t("Call off the membership “{name}”?", name=one.name)),
            t("It ends today; what stands behind it moves up."),
            t("Trainings ahead that no other membership covers are signed off."),
            t("The money stays until it is returned: {amount}.", amount=t.money(one.paid)) if one.paid else None,
        ),
        keyboard(
            [press(t.plain("✖️ Yes, call off"), CalledOff(one.id), DANGER)],
            [press("« " + t.plain("Back"), MembershipShown(one.id))],
        ),
    )


# --- a sale ---


def sale(t: Words, seen: Sale) -> Screen:
    """[🏋️ Абонемент] of a client's card: which plan?"""
    uid = seen.card.client.uid
    rows = [[press(words.plan_label(t, plan), PlanOffered(uid, plan.id))] for plan in seen.plans[:10]]
    back = to_member(t, uid) if seen.card.is_member else [press("« " + t.plain("Card"), ClientPicked(uid))]
    return Screen(
        lines(
            bold(t("🏋️ Membership: {name}", name=seen.card.client.full_name)), *words.now_lines(t, seen.card),
            t("Which one?") if seen.plans else t("There are no plans yet: the owner adds them with /plans."),
        ),
        keyboard(*rows, back),
    )  # fmt: skip


def offer(t: Words, seen: Offer) -> Screen:
    """A plan for a client: is it paid?"""
    uid, plan, today = seen.card.client.uid, seen.plan, seen.card.today
    days = renewed(today, seen.card.last_end, plan.days)
    label = t.plain("✅ Paid {amount}", amount=t.money(seen.due)) if seen.due else t.plain("✅ Give it")
    other = [press(t.plain("Another sum"), OtherSumAsked(uid, plan.id))] if seen.due else None
    return Screen(
        lines(
            bold(t("🏋️ {name}", name=plan.name)), Markup("👤 {}").format(seen.card.client.full_name),
            words.plan_line(t, plan), t("Days: {days}", days=words.span(t, days, today)),
            t("To pay: {amount}", amount=t.money(seen.due)) if seen.due != plan.price else None,
        ),
        keyboard(
            [press(label, SalePaid(uid, plan.id, seen.due, seen.sold), MAIN)], other,
            [press("« " + t.plain("Back"), SaleOpened(uid))],
        ),
    )  # fmt: skip


def ask_sum(t: Words, seen: Offer) -> Screen:
    """How much was paid?"""
    return Screen(
        lines(
            bold(t("🏋️ {name}", name=seen.plan.name)), Markup("👤 {}").format(seen.card.client.full_name),
            t("To pay: {amount}", amount=t.money(seen.due)), t("How much was paid? For example: 5 000"),
            t("Paid in full, the membership begins."),
        ),
        keyboard(cancel_row(t)),
    )  # fmt: skip


def sold(t: Words, one: MembershipView, shown: MemberCard) -> Screen:
    """It is written down."""
    if one.span is None:
        news = bold(t("⏳ Noted: {paid} of {price}", paid=t.money(one.paid), price=t.money(one.price)))
    else:
        news = bold(t("✅ Paid: {name}", name=one.name))
    days = t("Days: {days}", days=words.span(t, one.span, shown.today)) if one.span else None
    return Screen(
        lines(news, Markup("👤 {}").format(shown.client.full_name), days),
        keyboard(to_member(t, one.client_uid)),
    )


# --- visits and money ---


def visits(t: Words, uid: int, page: Page[MemberVisit]) -> Screen:
    """A member's trainings."""
    empty = t("No trainings yet.") if not page.items else None
    before = [press("«", VisitsShown(uid, page.number - 1))] if page.number else []
    after = [press("»", VisitsShown(uid, page.number + 1))] if page.has_more else []
    return Screen(
        lines(bold(t("📋 Visits")), *words.visit_lines(t, page), empty), keyboard([*before, *after], to_member(t, uid))
    )  # fmt: skip


def money(t: Words, uid: int, page: Page[MoneyLine]) -> Screen:
    """A member's payments."""
    empty = t("No payments yet.") if not page.items else None
    shown = [Markup("{} · {} · {}").format(t.moment(one.at), t.money(one.amount), one.membership) for one in page.items]
    before = [press("«", MoneyShown(uid, page.number - 1))] if page.number else []
    after = [press("»", MoneyShown(uid, page.number + 1))] if page.has_more else []
    return Screen(lines(bold(t("💰 Payments")), *shown, empty), keyboard([*before, *after], to_member(t, uid)))
