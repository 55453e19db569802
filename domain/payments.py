"""What can be paid for, and how (T40)."""

from enum import StrEnum


class Kind(StrEnum):
    """What money is for; ``subject_id`` of a payment is the purchase, the tariff's client, or the game."""

    PURCHASE = "purchase"
    TARIFF = "tariff"  # a billing period of a tariff (S3.53)
    DEPOSIT = "deposit"  # of a game


class Method(StrEnum):
    """How it came."""

    NOTED = "noted"  # outside of the bot; the staff have written it down
    TELEGRAM = "telegram"  # by a Telegram invoice, where a provider's token is set
