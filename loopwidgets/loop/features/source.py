"""Finds the features of a project's items, a user's own or those that suit the view, and their file.

The maker of features is sent to the process that runs rounds. So everything here can be pickled if the
user's part can.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from loopwidgets.data.hashing import content_hash
from loopwidgets.data.items import has_all
from loopwidgets.errors import InputError, nearest
from loopwidgets.images.pillow_images import as_path, is_pillow
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.loop.features.default import default_features
from loopwidgets.loop.features.embeddings import at_hand, meanings, place_of
from loopwidgets.loop.features.features import Features, Tell, features_of, made_by, matrix_of
from loopwidgets.loop.features.inputs import FileColumns, HeldColumns, ShownColumns, Texts
from loopwidgets.loop.features.kept import SUFFIX, Kept, remove_unused

if TYPE_CHECKING:
    from loopwidgets.data.keys import Codes
    from loopwidgets.project import Project
    from loopwidgets.views import View

_VERSION = "7"
"""Raised when default features change: those that were kept are made anew."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """The maker of features, and the place where they are kept.

    Parameters
    ----------
    make
        Makes the features.
    kept
        The place where they are kept. Features that are there already are of the same items, made in the
        same way.
    progress
        A file of this process. The maker, perhaps another process, writes its progress there.
    """

    make: Callable[[Tell], Features]
    kept: Kept
    progress: Path = field(default_factory=lambda: _own_place(".done"))

    @property
    def done(self) -> float | None:
        """The progress, from 0 to 1; None where it is unknown."""
        try:
            return float(self.progress.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def prepare(self) -> None:
        """Make and keep them."""
        if not self.kept.is_there:
            self.kept.write(self.make(self._tell))
            self.progress.unlink(missing_ok=True)
            remove_unused(self.kept.folder.parent)

    def drop(self) -> None:
        """Delete features that no later loop could find again."""
        if self.kept.folder.parent == self.progress.parent:
            shutil.rmtree(self.kept.folder, ignore_errors=True)

    def _tell(self, done: float) -> None:
        """Write the progress for the process that waits."""
        self.progress.parent.mkdir(mode=0o700, exist_ok=True)
        self.progress.write_text(f"{done:.3f}", encoding="ascii")


@dataclass(frozen=True, slots=True, eq=False)
class _Default:
    shown: ShownColumns
    view: View | None

    def __call__(self, tell: Tell) -> Features:
        return default_features(self.shown, self.view, tell)


@dataclass(frozen=True, slots=True, eq=False)
class _Embedded:
    shown: ShownColumns
    name: str

    def __call__(self, tell: Tell) -> Features:
        return meanings(Texts(self.shown), self.name, tell)


@dataclass(frozen=True, slots=True, eq=False)
class _Called:
    function: Callable[[Any], Any]
    shown: Any
    n_items: int

    def __call__(self, tell: Tell) -> Features:  # noqa: ARG002
        return made_by(self.function, self.shown, self.n_items)


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    values: Any
    n_items: int

    def __call__(self, tell: Tell) -> Features:  # noqa: ARG002
        return features_of(self.values, self.n_items)


def source_of(given: Any, project: Project, view: View | None) -> Source:
    """Return the source of a project's features.

    Parameters
    ----------
    given
        As `loopwidgets.loop.Loop` takes it.

    Raises
    ------
    InputError
        If they are not of these items, or there is no such column.
    """
    if is_at_hand(given, project):
        return Source(make=_given(given, project), kept=_kept(project, None))
    if given is None or isinstance(given, str):
        shown, told = _shown(project, view)
        how = _how(given, view)
        make = _Default(shown, view) if given is None else _Embedded(shown, given)
        return Source(make=make, kept=_kept(project, None if told is None else _digest(how, told)))
    frame = shown_frame(project)
    called = _Called(given, shown_to_user(frame), len(frame))
    told = _told_of(frame, view)
    how = [given, _source_told(given)]
    return Source(make=called, kept=_kept(project, None if told is None else _digest(how, told)))


def is_at_hand(given: Any, project: Project) -> bool:
    """Tell whether features exist already: an array, or a column of the data."""
    if isinstance(given, str):
        return given in project.need_data().columns
    return given is not None and not callable(given)


def check_features(given: Any, project: Project) -> None:
    """Raise `InputError` for a name that is no column's and can't be a model's.

    Slower checks are left to the maker of the features.
    """
    columns = [str(name) for name in project.need_data().columns]
    if isinstance(given, int | float | bytes | dict | set | frozenset):
        raise InputError(
            "features: expected a column, an array or a sparse matrix with a row for each row of the "
            f"data, or a function of the items, got {type(given).__name__}"
        )
    if not isinstance(given, str) or given in columns or find_spec("sentence_transformers"):
        return
    raise InputError(
        f"features: {given!r} is no column of the data.{nearest(given, columns)} A model of that name "
        "needs sentence-transformers: pip install 'loopwidgets[embeddings]'"
    )


def shown_frame(project: Project, codes: Codes | None = None) -> pd.DataFrame:
    """Return the shown columns, a row for each item; of all items when none are named."""
    items = project.need_data()
    if codes is None:
        codes = np.arange(len(items), dtype=np.int64)
    columns: list[list[Any]] = [[] for _ in items.shown]
    for shown, _ in items.contents(codes):
        for column, value in zip(columns, shown, strict=True):
            column.append(value)
    named = zip(map(str, items.shown), columns, strict=True)
    return pd.DataFrame({name: pd.Series(column) for name, column in named})


def shown_to_user(frame: pd.DataFrame) -> Any:
    """Return the items as a user's function gets them: a list where one column is shown, else a DataFrame."""
    return frame.iloc[:, 0].tolist() if frame.shape[1] == 1 else frame


