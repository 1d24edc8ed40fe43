"""Shows Markdown, and HTML in it without anything that could run or ask for a file."""

from __future__ import annotations

from typing import ClassVar

from loopwidgets.errors import names_its_arguments
from loopwidgets.views.markup import MarkupView


@names_its_arguments
class Markdown(MarkupView):
    """Show Markdown, in the dialect of GitHub: tables, task lists and blocks of code.

    Parameters
    ----------
    column
        The column of the Markdown; the column of ``show`` when not given.
    caption
        A column, or a list of columns, to show in a short line above it.

    Notes
    -----
    HTML in it is shown as by `Html`: nothing runs, and nothing is fetched.
    """

    kind: ClassVar[str] = "markdown"
