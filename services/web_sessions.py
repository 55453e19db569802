"""Signing in to the web admin from the bot, sessions, and how people have set pages up (S5.13, T38).

There are no passwords: the bot knows who somebody is. Tokens are stored by their hashes only.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, Service, command, query
from domain.errors import Invalid, NotFound, Outdated
from domain.people import code_hash
from domain.web import (
    IDLE,
    LINK_FOR,
    MOST,
    SEEN_EVERY,
    VALUE_MOST,
    Browser,
    Question,
    SessionView,
    Shown,
    Signed,
    choices,
    new_number,
    new_token,
)
from models import WebLogin, WebSession

if TYPE_CHECKING:
    from repositories.uow import Uow

KIND = "user"
WayIn = Service[[str, Browser], str]  # `enter` and `finish`
THEME_PAGE = "shell"
PAGE_MOST = 32  # characters of a page's name


# --- the link from the bot ---


@command(Permission.WEB)
def make_link(uow: "Uow", actor: Actor) -> str:
    """A token that signs a browser in once, within five minutes; an older one works no more."""
    token = new_token()
    uow.web.drop_links_of(actor.user_id)
    uow.web.add_login(_login(uow, "link", token, user_id=actor.user_id))
    return token


@command(Permission.SYSTEM)
def enter(uow: "Uow", actor: Actor, token: str, browser: Browser) -> str:
    """Spend a link: the secret of a new session, for its cookie. Raises ``Outdated``."""
    found = uow.web.find_login(code_hash(token))
    if found is None or found.kind != "link" or uow.web.spend(found.id) is None:
        raise Outdated("This link no longer works. Ask the bot for a new one: /web")
    return _open(uow, found.user_id or 0, browser)


# --- a computer beside the phone ---


@command(Permission.SYSTEM)
def begin(uow: "Uow", actor: Actor, visit: str, browser: Browser) -> Shown:
    """A browser asks to be let in: the number it shows and the token behind its QR code. An older question is over."""
    if (old := uow.web.latest_of_browser(code_hash(visit))) is not None:
        uow.web.spend(old.id)
    token, number = new_token(), new_number()
    row = _login(
        uow, "code", token, browser_hash=code_hash(visit), number=number, ip=browser.ip, browser=browser.name
    )  # fmt: skip
    uow.web.add_login(row)
    return Shown(token, number, row.expires_at)


@command(Permission.WEB)
def asked(uow: "Uow", actor: Actor, token: str) -> Question:
    """The question of the browser that shows this QR code; it is this person's from now on. Raises ``Outdated``."""
    found = uow.web.find_login(code_hash(token))
    if found is None or found.kind != "code" or uow.web.ask_bot(found.id, actor.user_id) is None:
        raise Outdated("This sign-in is over. Begin anew, please.")
    return Question(found.id, Browser(found.ip, found.browser), choices(found.number or 0, found.token_hash))


@command(Permission.WEB)
def choose(uow: "Uow", actor: Actor, login_id: int, number: int) -> bool:
    """Let the browser in if the number is the one it shows; a wrong one ends the question. Raises ``Outdated``."""
    found = uow.web.get_login(login_id)
    if found is None or found.user_id != actor.user_id or found.kind != "code":
        raise Outdated("This sign-in is over. Begin anew, please.")
    if found.number == number:
        if uow.web.confirm(login_id, actor.user_id) is None:
            raise Outdated("This sign-in is over. Begin anew, please.")
        return True
    refuse(uow, actor, login_id)
    return False


@command(Permission.WEB)
def refuse(uow: "Uow", actor: Actor, login_id: int) -> None:
    """[Это не я]: nobody comes in this way. Raises ``Outdated`` where it is over anyway."""
    if uow.web.refuse(login_id, actor.user_id) is None:
        raise Outdated("This sign-in is over. Begin anew, please.")
    uow.audit.record(actor, "web_refused", KIND, actor.user_id)


@query(Permission.SYSTEM)
def standing(uow: "Uow", actor: Actor, visit: str) -> str:
    """Where a browser's question stands: `waiting`, `confirmed` or `over`."""
    found = uow.web.latest_of_browser(code_hash(visit))
    if found is None or found.used_at is not None or found.expires_at <= uow.now:
        return "over"
    return "confirmed" if found.confirmed_at else "waiting"


@command(Permission.SYSTEM)
def finish(uow: "Uow", actor: Actor, visit: str, browser: Browser) -> str:
    """Sign the browser in whose question was confirmed: the secret of its session. Raises ``Outdated``."""
    found = uow.web.latest_of_browser(code_hash(visit))
    if found is None or uow.web.spend_confirmed(found.id) is None:
        raise Outdated("This sign-in is over. Begin anew, please.")
    return _open(uow, found.user_id or 0, browser)


