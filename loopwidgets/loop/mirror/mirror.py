"""Shows a person what the model learned from their answers: the mirror.

Functions of answers and of the items' content; the caller knows whose answers they are. It judges no one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from loopwidgets.data.keys import Codes
from loopwidgets.data.text_folding import preview
from loopwidgets.errors import InputError
from loopwidgets.loop.defaults import default_model
from loopwidgets.loop.evaluation.cross_validation import held_out_probs
from loopwidgets.loop.evaluation.drift import AGREEMENT, SHARES, drift
from loopwidgets.loop.evaluation.estimates import Estimate, share, too_few
from loopwidgets.loop.features.features import Features
from loopwidgets.loop.features.traits import traits_of_rows, traits_of_texts
from loopwidgets.loop.learner import ChosenLabels
from loopwidgets.loop.mirror.account import MOST, Paragraph, as_html
from loopwidgets.loop.mirror.associations import COLUMNS as LEANINGS
from loopwidgets.loop.mirror.associations import leanings
from loopwidgets.loop.mirror.doubts import (
    DIFFERENCES,
    DOUBTED,
    Question,
    differences,
    doubted,
    yes_or_no,
)
from loopwidgets.results import figure_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FEWEST = 20
"""The fewest answers for a mirror."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mirror:
    """The model's view of a person's answers, for that person. It shows itself; its tables hold all of it.

    Parameters
    ----------
    n
        The number of answers.
    names
        Names of the labels, in order.
    leanings
        The traits by which each label's items differ from others, the strongest first. Columns ``label``,
        ``what``, ``weight`` (standard errors), ``n`` (answered items that hold it), ``with_label`` (how
        many of these have the label).
    agreed
        How often the model's guess matches the answer; each answer is guessed from the others.
    differences
        Pairs of different answer and guess: ``yours``, ``models``, ``n``, ``share`` (of the answers that
        are ``yours``).
    doubted
        Likely mistakes, the most doubted first. Columns ``item`` (its key), ``preview`` (a line to
        recognize it by), ``label``, ``suggested``, ``confidence`` (the probability that the model gives to
        the answer), ``at``. Where several labels may be chosen, there is a row for each item and label;
        ``"not pest"`` is the answer that left out ``"pest"``.
    drift
        How often each label was chosen in successive parts of the answers: ``part``, ``begun``, ``ended``,
        ``n``, ``label``, ``share``, ``low``, ``high``.
    agreement
        How often the guess matches the answer, in the same parts: ``part``, ``begun``, ``ended``, ``n``,
        ``share``, ``low``, ``high``.
    changes
        Changes over time beyond chance, in sentences.
    held
        The kind of leanings: words, columns, or none at all.
    beyond_chance
        True if guesses agree with answers more than by chance. If not, no answer is doubted.
    n_tested
        How many changes could be tested; 0 for too few answers.
    nothing
        The reason for an empty mirror, in a sentence; else empty.
    colors
        A pair of colors for each label, for light and for dark pages. None for those of the palette.
    """

    n: int
    names: tuple[str, ...]
    leanings: pd.DataFrame
    agreed: Estimate
    differences: pd.DataFrame
    doubted: pd.DataFrame
    drift: pd.DataFrame
    agreement: pd.DataFrame
    changes: tuple[str, ...] = ()
    held: Literal["words", "columns", "nothing"] = "nothing"
    beyond_chance: bool = False
    n_tested: int = 0
    nothing: str = ""
    colors: tuple[tuple[str, str], ...] | None = None

    def __str__(self) -> str:
        told = [self.nothing] if self.nothing else [part.as_text() for part in self._parts()]
        return "\n\n".join([f"{self._for_whom} It does not judge you.", *told])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        headline = f"The model guesses {self.agreed.value:.0%} of your answers"
        if np.isnan(self.agreed.value):
            headline = self.nothing or "The model can't guess your answers yet"
        sentence = f"{self._for_whom} It does not judge you: where you differ, you may be right."
        if self.nothing:
            return as_html(headline, sentence, [], "")
        return as_html(headline, sentence, self._parts(), figure_style.as_html(self.plot()))

    def plot(
        self,
        *,
        colors: Sequence[tuple[str, str]] | None = None,
        figsize: tuple[float, float] | None = None,
    ) -> Figure:
        """Draw the model's leanings for each label, and how answers change over time.

        Parameters
        ----------
        colors
            Shape (n_labels,): a pair of colors for each label, for light and for dark pages. By default the
            labels' own colors.
        figsize
            Width and height of the figure, in inches.
        """
        from loopwidgets.loop.loop_plots import mirror_figure

        return mirror_figure(
            self.leanings,
            self.drift,
            self.agreement,
            names=self.names,
            colors=self.colors if colors is None else colors,
            nothing=self.nothing,
            figsize=figsize,
        )

    @property
    def _for_whom(self) -> str:
        answers = "answer" if self.n == 1 else "answers"
        return f"This shows you what the model learned from your {self.n:,} {answers}."

    def _parts(self) -> list[Paragraph]:
        return [self._leaning(), self._differing(), self._doubting(), self._drifting()]

    def _leaning(self) -> Paragraph:
        what = "Values of columns" if self.held == "columns" else "Words"
        heading = f"{what} behind your labels"
        if self.held == "nothing":
            return Paragraph(
                heading="Words behind your labels",
                sentences=[
                    "The model sees numbers made of the items, so its leanings can't be put into words."
                ],
            )
        if self.leanings.empty:
            said = f"No {self.held} go with a label more often than by chance yet."
            return Paragraph(heading=heading, sentences=[said])
        table = self.leanings[["label", "what", "with_label", "n"]].itertuples(index=False)
        rows = [
            (
                _line(label),
                ", ".join(
                    f"{_line(what)} ({of:,} of {n:,})" for _, what, of, n in list(group)[:MOST]
                ),
            )
            for label, group in groupby(table, key=lambda row: row[0])
        ]
        return Paragraph(
            heading=heading,
            sentences=[
                f"{what} that go with your labels more often than by chance; the model may use them:"
            ],
            columns=("label", f"{what.lower()}, and how many of their items have the label"),
            rows=rows,
            line="{}: {}",
            whole="leanings",
            most=2 * MOST,
        )

    def _differing(self) -> Paragraph:
        rows = [
            (_line(yours), _line(other), f"{n:,}", f"{share:.0%}")
            for yours, other, n, share in self.differences.itertuples(index=False)
        ]
        return Paragraph(
            heading="Where you and the model differ",
            sentences=[
                f"It guesses each answer from your other answers. Right guesses: {self.agreed}."
            ],
            columns=("you", "the model", "answers", "of yours with this label"),
            rows=rows,
            line="you {0}, it {1}: {2} ({3} of your {0})",
            whole="differences",
        )

    def _doubting(self) -> Paragraph:
        heading = "Possible mistakes"
        if not self.beyond_chance:
            return Paragraph(
                heading=heading,
                sentences=[
                    "Its guesses agree with you no more often than by chance, so it doubts no answer."
                ],
            )
        if self.doubted.empty:
            return Paragraph(heading=heading, sentences=["It doubts none of your answers."])
        rows = [
            (_line(item), _line(label), _line(other), _chance(sure))
            for _, item, label, other, sure, _ in self.doubted.itertuples(index=False)
        ]
        return Paragraph(
            heading=heading,
            sentences=[
                f"It doubts {len(rows):,} of your answers. You may be right, and the model wrong:"
            ],
            columns=("item", "you chose", "it guesses", "it gives yours"),
            rows=rows,
            line="{}: you chose {}, it guesses {} (it gives yours {})",
            whole="doubted",
        )

    def _drifting(self) -> Paragraph:
        said = self.changes or ("Nothing changes over time by more than chance.",)
        if not self.n_tested:
            said = ("There are too few answers to tell what changes over time.",)
        return Paragraph(heading="Changes over time", sentences=said)


