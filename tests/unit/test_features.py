"""What a model sees of the items: given, made by a function, or by default for texts, rows and images."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.metrics import f1_score
from sklearn.model_selection import cross_val_score

import loopwidgets as lw
from loopwidgets.errors import InputError
from loopwidgets.loop.defaults import default_model
from loopwidgets.loop.features import embeddings, texts
from loopwidgets.loop.features.default import default_features
from loopwidgets.loop.features.features import DIMENSIONS, features_of, made_by
from loopwidgets.loop.features.inputs import HeldColumns
from loopwidgets.loop.features.texts import text_features

TEXTS = [
    "aphids on the bean",
    "aphids under the leaf",
    "a wasp in the maize",
    "the wasp and the bee",
    "",
] * 4


def test_given_features_are_taken_as_they_are():
    for given in (np.eye(4), np.eye(4).tolist(), pd.DataFrame(np.eye(4)), sp.csc_matrix(np.eye(4))):
        found = features_of(given, 4)
        assert found.matrix.shape == (4, 4)
        assert len(found[np.array([1, 2])]) == 2


def test_one_number_an_item_is_enough():
    assert features_of([1.0, 2.0, 3.0], 3).matrix.shape == (3, 1)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (np.eye(3), r"features: expected a row for each of 4 items, got shape \(3, 3\)"),
        (
            np.array([[1.0], [np.nan], [np.inf], [0.0]]),
            "features: 2 values are NaN or infinite, the first in row 1",
        ),
        (
            sp.csr_matrix([[1.0], [np.nan], [2.0], [0.0]]),
            "1 values are NaN or infinite, the first in row 1",
        ),
        (["a", "b", "c", "d"], "features: expected numbers, got list"),
        (np.zeros((4, 0)), "features: expected at least one column"),
    ],
)
def test_features_that_can_t_be_used_are_refused(given, message):
    with pytest.raises(lw.InputError, match=message):
        features_of(given, 4)


def test_a_function_that_raises_is_named():
    def wrong(items):
        raise KeyError("embedding")

    with pytest.raises(lw.InputError, match="features: the function raised KeyError: 'embedding'"):
        made_by(wrong, TEXTS, len(TEXTS))


def test_wide_features_lie_in_few_directions():
    rng = np.random.default_rng(0)
    found = features_of(rng.normal(size=(300, 500)), 300)
    assert found.places.shape == (300, DIMENSIONS)
    assert np.allclose(np.linalg.norm(found.places, axis=1), 1, atol=1e-5)


def test_texts_of_one_meaning_are_near_each_other():
    found = text_features(TEXTS)
    likeness = found.places @ found.places.T
    assert likeness[0, 1] > likeness[0, 2] + 0.2
    assert likeness[2, 3] > likeness[0, 3] + 0.1


def test_texts_have_sparse_features_and_an_empty_one_has_none():
    found = text_features(TEXTS)
    rows = found.matrix[np.arange(len(TEXTS))]
    assert sp.issparse(rows)
    assert rows.dtype == np.float32
    assert rows.shape == found.matrix.shape
    assert found.places.shape[1] < rows.shape[1] < 200
    assert rows[4].nnz == 0
    assert np.allclose(sp.linalg.norm(rows[:4], axis=1), 1, atol=1e-5)


def test_features_are_the_same_in_one_chunk_or_many(monkeypatch):
    whole = text_features(TEXTS)
    monkeypatch.setattr(texts, "CHUNK", 3)
    parts = text_features(TEXTS)
    rows = np.arange(len(TEXTS))
    assert abs(whole.matrix[rows] - parts.matrix[rows]).max() < 1e-6
    assert np.allclose(whole.places, parts.places, atol=1e-5)


def test_many_texts_are_told_by_words_alone(monkeypatch):
    both = text_features(TEXTS).matrix.shape[1]
    monkeypatch.setattr(texts, "MANY", 10)
    found = text_features(TEXTS)
    assert found.matrix.shape[1] < both
    likeness = found.places @ found.places[0]
    assert likeness[5] == pytest.approx(1, abs=1e-5)  # the same text
    assert likeness[3] < 0.9


def test_a_word_of_devanagari_is_one_word():
    assert texts.word_pattern().findall("कीट पत्ती खाता है") == ["कीट", "पत्ती", "खाता", "है"]


@pytest.mark.parametrize("texts", [["x"], ["", ""], ["नमस्ते दुनिया", "سلام"], ["a"] * 3])
def test_few_or_odd_texts_stop_nothing(texts):
    assert len(text_features(texts)) == len(texts)


def test_a_model_that_does_not_run_is_done_without(monkeypatch, caplog):
    shown = HeldColumns(pd.DataFrame({"text": TEXTS}))
    monkeypatch.setattr(embeddings, "at_hand", lambda: "a-broken-one")

    def broken(name):
        raise InputError(f"{name} is broken")

    monkeypatch.setattr(embeddings, "_opened", broken)
    assert np.array_equal(default_features(shown).places, text_features(TEXTS).places)
    assert "a-broken-one is broken" in caplog.text


def test_what_is_shown_decides_the_features():
    pytest.importorskip("skrub")
    rows = pd.DataFrame(
        {
            "name": ["ant", "bee"] * 10,
            "seen": pd.date_range("2026-01-01", periods=20),
            "legs": [6, None] * 10,
            "parts": [{"wings": 2}, None] * 10,
            "empty": [None] * 20,
        }
    )
    found = default_features(HeldColumns(rows))
    assert found.matrix.shape[0] == 20
    assert np.isfinite(found.matrix).all()
    assert np.allclose(found.matrix.mean(axis=0), 0, atol=1e-4)


def test_digits_are_told_apart_by_the_default_for_images():
    digits = load_digits()
    chosen = slice(0, 600)
    found = default_features(HeldColumns(pd.DataFrame({"image": list(digits.images[chosen] / 16)})))
    scores = cross_val_score(default_model(found), found.matrix, digits.target[chosen], cv=3)
    assert scores.mean() > 0.9


@pytest.mark.parametrize("length", ["one", "many"])
def test_the_default_model_learns_rare_labels_from_few_embeddings(length):
    rng = np.random.default_rng(7)
    answers = np.repeat([0, 1, 2], [400, 60, 40])
    rows = rng.normal(size=(500, 384)) + 0.7 * rng.normal(size=(3, 384))[answers] / np.sqrt(6)
    if length == "one":
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    found = features_of(rows, len(rows))
    seen = rng.permutation(500)[:60]
    guesses = default_model(found).fit(found.matrix[seen], answers[seen]).predict(found.matrix)
    assert f1_score(answers, guesses, average="macro") > 0.85


def test_an_image_that_can_t_be_read_is_all_zeros(tmp_path):
    Image.new("RGB", (60, 40), "green").save(tmp_path / "leaf.png")
    (tmp_path / "broken.png").write_bytes(b"\\x89PNG")
    paths = [str(tmp_path / name) for name in ("leaf.png", "broken.png", "gone.png")]
    found = default_features(HeldColumns(pd.DataFrame({"path": paths})), lw.Image("path"))
    assert (found.matrix[1:] == 0).all()
    assert np.linalg.norm(found.matrix[0]) == pytest.approx(1, abs=1e-4)


def test_no_unit_decides_what_is_near():
    rng = np.random.default_rng(0)
    columns = rng.normal(size=(200, 4))
    in_units = columns * [1.0, 1.0, 1.0, 10_000.0] + [0.0, 0.0, 0.0, 50_000.0]
    places = features_of(in_units, 200).places
    assert np.allclose(places.std(axis=0), 1, atol=0.05)
    assert np.abs(places).max() <= 3
    alike = rng.normal(size=(200, 4)) * [1.0, 2.0, 3.0, 0.5]
    assert np.allclose(features_of(alike, 200).places, alike, atol=1e-5)
