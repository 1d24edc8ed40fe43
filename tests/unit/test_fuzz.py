"""Whatever comes from the browser is answered for good, and what is recorded folds: tried by the thousand.

A failure names its round: ``fuzzing.run(1, seed, first=round)`` runs it alone.
"""

from __future__ import annotations

import pytest

from tests.unit import fuzzing

PARTS = 4
"""Run side by side where there are several processors."""


@pytest.mark.parametrize(
    "count",
    [
        20_000,
        pytest.param(1_000_000, marks=[pytest.mark.slow, pytest.mark.timeout(6 * 3600)]),
    ],
)
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_that_is_sent_leaves_an_error_or_a_log_that_does_not_fold(count, part):
    told = fuzzing.run(count // PARTS, f"loopwidgets {part}")
    print(told)
    assert told["inputs"] == count // PARTS
    assert told["acked"] > 0.2 * told["inputs"]
    assert told["refused"] > 0.2 * told["inputs"]
