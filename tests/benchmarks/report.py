"""What a budget line says, and how the table of them is printed; it measures nothing."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measured thing. ``holds`` is None for a reference, which has no budget."""

    name: str
    measured: str
    budget: str = ""
    holds: bool | None = None


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def spread(values: Sequence[float]) -> str:
    return f"{median(values):.1f} ms, p95 {p95(values):.1f}"


def print_line(line: Line) -> None:
    verdict = {True: "holds", False: "FAILS", None: ""}[line.holds]
    print(f"{line.name:<58} {line.measured:<34} {line.budget:<26} {verdict}".rstrip(), flush=True)


def print_heading() -> None:
    print_line(Line(name="what", measured="measured", budget="budget"))
    print("-" * 126, flush=True)
