"""Finds traits of items that a person has words for: words of texts, values of columns.

They explain which labels go with which words. Models learn from ``loop/features`` instead.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from loopwidgets.lib.missing import is_missing
from loopwidgets.views.view import readable

FEWEST = 3
"""The fewest items that hold a trait: a rarer trait describes its items more than a label."""
_FEW_VALUES = 5
"""The most different numbers in a column whose traits are its values."""
_LONG = 4
"""The average number of words a value from which on a column's traits are its words."""
_HAN_AND_KANA = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """The traits of each item.

    Parameters
    ----------
    names
        Shape (n_traits,): each trait in words.
    about
        Shape (n_traits,): the subjects of each trait. Two traits that share a subject mean nearly the same.
    held
        Shape (n_items, n_traits), sparse: 1 where an item holds a trait, however often.
    """

    names: tuple[str, ...]
    about: tuple[frozenset[str], ...]
    held: sp.csc_matrix


def traits_of_texts(texts: Sequence[str]) -> Traits:
    """Return the words and pairs of words that at least `FEWEST` texts hold, but not all.

    Parameters
    ----------
    texts
        The items, in any script; a vowel sign or another mark is a part of its word. Chinese and Japanese
        have no space between words, so pairs of characters are their traits.
    """
    return _told([phrases(text) for text in texts], lambda phrase: frozenset(phrase.split(" ")))


def traits_of_rows(frame: pd.DataFrame) -> Traits:
    """Return the values of columns that at least `FEWEST` rows hold, but not all.

    Numbers and times with more than five different values become thirds, such as ``width > 1.7``. A column
    with four words or more, on average, becomes its words. Any other column becomes its values. A gap
    counts as missing.

    Parameters
    ----------
    frame
        The columns that an item shows.
    """
    columns = [_of_column(str(name), frame.iloc[:, at]) for at, name in enumerate(frame.columns)]
    if not columns:
        return Traits((), (), sp.csc_matrix((len(frame), 0)))
    return Traits(
        tuple(name for one in columns for name in one.names),
        tuple(about for one in columns for about in one.about),
        sp.hstack([one.held for one in columns], format="csc"),
    )


def phrases(text: str) -> list[str]:
    """Return a text's words, and pairs of words with only white space between them, in lower case."""
    read = unicodedata.normalize("NFC", text).lower()
    words = list(word_pattern().finditer(read))
    pairs = [
        f"{one[0]} {other[0]}"
        for one, other in pairwise(words)
        if read[one.end() : other.start()].isspace()
    ]
    return [*(part for word in words for part in _parts(word[0])), *pairs]


@cache
def word_pattern() -> re.Pattern[str]:
    r"""Return a pattern for words; ``\w`` alone would end them at each vowel sign of Devanagari or Tamil."""
    marks = "".join(
        chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M"
    )
    letters = rf"[\w{marks}]"
    spaced = rf"(?![{_HAN_AND_KANA}])"
    # Within a word: joiners as Persian, Sinhala and Malayalam write them, and apostrophes.
    return re.compile(
        rf"[{_HAN_AND_KANA}]+|{spaced}\w(?:{spaced}{letters}|['\u2019](?=\w)|[\u200c\u200d](?=\w))*"
    )


def _parts(word: str) -> list[str]:
    if len(word) > 2 and re.match(f"[{_HAN_AND_KANA}]", word):
        return [word[at : at + 2] for at in range(len(word) - 1)]
    return [word]


def _of_column(name: str, column: pd.Series) -> Traits:
    values = [None if is_missing(value) else value for value in column.tolist()]
    series = pd.Series([value for value in values if value is not None]).infer_objects()
    gap = f"{name} is missing"
    if series.dtype.kind in "iufM" and series.nunique() > _FEW_VALUES:
        third = _thirds(name, series)
        told = [[gap if value is None else third(value)] for value in values]
        return _told(told, lambda _: frozenset([name]))
    texts = [_written(value) if isinstance(value, float) else readable(value) for value in values]
    said = [phrases(text) for text in texts if text]
    if sum(map(len, said)) >= (2 * _LONG - 1) * max(1, len(said)):  # pairs are counted as well
        of_texts = traits_of_texts(texts)
        return Traits(
            tuple(f"{name}: {one}" for one in of_texts.names),
            tuple(frozenset(f"{name}: {word}" for word in about) for about in of_texts.about),
            of_texts.held,
        )
    told = [[f"{name} = {text}" if text else gap] for text in texts]
    return _told(told, lambda trait: frozenset([trait]))


def _thirds(name: str, series: pd.Series) -> Callable[[Any], str]:
    """Return a function that names the third of a column in which a value lies."""
    ranked = series.sort_values(ignore_index=True)
    low, high = (ranked[-(-nth * len(ranked) // 3) - 1] for nth in (1, 2))
    below, above = _written(low), _written(high)

    def third(value: Any) -> str:
        if value <= low:
            return f"{name} ≤ {below}"
        return f"{name} > {above}" if value > high else f"{below} < {name} ≤ {above}"

    return third


def _written(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    return str(int(value)) if math.isfinite(value) and value == int(value) else f"{value:.4g}"


def _told(of_items: Sequence[Iterable[str]], about: Callable[[str], frozenset[str]]) -> Traits:
    """Return the traits that enough items hold, and not all."""
    held = [dict.fromkeys(one) for one in of_items]
    counts = Counter(name for one in held for name in one)
    names = sorted(name for name, n in counts.items() if FEWEST <= n < len(held))
    place = {name: at for at, name in enumerate(names)}
    columns = [[place[name] for name in one if name in place] for one in held]
    ends = np.cumsum([0, *map(len, columns)])
    places = np.fromiter((at for one in columns for at in one), dtype=np.int64, count=int(ends[-1]))
    matrix = sp.csr_matrix((np.ones(len(places)), places, ends), shape=(len(held), len(names)))
    return Traits(tuple(names), tuple(map(about, names)), matrix.tocsc())
