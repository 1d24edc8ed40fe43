"""Shows an image, with zoom, brightness and contrast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.images.image_sources import address_of, name_of
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.views.captioned import CaptionedView
from loopwidgets.views.view import ItemForm, Payload, sendable


@names_its_arguments
class Image(CaptionedView):
    """Show an image, with zoom, brightness and contrast.

    Parameters
    ----------
    column
        The column of the images; the column of ``show`` when not given. A value is a path, an address
        (``https://``, ``s3://``), the bytes of a file, a data URI, a dict of ``bytes`` and ``path``, a Pillow
        image or an array. An array has the shape (height, width), or (height, width, channels)
        with 1 to 4 channels. Arrays of ``uint8``, and floats from 0 to 1, are shown as they are. Others, and
        images of 16 bits, are stretched between the values that nearly all pixels have.
    caption
        A column, or a list of columns, to show in a short line above the image.

    Notes
    -----
    The orientation in EXIF and XMP is honored. Colors with a profile are shown in sRGB. ``[`` and ``]`` turn
    the pages of a TIFF. An animated image shows its first frame. The browser draws SVG as an image: it runs
    no script in it, and loads nothing that it refers to.

    The kernel fetches images at addresses, a few ahead; the browser never does. Addresses of buckets need the
    extra ``remote``.
    """

    kind: ClassVar[str] = "image"
    item_form: ClassVar[ItemForm] = "image"
    surface: ClassVar[str] = "picture"

    def __init__(
        self, column: str | None = None, *, caption: str | Sequence[str] | None = None
    ) -> None:
        super().__init__(column, caption)
        with uninterrupted():  # while an item is shown, an interrupt could break into it
            from loopwidgets.images import image_bytes  # noqa: F401

    def check(self, shown: Sequence[Any]) -> None:
        """Raise for several columns."""
        if len(shown) != 1:
            raise InputError(
                f"show: an image is one column, got {list(shown)}; for a line above it: "
                f"{self.captioned(shown)}"
            )

    def addresses(self, shown: tuple[Any, ...]) -> tuple[str, ...]:
        """Return the image's address, if it is at an address."""
        address = address_of(shown[0])
        return () if address is None else (address,)

    def payload(
        self,
        shown: tuple[Any, ...],
        row: Mapping[str, Any],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Payload:
        """Return ``{"image": bytes, "mime", "width", "height", "scaled", "name", "caption"}`` and more.

        An image whose address can't be read is null, and ``away`` is true.
        ``width`` and ``height`` are the size of the upright original in pixels. ``scaled`` is true if a
        smaller image is sent. With ``whole`` the image is sent in full resolution.

        ``page`` and ``pages`` are the shown page, from 0, and the number of pages. If an image has more than
        8 bits, ``note`` describes how it is shown. ``window`` then has the values ``shown`` as black and as
        white, and the smallest and largest of ``all``. With ``detail={"page": 1, "window": [0, 500]}`` you
        get another page, and other values as black and white.
        """
        from loopwidgets.images.image_bytes import Wish, encode

        (value,) = shown
        detail = detail or {}
        wish = Wish(whole, _page(detail.get("page")), _window(detail.get("window")))
        picture, problem = encode(value, wish)
        about = {"name": sendable(name_of(value)), "caption": sendable(self.caption_of(row))}
        return Payload({**about, **picture}, sendable(problem))

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the caption and the name of the file, if there are any."""
        return "\n".join(word for word in (self.caption_of(row), name_of(shown[0])) if word)


def _page(told: Any) -> int:
    return told if isinstance(told, int) and told > 0 else 0


def _window(told: Any) -> tuple[float, float] | None:
    """Return two numbers, the smaller first; None for anything else."""
    match told:
        case [int() | float() as low, int() | float() as high] if low < high:
            return float(low), float(high)
    return None
