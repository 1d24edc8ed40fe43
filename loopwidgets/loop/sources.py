"""Where features come from: what a user gave, or what suits the view; and in which file they are kept.

What makes them is sent to wherever rounds run, so everything here can be pickled if the user's part can.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from loopwidgets.contents import Contents
from loopwidgets.datasets import pool_of
from loopwidgets.errors import InputError, nearest
from loopwidgets.loop.features import Features, Tell, features_of, made_by, matrix_of
from loopwidgets.loop.rounds import keep
from loopwidgets.loop.starting import default_features
from loopwidgets.views.base import readable

if TYPE_CHECKING:
    from loopwidgets.keys import Codes
    from loopwidgets.project import Project
    from loopwidgets.views import View

_VERSION = "2"
"""Raised when default features change: those that were kept are made anew."""
_TEMPORARY = "loopwidgets-loop-"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """How to make features, and where they are kept.

    Parameters
    ----------
    make
        Makes them.
    file
        Where they are kept; features that are there already are of the same items, made in the same way.
    """

    make: Callable[[Tell], Features]
    file: Path

    @property
    def is_kept(self) -> bool:
        """Whether they need not be made again."""
        return self.file.exists()

    @property
    def done(self) -> float | None:
        """How far they are made, from 0 to 1; None where that is not told."""
        try:
            return float(self._told.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def prepare(self) -> None:
        """Make and keep them."""
        if not self.is_kept:
            keep(self.make(self._tell), self.file)
            self._told.unlink(missing_ok=True)

    def drop(self) -> None:
        """Let go of what no later loop could find again."""
        if self.file.parent.name.startswith(_TEMPORARY):
            shutil.rmtree(self.file.parent, ignore_errors=True)

    @property
    def _told(self) -> Path:
        return self.file.with_suffix(".done")

    def _tell(self, done: float) -> None:
        """Tell whoever waits, which is another process, how far it is."""
        self._told.write_text(f"{done:.3f}", encoding="ascii")


@dataclass(frozen=True, slots=True, eq=False)
class _Default:
    frame: pd.DataFrame
    view: View | None

    def __call__(self, tell: Tell) -> Features:
        return default_features(self.frame, self.view, tell)


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """Texts that stand in files: they are opened where the features are made, and read part by part."""

    origin: Any
    shown: tuple[Any, ...]
    rows: Codes

    def __call__(self, tell: Tell) -> Features:
        from loopwidgets.loop.texts import text_features

        pool = pool_of(self.origin)
        assert pool is not None  # noqa: S101 - it was one before
        return text_features(_Texts(pool.contents(self.shown), self.rows), tell)


class _Texts(Sequence[str]):
    def __init__(self, contents: Contents, rows: Codes) -> None:
        self._contents = contents
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, part: Any) -> Any:
        rows = self._contents.several(self._rows[part])
        return [" ".join(map(readable, row)) for row in rows]


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
    """Return how the features of a project's items are made.

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
        return Source(make=_given(given, project), file=_file(project, None))
    items = project.need_data()
    if given is None and items.origin is not None and view is not None and view.kind == "text":
        told = hashlib.blake2b(_VERSION.encode() + items.keys.numbers().tobytes(), digest_size=16)
        kept = None if items.key_column else told.hexdigest()
        read = _Read(items.origin, items.shown, items.keys.first)
        return Source(make=read, file=_file(project, kept))
    frame = shown_frame(project)
    if given is None:
        return Source(
            make=_Default(frame, view), file=_file(project, _digest(["default", view], frame, view))
        )
    if isinstance(given, str):
        from loopwidgets.loop.embeddings import Embedded

        made = _digest(["embedded", given], frame)
        return Source(make=Embedded(given, texts_of(frame)), file=_file(project, made))
    called = _Called(given, shown_to_user(frame), len(frame))
    return Source(make=called, file=_file(project, _digest([given], frame, view)))


def is_at_hand(given: Any, project: Project) -> bool:
    """Tell whether features are there already: an array, or a column of the data."""
    if isinstance(given, str):
        return given in project.need_data().columns
    return given is not None and not callable(given)


