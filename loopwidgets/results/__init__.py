"""Turns answers into tables, plots, counts and files."""
