"""Clients in words: the way in, what a search found, and the card with everything that can be done from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from domain.phones import looks_like_phone, show_phone
from domain.views import ClientCard, ClientView, OrderView, Page
from ui.callbacks import Button, button
from ui.common import cancel_row
from ui.member_buttons import SaleOpened
from ui.orders import polygon_label, status_label
from ui.screen import DANGER, LABEL, MAIN, Row, Screen, bold, cut, keyboard, lines, press, quote
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark a word for translation; it is translated where it is shown."""
    return msgid


@button("kl")
@dataclass(frozen=True)
class ClientsOpened(Button):
    """[« Клиенты]: the way in; in a search, back to what was found."""


@button("kf")
@dataclass(frozen=True)
class FindPressed(Button):
    """[🔎 Найти] (S1.15)."""


@button("ka")
@dataclass(frozen=True)
class AddPressed(Button):
    """[➕ Добавить] (S1.16)."""


@button("kt")
@dataclass(frozen=True)
class ResultsTurned(Button):
    """Another page of what was found."""

    page: int


@button("ky")
@dataclass(frozen=True)
class TypedAdded(Button):
    """[➕ Добавить «…»]: whom nobody found."""


@button("kc")
@dataclass(frozen=True)
class ClientPicked(Button):
    """A client, to look at."""

    client_uid: int


@button("co")
@dataclass(frozen=True)
class ClientOrdered(Button):
    """[🎯 Новая игра] of a client's card; the order dialogue begins with it."""

    client_uid: int


@button("ke")
@dataclass(frozen=True)
class FieldsShown(Button):
    """[✏️ Изменить]: which field? (S1.17)"""

    client_uid: int


@button("ki")
@dataclass(frozen=True)
class ClientInvited(Button):
    """[🔗 Пригласить в бота]."""

    client_uid: int


@button("kg")
@dataclass(frozen=True)
class GamesTurned(Button):
    """[📋 Игры], or another page of them."""

    client_uid: int
    page: int


@button("kb")
@dataclass(frozen=True)
class TariffOpened(Button):
    """[💬 Тариф] of a client's card."""

    client_uid: int


@button("kh")
@dataclass(frozen=True)
class HistoryShown(Button):
    """[🕘 Изменения]."""

    client_uid: int


@button("kd")
@dataclass(frozen=True)
class DeleteAsked(Button):
    """[🗑 Удалить]: really? (S1.18)"""

    client_uid: int


@button("kx")
@dataclass(frozen=True)
class ClientDeleted(Button):
    """[Да, удалить]."""

    client_uid: int


@button("kr")
@dataclass(frozen=True)
class ClientRestored(Button):
    """[↩️ Вернуть]."""

    client_uid: int


@button("km")
@dataclass(frozen=True)
class MergeAsked(Button):
    """[Объединить с …]: really?"""

    client_uid: int
    twin_uid: int


@button("kw")
@dataclass(frozen=True)
class ClientsMerged(Button):
    """[Да, объединить]."""

    client_uid: int
    twin_uid: int


@button("ku")
@dataclass(frozen=True)
class AccountTied(Button):
    """[Это …]: a manager's answer to whose account it is."""

    client_uid: int
    user_id: int


class Way(StrEnum):
    """Where a card's way back leads, as its button says."""

    CLIENTS = _("« Clients")
    FOUND = _("« What was found")
    QUESTION = _("« Back to the question")


# --- lines ---


def hit_label(client: ClientView) -> str:
    """`1: Михаил (+79996432387)` (S1.30); a long name gives way, the phone does not."""
    head, tail = f"{client.uid}: ", f" ({client.phone})"
    return head + cut(client.name, max(8, LABEL - len(head) - len(tail))) + tail


def hit_buttons(clients: Sequence[ClientView]) -> list[Row]:
    """One client a row, as S1.30 has it."""
    return [[press(hit_label(client), ClientPicked(client.uid))] for client in clients]


def _hit_lines(clients: Sequence[ClientView]) -> list[Markup]:
    """Of one hit what the button says, and the whole name (S1.30); of several the names: the buttons have the rest."""
    if len(clients) > 1:
        return [Markup("{}: {}").format(client.uid, client.full_name) for client in clients]
    return [
        Markup("{}: {} ({})").format(client.uid, client.name, client.phone)
        + (Markup(" · {}").format(client.full_name) if client.full_name != client.name else "")
        for client in clients
    ]


# --- the way in, and the search ---


def way_in(t: Words) -> Screen:
    """/client: exactly Find and Add (S1.22)."""
    text = lines(bold(t("👤 Clients")), t("Find a client, or add a new one?"))
    return Screen(text, keyboard([press(t.plain("🔎 Find"), FindPressed()), press(t.plain("➕ Add"), AddPressed())]))


