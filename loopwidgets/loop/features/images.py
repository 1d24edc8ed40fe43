"""Turns images into numbers without a vision model: coarse shapes, edges and colors.

This is only a start. Embeddings from a vision model are far better: ``lw.Loop(features=embeddings)``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from loopwidgets.images.fetched import HOPELESS, fetched
from loopwidgets.images.image_sources import address_of
from loopwidgets.loop.features.features import Features, Tell, in_chunks, nobody, places_of

Floats = npt.NDArray[np.float64]

_logger = logging.getLogger(__name__)

SIDE = 32
"""Pixels to which each image is scaled."""
_CELLS = 4
_DIRECTIONS = 8
_SHADES = 8
_FETCHED_AHEAD = 12


def image_features(images: Sequence[Any], tell: Tell = nobody) -> Features:
    """Return a descriptor of each image: places of light, directions of edges, and colors.

    Parameters
    ----------
    images
        Images as `loopwidgets.Image` shows them: paths, addresses, bytes, Pillow images or arrays. An image
        that can't be read is all zeros.
    tell
        Called with the progress.

    References
    ----------
    N. Dalal and B. Triggs, "Histograms of oriented gradients for human detection", *CVPR* (2005).
    """
    from joblib import delayed

    files = _Files(images)
    jobs = (delayed(described)(image) for image in files)
    rows = np.array(in_chunks(jobs, len(images), tell), dtype=np.float32)
    if files.n_away:
        _logger.warning(
            "%s of %s images could not be fetched: the model does not see them. Run the cell again to try "
            "them again.",
            f"{files.n_away:,}",
            f"{len(images):,}",
        )
    return Features(rows, places_of(rows), complete=files.n_away == 0)


class _Files:
    """Images, with the file of each that is at an address; some are fetched ahead.

    Parameters
    ----------
    images
        The images.
    """

    def __init__(self, images: Sequence[Any]) -> None:
        self._images = images
        self._failed = 0
        self.n_away = 0
        """The number of files that could not be fetched."""

    def __iter__(self) -> Iterator[Any]:
        for start in range(0, len(self._images), _FETCHED_AHEAD):
            images = self._images[start : start + _FETCHED_AHEAD]
            addresses = [address_of(image) for image in images]
            if self._failed < HOPELESS:
                fetched.want([address for address in addresses if address is not None])
            for image, address in zip(images, addresses, strict=True):
                yield image if address is None else self._file(address)

    def _file(self, address: str) -> bytes | None:
        file = fetched.wait(address) if self._failed < HOPELESS else None
        if isinstance(file, bytes):
            self._failed = 0
            return file
        self._failed += 1
        self.n_away += 1
        return None


def described(image: Any) -> Floats:
    """Return one image's descriptor, of length one."""
    pixels = _pixels(image)
    if pixels is None:
        return np.zeros(_LENGTH)
    gray = pixels.mean(axis=2)
    parts = [_means(gray), _edges(gray), _colors(pixels)]
    return np.concatenate([part / max(float(np.linalg.norm(part)), 1e-9) for part in parts])


def _pixels(image: Any) -> Floats | None:
    """Return an image as `SIDE` by `SIDE` pixels of red, green and blue from 0 to 1."""
    from loopwidgets.images.image_bytes import picture_in
    from loopwidgets.views.image import Image

    try:
        shown = Image().payload((image,), {}).content["image"]
        small = picture_in(shown).resize((SIDE, SIDE))
    except Exception:  # noqa: BLE001 - whatever an item is, the others are described
        return None
    return np.asarray(small, dtype=np.float64) / 255


def _means(gray: Floats) -> Floats:
    """Return the lightness of each of 8 by 8 parts, about the mean."""
    parts = gray.reshape(8, SIDE // 8, 8, SIDE // 8).mean(axis=(1, 3))
    return np.asarray((parts - parts.mean()).ravel())


def _edges(gray: Floats) -> Floats:
    """Return the strength of edges of each direction in each cell."""
    down, across = np.gradient(gray)
    strength = np.hypot(down, across)
    direction = (np.arctan2(down, across) % np.pi) / np.pi * _DIRECTIONS
    which = np.minimum(direction.astype(int), _DIRECTIONS - 1)
    cell = np.arange(SIDE) * _CELLS // SIDE
    places = (cell[:, None] * _CELLS + cell[None, :]) * _DIRECTIONS + which
    counts = np.bincount(places.ravel(), strength.ravel(), _CELLS * _CELLS * _DIRECTIONS)
    return np.sqrt(counts)


def _colors(pixels: Floats) -> Floats:
    """Return the amount of each shade, by channel."""
    shade = np.minimum((pixels * _SHADES).astype(int), _SHADES - 1)
    counts = [np.bincount(shade[:, :, channel].ravel(), minlength=_SHADES) for channel in range(3)]
    return np.sqrt(np.concatenate(counts) / SIDE**2)


_LENGTH = 8 * 8 + _CELLS * _CELLS * _DIRECTIONS + 3 * _SHADES
