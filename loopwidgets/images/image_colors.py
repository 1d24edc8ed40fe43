"""Turns the colors of a picture into sRGB, which is what the canvas of a browser shows."""

from __future__ import annotations

import io
from contextlib import suppress

from PIL import Image as Pillow
from PIL import ImageCms

_WITH_OPACITY = ("LA", "La", "PA", "RGBA", "RGBa")
_PLAIN = ("L", "RGB", "CMYK", "LAB")


def plain(image: Pillow.Image) -> Pillow.Image:
    """Return a picture of 8 bits in a mode that can be scaled: without a palette, without hues."""
    if image.mode == "La":
        image = image.convert("LA")
    if image.mode in _WITH_OPACITY or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in _PLAIN else image.convert("RGB")


def in_srgb(image: Pillow.Image) -> Pillow.Image:
    """Return a `plain` picture in sRGB: as L, RGB or RGBA.

    A color profile that is broken, or is meant for other colors, is ignored.
    """
    profile = image.info.get("icc_profile")
    if image.mode != "RGBA":
        return _converted(image, profile)
    if not profile:
        return image
    made = _converted(image.convert("RGB"), profile)
    made.putalpha(image.getchannel("A"))
    return made


def _converted(image: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    is_lab = image.mode == "LAB"
    if is_lab or profile:
        with suppress(Exception):  # whatever is wrong with its colors, the picture is shown
            given = ImageCms.createProfile("LAB") if is_lab else io.BytesIO(profile or b"")
            made = ImageCms.profileToProfile(
                image, given, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if made is not None:
                return made
    if is_lab:
        return image.getchannel("L")
    return image.convert("RGB") if image.mode == "CMYK" else image
