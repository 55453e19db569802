"""The invitation as a picture (S1.64): drawn with our own font, the same on every machine. Slow: not on the loop."""

import io
from functools import cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

from domain.invitations import Invitation
from ui.texts import Words

FONTS = Path(__file__).parent / "fonts"
WIDTH, HEIGHT, EDGE = 1080, 1350, 72
PAPER, INK, ACCENT, SOFT = "#10231f", "#f4f1e8", "#ffb238", "#9fb8ae"
QR_SIZE = 250


@cache
def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")), size)


def invitation(t: Words, given: Invitation) -> bytes:
    """A PNG of 1080 × 1350 points."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    _rays(draw)
    draw.rounded_rectangle((36, 36, WIDTH - 36, HEIGHT - 36), 36, outline=ACCENT, width=4)
    y = _words(draw, 150, t.plain("INVITATION"), 68, ACCENT, bold=True)
    y = _words(draw, y + 60, given.guest, 92, INK, bold=True)
    y = _words(draw, y + 36, t.plain("we are waiting for you at the celebration of"), 38, SOFT)
    y = _words(draw, y + 20, given.child, 84, ACCENT, bold=True)
    day = t.local(given.date).date()
    y = _words(draw, y + 60, f"{t.day_long(day)}, {t.time(given.date)}", 68, INK, bold=True)
    _words(draw, y + 20, given.place, 40, SOFT)
    _qr(image, given.link)
    draw.text((EDGE, HEIGHT - 150), given.business, font=_font(34, bold=True), fill=INK, anchor="lm")
    draw.text((EDGE, HEIGHT - 104), t.plain("laser tag"), font=_font(28), fill=SOFT, anchor="lm")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _rays(draw: ImageDraw.ImageDraw) -> None:
    """Thin beams across the paper: a laser's, in the colour of the paper's shade."""
    for start in range(-400, WIDTH, 130):
        draw.line((start, HEIGHT, start + 760, 0), fill="#17332d", width=10)


def _words(draw: ImageDraw.ImageDraw, y: int, text: str, size: int, colour: str, bold: bool = False) -> int:
    """Write centred, wrapped, smaller where a word is wider than the paper; gives where the next line begins."""
    while size > 14 and max((_font(size, bold).getlength(word) for word in text.split()), default=0) > WIDTH - 2 * EDGE:
        size -= 2
    font = _font(size, bold)
    for line in _wrapped(text, font)[:3]:
        draw.text((WIDTH / 2, y + size / 2), line, font=font, fill=colour, anchor="mm")
        y += round(size * 1.25)
    return y


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _qr(image: Image.Image, link: str) -> None:
    """The bot's address in the lower right corner: on white, since light on dark does not scan."""
    code = segno.make(link, error="m")
    scale = QR_SIZE // code.symbol_size(border=2)[0]  # whole pixels a square: nothing is smeared
    file = io.BytesIO()
    code.save(file, kind="png", scale=scale, border=2)
    drawn = Image.open(file).convert("RGB")
    image.paste(drawn, (WIDTH - EDGE - drawn.width, HEIGHT - EDGE - drawn.height))
