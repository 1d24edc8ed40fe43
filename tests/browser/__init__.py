"""Tests in a real browser on real Jupyter servers; what needs no browser is in ``tests/unit``."""