def mirror(
    features: Features,
    answers: Codes | ChosenLabels,
    *,
    names: Sequence[str],
    items: Sequence[str],
    at: Iterable[Any],
    shown: Sequence[str] | pd.DataFrame | None = None,
    previews: Sequence[str] | None = None,
    considered: Collection[str] = (),
    model: Any = None,
    seed: int = 0,
) -> Mirror:
    """Return what a model learned from answers, for the person who gave them.

    Parameters
    ----------
    features
        Features of the n answered items.
    answers
        Shape (n,): the number of each item's label. Or (n, n_labels), where several may be chosen: True
        where a label was chosen.
    names
        Shape (n_labels,): names of the labels, in order.
    items
        Shape (n,): the items' keys.
    at
        Shape (n,): when each was answered, as ISO 8601 texts or timestamps; UTC where they name no zone.
    shown
        Shape (n,): the readable text of each item, for texts. A DataFrame of n rows, for rows. None for
        items without words, such as images or another's embeddings: these have no leanings.
    previews
        Shape (n,): a line to recognize each item by; its key when not given.
    considered
        Keys of items that the person has already reconsidered: their answers are not doubted.
    model
        With ``fit`` and ``predict_proba``; copies of it are fitted five times. By default the model that
        suits the features.
    seed
        Seed of the folds: the same answers give the same mirror.

    Raises
    ------
    InputError
        If the lengths differ, or an answer has a number that no label has.

    References
    ----------
    Stone (1974) for the guesses, see `held_out_probs`; Northcutt et al. (2021) for the doubts, see
    `loopwidgets.review.label_errors.suspect`; Monroe et al. (2008) for leanings, see `leanings`; Holm
    (1979) for the changes, see `drift`.
    """
    n, keys = len(answers), list(items)
    texts = [str(moment) if isinstance(moment, str) else moment for moment in at]  # no numpy.str_
    times = pd.to_datetime(pd.Series(texts, dtype=object), utc=True, format="ISO8601")
    _check(features, answers, names, keys=keys, times=times, shown=shown)
    if n < FEWEST:
        return _empty(n, names, f"The mirror needs at least {FEWEST} answers.")
    if (answers == answers[0]).all():
        return _empty(n, names, "All answers are the same so far, so there is nothing to compare.")
    multiple = answers.ndim == 2
    used = np.flatnonzero(answers.any(axis=0)) if multiple else np.unique(answers)
    answers = answers[:, used].astype(bool) if multiple else np.searchsorted(used, answers)
    chosen: ChosenLabels = (
        np.equal(answers, True) if multiple else answers[:, None] == np.arange(len(used))
    )
    met = [names[label] for label in used.tolist()]
    learning = default_model(features) if model is None else model
    pred_probs, judged = held_out_probs(features, answers, len(used), learning, seed=seed)
    if multiple:
        questions = [
            yes_or_no(name, chosen[:, place], pred_probs[:, place], judged[:, place])
            for place, name in enumerate(met)
        ]
        agrees, told = np.all((pred_probs > 0.5) == chosen, axis=1), np.all(judged, axis=1)
    else:
        questions = [Question(met, answers.astype(np.int64), pred_probs, judged)]
        agrees, told = np.asarray(pred_probs.argmax(axis=1) == answers), judged
    traits = None
    if shown is not None:
        traits = (
            traits_of_rows(shown) if isinstance(shown, pd.DataFrame) else traits_of_texts(shown)
        )
    changed = drift(chosen, agrees, told, times, met)
    doubts = pd.concat([doubted(question, keys, times) for question in questions])
    doubts = doubts[~doubts["item"].isin(list(considered))]
    lines = dict(zip(keys, previews or keys, strict=True))
    recognized = [lines[key] or key for key in doubts["item"]]
    # As objects, since pyarrow can't hold half a character.
    doubts.insert(1, "preview", pd.Series(recognized, dtype=object, index=doubts.index))
    pairs = pd.concat([differences(question) for question in questions])
    return Mirror(
        n=n,
        names=tuple(names),
        leanings=_nothing(LEANINGS) if traits is None else leanings(traits, chosen, met),
        agreed=share(agrees[told]),
        differences=pairs.sort_values("n", ascending=False, kind="stable", ignore_index=True),
        doubted=doubts.sort_values("confidence", kind="stable", ignore_index=True),
        drift=changed.shares,
        agreement=changed.agreement,
        changes=changed.sentences,
        held="nothing"
        if traits is None
        else "columns"
        if isinstance(shown, pd.DataFrame)
        else "words",
        beyond_chance=any(question.is_beyond_chance for question in questions),
        n_tested=changed.n_tested,
    )


