"""Shows an image, with zoom, brightness and contrast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.views.captioned import CaptionedView
from loopwidgets.views.image_sources import address_of, name_of
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
        with 1 to 4 channels. Arrays of ``uint8``, and floats from 0 to 1, are shown as they are. Others are
        stretched from their smallest to their largest value.
    caption
        A column, or a list of columns, to show in a short line above the image.

    Notes
    -----
    The EXIF orientation is honored. An animated image shows its first frame. The browser draws SVG as an
    image: it runs no script in it, and loads nothing that it refers to.

    The kernel fetches images at addresses, a few ahead; the browser never does. Addresses of buckets need the
    extra ``remote``.
    """

    kind: ClassVar[str] = "image"
    item_form: ClassVar[ItemForm] = "image"

    def __init__(
        self, column: str | None = None, *, caption: str | Sequence[str] | None = None
    ) -> None:
        super().__init__(column, caption)
        with uninterrupted():  # while an item is shown, an interrupt could break into it
            from loopwidgets.views import image_bytes  # noqa: F401

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
        self, shown: tuple[Any, ...], row: Mapping[str, Any], *, whole: bool = False
    ) -> Payload:
        """Return ``{"image": bytes, "mime", "width", "height", "scaled", "name", "caption"}``.

        An image whose address can't be read is null, and ``away`` is true.
        ``width`` and ``height`` are the size of the upright original in pixels. ``scaled`` is true if a
        smaller image is sent. With ``whole`` the image is sent in full resolution.
        """
        from loopwidgets.views.image_bytes import encode

        (value,) = shown
        picture, problem = encode(value, whole=whole)
        about = {"name": sendable(name_of(value)), "caption": sendable(self.caption_of(row))}
        return Payload({**about, **picture}, sendable(problem))

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the caption and the name of the file, if there are any."""
        return "\n".join(word for word in (self.caption_of(row), name_of(shown[0])) if word)
