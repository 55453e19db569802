"""Every table, in the order of the areas: people, clients, orders, tickets, shop, campaigns, requests, fitness, web,
settings, delivery.

Rows only: no rules here. Times are aware UTC, money is integer minor units, lengths of time are seconds (S1.43).
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    ColumnElement,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    literal_column,
    text,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, ExcludeConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment: timestamptz on PostgreSQL, fixed-width text on SQLite (so that it sorts and compares).

    SQLAlchemy's own type silently drops the zone on SQLite. Raises ``ValueError`` for a naive value.
    """

    impl = String(26)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose the column type of this database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(26))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Python → database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time was given: {value}")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None).isoformat(" ", "microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Database → Python."""
        if value is None or isinstance(value, datetime):
            return value.astimezone(UTC) if value is not None else None
        return datetime.fromisoformat(value).replace(tzinfo=UTC)  # 40 times as fast as strptime


Json = JSON().with_variant(JSONB(), "postgresql")
# What search compares by ranges: by code point on both databases, whatever the server's language is.
Searched = Text().with_variant(Text(collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Common to every row: constraint names, so that migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# --- people ---------------------------------------------------------------------------------------------------


class User(Base):
    """A Telegram account that has met the bot (S2.27–S2.30). One person may have several."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    first_name: Mapped[str] = mapped_column(String(64), default="")
    last_name: Mapped[str] = mapped_column(String(64), default="")
    username: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8), default="ru")
    phone: Mapped[str | None] = mapped_column(String(16))  # proven: shared as the own contact
    client_uid: Mapped[int | None] = mapped_column(ForeignKey("crm_clients.uid", ondelete="SET NULL"), index=True)
    email: Mapped[str | None] = mapped_column(String(254), index=True)  # casefolded; a family may share one (T14)
    is_reachable: Mapped[bool] = mapped_column(Boolean, default=True)
    adverts_rarely: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())  # one a week at most
    advert_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the last one was sent
    created_on: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UserRole(Base):
    """A role somebody was given."""

    __tablename__ = "user_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    granted_by: Mapped[int | None] = mapped_column(Integer)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Invitation(Base):
    """A one-time code: joins the staff (``role``), ties an account to a card (``client_uid``), or gives a tariff."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str | None] = mapped_column(String(16))
    client_uid: Mapped[int | None] = mapped_column(ForeignKey("crm_clients.uid", ondelete="CASCADE"), index=True)
    tariff_id: Mapped[int | None] = mapped_column(ForeignKey("tariffs.id", ondelete="CASCADE"), index=True)
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_by: Mapped[int | None] = mapped_column(Integer)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Consent(Base):
    """A person's yes to one version of one text, and its withdrawal (T10)."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # personal | adverts
    version: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Audit(Base):
    """What happened, append-only: histories, undo and statistics read it. A trigger forbids update and delete."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "kind", "subject_id", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int] = mapped_column(Integer)  # who; 0 = the system
    action: Mapped[str] = mapped_column(String(32))  # created, edited, moved, deleted, restored, exported …
    kind: Mapped[str] = mapped_column(String(16))  # client, order, user, setting …
    subject_id: Mapped[int] = mapped_column(Integer)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    origin: Mapped[str] = mapped_column(String(64), default="")


# --- clients --------------------------------------------------------------------------------------------------


class Client(Base):
    """A client's card (S1.32–S1.39). Empty is '' in the seed's columns; phones are E.164 (T4)."""

    __tablename__ = "crm_clients"
    __table_args__ = (
        Index("ix_crm_clients_phone", "phone"),
        Index("ix_crm_clients_secondphone", "secondphone"),
        Index("ix_crm_clients_phone_r", "phone_r"),
        Index("ix_crm_clients_secondphone_r", "secondphone_r"),
        Index("ix_crm_clients_surname_n", "surname_n"),
        Index("ix_crm_clients_name_n", "name_n"),
        Index("ix_crm_clients_midname_n", "midname_n"),
        Index(
            "ix_crm_clients_folded",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ).ddl_if(dialect="postgresql"),
        CheckConstraint("trim(name) <> ''", name="name_given"),
        CheckConstraint("phone <> ''", name="phone_given"),
        {"sqlite_autoincrement": True},  # an id is never given twice (S1.32)
    )

    uid: Mapped[int] = mapped_column(primary_key=True)
    surname: Mapped[str] = mapped_column(String(64), default="")
    name: Mapped[str] = mapped_column(String(64))
    midname: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(Searched)
    secondphone: Mapped[str] = mapped_column(Searched, default="")
    description: Mapped[str] = mapped_column(String(500), default="")
    source: Mapped[str] = mapped_column(String(64), default="")  # the seed's `from`
    # what search reads, derived by repositories/clients.py; FTS5 (SQLite) indexes `folded` by trigrams
    folded: Mapped[str] = mapped_column(Searched, default="")
    surname_n: Mapped[str] = mapped_column(Searched, default="")
    name_n: Mapped[str] = mapped_column(Searched, default="")
    midname_n: Mapped[str] = mapped_column(Searched, default="")
    phone_r: Mapped[str] = mapped_column(Searched, default="")
    secondphone_r: Mapped[str] = mapped_column(Searched, default="")
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


# --- orders ---------------------------------------------------------------------------------------------------

LONGEST = 7 * 86_400  # seconds; one length of an order. It bounds how far back an order that still runs may have begun
HOLDS_THE_SLOT = "status IN ('requested', 'confirmed', 'arrived', 'done') AND deleted_at IS NULL"
_SECONDS = {
    "sqlite": "strftime('%s', {a}) - strftime('%s', {b})",
    "postgresql": "extract(epoch from {a} - {b})",
}


def _length_check(name: str, a: str, b: str, seconds: str, dialect: str) -> CheckConstraint:
    return CheckConstraint(
        f"{_SECONDS[dialect].format(a=a, b=b)} = {seconds}", name=f"{name}_{dialect}"
    ).ddl_if(dialect=dialect)  # fmt: skip


class Order(Base):
    """A game (S1.40–S1.51). Money in minor units; the three ``*_at`` bounds are what the overlap rules compare."""

    __tablename__ = "crm_orders"
    __table_args__ = (
        CheckConstraint("players >= 1", name="players"),
        CheckConstraint(
            " AND ".join(
                f"{length} BETWEEN {least} AND {LONGEST}"
                for length, least in (("gametime", 1), ("resttime", 0), ("buffer", 0))
            ),
            name="lengths",
        ),
        CheckConstraint("restroom IN (0, 1, 2)", name="restroom"),
        CheckConstraint("polygon IN ('arena', 'park', 'forest')", name="polygon"),
        CheckConstraint("gametype IN ('game', 'birthday', 'quest')", name="gametype"),
        CheckConstraint("gifts IN ('bandana', 'bullets', 'dogtag', 'snood', 'without')", name="gifts"),
        CheckConstraint(
            "status IN ('requested', 'confirmed', 'arrived', 'done', 'cancelled', 'no_show')", name="status"
        ),
        *(
            _length_check(name, a, b, seconds, dialect)
            for dialect in ("sqlite", "postgresql")
            for name, a, b, seconds in (
                ("game_end", "game_ends_at", "date", "gametime + buffer"),
                ("rest_start", "rest_starts_at", "date", "gametime"),
                ("rest_end", "rest_ends_at", "rest_starts_at", "CASE WHEN restroom > 0 THEN resttime ELSE 0 END"),
            )
        ),
        ExcludeConstraint(
            ("polygon", "="), (text("tstzrange(date, game_ends_at)"), "&&"),
            name="ex_crm_orders_polygon", using="gist", where=text(HOLDS_THE_SLOT),
        ).ddl_if(dialect="postgresql"),
        ExcludeConstraint(
            ("restroom", "="), (text("tstzrange(rest_starts_at, rest_ends_at)"), "&&"),
            name="ex_crm_orders_restroom", using="gist", where=text(f"restroom > 0 AND {HOLDS_THE_SLOT}"),
        ).ddl_if(dialect="postgresql"),
        Index("ix_crm_orders_date", "date"),
        Index("ix_crm_orders_client", "client_uid", "date"),
        Index("ix_crm_orders_held", "held_until", sqlite_where=text("status = 'requested'"),
              postgresql_where=text("status = 'requested'")),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    uid: Mapped[int] = mapped_column(primary_key=True)
    client_uid: Mapped[int | None] = mapped_column(ForeignKey("crm_clients.uid", ondelete="SET NULL"))
    date: Mapped[datetime] = mapped_column(UtcDateTime)
    gametime: Mapped[int] = mapped_column(default=3600)
    resttime: Mapped[int] = mapped_column(default=3600)
    restroom: Mapped[int] = mapped_column(default=0)
    players: Mapped[int] = mapped_column(default=1)
    polygon: Mapped[str] = mapped_column(String(10), default="arena")
    gametype: Mapped[str] = mapped_column(String(10), default="birthday")
    gifts: Mapped[str] = mapped_column(String(10), default="bandana")
    status: Mapped[str] = mapped_column(String(10), default="confirmed")
    description: Mapped[str] = mapped_column(String(500), default="")
    price: Mapped[int | None] = mapped_column(BigInteger)
    deposit: Mapped[int] = mapped_column(BigInteger, default=0)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    came: Mapped[int | None] = mapped_column(Integer)  # players who really came
    custom: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # the club's own fields (S1.50)
    ordered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a request holds its slot until then
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    buffer: Mapped[int] = mapped_column(default=0)  # seconds kept free after the game, as set when booked
    game_ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rest_starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rest_ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


# --- tickets --------------------------------------------------------------------------------------------------


class Tariff(Base):
    """What a client of the desk pays for (S3.3–S3.6). ``requests`` a billing period, None = any number; seconds."""

    __tablename__ = "tariffs"
    __table_args__ = (
        CheckConstraint("requests >= 1 AND reaction >= 60 AND price >= 0", name="bounds"),
        Index("ux_tariffs_name", "name", unique=True, sqlite_where=text("archived_at IS NULL"),
              postgresql_where=text("archived_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    requests: Mapped[int | None] = mapped_column(Integer)
    reaction: Mapped[int] = mapped_column(Integer)
    around_clock: Mapped[bool] = mapped_column(Boolean, default=False)  # else the business's working hours count
    may_pin: Mapped[bool] = mapped_column(Boolean, default=False)
    shows_contacts: Mapped[bool] = mapped_column(Boolean, default=False)
    price: Mapped[int] = mapped_column(BigInteger, default=0)  # a period
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class TariffPrice(Base):
    """What a tariff has cost, and since when (S3.54)."""

    __tablename__ = "tariff_prices"
    __table_args__ = (Index(None, "tariff_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tariff_id: Mapped[int] = mapped_column(ForeignKey("tariffs.id", ondelete="CASCADE"))
    price: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    set_by: Mapped[int | None] = mapped_column(Integer)


class Subscription(Base):
    """A client's tariff. ``paid_until`` is the last paid day, None = nobody counts it."""

    __tablename__ = "subscriptions"

    client_uid: Mapped[int] = mapped_column(ForeignKey("crm_clients.uid", ondelete="CASCADE"), primary_key=True)
    tariff_id: Mapped[int] = mapped_column(ForeignKey("tariffs.id", ondelete="RESTRICT"), index=True)
    pinned_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    paid_until: Mapped[date | None] = mapped_column(Date)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class Ticket(Base):
    """A question or a job (S2.55–S2.58). The tariff's terms are those of the moment it was opened; seconds."""

    __tablename__ = "tickets"
    __table_args__ = (
        CheckConstraint("kind IN ('question', 'job')", name="kind"),
        CheckConstraint("state IN ('created', 'taken', 'closed', 'cancelled')", name="state"),
        CheckConstraint("stage IN ('widen', 'untaken', 'overdue')", name="stage"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("state <> 'taken' OR agent_id IS NOT NULL", name="taken"),
        Index(None, "next_at", sqlite_where=text("next_at IS NOT NULL"), postgresql_where=text("next_at IS NOT NULL")),
        Index("ix_tickets_open", "created_at", "id", sqlite_where=text("state IN ('created', 'taken')"),
              postgresql_where=text("state IN ('created', 'taken')")),
        Index(None, "state", "id"),
        Index(None, "user_id", "id"),
        Index(None, "agent_id", "state", "id"),
        Index(None, "client_uid", "created_at"),
        Index(None, "closed_at"),
        Index(None, "created_at"),
        Index("ix_tickets_folded", "folded", postgresql_using="gin", postgresql_ops={"folded": "gin_trgm_ops"})
        .ddl_if(dialect="postgresql"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(9), default="created")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    client_uid: Mapped[int | None] = mapped_column(ForeignKey("crm_clients.uid", ondelete="SET NULL"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(String(200), default="")  # the beginning of the last answer (T17)
    folded: Mapped[str] = mapped_column(Searched, default="")  # what search compares
    tariff_id: Mapped[int | None] = mapped_column(ForeignKey("tariffs.id", ondelete="SET NULL"))
    reaction: Mapped[int] = mapped_column(default=0)
    around_clock: Mapped[bool] = mapped_column(Boolean, default=False)
    shows_contacts: Mapped[bool] = mapped_column(Boolean, default=False)
    pinned_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    estimate: Mapped[int | None] = mapped_column(Integer)
    stage: Mapped[str | None] = mapped_column(String(8))  # what ``next_at`` stands for
    is_widened: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())  # others know of it
    is_warned: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())  # a manager knows
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rating: Mapped[int | None] = mapped_column(Integer)
    pay: Mapped[int | None] = mapped_column(BigInteger)  # minor units, fixed when closed
    credentials: Mapped[bytes | None] = mapped_column(LargeBinary)  # encrypted, emptied when it is over
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class TicketMessage(Base):
    """What was said in a ticket (S3.59). A file stays with Telegram: ``file_id`` is enough to send it again."""

    __tablename__ = "ticket_messages"
    __table_args__ = (
        UniqueConstraint("chat_id", "message_id"),
        CheckConstraint("side IN ('customer', 'agent', 'note', 'system')", name="side"),
        Index(None, "ticket_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    side: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(12))  # text|photo|document|voice|video|video_note|audio|location
    text: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[str] = mapped_column(String(255), default="")
    file_name: Mapped[str] = mapped_column(String(255), default="")
    file_size: Mapped[int | None] = mapped_column(BigInteger)
    album: Mapped[str] = mapped_column(String(32), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)  # where it was written: an edit finds it by this
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class DeskPerson(Base):
    """Where somebody is at the desk: on duty, and in which ticket what they write belongs."""

    __tablename__ = "desk_people"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    on_duty: Mapped[bool] = mapped_column(Boolean, default=True)
    current_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id", ondelete="SET NULL"), index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CannedReply(Base):
    """An answer that is given often; ``{name}`` and other variables are filled in when it is used."""

    __tablename__ = "canned_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(1000))
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class Payout(Base):
    """What a contractor has earned in a period that is over: nothing changes it (S3.55)."""

    __tablename__ = "payouts"
    __table_args__ = (UniqueConstraint("user_id", "start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    start: Mapped[date] = mapped_column(Date)
    end: Mapped[date] = mapped_column(Date)  # the first day of the next period
    jobs: Mapped[int] = mapped_column(Integer)
    amount: Mapped[int] = mapped_column(BigInteger)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Bill(Base):
    """What a client owes for a period that is over: the tariff and its price as they were (S3.55, S3.57)."""

    __tablename__ = "bills"
    __table_args__ = (UniqueConstraint("client_uid", "start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uid: Mapped[int] = mapped_column(ForeignKey("crm_clients.uid", ondelete="CASCADE"))
    start: Mapped[date] = mapped_column(Date)
    end: Mapped[date] = mapped_column(Date)
    tariff_id: Mapped[int | None] = mapped_column(ForeignKey("tariffs.id", ondelete="SET NULL"))
    tariff: Mapped[str] = mapped_column(String(60))
    price: Mapped[int] = mapped_column(BigInteger)
    requests: Mapped[int] = mapped_column(Integer)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)


# --- shop -----------------------------------------------------------------------------------------------------

_LIVE_ONLY: dict[str, Any] = {
    "sqlite_where": text("archived_at IS NULL"),
    "postgresql_where": text("archived_at IS NULL"),
}


class Product(Base):
    """A good or a service (S2.32–S2.39). Money in minor units; ``diedline``, the seed's spelling, in days (T15)."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("diedline BETWEEN 0 AND 3650", name="diedline"),
        Index(
            "ux_products_title_n", "title_n", unique=True, **_LIVE_ONLY
        ),  # an archived one gives its title back (T11)
        Index(None, "category"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(50))
    title_n: Mapped[str] = mapped_column(Searched)  # folded
    description: Mapped[str] = mapped_column(String(100), default="")
    image: Mapped[str] = mapped_column(String(255), default="")  # the picture stays with Telegram: its file_id
    price: Mapped[int] = mapped_column(BigInteger)
    diedline: Mapped[int] = mapped_column(Integer, default=0)
    category: Mapped[str] = mapped_column(String(30), default="")
    folded: Mapped[str] = mapped_column(Searched, default="")  # what search compares
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_on: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_on: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class Purchase(Base):
    """An order of the shop (S2.45–S2.47), with title, price and discount as they were. ``state``: domain.shop.State."""

    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint("state IN (1, 2, 3, 4)", name="state"),
        CheckConstraint("price >= 0 AND discount >= 0 AND discount <= price", name="money"),
        Index(None, "user_id", "id"),
        Index(None, "state", "id"),
        Index(None, "product_id", "id"),
        Index(None, "created_on"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    client_uid: Mapped[int | None] = mapped_column(ForeignKey("crm_clients.uid", ondelete="SET NULL"), index=True)
    state: Mapped[int] = mapped_column(Integer, default=1)
    title: Mapped[str] = mapped_column(String(50))
    price: Mapped[int] = mapped_column(BigInteger)
    discount: Mapped[int] = mapped_column(BigInteger, default=0)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)  # what payments minus refunds come to
    diedline: Mapped[int] = mapped_column(Integer, default=0)
    email: Mapped[str] = mapped_column(String(254), default="")
    promo_code: Mapped[str] = mapped_column(String(32), default="")
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(String(200), default="")  # why it was cancelled
    created_on: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_on: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class BegunPurchase(Base):
    """Somebody began to buy: with no ``purchase_id`` they have not finished, which campaigns may remind of."""

    __tablename__ = "begun_purchases"
    __table_args__ = (UniqueConstraint("user_id", "product_id"), Index(None, "begun_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id", ondelete="SET NULL"), index=True)


class PromoCode(Base):
    """A promo code (T12). ``amount``: percent, or minor units; days are the business's and inclusive."""

    __tablename__ = "promo_codes"
    __table_args__ = (
        CheckConstraint("kind IN ('percent', 'fixed', 'free')", name="kind"),
        CheckConstraint("amount >= 0 AND (kind <> 'percent' OR amount BETWEEN 1 AND 100)", name="amount"),
        CheckConstraint("used >= 0 AND (uses_most IS NULL OR used <= uses_most)", name="used"),
        Index("ux_promo_codes_code_n", "code_n", unique=True, **_LIVE_ONLY),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    code_n: Mapped[str] = mapped_column(Searched)  # casefolded
    kind: Mapped[str] = mapped_column(String(8))
    amount: Mapped[int] = mapped_column(BigInteger, default=0)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    uses_most: Mapped[int | None] = mapped_column(Integer)
    user_uses_most: Mapped[int | None] = mapped_column(Integer)
    used: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class PromoProduct(Base):
    """A product that a code is for; a code with none is for all."""

    __tablename__ = "promo_products"

    promo_id: Mapped[int] = mapped_column(ForeignKey("promo_codes.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True)


class PromoUse(Base):
    """A code used for a purchase; a cancelled purchase gives it back (``returned_at``)."""

    __tablename__ = "promo_uses"
    __table_args__ = (Index(None, "promo_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promo_id: Mapped[int] = mapped_column(ForeignKey("promo_codes.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id", ondelete="CASCADE"), unique=True)
    discount: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Payment(Base):
    """Money for something: noted by the staff, or paid by a Telegram invoice (T40). A refund is a negative one."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("kind IN ('purchase', 'tariff', 'deposit', 'member')", name="kind"),
        CheckConstraint("method IN ('noted', 'telegram')", name="method"),
        Index(None, "client_uid", "id"),
        Index(None, "kind", "subject_id"),
        Index(None, "kind", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), default="tariff", server_default="tariff")
    subject_id: Mapped[int | None] = mapped_column(Integer)  # the purchase, the game; a tariff's is its client
    client_uid: Mapped[int | None] = mapped_column(ForeignKey("crm_clients.uid", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)  # who paid
    amount: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(String(8), default="noted", server_default="noted")
    note: Mapped[str] = mapped_column(String(200), default="")
    noted_by: Mapped[int | None] = mapped_column(Integer)
    refund_of: Mapped[int | None] = mapped_column(ForeignKey("payments.id", ondelete="CASCADE"), index=True)
    charge_id: Mapped[str | None] = mapped_column(String(255), unique=True)  # Telegram's: a payment counts once
    provider_charge_id: Mapped[str] = mapped_column(String(255), default="", server_default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class Invoice(Base):
    """A Telegram invoice that was sent: what it is for. ``approved_at``: Telegram was told yes before the payment."""

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint("kind IN ('purchase', 'tariff', 'deposit', 'member')", name="kind"),
        CheckConstraint("state IN ('open', 'approved', 'paid', 'void')", name="state"),
        Index(None, "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)  # the invoice's payload
    kind: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[int] = mapped_column(Integer)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(8), default="open")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approval: Mapped[str | None] = mapped_column(String(64))  # the origin of the approved question: again is the same
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id", ondelete="SET NULL"), index=True)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class Channel(Base):
    """A channel that the gate asks for (T9): how it is called, and whether the bot may see who is in it."""

    __tablename__ = "channels"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)  # as in the setting: @name, or its id
    chat_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    title: Mapped[str] = mapped_column(String(128), default="")
    link: Mapped[str] = mapped_column(String(255), default="")
    is_seen: Mapped[bool] = mapped_column(Boolean, default=False)  # the bot is its admin
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the owner was told that it is not
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChannelMember(Base):
    """Whether somebody is in a channel, as of ``checked_at``; empty: Telegram could not tell."""

    __tablename__ = "channel_members"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    is_member: Mapped[bool | None] = mapped_column(Boolean)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)


# --- campaigns ------------------------------------------------------------------------------------------------


class Campaign(Base):
    """A broadcast: what is said, to whom (`domain.campaigns` registers audiences and events), when."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("kind IN ('advert', 'service')", name="kind"),
        CheckConstraint("repeat IN ('', 'daily', 'weekly', 'monthly', 'event')", name="repeat"),
        CheckConstraint("state IN ('waiting', 'running', 'paused', 'done', 'stopped')", name="state"),
        Index(None, "next_at", sqlite_where=text("next_at IS NOT NULL"), postgresql_where=text("next_at IS NOT NULL")),
        Index(None, "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)  # HTML as Telegram gave it
    photo: Mapped[str] = mapped_column(String(255), default="")
    button: Mapped[str] = mapped_column(String(40), default="")
    target: Mapped[str] = mapped_column(String(255), default="")  # an https:// address, or `product:7`
    audience: Mapped[str] = mapped_column(String(32))  # a registered name
    params: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    repeat: Mapped[str] = mapped_column(String(8), default="")
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its next run begins
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class CampaignRun(Base):
    """One sending of a campaign, and how far it has come: ``position`` is the last account that was queued."""

    __tablename__ = "campaign_runs"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        Index("ix_campaign_runs_open", "id", sqlite_where=text("finished_at IS NULL"),
              postgresql_where=text("finished_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)  # as counted at the start
    is_queued: Mapped[bool] = mapped_column(Boolean, default=False)  # everybody has been
    chat_id: Mapped[int | None] = mapped_column(BigInteger)  # where its progress is shown
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CampaignRecipient(Base):
    """How it went with one person: queued|sent|refused (blocked the bot)|failed|unknown|skipped."""

    __tablename__ = "campaign_recipients"
    __table_args__ = (Index(None, "run_id", "state"), Index(None, "user_id"))

    run_id: Mapped[int] = mapped_column(ForeignKey("campaign_runs.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8), default="queued")
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    unsubscribed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CampaignEvent(Base):
    """What an automatic campaign has spoken of to whom: a purchase or a product, once each."""

    __tablename__ = "campaign_events"
    __table_args__ = (Index(None, "user_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


# --- requests -------------------------------------------------------------------------------------------------


class Account(Base):
    """A flat of the housing company (S4.3): who lives there, where, under which contract. ``number``: S4.20."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index("ux_accounts_number_n", "number_n", unique=True, **_LIVE_ONLY),
        Index(None, "phone"),
        Index(None, "street_n", "house_n"),
        CheckConstraint("trim(number) <> ''", name="number_given"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(String(120), default="")
    city: Mapped[str] = mapped_column(String(60), default="")
    street: Mapped[str] = mapped_column(String(80), default="")
    house: Mapped[str] = mapped_column(String(10), default="")
    letter: Mapped[str] = mapped_column(String(5), default="")  # of the house
    flat: Mapped[str] = mapped_column(String(10), default="")
    phone: Mapped[str] = mapped_column(Searched, default="")  # E.164: what proves a resident
    contract: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[str] = mapped_column(String(30))  # the personal account, as it is printed on the bill
    number_n: Mapped[str] = mapped_column(Searched)  # without spaces and dashes, folded
    street_n: Mapped[str] = mapped_column(Searched, default="")
    house_n: Mapped[str] = mapped_column(Searched, default="")  # with its letter
    folded: Mapped[str] = mapped_column(Searched, default="")  # what search compares
    link_code: Mapped[str] = mapped_column(String(32), unique=True)  # of the QR on the bill; random, can be renewed
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class Resident(Base):
    """A pair (Telegram account, phone) of a personal account (S4.21, S4.25). A second number is a pair (T25)."""

    __tablename__ = "residents"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'confirmed')", name="state"),
        Index("ux_residents_pair", "account_id", "user_id", "phone", unique=True,
              sqlite_where=text("freed_at IS NULL"), postgresql_where=text("freed_at IS NULL")),
        Index(None, "user_id"),
        Index("ix_residents_pending", "expires_at", sqlite_where=text("state = 'pending' AND freed_at IS NULL"),
              postgresql_where=text("state = 'pending' AND freed_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    phone: Mapped[str] = mapped_column(String(16))
    is_proven: Mapped[bool] = mapped_column(Boolean, default=False)  # shared as the own contact, not typed
    state: Mapped[str] = mapped_column(String(9), default="pending")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(Integer)  # 0: by the phone on file
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of a pending one
    freed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    freed_why: Mapped[str] = mapped_column(String(16), default="")  # evicted|rejected|expired|replaced|left


class AccountGuess(Base):
    """A personal account that somebody named on a day: so many different ones, and no more (T24). Hashes only."""

    __tablename__ = "account_guesses"
    __table_args__ = (Index(None, "at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    number_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    is_hit: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RequestCategory(Base):
    """What a utility request is about (S4.5). ``warning`` is shown before the text is asked for."""

    __tablename__ = "request_categories"
    __table_args__ = (Index("ux_request_categories_name_n", "name_n", unique=True, **_LIVE_ONLY),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_n: Mapped[str] = mapped_column(Searched)
    warning: Mapped[str] = mapped_column(String(300), default="")
    is_urgent: Mapped[bool] = mapped_column(Boolean, default=False)  # notices do not wait for the morning
    place: Mapped[int] = mapped_column(Integer, default=0)  # the order they are shown in
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class RequestSubcategory(Base):
    """A part of a category (S4.6)."""

    __tablename__ = "request_subcategories"
    __table_args__ = (
        Index("ux_request_subcategories_name", "category_id", "name_n", unique=True, **_LIVE_ONLY),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("request_categories.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(60))
    name_n: Mapped[str] = mapped_column(Searched)
    warning: Mapped[str] = mapped_column(String(300), default="")
    is_urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    place: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class Executor(Base):
    """Who carries requests out (S4.7). With a Telegram account (``user_id``) in the bot, else the dispatcher does."""

    __tablename__ = "executors"
    __table_args__ = (
        Index("ux_executors_user_id", "user_id", unique=True,
              sqlite_where=text("archived_at IS NULL AND user_id IS NOT NULL"),
              postgresql_where=text("archived_at IS NULL AND user_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(16), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class Incident(Base):
    """Something known that concerns a house or a whole street; its requests and people follow one change."""

    __tablename__ = "incidents"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'over')", name="state"),
        Index("ix_incidents_open", "street_n", "house_n", sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("request_categories.id", ondelete="RESTRICT"), index=True)
    city: Mapped[str] = mapped_column(String(60), default="")
    street: Mapped[str] = mapped_column(String(80))
    street_n: Mapped[str] = mapped_column(Searched)
    house: Mapped[str] = mapped_column(String(16), default="")  # with its letter; empty: the whole street
    house_n: Mapped[str] = mapped_column(Searched, default="")
    text: Mapped[str] = mapped_column(String(500))
    expected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(4), default="open")
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class IncidentPerson(Base):
    """Somebody whom an incident concerns too: told of each change."""

    __tablename__ = "incident_people"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


# what the journal finds by a part of it
REQUEST_WORDS = ("full_name", "city", "street", "phone", "account", "text", "wish", "reason")


def lowered(name: str) -> ColumnElement[str]:
    """A column's text for comparing, as PostgreSQL can index it; under the column's own name."""
    return literal_column(f"replace(lower({name}), 'ё', 'е')", String).label(name)


class UtilityRequest(Base):
    """A request of a resident (S4.15, T23). Address, name and account are copies: a journal tells what was."""

    __tablename__ = "utility_requests"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'assigned', 'in_work', 'done', 'closed', 'archived')", name="state"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        Index(None, "account_id", "id"),
        Index(None, "user_id", "id"),
        Index("ix_utility_requests_due", "next_at", sqlite_where=text("next_at IS NOT NULL"),
              postgresql_where=text("next_at IS NOT NULL")),
        *(Index(None, name, "id") for name in (  # each filter of the journal is a range of one of these
            "state", "category_id", "subcategory_id", "executor_id", "incident_id", "created_at", "assigned_at",
            "started_at", "done_at", "closed_at", "house", "flat", "source", "is_urgent", "is_confirmed", "rating",
        )),
        Index("ix_utility_requests_words", *(lowered(name) for name in REQUEST_WORDS), postgresql_using="gin",
              postgresql_ops=dict.fromkeys(REQUEST_WORDS, "gin_trgm_ops")).ddl_if(dialect="postgresql"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(8), default="new")
    source: Mapped[str] = mapped_column(String(4), default="bot")  # bot|call
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))  # who asked in the bot
    account: Mapped[str] = mapped_column(String(30), default="")
    full_name: Mapped[str] = mapped_column(String(120), default="")
    city: Mapped[str] = mapped_column(String(60), default="")
    street: Mapped[str] = mapped_column(String(80), default="")
    house: Mapped[str] = mapped_column(String(16), default="")  # with its letter
    flat: Mapped[str] = mapped_column(String(10), default="")
    phone: Mapped[str] = mapped_column(Searched, default="")
    is_confirmed: Mapped[bool] = mapped_column(Boolean, default=False)  # the resident's pair was, when it was asked
    category_id: Mapped[int] = mapped_column(ForeignKey("request_categories.id", ondelete="RESTRICT"))
    subcategory_id: Mapped[int | None] = mapped_column(ForeignKey("request_subcategories.id", ondelete="RESTRICT"))
    is_urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    text: Mapped[str] = mapped_column(Text)
    wish: Mapped[str] = mapped_column(String(100), default="")  # when it would suit
    folded: Mapped[str] = mapped_column(Searched, default="")  # what search compares
    executor_id: Mapped[int | None] = mapped_column(ForeignKey("executors.id", ondelete="SET NULL"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(200), default="")  # why it was closed undone
    rating: Mapped[int | None] = mapped_column(Integer)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it closes or is archived by itself
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class UtilityMessage(Base):
    """What was said and shown in a request: its photos, comments of both sides. A file stays with Telegram."""

    __tablename__ = "utility_messages"
    __table_args__ = (
        CheckConstraint("side IN ('resident', 'staff', 'note')", name="side"),
        Index(None, "request_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("utility_requests.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    side: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(12))  # text|photo|document|voice|video
    text: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[str] = mapped_column(String(255), default="")
    file_name: Mapped[str] = mapped_column(String(255), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class UtilityFollower(Base):
    """A neighbour of the flat who is told of a request's changes too."""

    __tablename__ = "utility_followers"

    request_id: Mapped[int] = mapped_column(ForeignKey("utility_requests.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


# --- fitness --------------------------------------------------------------------------------------------------


class Coach(Base):
    """Who leads trainings (S5.50); ``user_id``: their Telegram account, where they have one."""

    __tablename__ = "coaches"
    __table_args__ = (
        Index("ux_coaches_user_id", "user_id", unique=True, **_LIVE_ONLY),
        CheckConstraint("trim(first_name) <> ''", name="name_given"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(String(64))
    last_name: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(16), default="")  # E.164
    email: Mapped[str] = mapped_column(String(254), default="")
    photo: Mapped[str] = mapped_column(String(255), default="")  # its file_id
    about: Mapped[str] = mapped_column(String(500), default="")
    started_on: Mapped[date | None] = mapped_column(Date)  # of work
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class Group(Base):
    """A group that trains together (S5.10), with its usual coach. ``link``: what its new trainings begin with."""

    __tablename__ = "training_groups"
    __table_args__ = (
        Index("ux_training_groups_name_n", "name_n", unique=True, **_LIVE_ONLY),
        CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_n: Mapped[str] = mapped_column(Searched)  # folded
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("coaches.id", ondelete="SET NULL"), index=True)
    capacity: Mapped[int] = mapped_column(Integer)
    about: Mapped[str] = mapped_column(String(300), default="")
    link: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class GroupHour(Base):
    """When a group trains each week. ``weekday`` 0 is Monday; ``minute`` of the business's day; ``length`` seconds."""

    __tablename__ = "group_hours"
    __table_args__ = (
        UniqueConstraint("group_id", "weekday", "minute"),
        CheckConstraint("weekday BETWEEN 0 AND 6 AND minute BETWEEN 0 AND 1439", name="when"),
        CheckConstraint("length BETWEEN 600 AND 43200", name="length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("training_groups.id", ondelete="CASCADE"))
    weekday: Mapped[int] = mapped_column(Integer)
    minute: Mapped[int] = mapped_column(Integer)
    length: Mapped[int] = mapped_column(Integer)


class Member(Base):
    """What a gym knows of a client beside the card (S5.50), and the group; ``joined_at``: registered in the bot."""

    __tablename__ = "members"
    __table_args__ = (Index(None, "region_n"),)

    client_uid: Mapped[int] = mapped_column(ForeignKey("crm_clients.uid", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    region: Mapped[str] = mapped_column(String(60), default="")
    region_n: Mapped[str] = mapped_column(Searched, default="")  # folded
    photo: Mapped[str] = mapped_column(String(255), default="")  # its file_id
    comment: Mapped[str] = mapped_column(String(500), default="")  # the person's own
    group_id: Mapped[int | None] = mapped_column(ForeignKey("training_groups.id", ondelete="SET NULL"), index=True)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Plan(Base):
    """What memberships are sold (T26): ``days`` long, so many ``visits`` (None: any number), days to freeze."""

    __tablename__ = "plans"
    __table_args__ = (
        Index("ux_plans_name_n", "name_n", unique=True, **_LIVE_ONLY),
        CheckConstraint("days BETWEEN 1 AND 1830 AND price >= 0", name="bounds"),
        CheckConstraint("visits IS NULL OR visits BETWEEN 1 AND 9999", name="visits"),
        CheckConstraint("freeze_days BETWEEN 0 AND 366", name="freeze_days"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_n: Mapped[str] = mapped_column(Searched)  # folded
    days: Mapped[int] = mapped_column(Integer)
    visits: Mapped[int | None] = mapped_column(Integer)
    price: Mapped[int] = mapped_column(BigInteger)
    freeze_days: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class Membership(Base):
    """A membership as it was sold (S5.14, the seed's payment); ``starts`` to ``ends`` inclusive once it is paid."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("state IN ('wanted', 'paid', 'cancelled')", name="state"),
        CheckConstraint("state <> 'paid' OR (starts IS NOT NULL AND ends IS NOT NULL)", name="dated"),
        CheckConstraint("starts <= ends", name="order"),
        CheckConstraint("days >= 1 AND price >= 0 AND freeze_days >= 0", name="bounds"),
        Index(None, "client_uid", "ends"),
        Index(
            "ix_memberships_ends", "ends", sqlite_where=text("state = 'paid'"),
            postgresql_where=text("state = 'paid'"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uid: Mapped[int] = mapped_column(ForeignKey("crm_clients.uid", ondelete="CASCADE"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(60))  # the plan's terms as they were
    days: Mapped[int] = mapped_column(Integer)
    visits: Mapped[int | None] = mapped_column(Integer)
    price: Mapped[int] = mapped_column(BigInteger)
    freeze_days: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(12), default="wanted")
    starts: Mapped[date | None] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)  # what payments minus refunds come to
    wanted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    told_before: Mapped[date | None] = mapped_column(Date)  # the end of which it was told that it comes
    told_after: Mapped[date | None] = mapped_column(Date)  # the end of which it was told that it has passed
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class Freeze(Base):
    """Days of a membership that do not count (the seed's LazyDays, T29): ``starts`` to ``ends``, both inclusive."""

    __tablename__ = "freezes"
    __table_args__ = (
        CheckConstraint("starts <= ends", name="order"),
        UniqueConstraint("membership_id", "starts"),
        Index(None, "client_uid", "ends"),
        Index(None, "ends", "starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"))
    client_uid: Mapped[int] = mapped_column(ForeignKey("crm_clients.uid", ondelete="CASCADE"))
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class Training(Base):
    """One training (the seed's GroupTraining): of a group, or of its own. ``day``: the business's; ``link``: its own.

    ``closed_at``: when it was over and who had not come was written down.
    """

    __tablename__ = "trainings"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'cancelled')", name="state"),
        CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity"),
        CheckConstraint("starts_at < ends_at", name="order"),
        UniqueConstraint("group_id", "starts_at"),
        Index(None, "starts_at"),
        Index(None, "coach_id", "starts_at"),
        Index(None, "day"),
        Index(
            "ix_trainings_open", "ends_at", sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("training_groups.id", ondelete="SET NULL"))
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("coaches.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(60))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    capacity: Mapped[int] = mapped_column(Integer)
    link: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[str] = mapped_column(String(12), default="planned")
    reason: Mapped[str] = mapped_column(String(200), default="")  # why it was cancelled
    is_from_hours: Mapped[bool] = mapped_column(Boolean, default=False)  # made by the weekly schedule
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (read by the mapper, once)


class Visit(Base):
    """A person at a training (the seed's Training): signed up, waiting for a place, came, missed (S5.45, S5.46).

    ``day``: the training's; ``counts``: takes a visit of ``membership_id``.
    """

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'offered', 'signed', 'came', 'missed', 'off')", name="state"),
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offered"),
        UniqueConstraint("training_id", "client_uid"),
        Index(None, "client_uid", "day"),
        Index(None, "day", "state"),
        Index(None, "membership_id", "counts"),
        Index(
            "ix_visits_offered", "offered_until", sqlite_where=text("offered_until IS NOT NULL"),
            postgresql_where=text("offered_until IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id", ondelete="CASCADE"))
    client_uid: Mapped[int] = mapped_column(ForeignKey("crm_clients.uid", ondelete="CASCADE"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id", ondelete="SET NULL"))
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(10), default="self")  # self, staff, invitation, check_in, group
    counts: Mapped[bool] = mapped_column(Boolean, default=False)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # since when a place is waited for
    offered_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    marked_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TrainingInvitation(Base):
    """An invitation to one training, to a group, chosen people or all who are active (S5.31, S5.45)."""

    __tablename__ = "training_invitations"
    __table_args__ = (CheckConstraint("audience IN ('group', 'people', 'active')", name="audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id", ondelete="CASCADE"), index=True)
    audience: Mapped[str] = mapped_column(String(8))
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)


class Invited(Base):
    """A client who was invited; ``pressed_at``: and came by the button."""

    __tablename__ = "training_invited"

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("training_invitations.id", ondelete="CASCADE"), primary_key=True
    )
    client_uid: Mapped[int] = mapped_column(
        ForeignKey("crm_clients.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    pressed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CheckInCode(Base):
    """What a QR on the coach's screen says: whoever opens it has come to that training. A hash; valid for minutes."""

    __tablename__ = "check_in_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id", ondelete="CASCADE"), index=True)
    created_by: Mapped[int | None] = mapped_column(Integer)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


# --- web ------------------------------------------------------------------------------------------------------


class WebLogin(Base):
    """A way in that is used once: a link from the bot, or a browser's question that the bot is asked to confirm."""

    __tablename__ = "web_logins"
    __table_args__ = (
        CheckConstraint("kind IN ('link', 'code')", name="kind"),
        Index(None, "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(4))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    browser_hash: Mapped[str] = mapped_column(String(64), default="")  # a code's: the browser that shows it
    number: Mapped[int | None] = mapped_column(Integer)  # the two digits to be chosen among three
    ip: Mapped[str] = mapped_column(String(45), default="")
    browser: Mapped[str] = mapped_column(String(120), default="")  # in words: Chrome, Windows
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # also: refused, or the wrong number chosen


class WebSession(Base):
    """A browser that is signed in. The cookie holds a random id, the row its hash; the role is read each time."""

    __tablename__ = "web_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    id_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    ip: Mapped[str] = mapped_column(String(45), default="")
    browser: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)  # however busy it is
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebPreference(Base):
    """How a person has set a page up: columns shown, page size, filters, sound, light or dark."""

    __tablename__ = "web_preferences"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SavedView(Base):
    """A table's filters, order and columns under a name."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "page", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    page: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiToken(Base):
    """A key of an outside program to the HTTP API (S5.22): its hash, what it may do, revoked or not."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(Json, default=list)
    created_by: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Import(Base):
    """An Excel file that was read in (accounts, clients): what it has done can be taken back."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # account|client
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    file_name: Mapped[str] = mapped_column(String(255), default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportRow(Base):
    """One thing an import has added (no ``before``) or changed, by its version then: undone if nobody has since."""

    __tablename__ = "import_rows"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    version: Mapped[int] = mapped_column(Integer)


# --- settings -------------------------------------------------------------------------------------------------


class Setting(Base):
    """A business setting that differs from its default; `domain/settings.py` declares them."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
    updated_by: Mapped[int | None] = mapped_column(Integer)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


# --- delivery -------------------------------------------------------------------------------------------------


class Inbox(Base):
    """An update, stored before Telegram is told that it arrived. ``id`` is the order of arrival."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        Index("ix_inbox_new", "chat_id", "id", sqlite_where=text("state = 'new'"),
              postgresql_where=text("state = 'new'")),
        Index("ix_inbox_received_at", "received_at"),
        {"sqlite_autoincrement": True},  # the order of arrival outlives the purge of old rows
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    bot_id: Mapped[int] = mapped_column(BigInteger)
    update_id: Mapped[int] = mapped_column(BigInteger)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(8), default="new")  # new | done | dead
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)  # encrypted, emptied when done
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DialogStatus(Base):
    """The one dialogue of a chat (S1.54–S1.57) and the message it lives in."""

    __tablename__ = "DialogStatuses"
    __table_args__ = (
        Index("ix_DialogStatuses_expires_at", "expires_at", sqlite_where=text("status <> '-'"),
              postgresql_where=text("status <> '-'")),
    )  # fmt: skip

    uid: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[str] = mapped_column(Text, unique=True)
    status: Mapped[str] = mapped_column(Text, default="-")
    data: Mapped[str] = mapped_column(Text, default="-")
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    draft_id: Mapped[str] = mapped_column(String(32), default="")
    live_message_id: Mapped[int | None] = mapped_column(BigInteger)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=0)


class Outgoing(Base):
    """A message to be sent: what kind, to whom, about what; rendered in the reader's language when it goes."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "chat_id", "due_at"),
        Index("ix_outbox_due", "bulk", "due_at", sqlite_where=text("state = 'due'"),
              postgresql_where=text("state = 'due'")),
        Index("ix_outbox_subject", "subject"),
        Index("ix_outbox_message", "chat_id", "message_id", sqlite_where=text("message_id IS NOT NULL"),
              postgresql_where=text("message_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))  # "order:128"
    chat_id: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    drop_after: Mapped[datetime | None] = mapped_column(UtcDateTime)  # too late to be of use
    bulk: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    edits: Mapped[int | None] = mapped_column(BigInteger)  # the message this one replaces in place
    # due|sending|sent|failed|refused (the person does not receive)|unknown|dropped|claimed (to nobody, never sent)
    # |held (a campaign's, while it is paused or at night)
    state: Mapped[str] = mapped_column(String(8), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Job(Base):
    """Long work (an export): started by a press, shown by an edited message, survives a restart."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_open", "id", sqlite_where=text("state IN ('queued', 'running')"),
              postgresql_where=text("state IN ('queued', 'running')")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    params: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)  # the progress line
    state: Mapped[str] = mapped_column(String(8), default="queued")  # queued|running|done|stopped|failed
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")
    origin: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
