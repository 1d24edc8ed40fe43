"""Decides which item comes next."""
