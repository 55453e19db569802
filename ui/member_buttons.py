"""Buttons about memberships: the member's own, and those of the staff."""

from dataclasses import dataclass
from datetime import date

from domain.members import Field
from domain.membership_views import Which
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


# --- the member's own ---


@button("Mj")
@dataclass(frozen=True)
class JoinBegun(Button):
    """[Зарегистрироваться]."""


@button("Mp")
@dataclass(frozen=True)
class PlansShown(Button):
    """[Продлить]."""


@button("Mw")
@dataclass(frozen=True)
class PlanWanted(Button):
    """A plan in that list."""

    plan_id: int


@button("Mv")
@dataclass(frozen=True)
class OwnVisitsShown(Button):
    """[Мои визиты]."""

    page: int


@button("Mr")
@dataclass(frozen=True)
class ProfileOpened(Button):
    """[Профиль]."""


@button("Me")
@dataclass(frozen=True)
class ProfileFieldPicked(Button):
    """A line of the profile."""

    field: Field


# --- freezing, by either; ``client_uid`` 0 is oneself ---


@button("Mf")
@dataclass(frozen=True)
class FreezeBegun(Button):
    """[Заморозить]."""

    client_uid: int


@button("Mu")
@dataclass(frozen=True)
class UnfreezeAsked(Button):
    """[Разморозить]: really?"""

    client_uid: int
    starts: date


@button("MU")
@dataclass(frozen=True)
class UnfreezeAgreed(Button):
    """Yes."""

    client_uid: int
    starts: date


# --- the staff ---


@button("Ml")
@dataclass(frozen=True)
class MembersListed(Button):
    """A page of a list."""

    which: Which
    page: int


@button("Mq")
@dataclass(frozen=True)
class MemberSearched(Button):
    """[🔎 Найти]."""


@button("Mc")
@dataclass(frozen=True)
class MemberOpened(Button):
    """A member's card."""

    client_uid: int


@button("Mz")
@dataclass(frozen=True)
class MemberBroughtBack(Button):
    """[↩️ Вернуть] of a deleted member."""

    client_uid: int


@button("Ms")
@dataclass(frozen=True)
class SaleOpened(Button):
    """[🏋️ Абонемент] of a client's card: which plan?"""

    client_uid: int


@button("Mb")
@dataclass(frozen=True)
class PlanOffered(Button):
    """A plan for that client."""

    client_uid: int
    plan_id: int


@button("My")
@dataclass(frozen=True)
class SalePaid(Button):
    """[Оплачено 3 000 ₽]. ``sold``: what had been sold last, so that a press counts once."""

    client_uid: int
    plan_id: int
    amount: int
    sold: int


@button("Mo")
@dataclass(frozen=True)
class OtherSumAsked(Button):
    """[Другая сумма]."""

    client_uid: int
    plan_id: int


@button("Mm")
@dataclass(frozen=True)
class MoneyCame(Button):
    """[Оплата получена] of a notice."""

    membership_id: int
    amount: int


@button("Mx")
@dataclass(frozen=True)
class CallOffAsked(Button):
    """[Отменить абонемент]: really?"""

    membership_id: int


@button("MX")
@dataclass(frozen=True)
class CalledOff(Button):
    """Yes, call it off."""

    membership_id: int


@button("Mk")
@dataclass(frozen=True)
class MembershipShown(Button):
    """One membership of a member, with its money."""

    membership_id: int


@button("Mi")
@dataclass(frozen=True)
class VisitsShown(Button):
    """A member's visits."""

    client_uid: int
    page: int


@button("Mn")
@dataclass(frozen=True)
class MoneyShown(Button):
    """A member's payments."""

    client_uid: int
    page: int
