"""Makes the mirror of a project's answers, and marks the answers that the model doubts."""

from __future__ import annotations

import weakref
from concurrent.futures import TimeoutError as TimeIsOver
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from loopwidgets.core.search import preview_of
from loopwidgets.errors import InputError
from loopwidgets.loop.assistant import Companion, TooLongError
from loopwidgets.loop.evaluation import guess_log
from loopwidgets.loop.features.default import default_features
from loopwidgets.loop.features.features import Features
from loopwidgets.loop.features.inputs import HeldColumns, texts_of
from loopwidgets.loop.features.source import shown_frame
from loopwidgets.loop.mirror.mirror import Mirror, mirror
from loopwidgets.loop.worker import aside
from loopwidgets.results.tables import answers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from loopwidgets.data.keys import Codes
    from loopwidgets.project import Project


def reflected(project: Project, companion: Companion) -> Mirror:
    """Make the mirror of the annotator's answers, in a process of its own.

    Raises
    ------
    TooLongError
        If the model takes longer than it may.
    """
    limit = companion.settings.time_limit
    try:
        found = cast(Mirror, aside(_reflection(project, companion), limit))
    except TimeIsOver as error:
        raise TooLongError(
            f"The mirror took more than {limit:g} seconds and was given up. Use a faster model, or a "
            "larger time_limit= in lw.Loop."
        ) from error
    companion.doubted = set(found.doubted["item"])
    scheme = project.scheme
    colors = {label.name: scheme.colors()[label.id] for label in scheme.labels}
    return replace(found, colors=tuple(colors[name] for name in found.names))


def _reflection(project: Project, companion: Companion) -> Callable[[], Mirror]:
    items, labels = project.need_data(), project.scheme.active
    table = answers_of(project)
    table = table[table["status"] == "answered"]
    # Audited answers must not be changed on the model's hint: it would seem better than it is.
    table = table[~np.isin(items.keys.codes_of(table["item"].tolist()), [*companion.judge.audited])]
    names = {label.name: place for place, label in enumerate(labels)}
    told = [
        [names[name] for name in project.task.names_in(value) if name in names]
        for value in table["label"]
    ]
    multiple = bool(project.task.multiple)
    known = np.array([multiple or len(one) == 1 for one in told], dtype=bool)
    table, told = table[known], [one for one, is_known in zip(told, known, strict=True) if is_known]
    codes = items.keys.codes_of(table["item"].tolist())
    frame = shown_frame(project, codes)
    return partial(
        mirror,
        _features(companion, codes, frame, project),
        _answers(told, len(labels), multiple=multiple),
        names=[label.name for label in labels],
        items=table["item"].tolist(),
        at=table["at"],
        shown=_readable(project, frame),
        previews=[preview_of(project, code) for code in codes.tolist()],
        considered=guess_log.considered_keys(project),
        model=companion.settings.model,
    )


def _features(
    companion: Companion, codes: Codes, frame: pd.DataFrame, project: Project
) -> Features:
    """Return the model's features of the answered items; without a model, the default features."""
    held = companion.features_of(codes)
    if held is None and companion.settings.features is not None:
        raise InputError(
            "mirror: the features= of lw.Loop are not ready yet, or failed; w.loop.state shows which"
        )
    return default_features(HeldColumns(frame), project.view) if held is None else held


def _answers(told: list[list[int]], n_labels: int, *, multiple: bool) -> Any:
    if not multiple:
        return np.array([one[0] for one in told], dtype=np.int64)
    chosen = np.zeros((len(told), n_labels), dtype=bool)
    for row, one in enumerate(told):
        chosen[row, one] = True
    return chosen


def _readable(project: Project, frame: pd.DataFrame) -> list[str] | pd.DataFrame | None:
    form = project.view.item_form if project.view is not None else "text"
    if form in ("image", "sound"):
        return None
    return frame if form == "row" else texts_of(frame)


class Doubts:
    """Marks doubted answers in a project; answers that were reconsidered since are not marked again.

    Parameters
    ----------
    project
        With its data.
    companion
        The loop beside its annotator.
    """

    def __init__(self, project: Project, companion: Companion) -> None:
        self._project = project
        self._companion = companion
        held = weakref.ref(self)
        self.close = project.doubt_with(
            lambda: set() if (alive := held()) is None else alive.keys()
        )
        """Stops doubting answers."""

    def keys(self) -> set[str]:
        """Return the keys of doubted items; this takes some seconds, in which nothing else waits."""
        return set(reflected(self._project, self._companion).doubted["item"])
