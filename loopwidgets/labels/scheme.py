"""Defines the labels that a person can choose: `Label`, and the versioned `LabelScheme` of all labels.

A scheme knows neither its place in a store nor the drawing of a label.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

from loopwidgets.errors import InputError, StoreError, names_its_arguments, warn
from loopwidgets.labels.colors import color_of
from loopwidgets.labels.values import AN_EXAMPLE, name_of, plain, values_in_order

RESERVED_KEYS = {
    "z": "Undo",
    "s": "Skip",
    "f": "Flag",
    "n": "Note",
    "d": "This label is wrong",
    "/": "Find",
    "?": "Keys",
}
_DIGITS = "1234567890"
_LETTERS = "abcegijkopqtuvwxy"
"""The letters that no act of the widget has: keys of the labels behind the digits."""
_COLOR = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|[a-z]{3,32}|(rgba?|hsla?|hwb|(ok)?lab|(ok)?lch|color(-mix)?)"
    r"\([a-z0-9#,.%/ +-]{1,64}\)",
    re.IGNORECASE,
)
"""A CSS color. Nothing that could load a resource, such as url(), is allowed."""
FEWEST, MOST_BUTTONS, MOST_LABELS = 2, 10, 10_000
MOST_VISIBLE = 30
"""The most labels that can stay in sight; `MOST_BUTTONS` do without a word of the caller."""
LIST_KEY = "l"
"""The key that opens the list of labels; labels may have it where there are only buttons."""
LONGEST_NAME = 200
"""The most characters of a label's name."""
NEW = "="
"""The beginning of the id of a label that was made while labeling; the label's name follows."""


@names_its_arguments
@dataclass(frozen=True, slots=True)
class Label:
    """A class that a person can choose.

    Parameters
    ----------
    name
        The label's name in your results: a text, a number, a boolean or a member of an Enum.
    title
        The text on the button; the name when not given. A mapping of language codes to titles gives
        each person a title in their language: ``{"en": "helper", "hi": "सहायक"}``.
    key
        The key that chooses the label: a digit or a letter. An empty key is filled by position.
    color
        Any CSS color; from the palette when empty.
    description
        A sentence about when to choose the label; shown with the guidelines.
    """

    name: str
    title: str | Mapping[str, str] = ""
    key: str = ""
    color: str = ""
    description: str = ""
    id: str = field(default="", kw_only=True)
    retired: bool = field(default=False, kw_only=True)
    slot: int = field(default=0, kw_only=True, repr=False, compare=False)
    """The label's permanent color of the palette, from 1; 0 before it has a color."""
    value: Any = field(default=None, kw_only=True, repr=False, compare=False)
    """The caller's own value where it is no text; `name` is its name then."""

    def __post_init__(self) -> None:
        self._take_name()
        titles = (
            [self.title]
            if not isinstance(self.title, Mapping)
            else [*self.title, *self.title.values()]
        )
        if not all(isinstance(title, str) for title in titles):
            raise InputError(
                f"label {self.name!r}: title: expected a text or {{language: text}}, "
                f"got {self.title!r}"
            )
        for part in ("key", "color", "description"):
            if not isinstance(getattr(self, part), str):
                raise InputError(f"label {self.name!r}: {part}: expected a text")
        if self.key:
            key = self.key.lower()
            if key in RESERVED_KEYS:
                raise InputError(
                    f"label {self.name!r}: key {key!r} already means {RESERVED_KEYS[key]}"
                )
            if len(key) != 1 or not key.isalnum():
                raise InputError(
                    f"label {self.name!r}: key: expected one digit or letter, got {self.key!r}"
                )
            object.__setattr__(self, "key", key)
        if self.color and not _is_color(self.color):
            raise InputError(
                f"label {self.name!r}: color: expected a CSS color such as '#0f766e' or 'teal', "
                f"got {self.color!r}"
            )

    def _take_name(self) -> None:
        """Separate the name from a value that is no text."""
        name = name_of(self.name)
        if name is None or not name.strip():
            raise InputError(f"label: expected a name, got {self.name!r}")
        if type(self.name) is not str:
            own = plain(self.name)
            object.__setattr__(self, "value", None if type(own) is str else own)
            object.__setattr__(self, "name", name)
        if self.value is not None and name_of(self.value) is None:
            raise InputError(f"label {self.name!r}: value: expected a number, got {self.value!r}")

    @property
    def own(self) -> Any:
        """The label in the caller's own form: its value, else its name."""
        return self.name if self.value is None else self.value

    def as_written(self) -> str:
        """Return the code that makes this label in a cell; only its name where that is enough."""
        parts = {name: getattr(self, name) for name in ("title", "key", "color", "description")}
        given = [f"{name}={value!r}" for name, value in parts.items() if value]
        is_member = isinstance(self.value, Enum)
        name = f"{type(self.value).__qualname__}.{self.value.name}" if is_member else repr(self.own)
        return f"lw.Label({', '.join([name, *given])})" if given else name

    def title_in(self, language: str) -> str:
        """Return the title for a language code such as ``"hi-IN"``, else the English title or the name."""
        if isinstance(self.title, str):
            return self.title or self.name
        for code in (language, language.partition("-")[0], "en"):
            if self.title.get(code):
                return self.title[code]
        return self.name

    def to_json(self) -> dict[str, Any]:
        """Return the stored form of the label."""
        title = self.title if isinstance(self.title, str) else dict(self.title)
        parts = {
            "id": self.id,
            "name": self.name,
            "title": title,
            "key": self.key,
            "color": self.color,
            "description": self.description,
            "retired": self.retired,
            "slot": self.slot,
        }
        stored = {name: value for name, value in parts.items() if value}
        if self.value is not None and not isinstance(
            self.value, Enum
        ):  # a cell gives an Enum again
            stored["value"] = self.value
        return stored


