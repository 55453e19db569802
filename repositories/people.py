"""Accounts, their roles, one-time invitations and consents."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.access import Actor, Role
from models import Account, Consent, Invitation, Resident, User, UserRole
from repositories.base import Repository

SEEN_EVERY = timedelta(hours=1)  # how exact "last seen" is: a message is not a write
_KNOWN_ROLES = frozenset(Role)
# asked with every update: built once, it takes half the time
_LIVES = (
    select(Resident.id)
    .join(Account, Account.id == Resident.account_id)
    .where(Resident.user_id == User.id, Resident.freed_at.is_(None), Account.archived_at.is_(None))
    .exists()
)
_ACTORS = (
    select(
        User.telegram_id,
        User.id,
        User.first_name,
        User.last_name,
        User.language,
        User.client_uid,
        UserRole.role,
        _LIVES,
    )
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .where(User.telegram_id.in_(bindparam("telegram", expanding=True)))
)


class People(Repository[User]):
    """Telegram accounts and what they may do."""

    row = User
    missing = "This person is no longer there."

    def meet(
        self,
        telegram_id: int,
        first_name: str,
        last_name: str = "",
        username: str | None = None,
        language: str = "ru",
    ) -> tuple[User, bool]:
        """Give the account, created at the first meeting (S2.26), and whether it was; its names follow Telegram's.

        One query where nothing changed. The language is taken once, then it is the person's own choice.
        """
        if (user := self.find_by_telegram(telegram_id)) is not None:
            self._follow(user, first_name, last_name, username)
            return user, False
        values = {
            "telegram_id": telegram_id, "first_name": first_name[:64], "last_name": (last_name or "")[:64],
            "username": username, "language": language, "is_reachable": True,
            "created_on": self.now, "seen_at": self.now,
        }  # fmt: skip
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        query = insert(User).values(values).on_conflict_do_nothing(index_elements=["telegram_id"])
        created = self.session.scalar(query.returning(User.id)) is not None
        return self.session.scalars(select(User).where(User.telegram_id == telegram_id)).one(), created

    def _follow(self, user: User, first_name: str, last_name: str, username: str | None) -> None:
        user.first_name, user.last_name = first_name[:64], (last_name or "")[:64]
        user.username = username
        if self.now - user.seen_at >= SEEN_EVERY:
            user.seen_at = self.now

    def find_by_telegram(self, telegram_id: int) -> User | None:
        """The account of a Telegram user id."""
        return self.session.scalar(select(User).where(User.telegram_id == telegram_id))

    def actor_of(self, telegram_id: int, origin: str = "") -> Actor | None:
        """Who acts, with the roles as they are now, in one query; None for an account never met."""
        return self.actors_of({telegram_id: origin}).get(telegram_id)

    def actors_of(self, origins: Mapping[int, str]) -> dict[int, Actor]:
        """``actor_of`` for many at once, by their Telegram ids."""
        found: dict[int, Actor] = {}
        rows = self.session.execute(_ACTORS, {"telegram": list(origins)})
        for telegram_id, id_, first_name, last_name, language, client_uid, role, lives in rows:
            roles = {Role(role)} if role in _KNOWN_ROLES else set()
            if telegram_id in found:
                roles |= found[telegram_id].roles
            name, origin = f"{first_name} {last_name}".strip(), origins[telegram_id]
            held = frozenset({Role.CLIENT, *roles})
            found[telegram_id] = Actor(id_, telegram_id, name, language, held, client_uid, origin, bool(lives))
        return found

    # --- roles ---

    def roles_of(self, user_id: int) -> frozenset[Role]:
        """The roles that were given; everybody is a client besides."""
        stored = self.session.scalars(select(UserRole.role).where(UserRole.user_id == user_id))
        return frozenset(Role(role) for role in stored if role in _KNOWN_ROLES)

    def get_locked(self, user_id: int) -> User:
        """As ``get``; another who decides about the roles of this person waits until this transaction ends."""
        self.session.execute(select(User.id).where(User.id == user_id).with_for_update())
        return self.get(user_id)

    def grant(self, user_id: int, role: Role, granted_by: int | None = None) -> bool:
        """Give a role; False where it was held already."""
        if self.session.get(UserRole, (user_id, role.value)) is not None:
            return False
        self.session.add(UserRole(user_id=user_id, role=role.value, granted_by=granted_by, granted_at=self.now))
        self.session.flush()
        return True

    def revoke(self, user_id: int, role: Role) -> bool:
        """Take a role back; False where it was not held. It counts from the person's next update."""
        query = delete(UserRole).where(UserRole.user_id == user_id, UserRole.role == role.value)
        return self.session.execute(query.returning(UserRole.user_id)).first() is not None

    def list_staff(self) -> list[tuple[User, frozenset[Role]]]:
        """Everybody with a role, by name, each with all of theirs."""
        query = select(User, UserRole.role).join(UserRole, UserRole.user_id == User.id)
        found: dict[User, set[Role]] = {}
        for user, role in self.session.execute(query.order_by(User.first_name, User.id)):
            if role in _KNOWN_ROLES:
                found.setdefault(user, set()).add(Role(role))
        return [(user, frozenset(roles)) for user, roles in found.items()]

    def list_grants(self, limit: int = 500) -> list[tuple[User, Role, datetime]]:
        """Who was given which role and when, by name."""
        query = select(User, UserRole.role, UserRole.granted_at).join(UserRole, UserRole.user_id == User.id)
        found = self.session.execute(query.order_by(User.first_name, User.last_name, User.id).limit(limit))
        return [(user, Role(role), at) for user, role, at in found if role in _KNOWN_ROLES]

    def count_holders(self, role: Role) -> int:
        """How many hold a role. They stay as they are until this transaction ends (SQLite has one writer anyway)."""
        held = select(UserRole.user_id).where(UserRole.role == role.value).with_for_update()
        return len(self.session.scalars(held).all())

    def list_by_role(self, role: Role) -> list[User]:
        """Everybody who holds a role, the longest known first."""
        query = select(User).join(UserRole, UserRole.user_id == User.id).where(UserRole.role == role.value)
        return list(self.session.scalars(query.order_by(User.id)))

    # --- a person's card ---

    def users_of_client(self, client_uid: int) -> list[User]:
        """The accounts that are tied to a client's card."""
        return list(self.session.scalars(select(User).where(User.client_uid == client_uid).order_by(User.id)))

    def list_tied(self, client_uids: Collection[int | None], user_ids: Collection[int | None]) -> list[User]:
        """The accounts tied to any of these cards, and those of these ids; None stands for nobody."""
        known = [uid for uid in client_uids if uid is not None], [id_ for id_ in user_ids if id_ is not None]
        return list(self.session.scalars(select(User).where(or_(User.client_uid.in_(known[0]), User.id.in_(known[1])))))

    def clients_with_accounts(self, client_uids: Collection[int]) -> frozenset[int]:
        """Which of these cards have an account tied."""
        query = select(User.client_uid).where(User.client_uid.in_(client_uids)).distinct()
        return frozenset(uid for uid in self.session.scalars(query) if uid is not None)

    def tie(self, user_id: int, client_uid: int | None) -> None:
        """Tie an account to a card (None unties)."""
        self.get(user_id).client_uid = client_uid
        self.session.flush()

    def mark_unreachable(self, telegram_id: int) -> None:
        """The person has blocked the bot or is gone: nothing more is sent on our own account."""
        self._set_reachable(telegram_id, False)

    def mark_reachable(self, telegram_id: int) -> None:
        """The person is back."""
        self._set_reachable(telegram_id, True)

    def _set_reachable(self, telegram_id: int, value: bool) -> None:
        differs = User.is_reachable.is_(not value)
        self.session.execute(update(User).where(User.telegram_id == telegram_id, differs).values(is_reachable=value))

    # --- invitations ---

    def add_invitation(
        self,
        code_hash: str,
        expires_at: datetime,
        *,
        role: Role | None = None,
        client_uid: int | None = None,
        tariff_id: int | None = None,
        created_by: int | None = None,
    ) -> Invitation:
        """Store a one-time code by its hash; the code itself is never stored."""
        row = Invitation(
            code_hash=code_hash, role=role.value if role else None, client_uid=client_uid, tariff_id=tariff_id,
            created_by=created_by, created_at=self.now, expires_at=expires_at,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row

    def find_invitation(self, code_hash: str) -> Invitation | None:
        """The invitation, spent or not (to say why a code does not work)."""
        return self.session.scalar(select(Invitation).where(Invitation.code_hash == code_hash))

    def spend(self, code_hash: str, user_id: int) -> Invitation | None:
        """Use a code up, for one person only however many try at once; None when it is spent, expired or unknown."""
        open_ = (
            Invitation.code_hash == code_hash,
            Invitation.used_at.is_(None),
            Invitation.expires_at > self.now,
        )
        spent = update(Invitation).where(*open_).values(used_by=user_id, used_at=self.now).returning(Invitation)
        return self.session.scalars(spent, execution_options={"populate_existing": True}).first()

    # --- consents ---

    def consent_of(self, user_id: int, kind: str) -> Consent | None:
        """The consent that stands: the latest that was not withdrawn."""
        query = select(Consent).where(Consent.user_id == user_id, Consent.kind == kind, Consent.withdrawn_at.is_(None))
        return self.session.scalars(query.order_by(Consent.id.desc()).limit(1)).first()

    def list_consents(self, user_id: int) -> Sequence[Consent]:
        """All that a person has agreed to and withdrawn, oldest first."""
        return self.session.scalars(select(Consent).where(Consent.user_id == user_id).order_by(Consent.id)).all()

    def give_consent(self, user_id: int, kind: str, version: str, text: str) -> Consent:
        """Write down a yes to one version of one text; a second yes to the same changes nothing."""
        known = self.consent_of(user_id, kind)
        if known is not None and known.version == version:
            return known
        row = Consent(user_id=user_id, kind=kind, version=version, text=text, given_at=self.now)
        self.session.add(row)
        self.session.flush()
        return row

    def withdraw(self, user_id: int, kind: str) -> bool:
        """Take every standing yes of this kind back; False where there was none."""
        standing = (Consent.user_id == user_id, Consent.kind == kind, Consent.withdrawn_at.is_(None))
        query = update(Consent).where(*standing).values(withdrawn_at=self.now).returning(Consent.id)
        return self.session.scalars(query).first() is not None

    def names(self, user_ids: Collection[int]) -> dict[int, str]:
        """How the accounts of these ids are called."""
        query = select(User.id, User.first_name, User.last_name).where(User.id.in_(user_ids))
        return {id_: f"{first} {last}".strip() for id_, first, last in self.session.execute(query)}
