"""Texts in numbers by what they mean and by their words, side by side: each knows what the other misses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from loopwidgets.loop.features.embeddings import embeddings
from loopwidgets.loop.features.features import Features, Joined, Tell, nobody
from loopwidgets.loop.features.texts import text_features

_SHARE_OF_WORDS = 0.1
"""How much of the progress that is told the words take; the language model takes the rest."""


def meanings(texts: Sequence[str], name: str, tell: Tell = nobody) -> Features:
    """Return what a sentence-transformers model makes of texts, beside their words and main directions.

    Meanings and main directions weigh the same. Where items lie is told by the main directions
    alone, by which the default strategy finds rare labels sooner than by meanings (``docs/loop.md``).

    Parameters
    ----------
    texts
        Sliced only, so that they need not be in memory.
    name
        Of the model, or its folder.
    tell
        Is told how far it is.

    Raises
    ------
    MissingDependencyError, InputError
        As `embeddings`.
    """
    meant = embeddings(texts, name, lambda done: tell((1 - _SHARE_OF_WORDS) * done))
    words = text_features(texts, lambda done: tell(1 - _SHARE_OF_WORDS * (1 - done)))
    joined = words.matrix
    assert isinstance(joined, Joined)  # noqa: S101 - it says so
    dense = np.hstack([meant.matrix, joined.dense])
    dense *= np.float32(np.sqrt(0.5))
    return Features(Joined(dense, joined.sparse, joined.share), words.places)
