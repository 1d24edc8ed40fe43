"""Labels and the versions of their scheme."""

import json
import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwidgets import InputError, Label, LabelScheme
from loopwidgets.labels.colors import PALETTE, color_of
from loopwidgets.labels.scheme import RESERVED_KEYS, made_name, read_labels

any_text = st.text(
    st.characters(exclude_categories=()),  # lone surrogates too
    max_size=12,
)
names = any_text.filter(str.strip)
keys = st.sampled_from(
    [key for key in string.ascii_letters + "1234567890" if key not in "zsfndZSFND"]
)
labels = st.builds(
    Label,
    names,
    title=st.one_of(any_text, st.dictionaries(st.sampled_from(["en", "hi"]), any_text, min_size=1)),
    key=st.one_of(st.just(""), keys),
    color=st.sampled_from(["", "#0f766e", "teal", "rgb(1 2 3 / 50%)"]),
    description=any_text,
)
several = st.lists(labels, min_size=2, max_size=10, unique_by=lambda label: label.name)


def scheme_of(*given):
    return LabelScheme.from_given(read_labels(given))


# --- Label ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "  ", None, b"pest", np.nan])
def test_a_label_needs_a_name(name):
    with pytest.raises(InputError, match="label: expected a name"):
        Label(name)


@pytest.mark.parametrize("title", [5, ["helper"], {"en": 5}, {1: "helper"}])
def test_a_title_is_a_text_or_one_for_each_language(title):
    with pytest.raises(InputError, match=r"title: expected a text or \{language: text\}"):
        Label("helper", title=title)


@pytest.mark.parametrize("part", ["key", "color", "description"])
def test_every_other_part_is_a_text(part):
    with pytest.raises(InputError, match=f"'pest': {part}: expected a text"):
        Label("pest", **{part: 5})


@pytest.mark.parametrize("key", ["ab", " ", "\t", "+", "İ", "क़"[0] + "\u093c"])
def test_a_key_is_one_digit_or_letter(key):
    with pytest.raises(InputError, match="'pest': key: expected one digit or letter"):
        Label("pest", key=key)


@pytest.mark.parametrize("key", [*RESERVED_KEYS, "Z"])
def test_a_key_of_the_widget_s_own_is_refused_with_its_meaning(key):
    with pytest.raises(InputError, match=f"already means {RESERVED_KEYS[key.lower()]}"):
        Label("pest", key=key)


@pytest.mark.parametrize(("written", "kept"), [("P", "p"), ("7", "7"), ("É", "é"), ("क", "क")])
def test_a_key_is_kept_in_lower_case(written, kept):
    assert Label("pest", key=written).key == kept


@pytest.mark.parametrize(
    "color", ["#0f766e", "#fff", "teal", "RebeccaPurple", "rgb(1, 2, 3)", "hsl(10 50% 50% / 0.5)"]
)
def test_any_css_color_is_taken(color):
    assert Label("pest", color=color).color == color


@pytest.mark.parametrize("color", ["red;}", "url(x)'", 'red" onload="', "a" * 65, "<b>"])
def test_what_could_break_out_of_a_style_is_no_color(color):
    with pytest.raises(InputError, match="'pest': color: expected a CSS color"):
        Label("pest", color=color)


@pytest.mark.parametrize(
    ("title", "language", "read"),
    [
        ("", "en", "helper"),
        ("Helper!", "hi", "Helper!"),
        ({"hi": "सहायक", "en": "Helper"}, "hi", "सहायक"),
        ({"hi": "सहायक", "en": "Helper"}, "hi-IN", "सहायक"),
        ({"hi": "सहायक", "hi-IN": "मददगार"}, "hi-IN", "मददगार"),
        ({"hi": "सहायक", "en": "Helper"}, "fr", "Helper"),
        ({"hi": "सहायक"}, "fr", "helper"),
        ({}, "fr", "helper"),
        ({"en": "", "hi": "सहायक"}, "en", "helper"),
        ({"en": ""}, "en", "helper"),
    ],
)
def test_a_title_is_read_in_the_person_s_language_or_it_is_the_name(title, language, read):
    assert Label("helper", title=title).title_in(language) == read


# --- What a caller writes ---------------------------------------------------------------------------


def test_names_and_labels_can_be_mixed():
    assert read_labels(["pest", Label("helper", key="h")]) == (
        Label("pest"),
        Label("helper", key="h"),
    )


