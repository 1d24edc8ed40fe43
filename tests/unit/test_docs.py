"""Every Python block in the docs runs, page by page from top to bottom, and shows what the page shows."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    "README.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
    "notebooks/README.md",
]
COMPLETE = ("docs/from-pandas-and-sklearn.md", "docs/troubleshooting.md")
"""Pages that need nothing beside their own lines."""

IMPORTS = "import loopwidgets as lw, numpy as np, pandas as pd\nfrom pathlib import Path\n"
NOTES = "df = pd.DataFrame({'text': [f'{n} aphids, bees or moss' for n in range(30)]})\n"
GIVEN = {
    ("README.md", 0): NOTES,
    ("docs/cleanup.md", 0): NOTES
    + """
df["label"] = np.array(["pest", "helper", "harmless"])[np.arange(30) % 3]
pred_probs = pd.get_dummies(df["label"]).reindex(columns=["pest", "helper", "harmless"]) * 0.85 + 0.05
pred_probs.iloc[4] = [0.9, 0.05, 0.05]
""",
    ("docs/data.md", 0): NOTES
    + """
import pyarrow.dataset
from PIL import Image
from sklearn.datasets import load_digits
labels, digits = ["pest", "helper"], load_digits()
df = df.assign(title=df["text"], price=1.5, review="good", confidence=np.linspace(0, 1, 30))
Path("photos").mkdir()
for color in ("red", "green"):
    Image.new("RGB", (9, 9), color).save(f"photos/{color}.jpg")
Path("reviews").mkdir()
for place in ("reviews.parquet", "reviews/part.parquet"):
    df.to_parquet(place)
class camera:
    pictures = iter(np.zeros((5, 9, 9), np.uint8) + np.arange(5, dtype=np.uint8)[:, None, None])
    def read():
        return next(camera.pictures)
""",
    ("docs/ipyannotations.md", 0): """
from PIL import Image
Image.new("RGB", (9, 9)).save("a.png")
paths = ["a.png"]
""",
    ("docs/labels.md", 0): NOTES
    + """
names = species = [f"species {n}" for n in range(12)]
by_family = {"bees": names[:3], "flies": names[3:]}
df = df.assign(fits=[names[:2], None, names] * 10, family=["bees", "flies"] * 15)
""",
    ("docs/loop.md", 0): """
import re
words = {"pest": "aphids eat the leaves", "helper": "bees visit a flower", "harmless": "moss on stone"}
df = pd.DataFrame({"label": list(words) * 20})
df["text"] = [f"{words[label]} near plot {n}" for n, label in enumerate(df["label"])]
""",
    ("docs/loop.md", 1): """
for _ in range(50):
    place = w.project.items.code_of(w.project.current())
    mistaken = list(words)[(list(words).index(df["label"][place]) + 1) % 3]
    w.answer(mistaken if place in (7, 20) else df["label"][place])
w.loop.wait()
""",
    ("docs/loop.md", 2): """
class model:
    def encode(texts):
        return np.ones((len(texts), 2))
vision = model.encode
""",
    ("docs/loop.md", 3): "df = df.head(24)",
    ("docs/projects.md", 0): NOTES,
    ("docs/widget.md", 0): NOTES
    + "w = lw.annotate(df, 'text', ['pest', 'helper'])\nw.answer('pest')\n",
    ("docs/tasks.md", 0): NOTES
    + "df = df.assign(photo=[f'{n}.png' for n in range(30)], stars=3)\n",
}
"""What a reader has before a block of a page."""

ALTERNATIVES = {
    ("docs/data.md", 5): "its images are on other computers",
    ("docs/widget.md", 1): "it waits for a person who labels",
    ("docs/projects.md", 1): "its lines are three ways to split a project of version 0.1",
}
"""Blocks that can't run from top to bottom."""

ELSEWHERE = {"s3://bucket/reviews": "reviews"}
"""Addresses on other computers, and folders that are here."""

SHOWN = "# → "
"""A line with this comment shows the value after it."""


def blocks(page):
    """Yield the Python blocks of a page, each with the number of lines above it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for address, here in ELSEWHERE.items():
        text = text.replace(address, here)
    for found in re.finditer(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield text.count("\n", 0, found.start(1)), found[1]


def run(page, above, block, names):
    """Run a block, and return how many of its values were compared to those that the page shows."""
    shown = 0
    lines = block.splitlines()
    for statement in ast.parse(block).body:
        _, marked, expected = lines[statement.end_lineno - 1].partition(SHOWN)
        ast.increment_lineno(statement, above)  # errors name the line of the page
        if isinstance(statement, ast.Expr):
            value = eval(compile(ast.Expression(statement.value), page, "eval"), names)
            if marked:
                assert str(value) == expected, f"{page}:{statement.lineno}"
                shown += 1
        else:
            assert not marked, f"{page}:{statement.lineno} shows no value"
            exec(compile(ast.Module([statement], []), page, "exec"), names)
    return shown


@pytest.mark.usefixtures("in_thread")
@pytest.mark.parametrize("page", [page for page in PAGES if [*blocks(page)]])
def test_every_example_on_a_page_runs_and_shows_what_the_page_shows(page):
    for library in ("cleanlab", "ipyannotations", "IPython", "joblib", "PIL", "pyarrow", "sklearn"):
        pytest.importorskip(library)
    from IPython.core.interactiveshell import InteractiveShell

    shutil.copy(ROOT / "notebooks" / "field_notes.csv", "field_notes.csv")
    names, shown = {"__name__": "page"}, 0
    if page not in COMPLETE:
        exec(IMPORTS, names)
    try:
        for nth, (above, block) in enumerate(blocks(page)):
            if (page, nth) not in ALTERNATIVES:
                exec(GIVEN.get((page, nth), ""), names)
                shown += run(page, above, block, names)
    finally:
        InteractiveShell.clear_instance()  # what is displayed makes one; other tests run in plain scripts
        for value in [*names.values()]:
            if type(value).__name__ == "AnnotationWidget":
                value.close()
    assert shown >= (8 if page in COMPLETE else 0)


def links(page):
    """Yield the links of a page to files here, each with its file and its section."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, section = target.partition("#")
        if "://" not in target:
            to = (ROOT / page).parent / path if path else ROOT / page
            yield target, to.resolve(), section


def test_the_front_page_leads_to_every_page():
    found, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        found.add(page)
        ahead += [to for _, to, _ in links(page) if to.suffix == ".md" and to not in found]
    assert {ROOT / page for page in PAGES} <= found
    assert {ROOT / page for page in COMPLETE} <= {to for _, to, _ in links("README.md")}


def test_every_link_between_the_pages_leads_somewhere():
    broken = [
        f"{page}: {target}"
        for page in PAGES
        for target, to, section in links(page)
        if not to.exists() or (section and section not in sections(to))
    ]
    assert broken == []


def sections(page):
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
