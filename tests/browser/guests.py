"""A widget that others made, under our line, as a test sees it: real mouse, real keys.

It asserts by waiting until the page shows something.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler
from tests.browser.notebook_page import NotebookPage

PICTURES = """
import loopwidgets as lw
from PIL import Image, ImageDraw
from ipyannotations import images, text

paths = []
for number in range(1, 7):
    picture = Image.new("RGB", (400, 300), (230, 230, 230))
    ImageDraw.Draw(picture).rectangle((100, 100, 200, 200), fill=(40 * number, 0, 200))
    picture.save(f"p{number}.png")
    paths.append(f"p{number}.png")
texts = [f"Asha number{number} went to Ranchi" for number in range(1, 7)]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestPage:
    """A notebook whose first cell makes and shows ``w`` with a guest."""

    notebook: NotebookPage
    data: str

    @property
    def root(self) -> Locator:
        return self.notebook.cell(0).locator(".loopwidgets-guest")

    @property
    def labeler(self) -> Labeler:
        return Labeler(notebook=self.notebook, index=0)

    def part(self, name: str) -> Locator:
        return self.root.locator(f"[data-lw='{name}']")

    def button(self, name: str) -> Locator:
        """One of the guest's own buttons."""
        return self.root.locator("button.jupyter-button").filter(has_text=name)

    @property
    def canvas(self) -> Locator:
        """What takes the mouse where the guest draws."""
        return self.root.locator("canvas").last

    def expect_done(self, answered: int) -> None:
        """Wait until the line says so many are answered: then they are on disk."""
        expect(self.part("progress")).to_have_text(f"{answered} of 6")

    def expect_item(self, number: int) -> None:
        """Wait until the item of this row is in front of the person, by the kernel's word."""
        key = self.labeler.kernel(f"w.project.items.key_of({number - 1})")
        expect(self.part("root")).to_have_attribute("data-item-key", key)

    def answers(self) -> list[object]:
        return list(
            self.labeler.kernel("w.labels['label'].where(w.labels['label'].notna(), None).tolist()")
        )

    def come_to_rest(self) -> None:
        """Click beside the image, at which JupyterLab may scroll, and wait until nothing moves."""
        self.canvas.click(position={"x": 10, "y": 10})
        self.notebook.page.wait_for_function(
            """canvas => new Promise(done => {
                const at = () => canvas.getBoundingClientRect().top;
                const before = at();
                setTimeout(() => done(at() === before), 200);
            })""",
            arg=self.canvas.element_handle(),
        )

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Drag on the canvas, in its own pixels."""
        self.come_to_rest()
        box = self.canvas.bounding_box()
        assert box is not None
        mouse = self.notebook.page.mouse
        mouse.move(box["x"] + start[0], box["y"] + start[1])
        mouse.down()
        mouse.move(box["x"] + end[0], box["y"] + end[1], steps=4)
        mouse.up()

    def click(self, *points: tuple[int, int]) -> None:
        """Click on the canvas, in its own pixels."""
        self.come_to_rest()
        for x, y in points:
            self.canvas.click(position={"x": x, "y": y})

    def until(self, expression: str) -> None:
        """Wait until a Python expression is true in the kernel: what was drawn has arrived there."""
        until(lambda: self.labeler.kernel(f"bool({expression})") is True, expression)


def until(holds: Callable[[], bool], what: str, attempts: int = 100) -> None:
    for _ in range(attempts):
        if holds():
            return
    raise AssertionError(f"never true: {what}")


def show_guest(jupyter: Notebooks, widget: str, data: str) -> GuestPage:
    """Open a notebook that shows a guest over six ``paths`` or ``texts``."""
    call = f"w = lw.annotate({data}, widget={widget}, annotator='asha')\nw"
    notebook = jupyter([PICTURES + call, "w.plot()"])
    notebook.run(0)
    page = GuestPage(notebook=notebook, data=data)
    expect(page.part("progress")).to_have_text("0 of 6")
    return page
