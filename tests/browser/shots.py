"""Takes the pictures of README and docs in a real JupyterLab: ``python -m tests.browser.shots``.

Nothing is asserted here; whoever runs it looks at the pictures in ``docs/images``.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect, sync_playwright

from tests.browser import chromium
from tests.browser.accessibility import use_theme
from tests.browser.labeler import Labeler
from tests.browser.notebook_page import NotebookPage
from tests.browser.servers import LAB, JupyterServer, running
from tests.browser.shot_cells import (
    ANSWERED,
    CHANGED,
    EMPTY,
    ERROR,
    FIELD_NOTES,
    FINISHED,
    LEARNED,
    LOCKED,
    MANY,
    MODEL,
    MULTIPLE,
    OTHERS,
    PROGRESS,
    REVIEW,
    RIGHT_TO_LEFT,
    START,
)

CHECKOUT = Path(__file__).resolve().parents[2]
IMAGES = CHECKOUT / "docs" / "images"
NOTES = CHECKOUT / "notebooks" / "field_notes.csv"

# The widget alone, so wide: no cell around it, and none of JupyterLab's own messages over it.
ALONE = """
.jp-Cell-inputWrapper, .Toastify, .jp-toast {{ display: none !important; }}
.loopwidgets {{ inline-size: {width}px !important; max-inline-size: none !important; }}
.lw-outlook {{ margin-block-end: 30px !important; }}
"""

LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
STARK = "JupyterLab Dark High Contrast"
WIDTH = 860
MARGIN = 14


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        running(LAB, Path(home)) as server,
        sync_playwright() as playwright,
    ):
        browser = chromium.launch(playwright)
        with _notebook(browser, server, "light", [START + FIELD_NOTES]) as labeler:
            _begin(labeler)
            _take("light", labeler)
            _find(labeler, "find", "found")
            _open_panels(labeler)
            _away(labeler)
        with _notebook(browser, server, "dark", [START + FIELD_NOTES], theme=DARK) as labeler:
            _begin(labeler)
            _take("dark", labeler)
        for name, theme in [("history", LIGHT), ("history-dark", DARK)]:
            sources = [START + FIELD_NOTES]
            with _notebook(browser, server, name, sources, width=940, theme=theme) as labeler:
                _begin(labeler)
                _open_history(labeler)
                _take(name, labeler)
        with _notebook(browser, server, "stark", [START + FIELD_NOTES], theme=STARK) as labeler:
            _begin(labeler)
            labeler.press("ArrowLeft", "ArrowLeft")
            expect(labeler.part("answered")).to_be_visible()
            _take("high-contrast", labeler)
        with _notebook(browser, server, "retired", [START + FIELD_NOTES]) as labeler:
            _begin(labeler)
            labeler.notebook.set_source(0, START + CHANGED + FIELD_NOTES)
            labeler.notebook.run(0)
            labeler.focus()
            expect(labeler.part("retired")).to_be_visible()
            _take("retired", labeler)
        for name, theme in [("read-only", LIGHT), ("read-only-dark", DARK)]:
            with _notebook(browser, server, name, [START + FIELD_NOTES], theme=theme) as labeler:
                _begin(labeler)
                labeler.notebook.execute(LOCKED)
                labeler.notebook.run(0)
                expect(labeler.part("saved")).to_have_text("read only")
                labeler.focus()
                if name == "read-only":
                    labeler.press("ArrowLeft", "ArrowLeft")
                _take(name, labeler)
        with _notebook(browser, server, "progress", [START + FIELD_NOTES, PROGRESS]) as progress:
            _show_progress(progress)
        with _notebook(browser, server, "narrow", [START + FIELD_NOTES], width=360) as labeler:
            _begin(labeler)
            _take("narrow", labeler)
            _find(labeler, "find-narrow")
            _open_history(labeler)
            _take("history-narrow", labeler)
        for name, theme, width in [
            ("model", LIGHT, WIDTH),
            ("model-dark", DARK, WIDTH),
            ("model-narrow", LIGHT, 360),
        ]:
            with _notebook(
                browser, server, name, [START + MODEL], theme=theme, width=width
            ) as some:
                _model(name, some)
        for name, theme, width in [
            ("many", LIGHT, WIDTH),
            ("many-dark", DARK, WIDTH),
            ("many-narrow", LIGHT, 360),
        ]:
            with _notebook(browser, server, name, [START + MANY], theme=theme, width=width) as some:
                _many(name, some)
        for name, source, theme in [
            ("multiple", MULTIPLE, LIGHT),
            ("review", REVIEW, LIGHT),
            ("right-to-left", RIGHT_TO_LEFT, LIGHT),
            ("finished", FINISHED, LIGHT),
            ("finished-dark", FINISHED, DARK),
            ("error", ERROR, LIGHT),
            ("error-dark", ERROR, DARK),
            ("empty", EMPTY + FIELD_NOTES, LIGHT),
            ("empty-dark", EMPTY + FIELD_NOTES, DARK),
        ]:
            with _notebook(browser, server, name, [START + source], theme=theme) as labeler:
                if name.startswith("empty"):
                    labeler.expect_stage("empty")
                elif name == "multiple":
                    labeler.focus()
                    labeler.press("1", "5")
                elif name.startswith("finished"):
                    labeler.focus()
                    for key in "1213f1s2s1211":
                        labeler.page.wait_for_timeout(900)
                        labeler.press(key)
                    for _ in range(2):  # the skipped ones come again at the end
                        expect(labeler.root).to_contain_text("Skipped before")
                        labeler.wait_until_saved()
                        labeler.press("s")
                    labeler.expect_stage("finished")
                    labeler.wait_until_saved()
                    labeler.root.focus()
                else:
                    labeler.focus()
                _take(name, labeler)
        browser.close()


@contextmanager
def _notebook(
    browser: Browser,
    server: JupyterServer,
    name: str,
    sources: list[str],
    *,
    width: int = WIDTH,
    theme: str = LIGHT,
) -> Iterator[Labeler]:
    """Open a notebook beside the field notes and show the widget of its last cell so wide."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 1000}, device_scale_factor=2, reduced_motion="reduce"
    )
    folder = server.root / name
    folder.mkdir()
    shutil.copy(NOTES, folder)
    notebook = NotebookPage.open(context, server, f"{name}/{name}.ipynb", sources)
    notebook.page.add_style_tag(content=ALONE.format(width=width))
    use_theme(notebook.page, theme)
    notebook.run_all()
    labeler = Labeler(notebook=notebook, index=len(sources) - 1)
    labeler.root.wait_for()
    yield labeler
    context.close()
    server.shut_down_kernels(notebook.path)


