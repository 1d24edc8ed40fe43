"""Texts in numbers by a sentence-transformers model that is at hand; nothing is downloaded unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loopwidgets.errors import InputError, MissingDependencyError
from loopwidgets.loop.features import Features, Tell, places_of

_CHUNK = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """Makes features of texts with a model by its name or folder."""

    name: str
    texts: Sequence[str]

    def __call__(self, tell: Tell) -> Features:
        """Return the model's embeddings, each of length one.

        Raises
        ------
        MissingDependencyError
            If sentence-transformers is not installed.
        InputError
            If there is no such model on this machine.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingDependencyError("sentence-transformers", "embeddings") from error
        try:
            model = SentenceTransformer(self.name, local_files_only=True)
        except Exception as error:
            raise InputError(
                f"features: {self.name!r} is no column of the data, and no sentence-transformers model on "
                f"this machine ({type(error).__name__}). Nothing is downloaded unasked: "
                f"SentenceTransformer({self.name!r}) fetches it once."
            ) from error
        parts = []
        for start in range(0, len(self.texts), _CHUNK):
            texts = list(self.texts[start : start + _CHUNK])
            parts.append(model.encode(texts, normalize_embeddings=True, show_progress_bar=False))
            tell(min(1.0, (start + _CHUNK) / len(self.texts)))
        matrix = np.vstack(parts).astype(np.float32)
        return Features(matrix, places_of(matrix))
