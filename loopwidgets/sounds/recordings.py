"""Opens recordings to read samples from any place in them."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np

from loopwidgets.sounds.sound_sources import ArraySound, BadSoundError
from loopwidgets.sounds.wav import Samples, WavLayout, read_samples


class Recording(Protocol):
    """Samples that can be read from any place."""

    rate: int
    channels: int
    frames: int

    def read(self, start: int, stop: int) -> Samples:
        """Return the samples from one frame up to another."""


def opened(source: bytes | Path) -> BinaryIO:
    """Return a file to read from."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


class WavRecording:
    """The samples of a WAV file."""

    def __init__(self, source: bytes | Path, layout: WavLayout) -> None:
        self._source = source
        self._layout = layout
        self.rate, self.channels, self.frames = layout.rate, layout.channels, layout.frames

    def read(self, start: int, stop: int) -> Samples:
        """Return the samples from one frame up to another."""
        with closing(opened(self._source)) as file:
            return read_samples(file, self._layout, start, min(stop, self.frames))


class ArrayRecording:
    """The samples of an array.

    Whole numbers are taken as parts of their type's range. Floats beyond 1 are made smaller as a whole.

    Raises
    ------
    BadSoundError
        If the array has no samples that can be heard.
    """

    def __init__(self, sound: ArraySound) -> None:
        samples = np.asarray(sound.samples)
        if samples.dtype.kind not in "iuf":
            raise BadSoundError(
                f"This array has values of type {samples.dtype}: expected whole numbers or floats."
            )
        if not 0 < sound.rate <= 1_000_000:
            raise BadSoundError(f"rate: expected samples in a second, got {sound.rate!r}.")
        if samples.ndim == 1:
            samples = samples[:, None]
        elif samples.shape[0] < samples.shape[1]:  # torchaudio has channels first
            samples = samples.T
        self._samples = samples
        self.rate = sound.rate
        self.frames, self.channels = samples.shape
        self._scale = 1.0
        if samples.dtype.kind == "f" and samples.size:
            largest = max(abs(float(samples.min())), abs(float(samples.max())))
            if not np.isfinite(largest):
                known = np.abs(samples[np.isfinite(samples)])
                largest = float(known.max(initial=0))
            self._scale = 1 / max(1.0, largest)

    def read(self, start: int, stop: int) -> Samples:
        """Return the samples from one frame up to another; NaN is silence."""
        part = self._samples[start:stop]
        if part.dtype.kind == "f":
            known: Samples = np.nan_to_num(part, nan=0, posinf=0, neginf=0).astype(np.float32)
            return known * np.float32(self._scale)
        limits = np.iinfo(part.dtype)
        half = (float(limits.max) - float(limits.min) + 1) / 2
        middle = half if part.dtype.kind == "u" else 0.0
        return ((part.astype(np.float64) - middle) / half).astype(np.float32)


class SoundFileRecording:
    """The samples of a file of any format that soundfile reads."""

    def __init__(self, source: bytes | Path) -> None:
        self._source = source
        with self._open() as file:
            self.rate, self.channels, self.frames = file.samplerate, file.channels, file.frames

    def read(self, start: int, stop: int) -> Samples:
        """Return the samples from one frame up to another."""
        with self._open() as file:
            file.seek(start)
            samples: Samples = file.read(max(0, stop - start), dtype="float32", always_2d=True)
            return samples

    def _open(self) -> Any:
        from soundfile import SoundFile

        source = self._source
        return SoundFile(io.BytesIO(source) if isinstance(source, bytes) else str(source))


def in_at_most_two(samples: Samples) -> Samples:
    """Return more than two channels mixed to one: a browser would leave some of them out."""
    if samples.shape[1] <= 2:
        return samples
    mixed: Samples = samples.mean(axis=1, keepdims=True, dtype=np.float32)
    return mixed


def peaks_of(recording: Recording, start: float, stop: float, per_second: int) -> bytes:
    """Return the lowest and the highest sample in each part of a second, as pairs of signed bytes."""
    first, last = int(start * recording.rate), min(recording.frames, int(stop * recording.rate))
    samples = recording.read(first, last)
    if not len(samples):
        return b""
    count = max(1, int(np.ceil(len(samples) * per_second / recording.rate)))
    places = np.minimum(np.arange(count) * recording.rate // per_second, len(samples) - 1)
    low = np.minimum.reduceat(samples.min(axis=1), places)
    high = np.maximum.reduceat(samples.max(axis=1), places)
    pairs = np.stack([low, high], axis=1)
    scaled = np.clip(np.round(np.nan_to_num(pairs) * 127), -127, 127).astype(np.int8)
    return bytes(scaled.tobytes())
