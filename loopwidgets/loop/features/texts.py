"""Turns texts into numbers without a language model: words, pieces of words, and their main directions.

It works for any language with letters; nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from loopwidgets.loop.features.features import (
    Features,
    Joined,
    Tell,
    in_chunks,
    main_directions,
    nobody,
    projected,
)
from loopwidgets.loop.features.traits import word_pattern

WORDS = 2**19
"""Columns for words and for pieces, each; a word's hash is its column."""
_SHARE_OF_PLACES = 0.7
"""How much of the similarity of two texts comes from their main directions, the rest from their words."""
CHUNK = 20_000
"""The most texts that are read at a time; of long texts as many as have about `_CHARACTERS`."""
_CHARACTERS = 8_000_000
MANY = 200_000
"""With more texts, pieces of words are left out: they take most room, and help only where words are few."""


def text_features(texts: Sequence[str], tell: Tell = nobody) -> Features:
    """Return words, pairs of words and pieces of 3 to 5 letters, by TF-IDF, and their main directions.

    Words that occur in a single text are left out. The weights make texts with the same meaning alike while
    there are few answers; with many answers each word counts. Beyond `MANY` texts there are no pieces.

    Parameters
    ----------
    texts
        The items, gaps as empty texts; sliced only, so that they need not be in memory.
    tell
        Called with the progress.

    References
    ----------
    S. Deerwester et al., "Indexing by latent semantic analysis", *JASIS* 41 (1990); K. Weinberger et al.,
    "Feature hashing for large scale multitask learning", *ICML* (2009).
    """
    from joblib import delayed

    many = len(texts) > MANY
    size = _chunk(texts)
    starts = range(0, len(texts), size)
    jobs = (delayed(counted)(texts[start : start + size], pieces=not many) for start in starts)
    words = _weighted(in_chunks(jobs, len(starts), tell), len(texts))
    places = projected(words, main_directions(words))
    return Features(Joined(places, words, _SHARE_OF_PLACES), places)


def _chunk(texts: Sequence[str]) -> int:
    """Return how many texts are read at a time: long texts would fill the memory."""
    beginning = texts[:100]
    length = sum(map(len, beginning)) / max(len(beginning), 1)
    return int(min(CHUNK, max(100, _CHARACTERS // max(length, 1))))


def counted(texts: Sequence[str], *, pieces: bool = True) -> list[sp.csr_matrix]:
    """Return how often words, and pieces of words, occur in texts: shape (n_texts, `WORDS`) each."""
    from sklearn.feature_extraction.text import HashingVectorizer

    options = {"n_features": WORDS, "norm": None, "alternate_sign": False, "dtype": np.float32}
    found = [HashingVectorizer(ngram_range=(1, 2), token_pattern=word_pattern().pattern, **options)]
    if pieces:
        found.append(HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), **options))
    return [counter.transform(texts) for counter in found]


def _weighted(parts: list[list[sp.csr_matrix]], n_texts: int) -> sp.csr_matrix:
    """Return TF-IDF of words in at least two texts; words and pieces weigh the same in each text."""
    if not parts:
        return sp.csr_matrix((0, 1), dtype=np.float32)
    kinds = [_one_kind([part[kind] for part in parts], n_texts) for kind in range(len(parts[0]))]
    together: sp.csr_matrix = sp.hstack(kinds, format="csr", dtype=np.float32)
    together.data *= np.float32(np.sqrt(1 / len(kinds)))
    return together


def _one_kind(chunks: list[sp.csr_matrix], n_texts: int) -> sp.csr_matrix:
    from sklearn.preprocessing import normalize

    in_texts = np.zeros(WORDS, dtype=np.int64)
    for chunk in chunks:
        in_texts += np.bincount(chunk.indices, minlength=WORDS)
    often = in_texts >= min(2, n_texts)
    often[0] = True  # texts that have nothing in common have a column as well
    rarity = (np.log((1 + n_texts) / (1 + in_texts)) + 1).astype(np.float32)
    columns = np.flatnonzero(often)
    weighted = []
    while chunks:  # weighted parts are freed at once: all of them are large
        chunk = chunks.pop(0)
        chunk.data = (1 + np.log(chunk.data)) * rarity[chunk.indices]
        weighted.append(normalize(chunk[:, columns], copy=False))
    stacked: sp.csr_matrix = sp.vstack(weighted, format="csr")
    return stacked