@pytest.mark.parametrize(
    "written",
    [
        ("pest", "helper"),
        np.array(["pest", "helper"]),
        pd.Series(["pest", "helper"]),
        pd.Series(["pest", "helper"], dtype="category").cat.categories[::-1],
        iter(["pest", "helper"]),
    ],
)
def test_any_ordered_list_of_names_is_taken(written):
    assert [label.name for label in read_labels(written)] == ["pest", "helper"]


@pytest.mark.parametrize("written", [None, "pest", 5])
def test_what_has_no_order_is_no_list_of_labels(written):
    with pytest.raises(InputError, match=r'labels: expected a list of names such as \["pest"'):
        read_labels(written)


@pytest.mark.parametrize("entry", [None, ["helper"], b"helper", np.nan])
def test_an_entry_that_is_no_name_is_named(entry):
    with pytest.raises(
        InputError, match=r"labels: expected names, numbers, .* or lw.Label.*got .*\("
    ):
        read_labels(["pest", entry])


@pytest.mark.parametrize("written", [[], ["pest"]])
def test_fewer_than_two_labels_are_no_choice(written):
    with pytest.raises(InputError, match="labels: expected at least 2, got"):
        read_labels(written)


def test_ten_thousand_labels_fit_and_one_more_does_not():
    assert len(read_labels(map(str, range(10_000)))) == 10_000
    with pytest.raises(InputError, match="labels: expected at most 10,000, got 10,001"):
        read_labels(map(str, range(10_001)))


def test_two_labels_of_one_name_are_refused():
    with pytest.raises(InputError, match="labels: two are named 'pest'"):
        read_labels(["pest", "helper", Label("pest")])


def test_two_labels_on_one_key_are_refused():
    with pytest.raises(InputError, match="labels: two have the key 'p'"):
        read_labels([Label("pest", key="p"), Label("plant", key="P")])


# --- The scheme -------------------------------------------------------------------------------------


def test_labels_get_digits_by_position():
    scheme = scheme_of(*"abcdefghij")
    assert "".join(scheme.keys().values()) == "1234567890"


def test_a_key_that_a_label_chose_is_given_to_no_other():
    scheme = scheme_of("pest", Label("helper", key="1"), "harmless")
    assert list(scheme.keys().values()) == ["2", "1", "3"]


@given(several)
def test_no_two_labels_share_a_key_and_none_has_a_reserved_one(given_labels):
    try:
        scheme = scheme_of(*given_labels)
    except InputError:  # two of them chose the same one
        return
    given_keys = list(scheme.keys().values())
    assert len(set(given_keys)) == len(given_keys)
    assert not set(given_keys) & {"", *RESERVED_KEYS}


def test_where_there_are_many_only_some_have_keys_of_their_own():
    scheme = scheme_of(*(f"l{n}" for n in range(20)), "7", Label("other", key="o"))
    assert {scheme.by_id(i).name: key for i, key in scheme.own_keys().items()} == {
        "7": "7",
        "other": "o",
    }


def test_hundreds_of_labels_differ_in_color_and_can_be_seen_on_light_and_on_dark():
    assert len({color_of(place) for place in range(500)}) > 480
    for place in range(10, 500):
        light, dark = color_of(place)
        assert 1.05 / (luminance(light) + 0.05) > 4
        assert (luminance(dark) + 0.05) / (luminance("#111317") + 0.05) > 6


def luminance(color):
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_colors_come_from_the_palette_unless_chosen():
    scheme = scheme_of("pest", Label("helper", color="teal"))
    assert list(scheme.colors().values()) == [PALETTE[0], ("teal", "teal")]


def test_a_label_keeps_its_color_whatever_becomes_of_the_others():
    first = scheme_of("pest", "helper", "harmless")
    without = first.changed_to(read_labels(["harmless", "pest"]))
    kept = LabelScheme.from_json(without.to_json(), without.version)
    again = kept.changed_to(read_labels(["unclear", "harmless", "pest"]))

    def colors(scheme):
        of = scheme.colors()
        return {label.name: of[label.id] for label in scheme.labels}

    assert colors(without) == colors(kept) == colors(first)
    assert colors(again) == colors(first) | {"unclear": PALETTE[3]}
    assert colors(again.changed_to(read_labels(["helper", "x"]))) == colors(again) | {
        "x": PALETTE[4]
    }


