"""The project joined to the browser. Nothing below this folder imports ipywidgets, anywidget or IPython."""