def _empty(n: int, names: Sequence[str], why: str) -> Mirror:
    return Mirror(
        n=n,
        names=tuple(names),
        leanings=_nothing(LEANINGS),
        agreed=too_few(n),
        differences=_nothing(DIFFERENCES),
        doubted=_nothing((DOUBTED[0], "preview", *DOUBTED[1:])),
        drift=_nothing(SHARES),
        agreement=_nothing(AGREEMENT),
        nothing=why,
    )


def _nothing(columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


def _check(
    features: Features,
    answers: Codes | ChosenLabels,
    names: Sequence[str],
    *,
    keys: Sequence[str],
    times: pd.Series,
    shown: Sequence[str] | pd.DataFrame | None,
) -> None:
    n = len(answers)
    given = {"features": len(features), "items": len(keys), "at": len(times)}
    if shown is not None:
        given["shown"] = len(shown)
    for name, length in given.items():
        if length != n:
            raise InputError(f"{name}: expected a value for each of {n:,} answers, got {length:,}")
    if answers.ndim == 2 and answers.shape[1] != len(names):
        raise InputError(
            f"answers: expected a column for each of {len(names)} labels, got {answers.shape[1]}"
        )
    if answers.ndim == 1 and n and not 0 <= answers.min() <= answers.max() < len(names):
        raise InputError(
            f"answers: expected numbers from 0 to {len(names) - 1}, got {answers.min()} to {answers.max()}"
        )


def _chance(probability: float) -> str:
    """Return a probability in percent; no model is so sure that it is none."""
    return "under 1%" if probability < 0.005 else f"{probability:.0%}"


def _line(words: Any) -> str:
    """Return words on a line, as far as they can be sent: half a character becomes a question mark."""
    return preview(str(words).encode("utf-8", "replace").decode())
