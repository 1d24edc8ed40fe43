"""Item keys: what stays the same about an item when its frame is read again, filtered or re-ordered.

A key comes from a column that the caller names, or from the content. Nothing here knows what a frame is.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.errors import InputError
from loopwidgets.store.schema import storable

_DIGEST = 16
_HEX = frozenset("0123456789abcdef")

Codes = npt.NDArray[np.int64]


class Keys(Protocol):
    """The keys of all items: item ``code`` (0, 1, …) to key and back."""

    codes: Codes
    """Shape (n_rows,): the item that each row of the data is."""
    first: Codes
    """Shape (n_items,): the first row of each item."""

    def key_of(self, code: int) -> str:
        """Return an item's key."""
        ...

    def codes_of(self, keys: Sequence[str]) -> Codes:
        """Return the items with these keys; -1 where there is none."""
        ...

    def numbers(self) -> npt.NDArray[np.uint64]:
        """Return a number for each item that depends on its key alone."""
        ...


class GivenKeys:
    """Keys from a column of the caller's.

    Parameters
    ----------
    values
        One for each row; text, whole numbers or anything else with a stable text.
    name
        What the column is called, for errors.

    Raises
    ------
    InputError
        If a value is missing or stands twice; the first such rows are named.
    """

    def __init__(self, values: pd.Series, name: str) -> None:
        missing = np.flatnonzero(values.isna().to_numpy())
        if len(missing):
            raise InputError(
                f"key: {len(missing)} values of {name!r} are missing, the first in row "
                f"{missing[0]}; expected one for each row"
            )
        texts = [key_text(value) for value in values.tolist()]
        if "" in texts:
            raise InputError(
                f"key: the value of {name!r} in row {texts.index('')} is an empty text; "
                f"expected one that names the row"
            )
        self._index = pd.Index(texts, dtype=object)
        if not self._index.is_unique:
            twice = self._index[self._index.duplicated()].unique()[:3].tolist()
            raise InputError(
                f"key: values of {name!r} stand more than once: {twice}; expected each once"
            )
        self.codes: Codes = np.arange(len(texts), dtype=np.int64)
        self.first = self.codes

    def key_of(self, code: int) -> str:
        """Return an item's key."""
        return str(self._index[code])

    def codes_of(self, keys: Sequence[str]) -> Codes:
        """Return the items with these keys; -1 where there is none."""
        return np.asarray(self._index.get_indexer(pd.Index(keys, dtype=object)), dtype=np.int64)

    def numbers(self) -> npt.NDArray[np.uint64]:
        """Return a number for each item that depends on its key alone."""
        raw = b"".join(_digest(key.encode("utf-8", "surrogatepass")) for key in self._index)
        return np.frombuffer(raw, dtype="<u8")[::2].astype(np.uint64)


class ContentKeys:
    """Keys that are digests of the content: equal items share one.

    Parameters
    ----------
    contents
        What is shown, one for each row.
    each
        Whether equal items are told apart, by counting them.
    """

    def __init__(self, contents: Iterable[Any], *, each: bool = False) -> None:
        raw = b"".join(
            _digest(canonical(value)) if type(value) is not str else _digest_text(value)
            for value in contents
        )
        words = np.frombuffer(raw, dtype="<u8").reshape(-1, 2)
        self._wide = False
        codes, first = self._group(words)
        if not np.array_equal(words[:, 1], words[first[codes], 1]):
            self._wide = True  # two digests agree by half, once in 30 million frames of a million
            codes, first = self._group(words)
        self._lookup = pd.Index(self._needles(words[first]))
        self._groups: Codes | None = None
        self._suffix: dict[int, str] = {}
        self._repeated: dict[str, int] = {}
        self.codes: Codes = codes
        self.first: Codes = first
        self._words = words[first]
        if each:
            self._tell_apart(words)

    def _needles(self, words: npt.NDArray[np.uint64]) -> npt.NDArray[Any]:
        """Return what digests are looked up by: the first half, as long as that tells them apart."""
        if not self._wide:
            return words[:, 0].copy()
        return np.array([entry.tobytes() for entry in words], dtype=object)

    def _group(self, words: npt.NDArray[np.uint64]) -> tuple[Codes, Codes]:
        codes, distinct = pd.factorize(self._needles(words))
        first = np.empty(len(distinct), dtype=np.int64)
        first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
        return codes.astype(np.int64), first

    def _tell_apart(self, words: npt.NDArray[np.uint64]) -> None:
        """Make every row an item; the second of equal ones has ``-2`` behind its key, and so on."""
        nth = pd.Series(self.codes).groupby(self.codes).cumcount().to_numpy()
        self._words = words
        self._groups = self.first
        for row in np.flatnonzero(nth).tolist():
            self._suffix[row] = f"-{nth[row] + 1}"
            self._repeated[self.key_of(row)] = row
        self.codes = self.first = np.arange(len(words), dtype=np.int64)

    def key_of(self, code: int) -> str:
        """Return an item's key."""
        return _hex(self._words[code]) + self._suffix.get(code, "")

    def codes_of(self, keys: Sequence[str]) -> Codes:
        """Return the items with these keys; -1 where there is none."""
        found = np.full(len(keys), -1, dtype=np.int64)
        plain: Any = slice(None)
        raw = _digests(keys)
        if raw is None:  # some have a suffix, or are no digests at all
            plain = [place for place, key in enumerate(keys) if _is_digest(key)]
            raw = _digests([keys[place] for place in plain]) or b""
        if raw:
            words = np.frombuffer(raw, dtype="<u8").reshape(-1, 2)
            codes = np.asarray(self._lookup.get_indexer(pd.Index(self._needles(words))))
            if self._groups is not None:
                codes = np.where(codes >= 0, self._groups[codes], -1)
            fits = (codes >= 0) & (self._words[codes, 1] == words[:, 1])
            found[plain] = np.where(fits, codes, -1)
        if self._repeated:
            for place, key in enumerate(keys):
                found[place] = self._repeated.get(key, found[place])
        return found

    def numbers(self) -> npt.NDArray[np.uint64]:
        """Return a number for each item that depends on its key alone."""
        number = self._words[:, 1].astype(np.uint64)
        for code, suffix in self._suffix.items():
            number[code] ^= np.uint64(int(suffix[1:]) * 0x9E3779B97F4A7C15 % 2**64)
        return number


