"""What a visitor finds in the playground: people to be, and a business that has been running for a while.

An area adds its personas to ``personas`` and its data to ``fill``.
"""

from sample.club import fill
from sample.personas import PERSONAS, ROLES

__all__ = ["PERSONAS", "ROLES", "fill"]
