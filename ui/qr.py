"""A link as a QR picture, to be shown from one phone to another."""

from io import BytesIO

import segno

SCALE = 12  # pixels of one square: sharp on any phone
QUIET = 4  # squares of white around it, as scanners need


def qr_png(link: str) -> bytes:
    """A link as a QR code: PNG."""
    picture = BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=SCALE, border=QUIET)
    return picture.getvalue()
