"""What every unit test stands on: an empty folder of its own, and no name of the machine's."""

import pytest
from hypothesis import settings

settings.register_profile("loopwidgets", database=None, deadline=None, derandomize=True)
settings.load_profile("loopwidgets")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    return tmp_path