def whom(t: Words) -> Screen:
    """The search, with nothing typed yet."""
    return Screen(
        lines(bold(t("🔎 Whom are we looking for?")), t("A name, surname or phone; a part of it will do.")),
        keyboard(cancel_row(t)),
    )


def found(t: Words, text: str, page: Page[ClientView]) -> Screen:
    """What a search found, or that it found nobody; typing goes on searching (S1.30, S1.63)."""
    sought = cut(text, 40)
    add = [press(t.plain("➕ Add “{typed}”", typed=cut(text, 20)), TypedAdded())]
    if not page.items and not page.number:
        nobody = t("Nobody is found for “{typed}”. Try again: another part of the name, or the phone.", typed=sought)
        return Screen(nobody, keyboard(add, cancel_row(t)))
    head = t("🔎 Found for “{typed}”:", typed=sought)
    return Screen(
        lines(bold(head), *_hit_lines(page.items)),
        keyboard(*hit_buttons(page.items), _turning(page), [] if looks_like_phone(text) else add, cancel_row(t)),
    )


def _turning(page: Page[Any]) -> Row:
    before = [press("«", ResultsTurned(page.number - 1))] if page.number else []
    after = [press("»", ResultsTurned(page.number + 1))] if page.has_more else []
    return [*before, press(f"{page.number + 1}", ResultsTurned(page.number)), *after] if before or after else []


# --- the card ---


def card(t: Words, shown: ClientCard, *, may_delete: bool, also: Sequence[str] = (), back: Way = Way.CLIENTS) -> Screen:
    """A client with everything that can be done; ``also``: what else this person looks after (`gym`, `tariffs`)."""
    rows = _card_rows(t, shown, may_delete, back)
    gym = [press(t.plain("🏋️ Membership"), SaleOpened(shown.client.uid))] if "gym" in also else []
    tariff = [press(t.plain("💬 Tariff"), TariffOpened(shown.client.uid))] if "tariffs" in also else []
    rows.insert(2, [*gym, *tariff])
    return Screen(card_text(t, shown), keyboard(*rows))


def card_text(t: Words, shown: ClientCard) -> Markup:
    """At most 12 lines and the note."""
    client = shown.client
    names = ", ".join(account.name for account in shown.accounts[:3])
    return lines(
        bold(t("👤 {name} · No {uid}", name=client.full_name, uid=client.uid)),
        ", ".join(show_phone(phone) for phone in (client.phone, client.secondphone) if phone),
        t("Heard of us: {source}", source=client.source) if client.source else None,
        t("Telegram: {names}", names=names) if names else t("without Telegram, call"),
        _games_line(t, shown),
        *(Markup("· {}").format(game_line(t, game)) for game in shown.games),
        _twins_line(t, shown.twins),
        quote(client.description),
    )


def game_line(t: Words, game: OrderView) -> str:
    """`сб, 21 нояб., 15:00 · арена · подтверждена`, plain."""
    return f"{t.moment(game.date)} · {polygon_label(t, game.polygon)} · {status_label(t, game.status)}"


def _games_line(t: Words, shown: ClientCard) -> Markup:
    if not shown.games_total:
        return t("No games yet")
    line = t("Games: {n}", n=shown.games_total)
    return line + ", " + t("to come: {n}", n=shown.games_ahead) if shown.games_ahead else line


def _twins_line(t: Words, twins: Sequence[ClientView]) -> Markup | None:
    if not twins:
        return None
    return t("⚠️ The same phone: {names}", names=", ".join(f"{twin.uid}: {twin.full_name}" for twin in twins[:3]))


def _card_rows(t: Words, shown: ClientCard, may_delete: bool, back: Way) -> list[Row]:
    uid = shown.client.uid
    rows: list[Row] = [
        [press(t.plain("🎯 New game"), ClientOrdered(uid), MAIN)],
        [press(t.plain("✏️ Change"), FieldsShown(uid)), press(t.plain("📋 Games"), GamesTurned(uid, 0))],
    ]
    if not shown.accounts:
        rows.append([press(t.plain("🔗 Invite to the bot"), ClientInvited(uid))])
    rows += [[press(hit_label(twin), ClientPicked(twin.uid))] for twin in shown.twins[:2]]
    if may_delete and shown.twins:
        rows.append([press(t.plain("Merge with {uid}", uid=shown.twins[0].uid), MergeAsked(uid, shown.twins[0].uid))])
    if may_delete:
        rows.append([press(t.plain("🗑 Delete"), DeleteAsked(uid), DANGER)])
    return [*rows, [press(t.plain(back), ClientsOpened())]]


def to_card(t: Words, client_uid: int) -> Row:
    """[« Карточка]."""
    return [press(t.plain("« Card"), ClientPicked(client_uid))]
