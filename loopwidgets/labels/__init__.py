"""Defines the labels of a project: their scheme, its versions, their colors, and the values of the caller."""
