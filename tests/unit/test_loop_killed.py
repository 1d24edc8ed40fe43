"""A kernel that is killed in the middle of a round: no answer is lost, no process left, and it goes on."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from loopwidgets import Project
from tests.unit.loops import LABELS, labeled, notes, project_of, started, wait

_KERNEL = """
    import sys, time
    from loopwidgets.loop import Loop, RunningLoop
    from tests.unit.loops import answer, notes, project_of, wait

    class Slow:
        def fit(self, features, answers):
            time.sleep(600)
        def predict_proba(self, features):
            raise AssertionError

    frame = notes()
    project = project_of(frame)
    running = RunningLoop(project, Loop(model=Slow()))
    wait(lambda: running.state.round == 1)
    answer(project, frame["truth"].tolist(), 12)
    wait(lambda: running.state.doing == "training")
    print(*running.companion._worker.pids, flush=True)
    answer(project, frame["truth"].tolist(), 5)
    print("answered", flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_kernel_killed_in_the_middle_of_a_round(tmp_path):
    root = Path(__file__).parents[2]
    kernel = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_KERNEL)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
        cwd=tmp_path,
    )
    pids = [int(pid) for pid in kernel.stdout.readline().split()]
    assert len(pids) == 1
    assert psutil.pid_exists(pids[0])
    assert kernel.stdout.readline().strip() == "answered"
    kernel.send_signal(signal.SIGKILL)
    kernel.wait()
    wait(lambda: not _runs(pids[0]))
    opened = Project.open("labels.db", annotator="asha")
    assert len(opened.labels) == 17
    assert len(opened.events) == 17

    frame = notes()
    running = started(project_of(frame))
    assert running.state.round == 2
    assert running.state.learned + running.state.audited == 17
    labeled(running, frame["truth"].tolist(), 1)
    running.close()
    assert running.rounds["round"].tolist() == [1, 2, 3]
    assert set(running.project.labels["label"]) <= set(LABELS)


def _runs(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
