"""Defines the task of answering with a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.labels.colors import color_of
from loopwidgets.labels.scheme import NO_LABELS, LabelScheme
from loopwidgets.tasks.task import Choice, Task

LONGEST = 100_000
"""The most characters of an answer without ``max_length``."""
_LONGEST_OFFER = 60
_SHOWN = 60
_WORDS = ((1, 1), (2, 5), (6, 20), (21, 100), (101, None))
"""The ranges of the distribution, in words."""


@names_its_arguments
class FreeText(Task):
    """Answer with a text that the annotator writes.

    Parameters
    ----------
    pattern
        A regular expression that the whole text has to match, in the syntax that Python and JavaScript share.
    max_length
        The most characters of an answer.
    multiline
        True allows several lines, and Ctrl+Enter answers. Otherwise Enter answers.
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Raises
    ------
    InputError
        If the pattern or the length can't be used.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.FreeText(pattern="[A-Z]{2}[0-9]+", multiline=False)
    FreeText(pattern='[A-Z]{2}[0-9]+', multiline=False)
    """

    kind: ClassVar[str] = "free_text"
    dtypes: ClassVar[Mapping[str, Any]] = {"label": object}  # a text may hold half a character
    distribution_title: ClassVar[str] = "Lengths"
    changeable: ClassVar[frozenset[str]] = frozenset({"pattern", "max_length", "multiline"})

    def __init__(
        self,
        *,
        pattern: str | None = None,
        max_length: int | None = None,
        multiline: bool = True,
        question: str | None = None,
        guidelines: str | None = "",
    ) -> None:
        if pattern is not None and not isinstance(pattern, str):
            raise InputError(f"pattern: expected a regular expression as a text, got {pattern!r}")
        if max_length is not None and (
            isinstance(max_length, bool)
            or not isinstance(max_length, int)
            or not 1 <= max_length <= LONGEST
        ):
            raise InputError(
                f"max_length: expected a whole number from 1 to {LONGEST:,}, got {max_length!r}"
            )
        if not isinstance(multiline, bool):
            raise InputError(f"multiline: expected True or False, got {multiline!r}")
        try:
            self._compiled = re.compile(pattern) if pattern else None
        except re.error as error:
            raise InputError(f"pattern: {pattern!r} is no regular expression: {error}") from error
        self.pattern, self.max_length, self.multiline = pattern or "", max_length, multiline
        self.ask(question, "What would you write?", guidelines)

    @property
    def title(self) -> str:
        """The task in the names of projects."""
        return "text"

    def check(self, value: Any, scheme: LabelScheme) -> str:
        """Return a text that fits the pattern and the length."""
        if not isinstance(value, str):
            raise InputError(f"value: expected a text, got {value!r}")
        if not value.strip():
            raise InputError("value: expected a text with something in it; skip() leaves it out")
        if not self.multiline and len(value.splitlines()) > 1:
            raise InputError("value: expected a text of one line")
        most = self.max_length or LONGEST
        if len(value) > most:
            raise InputError(f"value: expected at most {most:,} characters, got {len(value):,}")
        if self._compiled is not None and self._compiled.fullmatch(value) is None:
            raise InputError(
                f"value: expected a text that matches {self.pattern!r}, got {value[:_SHOWN]!r}"
            )
        return value

    def counted(self, value: Any) -> tuple[str, ...]:
        """Return the range of words that a text is in."""
        if value is None:
            return ()
        words = len(str(value).split())
        return (next(str(low) for low, high in _WORDS if high is None or words <= high),)

    def repeatable(self, value: Any) -> str | None:
        """Return a short text."""
        return value if isinstance(value, str) and len(value) <= _LONGEST_OFFER else None

    def names_in(self, told: Any) -> tuple[str, ...]:
        """Return the range of words, by name."""
        names = {each.id: each.name for each in self.bins(NO_LABELS, {})}
        return tuple(names[each] for each in self.counted(told if isinstance(told, str) else None))

    def bins(
        self,
        scheme: LabelScheme,
        counts: Mapping[str, int],
        language: str = "en",
    ) -> list[Choice]:
        """Return the ranges of words, from the shortest to the longest."""
        names = {
            low: "1 word"
            if high == 1
            else f"{low} to {high} words"
            if high
            else f"over {low - 1} words"
            for low, high in _WORDS
        }
        return [
            Choice(id=str(low), name=name, title=name, color=color_of(0))
            for low, name in names.items()
        ]

    def sought(self, value: Any, scheme: LabelScheme, argument: str) -> str:
        """Return the text to look for in the answers."""
        if not isinstance(value, str):
            raise InputError(f"{argument}: expected a text, got {value!r}")
        return value

    def part_of_json(self, sought: str) -> str:
        """Return nothing: the text may have other case."""
        return ""

    def matches(self, value: Any, sought: str) -> bool:
        """Return whether a text contains the text that is looked for."""
        return isinstance(value, str) and sought.casefold() in value.casefold()
