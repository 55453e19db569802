"""What dispatchers see of residents: who waits, the card with its two answers, who lives at an account (S4.23)."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.accounts import AccountView, mask_phone
from domain.phones import show_phone
from domain.residents import ResidentView, Waiting
from domain.views import Page
from ui.callbacks import Button, button
from ui.notices import Facts, notice
from ui.residents import address_line
from ui.screen import DANGER, MAIN, Row, Screen, bold, in_rows, keyboard, lines, pages_row, press
from ui.texts import Words

PAGE = 8


@button("hk")
@dataclass(frozen=True)
class ResidentsListed(Button):
    """[« Новые жители]: a page of who waits."""

    page: int = 0


@button("hl")
@dataclass(frozen=True)
class ResidentOpened(Button):
    """One of them."""

    resident: int


@button("hm")
@dataclass(frozen=True)
class ResidentConfirmed(Button):
    """[✅ Подтвердить]."""

    resident: int


@button("hn")
@dataclass(frozen=True)
class ResidentRejected(Button):
    """[❌ Отклонить]."""

    resident: int


@button("ho")
@dataclass(frozen=True)
class LivingOpened(Button):
    """[👥 Жители счёта]: everybody there."""

    account: int


@button("hp")
@dataclass(frozen=True)
class RemovalAsked(Button):
    """Somebody at an account: untie them?"""

    resident: int


@button("hq")
@dataclass(frozen=True)
class ResidentRemoved(Button):
    """Yes, untie them."""

    resident: int


def waiting(t: Words, page: Page[Waiting], total: int) -> Screen:
    """/residents."""
    title = bold(t("🏠 New residents: {n}", n=total) if total else t("🏠 New residents"))
    if not total:
        return Screen(lines(title, t("Nobody waits to be confirmed. Who comes is told here at once.")))
    rows = [press(_line(t, one), ResidentOpened(one.resident.id)) for one in page.items]
    pages = pages_row(total, PAGE, page.number, ResidentsListed)
    return Screen(lines(title, t("Who waits the longest comes first.")), keyboard(*in_rows(rows, 1), pages))


def card(t: Words, one: Waiting) -> Screen:
    """A resident however they stand now."""
    person, account = one.resident, one.account
    facts = {
        "id": person.id, "name": person.name, "phone": person.phone, "is_proven": person.is_proven,
        "number": account.number, "full_name": account.full_name, "on_file": account.phone, "address": _parts(account),
    }  # fmt: skip
    living = press(t.plain("👥 Residents: {n}", n=one.living), LivingOpened(account.id))
    if person.is_live and not person.is_confirmed:
        return Screen(_facts(t, facts), keyboard(_answers(t, person.id), [living], _back(t)))
    how = person.freed_why or "confirmed"
    return Screen(lines(outcome(t, {**facts, "how": how, "by": ""})), keyboard([living], _back(t)))


def living(t: Words, account: AccountView | None, people: Sequence[Waiting]) -> Screen:
    """Everybody at an account; each can be untied."""
    if account is None or not people:
        return Screen(t("Nobody is tied to this account."), keyboard(_back(t)))
    rows = [_person(t, one.resident) for one in people]
    buttons = [
        press(t.plain("Untie {name} {phone}", name=one.resident.name, phone=mask_phone(one.resident.phone)),
              RemovalAsked(one.resident.id))
        for one in people
    ]  # fmt: skip
    title = t("👥 {address} · account {number}", address=address_line(t, _parts(account)), number=account.number)
    return Screen(lines(bold(title), *rows), keyboard(*in_rows(buttons, 1), _back(t)))


def ask_removal(t: Words, one: Waiting) -> Screen:
    """What untying somebody means."""
    name = t("Untie {name} {phone}?", name=one.resident.name, phone=show_phone(one.resident.phone))
    where = t("{address}. They are told, and can identify themselves again.",
              address=address_line(t, _parts(one.account)))  # fmt: skip
    return Screen(
        lines(bold(name), where),
        keyboard(
            [press(t.plain("Untie"), ResidentRemoved(one.resident.id), DANGER)],
            [press("« " + t.plain("Back"), LivingOpened(one.account.id))],
        ),
    )


@notice("resident_new")
def new_notice(t: Words, facts: Facts) -> Screen:
    """To dispatchers: somebody says that they live there."""
    return Screen(_facts(t, facts), keyboard(_answers(t, facts["id"])))


@notice("resident_gone")
def gone_notice(t: Words, facts: Facts) -> Screen:
    """What became of them, and by whom."""
    return Screen(outcome(t, facts))


@notice("accounts_guessed")
def guessed_notice(t: Words, facts: Facts) -> Screen:
    """To owners: somebody tries accounts that do not exist."""
    return Screen(
        lines(
            bold(t("⚠️ Somebody is guessing personal accounts")),
            t("Accounts that do not exist, named in the last hour: {n}", n=facts["misses"]),
            t("They are answered the same words as everybody and see nothing. I say this once a day."),
        )
    )


def outcome(t: Words, facts: Facts) -> Markup:
    """One sentence of how it ended."""
    who, where = f"{facts['name']} {mask_phone(facts['phone'])}", address_line(t, facts["address"])
    said = {
        "confirmed": t("✅ {who} is confirmed: {address}", who=who, address=where),
        "phone": t("✅ {who} is confirmed by the phone on file: {address}", who=who, address=where),
        "rejected": t("⛔ {who} is rejected: {address}", who=who, address=where),
        "disowned": t("⛔ {who} was rejected by a resident: {address}", who=who, address=where),
    }.get(facts["how"], t("🏠 {who} is not tied any more: {address}", who=who, address=where))
    by = t("By: {name}", name=facts["by"]) if facts["by"] and facts["how"] != "disowned" else None
    return lines(said, by)


def _facts(t: Words, facts: Facts) -> Markup:
    on_file = show_phone(facts["on_file"]) if facts["on_file"] else t.plain("none")
    return lines(
        bold(t("🏠 New resident: {address}", address=address_line(t, facts["address"]))),
        t("Personal account: {number}", number=facts["number"]),
        t("In the account: {name}", name=facts["full_name"]) if facts["full_name"] else None,
        t("Phone of the account: {phone}", phone=on_file),
        t("In Telegram: {name}", name=facts["name"]),
        _phone(t, facts),
    )


def _phone(t: Words, facts: Facts) -> Markup:
    shown = show_phone(facts["phone"])
    if facts["is_proven"]:
        return t("Phone: {phone}, sent from Telegram", phone=shown)
    return t("Phone: {phone}, typed", phone=shown)


def _answers(t: Words, resident: int) -> Row:
    return [
        press(t.plain("✅ Confirm"), ResidentConfirmed(resident), MAIN),
        press(t.plain("❌ Reject"), ResidentRejected(resident), DANGER),
    ]


def _back(t: Words) -> Row:
    return [press("« " + t.plain("New residents"), ResidentsListed())]


def _line(t: Words, one: Waiting) -> str:
    return f"{address_line(t, _parts(one.account))} · {one.resident.name}"


def _person(t: Words, person: ResidentView) -> Markup:
    shown = f"{person.name}, {show_phone(person.phone)}"
    return Markup.escape(shown) if person.is_confirmed else t("{who}, not confirmed", who=shown)


def _parts(account: AccountView) -> tuple[str, str, str]:
    return account.street, f"{account.house}{account.letter}", account.flat
