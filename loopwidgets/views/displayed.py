"""Turns an object into the form in which a page shows it, by ``_repr_html_`` and the like, as Jupyter does.

The methods are called here, so nothing of IPython is needed. A form that needs a program in the page is none.
"""

from __future__ import annotations

import base64
import binascii
import inspect
import io
import re
import sys
from collections.abc import Mapping
from typing import Any

from loopwidgets.images.image_sources import is_image
from loopwidgets.views.markup import LONGEST
from loopwidgets.views.view import in_lines, sendable

_DENSITY = 2
"""The pixels of a figure for each pixel of a plain screen: it stays sharp on finer screens."""
_LARGEST_FIGURE = 4000
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
_METHODS = {
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
}
_FORMS = {"text/html": "html", "text/markdown": "markdown", "text/plain": "text"}
_WIDGET = "application/vnd.jupyter.widget-view+json"
_AT_AN_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


class NoFormError(Exception):
    """The reason why an object can't be shown, as the end of a sentence."""


def displayed(value: Any) -> dict[str, Any]:
    """Return ``{"form", "text"}`` for the forms *text, html* and *markdown*.

    The form *image* has ``density``, and the parts of the `Image` view's payload.

    Raises
    ------
    NoFormError
        If the object has no form that can be shown here.
    """
    _refuse_idle(value)
    figure = _figure_in(value)
    if figure is not None:
        return _image(_drawn(figure), _DENSITY)
    if isinstance(value, str):
        return _text("text", value)
    forms = {} if isinstance(value, type) else _forms_of(value)
    if _WIDGET in forms:
        raise NoFormError(_LIVE)
    picture = next((forms[mime] for mime in _PICTURES if forms.get(mime)), None)
    if picture is not None:
        return _image(_as_bytes(picture), 1)
    if is_image(value) and not isinstance(value, Mapping | bytes | bytearray | memoryview):
        return _image(value, 1)
    for mime, form in _FORMS.items():
        if isinstance(forms.get(mime), str):
            return _text(form, forms[mime])
    return _text("text", _printed(value, forms))


def _printed(value: Any, forms: Mapping[str, Any]) -> str:
    """Return the text of an object without another form."""
    if forms:
        names = ", ".join(sorted(forms))
        raise NoFormError(f"whose forms ({names}) need a program in the page; return PNG or SVG")
    if hasattr(value, "_ipython_display_"):
        raise NoFormError("which displays itself; return HTML, Markdown, PNG or SVG")
    text = repr(value)
    if _AT_AN_ADDRESS.search(text):
        raise NoFormError("which has no form that can be shown; return a text, HTML, PNG or SVG")
    return text


_LIVE = "a live widget, which can't be shown inside an item; return a figure, HTML, PNG or SVG"


def _refuse_idle(value: Any) -> None:
    """Raise for objects that show nothing by themselves."""
    if value is None:
        raise NoFormError("nothing: does it lack a return?")
    if inspect.isawaitable(value):
        if inspect.iscoroutine(value):
            value.close()  # otherwise Python warns that nobody waited for it
        raise NoFormError("a coroutine; write it without async")
    if inspect.isgenerator(value):
        raise NoFormError("a generator; write return in place of yield")
    bases = {(base.__module__.partition(".")[0], base.__name__) for base in type(value).__mro__}
    if ("ipywidgets", "Widget") in bases:
        raise NoFormError(_LIVE)


def _forms_of(value: Any) -> dict[str, Any]:
    """Return the forms of an object by mime type, without those that are None."""
    bundle = getattr(value, "_repr_mimebundle_", None)
    found: dict[str, Any] = {}
    if callable(bundle):
        made = bundle(include=None, exclude=None)
        found = dict(_without_metadata(made) or {})
    for mime, name in _METHODS.items():
        method = getattr(value, name, None)
        if mime not in found and callable(method):
            found[mime] = _without_metadata(method())
    return {mime: made for mime, made in found.items() if made is not None}


def _without_metadata(made: Any) -> Any:
    return made[0] if isinstance(made, tuple) and made else made


def _as_bytes(made: Any) -> Any:
    """Return the file of an image, which some methods return as text."""
    if not isinstance(made, str):
        return made
    if "<" in made:
        return made.encode()
    try:
        return base64.b64decode(made, validate=False)
    except binascii.Error as error:
        raise NoFormError(f"an image that can't be read: {error}") from error


def _figure_in(value: Any) -> Any:
    """Return the figure of matplotlib that a value is, or belongs to; None for other values."""
    module = sys.modules.get("matplotlib.figure")
    if module is None:
        return None
    if getattr(value, "dtype", None) == "object" and getattr(value, "size", 0):
        value = value.flat[0]  # the axes that plt.subplots and DataFrame.hist return
    for one in (value, getattr(value, "figure", None)):
        if isinstance(one, module.Figure):
            return one
    return None


def _drawn(figure: Any) -> bytes:
    """Return a figure as PNG. A figure of pyplot is closed, for a notebook would show it once more."""
    raw = io.BytesIO()
    dpi = min(_DENSITY * figure.dpi, _LARGEST_FIGURE / max(*figure.get_size_inches(), 1))
    figure.savefig(raw, format="png", dpi=dpi, bbox_inches="tight")
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
    return raw.getvalue()


def _image(value: Any, density: int) -> dict[str, Any]:
    from loopwidgets.images.image_bytes import Wish, encode

    picture, problem = encode(value, Wish())
    if picture["image"] is None:
        raise NoFormError(f"an image that can't be shown: {problem}")
    return {"form": "image", "density": density, **picture}


def _text(form: str, text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise NoFormError(f"{len(text):,} characters, expected at most {LONGEST:,}")
    return {"form": form, "text": sendable(in_lines(text) if form == "text" else text)}
