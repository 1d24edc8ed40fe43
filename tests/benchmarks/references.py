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

# It never stops learning: as soon as a round has ended the next one begins, with all of the pool to score,
# also while another labeler has its turn.
LEARNING = Subject(
    name="learning",
    setup="""
import threading, time
import numpy as np
import loopwidgets as lw

texts = [
    f"Note {i}: a beetle with {i % 7} spots sat under leaf {i} and was eating aphids at noon."
    for i in range(100_000)
]

class AsGiven:
    name = "given"  # items are told by their numbers here, and have to come in order

    def choose(self, pool, count):
        return np.arange(count)

w = lw.annotate(
    texts, labels=["pest", "helper", "harmless"], store="bench.db", annotator="bench",
    loop=lw.Loop(strategy=AsGiven(), every=1, audit=0.0, explore=0.0),
)
for n in range(20):
    w.project.answer(["pest", "helper", "harmless"][n % 3], item=w.project.items.key_of(90_000 + n))
w.loop.wait(120)

def never_rest():
    while True:
        time.sleep(0.05)
        if w.loop.state.doing == "waiting":
            w.loop.companion.relabel()

threading.Thread(target=never_rest, daemon=True).start()
w
""",
    root=".loopwidgets",
    item=".loopwidgets [data-lw=item]",
    keys=("1", "2", "3"),
)


# --- Images ----------------------------------------------------------------------------------------

PICTURES = f"""
import os
import numpy as np
from PIL import Image

y, x = np.mgrid[0:1500, 0:2000]
chance = np.random.default_rng(0)
names = []
for n in range({N_ITEMS // 8}):
    names.append(f"leaf{{n}}.jpg")
    if n >= 10:  # ten pictures under many names: what is decoded is not what was decoded before
        os.link(names[n % 10], names[n])
        continue
    waves = [110 + 60 * np.sin(x / (70 + 9 * n) + c) * np.cos(y / (90 + 5 * n)) for c in range(3)]
    noise = chance.normal(0, 8, (1500, 2000, 3))
    Image.fromarray((np.stack(waves, -1) + noise).clip(0, 255).astype("uint8")).save(names[n], quality=85)
"""

FLOOR_PICTURE = Subject(
    name="floor",
    setup=PICTURES
    + '''
import anywidget, traitlets

class Floor(anywidget.AnyWidget):
    pictures = traitlets.List().tag(sync=True)
    _esm = """
    export default { render({ model, el }) {
      const pictures = model.get('pictures');
      const root = document.createElement('div');
      root.className = 'floor';
      root.tabIndex = 0;
      root.style.height = '320px';
      root.dataset.lmSuppressShortcuts = 'true';
      let place = 0;
      const show = async () => {
        const image = new Image();
        image.style.height = '320px';
        const bytes = pictures[place % pictures.length];
        image.src = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
        await image.decode();
        root.replaceChildren(image);
        image.dataset.drawn = ++place;
      };
      root.addEventListener('keydown', show);
      show();
      el.append(root);
    } };
    """

Floor(pictures=[open(name, "rb").read() for name in names[:10]])
''',
    root=".floor",
    item=".floor img",
    keys=("1", "2", "3"),
)

OUR_PICTURE = Subject(
    name="ours",
    setup=PICTURES
    + """
import loopwidgets as lw

w = lw.annotate(names, labels=["pest", "helper", "harmless"], store="bench.db", annotator="bench")
w
""",
    root=".loopwidgets",
    item=".loopwidgets [data-lw=image]",
    keys=("1", "2", "3"),
)
