"""What can be pressed around incidents."""

from dataclasses import dataclass

from ui.callbacks import Button, button


@button("Ui")
@dataclass(frozen=True)
class IncidentBegun(Button):
    """[⚠️ Авария]: the request's trouble concerns the house or the street."""

    request_id: int


@button("Uj")
@dataclass(frozen=True)
class IncidentShown(Button):
    """Its card."""

    incident_id: int


@button("Uk")
@dataclass(frozen=True)
class IncidentJoined(Button):
    """[Меня тоже касается]."""

    incident_id: int


@button("Uu")
@dataclass(frozen=True)
class IncidentChangeBegun(Button):
    """[✏️ Изменить]."""

    incident_id: int


@button("Uv")
@dataclass(frozen=True)
class IncidentEndAsked(Button):
    """[Устранена]: really?"""

    incident_id: int


@button("U3")
@dataclass(frozen=True)
class IncidentEnded(Button):
    """[Да, устранена]."""

    incident_id: int


@button("U4")
@dataclass(frozen=True)
class IncidentsListed(Button):
    """A page of what goes on now."""

    page: int


@button("UG")
@dataclass(frozen=True)
class ScopePicked(Button):
    """The house, or the whole street."""

    whole_street: bool


@button("UH")
@dataclass(frozen=True)
class EndSkipped(Button):
    """Nobody knows until when; the text stays as it is."""
