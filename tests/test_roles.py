"""`docs/roles.md` says how each of the four roles works, in the words that people see."""

import re
from pathlib import Path

import pytest

from ui import menu

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "roles.md").read_text("utf-8")
RUSSIAN = "\n".join(path.read_text("utf-8") for path in (ROOT / "ui" / "locales" / "ru").glob("*.po"))


@pytest.mark.req("S3.17")
def test_each_of_the_four_roles_has_its_steps_and_a_picture() -> None:
    sections = dict(re.findall(r"^## The (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
    assert set(sections) == {"client", "contractor", "manager", "owner"}
    for steps in sections.values():
        assert len(re.findall(r"^\d\. ", steps, re.MULTILINE)) >= 6
        (picture,) = re.findall(r"\]\((pictures/[^)]+)\)", steps)
        assert (ROOT / "docs" / picture).is_file()


def test_its_buttons_and_commands_are_those_of_the_bot() -> None:
    labels = re.findall(r"(?<!!)\[([^\]]+)\](?!\()", PAGE)
    assert len(labels) > 20
    for label in labels:
        if label not in ("brackets", "📊 Excel"):
            assert f'"{label.removesuffix(" · …")}' in RUSSIAN, label
    commands = set(re.findall(r"`/(\w+)`", PAGE))
    assert commands <= {entry.command for entry in menu.ENTRIES}
