"""Buttons with values out of every bound: out of date, whatever a forger writes into them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from domain.errors import Outdated
from ui.callbacks import PREFIXES, Button, button
from ui.screen import HALF, in_pairs, link


@button("_t")
@dataclass(frozen=True)
class Everything(Button):
    number: int
    moment: datetime
    day: date


del PREFIXES["_t"]  # no button of the program
GOOD = ("5", "1795345200", "261121")


def test_what_was_packed_is_read_again() -> None:
    packed = Everything(2**63 - 1, datetime(2026, 11, 21, 12, tzinfo=UTC), date(2026, 11, 21))
    assert Everything.unpack(packed.pack()) == packed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (0, str(2**63)), (0, "-" + "9" * 40), (0, "1e3"), (0, ""), (0, "9" * 50),
        (1, "9" * 18), (1, "9" * 30), (1, "-62135596800"), (1, "253402300799"), (1, "0"), (1, "nan"),
        (2, "261332"), (2, ""), (2, "9" * 20),
    ],
)  # fmt: skip
def test_a_value_beyond_what_can_be_is_out_of_date(field: int, value: str) -> None:
    forged = [*GOOD[:field], value, *GOOD[field + 1 :]]
    with pytest.raises(Outdated):
        Everything.unpack(":".join(("_t", *forged)))


def rows(*labels: str) -> list[list[str]]:
    return [[one.text for one in row] for row in in_pairs(link(label, "https://example.ru") for label in labels)]


def test_two_labels_share_a_row_where_half_a_phone_shows_each() -> None:
    assert rows("Сайты", "Для клуба", "Реклама") == [["Сайты", "Для клуба"], ["Реклама"]]
    assert rows("Сайты", "Поддержка и реклама", "Для клуба") == [["Сайты"], ["Поддержка и реклама"], ["Для клуба"]]
    assert rows("я" * HALF, "✏️ " + "я" * (HALF - 2)) == [["я" * HALF, "✏️ " + "я" * (HALF - 2)]]
    assert rows("я" * (HALF + 1), "я") == [["я" * (HALF + 1)], ["я"]]
    assert rows() == []
