"""What can't be shown, ends early, raises or hangs: a card or a sentence, and the labeling goes on."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, show

IMAGES = """
import io, pathlib
import loopwidgets as lw, numpy as np
from PIL import Image

def encoded(image, kind, **options):
    raw = io.BytesIO()
    image.save(raw, kind, **options)
    return raw.getvalue()

noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8))
jpeg = bytearray(encoded(noise, "JPEG"))
table = jpeg.index(b"\\xff\\xc4") + 5  # how its values are coded: no one can read them now
jpeg[table:table + 16] = b"\\xff" * 16
frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
cut = encoded(noise, "PNG")
images = [
    "gone.jpg", cut[: len(cut) // 2], b"", Image.new("RGB", (0, 5)), np.zeros((0, 3)),
    np.zeros((2, 2, 5)), np.array([["a", "b"]]), ".", np.full((3, 3), np.nan), float("nan"),
    b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>", bytes(jpeg),
    encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]),
    np.array([[np.nan, 1.0], [2.0, 3.0]]),
    encoded(Image.new("CMYK", (40, 30)), "JPEG"), Image.new("L", (10_000, 10_000)), noise,
]
w = lw.annotate(images, view=lw.Image(), labels=["pest", "helper"], annotator="asha")
w"""

SAID = [
    "There is no file 'gone.jpg'",
    "damaged",
    "0 bytes",
    "0 by 5 pixels",
    "an array of shape (0, 3)",
    "(2, 2, 5)",
    "dtype <U1",
    "is a folder",
    "not one of its values is a number",
    "there is no image in it",
    "mismatched tag",
    "This browser can't show this image",
    "its first frame is shown",
    None,
    None,
    None,
    None,
]
"""What is wrong with each of the images; None for those that are shown as they are."""

WITHOUT_IMAGE = 12


def test_every_bad_image_is_a_card_and_the_next_one_is_shown(plain: Notebooks) -> None:
    notebook = plain([IMAGES])
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    for number, words in enumerate(SAID, 1):
        if words is None:
            expect(labeler.part("problem")).to_have_count(0)
        else:
            expect(labeler.part("problem")).to_contain_text(words)
        if number > WITHOUT_IMAGE:
            expect(labeler.part("image")).to_have_attribute("data-drawn", str(number))
        else:
            expect(labeler.root.locator("[data-lw=image]:visible")).to_have_count(0)
        labeler.press("1" if number % 2 else "s")
    labeler.wait_until_saved()
    labeler.expect_progress(9, len(SAID))
    listed = labeler.kernel("w.project.problems.index.tolist()")
    assert listed == [
        number for number in range(13) if number != 11
    ]  # that one only a browser knows
    assert notebook.errors == []


RECORDS = """
import loopwidgets as lw, pandas as pd

class Silent:
    def __repr__(self): raise RuntimeError("no text")
    __str__ = __repr__

rows = [{"id": n, "name": f"row {n}", "odd": Silent() if n == 1 else n} for n in range(3)]
w = lw.annotate(rows, view=lw.Record("name", "odd"), key="id", labels=["pest", "helper"])
w"""


def test_a_row_with_what_does_not_print_shows_the_rest_of_it(plain: Notebooks) -> None:
    notebook = plain([RECORDS])
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    labeler.press("1")
    expect(labeler.part("problem")).to_contain_text("The value of odd can't be shown.")
    expect(labeler.part("item")).to_contain_text("row 1")
    expect(labeler.part("item")).to_contain_text("Silent: RuntimeError")
    labeler.press("2")
    expect(labeler.part("item")).to_contain_text("row 2")
    labeler.wait_until_saved()
    assert labeler.kernel("w.project.problems.index.tolist()") == [1]
    assert labeler.labels() == {0: "pest", 1: "helper"}


GENERATORS = """
import loopwidgets as lw

def notes(count, error=None):
    for number in range(count):
        yield f"note {number}"
    if error is not None:
        raise error

labels = ["pest", "helper"]
"""


def test_a_generator_that_ends_early_or_raises_is_labeled_as_far_as_it_went(
    plain: Notebooks,
) -> None:
    notebook = plain(
        [
            GENERATORS,
            "w = lw.annotate(notes(2), labels=labels, project='short')\nw",
            "v = lw.annotate(notes(3, OSError('the disk is gone')), labels=labels, project='broken')\nv",
            "lw.annotate(notes(0, OSError('no camera')), labels=labels, project='at once')",
        ]
    )
    for index in range(3):
        notebook.run(index)
    short = Labeler(notebook=notebook, index=1)
    short.focus()
    short.press("1", "2")
    short.expect_stage("finished")
    short.expect_progress(2, 2)
    broken = Labeler(notebook=notebook, index=2)
    broken.focus()
    expect(broken.part("notice")).to_contain_text("The data ended with OSError: the disk is gone")
    broken.press("1", "2", "1")
    broken.expect_stage("finished")
    broken.wait_until_saved()
    assert "the disk is gone" in broken.kernel("v.project.problems['problem'].tolist()")[-1]
    notebook.run(3, may_raise=True)
    (error,) = (output for output in notebook.outputs(3) if output["output_type"] == "error")
    assert error["evalue"] == "data: the iterator raised OSError: no camera"


def test_a_priority_that_is_no_number_is_an_error_that_says_where(plain: Notebooks) -> None:
    notebook = plain(
        [
            (
                "import loopwidgets as lw, pandas as pd, numpy as np\n"
                "df = pd.DataFrame({'text': ['a', 'b', 'c']})\n"
                "lw.annotate(df, 'text', ['x', 'y'], order=lambda df: [1.0, np.nan, 2.0])"
            )
        ]
    )
    notebook.run(0, may_raise=True)
    (error,) = (output for output in notebook.outputs(0) if output["output_type"] == "error")
    assert "1 priorities are NaN, the first in row 1; give each row a number" in error["evalue"]


HANGS = """
import threading
from loopwidgets.widgets import callbacks
callbacks.LONG = 0.5
free = threading.Event()
stop = w.on_answer(lambda answer: free.wait(60))
end = w.on_finish(lambda progress: free.wait(60))
"""


def test_a_callback_that_hangs_is_told_of_and_labeling_goes_on_to_the_end(plain: Notebooks) -> None:
    labeler = show(plain, 4, more=[HANGS])
    labeler.notebook.run(2)
    labeler.focus()
    labeler.press("1", "2", "1", "2")
    expect(labeler.part("notice")).to_contain_text("on_answer: the callback has been running for")
    expect(labeler.part("notice")).to_contain_text("Labeling goes on.")
    labeler.expect_stage("finished")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "helper", 3: "pest", 4: "helper"}
    labeler.notebook.run(0)  # a new widget does not wait for the old one's
    labeler.notebook.run(1)
    labeler.expect_stage("finished")
    labeler.notebook.execute("free.set()")
