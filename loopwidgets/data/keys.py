"""Makes item keys, which stay the same when a frame is read again, filtered or re-ordered.

A key comes from a column that the caller names, or from the content. Nothing here knows what a frame is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.data.hashing import DIGEST, content_digest, content_digests, digest, is_address
from loopwidgets.data.rows import Contents
from loopwidgets.errors import InputError
from loopwidgets.store.schema import storable

LONGEST_KEY = 10_000
"""Characters of a key that the caller gives: it travels with each answer."""
_BLOCK = 65_536
_HEX = frozenset("0123456789abcdef")

Codes = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
"""Digests, shape (n, 2): two numbers each."""


class Keys(Protocol):
    """The keys of all items: from an item's ``code`` (0, 1, …) to its key and back."""

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
    """Keys from a column that the caller names.

    Parameters
    ----------
    values
        A key for each row: text, whole numbers or anything else with a stable text.
    name
        The column's name, for errors.

    Raises
    ------
    InputError
        If a value is missing or occurs twice; the first such rows are named.
    """

    def __init__(self, values: pd.Series, name: str) -> None:
        texts = [text for some in _texts([values], name) for text in some]
        self._index = pd.Index(texts, dtype=object)
        if not self._index.is_unique:
            twice = self._index[self._index.duplicated()].unique()[:3].tolist()
            raise _repeated(twice, name)
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
        raw = b"".join(digest(key.encode("utf-8", "surrogatepass")) for key in self._index)
        return np.frombuffer(raw, dtype="<u8")[::2].astype(np.uint64)


