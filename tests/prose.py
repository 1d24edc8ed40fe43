"""Checks the prose of docs, docstrings and interface: ``python -m tests.prose``.

Sentences are plain, subject first: none begins with What, Who, Which, Whether or Of. None has more than
30 words. In user docs *one* is no pronoun.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
USER_DOCS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "notebooks" / "README.md",
]
DOCS = [*USER_DOCS, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
MOST_WORDS = 30

_OPENERS = re.compile(r"(?:What|Who|Whoever|Which|Whether|Of)\b")
_QUESTION = re.compile(r"\?\W*$")
_PRONOUN = re.compile(
    r"\b(?:one(?:'s|’s)|by one(?= )"
    r"|(?:as|if|when|where|that|than|which|what|whom|so that|before|after|until|because) one"
    r"|one (?:can|may|must|has|is|was|does|did|goes|comes|looks|labels|writes|reads|types|wants|sees))\b",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\b(?:one by one|as one (?:text|file|row|column|item|list))\b", re.IGNORECASE
)
_CODE = re.compile(r"```.*?```|``[^`]*``|`[^`]*`", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_END = re.compile(r"(?<=[.!?:;])[\"'”)*_]*\s+(?=[\"'“(*_`]*[A-Z0-9`])")


class Fault(NamedTuple):
    """A sentence that breaks a rule."""

    where: str
    rule: str
    sentence: str


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a paragraph."""
    plain = _LINK.sub(r"\1", _CODE.sub("X", text))
    for sentence in _END.split(" ".join(plain.split())):
        if sentence:
            yield sentence


def paragraphs(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs, list items and table cells of a Markdown text, each with its line."""
    held: list[str] = []
    start, fenced = 1, False
    for number, line in enumerate([*markdown.splitlines(), ""], 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
            line = ""  # noqa: PLW2901
        if fenced:
            continue
        if line.lstrip().startswith("|"):
            yield from ((number, cell.strip()) for cell in line.strip().strip("|").split("|"))
            continue
        begins = re.match(r"\s*(?:[-*]|\d+\.)\s+", line)
        if held and (not line.strip() or begins or line.startswith("#")):
            yield start, " ".join(held)
            held = []
        if line.strip() and not line.startswith("#"):
            if not held:
                start = number
            held.append(line[begins.end() :] if begins else line)


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a module's docstrings, each with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            line = getattr(node, "lineno", 1)
            for paragraph in re.split(r"\n\s*\n", text or ""):
                if ">>>" not in paragraph and "---" not in paragraph:
                    yield line, paragraph
                elif "---" in paragraph:
                    for part in re.split(r"\n(?=\S)", paragraph.split("---")[-1].strip("-\n ")):
                        yield line, " ".join(part.splitlines()[1:])


def faults_in(where: str, text: str, *, is_user_doc: bool) -> Iterator[Fault]:
    """Yield what is wrong with a paragraph."""
    for sentence in sentences(text):
        words = [word for word in sentence.split() if re.search(r"\w", word)]
        if _OPENERS.match(sentence.lstrip("\"'“(*_")) and not _QUESTION.search(sentence):
            yield Fault(where, "opener", sentence)
        if len(words) > MOST_WORDS:
            yield Fault(where, f"{len(words)} words", sentence)
        if is_user_doc and _PRONOUN.search(_HARMLESS.sub("", sentence)):
            yield Fault(where, "one", sentence)


def faults() -> list[Fault]:
    """Return every fault in the docs and docstrings."""
    found: list[Fault] = []
    for path in DOCS:
        for line, text in paragraphs(path.read_text(encoding="utf-8")):
            where = f"{path.relative_to(ROOT)}:{line}"
            found += faults_in(where, text, is_user_doc=path in USER_DOCS)
    for path in sorted((ROOT / "loopwidgets").rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        for line, text in docstrings(path):
            found += faults_in(f"{path.relative_to(ROOT)}:{line}", text, is_user_doc=False)
    return found


def main() -> None:
    """Print every fault; end with 1 where there is one."""
    found = faults()
    for where, rule, sentence in found:
        print(f"{where}: {rule}: {sentence[:160]}")
    print(f"{len(found)} faults")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
