"""Makes of a recording what the page plays: the file itself, or its peaks and pieces of it.

This is loaded with the first `loopwidgets.Audio`, because numpy takes a while to load.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from loopwidgets.sounds.recordings import (
    ArrayRecording,
    Recording,
    SoundFileRecording,
    WavRecording,
    in_at_most_two,
    opened,
    peaks_of,
)
from loopwidgets.sounds.sound_formats import (
    WAV,
    SoundFormat,
    format_of,
    has_soundfile,
    how_to_convert,
)
from loopwidgets.sounds.sound_sources import ArraySound, BadSoundError, SoundAwayError, found
from loopwidgets.sounds.wav import WavError, WavLayout, read_layout, to_wav

HEAVIEST = 4_000_000
"""The most bytes of a recording that is sent at once."""
LONGEST = 120.0
"""The most seconds of a recording that the page decodes whole."""
HEAVIEST_WHOLE = 48_000_000
"""The most bytes of a file that only the browser can decode."""
PEAKS_OF = 120.0
"""The seconds whose peaks are sent at once."""
PEAKS_A_SECOND = 100
_PIECE = 20


def encode(
    value: Any, rate: int | None, *, name: str = "", whole: bool = False, detail: Mapping[str, Any]
) -> tuple[dict[str, Any], str]:
    """Return the ``sound``, its ``mime``, its ``duration`` and more, and the problem with it, if any.

    A long recording has no ``sound``, but a ``piece``: the seconds of each of its pieces. With
    ``detail={"piece": 3}`` you get a piece as WAV, and with ``detail={"peaks": 0}`` the peaks of two minutes.
    ``later`` is true for a file that is sent with ``whole``.
    """
    try:
        source = found(value, rate)
        if isinstance(source, ArraySound):
            return _of_recording(ArrayRecording(source), detail), ""
        return _of_file(source, name, whole=whole, detail=detail)
    except SoundAwayError as error:
        return {"sound": None, "away": True}, str(error)
    except (BadSoundError, WavError) as error:
        return {"sound": None}, str(error)
    except OSError as error:
        return {"sound": None}, f"This file can't be read: {error}."


def _of_file(
    source: bytes | Path, name: str, *, whole: bool, detail: Mapping[str, Any]
) -> tuple[dict[str, Any], str]:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size == 0:
        raise BadSoundError("This recording is empty: 0 bytes.")
    with closing(opened(source)) as file:
        form = format_of(file.read(64))
    if form is None:
        raise BadSoundError(f"This is no recording that can be read. {how_to_convert(name)}")
    problem = f"This is a file of the format {form.name}, which browsers can't play."
    if form is WAV:
        try:
            with closing(opened(source)) as file:
                layout = read_layout(file, size)
        except WavError as error:
            problem = str(error)  # soundfile may know better
        else:
            return _of_wav(source, layout, size, detail)
    recording = _read_by_soundfile(source)
    if recording is not None:
        is_sent = form.is_played and size <= HEAVIEST
        return _of_recording(recording, detail, (source, form) if is_sent else None), ""
    if not form.is_played or form is WAV:
        raise BadSoundError(f"{problem} {how_to_convert(name)}")
    return _only_played(source, form, size, whole=whole), ""


def _of_wav(
    source: bytes | Path, layout: WavLayout, size: int, detail: Mapping[str, Any]
) -> tuple[dict[str, Any], str]:
    is_sent = layout.is_plain and layout.is_complete and size <= HEAVIEST
    content = _of_recording(
        WavRecording(source, layout), detail, (source, WAV) if is_sent else None
    )
    problem = (
        ""
        if layout.is_complete
        else "This file ends before its recording does. Its beginning is here."
    )
    return content, problem


def _of_recording(
    recording: Recording,
    detail: Mapping[str, Any],
    file: tuple[bytes | Path, SoundFormat] | None = None,
) -> dict[str, Any]:
    """Return a recording as the page gets it; ``file`` is the file if the page can play it as it is."""
    if recording.frames <= 0:
        raise BadSoundError("This recording is empty: 0 samples.")
    channels = min(2, recording.channels) if recording.channels <= 2 else 1
    heaviness = recording.frames * channels * 2
    piece = max(1, min(_PIECE, HEAVIEST // (recording.rate * channels * 2)))
    duration = recording.frames / recording.rate
    about = {"duration": duration, "rate": recording.rate, "channels": recording.channels}
    if (number := _number(detail.get("peaks"))) is not None:
        peaks = peaks_of(recording, number * PEAKS_OF, (number + 1) * PEAKS_OF, PEAKS_A_SECOND)
        return {"peaks": peaks, **about}
    if (number := _number(detail.get("piece"))) is not None:
        first = number * piece * recording.rate
        samples = in_at_most_two(
            recording.read(first, min(recording.frames, first + piece * recording.rate))
        )
        return {"sound": to_wav(samples, recording.rate), "mime": WAV.mime, **about}
    if duration <= LONGEST and file is not None:
        return {"sound": _bytes_of(file[0]), "mime": file[1].mime, **about}
    if duration <= LONGEST and heaviness <= HEAVIEST:
        samples = in_at_most_two(recording.read(0, recording.frames))
        return {"sound": to_wav(samples, recording.rate), "mime": WAV.mime, **about}
    return {
        "sound": None,
        "piece": piece,
        "peaks_of": PEAKS_OF,
        "peaks_a_second": PEAKS_A_SECOND,
        **about,
    }


def _read_by_soundfile(source: bytes | Path) -> Recording | None:
    if not has_soundfile():
        return None
    try:
        recording = SoundFileRecording(source)
    except Exception:  # noqa: BLE001 - the browser may still play what this library does not know
        return None
    return recording if recording.frames > 0 else None


def _only_played(
    source: bytes | Path, form: SoundFormat, size: int, *, whole: bool
) -> dict[str, Any]:
    """Return a file that only the browser decodes."""
    if size > HEAVIEST_WHOLE:
        raise BadSoundError(
            f"This recording has {size / 1e6:.0f} MB: too much for the page. The kernel can read "
            "it in pieces: pip install 'loopwidgets[sound]'"
        )
    if size > HEAVIEST and not whole:
        return {"sound": None, "later": True}
    return {"sound": _bytes_of(source), "mime": form.mime, "format": form.name}


def _bytes_of(source: bytes | Path) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


def _number(told: Any) -> int | None:
    """Return a whole number from the page; None for anything else."""
    is_number = isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 1_000_000
    return told if is_number else None
