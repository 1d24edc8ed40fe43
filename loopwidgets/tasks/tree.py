"""Defines the task of choosing a label in a tree of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from loopwidgets.errors import InputError, listed, names_its_arguments, nearest
from loopwidgets.labels.scheme import MOST_LABELS, Label, LabelScheme
from loopwidgets.labels.values import name_of
from loopwidgets.tasks.task import Choice, Task, choice_of

SEPARATOR = " › "  # noqa: RUF001 - no other sign that is rare in names is as clear
"""Between the names of a path. A label's name in the scheme is its whole path, so it is there only once."""
_DEEPEST = 20
_LONGEST = 1_000
"""The most characters of a path."""


@names_its_arguments
class Tree(Task):
    """Choose a label in a tree of labels, level by level or by search.

    A value is the path from the top: ``("animal", "insect", "bee")``. The same name may stand under several
    labels.

    Parameters
    ----------
    labels
        A mapping of names to what is below them, and lists of names at the ends:
        ``{"animal": {"insect": ["bee", "ant"], "bird": None}, "plant": ["oak", "fern"]}``. An entry of a
        list may be a `Label` or a mapping as well. At most 10,000 labels in all.
    inner
        True if labels that have others below them are answers as well; Enter then answers.
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Raises
    ------
    InputError
        If the tree or an option can't be used.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.Tree({"animal": ["bee", "ant"], "plant": ["oak", "fern"]})
    Tree(4 labels at the ends)
    """

    kind: ClassVar[str] = "tree"
    scheme_fields: ClassVar[tuple[str, ...]] = ("labels",)
    structured: ClassVar[bool] = True
    distribution_title: ClassVar[str] = "Chosen labels"
    changeable: ClassVar[frozenset[str]] = frozenset({"inner"})

    def __init__(
        self,
        labels: Any,
        *,
        inner: bool = False,
        question: str | None = None,
        guidelines: str | None = "",
    ) -> None:
        if not isinstance(inner, bool):
            raise InputError(f"inner: expected True or False, got {inner!r}")
        self.labels = _read(labels)
        self.inner = inner
        self._known: tuple[LabelScheme | None, frozenset[str]] = (None, frozenset())
        self.ask(question, "Which label fits?", guidelines)

    def __repr__(self) -> str:
        ends = len(self.labels) - len(_parents(label.name for label in self.labels))
        inner = ", inner=True" if self.inner else ""
        return f"Tree({ends:,} labels at the ends{inner})"

    # --- Values ------------------------------------------------------------------------------------

    def check(self, value: Any, scheme: LabelScheme) -> list[str]:
        """Return a path as the ids of its labels, from the top."""
        labels = [scheme.by_id(each) if isinstance(each, str) else None for each in _entries(value)]
        names = [label.name for label in labels if label is not None]
        if not names or len(names) < len(labels):
            raise InputError(f"value: expected the ids of labels of this project, got {value!r}")
        for name, above in zip(names, [None, *names], strict=False):
            if _above(name) != above:
                raise InputError(f"value: expected {name!r} under {_above(name)!r}, got {above!r}")
        if not self.inner and names[-1] in self._parents(scheme):
            below = [each.name for each in scheme.active if _above(each.name) == names[-1]]
            raise InputError(
                f"value: {names[-1]!r} has labels below it, and an answer goes to the end: expected one of "
                f"{listed([_last(name) for name in below])} as well. lw.Tree(…, inner=True) allows it"
            )
        return [label.id for label in labels if label is not None]

    def from_user(self, value: Any, scheme: LabelScheme) -> list[str]:
        """Turn a path of names, or a name that is there once, into ids."""
        return self.check(self._ids(self._label_of(value, scheme, "value"), scheme), scheme)

    def to_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Return a path as a tuple of names; None for None."""
        if value is None:
            return None
        return tuple(_last(self.name_of(each, scheme) or str(each)) for each in _entries(value))

    def say(self, value: Any, scheme: LabelScheme) -> str:
        """Return the names of a path."""
        return SEPARATOR.join(self.to_user(value, scheme) or ())

    def labels_in(self, value: Any) -> tuple[str, ...]:
        """Return the ids of the labels on a path."""
        return tuple(each for each in _entries(value) if isinstance(each, str))

    def counted(self, value: Any) -> tuple[str, ...]:
        """Return the id of the label at the end of a path."""
        return self.labels_in(value)[-1:]

    def matches(self, value: Any, sought: str) -> bool:
        """Return whether a path leads over a label."""
        return sought in self.labels_in(value)

    def names_in(self, told: Any) -> tuple[str, ...]:
        """Return the name of the label at the end of a path: the whole path."""
        return (SEPARATOR.join(told),) if told else ()

    def named(self, value: Any) -> str | None:
        """Return the name that a path means."""
        if isinstance(value, list | tuple):
            return SEPARATOR.join(map(str, value))
        return name_of(value)

    def sought(self, value: Any, scheme: LabelScheme, argument: str) -> str:
        """Return the id of a label, given as a path or as a name that is there once."""
        return self._label_of(value, scheme, argument, retired=True).id

    # --- Labels ------------------------------------------------------------------------------------

    def own_of(self, choice: Choice, scheme: LabelScheme) -> Any:
        """Return the path of a label."""
        return tuple(choice.name.split(SEPARATOR))

    def choices(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the labels in use, each named and titled by its whole path."""
        return self._as_choices(scheme.active, scheme, language)

    def retired(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the labels that are not in use any more."""
        return self._as_choices(scheme.retired, scheme, language)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], labels: Sequence[Label]) -> Tree:
        """Return a task from its stored form, with the labels in use."""
        return cls(_Paths(labels), **stored)

    def _as_choices(
        self, labels: Sequence[Label], scheme: LabelScheme, language: str
    ) -> list[Choice]:
        colors, keys = scheme.colors(), {label.id: label.key for label in labels}
        titles = {label.name: _title(label, language) for label in scheme.labels}
        return [
            replace(
                choice_of(label, colors[label.id], language, keys),
                title=SEPARATOR.join(titles.get(name, _last(name)) for name in _path(label.name)),
            )
            for label in labels
        ]

    def _label_of(
        self, value: Any, scheme: LabelScheme, argument: str, *, retired: bool = False
    ) -> Label:
        name = self.named(value)
        label = None if name is None else scheme.by_name(name)
        if label is not None and (retired or not label.retired):
            return label
        if name is not None and not isinstance(value, list | tuple):
            alike = [each for each in scheme.active if _last(each.name) == name]
            if len(alike) == 1:
                return alike[0]
            if alike:
                paths = [tuple(each.name.split(SEPARATOR)) for each in alike]
                raise InputError(
                    f"{argument}: {name!r} is there several times: expected one of {listed(paths)}"
                )
        raise InputError(f"{argument}: {_misses(value, name, scheme)}")

    def _ids(self, label: Label, scheme: LabelScheme) -> list[str]:
        labels = (scheme.by_name(name) for name in _path(label.name))
        return [each.id for each in labels if each is not None]

    def _parents(self, scheme: LabelScheme) -> frozenset[str]:
        """Return the names that have labels below them; kept for the scheme that was asked about last."""
        known, parents = self._known
        if known is not scheme:
            parents = frozenset(_parents(label.name for label in scheme.active))
            self._known = (scheme, parents)
        return parents


# --- Names and paths -------------------------------------------------------------------------------


def _path(name: str) -> list[str]:
    """Return the names of the labels from the top to a label: each is a path itself."""
    parts = name.split(SEPARATOR)
    return [SEPARATOR.join(parts[: end + 1]) for end in range(len(parts))]


def _above(name: str) -> str | None:
    above, separator, _ = name.rpartition(SEPARATOR)
    return above if separator else None


def _last(name: str) -> str:
    return name.rpartition(SEPARATOR)[2]


def _parents(names: Any) -> set[str]:
    return {above for name in names if (above := _above(name)) is not None}


def _title(label: Label, language: str) -> str:
    title = label.title_in(language)
    return _last(label.name) if title == label.name else title


def _entries(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _misses(value: Any, name: str | None, scheme: LabelScheme) -> str:
    """Return the words for a path that leads nowhere: the labels at the place where it leaves the tree."""
    if name is None:
        return f"expected a path of names such as ('animal', 'bee'), got {value!r}"
    names = set(scheme.names)
    above: str | None = None
    for each in _path(name):
        if each not in names:
            break
        above = each
    there = [_last(each) for each in scheme.names if _above(each) == above]
    under = f" under {above!r}" if above else ""
    missing = _last(next((each for each in _path(name) if each not in names), name))
    return f"expected one of {listed(there)}{under}, got {value!r}.{nearest(missing, there)}"


class _Paths(tuple[Label, ...]):
    """Labels from the store, whose names are their paths."""

    __slots__ = ()


# --- The tree in a call ----------------------------------------------------------------------------


def _read(labels: Any) -> tuple[Label, ...]:
    """Return the labels of a tree from the top down, each before those below it."""
    if isinstance(labels, _Paths):
        return tuple(labels)
    if not isinstance(labels, Mapping | list | tuple):
        raise InputError(
            "labels: expected a mapping of names to what is below them, such as "
            f"{{'animal': ['bee', 'ant'], 'plant': ['oak']}}, got {labels!r}"
        )
    read: list[Label] = []
    for label in _walk(labels, (), 0):
        read.append(label)
        if len(read) > MOST_LABELS:
            raise InputError(f"labels: expected at most {MOST_LABELS:,} in all")
    if len(read) < 2:
        raise InputError(f"labels: expected at least 2, got {[label.name for label in read]}")
    twice = [name for name, count in Counter(label.name for label in read).items() if count > 1]
    if twice:
        raise InputError(f"labels: {twice[0]!r} is there twice")
    keys = Counter((_above(label.name), label.key) for label in read if label.key)
    for (above, key), count in keys.items():
        if count > 1:
            raise InputError(
                f"labels: {count} labels under {above or 'the top'!r} have the key {key!r}"
            )
    return tuple(read)


def _walk(below: Any, above: tuple[str, ...], depth: int) -> Iterator[Label]:
    """Yield the labels below a place in the tree."""
    if below is None:
        return
    if depth > _DEEPEST:
        raise InputError(f"labels: expected at most {_DEEPEST} levels")
    if isinstance(below, Mapping):
        for name, others in below.items():
            label = _labeled(name, above)
            yield label
            yield from _walk(others, (*above, _last(label.name)), depth + 1)
    elif isinstance(below, list | tuple):
        for entry in below:
            yield from (
                _walk(entry, above, depth)
                if isinstance(entry, Mapping)
                else (_labeled(entry, above),)
            )
    else:
        where = f" under {above[-1]!r}" if above else ""
        raise InputError(f"labels: expected a list, a mapping or None{where}, got {below!r}")


def _labeled(value: Any, above: tuple[str, ...]) -> Label:
    """Return a label of the tree, named by its path."""
    name = value.name if isinstance(value, Label) else name_of(value)
    if name is None or not name.strip():
        raise InputError(f"labels: expected names, lw.Label(…) or mappings, got {value!r}")
    if SEPARATOR.strip() in name:
        raise InputError(f"labels: expected names without {SEPARATOR.strip()!r}, got {name!r}")
    path = SEPARATOR.join((*above, name))
    if len(path) > _LONGEST:
        raise InputError(
            f"labels: expected paths of at most {_LONGEST:,} characters, got {len(path):,}: {path[:60]!r}…"
        )
    label = value if isinstance(value, Label) else Label(name)
    return replace(label, name=path, value=None)
