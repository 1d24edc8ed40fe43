"""Makes recordings for tests, with the standard library alone."""

from __future__ import annotations

import io
import math
import struct
import wave


def tone(seconds: float = 1.0, rate: int = 8000, channels: int = 1, width: int = 2) -> bytes:
    """Return a WAV file with a tone."""
    frames = range(int(seconds * rate))
    samples = [math.sin(math.tau * 440 * frame / rate) / 2 for frame in frames]
    if width == 1:
        words = [bytes([round(128 + 127 * sample)]) for sample in samples]
    else:
        whole = [round(sample * (2 ** (8 * width - 1) - 1)) for sample in samples]
        words = [number.to_bytes(width, "little", signed=True) for number in whole]
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(b"".join(word * channels for word in words))
    return file.getvalue()


def chunks(*parts: tuple[bytes, bytes], kind: bytes = b"RIFF", order: str = "<") -> bytes:
    """Return a file of these chunks."""
    body = b"".join(
        name + struct.pack(f"{order}I", len(content)) + content + b"\0" * (len(content) % 2)
        for name, content in parts
    )
    return kind + struct.pack(f"{order}I", 4 + len(body)) + b"WAVE" + body


def form(code: int, channels: int, rate: int, width: int, order: str = "<") -> tuple[bytes, bytes]:
    """Return the chunk that describes samples."""
    block = channels * width
    told = struct.pack(f"{order}HHIIHH", code, channels, rate, rate * block, block, 8 * width)
    return b"fmt ", told
