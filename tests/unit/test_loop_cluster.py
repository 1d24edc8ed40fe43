"""Features are made and pools are scored on a real dask cluster of two processes, where joblib is told so."""

import os
from pathlib import Path

import joblib
import numpy as np
import pytest

from loopwidgets.loop import rounds
from loopwidgets.loop.features import images, texts
from tests.unit.loops import labeled, notes, project_of, started

distributed = pytest.importorskip("distributed")


class Telling:
    """Leaves a file named after the process in which it guesses."""

    def __init__(self, folder):
        self.folder = folder

    def fit(self, features, answers):
        self.classes_ = np.unique(answers)
        return self

    def predict_proba(self, features):
        Path(self.folder, str(os.getpid())).touch()
        return np.full((features.shape[0], len(self.classes_)), 1 / len(self.classes_))


@pytest.fixture
def cluster():
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            host="127.0.0.1",
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_rounds_are_carried_by_dask(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(rounds, "CHUNK", 500)
    monkeypatch.setattr(texts, "CHUNK", 500)
    workers = set(cluster.run(os.getpid).values())
    frame = notes(4000)
    told = tmp_path / "told"
    told.mkdir()
    before = cluster.run(_tasks)
    with joblib.parallel_config(backend="dask"):
        running = started(project_of(frame), model=Telling(str(told)), strategy="random")
    assert sum(cluster.run(_tasks).values()) > sum(before.values())  # the features were made there
    labeled(running, frame["truth"].tolist(), 1)
    running.close()
    assert running.state.problem == ""
    guessed_in = {int(file.name) for file in told.iterdir()}
    assert guessed_in >= workers


def _tasks(dask_worker):
    return len(dask_worker.state.task_counter.current_count()) + dask_worker.state.executed_count


def test_features_are_the_same_wherever_they_are_made(cluster, monkeypatch):
    monkeypatch.setattr(texts, "CHUNK", 100)
    told = notes(400)["note"].tolist()
    here = texts.text_features(told)
    with joblib.parallel_config(backend="dask"):
        there = texts.text_features(told)
    rows = np.arange(400)
    assert abs(here.matrix[rows] - there.matrix[rows]).max() == 0
    assert np.array_equal(here.places, there.places)
    pictures = [np.full((8, 8, 3), shade, dtype=np.uint8) for shade in range(0, 250, 25)]
    with joblib.parallel_config(backend="dask"):
        assert np.array_equal(images.image_features(pictures).matrix.shape, (10, 128 + 64 + 24))
