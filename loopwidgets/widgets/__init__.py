"""Joins the project to the browser. Nothing below this folder imports ipywidgets, anywidget or IPython."""
