"""What the gym asks a member for beside the client's card (S5.24, S5.25, S5.50)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.emails import email
from domain.errors import Term
from domain.fold import clean
from domain.membership_views import MemberCard

REGION_MOST: Final = 60
COMMENT_MOST: Final = 500


class Field(StrEnum):
    """A line of the profile that a member may change; the phone is changed by sharing the contact."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    REGION = "region"
    PHOTO = "photo"
    COMMENT = "comment"


OPTIONAL: Final = (Field.EMAIL, Field.REGION, Field.PHOTO, Field.COMMENT)


@dataclass(frozen=True)
class Profile:
    """What is kept in ``members``; '' where it was not given. ``photo``: its file_id."""

    email: str = ""
    region: str = ""
    photo: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a person stands with the gym. ``name``: of their card; ``was_deleted``: the staff have deleted the card."""

    is_member: bool
    knows_phone: bool
    has_card: bool
    was_deleted: bool
    name: str = ""
    phone: str = ""
    contact: str = ""


@dataclass(frozen=True)
class OwnMember:
    """A member's own screen. ``can_pay``: by an invoice in the chat; ``may_freeze``: by themselves."""

    card: MemberCard
    can_pay: bool
    may_freeze: bool
    how_to_pay: str = ""
    contact: str = ""


def read_text(field: Field, text: str) -> str:
    """What was typed for an e-mail, a region or a comment; nothing clears it. Raises ``Invalid`` with an example."""
    if not text.strip():
        return ""
    if field is Field.EMAIL:
        return email(text)
    if field is Field.REGION:
        return clean(text, most=REGION_MOST, what=Term("City or district"))
    return clean(text, most=COMMENT_MOST, what=Term("Comment"), lines=True)
