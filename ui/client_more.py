"""What stands behind a client's card: all games, who changed what, deleting, putting together, whose Telegram it is."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from domain.clients import TITLES, Field
from domain.phones import show_phone
from domain.views import ClientCard, ClientView, HistoryLine, OrderView, Page
from ui.clients import (
    AccountTied,
    ClientDeleted,
    ClientOrdered,
    ClientRestored,
    ClientsMerged,
    ClientsOpened,
    GamesTurned,
    HistoryShown,
    game_line,
    to_card,
)  # fmt: skip
from ui.notices import Facts, notice
from ui.orders import OrderOpened
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, in_rows, keyboard, lines, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark a word for translation; it is translated where it is shown."""
    return msgid


# --- games and history ---


def games(t: Words, client: ClientView, page: Page[OrderView]) -> Screen:
    """All games of a client, each a button."""
    title = bold(t("📋 Games: {name}", name=client.full_name))
    text = lines(title, None if page.items else t("No games yet"))
    rows = [[press(game_line(t, game), OrderOpened(game.uid))] for game in page.items]
    new: Row = [] if page.items else [press(t.plain("🎯 New game"), ClientOrdered(client.uid), MAIN)]
    more: Row = [press(t.plain("🕘 Changes"), HistoryShown(client.uid))]
    return Screen(text, keyboard(*rows, _game_pages(client.uid, page), new, more, to_card(t, client.uid)))


def _game_pages(uid: int, page: Page[OrderView]) -> Row:
    if (page.pages or 1) < 2:
        return []
    before = [press("«", GamesTurned(uid, page.number - 1))] if page.number else []
    after = [press("»", GamesTurned(uid, page.number + 1))] if page.has_more else []
    return [*before, press(f"{page.number + 1}/{page.pages}", GamesTurned(uid, page.number)), *after]


ACTIONS: Mapping[str, str] = {
    "created": _("card added"), "edited": _("card changed"), "deleted": _("card deleted"),
    "restored": _("card taken back"),
    "tied": _("Telegram tied"), "merged": _("another card merged in"), "merged_away": _("merged into another card"),
    "invited": _("invited to the bot"),
}  # fmt: skip


def history(t: Words, client: ClientView, events: Sequence[HistoryLine]) -> Screen:
    """Who did what to a card, newest first."""
    title = bold(t("🕘 Changes: {name}", name=client.full_name))
    return Screen(lines(title, *(_event_line(t, event) for event in events[:10])), keyboard(to_card(t, client.uid)))


def _event_line(t: Words, event: HistoryLine) -> Markup:
    what = t(ACTIONS.get(event.action, event.action))
    head = Markup("{}, {}: {}").format(t.moment(event.at), event.who or t.plain("the system"), what)
    if event.action != "edited":
        return head
    told = (_change(t, Field(name), event) for name in event.after if name in set(Field))
    return head + Markup(" · ") + Markup("; ").join(told)


def _change(t: Words, field: Field, event: HistoryLine) -> Markup:
    before, after = (cut(str(values.get(field.value) or "—"), 30) for values in (event.before, event.after))
    return Markup("{}: {} → {}").format(t.plain(TITLES[field]), before, after)


# --- deleting, putting together, tying ---


def delete_question(t: Words, shown: ClientCard) -> Screen:
    """Names who goes and what stays (S1.18)."""
    client = shown.client
    text = lines(
        t("Delete the client {name}? The games stay.", name=client.full_name),
        t("Games to come: {n}.", n=shown.games_ahead) if shown.games_ahead else None,
    )
    return Screen(
        text,
        keyboard([press(t.plain("🗑 Yes, delete"), ClientDeleted(client.uid), DANGER)], to_card(t, client.uid)),
    )


def deleted(t: Words, client: ClientView) -> Screen:
    """Deleted; it can be taken back."""
    return Screen(
        t("🗑 {name} is deleted. It can be taken back for 10 minutes.", name=client.full_name),
        keyboard(
            [press(t.plain("↩️ Take back"), ClientRestored(client.uid))], [press(t.plain("« Clients"), ClientsOpened())]
        ),
    )


def merge_question(t: Words, client: ClientView, twin: ClientView) -> Screen:
    """Names both, and which stays."""
    names = {"name": f"{client.uid}: {client.full_name}", "twin": f"{twin.uid}: {twin.full_name}"}
    text = t(
        "Merge card {twin} into {name}? Games, requests, money, Telegram and missing fields move over. "
        "There is no way back.",
        **names,
    )
    return Screen(
        text,
        keyboard([press(t.plain("Yes, merge"), ClientsMerged(client.uid, twin.uid), DANGER)], to_card(t, client.uid)),
    )


def tied(t: Words, client: ClientView) -> Screen:
    """A manager has said whose account it is."""
    return Screen(t("✅ Tied to the card: {name}", name=client.full_name), keyboard(to_card(t, client.uid)))


@notice("same_phone")
def whose_account(t: Words, facts: Facts) -> Screen:
    """A customer's proven phone is on several cards: a manager is asked which is theirs."""
    text = lines(
        bold(t("⚠️ Whose Telegram is this?")),
        t(
            "{name} has shared the phone {phone}. Several cards have it.",
            name=facts["name"],
            phone=show_phone(facts["phone"]),
        ),
        t("Nothing is tied yet."),
        *(Markup("{}: {}").format(card["uid"], card["full_name"]) for card in facts["cards"]),
    )
    buttons = [
        press(
            t.plain("It is {uid}: {name}", uid=card["uid"], name=card["name"]), AccountTied(card["uid"], facts["user"])
        )
        for card in facts["cards"]
    ]
    return Screen(text, keyboard(*in_rows(buttons, 1)))


def invitation(t: Words, client: ClientView, link: str, business: str) -> Markup:
    """The caption of the QR picture: a text to be forwarded to the client."""
    return lines(
        t("{name}, this is {business}.", name=client.name, business=business) if business else None,
        t("Your games, reminders and changes are here in Telegram:"),
        link,
    )  # fmt: skip


def how_to_invite(t: Words, client: ClientView) -> str:
    """What to do with the picture just sent."""
    return t.plain("Forward this message to {name}, or show the code. The link works once.", name=client.name)


def not_sent(t: Words) -> str:
    """Telegram did not take the picture."""
    return t.plain("Telegram does not answer. Press again in a minute, please.")
