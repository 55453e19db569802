"""Every dictionary of the web admin, in the order of the menu."""

from collections.abc import Sequence

from web import dictionary_gym, dictionary_housing, dictionary_people, dictionary_shop
from web.dictionary import Dictionary

ALL: Sequence[Dictionary] = (*dictionary_housing.ALL, *dictionary_people.ALL, *dictionary_shop.ALL, *dictionary_gym.ALL)
