"""What can be pressed around trainings: by members, and by who leads them."""

from dataclasses import dataclass
from datetime import date

from domain.trainings import Audience
from ui.callbacks import Button, button

# --- members ---


@button("T0")
@dataclass(frozen=True)
class ScheduleOpened(Button):
    """[📅 Расписание]."""


@button("T1")
@dataclass(frozen=True)
class ScheduleDay(Button):
    """A day of it."""

    day: date


@button("T2")
@dataclass(frozen=True)
class TrainingOpened(Button):
    """A training, as a member sees it."""

    training_id: int


@button("T3")
@dataclass(frozen=True)
class SignedUp(Button):
    """[Записаться], [Встать в очередь]."""

    training_id: int


@button("T4")
@dataclass(frozen=True)
class SignedOff(Button):
    """[Отписаться]; ``is_sure``: they know that the visit stays used."""

    training_id: int
    is_sure: bool


@button("T5")
@dataclass(frozen=True)
class OfferTaken(Button):
    """[Занять место]."""

    training_id: int


@button("T6")
@dataclass(frozen=True)
class InvitationAccepted(Button):
    """[Приду]."""

    invitation_id: int


# --- who leads them ---


@button("T7")
@dataclass(frozen=True)
class WeekShown(Button):
    """Seven days from this one."""

    first: date


@button("T8")
@dataclass(frozen=True)
class WeekDay(Button):
    """A day's trainings."""

    day: date


@button("T9")
@dataclass(frozen=True)
class LedOpened(Button):
    """A training with a page of its people."""

    training_id: int
    page: int


@button("TA")
@dataclass(frozen=True)
class Marked(Button):
    """A person: they came, or they did not."""

    visit_id: int
    came: bool
    page: int


@button("TB")
@dataclass(frozen=True)
class CodeShown(Button):
    """[QR для отметки]."""

    training_id: int


@button("TC")
@dataclass(frozen=True)
class InviteBegun(Button):
    """[Пригласить]."""

    training_id: int


@button("TD")
@dataclass(frozen=True)
class AudiencePicked(Button):
    """The group, chosen people, all who are active."""

    audience: Audience


@button("TE")
@dataclass(frozen=True)
class PersonPicked(Button):
    """Somebody who was found: chosen, or no longer."""

    client_uid: int


@button("TF")
@dataclass(frozen=True)
class PeopleDone(Button):
    """[Готово]: these people."""


@button("TG")
@dataclass(frozen=True)
class CoachAsked(Button):
    """[Другой тренер]."""


@button("TH")
@dataclass(frozen=True)
class CoachPicked(Button):
    """This coach."""

    coach_id: int


@button("TI")
@dataclass(frozen=True)
class LinkAsked(Button):
    """[Ссылка]."""


@button("TJ")
@dataclass(frozen=True)
class LinkKept(Button):
    """[Оставить], or none at all."""

    is_none: bool


@button("TK")
@dataclass(frozen=True)
class InvitationSent(Button):
    """[Отправить]."""


@button("TL")
@dataclass(frozen=True)
class CallOffBegun(Button):
    """[Отменить тренировку]."""

    training_id: int


@button("TM")
@dataclass(frozen=True)
class CalledOff(Button):
    """[Да, отменить]."""


@button("TN")
@dataclass(frozen=True)
class HandOverAsked(Button):
    """[Передать]: to whom?"""

    training_id: int


@button("TO")
@dataclass(frozen=True)
class HandedOver(Button):
    """To this coach."""

    training_id: int
    coach_id: int


@button("TP")
@dataclass(frozen=True)
class PutInBegun(Button):
    """[➕ Записать]."""

    training_id: int


@button("TQ")
@dataclass(frozen=True)
class PutIn(Button):
    """This person."""

    client_uid: int


@button("TR")
@dataclass(frozen=True)
class LinkBegun(Button):
    """[Ссылка] of a training."""

    training_id: int


@button("TS")
@dataclass(frozen=True)
class PlacesBegun(Button):
    """[Места] of a training."""

    training_id: int


@button("TT")
@dataclass(frozen=True)
class NewBegun(Button):
    """[➕ Тренировка]."""


@button("TU")
@dataclass(frozen=True)
class GroupPicked(Button):
    """A group's training."""

    group_id: int


@button("TV")
@dataclass(frozen=True)
class NewDayPicked(Button):
    """On this day."""

    day: date


@button("TW")
@dataclass(frozen=True)
class LengthAsked(Button):
    """[Длительность]."""


@button("TX")
@dataclass(frozen=True)
class PlacesAsked(Button):
    """[Места]."""


@button("TY")
@dataclass(frozen=True)
class NewMade(Button):
    """[Создать]."""
