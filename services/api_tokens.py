"""Keys to the HTTP API: made and revoked by an owner, looked up at each call (S5.22)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.api import MOST, USED_EVERY, Caller, NewToken, TokenView, new_token, read_name, read_scopes, token_hash
from domain.errors import Conflict

if TYPE_CHECKING:
    from models import ApiToken
    from repositories.uow import Uow

KIND = "api_token"


@query(Permission.SETTINGS)
def listed(uow: "Uow", actor: Actor) -> tuple[TokenView, ...]:
    """All keys, those in use first; never their secrets."""
    rows = uow.api_tokens.list_all()
    names = uow.people.names({row.created_by for row in rows if row.created_by})
    return tuple(_view(row, names) for row in rows)


@command(Permission.SETTINGS)
def create(uow: "Uow", actor: Actor, name: str, scopes: Sequence[str]) -> NewToken:
    """A new key, which acts as this person within its scopes; its secret is given here and nowhere else.

    Raises ``Invalid`` for a name or scopes that can't be, ``Conflict`` where there are too many.
    """
    called, chosen = read_name(name), read_scopes(scopes)
    if uow.api_tokens.count_live() >= MOST:
        raise Conflict("There are {most} keys already. Revoke one first, please.", most=MOST)
    secret = new_token()
    row = uow.api_tokens.add(
        uow.api_tokens.row(
            name=called, token_hash=token_hash(secret), scopes=chosen, created_by=actor.user_id, created_at=uow.now
        )
    )
    uow.audit.record(actor, "created", KIND, row.id, None, {"name": called, "scopes": chosen})
    return NewToken(_one(uow, row), secret)


@command(Permission.SETTINGS)
def revoke(uow: "Uow", actor: Actor, token_id: int) -> TokenView:
    """The key opens nothing any more, from the next call on. Twice changes nothing; raises ``NotFound``."""
    row = uow.api_tokens.get(token_id)
    if row.revoked_at is None:
        row.revoked_at = uow.now
        uow.audit.record(actor, "revoked", KIND, row.id)
    return _one(uow, row)


@query(Permission.SYSTEM)
def caller(uow: "Uow", actor: Actor, secret: str, origin: str) -> Caller | None:
    """Whose key this is, with the roles as they are now; None for one that opens nothing."""
    row = uow.api_tokens.find_live(token_hash(secret))
    if row is None or row.created_by is None:
        return None
    owner = uow.people.find(row.created_by)
    known = uow.people.actor_of(owner.telegram_id, origin) if owner is not None else None
    if known is None:
        return None
    is_stale = row.used_at is None or uow.now - row.used_at >= USED_EVERY
    return Caller(row.id, known, frozenset(row.scopes), is_stale)


@command(Permission.SYSTEM)
def used(uow: "Uow", actor: Actor, token_id: int) -> None:
    """Write down when a key was used last."""
    uow.api_tokens.get(token_id).used_at = uow.now


def _one(uow: "Uow", row: "ApiToken") -> TokenView:
    return _view(row, uow.people.names({row.created_by}) if row.created_by else {})


def _view(row: "ApiToken", names: Mapping[int, str]) -> TokenView:
    who = names.get(row.created_by or 0, "")
    return TokenView(row.id, row.name, tuple(row.scopes), who, row.created_at, row.used_at, row.revoked_at)
