"""Turns items into numbers that a model learns from."""
