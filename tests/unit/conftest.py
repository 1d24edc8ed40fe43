"""What every unit test stands on: an empty folder and memory of its own, and no name of the machine's."""

import pytest
from hypothesis import settings

from loopwidgets import store

settings.register_profile("loopwidgets", database=None, deadline=None, derandomize=True)
settings.load_profile("loopwidgets")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setattr(store, "_memory", {})
    return tmp_path


@pytest.fixture
def in_process():
    """Rounds run where they do for users, though the others of the file run them in a thread."""


@pytest.fixture
def in_thread(request, monkeypatch):
    """Rounds run in a thread, which needs no process to start; but where a test wants the real thing."""
    if "in_process" not in request.fixturenames:
        from loopwidgets.loop import trainer
        from loopwidgets.loop.worker import Worker

        monkeypatch.setattr(trainer, "Worker", lambda carrier: Worker(carrier, in_thread=True))


@pytest.fixture
def loops():
    """Start loops, and end them all."""
    from tests.unit.loops import started

    begun = []

    def start(project, **settings):
        begun.append(started(project, **settings))
        return begun[-1]

    yield start
    for running in begun:
        running.close()