def test_labels_that_a_store_kept_without_colors_of_their_own_have_those_of_their_places():
    stored = [
        {key: part for key, part in entry.items() if key != "slot"}
        for entry in scheme_of("pest", "helper").to_json()
    ]
    colors = LabelScheme.from_json(stored, 1).colors()
    assert list(colors.values()) == list(PALETTE[:2])


def test_every_label_has_an_id_of_its_own():
    assert len({label.id for label in scheme_of(*map(str, range(10))).labels}) == 10


@given(several)
def test_a_scheme_survives_the_way_to_the_store_and_back(given_labels):
    scheme = LabelScheme.from_given(given_labels)
    assert LabelScheme.from_json(json.loads(json.dumps(scheme.to_json())), 1) == scheme


@given(several, several)
def test_a_change_drops_no_label_and_keeps_the_id_of_each(before, after):
    first = LabelScheme.from_given(before)
    second = first.changed_to(after)
    assert second.version == 2
    assert second.names == tuple(label.name for label in after)
    assert {label.name for label in second.labels} >= {label.name for label in before}
    for label in first.labels:
        assert second.by_id(label.id).name == label.name
    assert len({label.id for label in second.labels}) == len(second.labels)


@given(several, several)
def test_going_back_to_the_old_labels_gives_them_their_old_ids(before, between):
    first = LabelScheme.from_given(before)
    third = first.changed_to(between).changed_to(before)
    assert third.active == first.active


def test_a_label_that_is_not_given_any_more_is_retired_not_dropped():
    scheme = scheme_of("pest", "helper", "harmless").changed_to(read_labels(["pest", "helper"]))
    assert scheme.names == ("pest", "helper")
    assert scheme.by_name("harmless").retired


def test_a_label_that_is_not_there_is_none():
    scheme = scheme_of("pest", "helper")
    assert scheme.by_id("nothing") is None
    assert scheme.by_name("nothing") is None


@pytest.mark.parametrize("color", ["redd", "url(x)", "#12", "rgb(", "leaf"])
def test_a_color_that_no_browser_knows_is_refused(color):
    with pytest.raises(InputError, match="color: expected a CSS color"):
        Label("pest", color=color)


def test_a_label_that_is_called_like_a_digit_has_its_key():
    scheme = LabelScheme.from_given(read_labels([*"0123", "many", Label("9", key="k")]))
    assert list(scheme.keys().values()) == ["0", "1", "2", "3", "4", "k"]


# --- Labels made while labeling ---------------------------------------------------------------------


def test_a_new_label_stands_behind_the_others_and_its_id_says_its_name():
    scheme = scheme_of("pest", "helper").with_names(["bee", "wasp"])
    assert scheme.names == ("pest", "helper", "bee", "wasp")
    assert [label.id for label in scheme.active[2:]] == ["=bee", "=wasp"]
    assert scheme.version == 2


@pytest.mark.parametrize("name", ["pest", "PEST", "ｐｅｓｔ"])
def test_a_name_that_is_there_makes_no_label(name):
    scheme = scheme_of("pest", "helper")
    assert scheme.with_names([name]) is scheme
    assert scheme.like(name).name == "pest"


def test_one_name_in_two_cases_makes_one_label():
    assert scheme_of("pest", "helper").with_names(["Bee", "bee", "BEE"]).names[2:] == ("Bee",)


def test_a_retired_label_comes_back_under_its_old_id():
    first = scheme_of("pest", "helper", "harmless")
    back = first.changed_to(read_labels(["pest", "helper"])).with_names(["Harmless"])
    assert back.active[2] == first.active[2]


def test_there_is_an_end_to_new_labels():
    scheme = scheme_of(*map(str, range(10_000)))
    with pytest.raises(InputError, match="labels: there can be 10,000 at most"):
        scheme.with_names(["one more"])


@pytest.mark.parametrize(
    ("written", "name"),
    [("  leaf \t miner\n", "leaf miner"), ("Ka\u0308fer", "Käfer"), ("<script>", "<script>")],
)
def test_a_new_name_is_one_normalized_line(written, name):
    assert made_name(written) == name


@pytest.mark.parametrize("written", ["", " ", "\u200b", "a\0b", "\ud800", "x" * 201, None, 5])
def test_what_can_t_be_read_is_no_new_name(written):
    with pytest.raises(InputError, match="label: expected a name"):
        made_name(written)
