"""Which items are asked, and in which order, as the call says: in a real notebook, by what is shown."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Notebooks
from tests.browser.labeler import show

ITEMS = 8

ASKED = """[
    int(w.project.items.content(w.project.items.code_of(key))[0].removeprefix("text "))
    for key in w.project.next_items(40)
]"""

ORDERS = {
    "a series": ("pd.Series(range(8), index=df.index)", "87654321"),
    "a function": ("lambda df: [n % 2 for n in df.index]", "13572468"),
    "a list": ("[float('-inf')] * 6 + [1, 2]", "87123456"),
}


@pytest.mark.parametrize(("order", "expected"), ORDERS.values(), ids=ORDERS)
def test_items_are_asked_by_their_priorities(plain: Notebooks, order: str, expected: str) -> None:
    labeler = show(plain, ITEMS, options=f"order={order}")
    for number in expected:
        labeler.expect_item(f"text {number}")
        labeler.press("1")
    labeler.expect_stage("finished")
    labeler.wait_until_saved()
    assert list(labeler.labels()) == list(range(1, ITEMS + 1))


@pytest.mark.parametrize("options", ["order='shuffled'", "sample=20, order='shuffled'"])
def test_a_shuffled_order_is_the_same_after_a_restart(plain: Notebooks, options: str) -> None:
    labeler = show(plain, 40, options=options)
    asked = labeler.kernel(ASKED)
    assert asked != sorted(asked)
    for number in asked[:3]:
        labeler.expect_item(f"text {number}")
        labeler.press("1")
    labeler.wait_until_saved()
    labeler.notebook.restart_kernel()
    labeler.notebook.run(0)
    labeler.notebook.run(1)
    labeler.focus()
    for number in asked[3:6]:
        labeler.expect_item(f"text {number}")
        labeler.press("1")


def test_a_sample_is_all_that_is_asked(plain: Notebooks) -> None:
    labeler = show(plain, 40, options="sample=5")
    labeler.expect_progress(0, 5)
    labeler.press("1", "1", "1", "1", "1")
    labeler.expect_stage("finished")
    labeler.expect_progress(5, 5)
    labeler.wait_until_saved()
    answered = list(labeler.labels())
    assert len(answered) == 5
    assert answered == sorted(answered)
