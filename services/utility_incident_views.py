"""An incident's row as its view."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission
from domain.utility_views import IncidentView

if TYPE_CHECKING:
    from models import Incident
    from repositories.uow import Uow


def incident_view(uow: "Uow", actor: Actor, row: "Incident") -> IncidentView:
    """An incident as its reader sees it; how many it concerns is the staff's to know."""
    is_staff = actor.may(Permission.REQUESTS)
    return IncidentView(
        row.id, row.category_id, uow.directories.categories.get(row.category_id).name, row.city, row.street, row.house,
        row.text, row.expected_at, row.state == "open", row.created_at, row.version,
        people=uow.incidents.count_concerned(row.id) if is_staff else 0,
        requests=uow.incidents.count_requests(row.id) if is_staff else 0,
        is_joined=uow.incidents.is_joined(row.id, actor.user_id), is_staff=is_staff,
    )  # fmt: skip
