"""What is told of tickets without being asked: to who may take them, to managers, to both sides of the talk."""

from datetime import datetime

from markupsafe import Markup

from domain.phones import show_phone
from domain.tickets import Kind, Stage
from ui.notices import Facts, notice
from ui.own_tickets import rating_row
from ui.screen import MAIN, Attachment, Row, Screen, bold, cut, keyboard, lines, press, quote
from ui.texts import Words
from ui.ticket_buttons import HandedTo, JobTaken, QuestionTaken, SupportBegun, TicketOpened, TicketReopened
from ui.ticket_words import named


def _opens(t: Words, facts: Facts) -> Row:
    return [press(t.plain("Open the ticket"), TicketOpened(facts["id"]))]


def _moment(t: Words, value: str | None) -> str:
    return t.moment(datetime.fromisoformat(value)) if value else ""


def _named(t: Words, facts: Facts) -> str:
    return named(t, facts["kind"], facts["id"])


# --- to who may take it, and has it ---


@notice("ticket_new")
def new(t: Words, facts: Facts) -> Screen:
    """A ticket waits (S2.21, S2.54)."""
    is_job = facts["kind"] == Kind.JOB
    who = " · ".join(part for part in (facts["who"], facts["client"]) if part)
    taken = JobTaken(facts["id"]) if is_job else QuestionTaken(facts["id"])
    title = t("💬 New job No. {id}", id=facts["id"]) if is_job else t("💬 New question No. {id}", id=facts["id"])
    return Screen(
        lines(
            bold(title),
            Markup("👤 {}").format(who) if who else None,
            t("Tariff: {name}", name=facts["tariff"]) if facts["tariff"] else None,
            t("You are the client's engineer: so far only you know of it.") if facts["is_pinned"] else None,
            quote(facts["question"]),
            t.count("📎 {n} file", "📎 {n} files", facts["files"]) if facts["files"] else None,
        ),
        keyboard(
            [press(t.plain("✋ Take"), taken, MAIN), press(t.plain("Open the ticket"), TicketOpened(facts["id"]))]
        ),
    )


@notice("ticket_gone")
def gone(t: Words, facts: Facts) -> Screen:
    """It waits no more: what the cards of all who were told become."""
    said = {
        "taken": t("{name} has taken it.", name=facts["by"]),
        "closed": t("{name} has closed it.", name=facts["by"]),
        "cancelled": t("It is not needed any more."),
    }[facts["how"]]
    return Screen(lines(bold("💬 " + _named(t, facts)), said), keyboard(_opens(t, facts)))


@notice("ticket_given")
def given(t: Words, facts: Facts) -> Screen:
    """A colleague or a manager has given it to you."""
    return Screen(
        lines(
            bold(t("➡️ {ticket} is yours now", ticket=_named(t, facts))),
            t("Given by {name}.", name=facts["by"]),
            quote(facts["question"]),
            t("What you write now goes to the customer."),
        ),
        keyboard(_opens(t, facts)),
    )


@notice("ticket_lost")
def lost(t: Words, facts: Facts) -> Screen:
    """It was taken from you."""
    to = facts.get("to")
    return Screen(
        lines(
            bold("💬 " + _named(t, facts)),
            t("{name} has given it to {to}.", name=facts["by"], to=to)
            if to
            else t("It waits for everybody again. You do not have it any more."),
        ),
        keyboard(_opens(t, facts)),
    )


@notice("ticket_closed_agent")
def closed_by_manager(t: Words, facts: Facts) -> Screen:
    """A manager has closed what you had."""
    return Screen(
        lines(bold("✅ " + _named(t, facts)), t("{name} has closed it.", name=facts["by"])), keyboard(_opens(t, facts))
    )


@notice("ticket_access")
def access(t: Words, facts: Facts) -> Screen:
    """The customer has given the site's credentials."""
    return Screen(
        lines(bold("🔑 " + _named(t, facts)), t("The customer has given the site access. It is on the card.")),
        keyboard(_opens(t, facts)),
    )


# --- to managers ---


@notice("ticket_warned")
def warned(t: Words, facts: Facts) -> Screen:
    """Nobody takes it, or it is not done: with both contacts and who is free (S3.13–S3.16, S3.68)."""
    since = _moment(t, facts["since"])
    is_late = facts["stage"] == Stage.OVERDUE
    title = (
        t("⚠️ {ticket} is not done", ticket=_named(t, facts))
        if is_late
        else t("⚠️ {ticket} waits", ticket=_named(t, facts))
    )
    free = facts["free"]
    return Screen(
        lines(
            bold(title),
            t("In work since {moment}.", moment=since)
            if is_late
            else t("Nobody has taken it since {moment}.", moment=since),
            t("Client: {name}", name=facts["client"]) if facts["client"] else None,
            t("Customer: {contact}", contact=_contact(facts["customer"])),
            t("Contractor: {contact}", contact=_contact(facts["contractor"])) if facts["contractor"] else None,
            quote(facts["question"]),
            t("Free now:") if free else t("Nobody is free now."),
            *(Markup("• {}").format(_contact(one)) for one in free),
        ),
        keyboard(
            *([press(t.plain("➡️ {name}", name=one["name"]), HandedTo(facts["id"], one["id"]))] for one in free[:4]),
            _opens(t, facts),
        ),
    )


