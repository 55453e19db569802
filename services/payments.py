"""Paying: one step for whatever money can be for (S3.53, T40)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repositories.uow import Uow


def can_invoice(uow: "Uow") -> bool:
    """Whether customers pay in the bot: a provider's token is set. Else the staff note what was paid."""
    return uow.place.takes_payments
