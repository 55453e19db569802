"""Pictures of what the studio sells: drawn when a playground is opened for the first time, nothing is downloaded."""

import io
from collections.abc import Callable, Mapping
from functools import partial

from sample.shop import CARE, CLUB, GOODS, SITES, picture_of

WIDTH, HEIGHT, EDGE = 800, 500, 56
COLOURS = {SITES: ("#1d3557", "#f1c453"), CARE: ("#264653", "#e9c46a"), CLUB: ("#10231f", "#ffb238")}  # paper, accent


def _drawn(number: int) -> bytes:
    """A JPEG: the category, the title in as many lines as it takes."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415  (only a first start draws)

    from ui.pictures import FONTS  # noqa: PLC0415

    title, _roubles, _days, category, *_rest = GOODS[number]
    paper, accent = COLOURS[category]
    image = Image.new("RGB", (WIDTH, HEIGHT), paper)
    draw = ImageDraw.Draw(image)
    for start in range(-300 + number * 17, WIDTH, 90):
        draw.line((start, HEIGHT, start + 360, 0), fill=_shade(paper), width=14)
    draw.rounded_rectangle((28, 28, WIDTH - 28, HEIGHT - 28), 26, outline=accent, width=4)
    draw.text((EDGE, 70), category, font=ImageFont.truetype(str(FONTS / "DejaVuSans.ttf"), 28), fill=accent)
    font, y, line = ImageFont.truetype(str(FONTS / "DejaVuSans-Bold.ttf"), 62), 190, ""
    for word in [*title.split(), ""]:
        longer = f"{line} {word}".strip()
        if word and font.getlength(longer) <= WIDTH - 2 * EDGE:
            line = longer
            continue
        draw.text((EDGE, y), line, font=font, fill="#f4f1e8")
        y, line = y + 78, word
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82)
    return file.getvalue()


def _shade(colour: str) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{min(255, part + 12):02x}" for part in parts)


PICTURES: Mapping[str, Callable[[], bytes]] = {
    picture_of(number): partial(_drawn, number) for number in range(len(GOODS)) if picture_of(number)
}