def _contact(person: dict[str, str]) -> str:
    phone = show_phone(person["phone"]) if person["phone"] else ""
    name = f"@{person['username']}" if person["username"] else ""
    return " · ".join(part for part in (person["name"], phone, name) if part)


# --- to the customer ---


@notice("ticket_opened")
def opened(t: Words, facts: Facts) -> Screen:
    """The staff has opened one for this customer (T13)."""
    return Screen(
        lines(
            bold(t("💬 {ticket} was opened for you", ticket=_named(t, facts))),
            quote(facts["question"]),
            t("To add something, just write here."),
        ),
        keyboard(_opens(t, facts)),
    )


@notice("ticket_taken")
def taken(t: Words, facts: Facts) -> Screen:
    """Somebody has it, and says how long it will take (S3.61)."""
    by = _moment(t, facts.get("done_by"))
    return Screen(
        lines(
            bold(t("💬 {ticket} is in work", ticket=_named(t, facts))),
            t("{name} is on it.", name=facts["agent"]),
            t("It will be done until {moment}.", moment=by) if by else None,
            t("You can write to them here."),
        ),
        keyboard(_opens(t, facts)),
    )


@notice("ticket_handed")
def handed(t: Words, facts: Facts) -> Screen:
    """Somebody else is on it now."""
    return Screen(
        lines(bold("💬 " + _named(t, facts)), t("{name} is on it now.", name=facts["agent"])),
        keyboard(_opens(t, facts)),
    )


@notice("ticket_closed")
def closed(t: Words, facts: Facts) -> Screen:
    """It is done; how was it?"""
    return Screen(
        lines(
            bold(t("✅ {ticket} is done", ticket=_named(t, facts))),
            quote(cut(facts["question"], 200)),
            t("How was it?"),
        ),
        keyboard(
            rating_row(facts["id"]),
            [
                press(t.plain("🔁 Not solved"), TicketReopened(facts["id"])),
                press(t.plain("Open the ticket"), TicketOpened(facts["id"])),
            ],
        ),
    )


@notice("ticket_cancelled")
def cancelled(t: Words, facts: Facts) -> Screen:
    """The other side does not need it, or will not do it."""
    by = facts.get("by")
    return Screen(
        lines(bold(t("✖️ {ticket} was cancelled", ticket=_named(t, facts))), quote(cut(facts["question"], 200))),
        keyboard(_opens(t, facts) if by else [*_opens(t, facts), press(t.plain("➕ New ticket"), SupportBegun())]),
    )


@notice("ticket_reopened")
def reopened(t: Words, facts: Facts) -> Screen:
    """It is not done after all."""
    return Screen(
        lines(bold(t("🔁 {ticket} is open again", ticket=_named(t, facts))), quote(cut(facts["question"], 200))),
        keyboard(_opens(t, facts)),
    )


# --- the talk ---


@notice("ticket_said")
def said(t: Words, facts: Facts) -> Screen:
    """A message of the other side; a reply to it goes to its ticket."""
    edited = Markup(" <i>{}</i>").format(t.plain("(edited)")) if facts.get("is_edited") else ""
    title = Markup("💬 <b>{}</b> · {}{}").format(t.plain("No. {id}", id=facts["id"]), facts["who"], edited)
    place = facts.get("place")
    return Screen(
        lines(title, facts["text"] or None),
        keyboard(_opens(t, facts)),
        place=(place[0], place[1]) if place else None,
        files=tuple(Attachment(kind, file_id) for kind, file_id in facts["files"]),
    )


@notice("ticket_undelivered")
def undelivered(t: Words, facts: Facts) -> Screen:
    """What somebody has written has not arrived."""
    return Screen(
        lines(
            bold(t("⚠️ {ticket}: not delivered", ticket=_named(t, facts))),
            quote(facts["text"]),
            t("The other side has stopped the bot. The message is kept and can be read later."),
        ),
        keyboard(_opens(t, facts)),
    )


@notice("ticket_wipe")
def wipe(_t: Words, _facts: Facts) -> Screen:
    """Never shown: the sender deletes a message at this moment."""
    return Screen(Markup())
