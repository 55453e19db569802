"""Buttons that lead to a membership from elsewhere: the member's own, and the staff's card of whoever has it."""

from dataclasses import dataclass

from ui.callbacks import Button, button


@button("M0")
@dataclass(frozen=True)
class OwnMembershipOpened(Button):
    """[Мой абонемент]."""


@button("M1")
@dataclass(frozen=True)
class MembershipOpened(Button):
    """The card of the member who has this membership, for staff."""

    membership_id: int
