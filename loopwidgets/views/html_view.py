"""Shows HTML without anything that could run, ask for a file or reach outside."""

from __future__ import annotations

from typing import ClassVar

from loopwidgets.errors import names_its_arguments
from loopwidgets.views.markup import MarkupView, text_in_html


@names_its_arguments
class Html(MarkupView):
    """Show HTML, such as an e-mail or a part of a web page.

    Parameters
    ----------
    column
        The column of the HTML; the column of ``show`` when not given.
    caption
        A column, or a list of columns, to show in a short line above the HTML.

    Notes
    -----
    Texts, tables, lists, links, pictures in data URIs and styles are shown. Scripts, forms, frames, sounds
    and films are removed, and nothing is fetched: a picture at an address is shown by its text. Styles act
    inside the item alone. People search the text, without the tags.
    """

    kind: ClassVar[str] = "html"

    def text_in(self, source: str) -> str:
        """Return the text that the HTML shows."""
        return text_in_html(source)
