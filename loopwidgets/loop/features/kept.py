"""Keeps features on disk: written whole or not at all, and read as numbers alone, whoever wrote them.

The folder beside a store may come from someone else, so nothing in it is ever unpickled. Damaged or foreign
features, or those of other items, count as missing. Nothing here makes features.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse as sp

from loopwidgets.errors import InputError, LoopwidgetsError
from loopwidgets.loop.features.features import DIMENSIONS, Features, Joined

SUFFIX = ".arrays"
"""Ends the names of folders of features. Older files, named by a digest alone, are no longer read."""
_DRAFT = ".draft-"
_OURS = re.compile(rf"[0-9a-f]{{32}}{re.escape(SUFFIX)}|{re.escape(_DRAFT)}\w+")
_STALE = 30 * 24 * 3600
"""Seconds after which kept features that nobody used are removed, once others are made."""
_LEFT = 24 * 3600
"""Seconds after which a draft counts as abandoned."""
_ABOUT = "about.json"
_MOST = 1000
"""The most bytes of the description."""
_ARRAYS = ("places", "dense", "data", "indices", "indptr")
_PLAIN = b"\x93NUMPY\x01\x00"
"""The first bytes of an array file whose header is short; other versions are for what is never kept."""
_PART = 250_000
"""Numbers that are looked at in one go."""

Array: TypeAlias = Any


class FeaturesGoneError(LoopwidgetsError):
    """Kept features were deleted or damaged just when a round needed them."""


class _ForeignError(ValueError):
    """The folder holds something that this module did not write."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The features of items, in a folder of their own.

    Parameters
    ----------
    folder
        Their folder; it need not exist yet.
    n_items
        The number of their items.
    """

    folder: Path
    n_items: int

    @property
    def is_there(self) -> bool:
        """True if features can be read."""
        return self.opened() is not None

    @property
    def is_blocked(self) -> bool:
        """True if something else is in their place."""
        return os.path.lexists(self.folder) and not self.is_there

    def opened(self) -> Features | None:
        """Return the features, which stay on disk until they are used; None where they are missing."""
        try:
            return _read(self, _marks(self.folder))
        except Exception:  # noqa: BLE001 - whatever stands there, it can't be used
            return None

    def load(self) -> Features:
        """Return the features, which stay on disk until they are used.

        Raises
        ------
        FeaturesGoneError
            If they are missing.
        """
        features = self.opened()
        if features is None:
            raise FeaturesGoneError("The kept features are gone or damaged, and are made anew.")
        return features

    def write(self, features: Features) -> None:
        """Write features whole, or not at all; another kernel may write the same.

        Raises
        ------
        InputError
            If they hold values that could not be read again.
        """
        home = self.folder.parent
        home.mkdir(parents=True, exist_ok=True)  # it may have been deleted at any time
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=home))
        try:
            about, arrays = _taken_apart(features)
            for name, array in arrays.items():
                np.save(draft / f"{name}.npy", array, allow_pickle=False)
            (draft / _ABOUT).write_text(json.dumps(about), encoding="ascii")
            draft.chmod(stat.S_IMODE(home.stat().st_mode) & 0o777)  # all who share the store
            self._put(draft)
        finally:
            _remove(draft)
        if not self.is_there:
            raise InputError(
                f"features: expected finite numbers of at most 8 bytes each, got {_dtypes(features)}"
            )

    def mark_as_used(self) -> None:
        """Keep the features for another while."""
        with suppress(OSError):  # on a disk that is only read
            looked = self.folder.lstat()
            if stat.S_ISDIR(looked.st_mode):
                os.utime(self.folder, ns=(time.time_ns(), looked.st_mtime_ns))

    def drop_if_incomplete(self) -> None:
        """Remove features of files that could not all be fetched, so that they are made anew."""
        features = self.opened()
        if features is not None and not features.complete:
            _remove(self.folder)

    def _put(self, draft: Path) -> None:
        """Put a draft in place of whatever is there, unless it is features from another kernel."""
        try:
            draft.rename(self.folder)
        except OSError:
            if self.is_there:
                return
            aside = self.folder.with_name(f"{_DRAFT}{uuid.uuid4().hex}")
            with suppress(FileNotFoundError):
                self.folder.rename(aside)  # a link is removed itself
            _remove(aside)
            with suppress(OSError):  # another kernel was quicker
                draft.rename(self.folder)


def remove_unused(home: Path) -> None:
    """Remove features that nobody used for long, and abandoned drafts; nothing else."""
    now = time.time()
    for folder in home.iterdir():
        with suppress(OSError):  # another kernel may do the same
            looked = folder.lstat()
            if _OURS.fullmatch(folder.name) and stat.S_ISDIR(looked.st_mode):
                is_draft = folder.name.startswith(_DRAFT)
                until = looked.st_mtime + _LEFT if is_draft else looked.st_atime + _STALE
                if until < now:
                    _remove(folder)


# --- Writing -----------------------------------------------------------------------------------------


def _taken_apart(features: Features) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return features as arrays, each of them once, and a description that puts them together again."""
    matrix = features.matrix
    dense, sparse, share = matrix, None, None
    if isinstance(matrix, Joined):
        dense, sparse, share = matrix.dense, matrix.sparse, matrix.share
    elif sp.issparse(matrix):
        dense, sparse = None, matrix
    arrays = {"places": features.places}
    if dense is not None and dense is not features.places:
        arrays["dense"] = dense
    if sparse is not None:
        arrays |= {"data": sparse.data, "indices": sparse.indices, "indptr": sparse.indptr}
    about = {
        "dense": None if dense is None else "dense" if "dense" in arrays else "places",
        "sparse_columns": None if sparse is None else int(sparse.shape[1]),
        "share": None if share is None else float(share),
        "tabular": bool(features.tabular),
        "complete": bool(features.complete),
    }
    return about, arrays


