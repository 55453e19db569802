"""What keys to the HTTP API may do, in words."""

from collections.abc import Mapping

from domain.api import Scope


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


SCOPES: Mapping[Scope, str] = {
    Scope.CLIENTS_READ: _("Find clients"),
    Scope.CLIENTS_WRITE: _("Add clients"),
    Scope.ACCOUNTS_READ: _("Find personal accounts"),
    Scope.ORDERS_READ: _("See games"),
    Scope.TICKETS_READ: _("See tickets"),
    Scope.REQUESTS_READ: _("See residents' requests"),
    Scope.REQUESTS_WRITE: _("File residents' requests and carry them on"),
    Scope.MEMBERS_READ: _("See members of the gym"),
    Scope.MEMBERS_WRITE: _("Freeze members and end freezes"),
}
