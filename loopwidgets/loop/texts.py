"""Texts in numbers, without a language model: words and pieces of words, and what goes together with what.

Any language with letters; nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from loopwidgets.loop.features import (
    Features,
    Tell,
    in_chunks,
    main_directions,
    nobody,
    projected,
)
from loopwidgets.loop.traits import word_pattern

WORDS = 2**19
"""Columns for words and for pieces, each; which column a word has is told by its hash."""
_SHARE_OF_PLACES = 0.7
"""How much of the similarity of two texts comes from their main directions, the rest from their words."""
CHUNK = 20_000


def text_features(texts: Sequence[str], tell: Tell = nobody) -> Features:
    """Return words, pairs of words and pieces of 3 to 5 letters, by TF-IDF, and their main directions.

    What occurs in one text alone is left out. The parts are weighted so that with few answers texts
    of one meaning are alike, and with many answers each word counts.

    Parameters
    ----------
    texts
        The items; gaps as empty texts.
    tell
        Is told how far it is.

    References
    ----------
    S. Deerwester et al., "Indexing by latent semantic analysis", *JASIS* 41 (1990); K. Weinberger et al.,
    "Feature hashing for large scale multitask learning", *ICML* (2009).
    """
    from joblib import delayed

    starts = range(0, len(texts), CHUNK)
    jobs = (delayed(counted)(texts[start : start + CHUNK]) for start in starts)
    parts = in_chunks(jobs, len(starts), tell)
    counts = sp.vstack(parts, format="csr") if parts else sp.csr_matrix((0, 2 * WORDS))
    words = _weighted(counts)
    places = projected(words, main_directions(words))
    matrix = sp.hstack(
        [
            sp.csr_matrix(places * np.float32(np.sqrt(_SHARE_OF_PLACES))),
            words * np.float32(np.sqrt(1 - _SHARE_OF_PLACES)),
        ],
        format="csr",
        dtype=np.float32,
    )
    return Features(matrix, places)


def counted(texts: Sequence[str]) -> sp.csr_matrix:
    """Return how often words (the first `WORDS` columns) and pieces occur: shape (n_texts, 2 * WORDS)."""
    from sklearn.feature_extraction.text import HashingVectorizer

    options = {"n_features": WORDS, "norm": None, "alternate_sign": False, "dtype": np.float32}
    words = HashingVectorizer(ngram_range=(1, 2), token_pattern=word_pattern().pattern, **options)
    pieces = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5), **options)
    found: sp.csr_matrix = sp.hstack(
        [words.transform(texts), pieces.transform(texts)], format="csr"
    )
    return found


def _weighted(counts: sp.csr_matrix) -> sp.csr_matrix:
    """Return TF-IDF of what occurs in two texts at least; words and pieces weigh the same in each text."""
    n_texts = counts.shape[0]
    in_texts = np.bincount(counts.indices, minlength=counts.shape[1])
    often = in_texts >= min(2, n_texts)
    often[[0, WORDS]] = True  # texts that have nothing in common have a column as well
    rarity = (np.log((1 + n_texts) / (1 + in_texts)) + 1).astype(np.float32)
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    halves = [
        _of_length_one(counts[:, np.flatnonzero(often[:WORDS])]),
        _of_length_one(counts[:, WORDS + np.flatnonzero(often[WORDS:])]),
    ]
    together: sp.csr_matrix = sp.hstack(halves, format="csr") * np.float32(np.sqrt(0.5))
    return together


def _of_length_one(rows: sp.csr_matrix) -> sp.csr_matrix:
    from sklearn.preprocessing import normalize

    scaled: sp.csr_matrix = normalize(rows, copy=False)
    return scaled
