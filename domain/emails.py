"""E-mail addresses as people type them: one strict rule, no look at the network (S2.41, S2.42, T14).

Narrower than the standard: quoted names and addresses without a dot are not what a person means here.
"""

import re
from typing import Final

from domain.errors import Invalid
from domain.fold import storable
from domain.shop import EMAIL_MOST

_NAME: Final = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"  # of a domain; letters of any script (почта.рф)
_ADDRESS: Final = re.compile(rf"({_NAME})@((?:{_LABEL}\.)+(?!\d+$){_LABEL})")
_NAME_MOST: Final = 64
_TOP_LEAST: Final = 2


def email(text: str) -> str:
    """The address, casefolded; raises ``Invalid`` with an example for what is none."""
    typed = storable(text).strip().removeprefix("mailto:").casefold()
    found = _ADDRESS.fullmatch(typed) if len(typed) <= EMAIL_MOST else None
    if found is None or len(found[1]) > _NAME_MOST or len(found[2].rsplit(".", 1)[-1]) < _TOP_LEAST:
        raise Invalid("This is not an e-mail address. Example: {example}", example="name@mail.ru")
    return typed
