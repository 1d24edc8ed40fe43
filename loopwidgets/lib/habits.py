"""Words the right way for guesses by habit: names that other libraries have, and this one has not.

It only knows names. Near misses of our own names are in ``errors.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any


def _each(hints: Mapping[str, str]) -> dict[str, str]:
    """Return the hint of each single name; the keys are several names."""
    return {name: hint for names, hint in hints.items() for name in names.split()}


NAMES = _each(
    {
        "label labeler labeller Labeler Annotator Labeller LabelWidget widget start": (
            "lw.annotate(data, labels=['…', '…'])"
        ),
        "load open read": "lw.Project.open('labels.db')",
        "MultiLabel MultiClassification": "lw.annotate(…, multiple=True)",
    }
)
"""How to write a name of the package that is called otherwise here."""

ARGUMENTS = _each(
    {
        "shuffle random randomize random_state seed": "order='shuffled'",
        "active active_learning": "loop=lw.Loop()",
        "model estimator classifier clf learner": "loop=lw.Loop(model)",
        "suggestions predictions preds prelabels pre_labels": (
            "loop=lw.Loop(function), which suggests labels, or initial='column' to review labels"
        ),
        "existing current y target label_column": "initial='column'",
        "options classes class_names categories choices tags label_names": "labels=['…', '…']",
        "examples items texts images df dataset dataframe": "lw.annotate(data, …), the data first",
        "text text_column x col columns": "show='column'",
        "display display_fn display_func display_function render renderer template": (
            "widget=, with a widget of your own: see docs/recipes.md"
        ),
        "multilabel multi_label multi multi_select multiselect": "multiple=True",
        "path file filename output save save_to db database db_path": "store='labels.db'",
        "user username worker": "annotator='name'",
        "name": "project='name' or annotator='name'",
        "n limit size frac n_samples": "sample=, the number or share of the items",
        "instructions description help": "guidelines='text'",
        "prompt title": "question='text'",
        "id id_column index": "key='column'",
        "callback on_answer on_submit": "w.on_answer(function)",
        "on_finish on_done": "w.on_finish(function)",
        "keys hotkeys shortcuts": "labels=[lw.Label('pest', key='p'), …]",
        "colors colours": "labels=[lw.Label('pest', color='teal'), …]",
        "skip include_skip": "nothing: the widget always has Skip, and the key s",
    }
)
"""How to write an argument of `loopwidgets.annotate` that has another name here."""

ORDERS = _each(
    {
        "random shuffle rand randomized permuted": "order='shuffled'",
        "active uncertainty uncertain entropy margin least_confident": "loop=lw.Loop()",
        "sequential none default data": "order='given'",
    }
)
"""How to write an order that has another name here."""

_ANSWERS = "w.labels for the answers, or w.to_frame() for the data with the answers"
ATTRIBUTES = _each(
    {
        "df data frame dataframe table to_df to_dataframe to_pandas result results output": _ANSWERS,
        "answers responses annotation get_labels": "w.labels",
        "save export dump commit write": (
            "nothing: every answer is saved at once. w.to_frame().to_csv('labels.csv') makes a table, and "
            "w.hand_in() makes a file to send"
        ),
        "show display render start run": "w as the last line of a cell",
        "next": "w.skip()",
        "previous prev back": "w.undo()",
        "stats status summary": "w.progress",
        "done is_done is_finished completed": "w.progress.remaining == 0",
        "join wait_until_done": "w.wait()",
        "history": "w.events",
        "clear delete": "w.reset()",
        "rename": "w.rename_label('old', 'new')",
        "model": "w.loop",
        "score accuracy": "w.loop.rounds",
    }
)
"""How to write an attribute of a widget or a project that has another name here."""


def attribute_hint(name: str, of_frames: Collection[str]) -> str:
    """Return the right way to write an attribute, as a sentence; empty if nobody would guess the name.

    Parameters
    ----------
    name
        The attribute that is missing.
    of_frames
        The attributes of data frames.
    """
    right = ATTRIBUTES.get(name)
    if right is None and name.startswith("to_") and name in of_frames:
        right = f"w.to_frame().{name}(…), or w.labels.{name}(…) for the answers alone"
    elif right is None and name in of_frames:
        right = f"w.labels.{name}"
    return "" if right is None else f" Write {right}."


def labels_hint(labels: str, columns: Iterable[Any]) -> str:
    """Return the right way to write a text that was given as the labels, as a sentence.

    Parameters
    ----------
    labels
        The text.
    columns
        The columns of the data.
    """
    if labels in [*columns]:
        return (
            f"Write labels=data[{labels!r}].unique() for the names in this column, or "
            f"initial={labels!r} to review them."
        )
    names = [name.strip() for name in labels.replace(";", ",").replace("|", ",").split(",")]
    if len(names) > 1:
        return f"Write labels={[name for name in names if name]!r}."
    return "There is no such column either."


def show_hint(show: Any, columns: Iterable[Any]) -> str:
    """Return the right way to write labels that were given as the columns, as a sentence; else empty."""
    names = [*show] if isinstance(show, Sequence) and not isinstance(show, str) else []
    known = [*columns]
    if len(names) < 2 or any(name in known for name in names):
        return ""
    return f"If {names!r} are the labels, write labels={names!r}."
