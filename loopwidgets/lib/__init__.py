"""Provides helpers that have no state and know nothing of labeling."""