class ReadKeys:
    """Keys from a column that the caller names, read in pieces: held as bytes, not as texts.

    Parameters
    ----------
    values
        The column, piece by piece.
    name
        The column's name, for errors.

    Raises
    ------
    InputError
        As `GivenKeys`.
    """

    def __init__(self, values: Iterable[pd.Series], name: str) -> None:
        raw, words, lengths = bytearray(), bytearray(), [np.zeros(1, dtype=np.int64)]
        for texts in _texts(values, name):
            encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
            raw += b"".join(encoded)
            words += b"".join(map(digest, encoded))
            lengths.append(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        self._raw = bytes(raw)
        self._ends: Codes = np.cumsum(np.concatenate(lengths))
        self._words: Words = np.frombuffer(bytes(words), dtype="<u8").reshape(-1, 2)
        self.codes: Codes = np.arange(len(self._words), dtype=np.int64)
        self.first = self.codes
        again = np.flatnonzero(_first_alike(self._words) != self.codes)
        if len(again):
            twice = list(dict.fromkeys(map(self.key_of, again.tolist())))
            raise _repeated(twice[:3], name)
        self._lookup = _Lookup(self._words)

    def key_of(self, code: int) -> str:
        """Return an item's key."""
        start, end = self._ends[code], self._ends[code + 1]
        return self._raw[start:end].decode("utf-8", "surrogatepass")

    def codes_of(self, keys: Sequence[str]) -> Codes:
        """Return the items with these keys; -1 where there is none."""
        if not keys:
            return np.empty(0, dtype=np.int64)
        raw = b"".join(digest(key.encode("utf-8", "surrogatepass")) for key in keys)
        return self._lookup.groups_of(np.frombuffer(raw, dtype="<u8").reshape(-1, 2))

    def numbers(self) -> npt.NDArray[np.uint64]:
        """Return a number for each item that depends on its key alone."""
        return self._words[:, 0].astype(np.uint64)


class ContentKeys:
    """Keys that are digests of the content: equal items share a key.

    A digest is made on demand. At the start only rows that may equal another row have theirs. All are made
    when a key is looked up that `key_of` did not give.

    Parameters
    ----------
    contents
        The contents of the rows.
    each
        True to tell equal items apart, by counting them.
    """

    def __init__(self, contents: Contents, *, each: bool = False) -> None:
        self._contents = contents
        self._making = threading.Lock()
        self._given: dict[str, int] = {}
        self._lookup: _Lookup | None = None
        rows = np.arange(len(contents), dtype=np.int64)
        leaders, words = _leaders(contents, rows)
        # Equal rows are a group, which has one digest: that of its first row.
        self._firsts: Codes = np.flatnonzero(leaders == rows)
        groups: Codes = (np.cumsum(leaders == rows) - 1)[leaders]
        self._words: Words | None = None if words is None else words[self._firsts]
        self._groups = groups if each else None
        self._suffix: dict[int, str] = {}
        self._repeated: dict[str, int] = {}
        self.codes: Codes = rows if each else groups
        self.first: Codes = rows if each else self._firsts
        if each:
            nth = pd.Series(groups).groupby(groups).cumcount().to_numpy()
            for row in np.flatnonzero(nth).tolist():
                self._suffix[row] = f"-{nth[row] + 1}"
                self._repeated[self._key(row)] = row

    def key_of(self, code: int) -> str:
        """Return an item's key."""
        key = self._key(code)
        if self._lookup is None:
            self._given[key] = code
        return key

    def _key(self, code: int) -> str:
        group = code if self._groups is None else int(self._groups[code])
        words = self._words
        raw = (
            content_digest(self._contents.at(int(self._firsts[group])))
            if words is None
            else words[group].astype("<u8").tobytes()
        )
        return raw.hex() + self._suffix.get(code, "")

    def codes_of(self, keys: Sequence[str]) -> Codes:
        """Return the items with these keys; -1 where there is none."""
        if self._lookup is None:
            given = np.array([self._given.get(key, -1) for key in keys], dtype=np.int64)
            if (given >= 0).all():
                return given
        plain: Any = slice(None)
        raw = _digests(keys)
        if raw is None:  # some have a suffix, or are no digests at all
            plain = [place for place, key in enumerate(keys) if _is_digest(key)]
            raw = _digests([keys[place] for place in plain]) or b""
        found = np.full(len(keys), -1, dtype=np.int64)
        if raw:
            groups = self._all().groups_of(np.frombuffer(raw, dtype="<u8").reshape(-1, 2))
            found[plain] = (
                groups if self._groups is None else np.where(groups < 0, -1, self._firsts[groups])
            )
        if self._repeated:
            for place, key in enumerate(keys):
                found[place] = self._repeated.get(key, found[place])
        return found

    def numbers(self) -> npt.NDArray[np.uint64]:
        """Return a number for each item that depends on its key alone."""
        number = self._all().words[:, 1].astype(np.uint64)
        if self._groups is not None:
            number = number[self._groups]
        for code, suffix in self._suffix.items():
            number[code] ^= np.uint64(int(suffix[1:]) * 0x9E3779B97F4A7C15 % 2**64)
        return number

    def _all(self) -> _Lookup:
        """Return all digests; those that are missing are made now."""
        with self._making:
            if self._lookup is None:
                if self._words is None:
                    some = None if len(self._firsts) == len(self._contents) else self._firsts
                    self._words = _words(self._contents.values(some))
                self._lookup = _Lookup(self._words)
                self._given = {}
            return self._lookup


class _Lookup:
    """Finds a digest among digests that all differ.

    Parameters
    ----------
    words
        The digests of all groups, in their order.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        # They are looked up by their first half, as long as that tells them apart.
        self._index = pd.Index(words[:, 0].copy())
        self._wide = not self._index.is_unique
        if self._wide:
            self._index = pd.Index(_wide(words))

    def groups_of(self, words: Words) -> Codes:
        """Return the groups that have these digests; -1 where no group has."""
        needles = _wide(words) if self._wide else words[:, 0]
        groups = np.asarray(self._index.get_indexer(pd.Index(needles)), dtype=np.int64)
        return np.where((groups >= 0) & (self.words[groups, 1] == words[:, 1]), groups, -1)


def _leaders(contents: Contents, rows: Codes) -> tuple[Codes, Words | None]:
    """Return the first row that equals each row, and the digests of all rows if they had to be made."""
    numbers = contents.numbers()
    if numbers is None:
        words = _words(contents.values())
        return _first_alike(words), words
    may_repeat = rows[pd.Index(numbers).duplicated(keep=False)]
    leaders = rows.copy()
    if len(may_repeat):
        alike = _first_alike(_words(contents.values(may_repeat)))
        leaders[may_repeat] = may_repeat[alike]
    return leaders, None


def _words(values: Iterable[Any]) -> Words:
    raw, digests = bytearray(), content_digests(values)
    while some := b"".join(islice(digests, _BLOCK)):
        raw += some
    return np.frombuffer(raw, dtype="<u8").reshape(-1, 2)


def _first_alike(words: Words) -> Codes:
    """Return the place of the first digest that equals each digest."""
    first = _first_of(words[:, 0].copy())
    if np.array_equal(words[:, 1], words[first, 1]):
        return first
    return _first_of(_wide(words))  # two agree by half: once in 30 million frames of a million rows


def _first_of(needles: npt.NDArray[Any]) -> Codes:
    codes, distinct = pd.factorize(needles)
    first = np.empty(len(distinct), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first[codes]


def _wide(words: Words) -> npt.NDArray[Any]:
    return np.array([entry.tobytes() for entry in words], dtype=object)


def _texts(values: Iterable[pd.Series], name: str) -> Iterator[list[str]]:
    """Yield the texts of keys, piece by piece; `InputError` where a key is missing or can't be used."""
    start = missing = first = 0
    for piece in values:
        gaps = np.flatnonzero(piece.isna().to_numpy())
        if len(gaps):
            first = first if missing else start + int(gaps[0])
            missing += len(gaps)
        if not missing:
            texts = key_texts(piece.tolist())
            _check_texts(texts, name, start)
            yield texts
        start += len(piece)
    if missing:
        raise InputError(
            f"key: {missing} values of {name!r} are missing, the first in row {first}; expected a key for "
            "each row"
        )


def _check_texts(texts: list[str], name: str, start: int) -> None:
    if "" in texts:
        raise InputError(
            f"key: the value of {name!r} in row {start + texts.index('')} is an empty text; expected a "
            "text that identifies the row"
        )
    longest = max(texts, key=len, default="")
    if len(longest) > LONGEST_KEY:
        raise InputError(
            f"key: the value of {name!r} in row {start + texts.index(longest)} has {len(longest):,} "
            f"characters; expected at most {LONGEST_KEY:,}, such as a number or a path"
        )


def _repeated(twice: list[str], name: str) -> InputError:
    return InputError(
        f"key: values of {name!r} occur more than once: {twice}; expected each value once"
    )


def key_text(value: Any) -> str:
    """Return a key's text, as a store keeps it; 1 and 1.0 are the same key."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    text = storable(str(value))
    if not isinstance(value, str) and is_address(text):
        raise InputError(
            f"key: a value of type {type(value).__name__} has no text that stays the same ({text}); "
            f"expected texts or numbers"
        )
    return text


def key_texts(values: Sequence[Any]) -> list[str]:
    """Return `key_text` of each value; faster than value by value where all are of one plain type."""
    types = set(map(type, values))
    if types <= {str}:
        return list(map(storable, values))
    if types <= {int, bool}:
        return list(map(str, values))
    return list(map(key_text, values))


def _digests(keys: Sequence[str]) -> bytes | None:
    """Return the digests of the keys, joined, if all keys are digests; else None."""
    if not set(map(len, keys)) <= {2 * DIGEST}:
        return None
    try:
        raw = bytes.fromhex("".join(keys))
    except ValueError:
        return None
    return raw if len(raw) == DIGEST * len(keys) else None


def _is_digest(key: str) -> bool:
    return len(key) == 2 * DIGEST and _HEX.issuperset(key)
