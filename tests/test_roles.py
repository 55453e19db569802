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
    desk = PAGE.partition("\n# The desk\n")[2].partition("\n# ")[0]  # the chapters behind it are other areas'
    sections = dict(re.findall(r"^## The (\w+)\n(.*?)(?=^#+ |\Z)", desk, re.MULTILINE | re.DOTALL))
    assert set(sections) == {"client", "contractor", "manager", "owner"}
    for steps in sections.values():
        assert len(re.findall(r"^\d\. ", steps, re.MULTILINE)) >= 6
        (picture,) = re.findall(r"\]\((pictures/[^)]+)\)", steps)
        assert (ROOT / "docs" / picture).is_file()


def test_its_buttons_and_commands_are_those_of_the_bot() -> None:
    labels = re.findall(r"(?<!!)\[([^\]]+)\](?!\()", PAGE)
    assert len(labels) > 20
    for label in labels:
        said = re.split(" ?·? ?…", label)[0]  # a number or a name may follow
        if label not in ("brackets", "📊 Excel", "‹", "›"):
            assert f'"{said}' in RUSSIAN or f'"{said.partition(" ")[2]}' in RUSSIAN, label  # its sign may be apart
    commands = set(re.findall(r"`/(\w+)`", PAGE))
    assert commands <= {entry.command for entry in menu.ENTRIES}
