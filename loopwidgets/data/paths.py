"""Opens the data that a path, a folder or a pattern names: images, recordings, texts and Parquet files.

Tables of other formats are read by pandas, in the user's own code.
"""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from loopwidgets.data.parquet.files import pool_of, pool_of_files
from loopwidgets.data.shapes import of_pandas
from loopwidgets.errors import InputError, nearest
from loopwidgets.views import fitting

_READERS = {
    ".csv": "pd.read_csv({0})",
    ".tsv": "pd.read_csv({0}, sep='\\t')",
    ".json": "pd.read_json({0})",
    ".jsonl": "pd.read_json({0}, lines=True)",
    ".ndjson": "pd.read_json({0}, lines=True)",
    ".xlsx": "pd.read_excel({0})",
    ".xls": "pd.read_excel({0})",
    ".ods": "pd.read_excel({0})",
    ".feather": "pd.read_feather({0})",
    ".arrow": "pd.read_feather({0})",
    ".orc": "pd.read_orc({0})",
    ".pkl": "pd.read_pickle({0})",
    ".pickle": "pd.read_pickle({0})",
    ".sav": "pd.read_spss({0})",
    ".dta": "pd.read_stata({0})",
    ".xml": "pd.read_xml({0})",
}
"""The code that reads a table: which delimiter or sheet it is, is for the user to say."""
_PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip")
_TEXTS = (".txt", ".md", ".rst")
_PARQUET = ".parquet"


def opened(data: Any) -> Any:
    """Return the data that a path, a folder or a pattern names, and any other data in the form of pandas.

    Images become a list of paths, texts a Series on the names of their files, and Parquet files
    `ParquetRows`, which are read on demand.

    Raises
    ------
    InputError
        If no file is there, or its format leaves open how to read it. The message has the code to write.
    """
    if not isinstance(data, str | os.PathLike):
        pool = pool_of(data)
        return of_pandas(data) if pool is None else pool
    text = os.fspath(data)
    if not isinstance(text, str) or not text or "\n" in text:
        return data
    try:
        path = Path(text).expanduser()
        is_folder, is_there = path.is_dir(), path.exists()
    except (OSError, RuntimeError, ValueError):  # too long for a name, or no such home
        return data
    if is_folder:
        files = _files_in(path)
        if any(_suffix_of(each.name) == _PARQUET for each in files):
            return pool_of(data)
        return _opened(files, f"the folder {text!r}", f"{text.rstrip('/')}/**/*")
    if glob.has_magic(text) and not is_there and "://" not in text:
        return _matching(data, str(path), text)
    suffix = _suffix_of(text)
    if suffix == _PARQUET:
        return pool_of(data)
    if suffix in _READERS:
        _refuse_missing(path, text)
        raise InputError(
            f"data: expected data, got a path. Write {_READERS[suffix].format(repr(text))}"
        )
    if suffix in _TEXTS or _media_of(suffix):
        _refuse_missing(path, text)
        raise InputError(
            f"data: expected several items, got one file. A single file is a list: [{text!r}]"
        )
    return data


def _matching(data: Any, pattern: str, text: str) -> Any:
    """Open the files that match a pattern; a text that is no pattern of files stays as it is."""
    found = map(Path, sorted(glob.glob(pattern, recursive=True)))  # noqa: PTH207 - also of a whole path
    files = [path for path in found if path.is_file()]
    if files:
        return _opened(files, f"the pattern {text!r}", text)
    if "/" not in text and os.sep not in text and not _suffix_of(text):
        return data  # such as "why?"
    raise InputError(f"data: no file matches {text!r} in {Path.cwd()}")


def _opened(files: Sequence[Path], where: str, pattern: str) -> Any:
    """Open files, which have to be of one kind; files of an unknown kind are left out."""
    of_kind: dict[str, list[Path]] = {}
    for path in files:
        of_kind.setdefault(_kind_of(path.name), []).append(path)
    unknown = of_kind.pop("", [])
    if len(of_kind) > 1:
        found = " and ".join(f"{len(some):,} {kind}" for kind, some in of_kind.items())
        first = next(iter(of_kind.values()))[0]
        raise InputError(
            f"data: {where} holds {found}. Write a pattern for one kind, such as "
            f"{str(first.parent / '*') + first.suffix!r}"
        )
    if not of_kind:
        kinds = "images, recordings, texts or Parquet files"
        raise InputError(f"data: {where} holds no {kinds}{_found(unknown)}")
    ((kind, chosen),) = of_kind.items()
    if kind in ("images", "recordings"):
        return chosen
    if kind == "texts":
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in chosen]
        return pd.Series(
            texts, index=pd.Index(map(str, chosen), name="file"), name="text", dtype=object
        )
    if kind == "Parquet files":
        return pool_of_files(chosen)
    suffix = _suffix_of(chosen[0].name)
    files_of_kind = (
        pattern if pattern.endswith(suffix) else pattern.removesuffix("*") + f"*{suffix}"
    )
    raise InputError(
        f"data: expected data, got {kind}. Write pd.concat([{_READERS[suffix].format('path')} for path in "
        f"sorted(glob.glob({files_of_kind!r}, recursive=True))])"
    )


def _found(unknown: Sequence[Path]) -> str:
    if not unknown:
        return "; it is empty"
    counts = Counter(path.suffix.lower() or path.name for path in unknown)
    return ", but " + ", ".join(f"{count:,} {suffix}" for suffix, count in counts.most_common(5))


def _files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and of its folders, in order, without hidden ones."""

    def is_hidden(path: Path) -> bool:
        return any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)

    return sorted(path for path in folder.rglob("*") if not is_hidden(path) and path.is_file())


def _suffix_of(name: str) -> str:
    """Return the ending that tells the format, without the ending of a packed file."""
    suffixes = [suffix.lower() for suffix in Path(name.partition("?")[0]).suffixes[-2:]]
    if len(suffixes) == 2 and suffixes[1] in _PACKED:
        return suffixes[0]
    return suffixes[-1] if suffixes else ""


def _kind_of(name: str) -> str:
    suffix = _suffix_of(name)
    if suffix == _PARQUET:
        return "Parquet files"
    if suffix in _TEXTS:
        return "texts"
    if suffix in _READERS:
        return f"{suffix} files"
    return _media_of(suffix)


@cache
def _media_of(suffix: str) -> str:
    """Return the kind of files that a view would show by this ending; empty for no such ending."""
    form = fitting([pd.Series([f"a{suffix}"], dtype=object)]).item_form
    return {"image": "images", "sound": "recordings"}.get(form, "")


def _refuse_missing(path: Path, text: str) -> None:
    if "://" in text or path.exists():
        return
    beside = path.parent.iterdir() if path.parent.is_dir() else ()
    hint = nearest(path.name, (each.name for each in beside))
    raise InputError(f"data: there is no file {text!r} in {Path.cwd()}.{hint}")
