"""Recordings: found in cells, read from any file, sent whole or in pieces, and marked in seconds."""

from __future__ import annotations

import io
import json
import struct
import sys
import wave
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets.sounds import sound_payload
from loopwidgets.sounds.sound_formats import SUFFIXES, format_of, has_soundfile
from loopwidgets.sounds.sound_payload import HEAVIEST, PEAKS_A_SECOND
from loopwidgets.sounds.wav import read_layout, read_samples, to_wav
from loopwidgets.store.memory import MemoryStore
from loopwidgets.views import fitting
from tests.unit.recordings import chunks, form, tone

RATE = 8000
NOT_FOR_SOUNDFILE = pytest.mark.skipif(has_soundfile(), reason="soundfile reads it")


def sent(value, *, view=None, whole=False, **detail):
    payload = (view or lw.Audio()).payload((value,), {}, whole=whole, detail=detail)
    return payload.content, payload.problem


def heard(raw: bytes):
    """Return the samples of a WAV file, and its rate."""
    layout = read_layout(io.BytesIO(raw), len(raw))
    return read_samples(io.BytesIO(raw), layout, 0, layout.frames), layout.rate


# --- Which view ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "a.wav",
        "calls/B.MP3",
        "a.flac",
        "a.ogg",
        "a.opus",
        "a.m4a",
        Path("a.wav"),
        "https://example.org/a.mp3?key=1",
        (np.zeros(3), 8000),
        (8000, np.zeros(3, "int16")),
        {"array": np.zeros(3), "sampling_rate": 8000},
        {"bytes": None, "path": "a.wav"},
        tone(0.01),
    ],
)
def test_the_view_for_recordings_is_found_by_the_data(value):
    assert isinstance(fitting([pd.Series([value], dtype=object)]), lw.Audio)


@pytest.mark.parametrize(
    ("value", "view"),
    [
        ("a song about mp3", lw.Text),
        ("a.png", lw.Image),
        (b"\x89PNG\r\n\x1a\n", lw.Image),
        ({"bytes": None, "path": "a.png"}, lw.Image),
        (np.zeros((3, 3), "uint8"), lw.Image),
        ((1, 2), lw.Text),
        ("a.wav\nb.wav", lw.Text),
    ],
)
def test_other_data_has_other_views(value, view):
    assert isinstance(fitting([pd.Series([value], dtype=object)]), view)


def test_a_task_for_recordings_needs_recordings():
    with pytest.raises(lw.InputError, match=r"marks places in a recording.* lw\.Text"):
        lw.Project.from_data(["a text"], task=lw.Segments(["x"]), store=MemoryStore())


@pytest.mark.parametrize("rate", [0, -1, 1.5, True, "8000"])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(lw.InputError, match="rate: expected a whole number above 0, got"):
        lw.Audio(rate=rate)


@pytest.mark.parametrize("reaction", [-0.1, 3, "fast", float("nan"), None])
def test_a_reaction_that_is_no_short_time_is_refused(reaction):
    with pytest.raises(lw.InputError, match="reaction: expected seconds from 0 to 2, got"):
        lw.Segments(["x"], reaction=reaction)
    assert repr(lw.Segments(["x"], reaction=0.2)) == "Segments(['x'], reaction=0.2)"


# --- Files -----------------------------------------------------------------------------------------


def test_a_short_file_is_sent_as_it_is(tmp_path):
    raw = tone(0.5)
    path = tmp_path / "a.wav"
    path.write_bytes(raw)
    for value in (raw, path, str(path), path.as_uri(), {"bytes": raw, "path": "a.wav"}):
        content, problem = sent(value)
        assert (content["sound"], content["mime"], problem) == (raw, "audio/wav", "")
        assert (content["duration"], content["rate"], content["channels"]) == (0.5, RATE, 1)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_files_of_the_standard_library_are_read(width, channels):
    raw = tone(0.1, channels=channels, width=width)
    samples, rate = heard(raw)
    assert (samples.shape, rate) == ((800, channels), RATE)
    assert np.max(np.abs(samples)) == pytest.approx(0.5, abs=0.01)
    again, _ = heard(sent(raw)[0]["sound"])
    assert again.shape == (800, channels if channels <= 2 else 1)
    np.testing.assert_allclose(again[:, 0], samples[:, 0], atol=1e-4)


