"""Shows more than 8 bits in 8: stretched between the values that nearly all pixels have.

A sentence describes how, and how much was left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Window = tuple[float, float]
"""The values that are shown as black and as white; values beyond them are shown as these."""

_OUTER = (0.5, 99.5)
"""The percentiles between which an image is stretched: a few hot or dead pixels are beyond them."""
_ENOUGH = 1_000_000
"""The most values that percentiles are taken of."""
_NEAR = 0.1
"""Values that are beyond the percentiles by this share of their distance, or less, are shown too."""
_FAR = 0.25
"""A usual sign for "no value" counts as such only at this distance from all values, or farther."""
_LARGEST = (float(np.finfo(np.float32).max), float(np.finfo(np.float64).max))
_NETCDF = 9.969209968386869e36
_SIGNS = (
    -999,
    -9999,
    -99999,
    -32767,
    -32768,
    *(s * n for s in (-1, 1) for n in (1e20, _NETCDF, *_LARGEST)),
)
"""The usual signs for "no value"."""


@dataclass(frozen=True, slots=True)
class Stretched:
    """An array in 8 bits.

    Parameters
    ----------
    pixels
        Shape (height, width), or (height, width, channels).
    window
        The values that are black and white; None if the array is shown as it is.
    limits
        The smallest and the largest value.
    empty
        The share of the pixels without a value; they are black.
    """

    pixels: npt.NDArray[np.uint8]
    window: Window | None = None
    limits: Window = (0, 0)
    empty: float = 0

    @property
    def words(self) -> str:
        """A sentence that describes how values are shown; empty if they are shown as they are."""
        parts = []
        if self.window is not None:
            low, high = map(_number, self.window)
            parts.append(f"stretched from {low} to {high}" if low != high else f"all are {low}")
        if self.empty:
            parts.append(f"{_share(self.empty)} have no value")
        return "; ".join(parts).capitalize()


def stretched(
    array: npt.NDArray[Any], *, nodata: float | None = None, window: Window | None = None
) -> Stretched:
    """Return an array of numbers in 8 bits.

    Parameters
    ----------
    array
        Shape (height, width), or (height, width, channels); of 2 or 4 channels the last is the opacity.
        ``uint8``, truth values, and floats from 0 to 1 are shown as they are.
    nodata
        The value of pixels that have no value. The usual values for this are found, NaN and infinity too.
    window
        The values to show as black and as white; by default the values that nearly all pixels have.

    Raises
    ------
    ValueError
        If there is no value to show.
    """
    if array.dtype == np.uint8:
        return Stretched(np.ascontiguousarray(array))
    if array.dtype == bool:
        return Stretched(array.astype(np.uint8) * 255)
    opacity = None
    if array.ndim == 3 and array.shape[2] in (2, 4):
        opacity, array = array[:, :, -1:], array[:, :, :-1]
    has = np.isfinite(array)
    if nodata is not None:
        has &= array != nodata
    values = array.ravel() if has.all() else array[has]
    if values.size == 0:
        raise ValueError("not one of its values is a number")
    while (sign := _sign_in(values)) is not None:
        has &= array != sign
        values = array[has]
    limits = float(values.min()), float(values.max())
    is_share = np.issubdtype(array.dtype, np.floating) and limits[0] >= 0 and limits[1] <= 1
    if window is None and not is_share:
        window = _usual(values)
    low, high = window or (0.0, 1.0)
    scale = 255 / ((high - low) or 1.0)
    made = array.astype(np.result_type(array.dtype, np.float32))
    made[~has] = low
    made -= low
    made *= scale
    np.clip(made, 0, 255, out=made)
    pixels = np.rint(made, out=made).astype(np.uint8)
    if opacity is not None:
        pixels = np.concatenate([pixels, _opaque(opacity)], axis=2)
    return Stretched(pixels, window, limits, 1 - values.size / array.size)


def _usual(values: npt.NDArray[Any]) -> Window:
    """Return the window of the values that nearly all pixels have, and of those near it."""
    least, most = float(values.min()), float(values.max())
    some = values[:: math.ceil(values.size / _ENOUGH)]
    low = float(np.percentile(some, _OUTER[0], method="lower"))
    high = float(np.percentile(some, _OUTER[1], method="higher"))
    if low == high:
        return least, most
    near = _NEAR * (high - low)
    return (least if low - least <= near else low), (most if most - high <= near else high)


def _sign_in(values: npt.NDArray[Any]) -> Any | None:
    """Return the smallest or the largest value if it is a sign for "no value", and no measurement."""
    for end in sorted((values.min(), values.max()), key=_size, reverse=True):
        if _is_sign(end) and _is_far(float(end), values[values != end]):
            return end
    return None


def _size(value: Any) -> float:
    return abs(float(value))  # of the smallest integer there is no absolute value


def _is_sign(value: Any) -> bool:
    if isinstance(value, np.signedinteger) and value == np.iinfo(value.dtype).min:
        return True
    return any(math.isclose(value, sign, rel_tol=1e-6) for sign in _SIGNS)


def _is_far(value: float, others: npt.NDArray[Any]) -> bool:
    if others.size == 0:
        return False
    low, high = _usual(others)
    gap = min(abs(float(others.min()) - value), abs(float(others.max()) - value))
    return gap > _FAR * (high - low)


def _number(value: float) -> str:
    is_long = value.is_integer() or abs(value) >= 1000
    return f"{value:,.0f}" if is_long and abs(value) < 1e12 else f"{value:.4g}"


def _share(share: float) -> str:
    if share < 0.005:
        return "less than 1 %"
    return "more than 99 %" if share > 0.995 else f"{100 * share:.0f} %"


def _opaque(opacity: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Return the opacity in 8 bits: integers from 0 to the largest of their type, floats from 0 to 1."""
    is_integer = np.issubdtype(opacity.dtype, np.integer)
    most = np.iinfo(opacity.dtype).max if is_integer else 1
    shares = np.asarray(np.nan_to_num(opacity) / most)
    return np.asarray(np.rint(np.clip(shares, 0, 1) * 255), np.uint8)
