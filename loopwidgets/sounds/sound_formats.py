"""Knows files of sounds by their names and their first bytes, and which of them browsers play."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from importlib.util import find_spec

SUFFIXES = tuple(
    re.findall(
        r"\.\w+",
        ".aac .aif .aifc .aiff .amr .au .caf .flac .m4a .m4b .mp3 .oga .ogg .opus .wav .wave .wma",
    )
)
"""The endings of recordings."""


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """A format of files.

    Parameters
    ----------
    name
        Its name, as people know it.
    mime
        Its type for a browser.
    is_played
        True if common browsers play it.
    """

    name: str
    mime: str
    is_played: bool = True


WAV = SoundFormat("WAV", "audio/wav")
_MP3 = SoundFormat("MP3", "audio/mpeg")
_AAC = SoundFormat("AAC", "audio/aac")
_BEGINNINGS = {
    b"fLaC": SoundFormat("FLAC", "audio/flac"),
    b"OggS": SoundFormat("Ogg", "audio/ogg"),
    b"ID3": _MP3,
    b"\x1aE\xdf\xa3": SoundFormat("WebM", "audio/webm"),
    b"caff": SoundFormat("CAF", "audio/x-caf", is_played=False),
    b".snd": SoundFormat("AU", "audio/basic", is_played=False),
    b"#!AMR": SoundFormat("AMR", "audio/amr", is_played=False),
    b"0&\xb2u\x8ef\xcf\x11": SoundFormat("WMA", "audio/x-ms-wma", is_played=False),
    b"MThd": SoundFormat("MIDI", "audio/midi", is_played=False),
}


def format_of(head: bytes) -> SoundFormat | None:
    """Return the format of a file by its first bytes; None if they begin no recording."""
    if head[:4] in (b"RIFF", b"RIFX", b"RF64") and head[8:12] == b"WAVE":
        return WAV
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return SoundFormat("AIFF", "audio/aiff", is_played=False)
    if head[4:8] == b"ftyp":
        return SoundFormat("M4A", "audio/mp4")
    for beginning, one in _BEGINNINGS.items():
        if head.startswith(beginning):
            return one
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:  # the first frame itself
        return _AAC if head[1] & 0x06 == 0 else _MP3
    return None


def has_soundfile() -> bool:
    """Return whether the library soundfile is installed."""
    return find_spec("soundfile") is not None


def how_to_convert(name: str) -> str:
    """Return a sentence on making a file that browsers play."""
    install = (
        ""
        if has_soundfile()
        else "Install the reader with pip install 'loopwidgets[sound]', or convert"
    )
    return f"{install or 'Convert'} the file: ffmpeg -i {shlex.quote(name or 'FILE')} converted.wav"