def test_floats_laws_and_other_orders_of_bytes_are_read():
    wave_ = np.array([0, 0.5, -0.5, 1], np.float64)
    for width in (4, 8):
        raw = chunks(form(3, 1, RATE, width), (b"data", wave_.astype(f"<f{width}").tobytes()))
        assert heard(raw)[0].ravel().tolist() == wave_.tolist()
    big = chunks(
        form(1, 1, RATE, 2, ">"),
        (b"data", (wave_[:3] * 32768).astype(">i2").tobytes()),
        kind=b"RIFX",
        order=">",
    )
    assert heard(big)[0].ravel().tolist() == [0, 0.5, -0.5]
    mu = chunks(form(7, 1, RATE, 1), (b"data", bytes([0xFF, 0x80, 0x00])))
    np.testing.assert_allclose(heard(mu)[0].ravel(), [0, 0.98, -0.98], atol=0.01)
    a = chunks(form(6, 1, RATE, 1), (b"data", bytes([0xD5, 0xAA, 0x2A])))
    np.testing.assert_allclose(heard(a)[0].ravel(), [0, 0.98, -0.98], atol=0.01)
    for raw in (big, mu, a):
        assert sent(raw)[0]["sound"][:4] == b"RIFF"


@pytest.mark.filterwarnings("ignore")
def test_the_files_of_scipy_are_read_as_scipy_reads_them():
    wavfile = pytest.importorskip("scipy.io.wavfile")
    import scipy

    folder = Path(scipy.__file__).parent / "io" / "tests" / "data"
    files = sorted(folder.glob("*.wav"))
    if not files:
        pytest.skip("scipy came without its tests")
    for file in files:
        content, problem = sent(file)
        try:
            rate, samples = wavfile.read(file)
        except ValueError:  # it reads no µ-law, for example
            continue
        if content["sound"] is None:  # cut within a chunk: scipy warns, and returns what it has
            assert "ffmpeg -i" in problem
            continue
        mine, mine_rate = heard(content["sound"])
        assert mine_rate == rate
        wanted = samples[:, None] if samples.ndim == 1 else samples
        assert len(mine) == len(wanted)
        if wanted.dtype.kind == "i" and wanted.shape[1] == 1:
            scaled = wanted / np.iinfo(wanted.dtype).max
            np.testing.assert_allclose(mine, scaled, atol=1e-3)


def test_a_file_of_more_than_four_gigabytes_says_its_length_elsewhere():
    ds64 = struct.pack("<QQQI", 0, 8, 0, 0)
    raw = chunks((b"ds64", ds64), form(1, 1, RATE, 2), (b"data", b"\0\1" * 4), kind=b"RF64")
    raw = raw.replace(b"data" + struct.pack("<I", 8), b"data" + b"\xff" * 4)
    assert len(heard(raw)[0]) == 4
    assert heard(sent(raw)[0]["sound"])[0].shape == (4, 1)


def test_a_file_that_ends_early_is_played_as_far_as_it_goes():
    content, problem = sent(tone(1)[:8044])
    assert content["duration"] == 0.5
    assert len(heard(content["sound"])[0]) == 4000
    assert problem == "This file ends before its recording does. Its beginning is here."