def _begin(labeler: Labeler) -> None:
    """Bring the widget to where 47 notes are answered, at a person's pace."""
    labeler.notebook.execute(ANSWERED)
    labeler.notebook.run(0)
    labeler.root.wait_for()
    labeler.focus()
    for key in "123":
        labeler.page.wait_for_timeout(4_100)  # the pace is in the picture
        labeler.press(key)
    labeler.expect_progress(47, 150)
    labeler.wait_until_saved()


def _show_progress(progress: Labeler) -> None:
    """Take the progress widget: of one's own work, and of everyone's in the dark."""
    notebook = progress.notebook
    notebook.execute(ANSWERED + OTHERS)
    notebook.run(1)
    expect(progress.root).to_contain_text("44 of 150 answered")
    _take("progress", progress)
    use_theme(notebook.page, DARK)
    notebook.set_source(1, "lw.ProgressWidget(w, everyone=True)")
    notebook.run(1)
    expect(progress.root).to_contain_text("answered by 4 annotators")
    _take("progress-everyone", progress)


def _find(labeler: Labeler, looking: str, walking: str = "") -> None:
    """Take the panel with something found in it, and the walk through that."""
    labeler.press("/")
    labeler.part("find-text").fill("leaf")
    labeler.part("find-value").select_option(label="pest")
    expect(labeler.part("found")).to_contain_text("items match")
    labeler.part("find-text").focus()
    _take(looking, labeler)
    if walking:
        labeler.press("Enter")
        expect(labeler.part("review")).to_be_visible()
        labeler.press("ArrowRight")
        _take(walking, labeler)
        labeler.press("Escape")
    else:
        labeler.press("Escape")


def _open_history(labeler: Labeler) -> None:
    """Open it, and go to an item in it that gets a flag."""
    labeler.press("h")
    expect(labeler.part("history-row").first).to_be_visible()
    labeler.press("ArrowDown", "Enter", "f")
    expect(labeler.part("flagged")).to_be_visible()
    labeler.wait_until_saved()


def _open_panels(labeler: Labeler) -> None:
    labeler.press("n")
    labeler.part("note-text").type("It only tidies up what was rotten already.")
    _take("note", labeler)
    labeler.press("Escape", "d")
    labeler.part("dispute-label").select_option(label="helper")
    labeler.part("dispute-reason").fill("it eats only what is rotten")
    _take("dispute", labeler)
    labeler.press("Escape", "?")
    expect(labeler.part("help-card")).to_be_visible()
    _take("help", labeler)
    labeler.press("Escape")


def _model(name: str, labeler: Labeler) -> None:
    """Take a suggestion, and the panel that tells how it stands with the model."""
    labeler.notebook.execute(LEARNED)
    labeler.focus()
    while labeler.part("suggestion").count() == 0:
        labeler.press("s")
        labeler.wait_until_saved()
    _take(name, labeler)
    labeler.part("model").click()
    expect(labeler.part("model-panel")).to_be_visible()
    _take(f"{name}-panel", labeler)


def _many(name: str, labeler: Labeler) -> None:
    """Take the list of 200 labels while it is searched; beside the first, the strip alone."""
    labeler.focus()
    for text in ("rice weevil", "rose aph", "maize bor"):
        labeler.page.wait_for_timeout(3_200)  # the pace is in the picture
        labeler.press("l")
        labeler.page.keyboard.type(text)
        labeler.press("Enter")
    labeler.expect_progress(43, 150)
    labeler.wait_until_saved()
    labeler.root.focus()
    if name == "many":
        _take("many-strip", labeler)
    labeler.press("l")
    labeler.page.keyboard.type("lady" if name == "many-dark" else "rice")
    _take(name, labeler)


def _away(labeler: Labeler) -> None:
    notebook = labeler.notebook
    notebook.kill_kernel()
    labeler.press("1", "2", "1")
    notebook.wait_until_restarted()
    expect(labeler.part("saved")).to_have_text("kernel offline, 3 kept here")
    labeler.root.focus()
    _take("away", labeler)


def _take(name: str, labeler: Labeler) -> None:
    """Take the widget with a margin; without the caret, which blinks."""
    root: Locator = labeler.root
    root.scroll_into_view_if_needed()
    box = root.bounding_box()
    assert box is not None
    labeler.page.screenshot(
        path=IMAGES / f"{name}.png",
        clip={
            "x": box["x"] - MARGIN,
            "y": box["y"] - MARGIN,
            "width": box["width"] + 2 * MARGIN,
            "height": box["height"] + 2 * MARGIN,
        },
        caret="hide",
    )


if __name__ == "__main__":
    main()
