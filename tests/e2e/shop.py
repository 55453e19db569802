"""The studio's playground: who lives there, and what people do in its shop."""

from __future__ import annotations

import io
import json
import urllib.request

from PIL import Image, ImageDraw, ImageFont

from sample.personas import NEWCOMER, SELLER, STUDIO_OWNER
from tests.e2e.clocked_club import ClockedClub, LongChat
from tests.e2e.club import ROOT


class Shop(ClockedClub):
    """The shop's playground."""

    def said(self, user_id: int) -> list[str]:
        """The texts in somebody's chat."""
        with urllib.request.urlopen(f"{self.url}/play/api/chats/{user_id}?limit=50", timeout=5) as answer:
            return [str(one.get("text", "")) for one in json.load(answer)["messages"]]


class ShopChat(LongChat):
    """A window of somebody in the shop."""

    def subscribes(self) -> None:
        """The channel that [Подписаться] opens, and its button."""
        self.button("Подпишитесь", "Подписаться").click()
        sheet = self.page.get_by_test_id("channel-sheet")
        sheet.get_by_role("button", name="Подписаться на канал").click()
        sheet.wait_for(state="detached")

    def pays(self) -> None:
        """The button of the newest invoice."""
        asked = self.page.get_by_test_id("message").filter(has=self.page.locator(".invoice"))
        asked.last.get_by_role("button", name="Оплатить").click()

    def press_twice(self, of: str, label: str) -> None:
        """Twice in the same moment, as a thumb does that trembles."""
        self.button(of, label).evaluate("(button) => { button.click(); button.click(); }")

    def comes_back(self) -> None:
        """Wait until the page has noticed that the server is there again."""
        self.page.wait_for_timeout(2500)

    def times(self, text: str) -> int:
        """How many messages say this."""
        return int(self.page.get_by_test_id("message").filter(has_text=text).count())


def picture_of_a_product(title: str) -> bytes:
    """What a seller has drawn for the catalogue."""
    image = Image.new("RGB", (800, 500), "#f6efe2")
    draw = ImageDraw.Draw(image)
    font = str(ROOT / "ui" / "fonts" / "DejaVuSans{}.ttf")
    draw.rounded_rectangle((70, 60, 730, 440), 22, fill="#ffffff", outline="#d9cdb8", width=3)
    draw.rectangle((70, 92, 730, 100), fill="#d9cdb8")
    for x, colour in ((92, "#e4572e"), (116, "#f3a712"), (140, "#76b041")):
        draw.ellipse((x, 70, x + 14, 84), fill=colour)
    draw.rounded_rectangle((110, 300, 330, 350), 14, fill="#e4572e")
    draw.text((112, 150), title, "#2b2118", ImageFont.truetype(font.format("-Bold"), 46))
    draw.text((112, 220), "Один экран, одно предложение", "#6d5f4d", ImageFont.truetype(font.format(""), 28))
    draw.text((140, 308), "Записаться", "#ffffff", ImageFont.truetype(font.format("-Bold"), 26))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


__all__ = ["NEWCOMER", "SELLER", "STUDIO_OWNER", "Shop", "ShopChat", "picture_of_a_product"]
