"""Every budget, measured: ``python -m tests.benchmarks.bench [--quick] [--only WORD] [--trec FOLDER]``.

Prints one line each and exits with 1 when a budget is broken. It measures nothing itself.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.benchmarks import (
    cleanup,
    files,
    find,
    imports,
    kernel,
    labels,
    loop,
    machine,
    memory,
    one_item,
    paint,
    rare,
    rounds,
    scale,
)
from tests.benchmarks.references import FLOOR, FLOOR_PICTURE, LEARNING, NAIVE, OUR_PICTURE, OURS
from tests.benchmarks.report import Line, median, p95, print_heading, print_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured."""

    keys: int
    runs: int
    labels: int
    many: int
    seeds: int


FULL = Extent(keys=200, runs=3, labels=1_000, many=1_000_000, seeds=20)
QUICK = Extent(keys=40, runs=1, labels=200, many=100_000, seeds=3)


def paint_lines(home: Path, extent: Extent) -> Iterator[Line]:
    """Ours beside the floor and the naive labeler; the naive one gets fewer keys, it has no budget."""
    keys = {NAIVE.name: extent.keys // 5, FLOOR.name: extent.keys, OURS.name: extent.keys}
    with paint.shown([NAIVE, FLOOR, OURS], home) as bench:
        for condition in paint.CONDITIONS:
            times = bench.measure(condition, keys, runs=extent.runs)
            middle = {
                name: (median([median(run) for run in runs]), median([p95(run) for run in runs]))
                for name, runs in times.items()
            }
            best = tuple(1.2 * number + 2 for number in middle[FLOOR.name])
            for name, (mid, high) in middle.items():
                ours = name == OURS.name
                yield Line(
                    name=f"key to next text painted, {condition}: {name}",
                    measured=f"{mid:.1f} ms, p95 {high:.1f}",
                    budget=f"{best[0]:.1f} ms, p95 {best[1]:.1f}" if ours else "",
                    holds=mid <= best[0] and high <= best[1] if ours else None,
                )


def learning_lines(home: Path, extent: Extent) -> Iterator[Line]:
    """Ours beside a model that trains without end and scores 100,000 texts, and the floor beside the same."""
    keys = {FLOOR.name: extent.keys, LEARNING.name: extent.keys}
    with paint.shown([FLOOR, LEARNING], home) as bench:
        times = bench.measure("plain", keys, runs=extent.runs)
        (floor, floor_p95), (ours, ours_p95) = (
            (
                median([median(run) for run in times[name]]),
                median([p95(run) for run in times[name]]),
            )
            for name in (FLOOR.name, LEARNING.name)
        )
        best = (1.2 * floor + 2, 1.2 * floor_p95 + 2)
        yield Line(
            name="key to next text painted, a model trains: floor",
            measured=f"{floor:.1f} ms, p95 {floor_p95:.1f}",
        )
        yield Line(
            name="key to next text painted, a model trains: ours",
            measured=f"{ours:.1f} ms, p95 {ours_p95:.1f}",
            budget=f"{best[0]:.1f} ms, p95 {best[1]:.1f}",
            holds=ours <= best[0] and ours_p95 <= best[1],
        )


def picture_lines(home: Path, extent: Extent) -> Iterator[Line]:
    """The next 2000 by 1500 JPEG, decoded ahead, beside a widget that decodes it when it is asked for."""
    keys = {FLOOR_PICTURE.name: extent.keys // 5, OUR_PICTURE.name: extent.keys // 5}
    with paint.shown([FLOOR_PICTURE, OUR_PICTURE], home) as bench:
        times = bench.measure("plain", keys, runs=extent.runs)
        middle = {name: median([median(run) for run in runs]) for name, runs in times.items()}
        best = min(20.0, middle[FLOOR_PICTURE.name])
        for name, mid in middle.items():
            ours = name == OUR_PICTURE.name
            yield Line(
                name=f"key to next 2000 × 1500 JPEG painted: {name}",
                measured=f"{mid:.1f} ms, p95 {median([p95(run) for run in times[name]]):.1f}",
                budget=f"{best:.1f} ms" if ours else "",
                holds=mid <= best if ours else None,
            )


def measurements(
    home: Path, extent: Extent, trec: Path | None
) -> dict[str, Callable[[], Iterator[Line]]]:
    """All of them, by the word that ``--only`` takes, each with a folder of its own."""

    def folder(name: str) -> Path:
        (home / name).mkdir()
        return home / name

    count, many = extent.labels, extent.many
    return {
        "imports": imports.lines,
        "bundle": files.bundle,
        "cleanup": cleanup.lines,
        "loop": partial(loop.lines, trec, extent.seeds),
        "rare": partial(rare.lines, trec, (extent.seeds + 1) // 2),
        "rounds": partial(rounds.lines, folder("rounds"), many=many),
        "kernel": partial(kernel.lines, folder("kernel"), count=count),
        "annotate": partial(scale.beginning, folder("annotate"), count=many),
        "record": partial(scale.beginning_records, folder("record"), count=many),
        "items": partial(
            scale.one_label_among_items, folder("items"), many=many, labels=count // 2
        ),
        "events": partial(
            scale.one_label_among_events, folder("events"), many=many, labels=count // 2
        ),
        "item": partial(one_item.lines, folder("item"), acts=extent.labels // 5),
        "opening": partial(scale.opening, folder("opening"), count=many),
        "find": partial(find.lines, folder("find"), many=many, labels=count // 2),
        "growth": partial(files.growth, folder("growth"), labels=count),
        "pictures": partial(picture_lines, folder("pictures"), extent),
        "memory": partial(memory.lines, folder("memory"), images=extent.keys * 5 // 2),
        "labels": partial(labels.lines, folder("labels"), keys=extent.keys),
        "learning": partial(learning_lines, folder("learning"), extent),
        "paint": partial(paint_lines, folder("paint"), extent),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer keys, labels and items")
    parser.add_argument("--only", metavar="WORD", action="append", help="one of those named above")
    parser.add_argument(
        "--trec",
        metavar="FOLDER",
        type=Path,
        help="with trec_train.tsv and trec_test.tsv, for the loop",
    )
    chosen = parser.parse_args()
    broken = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        everything = measurements(Path(home), QUICK if chosen.quick else FULL, chosen.trec)
        wrong = set(chosen.only or ()) - set(everything)
        if wrong:
            parser.error(f"--only: expected one of {list(everything)}, got {sorted(wrong)}")
        print_heading()
        for word, measure in everything.items():
            if chosen.only and word not in chosen.only:
                continue
            print_line(machine.line())
            for line in measure():
                print_line(line)
                if line.holds is False:
                    broken.append(line.name)
    if broken:
        print(f"\n{len(broken)} {'budget is' if len(broken) == 1 else 'budgets are'} broken.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
