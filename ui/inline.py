"""Inline mode: what staff find behind the bot's name in any chat. Plain text: nothing of it is markup."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent

from domain.canned import CannedView
from domain.phones import show_phone
from domain.views import ClientView
from ui.screen import LABEL, cut
from ui.texts import Words

PRIVATE = "inline"  # behind /start, of who comes from here into the private chat


@dataclass(frozen=True)
class Offer:
    """Results to pick from; a button above them leads into the private chat."""

    results: Sequence[InlineQueryResultArticle] = field(default_factory=tuple)
    button: InlineQueryResultsButton | None = None


def found(t: Words, query: str, clients: Sequence[ClientView], replies: Sequence[CannedView]) -> Offer:
    """Clients first, then canned replies; with none of either, a line that says how to search."""
    results = [*(_client(client) for client in clients), *(_reply(reply) for reply in replies)]
    if results:
        return Offer(results)
    said = t.plain("Nothing found: {query}", query=cut(query, 20)) if query else t.plain("Type a name or a phone")
    return Offer((), _button(said))


def closed(t: Words, business: str) -> Offer:
    """For who is not staff: the way to the bot, and nothing else."""
    return Offer((), _button(t.plain("Write to {business}", business=business)))


def _client(client: ClientView) -> InlineQueryResultArticle:
    phone = show_phone(client.phone) if client.phone else ""
    said = ", ".join(part for part in (client.full_name, phone) if part)
    return _article(f"c{client.uid}", f"👤 {client.full_name}", phone, said)


def _reply(reply: CannedView) -> InlineQueryResultArticle:
    return _article(f"r{reply.id}", f"💬 {reply.title}", " ".join(cut(reply.text, 120).split()), reply.text)


def _article(id_: str, title: str, about: str, said: str) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id_, title, InputTextMessageContent(said, parse_mode=None), description=about or None
    )  # fmt: skip


def _button(said: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(cut(said, LABEL), start_parameter=PRIVATE)
