"""Tables of the gym that can be exported: members, memberships, their money, freezes, visits."""

from collections.abc import Sequence

from domain.access import Permission
from domain.exports import Cell, Column, Table


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


AREA = "fitness"
_WHO = (
    Column("client_uid", _("Client No."), Cell.NUMBER, 10),
    Column("client", _("Client"), width=30),
    Column("phone", _("Phone"), width=17),
)
TABLES: Sequence[Table] = (
    Table(
        "members",
        _("Members"),
        Permission.MEMBERSHIPS,
        (
            *_WHO,
            Column("email", _("E-mail"), width=26),
            Column("region", _("City or district"), width=20),
            Column("group", _("Group"), width=20),
            Column("until", _("Paid until"), Cell.DAY, 14),
            Column("came", _("Trainings attended"), Cell.NUMBER, 12),
            Column("joined_at", _("Registered"), Cell.MOMENT, 18),
            Column("comment", _("Comment"), width=40),
        ),
        dated=False,
        area=AREA,
    ),
    Table(
        "memberships",
        _("Memberships"),
        Permission.MEMBERSHIPS,
        (
            Column("id", _("No."), Cell.NUMBER, 8),
            *_WHO,
            Column("name", _("Membership"), width=24),
            Column("state", _("State"), Cell.WORD, 14),
            Column("starts", _("First day"), Cell.DAY, 14),
            Column("ends", _("Last day"), Cell.DAY, 14),
            Column("days", _("Days"), Cell.NUMBER, 8),
            Column("visits", _("Visits in it"), Cell.NUMBER, 12),
            Column("used", _("Visits used"), Cell.NUMBER, 12),
            Column("freeze_days", _("Days to freeze"), Cell.NUMBER, 12),
            Column("price", _("Price"), Cell.MONEY, 12),
            Column("paid", _("Paid"), Cell.MONEY, 12, total=True),
            Column("created_at", _("Added"), Cell.MOMENT, 18),
        ),
        dated=True,
        area=AREA,
    ),
    Table(
        "membership_money",
        _("Money for memberships"),
        Permission.MEMBERSHIPS,
        (
            Column("id", _("No."), Cell.NUMBER, 8),
            Column("at", _("When"), Cell.MOMENT, 18),
            *_WHO,
            Column("name", _("Membership"), width=24),
            Column("amount", _("Amount"), Cell.MONEY, 14, total=True),
            Column("method", _("How it came"), Cell.WORD, 16),
            Column("note", _("Note"), width=30),
            Column("refund_of", _("Refund of No."), Cell.NUMBER, 14),
        ),
        dated=True,
        area=AREA,
    ),
    Table(
        "freezes",
        _("Freezes"),
        Permission.MEMBERSHIPS,
        (
            Column("id", _("No."), Cell.NUMBER, 8),
            *_WHO,
            Column("name", _("Membership"), width=24),
            Column("starts", _("First day"), Cell.DAY, 14),
            Column("ends", _("Last day"), Cell.DAY, 14),
            Column("created_at", _("Added"), Cell.MOMENT, 18),
        ),
        dated=True,
        area=AREA,
    ),
    Table(
        "visits",
        _("Visits"),
        Permission.MEMBERSHIPS,
        (
            Column("id", _("No."), Cell.NUMBER, 8),
            Column("starts_at", _("When"), Cell.MOMENT, 18),
            Column("title", _("Training"), width=24),
            Column("group", _("Group"), width=20),
            Column("coach", _("Coach"), width=24),
            *_WHO,
            Column("state", _("State"), Cell.WORD, 16),
            Column("name", _("Membership"), width=24),
        ),
        dated=True,
        area=AREA,
    ),
)
