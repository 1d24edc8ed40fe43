"""What labels go with: words in any script, values of columns; and nothing where there is nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loopwidgets.loop.features.traits import phrases, traits_of_rows, traits_of_texts
from loopwidgets.loop.mirror.associations import MOST, leanings

NAMES = ["pest", "helper", "harmless"]
COMMON = [f"word{n}" for n in range(60)]


def test_a_mark_is_a_part_of_its_word_in_every_script():
    assert phrases("किताब पढ़ो") == ["किताब", "पढ़ो", "किताब पढ़ो"]
    assert phrases("வணக்கம்") == ["வணக்கம்"]
    assert phrases("می\u200cخواهم") == ["می\u200cخواهم"]
    assert phrases("Don’t, DON'T!")[:2] == ["don’t", "don't"]
    assert phrases("e\u0301te\u0301") == ["été"]
    assert phrases("害虫がいる") == ["害虫", "虫が", "がい", "いる"]
    assert phrases("❤️\u200d🔥 --") == []


def test_a_pair_of_words_is_told_where_neither_word_alone_tells():
    rng = np.random.default_rng(2)
    truth = np.arange(120) % 2
    texts = [
        f"{rng.choice(COMMON)} " + ("not good but bad" if label else "good but not bad")
        for label in truth
    ]
    found = leanings(traits_of_texts(texts), np.eye(2, dtype=bool)[truth], ["praise", "blame"])
    assert "not good" in set(found.loc[found["label"] == "blame", "what"])
    assert not {"not", "good", "bad"} & set(found["what"])
    assert phrases("Good. Bad") == ["good", "bad"]


def test_where_answers_have_nothing_to_do_with_words_hardly_ever_a_word_is_told():
    wrong = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        texts = [" ".join(rng.choice(COMMON, 8)) for _ in range(100)]
        answers = np.eye(3, dtype=bool)[rng.integers(3, size=100)]
        wrong += len(leanings(traits_of_texts(texts), answers, NAMES)) > 0
    assert wrong / 60 <= 0.1


def test_what_is_rare_does_not_look_strong():
    texts = ["often here"] * 20 + ["often rare"] * 4 + ["other thing"] * 40
    answers = np.eye(2, dtype=bool)[[0] * 24 + [1] * 40]
    found = leanings(traits_of_texts(texts), answers, ["one", "two"])
    weights = found[found["label"] == "one"].set_index("what")["weight"]
    assert weights.index[0] == "often"
    assert weights.get("rare", 0) < weights["often"]


def test_at_most_ten_are_told_of_a_label():
    texts = [" ".join(f"{word}{label}" for word in "abcdefghijklmnop") for label in [0, 1] * 30]
    found = leanings(traits_of_texts(texts), np.eye(2, dtype=bool)[[0, 1] * 30], ["one", "two"])
    assert found["label"].value_counts().to_dict() == {"one": MOST, "two": MOST}


def test_a_gap_is_a_value_too_and_thirds_share_the_rows():
    frame = pd.DataFrame({"size": [*range(30), *[None] * 6]})
    traits = traits_of_rows(frame)
    counts = dict(zip(traits.names, np.asarray(traits.held.sum(axis=0)).ravel(), strict=True))
    assert counts == {"size ≤ 9": 10, "9 < size ≤ 19": 10, "size > 19": 10, "size is missing": 6}
