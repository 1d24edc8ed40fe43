"""A loop over Parquet files that would not fit into memory: their texts are read part by part."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets import Project
from loopwidgets.loop.features import records
from loopwidgets.loop.features.inputs import FileColumns, HeldColumns
from loopwidgets.loop.features.records import record_features
from tests.unit.loops import LABELS, labeled, notes, project_of, started

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

_LENGTH = 30_000
_OPENED = """
    import sys
    import psutil
    import loopwidgets as lw
    from loopwidgets.loop import Loop, RunningLoop
    from tests.unit.loops import LABELS, wait

    me = psutil.Process()
    project = lw.Project.from_data("notes.parquet", "note", LABELS, store="labels.db", annotator="asha")
    running = RunningLoop(project, Loop(strategy="random"))
    peak = 0

    def look():
        global peak
        peak = max(peak, sum(one.memory_info().rss for one in [me, *me.children(recursive=True)]))
        return running.state.round >= 1 or running.state.problem

    before = me.memory_info().rss
    wait(look, 240)
    print(running.state.round, running.state.problem, (peak - before) // 1_000_000)
    running.close()
"""


def test_the_same_is_learned_from_a_file_as_from_a_frame(tmp_path):
    frame = notes(400)
    pq.write_table(
        pa.table({"note": frame["note"].tolist()}), tmp_path / "notes.parquet", row_group_size=90
    )
    of_frame = started(
        project_of(frame, store="frame.db"), strategy="margin", audit=0.0, explore=0.0
    )
    of_file = started(
        project_of("notes.parquet", store="file.db"), strategy="margin", audit=0.0, explore=0.0
    )
    truth = frame["truth"].tolist()
    assert labeled(of_frame, truth, 3) == labeled(of_file, truth, 3)
    for code in range(0, 400, 7):
        one, other = of_frame.companion.proposal_of(code), of_file.companion.proposal_of(code)
        assert (one and one.confidence) == (other and pytest.approx(other.confidence, abs=1e-3))
    assert set(of_file.project.labels["label"]) <= set(LABELS)
    for running in (of_frame, of_file):
        running.close()


def test_rows_in_files_are_seen_as_in_a_frame(tmp_path):
    rng = np.random.default_rng(0)
    legs = rng.choice([6, 8], 500)
    frame = pd.DataFrame(
        {
            "kind": rng.choice(["beetle", "bug", "moth"], 500),
            "legs": legs,
            "number": range(500),
            "note": [f"leaf {n % 7}" for n in range(500)],
        }
    )
    frame.loc[3, "kind"] = None
    pq.write_table(pa.Table.from_pandas(frame), tmp_path / "rows.parquet", row_group_size=90)
    items = Project.from_data(
        str(tmp_path / "rows.parquet"),
        None,
        LABELS,
        view=lw.Record(),
        store=":memory:",
        annotator="asha",
    ).need_data()
    of_frame = record_features(HeldColumns(frame))
    of_file = record_features(FileColumns(items.origin, items.shown, items.keys.first))
    assert of_file.tabular
    assert of_file.matrix.shape == of_frame.matrix.shape
    assert np.allclose(of_file.matrix, of_frame.matrix, atol=1e-4)


def test_a_column_that_holds_something_else_further_on_has_gaps_there(monkeypatch):
    monkeypatch.setattr(records, "_SAMPLE", 50)
    monkeypatch.setattr(records, "_CHUNK", 40)
    frame = pd.DataFrame(
        {
            "legs": pd.Series([6, 8, 6, None] * 50, dtype=object),
            "seen": pd.Series(list(pd.date_range("2026-01-01", periods=200)), dtype=object),
            "kind": pd.Series(["ant", "bee"] * 100, dtype=object),
            "winged": pd.Series([True, False] * 100, dtype=object),
        }
    )
    sample = np.sort(np.random.default_rng(0).choice(200, 50, replace=False))
    odd = int(np.setdiff1d(np.arange(200), sample)[-1])
    frame.loc[odd] = ["many", "long ago", 7, "perhaps"]
    found = record_features(HeldColumns(frame))
    assert found.matrix.shape[0] == 200
    assert np.isfinite(found.matrix).all()


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("few", "many"), [(1_500, 3_500), pytest.param(1_000, 8_000, marks=pytest.mark.slow)]
)
def test_texts_in_files_are_not_held(tmp_path, few, many):
    """So many more texts of 30 kB take less than their size: all processes, features and reading ahead."""
    megabytes = _taken(tmp_path / "many", many) - _taken(tmp_path / "few", few)
    assert megabytes < 0.75 * (many - few) * _LENGTH / 1e6


def _taken(folder: Path, rows: int) -> int:
    """Return the MB that a first round takes on texts of so many characters each."""
    folder.mkdir()
    words = ["weevil", "bee", "moth", "leaf", "field", "evening", "grain", "pollen", "lamp", "wall"]
    schema = pa.schema({"note": pa.string()})
    file = folder / "notes.parquet"
    with pq.ParquetWriter(file, schema, compression="none", use_dictionary=False) as writer:
        for start in range(0, rows, 1_000):
            texts = [f"{words[n % 10]} {n} ".ljust(_LENGTH) for n in range(start, start + 1_000)]
            writer.write_table(pa.table({"note": texts}, schema=schema))
    assert file.stat().st_size > 0.99 * _LENGTH * rows
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_OPENED)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr
    number, *problem, megabytes = done.stdout.split()
    assert (number, problem) == ("1", [])
    return int(megabytes)