def check_features(given: Any, project: Project) -> None:
    """Raise `InputError` for a name that is neither a column's nor can be a model's.

    What takes longer to find out is told by the one who makes the features.
    """
    columns = [str(name) for name in project.need_data().columns]
    if not isinstance(given, str) or given in columns or find_spec("sentence_transformers"):
        return
    raise InputError(
        f"features: {given!r} is no column of the data.{nearest(given, columns)} As the name of a model it "
        f"needs sentence-transformers: pip install 'loopwidgets[embeddings]'"
    )


def shown_frame(project: Project, codes: Codes | None = None) -> pd.DataFrame:
    """Return what items show, a row for each; of all, when none are named."""
    items = project.need_data()
    if codes is None:
        codes = np.arange(len(items), dtype=np.int64)
    columns: list[list[Any]] = [[] for _ in items.shown]
    for shown, _ in items.contents(codes):
        for column, value in zip(columns, shown, strict=True):
            column.append(value)
    named = zip(map(str, items.shown), columns, strict=True)
    return pd.DataFrame({name: pd.Series(column) for name, column in named})


def texts_of(frame: pd.DataFrame) -> list[str]:
    """Return what can be read in items, a text for each."""
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    return [" ".join(map(readable, row)) for row in zip(*columns, strict=True)]


def shown_to_user(frame: pd.DataFrame) -> Any:
    """Return the items as a user's function gets them: a list where one column is shown, else a DataFrame."""
    return frame.iloc[:, 0].tolist() if frame.shape[1] == 1 else frame


def _given(given: Any, project: Project) -> _Given:
    items = project.need_data()
    if isinstance(given, str):
        given = items.column(given)
    if isinstance(given, pd.DataFrame | pd.Series) and not given.index.equals(items.index):
        if not (given.index.is_unique and items.index.isin(given.index).all()):
            raise InputError(
                "features: expected them on the data's own index; some of its rows have none, or several"
            )
        given = given.reindex(items.index)
    n_rows = given.shape[0] if hasattr(given, "shape") else len(given)
    if n_rows != items.n_rows:
        raise InputError(
            f"features: expected a row for each of the data's {items.n_rows:,}, got {n_rows:,}"
        )
    first = items.keys.first
    if isinstance(given, pd.Series):
        values: Any = given.iloc[first].tolist()
    elif isinstance(given, pd.DataFrame):
        values = given.iloc[first].to_numpy()
    else:
        values = (given.tocsr() if sp.issparse(given) else np.asarray(given))[first]
    return _Given(matrix_of(values, len(items)), len(items))


def _digest(how: list[Any], frame: pd.DataFrame, view: View | None = None) -> str | None:
    """Return a digest of items and of what is made of them; None where it can't be told."""
    import cloudpickle

    digest = hashlib.blake2b(_VERSION.encode(), digest_size=16)
    told = _file_told if view is not None and view.kind == "image" else _told
    try:
        digest.update(cloudpickle.dumps(how))  # type: ignore[no-untyped-call]
        for name in frame.columns:
            digest.update(pd.util.hash_array(frame[name].map(told).to_numpy(object)).tobytes())
    except Exception:  # noqa: BLE001 - what can't be told apart is not kept
        return None
    return digest.hexdigest()


def _told(value: Any) -> str:
    """Return what tells a value apart."""
    from joblib import hash as hash_of

    return value if isinstance(value, str) else f"{type(value).__name__} {hash_of(value)}"


def _file_told(value: Any) -> str:
    """Return what tells a file apart, when it was written as well; else what tells a value apart."""
    try:
        stat = Path(value).stat()
    except (OSError, ValueError, TypeError):
        return _told(value)
    return f"{value} {stat.st_size} {stat.st_mtime_ns}"


def _file(project: Project, digest: str | None) -> Path:
    path = getattr(project.store, "path", None)
    if digest is None or path is None:
        return Path(tempfile.mkdtemp(prefix=_TEMPORARY)) / "features"
    folder = Path(f"{path}.features")
    folder.mkdir(exist_ok=True)
    return folder / digest
