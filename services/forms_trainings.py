"""The forms of a training on the web: what was typed, read field by field, saved at once (S5.12)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from domain import parse
from domain.access import Actor, Permission, command
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Term
from domain.fold import clean
from domain.forms import WrongFields, read_all, refuse_stale
from domain.gym import chosen
from domain.training_views import NewTraining, TrainingView
from domain.trainings import LENGTH_LEAST, LENGTH_MOST, PLACES, TITLE_MOST, read_link, read_places
from domain.walltime import to_utc
from services import trainings

if TYPE_CHECKING:
    from models import Group
    from repositories.uow import Uow


@command(Permission.TRAININGS_RUN)
def add(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new training; the same ``origin`` gives the same one. Raises ``WrongFields``.

    What is left empty is as the group has it.
    """
    new = _new(uow, typed)
    try:
        return trainings.make(uow, actor, new, origin).training.id
    except Invalid as error:
        raise WrongFields({"day": error}) from None
    except Conflict as error:
        raise WrongFields({"begins": error}) from None
    except Forbidden as error:
        raise WrongFields({"coach": error}) from None


@command(Permission.TRAININGS_RUN)
def save(uow: "Uow", actor: Actor, training_id: int, typed: Mapping[str, str], seen: TrainingView) -> int:
    """Its coach, places and link, all or nothing; who is concerned is told of another coach.

    Raises ``Stale``, ``WrongFields``, ``NotFound``, and ``Outdated`` for one that is over or called off.
    """
    row = trainings.changeable(uow, actor, training_id)
    refuse_stale((seen.coach_id, seen.capacity, seen.link), (row.coach_id, row.capacity, row.link))
    kept = read_all(
        typed, {"coach": lambda text: _coach(uow, text), "places": read_places, "link": _link}
    )  # fmt: skip
    if kept["coach"] is None and row.coach_id is not None:
        raise WrongFields({"coach": Invalid("Choose from the list, please.")})
    try:
        trainings.put_capacity(uow, actor, row, kept["places"])
    except Conflict as error:
        raise WrongFields({"places": error}) from None
    trainings.put_link(uow, actor, row, kept["link"])
    if kept["coach"] is not None:
        trainings.put_coach(uow, actor, row, kept["coach"])
    return training_id


# --- reading ---


def _new(uow: "Uow", typed: Mapping[str, str]) -> NewTraining:
    kept = read_all(
        typed,
        {
            "group": lambda text: _group(uow, text),
            "title": lambda text: _title(text, is_of_group=bool(typed.get("group"))),
            "day": lambda text: parse.day(text, uow.today),
            "begins": parse.time_of_day,
            "length": lambda text: parse.duration(text, least=LENGTH_LEAST, most=LENGTH_MOST),
            "coach": lambda text: _coach(uow, text),
            "places": lambda text: read_places(text) if text.strip() else None,
            "link": _link,
        },
    )
    group: Group | None = kept["group"]
    at = to_utc(kept["day"], kept["begins"], uow.place.zone)
    if group is None:
        places = kept["places"] or PLACES
        return NewTraining(kept["title"], at, kept["length"], places, kept["coach"], None, kept["link"])
    return NewTraining(
        kept["title"] or group.name, at, kept["length"], kept["places"] or group.capacity,
        kept["coach"] or _leading(uow, group.coach_id), group.id, kept["link"] or group.link,
    )  # fmt: skip


def _title(text: str, *, is_of_group: bool) -> str:
    """A group's training may do without: it is called as the group is."""
    if is_of_group and not text.strip():
        return ""
    return clean(text, most=TITLE_MOST, what=Term("Title"))


def _link(text: str) -> str:
    return read_link(text) if text.strip() else ""


def _group(uow: "Uow", text: str) -> "Group | None":
    id_ = chosen(text)
    row = uow.trainings.find_group(id_) if id_ is not None else None
    if id_ is not None and row is None:
        raise NotFound("This group does not train any more.")
    return row


def _coach(uow: "Uow", text: str) -> int | None:
    id_ = chosen(text)
    if id_ is not None and _leading(uow, id_) is None:
        raise NotFound("This coach does not lead trainings any more.")
    return id_


def _leading(uow: "Uow", coach_id: int | None) -> int | None:
    """The coach, if they lead trainings now."""
    row = uow.trainings.coaches([coach_id]).get(coach_id) if coach_id is not None else None
    return row.id if row is not None and row.archived_at is None else None