@NOT_FOR_SOUNDFILE
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "This item is empty: there is no recording in it."),
        (b"", "This recording is empty: 0 bytes."),
        (tone(0), "This recording is empty: 0 samples."),
        ((np.zeros(0), 8000), "This recording is empty: 0 samples."),
        (b"no sound at all", "This is no recording that can be read."),
        (b"RIFF\0\0\0\0WAVE", "This WAV file is damaged: there are no samples in it."),
        (chunks(form(2, 1, RATE, 1), (b"data", b"ab")), "This WAV file has ADPCM in it."),
        (chunks(form(1, 0, RATE, 1), (b"data", b"ab")), "This WAV file is damaged: 0 channels"),
        (
            b"FORM\0\0\0\0AIFF" + bytes(99),
            "format AIFF, which browsers can't play. Install the reader",
        ),
        (b"#!AMR\n" + bytes(99), "format AMR, which browsers can't play."),
        ("gone.wav", "There is no file 'gone.wav' in"),
        (".", "'.' is a folder, not a recording."),
        (np.zeros(5), "This array comes without its rate"),
        ((np.array(["a", "b"]), 8000), "This array has values of type"),
        (3.5, "This is no recording: expected a path"),
        ((np.zeros(5), -8000), "rate: expected samples in a second, got -8000."),
    ],
)
def test_a_recording_that_can_not_be_played_is_a_card(value, words):
    content, problem = sent(value)
    assert content["sound"] is None
    assert words in problem


@NOT_FOR_SOUNDFILE
def test_a_card_says_how_to_convert_the_file(tmp_path):
    path = tmp_path / "two calls.aiff"
    path.write_bytes(b"FORM\0\0\0\0AIFF" + bytes(99))
    assert sent(path)[1].endswith("ffmpeg -i 'two calls.aiff' converted.wav")


@NOT_FOR_SOUNDFILE
def test_a_file_that_only_the_browser_decodes_is_sent_once_it_is_shown(monkeypatch):
    short, long = b"fLaC" + bytes(100), b"ID3" + bytes(HEAVIEST)
    assert sent(short)[0]["sound"] == short
    assert sent(long)[0] == {"sound": None, "later": True, "name": "", "caption": ""}
    assert sent(long, whole=True)[0]["sound"] == long
    monkeypatch.setattr(sound_payload, "HEAVIEST_WHOLE", 1000)
    assert "pip install 'loopwidgets[sound]'" in sent(long)[1]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"RIFF\0\0\0\0WAVE", "WAV"),
        (b"RIFF\0\0\0\0WEBP", None),
        (b"fLaC", "FLAC"),
        (b"OggS", "Ogg"),
        (b"ID3\4", "MP3"),
        (b"\xff\xfb\x90\0", "MP3"),
        (b"\xff\xf1\x50\x80", "AAC"),
        (b"\0\0\0\x20ftypM4A ", "M4A"),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8\xff\xe0", None),
        (b"", None),
    ],
)
def test_formats_are_known_by_their_first_bytes(head, name):
    found = format_of(head)
    assert (None if found is None else found.name) == name


def test_endings_are_those_of_recordings():
    assert {".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a"} <= set(SUFFIXES)


# --- Arrays ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["float32", "float64", "int16", "int32", "uint8", "int8"])
@pytest.mark.parametrize("shape", ["mono", "frames first", "channels first"])
def test_arrays_become_wav(kind, shape):
    mono = np.sin(np.arange(400) / 5) / 2
    both = {"mono": mono, "frames first": np.stack([mono, mono], 1)}.get(
        shape, np.stack([mono, mono])
    )
    if np.dtype(kind).kind != "f":
        half = 2 ** (8 * np.dtype(kind).itemsize - 1)
        both = np.round(both * (half - 1) + (half if kind == "uint8" else 0))
    samples, rate = heard(sent((both.astype(kind), RATE))[0]["sound"])
    assert (samples.shape, rate) == ((400, 1 if shape == "mono" else 2), RATE)
    np.testing.assert_allclose(samples[:, 0], mono, atol=0.01)


def test_an_array_comes_back_exactly_from_its_wav():
    whole = np.array([-32768, -1, 0, 1, 32767], "int16")
    with wave.open(io.BytesIO(sent((whole, RATE))[0]["sound"])) as file:
        assert np.frombuffer(file.readframes(5), "<i2").tolist() == whole.tolist()


