"""To whom a campaign may go: what this person may choose, what it asks for, how many there are now."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, Role, query, require
from domain.campaign_views import Counted
from domain.campaigns import LATE, Audience, Param, audience, checked_number
from domain.errors import NotFound, Outdated

if TYPE_CHECKING:
    from repositories.uow import Uow


@query(Permission.CAMPAIGNS)
def count(uow: "Uow", actor: Actor, name: str, params: dict[str, Any]) -> Counted:
    """How many can be reached now; of an event, for how many it has come in the last days.

    Raises ``Forbidden`` for an audience of others, ``Outdated`` for one that there is not.
    """
    chosen = check(actor, name, params)
    return Counted(*uow.campaigns.count_audience(chosen.name, params, uow.now - LATE))


@query(Permission.CAMPAIGNS)
def products(uow: "Uow", actor: Actor) -> Sequence[tuple[int, str]]:
    """The newest products, to choose whose buyers are meant, and what a button opens."""
    return uow.campaigns.list_products(20)


@query(Permission.CAMPAIGNS)
def product_title(uow: "Uow", actor: Actor, product_id: int) -> str:
    """How a product is called; raises ``NotFound``."""
    if (title := uow.campaigns.title_of(product_id)) is None:
        raise NotFound("This product is no longer there.")
    return title


@query(Permission.CAMPAIGNS)
def groups(uow: "Uow", actor: Actor) -> Sequence[tuple[int, str]]:
    """Groups of the gym, by name, to choose whose members are meant."""
    return uow.member_lists.list_groups(20)


@query(Permission.CAMPAIGNS)
def group_name(uow: "Uow", actor: Actor, group_id: int) -> str:
    """How a group is called; raises ``NotFound``."""
    if (name := uow.member_lists.group_name(group_id)) is None:
        raise NotFound("This group is no longer there.")
    return name


def check(actor: Actor, name: str, params: dict[str, Any]) -> Audience:
    """The audience, if this person may write to it and the params are its own; raises what is wrong with them."""
    chosen = audience(name)
    require(actor, chosen.needs)
    if chosen.param is None:
        return chosen
    if (value := params.get(str(chosen.param))) is None:
        raise Outdated("This button is out of date.")
    if chosen.param in (Param.DAYS, Param.HOURS):
        checked_number(chosen, int(value))
    elif chosen.param is Param.ROLE and value not in frozenset(Role):
        raise Outdated("This button is out of date.")
    return chosen


def since_of(now: datetime, created_at: datetime) -> datetime:
    """Events before this moment are not spoken of any more: from before the campaign, or long missed."""
    return max(created_at, now - LATE)
