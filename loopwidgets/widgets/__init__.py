"""The project joined to the browser. Nothing below this folder imports ipywidgets, anywidget or IPython."""

from loopwidgets.widgets.annotation import AnnotationWidget

__all__ = ["AnnotationWidget"]
