"""Reads and writes WAV files: also those that the standard library's ``wave`` refuses.

These are floats, µ-law and A-law, more than 4 GB (RF64), big-endian files, and files that end early.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""The shape is (frames, channels); full scale is 1."""

_PCM, _FLOAT, _A_LAW, _MU_LAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_UNKNOWN = 0xFFFFFFFF
_OTHER = {2: "ADPCM", 17: "IMA ADPCM", 49: "GSM", 80: "MPEG", 85: "MP3", 255: "AAC"}
_MOST_CHANNELS = 1024


class WavError(Exception):
    """The reason why a WAV file can't be read, in a sentence for the person."""


@dataclass(frozen=True, slots=True)
class WavLayout:
    """The place and the form of the samples in a WAV file.

    Parameters
    ----------
    code
        The number of the form of samples.
    channels, rate, width
        The channels, the samples in a second, and the bytes of a sample of a channel.
    begin, frames
        The first byte of the samples, and how many there are of a channel.
    is_big_endian
        True if the highest byte comes first.
    is_complete
        False if the file ends before its samples do.
    is_plain
        True if every browser plays it.
    """

    code: int
    channels: int
    rate: int
    width: int
    begin: int
    frames: int
    is_big_endian: bool
    is_complete: bool
    is_plain: bool


def read_layout(file: BinaryIO, size: int) -> WavLayout:
    """Return the layout of a WAV file of so many bytes.

    Raises
    ------
    WavError
        If the file has no samples that can be read.
    """
    kind = file.read(12)[:4]
    order = ">" if kind == b"RIFX" else "<"
    form: tuple[int, int, int, int] | None = None
    long_size = 0
    at = 12
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack(f"{order}4sI", file.read(8))
        if name == b"data":
            if form is None:
                break
            return _layout(form, at + 8, _length(length, long_size, size - at - 8), size, kind)
        head = file.read(min(length, 64))
        if name == b"ds64" and len(head) >= 16:
            long_size = struct.unpack("<Q", head[8:16])[0]
        if name == b"fmt " and len(head) >= 16:
            code, channels, rate, _, block, _ = struct.unpack(f"{order}HHIIHH", head[:16])
            if code == _EXTENSIBLE and len(head) >= 28:
                code = struct.unpack(f"{order}I", head[24:28])[0]
            form = (code, channels, rate, block)
        at += 8 + length + length % 2
    raise WavError("This WAV file is damaged: there are no samples in it.")


def _length(length: int, long_size: int, rest: int) -> int:
    if length == _UNKNOWN:
        return long_size or rest
    return length


def _layout(
    form: tuple[int, int, int, int], begin: int, length: int, size: int, kind: bytes
) -> WavLayout:
    code, channels, rate, block = form
    if code not in (_PCM, _FLOAT, _A_LAW, _MU_LAW):
        raise WavError(f"This WAV file has {_OTHER.get(code, f'samples of kind {code}')} in it.")
    width = block // channels if 0 < channels <= _MOST_CHANNELS else 0
    if not rate or not 1 <= width <= 8 or (code == _FLOAT and width not in (2, 4, 8)):
        raise WavError(
            f"This WAV file is damaged: {channels} channels, {rate} samples a second, {block} bytes a sample."
        )
    here = min(length, size - begin)
    is_plain = kind == b"RIFF" and channels <= 2 and (code, width) in (
        (_PCM, 1), (_PCM, 2), (_PCM, 3), (_FLOAT, 4)
    )  # fmt: skip
    return WavLayout(
        code=code,
        channels=channels,
        rate=rate,
        width=width,
        begin=begin,
        frames=here // (channels * width),
        is_big_endian=kind == b"RIFX",
        is_complete=here == length,
        is_plain=is_plain,
    )


def read_samples(file: BinaryIO, layout: WavLayout, start: int, stop: int) -> Samples:
    """Return the samples from one frame up to another."""
    frame = layout.channels * layout.width
    file.seek(layout.begin + start * frame)
    raw = np.frombuffer(file.read(max(0, stop - start) * frame), np.uint8)
    raw = raw[: len(raw) // frame * frame].reshape(-1, layout.width)
    if layout.is_big_endian:
        raw = raw[:, ::-1]
    return _floats(np.ascontiguousarray(raw), layout).reshape(-1, layout.channels)


def _floats(raw: npt.NDArray[np.uint8], layout: WavLayout) -> Samples:
    """Return little-endian samples, one a row, as numbers."""
    if layout.code == _FLOAT:
        return raw.view(f"<f{layout.width}").astype(np.float32)
    if layout.code == _MU_LAW:
        return _MU[raw[:, -1]]
    if layout.code == _A_LAW:
        return _A[raw[:, -1]]
    if layout.width == 1:
        return ((raw.astype(np.float32) - 128) / 128).astype(np.float32)
    if layout.width == 2:
        return (raw.view("<i2") / np.float32(1 << 15)).astype(np.float32)
    high = min(4, layout.width)  # lower bytes than these four are not heard
    wide = np.zeros((len(raw), 4), np.uint8)
    wide[:, 4 - high :] = raw[:, layout.width - high :]
    return (wide.view("<i4") / np.float64(1 << 31)).astype(np.float32)


def _mu_law() -> Samples:
    code = ~np.arange(256, dtype=np.uint8)
    size = ((code & 15).astype(np.int32) * 8 + 132 << (code >> 4 & 7).astype(np.int32)) - 132
    return (np.where(code & 128, -size, size) / 32768).astype(np.float32)


def _a_law() -> Samples:
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    step = (code >> 4 & 7).astype(np.int32)
    size = (code & 15).astype(np.int32) * 16 + 8
    size = np.where(step > 0, size + 256 << np.maximum(step - 1, 0), size)
    return (np.where(code & 128, size, -size) / 32768).astype(np.float32)


_MU, _A = _mu_law(), _a_law()


def to_wav(samples: Samples, rate: int) -> bytes:
    """Return a WAV file of 16 bits."""
    channels = samples.shape[1]
    body = np.clip(np.round(samples * 32768), -32768, 32767).astype("<i2").tobytes()
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(body),
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        channels,
        rate,
        rate * channels * 2,
        channels * 2,
        16,
        b"data",
        len(body),
    )
    return head + body