@names_its_arguments
@dataclass(frozen=True, slots=True)
class LabelScheme:
    """An ordered, versioned set of labels. Labels are never deleted, only retired.

    Parameters
    ----------
    labels
        Every label that the scheme has had. Labels in use come first, in the order of the buttons.
    version
        The number of the version: 1 for the first version, and 1 more for each change.
    """

    labels: tuple[Label, ...]
    version: int = 1
    active: tuple[Label, ...] = field(init=False, repr=False, compare=False)
    """The labels that can be chosen now, in order."""
    places: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """The place of each label in `labels`, by id."""
    _by_name: Mapping[str, Label] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", _with_slots(self.labels))
        # Used with every answer: a look-up costs the same for ten labels and for ten thousand.
        active = tuple(label for label in self.labels if not label.retired)
        object.__setattr__(self, "active", active)
        places = {label.id: place for place, label in enumerate(self.labels)}
        object.__setattr__(self, "places", places)
        by_name = {label.name: label for label in reversed(self.labels)}
        object.__setattr__(self, "_by_name", by_name | {label.name: label for label in active})

    @classmethod
    def from_given(cls, given: Sequence[Label]) -> LabelScheme:
        """Return the first version of a scheme. Labels without an id get a new id."""
        return cls(tuple(replace(label, id=label.id or _new_id(), slot=0) for label in given))

    @classmethod
    def from_json(cls, labels: Iterable[Mapping[str, Any]], version: int) -> LabelScheme:
        """Return a scheme from its stored form."""
        try:
            return cls(tuple(Label(**entry) for entry in labels), version)
        except (InputError, TypeError) as error:
            raise StoreError(f"the labels of version {version} can't be read: {error}") from error

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the labels that can be chosen now, in order."""
        return tuple(label.name for label in self.active)

    @property
    def retired(self) -> tuple[Label, ...]:
        """The labels that can't be chosen any more."""
        return tuple(label for label in self.labels if label.retired)

    def changed_to(self, given: Sequence[Label]) -> LabelScheme:
        """Return the next version, with the present labels of a cell.

        A label with a known name keeps its id, and a new label gets an id. A missing label is retired. A
        retired label that is given again comes back.
        """
        known = self._by_name
        active = [
            replace(label, id=known[label.name].id, slot=known[label.name].slot)
            if label.name in known
            else replace(label, id=label.id or _new_id(), slot=0)
            for label in given
        ]
        ids = {label.id for label in active}
        retired = [replace(label, retired=True) for label in self.labels if label.id not in ids]
        return LabelScheme((*active, *retired), self.version + 1)

    def renamed(self, label: Label, name: str, value: Any = None) -> LabelScheme:
        """Return the next version, in which a label has another name. Its answers hold its id, and follow.

        If a label in use has that name, the renamed label takes its place, and that label is retired.
        ``value`` is the caller's own value of that name, where it is no text.
        """
        there = self.like(name)
        place = label if there is None or there.retired else there
        if value is None and name_of(place.value) == name:  # a value has its own name
            value = place.value
        now = replace(place, id=label.id, name=name, slot=label.slot, value=value)
        kept = [
            now if each is place else each
            for each in self.labels
            if each is place or each is not label
        ]
        gone = () if place is label else (replace(place, retired=True),)
        return LabelScheme((*kept, *gone), self.version + 1)

    def has_renamed(self, earlier: LabelScheme) -> bool:
        """Return whether a label has another name here than in an earlier version."""
        if self is earlier:
            return False
        names = {label.id: label.name for label in self.labels}
        return any(names.get(label.id, label.name) != label.name for label in earlier.labels)

    def replaced_in(self, later: LabelScheme) -> list[tuple[Label, Label]]:
        """Return the labels in use that a later version lacks, each with the new label in its place."""
        names, later_names = self.names, later.names
        parts = SequenceMatcher(None, names, later_names, autojunk=False).get_opcodes()
        pairs = [
            (self.active[one], later.active[other])
            for what, start, end, later_start, later_end in parts
            if what == "replace" and end - start == later_end - later_start
            for one, other in zip(range(start, end), range(later_start, later_end), strict=True)
        ]
        in_use = {label.id for label in later.active}
        return [
            (old, new) for old, new in pairs if old.id not in in_use and new.id not in self.places
        ]

    def by_id(self, label_id: str) -> Label | None:
        """Return the label with this id, retired or not."""
        place = self.places.get(label_id)
        return None if place is None else self.labels[place]

    def by_name(self, name: str) -> Label | None:
        """Return the label with this name; a label in use comes before a retired label."""
        return self._by_name.get(name)

    def like(self, name: str) -> Label | None:
        """Return the label with this name, else a label whose name differs in case or width only."""
        exactly = self.by_name(name)
        if exactly is not None:
            return exactly
        folded = _folded(name)
        alike = [label for label in self.labels if _folded(label.name) == folded]
        return next((label for label in alike if not label.retired), next(iter(alike), None))

    def made(self, name: str) -> Label | None:
        """Return the label that is like this name, else the label that was made so and renamed since."""
        return self.like(name) or self.by_id(NEW + name)

    def with_names(self, names: Iterable[str]) -> LabelScheme:
        """Return the scheme with labels of these names in use; the same scheme, if it has them all.

        A name that differs in case or width only is not new. A retired label comes back.
        """
        added: dict[str, Label] = {}
        for name in names:
            there = self.made(name)
            if there is None:
                added.setdefault(_folded(name), Label(name, id=NEW + name))
            elif there.retired:
                added[there.id] = replace(there, retired=False)
        return self.with_labels(list(added.values()))

    def with_labels(self, new: Sequence[Label]) -> LabelScheme:
        """Return the next version, with these labels at the end; the same scheme for no labels.

        Raises
        ------
        InputError
            If there would be too many labels.
        """
        if not new:
            return self
        if len(self.active) + len(new) > MOST_LABELS:
            raise InputError(f"labels: there can be {MOST_LABELS:,} at most")
        return self.changed_to([*self.active, *new])

    def own_keys(self) -> dict[str, str]:
        """Return the permanent keys of labels, by id: the given key, or a digit that is the label's name."""
        chosen = {label.id: label.key for label in self.active if label.key}
        taken = set(chosen.values())
        for label in self.active:
            is_digit = len(label.name) == 1 and label.name in _DIGITS
            if is_digit and label.name not in taken:
                chosen.setdefault(label.id, label.name)
        return chosen

    def keys(self) -> dict[str, str]:
        """Return the key of each label in use, by id: its own key, else the next free digit or letter."""
        own = self.own_keys()
        free = iter([key for key in _DIGITS + _LETTERS if key not in own.values()])
        return {label.id: own.get(label.id) or next(free, "") for label in self.active}

    def colors(self) -> dict[str, tuple[str, str]]:
        """Return the CSS colors of each label by id: a color for light pages and a color for dark pages."""
        return {
            label.id: (label.color, label.color) if label.color else color_of(label.slot - 1)
            for label in self.labels
        }

    def to_json(self) -> list[dict[str, Any]]:
        """Return the stored form of the scheme."""
        return [label.to_json() for label in self.labels]


