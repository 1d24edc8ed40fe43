"""Measures how well the model guesses, and when more labels stop helping."""