def content_hash(content: Any) -> str:
    """Return the digest of what was shown, as 32 hexadecimal digits."""
    return _digest(canonical(content)).hex()


def key_text(value: Any) -> str:
    """Return a key's text, as a store keeps it; 1 and 1.0 are the same key."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return storable(str(value))


def canonical(value: Any) -> bytes:  # noqa: C901, PLR0912 - one branch a type
    """Return bytes that are equal for equal values, on every machine and with every pandas.

    Parameters
    ----------
    value
        Text, number, time, path, bytes, array, a missing value, or lists and mappings of them.

    Raises
    ------
    InputError
        If the value has no stable content; a ``key=`` column is the way out.
    """
    if isinstance(value, str):
        return b"s" + value.encode("utf-8", "surrogatepass")
    if isinstance(value, bool | np.bool_):
        return b"b1" if value else b"b0"
    if isinstance(value, int | np.integer):
        return b"i%d" % int(value)
    if isinstance(value, float | np.floating):
        number = float(value)
        if math.isnan(number):
            return b"n"
        return b"i%d" % int(number) if number.is_integer() else b"f" + repr(number).encode()
    if value is None or value is pd.NaT or value is pd.NA:
        return b"n"
    if isinstance(value, bytes | bytearray | memoryview):
        return b"y" + bytes(value)
    if isinstance(value, datetime | date | time):
        return b"t" + value.isoformat().encode()
    if isinstance(value, PurePath):
        return b"s" + value.as_posix().encode("utf-8", "surrogatepass")
    if isinstance(value, np.ndarray):
        head = f"a{value.dtype.str}{value.shape}".encode()
        return head + (
            _joined(value.tolist())
            if value.dtype == object
            else np.ascontiguousarray(value).tobytes()
        )
    if hasattr(value, "__array_interface__"):  # a Pillow image
        return b"p" + str(getattr(value, "mode", "")).encode() + canonical(np.asarray(value))
    if isinstance(value, Mapping):
        pairs = sorted((canonical(k), canonical(v)) for k, v in value.items())
        return b"d" + b"".join(_sized(k) + _sized(v) for k, v in pairs)
    if isinstance(value, set | frozenset):
        return b"e" + b"".join(_sized(part) for part in sorted(map(canonical, value)))
    if isinstance(value, list | tuple | pd.Series):
        return b"l" + _joined(value)
    if isinstance(value, Decimal):
        text = f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
        return b"i%d" % int(text) if text.lstrip("-").isdigit() else b"m" + text.encode()
    text = str(value)
    if re.search(r" at 0x[0-9a-fA-F]+", text):  # where it is in memory says nothing of what it is
        raise InputError(
            f"show: items of type {type(value).__name__} have no content to tell them apart by; "
            f"name a column of stable keys with key='…'"
        )
    return b"o" + text.encode("utf-8", "surrogatepass")


def _joined(values: Iterable[Any]) -> bytes:
    return b"".join(_sized(canonical(entry)) for entry in values)


def _sized(part: bytes) -> bytes:
    return b"%d:" % len(part) + part


def _digest(content: bytes) -> bytes:
    return hashlib.blake2s(content, digest_size=_DIGEST).digest()


def _digest_text(text: str) -> bytes:
    content = b"s" + text.encode("utf-8", "surrogatepass")
    return hashlib.blake2s(content, digest_size=_DIGEST).digest()


def _hex(words: npt.NDArray[np.uint64]) -> str:
    return words.astype("<u8").tobytes().hex()


def _digests(keys: Sequence[str]) -> bytes | None:
    """Return the digests of keys that are digests all, one behind the other; else None."""
    if not set(map(len, keys)) <= {2 * _DIGEST}:
        return None
    try:
        raw = bytes.fromhex("".join(keys))
    except ValueError:
        return None
    return raw if len(raw) == _DIGEST * len(keys) else None


def _is_digest(key: str) -> bool:
    return len(key) == 2 * _DIGEST and _HEX.issuperset(key)
