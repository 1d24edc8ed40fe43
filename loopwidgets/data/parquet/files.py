"""Finds the Parquet data that a user passed: a dataset, an open file, or a path.

The data is opened here; ``rows.py`` reads its rows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from loopwidgets.data.parquet.parquet_rows import ParquetRows
from loopwidgets.data.parquet.reader import Part
from loopwidgets.errors import InputError, MissingDependencyError, nearest
from loopwidgets.lib.interrupts import uninterrupted

_SUFFIX = ".parquet"
_BUFFER = 1 << 20


def pool_of(data: Any) -> ParquetRows | None:
    """Return the rows of a Parquet dataset, file or folder; None for any other data.

    Raises
    ------
    InputError
        If the file is missing or is no Parquet file, or its rows have no fixed place.
    MissingDependencyError
        If pyarrow is not installed.
    """
    if isinstance(data, str | os.PathLike):
        path = _place(os.fspath(data))
        return None if path is None else _opened_by(str(path.resolve()), _pool_at(path))
    # A caller who has such an object has loaded its module.
    arrow, files = sys.modules.get("pyarrow.dataset"), sys.modules.get("pyarrow.parquet")
    if arrow is not None and isinstance(data, arrow.Dataset):
        return _opened_by(data, _pool_of_dataset(data))
    if files is not None and isinstance(data, files.ParquetFile):
        metadata = data.metadata
        part = Part("The file", lambda: data, metadata, range(metadata.num_row_groups))
        return ParquetRows([part], data.schema_arrow, alone=True)
    return None


def pool_of_files(paths: Sequence[Path]) -> ParquetRows:
    """Return the rows of these Parquet files, in this order."""
    names = [str(path.resolve()) for path in paths]
    dataset = _dataset(names, repr(names[0]))
    return _opened_by(dataset, _pool_of_dataset(dataset))


def _opened_by(origin: Any, pool: ParquetRows) -> ParquetRows:
    pool.origin = origin
    return pool


def _place(text: Any) -> Path | None:
    """Return the path that a text names, if it is a Parquet file or a folder of them."""
    if not isinstance(text, str) or not text or "\n" in text:
        return None
    if "://" in text and text.lower().endswith(_SUFFIX):
        raise InputError(
            f"data: expected a path, got a URL; write pyarrow.dataset.dataset({text!r})"
        )
    try:
        path = Path(text).expanduser()
        return path if path.suffix.lower() == _SUFFIX or path.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long for a name, or no such home
        return None


def _pool_at(path: Path) -> ParquetRows:
    if not (path.is_file() or path.is_dir()):  # a pipe would be waited for
        beside = path.parent.iterdir() if path.parent.is_dir() else ()
        hint = nearest(path.name, (one.name for one in beside if one.suffix.lower() == _SUFFIX))
        raise InputError(f"data: there is no file {str(path)!r} in {Path.cwd()}.{hint}")
    whole = path.is_dir()
    found = _dataset(
        _files_in(path) if whole else str(path), repr(str(path)), base=path if whole else None
    )
    return _pool_of_dataset(found)


def _dataset(files: str | list[str], named: str, base: Path | None = None) -> Any:
    """Return files as a dataset; folders below ``base``, such as ``year=2026``, become columns."""
    try:
        with uninterrupted():
            import pyarrow as pa
            import pyarrow.dataset as arrow
    except ImportError as error:
        raise MissingDependencyError("pyarrow", "formats") from error
    try:
        return arrow.dataset(
            files,
            format="parquet",
            partitioning=arrow.HivePartitioning.discover(infer_dictionary=True) if base else None,
            partition_base_dir=str(base) if base else None,
        )
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"data: {named} can't be read as Parquet: {error}") from error


def _files_in(folder: Path) -> list[str]:
    """Return the Parquet files of a folder, in the order in which pandas reads them."""

    def is_hidden(path: Path) -> bool:
        return any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)

    found = (path for path in folder.rglob("*") if path.suffix.lower() == _SUFFIX)
    files = sorted(str(path) for path in found if path.is_file() and not is_hidden(path))
    if not files:
        raise InputError(f"data: the folder {str(folder)!r} holds no {_SUFFIX} file")
    return files


def _pool_of_dataset(dataset: Any) -> ParquetRows:
    from pyarrow.dataset import ParquetFileFragment

    try:
        fragments = list(dataset.get_fragments())
    except ValueError as error:  # it is filtered
        raise InputError(
            f"data: {error} Items are identified by their place in the files, so write the chosen rows to "
            "new files with pyarrow.dataset.write_dataset(…, format='parquet')"
        ) from error
    odd = next((one for one in fragments if not isinstance(one, ParquetFileFragment)), None)
    if odd is not None:
        raise InputError(
            f"data: expected a dataset of Parquet files, got {type(odd).__name__} in it; if the data fits "
            "into memory, write data.to_table().to_pandas()"
        )
    return ParquetRows(
        [_part_of(fragment, dataset.schema) for fragment in fragments], dataset.schema
    )


def _part_of(fragment: Any, schema: Any) -> Part:
    with uninterrupted():
        import pyarrow as pa
        import pyarrow.dataset as arrow
        import pyarrow.parquet as files
        from pyarrow.fs import FileType

    def look() -> Any:
        if not fragment.path or fragment.buffer is not None:
            return 0
        info = fragment.filesystem.get_file_info(fragment.path)
        return None if info.type == FileType.NotFound else (info.size, info.mtime_ns)

    def opened() -> Any:
        # Only the next pages of a row group are in memory.
        return files.ParquetFile(
            fragment.open(), metadata=fragment.metadata, buffer_size=_BUFFER, pre_buffer=False
        )

    constant = {}
    for name, value in arrow.get_partition_keys(fragment.partition_expression).items():
        kind = schema.field(name).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        constant[name] = pa.scalar(value, type=kind)
    name = fragment.path or "The file"
    try:
        groups = [group.id for group in fragment.row_groups]
        return Part(name, opened, fragment.metadata, groups, look=look, constant=constant)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"data: {name!r} can't be read as Parquet: {error}") from error