def _given(given: Any, project: Project) -> _Given:
    items = project.need_data()
    if isinstance(given, str):
        given = items.column(given)
    if isinstance(given, pd.DataFrame | pd.Series) and not given.index.equals(items.index):
        if not has_all(given.index, items.index):
            raise InputError(
                "features: expected the data's own index; some of its rows are missing, or come twice. "
                "An array goes by position: features.to_numpy()"
            )
        given = given.reindex(items.index)
    n_rows = given.shape[0] if hasattr(given, "shape") else len(given)
    if n_rows != items.n_rows:
        raise InputError(
            f"features: expected a row for each of the data's {items.n_rows:,} rows, got {n_rows:,}; make "
            "them from the same rows"
        )
    values: Any = given
    if isinstance(given, pd.Series):
        values = given.tolist()
    elif isinstance(given, pd.DataFrame):
        values = given.to_numpy()
    return _Given(matrix_of(values, n_rows)[items.keys.first], len(items))


def _shown(project: Project, view: View | None) -> tuple[ShownColumns, bytes | None]:
    """Return the shown columns, and bytes that identify their content; None where that is impossible."""
    items = project.need_data()
    if items.origin is None or view is None:
        frame = shown_frame(project)
        return HeldColumns(frame.map(_sent)), _told_of(frame, view)
    # With the user's own keys, content can't be identified without reading all of it.
    told = None if items.key_column else items.keys.numbers().tobytes()
    return FileColumns(items.origin, items.shown, items.keys.first), told


def _how(given: str | None, view: View | None) -> list[Any]:
    """Return the values that identify how features are made: plain ones, the same in every version."""
    if given is not None:
        place = place_of(given)
        files = sorted(file for file in Path(place).rglob("*") if file.is_file())
        return ["embedded", place, [_file_told(file) for file in files]]
    form = None if view is None else view.item_form
    return ["default", form, at_hand() if form == "text" else None]


def _told_of(frame: pd.DataFrame, view: View | None) -> bytes | None:
    """Return bytes that identify items in memory; None where that is impossible."""
    told = _file_told if view is not None and view.item_form == "image" else _told
    try:
        columns = [frame[name].map(told).to_numpy(object) for name in frame.columns]
        return b"".join(pd.util.hash_array(column).tobytes() for column in columns)
    except Exception:  # noqa: BLE001 - what can't be told apart is not kept
        return None


def _digest(how: list[Any], told: bytes) -> str | None:
    """Return a digest of the items and of how their features are made; None where that is impossible."""
    import cloudpickle

    digest = hashlib.blake2b(_VERSION.encode(), digest_size=16)
    try:
        digest.update(cloudpickle.dumps(how))  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - what can't be told apart is not kept
        return None
    digest.update(told)
    return digest.hexdigest()


def _source_told(function: Callable[..., Any]) -> str:
    """Return a text that identifies a function's file: the function may be known by its name alone."""
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    file = getattr(module, "__file__", None)
    return "" if file is None else _file_told(file)


def _told(value: Any) -> str:
    """Return a text that identifies a value."""
    with uninterrupted():
        from joblib import hash as hash_of

    return value if isinstance(value, str) else f"{type(value).__name__} {hash_of(value)}"


def _sent(value: Any) -> Any:
    """Return a value as the process that makes features gets it: an image is not loaded here."""
    return as_path(value) if is_pillow(value) else value


def _file_told(value: Any) -> str:
    """Return a text that identifies a file and when it was written; any other value as `_told`."""
    if is_pillow(value):
        return content_hash(value)
    try:
        stat = Path(value).stat()
    except (OSError, ValueError, TypeError):
        return _told(value)
    return f"{value} {stat.st_size} {stat.st_mtime_ns}"


def _kept(project: Project, digest: str | None) -> Kept:
    """Return the place for features: beside the store, or a folder that lasts as long as this process."""
    n_items = len(project.need_data())
    path = getattr(project.store, "path", None)
    if digest is not None and path is not None and _is_ours(home := Path(f"{path}.features")):
        kept = Kept(home / f"{digest}{SUFFIX}", n_items)
        kept.mark_as_used()
        kept.drop_if_incomplete()
        return kept
    return Kept(_own_place(SUFFIX), n_items)


def _is_ours(home: Path) -> bool:
    """Make the folder beside a store; False if it is no folder, or a link to where other files are."""
    with suppress(OSError):
        home.mkdir(exist_ok=True)
        if not home.is_symlink() and os.access(home, os.R_OK | os.W_OK | os.X_OK):
            return True
    _logger.warning(
        "%s is no folder to write to: features are kept only until the kernel ends.", home
    )
    return False


def _own_place(suffix: str) -> Path:
    """Return a path for a file or folder of this process."""
    return _own_folder() / f"{uuid.uuid4().hex}{suffix}"


@lru_cache(maxsize=1)
def _own_folder() -> Path:
    """Return a folder that only this user can open, and that goes with this process."""
    folder = tempfile.mkdtemp(prefix="loopwidgets-loop-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
