"""SVG among images: known by its beginning, sized, and refused in a sentence where it can't be drawn."""

from __future__ import annotations

import itertools

import pytest

from loopwidgets.images.svg import HEAVIEST, is_svg
from loopwidgets.views import Image

HEAD = 'xmlns="http://www.w3.org/2000/svg"'


def svg(attributes="", inside="") -> bytes:
    return f"<svg {HEAD} {attributes}>{inside}</svg>".encode()


def content(raw):
    payload = Image().payload((raw,), {})
    assert payload.problem == ""
    return payload.content


def problem(raw) -> str:
    payload = Image().payload((raw,), {})
    assert payload.content["image"] is None
    return payload.problem


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="24" height="12"', (24, 12)),
        ('width="24px" height="1in"', (24, 96)),
        ('width="10cm" height="72pt"', (378, 96)),
        ('viewBox="0 0 640 480"', (640, 480)),
        ('viewBox="-10,-10,20,40"', (20, 40)),
        ('width="100%" height="100%" viewBox="0 0 30 60"', (30, 60)),
        ('width="60" viewBox="0 0 30 60"', (60, 120)),
        ('height="60" viewBox="0 0 30 60"', (30, 60)),
        ("", (300, 150)),
        ('width="inf" height="-5" viewBox="0 0 nan ."', (300, 150)),
        ('width="1e99" height="0"', (300, 150)),
        ('width=".4" height="2e1"', (1, 20)),
        (f'width="{" " * 1_000_000}%" height="20"', (300, 20)),
    ],
)
def test_a_drawing_has_a_size_whatever_it_says_of_it(attributes, size):
    made = content(svg(attributes))
    assert (made["width"], made["height"]) == size
    assert (made["mime"], made["scaled"]) == ("image/svg+xml", False)


def test_a_drawing_may_come_from_a_file(tmp_path):
    file = tmp_path / "leaf.svg"
    file.write_bytes(b'<?xml version="1.0"?>\n<!-- a leaf -->\n' + svg())
    made = content(str(file))
    assert (made["image"], made["name"]) == (file.read_bytes(), "leaf.svg")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "utf-16"])
def test_it_travels_in_utf_8(encoding):
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><svg {HEAD}>é</svg>'
    made = content(text.encode(encoding))
    assert "<svg" in made["image"].decode()
    assert "é</svg>" in made["image"].decode()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (svg()[:-3], "damaged: unclosed token"),
        (svg(inside="<g>"), "damaged: mismatched tag"),
        (
            b"<svg viewBox='0 0 1 1'/>",
            'damaged: its first tag lacks xmlns="http://www.w3.org/2000/svg"',
        ),
        (b"<?xml version='1.0'?><note/>", "damaged: expected SVG, got <note>"),
        (b"<?xml version='1.0' encoding='none'?><svg/>", "damaged: unknown encoding"),
        (svg(inside=" " * HEAVIEST), "10 MB of SVG, expected at most 10 MB"),
    ],
)
def test_what_can_t_be_drawn_is_told(raw, said):
    assert is_svg(raw)
    assert said in problem(raw)


def test_entities_that_grow_without_end_are_refused():
    names = "abcdefghi"
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in itertools.pairwise(names)
    )
    raw = f"<!DOCTYPE svg [{entities}]>{svg(inside='&i;').decode()}".encode()
    assert "amplification" in problem(raw)


def test_what_stands_in_another_file_is_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    declared = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    assert b"a secret" not in content(declared + svg(inside="<text>&x;</text>"))["image"]


def test_html_and_other_texts_are_no_drawings():
    for raw in (b"<html></html>", b"words about <svg>", b"", b"\x89PNG"):
        assert not is_svg(raw)
