"""What ours is measured beside: how most notebooks label, and the least that could be done.

It measures nothing; see `tests.benchmarks.paint`.
"""

from __future__ import annotations

from dataclasses import dataclass

N_ITEMS = 5_000

TEXTS = f"""
texts = [
    f"Note {{i}}: a beetle with {{i % 7}} spots sat under leaf {{i}} and was eating aphids at noon."
    for i in range({N_ITEMS})
]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A labeler under measurement.

    Parameters
    ----------
    name
        As the report calls it.
    setup
        Source of the cell that shows it.
    root
        Selector of the element that has the focus and holds the item.
    item
        Selector of the element with the item's text.
    keys
        Pressed in turn; with none, ``button`` is clicked instead.
    button
        Selector of what is clicked.
    """

    name: str
    setup: str
    root: str
    item: str
    keys: tuple[str, ...] = ()
    button: str = ""


NAIVE = Subject(
    name="naive",
    setup=TEXTS
    + """
import ipywidgets

place, answers = 0, []
shown = ipywidgets.HTML(texts[0])

def choose(button):
    global place
    answers.append(button.description)
    place += 1
    shown.value = texts[place]

buttons = [ipywidgets.Button(description=name) for name in ("pest", "helper", "harmless")]
for button in buttons:
    button.on_click(choose)
ipywidgets.VBox([shown, ipywidgets.HBox(buttons)])
""",
    root=".widget-vbox",
    item=".widget-vbox .widget-html-content",
    button=".widget-vbox button",
)

FLOOR = Subject(
    name="floor",
    setup=TEXTS
    + '''
import anywidget, traitlets

class Floor(anywidget.AnyWidget):
    texts = traitlets.List().tag(sync=True)
    _esm = """
    export default { render({ model, el }) {
      const texts = model.get('texts');
      let place = 0;
      const root = document.createElement('div');
      root.className = 'floor';
      root.tabIndex = 0;
      root.dataset.lmSuppressShortcuts = 'true';
      root.textContent = texts[0];
      root.addEventListener('keydown', () => { root.textContent = texts[++place]; });
      el.append(root);
    } };
    """

Floor(texts=texts)
''',
    root=".floor",
    item=".floor",
    keys=("1", "2", "3"),
)

OURS = Subject(
    name="ours",
    setup=TEXTS
    + """
import loopwidgets as lw

w = lw.annotate(texts, labels=["pest", "helper", "harmless"], store="bench.db", annotator="bench")
w
""",
    root=".loopwidgets",
    item=".loopwidgets [data-lw=item]",
    keys=("1", "2", "3"),
)
