"""A client comes by a link that carries a tariff: a proven phone finds or makes the card, and it is on the tariff."""

from enum import StrEnum
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.clients import NewClient
from domain.errors import Conflict, CrmError, NotFound, Outdated
from domain.people import code_hash
from domain.tariffs import TariffView
from services import client_tariffs, people, ties
from services.order_views import client_view
from services.tariffs import view

if TYPE_CHECKING:
    from models import Client, Invitation, Tariff
    from repositories.uow import Uow

JOINED = "tariff_joined"


class Lacks(StrEnum):
    """What is still to be asked of who comes."""

    PHONE = "phone"
    NAME = "name"
    NOTHING = "nothing"


@query(Permission.OWN_TICKETS)
def lacks(uow: "Uow", actor: Actor) -> Lacks:
    """What the person's card still needs: a proven phone, and a name where no card has that phone."""
    user = uow.people.get(actor.user_id)
    if user.client_uid and uow.clients.find(user.client_uid):
        return Lacks.NOTHING
    if not user.phone:
        return Lacks.PHONE
    return Lacks.NOTHING if uow.clients.find_by_phone(user.phone) else Lacks.NAME


@command(Permission.OWN_TICKETS)
def join(uow: "Uow", actor: Actor, code: str, name: NewClient | None, origin: str) -> TariffView | CrmError:
    """Use the link: of all who try one succeeds; their second press gives the same answer, the others learn why not.

    A refusal is given back, not raised, where a wrong guess is to be kept. Raises ``Outdated`` without consent, phone
    or name, ``Conflict`` where several cards have the phone: managers were asked, and the link stays good.
    """
    if isinstance(found := people.invitation_of(uow, actor, code), CrmError):
        return found
    if not found.tariff_id:
        return NotFound("I don't know this code. Check it, or ask for a new link, please.")
    tariff = uow.tariffs.get_any(found.tariff_id)
    if found.used_by == actor.user_id:
        return view(tariff)
    if people.consent_needed(uow, actor) is not None:
        raise Outdated("The text has just been changed. Read it once more, please.")
    if uow.people.spend(code_hash(code), actor.user_id) is None:
        raise Conflict("This link has been used already. Ask for a new one, please.")
    client = _card(uow, actor, name, origin)
    client_tariffs.put_on(uow, actor, client, tariff)
    _tell_inviter(uow, found, client, tariff)
    return view(tariff)


def _card(uow: "Uow", actor: Actor, name: NewClient | None, origin: str) -> "Client":
    """The person's card: tied already, found by the proven phone, or made."""
    known = ties.own(uow, actor)
    if known is None:
        user = uow.people.get(actor.user_id)
        if not uow.clients.find_by_phone(user.phone or "") and name is None:
            raise Outdated("Please share your phone first.")
        known = ties.add_own(uow, actor, name or NewClient(), origin)
    if known is None:
        raise Conflict("Several of our cards have your phone. A colleague will sort it out; open the link again then.")
    return uow.clients.get(known.uid)


def _tell_inviter(uow: "Uow", found: "Invitation", client: "Client", tariff: "Tariff") -> None:
    if found.created_by:
        inviter = uow.people.get(found.created_by)
        facts = {"name": client_view(client).full_name, "client": client.uid, "tariff": tariff.name}
        uow.outbox.tell(JOINED, inviter.telegram_id, f"invitation:{found.id}", facts)