def read_labels(
    labels: object, *, fewest: int = FEWEST, most: int | None = MOST_LABELS
) -> tuple[Label, ...]:
    """Return labels from whatever holds them in a caller's code.

    Parameters
    ----------
    labels
        A list of names, numbers, booleans, members of an Enum and `Label` objects. Also an Enum, a column or
        an array, whose different values are taken, or a mapping of names to titles.
    fewest, most
        The smallest and the largest number of labels; None for any number.

    Raises
    ------
    InputError
        If ``labels`` is not such a list, a name is too long or invisible, or two labels share a name, title
        or key.
    """
    if labels is None:
        raise InputError(f"labels: expected {AN_EXAMPLE}, got nothing")
    note = ""
    if isinstance(labels, Mapping):
        read = [_titled(name, title) for name, title in labels.items()]
    else:
        values, note = values_in_order(labels)
        read = [value if isinstance(value, Label) else _named(value) for value in values]
    if len(read) < fewest:
        raise InputError(
            f"labels: expected at least {fewest}, got {[label.name for label in read]}"
        )
    if most is not None and len(read) > most:
        raise InputError(f"labels: expected at most {most:,}, got {len(read):,}")
    _check_distinct("labels: two are named", [_alike(label.name) for label in read])
    if not any(label.id for label in read):  # stored labels are always accepted
        _check_seen(read)
    _check_distinct("labels: two have the key", [label.key for label in read if label.key])
    _check_distinct("labels: two are the same value in a column:", [label.own for label in read])
    if note:
        warn(note)
    return tuple(read)


