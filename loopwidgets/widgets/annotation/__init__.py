"""Runs the annotation widget: sends messages to its pages, and answers theirs."""
