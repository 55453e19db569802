"""The web admin: ways in that are used once, browsers that are signed in, and how people have set pages up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from models import User, WebLogin, WebPreference, WebSession
from repositories.base import Repository


class Web(Repository[WebSession]):
    """Sessions, logins and preferences."""

    row = WebSession
    missing = "This sign-in has ended already."

    # --- ways in ---

    def add_login(self, row: WebLogin) -> WebLogin:
        """Store a way in by its hash."""
        self.session.add(row)
        self.session.flush()
        return row

    def find_login(self, token_hash: str) -> WebLogin | None:
        """The way in of a token, open or not."""
        return self.session.scalar(select(WebLogin).where(WebLogin.token_hash == token_hash))

    def get_login(self, login_id: int) -> WebLogin | None:
        """The way in of an id, open or not."""
        return self.session.get(WebLogin, login_id)

    def latest_of_browser(self, browser_hash: str) -> WebLogin | None:
        """What a browser has asked last."""
        query = select(WebLogin).where(WebLogin.browser_hash == browser_hash, WebLogin.kind == "code")
        return self.session.scalars(query.order_by(WebLogin.id.desc()).limit(1)).first()

    def change_login(self, login_id: int, *conditions: ColumnElement[bool], **values: Any) -> WebLogin | None:
        """Change a way in that is still open, in one statement: of all who try at once exactly one gets it."""
        open_ = (WebLogin.id == login_id, WebLogin.used_at.is_(None), WebLogin.expires_at > self.now)
        query = update(WebLogin).where(*open_, *conditions).values(**values).returning(WebLogin)
        return self.session.scalars(query, execution_options={"populate_existing": True}).first()

    def ask_bot(self, login_id: int, user_id: int) -> WebLogin | None:
        """Bind a browser's question to who has opened it first; None where it is over or somebody else's."""
        mine = WebLogin.user_id.is_(None) | (WebLogin.user_id == user_id)
        return self.change_login(login_id, mine, WebLogin.confirmed_at.is_(None), user_id=user_id)

    def confirm(self, login_id: int, user_id: int) -> WebLogin | None:
        """The right number was chosen."""
        mine = WebLogin.user_id == user_id
        return self.change_login(login_id, mine, WebLogin.confirmed_at.is_(None), confirmed_at=self.now)

    def refuse(self, login_id: int, user_id: int) -> WebLogin | None:
        """A wrong number, or [Это не я]: nobody comes in this way."""
        return self.change_login(login_id, WebLogin.user_id == user_id, used_at=self.now)

    def spend(self, login_id: int) -> WebLogin | None:
        """Use a way in up; None where it was used or is over."""
        return self.change_login(login_id, used_at=self.now)

    def spend_confirmed(self, login_id: int) -> WebLogin | None:
        """``spend`` for a browser's question: only once it is confirmed."""
        return self.change_login(login_id, WebLogin.confirmed_at.is_not(None), used_at=self.now)

    def drop_links_of(self, user_id: int) -> None:
        """A new link makes the older ones worthless."""
        open_ = (WebLogin.user_id == user_id, WebLogin.kind == "link", WebLogin.used_at.is_(None))
        self.session.execute(update(WebLogin).where(*open_).values(used_at=self.now))

    # --- sessions ---

    def find_session(self, id_hash: str, idle_since: datetime) -> tuple[WebSession, User] | None:
        """The session of a cookie that has neither ended, nor idled since, nor lasted too long; with its account."""
        query = select(WebSession, User).join(User, User.id == WebSession.user_id)
        found = self.session.execute(query.where(WebSession.id_hash == id_hash, *self._open(idle_since))).first()
        return (found[0], found[1]) if found else None

    def list_sessions(self, user_id: int, idle_since: datetime) -> Sequence[WebSession]:
        """A person's browsers that are signed in, the latest used first."""
        query = select(WebSession).where(WebSession.user_id == user_id, *self._open(idle_since))
        return self.session.scalars(query.order_by(WebSession.seen_at.desc(), WebSession.id.desc())).all()

    def count_sessions(self) -> int:
        """How many there are, ended ones too."""
        return self.session.scalar(select(func.count()).select_from(WebSession)) or 0

    def _open(self, idle_since: datetime) -> tuple[ColumnElement[bool], ...]:
        return WebSession.ended_at.is_(None), WebSession.expires_at > self.now, WebSession.seen_at > idle_since

    def seen(self, session_id: int) -> None:
        """Somebody is there."""
        query = update(WebSession).where(WebSession.id == session_id, WebSession.ended_at.is_(None))
        self.session.execute(query.values(seen_at=self.now))

    def end(self, user_id: int, session_id: int | None = None) -> int:
        """Sign one browser of a person out, or all; how many there were."""
        which = [WebSession.user_id == user_id, WebSession.ended_at.is_(None)]
        which += [WebSession.id == session_id] if session_id is not None else []
        ended = self.session.scalars(
            update(WebSession).where(*which).values(ended_at=self.now).returning(WebSession.id)
        )
        return len(ended.all())

    def purge(self, before: datetime) -> None:
        """Forget what was over before a moment."""
        self.session.execute(delete(WebLogin).where(WebLogin.expires_at < before))
        self.session.execute(delete(WebSession).where(WebSession.expires_at < before))

    # --- preferences ---

    def preference(self, user_id: int, page: str) -> WebPreference | None:
        """How a person has set a page up."""
        return self.session.get(WebPreference, (user_id, page))

    def put_preference(self, user_id: int, page: str, value: dict[str, Any]) -> None:
        """Keep it so."""
        if (row := self.preference(user_id, page)) is None:
            self.session.add(WebPreference(user_id=user_id, page=page, value=value, updated_at=self.now))
        else:
            row.value, row.updated_at = value, self.now
        self.session.flush()
