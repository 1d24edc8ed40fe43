"""The checker of prose finds each kind of fault, in each kind of text."""

from __future__ import annotations

import json

import pytest

from tests import prose

FINE = "The kernel saves each answer before the page shows it."
LONG = "The page " + "and the kernel " * 10 + "agree."


def rules(text, **kind):
    return [fault.rule for fault in prose.faults_in("here", text, **kind)]


@pytest.mark.parametrize("kind", ["is_user_doc", "is_message"])
def test_a_plain_sentence_has_no_fault(kind):
    assert rules(FINE, **{kind: True}) == []


@pytest.mark.parametrize(
    "text",
    [
        "What is kept was tried.",
        "Whoever labels has a name.",
        "Of 3 items none is here.",
        f"{FINE} Whether it fits is open.",
        "**Which** of them fit is shown.",
    ],
)
def test_a_sentence_that_begins_with_a_question_word_is_found(text):
    assert rules(text) == ["opener"]


def test_a_question_may_begin_with_a_question_word():
    assert rules("Which label fits?") == []


def test_a_long_sentence_is_found_and_a_placeholder_is_a_word():
    assert rules(LONG) == ["33 words"]
    assert rules(f"`{LONG}` is saved.") == []


@pytest.mark.parametrize(
    "text", ["This is as one likes it.", "It waits until one answers.", "It keeps one's place."]
)
def test_one_as_a_pronoun_is_found_in_docs(text):
    assert rules(text, is_user_doc=True) == ["one"]
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    ["expected at least one, got none", "write project='…' for a new one", "earlier ones wait"],
)
def test_one_as_a_pronoun_is_found_in_messages(text):
    assert rules(text, is_message=True) == ["one"]


@pytest.mark.parametrize(
    "text", ["expected one of ['a', 'b']", "expected one label each", "They come one by one here."]
)
def test_one_as_a_number_is_no_fault(text):
    assert rules(text, is_message=True, is_user_doc=True) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("data: what lies elsewhere is given as a URL", "opener"),
        ("The answer was said in the other tab.", "said"),
        ("It stands in task= already.", "said"),
    ],
)
def test_a_message_has_stricter_rules(text, rule):
    assert rules(text, is_message=True) == [rule]
    assert rules(text) == []


@pytest.mark.parametrize("text", ["What one", "of X answered"])
def test_a_name_or_a_part_is_no_sentence(text):
    assert rules(text, is_message=True) == []


def test_markdown_is_read_by_paragraph_list_item_and_cell():
    text = "# Which\n\nAn idea\nin two lines.\n\n- a list\n- of items\n\n| a | cell |\n"
    assert list(prose.paragraphs(f"{text}\n```\nWhat code\n```\n")) == [
        (3, "An idea in two lines."),
        (6, "a list"),
        (7, "of items"),
        (9, "a"),
        (9, "cell"),
    ]


def test_texts_in_python_are_read_without_docstrings():
    source = '''
"""What a module is."""

def act(name):
    """What an act is."""
    if not name:
        raise ValueError(f"name: expected {name!r:>{3}}, "
                         "got nothing")
    warnings.warn("It is saved.")

FEW = 3
"""The fewest names."""
'''
    assert [text for _, text in prose.docstrings(source)] == [
        "What a module is.",
        "What an act is.",
    ]
    assert sorted(text for _, text in prose.messages(source)) == [
        "It is saved.",
        "The fewest names.",
        "name: expected X, got nothing",
    ]


def test_a_notebook_is_read_with_its_code_comments():
    cells = [
        {"cell_type": "markdown", "source": ["# Title\n", "\n", "Run the cell.\n"]},
        {"cell_type": "code", "source": ["text = '# no comment'\n", "run()  # it takes a while\n"]},
    ]
    assert list(prose.cells(json.dumps({"cells": cells}))) == [
        (0, "Run the cell."),
        (1, "it takes a while"),
    ]


TYPESCRIPT = """
/**
 * Sends answers.
 *
 * They are kept.
 */
const url = "https://example.org"; // on this
// line and this
const shown = {
  text: "Press the key",
  many: (n: number) => `${n} items ${n === 1 ? "is here" : `are ${n}`} now`,
};
"""


def test_comments_of_typescript_are_read_with_their_lines():
    assert list(prose.comments(TYPESCRIPT)) == [
        (3, "Sends answers."),
        (5, "They are kept."),
        (7, "on this line and this"),
    ]


def test_texts_of_typescript_are_read_with_placeholders():
    assert [text for _, text in prose.texts(TYPESCRIPT)] == [
        "https://example.org",
        "Press the key",
        "is here",
        "X items X now",
    ]


def test_a_fault_in_any_kind_of_file_is_found(tmp_path, monkeypatch):
    package, notebooks = tmp_path / "loopwidgets", tmp_path / "notebooks"
    front = package / "frontend" / "src"
    front.mkdir(parents=True)
    notebooks.mkdir()
    (tmp_path / "README.md").write_text("What it is.\n")
    cell = {"cell_type": "markdown", "source": ["What it is."]}
    (notebooks / "a.ipynb").write_text(json.dumps({"cells": [cell]}))
    (package / "a.py").write_text('"""What it is."""\n\nraise OSError("store: what it is")\n')
    (front / "a.tsx").write_text("// What it is.\n")
    (front / "protocol.ts").write_text("// What it is.\n")
    (front / "strings.ts").write_text('const a = "What it is now";\n')
    monkeypatch.setattr(prose, "ROOT", tmp_path)
    monkeypatch.setattr(prose, "FRONTEND", front)
    monkeypatch.setattr(prose, "DOCS", [tmp_path / "README.md"])
    assert sorted((fault.where, fault.rule) for fault in prose.faults()) == [
        ("README.md:1", "opener"),
        ("loopwidgets/a.py:1", "opener"),
        ("loopwidgets/a.py:3", "opener"),
        ("loopwidgets/frontend/src/a.tsx:1", "opener"),
        ("loopwidgets/frontend/src/strings.ts:1", "opener"),
        ("notebooks/a.ipynb:0", "opener"),
    ]
