"""`python -m migrations`: bring the database of the settings to the newest schema."""

import sys

from config import WrongSetting, load
from migrations import SchemaNewer, current, migrate


def main() -> int:
    """Migrate, and say where the database stands."""
    try:
        url = load().database_url
        migrate(url)
    except (WrongSetting, SchemaNewer) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"The database is at schema {current(url)}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
