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

START = """
import pandas as pd
import loopwidgets as lw

df = pd.read_csv("field_notes.csv")
df = pd.concat([df[1:4], df[:1], df[4:]])  # three are answered by hand before the one in the pictures
labels = ["pest", "helper", "harmless"]
"""

FIELD_NOTES = """
w = lw.annotate(
    df,
    view=lw.Text("note", caption="place"),
    labels=labels,
    question="What is this animal to the crop?",
    annotator="asha",
)
w"""

CHANGED = 'labels = ["pest", "helper", "clears away what is rotten"]'

# All but the three answers that are given by hand.
ANSWERED = """
from datetime import datetime, timedelta, timezone
from loopwidgets.store import Event, new_event_id
project = w.project
ids = {label.name: label.id for label in project.scheme.active}
said = ["pest"] * 26 + ["helper"] * 11 + ["harmless"] * 7
said = [said[place * 15 % 44] for place in range(44)]
begun = datetime.now(timezone.utc) - timedelta(minutes=9)
for place, (key, label) in enumerate(zip(project.next_items(48)[4:], said)):
    at = (begun + timedelta(seconds=8 * place)).isoformat().replace("+00:00", "Z")
    project.record([Event(
        id=new_event_id(), item_key=key, annotator=project.annotator.id, kind="answer", value=ids[label],
        client_id="shots", client_seq=place, supersedes=None, started_at=at, submitted_at=at,
        active_seconds=4.1, scheme_version=1, language="en", suggestion=None, extra={},
    )])
"""

PROGRESS = "lw.ProgressWidget(w)"

# What others said of the same notes meanwhile.
OTHERS = """
for name, count, every, pace in [("ben", 61, 3, 7), ("عائشة", 32, 2, 11), ("Maximiliane", 12, 4, 9)]:
    other = lw.Project.from_data(
        df, view=lw.Text("note", caption="place"), labels=labels, annotator=name,
        question="What is this animal to the crop?",
    )
    for place, key in enumerate(other.next_items(count)):
        at = (begun + timedelta(seconds=pace * place)).isoformat().replace("+00:00", "Z")
        other.record([Event(
            id=new_event_id(), item_key=key, annotator=other.annotator.id, kind="answer",
            value=ids[said[place * every % 44]], client_id=name, client_seq=place,
            started_at=at, submitted_at=at, active_seconds=4.1, language="en",
        )])
"""

MULTIPLE = """
w2 = lw.annotate(
    df,
    view=lw.Text("note", caption="place"),
    labels=["pest", "helper", "pollinator", "harmless", "several animals", "can't tell"],
    multiple=True,
    question="Which of these does the note speak of?",
    annotator="asha",
)
w2"""

REVIEW = """
df["label"] = "pest"
lw.annotate(
    df[3:],
    view=lw.Text("note", caption="place"),
    labels=labels,
    initial="label",
    question="What is this animal to the crop?",
    annotator="asha",
    project="review",
)"""

MANY = """
kinds = "aphid|beetle|borer|bug|butterfly|caterpillar|fly|grasshopper|hoverfly|lacewing|ladybird|leaf miner|"
kinds += "leafhopper|mite|moth|sawfly|thrips|wasp|weevil|whitefly"
plants = "apple bean cabbage cotton maize onion potato rice rose wheat".split()
harm = {"hoverfly": "its larvae eat aphids", "lacewing": "its larvae eat aphids", "ladybird": "eats aphids"}
labels = [
    lw.Label(f"{plant} {kind}", description=harm.get(kind, ""))
    for kind in kinds.split("|")
    for plant in plants
]
asked = dict(
    view=lw.Text("note", caption="place"),
    labels=labels,
    allow_new=True,
    question="Which animal is it?",
    annotator="asha",
    project="many",
)
before = lw.Project.from_data(df, **asked)
for key, place in zip(before.next_items(40), [0, 0, 130, 7, 44, 44, 7, 150] * 5):
    before.answer(labels[place].name, item=key)
lw.annotate(df, **asked)"""

RIGHT_TO_LEFT = """
notes = [
    "يرقة خضراء على السطح السفلي للورقة. لم تأكل إلا الجزء البني المتعفن، أما الجزء السليم حوله فكامل.",
    "خنفساء صغيرة تمشي على ساق القمح بعد المطر.",
]
lw.annotate(
    notes,
    labels=[
        lw.Label("pest", title="آفة"),
        lw.Label("helper", title="نافع"),
        lw.Label("harmless", title="غير ضار"),
    ],
    question="ما علاقة هذا الحيوان بالمحصول؟",
    annotator="asha",
)"""

FINISHED = """
small = lw.annotate(
    df.head(12),
    view=lw.Text("note", caption="place"),
    labels=labels,
    question="What is this animal to the crop?",
    annotator="asha",
    project="finished",
)
small"""

ERROR = """
broken = df["note"].head(3).copy()
broken.iloc[0] = None
question = "What is this animal to the crop?"
lw.annotate(broken, labels=labels, question=question, annotator="asha", project="broken")
"""


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
        with _notebook(browser, server, "progress", [START + FIELD_NOTES, PROGRESS]) as progress:
            _show_progress(progress)
        with _notebook(browser, server, "narrow", [START + FIELD_NOTES], width=360) as labeler:
            _begin(labeler)
            _take("narrow", labeler)
            _find(labeler, "find-narrow")
            _open_history(labeler)
            _take("history-narrow", labeler)
        for name, theme, width in [
            ("many", LIGHT, WIDTH),
            ("many-dark", DARK, WIDTH),
            ("many-narrow", LIGHT, 360),
        ]:
            with _notebook(browser, server, name, [START + MANY], theme=theme, width=width) as some:
                _many(name, some)
        for name, source in [
            ("multiple", MULTIPLE),
            ("review", REVIEW),
            ("right-to-left", RIGHT_TO_LEFT),
            ("finished", FINISHED),
            ("error", ERROR),
        ]:
            with _notebook(browser, server, name, [START + source]) as labeler:
                if name == "multiple":
                    labeler.focus()
                    labeler.press("1", "5")
                elif name == "finished":
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
    labeler.part("find-label").select_option(label="pest")
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
    expect(labeler.part("saved")).to_have_text("kernel away, 3 kept here")
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
