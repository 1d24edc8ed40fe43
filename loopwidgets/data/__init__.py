"""Reads data: the shapes and files that hold it, items, their keys, and columns that hold labels."""
