"""Images at addresses and in rows: waited for, tried again, seen larger, and never fetched by the browser."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler
from tests.web import Web, serving

NATURAL = "image => [image.naturalWidth, image.naturalHeight]"


def png(red: int) -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (400, 300), (red, 0, 0)).save(raw, "PNG")
    return raw.getvalue()


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as started:
        yield started


def opened(plain: Notebooks, source: str) -> Labeler:
    notebook = plain([f"import loopwidgets as lw, pandas as pd\n{source}\nw"])
    notebook.run(0)
    return Labeler(notebook=notebook, index=0)


def expect_red(labeler: Labeler, red: int) -> None:
    """Wait until an image of this color is drawn."""
    canvas = labeler.part("image")
    expect(canvas).to_be_visible()
    labeler.page.wait_for_function(
        """([canvas, red]) => {
            const at = [canvas.width >> 1, canvas.height >> 1, 1, 1];
            const [r, , , a] = canvas.getContext("2d").getImageData(...at).data;
            return a === 255 && Math.abs(r - red) < 3;
        }""",
        arg=[canvas.element_handle(), red],
    )


def test_an_image_is_waited_for_and_no_key_answers_it_before_it_is_seen(
    plain: Notebooks, web: Web
) -> None:
    for number in range(5):
        web.files[f"/{number}.png"] = png(50 * number)
    web.free.clear()
    urls = [web.at(f"/{number}.png") for number in range(5)]
    labeler = opened(plain, f"w = lw.annotate({urls}, labels=['pest', 'helper'], annotator='asha')")
    labeler.expect_stage("waiting")
    expect(labeler.root).to_contain_text("Loading the next item")
    labeler.root.focus()
    labeler.press("1", "2", "s")
    expect(labeler.root).to_contain_text("The next item is not here yet")
    labeler.expect_progress(0, 5)
    web.free.set()
    expect_red(labeler, 0)
    for number in range(1, 5):
        labeler.press("1")
        expect_red(labeler, 50 * number)
    labeler.press("ArrowLeft")
    expect_red(labeler, 150)
    labeler.wait_until_saved()
    assert labeler.kernel("w.labels['label'].tolist()") == ["pest"] * 4
    assert {one["User-Agent"].split("/")[0] for one in web.headers} == {"loopwidgets"}
    assert sorted(web.asked) == [f"/{number}.png" for number in range(5)]


def test_an_image_that_can_t_be_fetched_is_tried_again(plain: Notebooks, web: Web) -> None:
    web.files["/there.png"] = png(200)
    urls = [web.at("/gone.png?key=secret"), web.at("/there.png")]
    labeler = opened(plain, f"w = lw.annotate({urls}, labels=['pest', 'helper'], annotator='asha')")
    expect(labeler.part("problem")).to_contain_text(
        "/gone.png can't be read: the server answers 404"
    )
    expect(labeler.root).not_to_contain_text("secret")
    labeler.root.focus()
    labeler.press("s")
    expect_red(labeler, 200)
    labeler.press("ArrowLeft")
    web.files["/gone.png"] = png(90)
    labeler.part("again").focus()
    labeler.press("Enter")
    expect_red(labeler, 90)
    expect(labeler.part("problem")).to_have_count(0)
    assert labeler.has_focus()
    labeler.press("2")
    expect_red(labeler, 200)
    labeler.wait_until_saved()
    assert labeler.kernel("w.labels['label'].tolist()") == ["helper"]


def size(image: Locator) -> tuple[float, float]:
    box = image.bounding_box()
    assert box is not None
    return round(box["width"]), round(box["height"])


def test_an_image_in_a_row_is_small_and_opens_larger(plain: Notebooks, web: Web) -> None:
    web.files["/0.png"] = png(90)
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40' onload='window.hurt = 1'>"
        f"<script>window.hurt = 1</script><image href='{web.at('/pixel.png')}'/></svg>"
    )
    labeler = opened(
        plain,
        f"frame = pd.DataFrame({{'name': ['a leaf'], 'photo': [{web.at('/0.png')!r}], "
        f"'sketch': [{drawing.encode()!r}], 'gone': [{web.at('/gone.png')!r}]}})\n"
        "w = lw.annotate(frame, view=lw.Record(), labels=['pest', 'helper'], annotator='asha')",
    )
    images = labeler.part("cell-image")
    expect(images).to_have_count(2)
    photo = images.nth(0).locator("img")
    expect(photo).to_have_js_property("complete", value=True)
    assert photo.evaluate(NATURAL) == [400, 300]
    assert size(photo) == (128, 96)
    images.nth(0).focus()
    labeler.press("Enter")
    expect(images.nth(0)).to_have_attribute("aria-expanded", "true")
    assert size(photo)[1] > 200
    labeler.press("Enter")
    assert size(photo) == (128, 96)
    assert images.nth(1).locator("img").evaluate(NATURAL) == [90, 40]
    expect(images.nth(0)).to_have_attribute("aria-label", "0.png: Show larger")
    expect(labeler.part("problem")).to_contain_text("The image of gone:")
    expect(labeler.part("again")).to_be_visible()
    assert labeler.page.evaluate("window.hurt") is None
    assert "/pixel.png" not in web.asked
    labeler.root.focus()
    labeler.press("1")
    labeler.expect_progress(1, 1)