def test_floats_beyond_one_are_made_smaller_and_nan_is_silence():
    samples, _ = heard(sent((np.array([0, 4.0, np.nan, -2.0, np.inf]), RATE))[0]["sound"])
    np.testing.assert_allclose(samples.ravel(), [0, 1, 0, -0.5, 0], atol=1e-3)


def test_an_array_gets_its_rate_from_the_view():
    content, problem = sent(np.zeros(800), view=lw.Audio(rate=1600))
    assert (content["duration"], problem) == (0.5, "")


# --- Long recordings -------------------------------------------------------------------------------


def test_a_long_recording_comes_in_pieces(tmp_path):
    rate = 1000
    whole = (np.sin(np.arange(130 * rate) / 40) * np.linspace(0, 1, 130 * rate)).astype("float32")
    path = tmp_path / "long.wav"
    path.write_bytes(to_wav(whole[:, None], rate))
    for value in ((whole, rate), path):
        content, _ = sent(value)
        assert content["sound"] is None
        assert (content["duration"], content["piece"]) == (130, 20)
        pieces = [heard(sent(value, piece=number)[0]["sound"])[0] for number in range(7)]
        assert [len(piece) for piece in pieces] == [20_000] * 6 + [10_000]
        np.testing.assert_allclose(np.concatenate(pieces).ravel(), whole, atol=1e-4)
        first, second, third = (sent(value, peaks=number)[0]["peaks"] for number in range(3))
        assert (len(first), len(second), third) == (240 * PEAKS_A_SECOND, 20 * PEAKS_A_SECOND, b"")
        pairs = np.frombuffer(first + second, "int8").reshape(-1, 2) / 127
        assert (pairs[:, 0] <= pairs[:, 1]).all()
        parts = whole.reshape(-1, rate // PEAKS_A_SECOND)
        np.testing.assert_allclose(pairs[:, 1], parts.max(axis=1), atol=0.01)


@pytest.mark.parametrize(
    "detail", [{"piece": -1}, {"piece": "x"}, {"piece": True}, {"peaks": None}, {"piece": 10**9}]
)
def test_whatever_a_page_asks_for_is_answered(detail):
    content, _ = sent((np.zeros(200_000, "float32"), 1000), **detail)
    assert content["duration"] == 200


def test_many_samples_a_second_come_in_shorter_pieces():
    content, _ = sent((np.zeros((192_000 * 30, 2), "int16"), 192_000))
    assert content["piece"] * 192_000 * 2 * 2 <= HEAVIEST


STAND_IN = """
import io, wave
import numpy as np

class SoundFile:
    def __init__(self, source):
        raw = source.read() if hasattr(source, "read") else open(source, "rb").read()
        self._in = wave.open(io.BytesIO(raw[4:]))
        self.samplerate, self.channels = self._in.getframerate(), self._in.getnchannels()
        self.frames = self._in.getnframes()
    def __enter__(self): return self
    def __exit__(self, *_): self._in.close()
    def seek(self, frame): self._in.setpos(frame)
    def read(self, frames, dtype, always_2d):
        assert (dtype, always_2d) == ("float32", True)
        return np.frombuffer(self._in.readframes(frames), "<i2").astype("f4")[:, None] / 32768
"""
"""A library with the names of soundfile that reads WAV behind four letters."""


@pytest.fixture
def soundfile(tmp_path, monkeypatch):
    (tmp_path / "soundfile.py").write_text(STAND_IN)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("soundfile", None)


@NOT_FOR_SOUNDFILE
@pytest.mark.usefixtures("soundfile")
def test_soundfile_reads_what_browsers_do_not_play(tmp_path):
    short, long = b"caff" + tone(0.5), b"caff" + tone(130, rate=100)
    content, problem = sent(short)
    assert (content["duration"], content["mime"], problem) == (0.5, "audio/wav", "")
    np.testing.assert_allclose(heard(content["sound"])[0], heard(tone(0.5))[0], atol=1e-4)
    path = tmp_path / "long.caf"
    path.write_bytes(long)
    assert sent(path)[0]["piece"] == 20
    assert len(heard(sent(path, piece=6)[0]["sound"])[0]) == 1000
    assert sent(b"caff" + bytes(99))[1].startswith(
        "This is a file of the format CAF, which browsers"
    )
    assert "Convert the file: ffmpeg" in sent(b"caff" + bytes(99))[1]


# --- Projects --------------------------------------------------------------------------------------


def test_recordings_are_labeled_and_marked(tmp_path):
    frame = pd.DataFrame({"call": [(np.zeros(800), RATE), tone(0.1), None]}, index=list("abc"))
    project = lw.Project.from_data(
        frame, "call", task=lw.Segments(["bird"]), store=tmp_path / "labels.db", annotator="asha"
    )
    assert project.problems["problem"].tolist() == [
        "This item is empty: there is no recording in it."
    ]
    project.answer([{"label": "bird", "start": 0, "end": 0.1}])
    value = project.labels["label"].tolist()[0]
    assert json.loads(json.dumps(value)) == [{"label": "bird", "start": 0, "end": 0.1}]
    classes = lw.Project.from_data(frame, "call", ["bird", "frog"], store=tmp_path / "labels.db")
    classes.answer("frog")
    assert classes.labels["label"].tolist() == ["frog"]


def test_items_are_found_by_the_names_of_their_files(tmp_path):
    paths = [tmp_path / "owl.wav", tmp_path / "frog.wav"]
    for path in paths:
        path.write_bytes(tone(0.01))
    project = lw.Project.from_data(
        pd.DataFrame({"call": [str(path) for path in paths]}),
        labels=["a", "b"],
        store=MemoryStore(),
    )
    assert isinstance(project.view, lw.Audio)
    assert len(project.find(text="owl.wav")) == 1


def test_a_folder_of_recordings_is_data(tmp_path):
    for name in ("b.wav", "a.wav", "about.xyz"):
        (tmp_path / name).write_bytes(tone(0.01))
    project = lw.Project.from_data(str(tmp_path), labels=["a", "b"], store=MemoryStore())
    assert isinstance(project.view, lw.Audio)
    assert project.progress.total == 2


def test_a_model_does_not_listen():
    from loopwidgets.loop.features.default import default_features

    class Shown:
        pass

    with pytest.raises(lw.InputError, match="a model can't listen to recordings"):
        default_features(Shown(), lw.Audio(), lambda _: None)


def test_answers_of_marked_recordings_are_handed_in_and_plotted(tmp_path):
    frame = pd.DataFrame({"call": [tone(0.5), tone(0.25)], "parts": [[], None]})
    one = [{"label": "bird", "start": 0, "end": 0.25}]
    frame["parts"] = pd.Series([one, None], dtype=object)
    project = lw.Project.from_data(
        frame, "call", task=lw.Segments(["bird", "frog"]), initial="parts", store=MemoryStore()
    )
    project.answer([*one, {"label": "frog", "start": 0.125, "end": 0.5}])
    assert project.progress.by_label == {"bird": 1, "frog": 1}
    assert project.corrected["parts"].tolist()[0][1]["label"] == "frog"
    assert project.plot_distribution() is not None
    project.undo()
    assert project.labels.empty


seconds = st.floats(0, 1e5, allow_nan=False)


@given(st.lists(st.tuples(seconds, seconds).filter(lambda pair: pair[0] != pair[1]), max_size=20))
def test_any_segments_come_back(pairs):
    value = [{"label": "x", "start": min(pair), "end": max(pair)} for pair in pairs]
    frame = pd.DataFrame({"call": [(np.zeros(8), RATE)]})
    project = lw.Project.from_data(frame, "call", task=lw.Segments(["x"]), store=MemoryStore())
    project.answer(value)
    ordered = sorted(value, key=lambda mark: (mark["start"], mark["end"]))
    assert project.labels["label"].tolist() == [ordered]
