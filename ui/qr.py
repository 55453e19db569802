"""A link as a QR picture, to be shown from one phone to another."""

from io import BytesIO

import segno
from markupsafe import Markup

SCALE = 12  # pixels of one square: sharp on any phone
QUIET = 4  # squares of white around it, as scanners need


def qr_png(link: str, scale: int = SCALE) -> bytes:
    """A link as a QR code: PNG; ``scale``: pixels of one square."""
    picture = BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=scale, border=QUIET)
    return picture.getvalue()


def qr_svg(link: str) -> Markup:
    """A link as a QR code inside a page: SVG, dark on light whatever the page's colours are."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(
        border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # noqa: S704  (a picture that segno has drawn)