# --- sessions ---


@query(Permission.SYSTEM)
def current(uow: "Uow", actor: Actor, secret: str, origin: str = "") -> Signed | None:
    """Who a cookie's secret belongs to, with the roles as they are now; None where it is over."""
    found = uow.web.find_session(code_hash(secret), uow.now - IDLE)
    if found is None:
        return None
    row, user = found
    person = uow.people.actor_of(user.telegram_id, origin)
    assert person is not None
    theme = uow.web.preference(user.id, THEME_PAGE)
    return Signed(
        row.id,
        person,
        row.csrf,
        uow.now - row.seen_at >= SEEN_EVERY,
        str((theme.value if theme else {}).get("theme", "")),
    )


@command(Permission.SYSTEM)
def seen(uow: "Uow", actor: Actor, session_id: int) -> None:
    """Somebody is there: the idle time begins anew."""
    uow.web.seen(session_id)


@command(Permission.SYSTEM)
def ended(uow: "Uow", actor: Actor, person: Actor) -> None:
    """Who may see no page any more is signed out everywhere."""
    if uow.web.end(person.user_id):
        uow.audit.record(person, "signed_out", KIND, person.user_id)


@query(Permission.WEB)
def listed(uow: "Uow", actor: Actor) -> Sequence[SessionView]:
    """The browsers in which this person is signed in, the latest used first."""
    rows = uow.web.list_sessions(actor.user_id, uow.now - IDLE)
    return tuple(SessionView(row.id, Browser(row.ip, row.browser), row.created_at, row.seen_at) for row in rows)


@command(Permission.WEB)
def end(uow: "Uow", actor: Actor, session_id: int) -> None:
    """Sign one of one's own browsers out; raises ``NotFound`` for one that is not signed in."""
    if not uow.web.end(actor.user_id, session_id):
        raise NotFound(uow.web.missing)
    uow.audit.record(actor, "signed_out", KIND, actor.user_id, None, {"session": session_id})


@command(Permission.WEB)
def end_all(uow: "Uow", actor: Actor) -> int:
    """Sign out everywhere; a link that is not used yet works no more. How many browsers there were."""
    uow.web.drop_links_of(actor.user_id)
    if number := uow.web.end(actor.user_id):
        uow.audit.record(actor, "signed_out", KIND, actor.user_id)
    return number


@command(Permission.SYSTEM)
def purge(uow: "Uow", actor: Actor) -> None:
    """Forget what was over a week ago."""
    uow.web.purge(uow.now - 14 * MOST)


# --- how a page is set up ---


@query(Permission.WEB)
def preference(uow: "Uow", actor: Actor, page: str) -> dict[str, Any]:
    """How this person has set a page up; empty where never."""
    row = uow.web.preference(actor.user_id, page)
    return dict(row.value) if row else {}


@command(Permission.WEB)
def put_preference(uow: "Uow", actor: Actor, page: str, value: dict[str, Any]) -> None:
    """Keep it so. Raises ``Invalid`` for what is too big to be the set-up of a page."""
    text = json.dumps(value)
    if not 0 < len(page) <= PAGE_MOST or len(text) > VALUE_MOST or "\0" in page or r"\u0000" in text:
        raise Invalid("This is too big to be kept.")
    uow.web.put_preference(actor.user_id, page, value)


def _login(uow: "Uow", kind: str, token: str, **values: Any) -> WebLogin:
    return WebLogin(
        kind=kind, token_hash=code_hash(token), created_at=uow.now, expires_at=uow.now + LINK_FOR, **values
    )  # fmt: skip


def _open(uow: "Uow", user_id: int, browser: Browser) -> str:
    """A new session for who may still see a page; a way in that is older than the loss of a role opens nothing."""
    person = uow.people.actor_of(uow.people.get(user_id).telegram_id)
    if person is None or not person.may(Permission.WEB):
        raise Outdated("This sign-in is over. Begin anew, please.")
    secret = new_token()
    uow.web.add(WebSession(
        id_hash=code_hash(secret), user_id=user_id, csrf=new_token(), ip=browser.ip[:45], browser=browser.name[:120],
        created_at=uow.now, seen_at=uow.now, expires_at=uow.now + MOST,
    ))  # fmt: skip
    uow.audit.record(person, "signed_in", KIND, user_id, None, {"ip": browser.ip, "browser": browser.name})
    return secret
