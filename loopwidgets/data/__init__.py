"""Reads data: items, their keys, and columns that hold labels."""
