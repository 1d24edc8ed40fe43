"""Sources of the cells that are in the pictures of README and docs; `tests.browser.shots` takes them."""

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

# Root may write everything; the picture is of what others meet.
LOCKED = """
import os
w.project.close()
may = os.access
os.access = lambda path, mode, **how: mode != os.W_OK and may(path, mode, **how)
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

MODEL = """
w = lw.annotate(
    df,
    view=lw.Text("note", caption="place"),
    labels=labels,
    question="What is this animal to the crop?",
    annotator="asha",
    loop=lw.Loop(),
)
w"""

# Words that would tell someone who knows nothing else.
LEARNED = """
import re, time
def wait(n):
    while w.loop.state.round < n: time.sleep(0.05)
wait(1)
for n in range(2, 14):
    for _ in range(10):
        key = w.project.current()
        note = w.project.items.content(w.project.items.code_of(key))[0]
        pest = re.search("hole|eat|chew|bore|rot|damage|suck|weevil|locust|pig", note)
        helper = re.search("bee|ladybird|spider|wasp|hunt|prey|frog|owl", note)
        w.project.answer("pest" if pest else "helper" if helper else "harmless", item=key)
    wait(n)
    if n == 6: break
"""

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

# No data that annotate() takes has no items; a page shows it all the same.
EMPTY = """
from dataclasses import replace
from loopwidgets.widgets.annotation.handlers import Desk

welcome = Desk.welcome
def empty(desk, **asked):
    said = welcome(desk, **asked)
    return replace(said, items=[], exhausted=True, counts=replace(said.counts, total=0))
Desk.welcome = empty
"""
