"""Chooses the colors of labels. Ten are chosen by hand; any number of further colors is computed."""

from __future__ import annotations

import math
from functools import cache

PALETTE: tuple[tuple[str, str], ...] = (
    ("#c2410c", "#fb923c"),
    ("#0f766e", "#2dd4bf"),
    ("#6d4aed", "#a78bfa"),
    ("#a16207", "#facc15"),
    ("#be185d", "#f472b6"),
    ("#1d6fd1", "#60a5fa"),
    ("#4d7c0f", "#a3e635"),
    ("#57534e", "#d6d3d1"),
    ("#9f1239", "#fda4af"),
    ("#155e75", "#67e8f9"),
)
"""Label colors for light and for dark pages; color-blind people can distinguish them too."""

_GOLDEN_ANGLE = 137.50776
"""The step between hues, in degrees. Hues at this step never repeat, however many there are."""
_LIGHT, _DARK = (0.50, 0.40, 0.57), (0.78, 0.86, 0.70)
"""Lightness of three neighbors, on light and on dark pages. They differ even where hues look alike."""
_CHROMA = 0.12


@cache
def color_of(place: int) -> tuple[str, str]:
    """Return the colors of the label at a place, for light and for dark pages. Hundreds of them differ."""
    if place < len(PALETTE):
        return PALETTE[place]
    hue = math.radians(place * _GOLDEN_ANGLE % 360)
    third = place % 3
    return _hex(_LIGHT[third], hue), _hex(_DARK[third], hue)


def _hex(lightness: float, hue: float) -> str:
    """Return a color of OKLCH (B. Ottosson, 2020) in CSS notation, as vivid as a screen can show it."""
    chroma = _CHROMA
    while True:
        rgb = _linear(lightness, chroma * math.cos(hue), chroma * math.sin(hue))
        if chroma <= 0 or all(-0.001 <= part <= 1.001 for part in rgb):
            return "#" + "".join(f"{round(255 * _encoded(part)):02x}" for part in rgb)
        chroma -= 0.005


def _linear(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
