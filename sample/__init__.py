"""What a visitor finds in the playground: people to be, and a business that has been running for a while.

An area adds its personas to ``personas`` and its data to ``fill``.
"""

from repositories.uow import Uow
from sample import club, desk, gym, housing, housing_requests, shop
from sample.personas import PERSONAS, ROLES
from sample.pictures import PICTURES
from sample.shop import CHANNELS

__all__ = ["CHANNELS", "PERSONAS", "PICTURES", "ROLES", "fill"]


def fill(uow: Uow) -> None:
    """Put everything in; what is there already stays as it is."""
    club.fill(uow)
    desk.fill(uow)
    shop.fill(uow)
    housing.fill(uow)
    housing_requests.fill(uow)
    gym.fill(uow)
