"""Accounts: meeting a person, their language, whether they can be reached."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command

if TYPE_CHECKING:
    from repositories.uow import Uow

NAME_LENGTH = 64


@command(Permission.SYSTEM)
def meet(
    uow: "Uow", actor: Actor, telegram_id: int, first_name: str, last_name: str, username: str | None,
    language: str, origin: str,
) -> Actor:  # fmt: skip
    """Register a Telegram account once, or refresh its name; gives the person as an actor (S2.26)."""
    user, created = uow.people.meet(telegram_id, first_name[:NAME_LENGTH], last_name[:NAME_LENGTH], username, language)
    met = uow.people.actor_of(telegram_id, origin)
    assert met is not None
    if created:
        uow.audit.record(met, "met", "user", user.id)
    return met


@command(Permission.SYSTEM)
def reachable(uow: "Uow", actor: Actor, telegram_id: int, is_reachable: bool) -> None:
    """The person has blocked the bot, or has come back."""
    if is_reachable:
        uow.people.mark_reachable(telegram_id)
    else:
        uow.people.mark_unreachable(telegram_id)


@command(Permission.ANYONE)
def choose_language(uow: "Uow", actor: Actor, language: str) -> None:
    """Speak to this person in another language from now on."""
    uow.people.get(actor.user_id).language = language
