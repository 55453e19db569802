"""Plans: what memberships are sold (T26). What was sold keeps the terms it was sold with.

Money in minor units; days of the business.
"""

from typing import Final

from domain import parse
from domain.errors import Invalid
from domain.gym import REQUIRED, Field, Value, titled, whole

DAYS_MOST: Final = 1830
VISITS_MOST: Final = 9999
FREEZE_MOST: Final = 366


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


def read(field: Field, text: str) -> Value:
    """What was typed for a field, as it is stored; a dash: any number of visits, no freeze. Raises ``Invalid``."""
    if field not in REQUIRED and parse.is_nothing(text):
        return 0 if field is Field.FREEZE else None
    match field:
        case Field.NAME:
            return titled(text, _("Month without limits"))
        case Field.DAYS:
            return whole(text, 1, DAYS_MOST)
        case Field.VISITS:
            return whole(text, 1, VISITS_MOST)
        case Field.PRICE:
            return parse.money(text)
        case Field.FREEZE:
            return whole(text, 0, FREEZE_MOST)
    raise Invalid("A membership has no such field.")
