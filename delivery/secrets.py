"""Encryption of what must not lie in the database in clear: stored updates, and unsent answers."""

import os
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet


def open_box(keys: tuple[str, ...], data_dir: Path) -> MultiFernet:
    """The box for ``SECRET_KEYS`` (newest first); with none given, a key is made once in the data folder."""
    if not keys:
        path = data_dir / "secret.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(Fernet.generate_key())
        keys = (path.read_text("ascii").strip(),)
    return MultiFernet([Fernet(key) for key in keys])
