"""Shows a recording: its waveform, with play and pause, speed, jumps and loops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.images.image_sources import address_of, name_of
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.views.captioned import CaptionedView
from loopwidgets.views.view import ItemForm, Payload, sendable


@names_its_arguments
class Audio(CaptionedView):
    """Play a recording, with its waveform, speed, jumps, loops and zoom.

    Parameters
    ----------
    column
        The column of the recordings; the column of ``show`` when not given. A value is a path, an address
        (``https://``, ``s3://``), the bytes of a file, or a pair of an array and its rate. It may also be a
        dict of ``array`` and ``sampling_rate``, or of ``bytes`` and ``path``. An array has the shape
        (samples,) or (samples, channels). Whole numbers are parts of their type's range, and floats lie
        between -1 and 1.
    caption
        A column, or a list of columns, to show in a short line above the waveform.
    rate
        The samples in a second, for arrays that come without their rate.

    Raises
    ------
    InputError
        If ``rate`` is no whole number above 0.

    Notes
    -----
    The kernel reads WAV itself, and other formats with soundfile (``pip install 'loopwidgets[sound]'``). It
    sends a long recording in pieces. Without soundfile the browser decodes MP3, FLAC, Ogg, Opus and M4A.
    More than two channels are mixed to one.

    Examples
    --------
    >>> Audio("path", caption="place")
    Audio('path')
    """

    kind: ClassVar[str] = "audio"
    item_form: ClassVar[ItemForm] = "sound"
    surface: ClassVar[str] = "clock"

    def __init__(
        self,
        column: str | None = None,
        *,
        caption: str | Sequence[str] | None = None,
        rate: int | None = None,
    ) -> None:
        super().__init__(column, caption)
        is_rate = isinstance(rate, int) and not isinstance(rate, bool) and rate > 0
        if rate is not None and not is_rate:
            raise InputError(f"rate: expected a whole number above 0, got {rate!r}")
        self.rate = rate
        with uninterrupted():  # while an item is shown, an interrupt could break into it
            from loopwidgets.sounds import sound_payload  # noqa: F401

    def check(self, shown: Sequence[Any]) -> None:
        """Raise for several columns."""
        if len(shown) != 1:
            raise InputError(
                f"show: a recording is one column, got {list(shown)}; for a line above it: "
                f"{self.captioned(shown)}"
            )

    def addresses(self, shown: tuple[Any, ...]) -> tuple[str, ...]:
        """Return the recording's address, if it is at an address."""
        address = address_of(shown[0])
        return () if address is None else (address,)

    def payload(
        self,
        shown: tuple[Any, ...],
        row: Mapping[str, Any],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Payload:
        """Return ``{"sound": bytes, "mime", "duration", "rate", "channels", "name", "caption"}``.

        A long recording has no ``sound``, but ``piece``, the seconds of its pieces. With
        ``detail={"piece": 3}`` you get one of its pieces, and with ``detail={"peaks": 0}`` the peaks of two
        minutes. A file that only the browser decodes has ``later`` where it is sent with ``whole``.
        """
        from loopwidgets.sounds.sound_payload import encode

        (value,) = shown
        name = name_of(value)
        sound, problem = encode(value, self.rate, name=name, whole=whole, detail=detail or {})
        about = {"name": sendable(name), "caption": sendable(self.caption_of(row))}
        return Payload({**about, **sound}, sendable(problem))

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the caption and the name of the file, if there are any."""
        return "\n".join(word for word in (self.caption_of(row), name_of(shown[0])) if word)
