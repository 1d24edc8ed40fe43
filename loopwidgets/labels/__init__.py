"""Defines the labels of a project: their scheme, its versions, and their colors."""
