"""The channel gate (S2.2, T9): who may pass, as far as is known; what Telegram has said; what owners are told.

Nothing here asks Telegram: that is done between two transactions (delivery/channels.py). Whatever Telegram can't tell
lets the person through.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, Role, command, query
from domain.channels import PAUSE, Answer, Health, Section, Standing, Wanted, holds, wanted
from domain.settings import Business
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow

log = logging.getLogger(__name__)
KIND = "channel_unseen"


def asked_for(settings: Business, section: Section) -> bool:
    """Whether a section asks for a subscription; from the settings in memory, without a query."""
    return bool(settings["GATE_CHANNELS"]) and section in settings["GATED"]


@query(Permission.ANYONE)
def standing(uow: "Uow", actor: Actor, anew: bool = False) -> list[Standing]:
    """How the person who acts stands to each channel; ``anew``: only what was asked seconds ago is believed."""
    channels = _wanted(uow)
    rows = uow.channels.list_named([one.name for one in channels])
    verdicts = uow.channels.verdicts(actor.telegram_id, [row.chat_id for row in rows.values() if row.chat_id])
    found = []
    for one in channels:
        if (row := rows.get(one.name)) is None:
            found.append(Standing(one.name, one.link))
            continue
        # of a channel that was never seen itself nobody's verdict is known: it is not looked for again at once either
        unseen = (None, row.checked_at) if row.chat_id is None else None
        is_member, checked_at = verdicts.get(row.chat_id or 0) or unseen or (None, datetime.min.replace(tzinfo=UTC))
        is_known = uow.now < checked_at + PAUSE if anew else holds(is_member, checked_at, uow.now)
        found.append(Standing(one.name, one.link, row.title, row.chat_id, is_member if is_known else None, is_known))
    return found


@command(Permission.SYSTEM)
def note(uow: "Uow", actor: Actor, answers: Sequence[Answer], telegram_id: int | None = None) -> None:
    """Keep what Telegram said of channels, and of ``telegram_id`` in them.

    Owners are told once of a channel the bot can't look into, and again after it was repaired and broke.
    """
    links = {one.name: one.link for one in _wanted(uow)}
    for answer in sorted(answers, key=lambda one: one.name):
        if answer.name not in links:
            continue  # the setting has changed meanwhile
        uow.channels.keep(answer.name, links[answer.name], answer.chat_id, answer.title)
        if answer.chat_id is not None and telegram_id is not None:
            uow.channels.judge(answer.chat_id, telegram_id, answer.is_member, answer.asked_at)
        if answer.is_seen:
            uow.channels.mend(answer.name)
        elif answer.is_seen is False:
            _break(uow, answer.name)


@command(Permission.SYSTEM)
def moved(uow: "Uow", actor: Actor, chat_id: int, telegram_id: int, is_member: bool) -> None:
    """Somebody has joined or left a channel of the gate; of any other nothing is kept."""
    if (row := uow.channels.find_by_chat(chat_id)) is not None and row.name in {one.name for one in _wanted(uow)}:
        uow.channels.judge(chat_id, telegram_id, is_member, uow.now)


@command(Permission.SYSTEM)
def appointed(uow: "Uow", actor: Actor, chat_id: int, username: str, title: str, is_admin: bool) -> None:
    """The bot was made an admin of a chat, or is none any more: of a channel of the gate that is worth knowing."""
    names = {str(chat_id), f"@{username}".lower()}
    if (row := uow.channels.find_by_chat(chat_id)) is not None:
        names.add(row.name.lower())
    for one in _wanted(uow):
        if one.name.lower() in names:
            uow.channels.keep(one.name, one.link, chat_id, title)
            if is_admin:
                uow.channels.mend(one.name)
            else:
                _break(uow, one.name)


@query(Permission.SETTINGS)
def health(uow: "Uow", actor: Actor) -> list[Health]:
    """Whether the gate works, channel by channel."""
    channels = _wanted(uow)
    rows = uow.channels.list_named([one.name for one in channels])
    return [
        Health(one.name, row.title, row.is_seen or (False if row.told_at else None))
        if (row := rows.get(one.name))
        else Health(one.name, "", None)
        for one in channels
    ]


def _wanted(uow: "Uow") -> list[Wanted]:
    return [wanted(line) for line in business(uow)["GATE_CHANNELS"]]


def _break(uow: "Uow", name: str) -> None:
    if not uow.channels.break_(name):
        return
    log.warning("the bot can't see who is in %s: everybody passes the gate", name)
    title = uow.channels.list_named([name])[name].title
    for owner in uow.people.list_by_role(Role.OWNER):
        uow.outbox.tell(KIND, owner.telegram_id, f"channel:{name}"[:64], {"name": name, "title": title})