def _named(value: Any) -> Label:
    if name_of(value) is None:
        raise InputError(
            "labels: expected names, numbers, booleans, members of an Enum or lw.Label(...), got "
            f"{value!r} ({type(value).__name__})"
        )
    return Label(value)


def _titled(value: Any, title: Any) -> Label:
    """Return a label from a caller's ``{name: title}``."""
    if isinstance(title, int | float) and isinstance(value, str):
        raise InputError(
            f"labels: expected {{name: title}}, got the number {title!r} as the title of {value!r}. "
            f"Write {{{title!r}: {value!r}}} to get numbers in your results"
        )
    return replace(_named(value), title=title)


def _with_slots(labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """Give labels without a color of the palette the first free colors."""
    if all(label.slot for label in labels):
        return labels
    taken = {label.slot for label in labels}
    free = (slot for slot in itertools.count(1) if slot not in taken)
    return tuple(label if label.slot else replace(label, slot=next(free)) for label in labels)


def _is_color(color: str) -> bool:
    if not _COLOR.fullmatch(color):
        return False
    if not color.isalpha():
        return True
    from PIL.ImageColor import colormap  # CSS's own names

    return color.lower() in colormap


def _check_distinct(message: str, values: Sequence[Any]) -> None:
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            raise InputError(f"{message} {value!r}")
        seen.add(value)


def _check_seen(labels: Sequence[Label]) -> None:
    """Raise for labels that a person could not distinguish."""
    for label in labels:
        _check_name(label.name)
    for language in {code for label in labels for code in _languages(label)}:
        titles = [_alike(label.title_in(language)) for label in labels]
        _check_distinct("labels: two are shown as", titles)


def _languages(label: Label) -> Iterable[str]:
    return label.title if isinstance(label.title, Mapping) else ("en",)


def _check_name(name: str) -> None:
    if not _is_visible(name):
        raise InputError(f"labels: expected names that can be seen, got {name!r}")
    if len(name) > LONGEST_NAME:
        raise InputError(
            f"labels: expected names of at most {LONGEST_NAME} characters, got {len(name):,} characters: "
            f"{name[:40]!r}…. Put a longer text into title= or description="
        )


def _is_visible(name: str) -> bool:
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in name)


def made_name(name: object) -> str:
    """Return a new label's name, normalized and in one line; raise an `InputError` for an invalid name."""
    line = " ".join(unicodedata.normalize("NFC", name).split()) if isinstance(name, str) else ""
    if not _is_visible(line):
        raise InputError(f"label: expected a name, got {name!r}")
    if {unicodedata.category(letter) for letter in line} & {"Cc", "Cs"}:
        raise InputError(f"label: expected a name in letters that can be shown, got {name!r}")
    if len(line) > LONGEST_NAME:
        raise InputError(
            f"label: expected a name of at most {LONGEST_NAME} characters, got {len(line)}"
        )
    return line


def _alike(name: str) -> str:
    """Return a form of a name that is the same for names that look the same."""
    return unicodedata.normalize("NFC", name.strip())


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _new_id() -> str:
    return uuid.uuid4().hex[:12]


NO_LABELS = LabelScheme(())
"""The scheme of a task without labels."""