def _dtypes(features: Features) -> str:
    arrays = _taken_apart(features)[1]
    return ", ".join(sorted({str(array.dtype) for array in arrays.values()}))


def _remove(place: Path) -> None:
    """Remove a folder or a file, if it is there; of a link the link itself."""
    with suppress(OSError):
        if stat.S_ISDIR(place.lstat().st_mode):
            place.chmod(0o700)  # a copied folder may have any rights
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink()


# --- Reading -----------------------------------------------------------------------------------------


def _marks(folder: Path) -> tuple[Any, ...]:
    """Return marks that differ when the files change; raise where a file is no plain file, such as a pipe."""
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise _ForeignError
    marks = []
    for name in (_ABOUT, *(f"{array}.npy" for array in _ARRAYS)):
        with suppress(FileNotFoundError):
            looked = (folder / name).lstat()
            if not stat.S_ISREG(looked.st_mode):
                raise _ForeignError
            marks.append((name, looked.st_ino, looked.st_size, looked.st_mtime_ns))
    return tuple(marks)


@lru_cache(maxsize=1)
def _read(kept: Kept, marks: tuple[Any, ...]) -> Features:  # noqa: ARG001 - files that changed are read anew
    about = _about(kept.folder)
    places = _dense(kept, "places")
    if places.shape[1] > DIMENSIONS:
        raise _ForeignError
    matrix = None
    if about["dense"] is not None:
        matrix = places if about["dense"] == "places" else _dense(kept, "dense")
    if about["sparse_columns"] is not None:
        sparse = _sparse(kept, about["sparse_columns"])
        matrix = sparse if matrix is None else Joined(matrix, sparse, about["share"])
    return Features(matrix, places, about["tabular"], about.get("complete", True))


def _about(folder: Path) -> dict[str, Any]:
    """Return the description beside the arrays, checked."""
    with (folder / _ABOUT).open("rb") as file:
        about = json.loads(file.read(_MOST))
    dense, columns, share = about["dense"], about["sparse_columns"], about["share"]
    fits = (
        dense in (None, "dense", "places")
        and (columns is None or (type(columns) is int and 0 < columns < 2**31))
        and (share is None or (type(share) is float and 0 <= share <= 1))
        and type(about["tabular"]) is bool
        and type(about.get("complete", True)) is bool
        and not (dense is None and columns is None)
        and (share is not None) == (dense is not None and columns is not None)
    )
    if not fits:
        raise _ForeignError
    return dict(about)


def _dense(kept: Kept, name: str) -> Array:
    """Return an array with a row for each item."""
    array = _mapped(kept.folder, name, np.float32)
    if array.ndim != 2 or array.shape[0] != kept.n_items or array.shape[1] == 0:
        raise _ForeignError
    if not all(_are_numbers(part) for part in _parts(kept.folder, name, array)):
        raise _ForeignError
    return array


def _sparse(kept: Kept, n_columns: int) -> sp.csr_matrix:
    """Return a sparse matrix with a row for each item, and no place outside of it."""
    data = _mapped(kept.folder, "data", np.number, np.bool_)
    indices = _mapped(kept.folder, "indices", np.int32, np.int64)
    indptr = _mapped(kept.folder, "indptr", np.int32, np.int64)
    starts = np.asarray(indptr)
    fits = (
        data.ndim == indices.ndim == indptr.ndim == 1
        and data.shape == indices.shape
        and starts.shape == (kept.n_items + 1,)
        and starts[0] == 0
        and starts[-1] == len(data)
        and (starts[1:] >= starts[:-1]).all()  # a difference of two could overflow
        and all(
            part.min() >= 0 and part.max() < n_columns
            for part in _parts(kept.folder, "indices", indices)
        )
        and all(_are_numbers(part) for part in _parts(kept.folder, "data", data))
    )
    if not fits:
        raise _ForeignError
    shape = (kept.n_items, n_columns)
    matrix: sp.csr_matrix = sp.csr_matrix((data, indices, indptr), shape=shape, copy=False)
    return matrix


def _are_numbers(part: Array) -> bool:
    """Tell whether all numbers are finite, and all booleans are 0 or 1."""
    if part.dtype == np.bool_:
        return bool(part.view(np.uint8).max() <= 1)
    return bool(np.isfinite(part).all())


def _mapped(folder: Path, name: str, *kinds: Any) -> Array:
    """Return an array that stays on disk, of one of these types."""
    path = folder / f"{name}.npy"
    with path.open("rb") as file:
        if file.read(len(_PLAIN)) != _PLAIN:
            raise _ForeignError
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    dtype = array.dtype
    is_odd = dtype.kind not in "biuf" or dtype.itemsize > 8 or not dtype.isnative
    if is_odd or not any(np.issubdtype(dtype, kind) for kind in kinds):
        raise _ForeignError
    return array


def _parts(folder: Path, name: str, array: Array) -> Iterator[Array]:
    """Yield an array's numbers part by part; mapped, all of them would count as this process's memory."""
    for start in range(0, array.size, _PART):
        yield np.fromfile(
            folder / f"{name}.npy",
            dtype=array.dtype,
            count=min(_PART, array.size - start),
            offset=array.offset + start * array.itemsize,
        )
