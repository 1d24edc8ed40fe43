"""Helpers that hold no state and know nothing of labeling."""
