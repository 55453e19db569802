"""The housing company's playground: who lives and works there, and the dispatcher's window of the web admin."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PIL import Image, ImageDraw, ImageFont

from sample.housing import NUMBER
from sample.personas import DISPATCHER, EXECUTOR, RESIDENT, SECOND_RESIDENT
from tests.e2e.clocked_club import MONDAY, ClockedClub, LongChat
from tests.e2e.club import PATIENCE, PICTURES, ROOT, WIDTHS


class HousingChat(LongChat):
    """A window of somebody of the housing company."""

    def press_below(self, label: str, *texts: str) -> None:
        """A key of the keyboard below the chat; wait until a message says all of this."""
        self.page.locator("button:visible", has_text=label).last.click()
        self.shows(*texts)

    def opens_the_web(self) -> Admin:
        """[Открыть веб]: a window of the same browser."""
        link = self.page.get_by_role("button", name="Открыть веб").last
        with self.context.expect_page() as opened:
            link.click()
        return Admin(opened.value)


class Admin:
    """A browser window of the web admin; nothing may fail in it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))

    def press(self, label: str) -> None:
        """A button by exactly what it says."""
        self.page.get_by_role("button", name=label, exact=True).click()

    def follow(self, label: str) -> None:
        """A link by what it says."""
        self.page.locator("main").get_by_role("link", name=label).first.click()

    def has_rows(self, numbers: list[int]) -> None:
        """Wait until the journal shows exactly these requests, in this order."""
        shown: list[str] = []
        for _ in range(PATIENCE * 20):
            if self.page.locator("[data-journal][aria-busy]").count() == 0:
                shown = self.page.locator(".tabulator-row .tabulator-cell:first-child").all_inner_texts()
                if shown == [str(one) for one in numbers]:
                    return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{shown} are shown instead of {numbers}: {self.errors}")

    def headings(self) -> list[str]:
        """The columns that are shown."""
        return [one.strip(" ↓↑") for one in self.page.locator(".col-title").all_inner_texts()]

    def hide(self, *columns: str) -> None:
        """Take columns out of the table."""
        self.page.get_by_role("button", name="Столбцы").click()
        for one in columns:
            self.page.locator("#columns").get_by_label(one, exact=True).uncheck()
        self.page.keyboard.press("Escape")

    def choose(self, column: str, *names: str) -> None:
        """Tick some values in a column's filter."""
        self.page.locator(f"button[data-filter={column}]").click()
        for one in names:
            self.page.locator(".pop:popover-open").get_by_label(one, exact=True).check()
        self.page.keyboard.press("Escape")

    def excel(self) -> list[tuple[Any, ...]]:
        """[Excel]: the rows of the file that comes."""
        with self.page.expect_download() as got:
            self.page.get_by_role("button", name="Excel").click()
        sheet = load_workbook(io.BytesIO(Path(got.value.path()).read_bytes())).active
        return list(sheet.iter_rows(values_only=True))

    def keep(self, name: str) -> None:
        """Keep the window on a desk and on a phone, light and dark, where pictures are wanted."""
        usual = self.page.viewport_size
        for width, height in WIDTHS if PICTURES else ():
            self.page.set_viewport_size({"width": width, "height": height})
            for colours in ("light", "dark"):
                self.page.emulate_media(color_scheme=colours)
                self.page.wait_for_timeout(400)
                self.page.screenshot(path=str(Path(str(PICTURES)) / f"{name}-{width}-{colours}.png"))
        self.page.set_viewport_size(usual)
        self.page.emulate_media(color_scheme="light")

    def close(self) -> None:
        self.page.close()
        assert self.errors == []


def photo_of_a_leak() -> bytes:
    """What a resident takes under the sink."""
    image = Image.new("RGB", (900, 640), "#cfd6dc")
    draw = ImageDraw.Draw(image)
    for at in range(0, 900, 150):  # tiles
        draw.line((at, 0, at, 640), fill="#b9c2ca", width=4)
    for at in range(0, 640, 150):
        draw.line((0, at, 900, at), fill="#b9c2ca", width=4)
    draw.rounded_rectangle((390, -20, 470, 250), 20, fill="#8b959e", outline="#6b747c", width=4)
    draw.rounded_rectangle((360, 230, 500, 310), 18, fill="#a3adb6", outline="#6b747c", width=4)
    draw.rounded_rectangle((390, 290, 640, 370), 30, fill="#8b959e", outline="#6b747c", width=4)
    for x, y in ((428, 330), (440, 420), (424, 500)):
        draw.polygon([(x, y), (x - 14, y + 34), (x + 14, y + 34)], fill="#3b82c4")
        draw.ellipse((x - 15, y + 20, x + 15, y + 50), fill="#3b82c4")
    draw.ellipse((270, 560, 610, 620), fill="#6ea8d8", outline="#3b82c4", width=4)
    font = ImageFont.truetype(str(ROOT / "ui" / "fonts" / "DejaVuSans.ttf"), 22)
    draw.text((24, 600), "23.11.2026  09:58", "#e8502a", font)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


__all__ = [
    "DISPATCHER", "EXECUTOR", "MONDAY", "NUMBER", "RESIDENT", "SECOND_RESIDENT", "Admin", "ClockedClub", "HousingChat",
    "photo_of_a_leak",
]  # fmt: skip
