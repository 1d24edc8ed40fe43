"""Checks the prose of docs, code and interface: ``python -m tests.prose``.

It reads the docs, the notebooks, the docstrings and texts in Python, and the texts and comments of the
front end. Sentences are plain, subject first: none begins with What, Who, Which, Whether or Of. None has
more than 30 words. For users *one* is no pronoun, and a message never speaks of saved answers as "said".
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pygments.lexers.javascript import TypeScriptLexer
from pygments.token import Comment, String

ROOT = Path(__file__).parents[1]
USER_DOCS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "notebooks" / "README.md",
]
DOCS = [*USER_DOCS, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
FRONTEND = ROOT / "loopwidgets" / "frontend" / "src"
MOST_WORDS = 30
FEWEST_WORDS = 3  # fewer are a name, not a sentence

_OPENER = re.compile(r"[\"'“(*_]*(?:What|Who|Whoever|Which|Whether|Of)\b(?!.*\?\W*$)")
_MESSAGE_OPENER = re.compile(rf"(?:[\w.=]+: )+(?i:{_OPENER.pattern})|{_OPENER.pattern}")
_PRONOUN = re.compile(
    r"\b(?:one(?:'s|’s)|by one(?= )"
    r"|(?:as|if|when|where|that|than|which|what|whom|so that|before|after|until|because) one"
    r"|one (?:can|may|must|has|is|was|does|did|goes|comes|looks|labels|writes|reads|types|wants|sees))\b",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"\b(?:one by one|as one (?:text|file|row|column|item|list|press))\b", re.IGNORECASE
)
_MESSAGE_PRONOUN = re.compile(
    rf"{_PRONOUN.pattern}|\b(?:new|other|another|the|this|that|which|no|ready|longer|closest) one\b"
    r"|\bone(?=[.,;:)]|$)|\bones\b",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:said|told|says|tells|stands)\b", re.IGNORECASE)
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


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a module's docstrings, each with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            line = getattr(node, "lineno", 1)
            for paragraph in re.split(r"\n\s*\n", text or ""):
                if ">>>" not in paragraph and "---" not in paragraph:
                    yield line, paragraph
                elif "---" in paragraph:
                    for part in re.split(r"\n(?=\S)", paragraph.split("---")[-1].strip("-\n ")):
                        yield line, " ".join(part.splitlines()[1:])


def messages(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts in Python code that are no docstrings, each with its line. A placeholder is X."""
    tree = ast.parse(source)
    parts: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts.update(node.values)
        elif isinstance(node, ast.FormattedValue) and node.format_spec:
            parts.add(node.format_spec)
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            parts.update(s.value for s in node.body[:1] if isinstance(s, ast.Expr))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and node not in parts:
            yield (
                node.lineno,
                "".join(str(p.value) if isinstance(p, ast.Constant) else "X" for p in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in parts:
            yield node.lineno, node.value


def cells(notebook: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs and code comments of a notebook, each with the number of its cell."""
    for number, cell in enumerate(json.loads(notebook)["cells"]):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield from ((number, text) for _, text in paragraphs(source))
        else:
            for token in tokenize.generate_tokens(io.StringIO(source).readline):
                if token.type == tokenize.COMMENT:
                    yield number, token.string.lstrip("# ")


def comments(source: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of TypeScript's comments, each with its line. Adjacent ``//`` lines are joined."""
    held: list[str] = []
    start = last = 0
    for at, token, value in [*TypeScriptLexer().get_tokens_unprocessed(source), (0, Comment, "")]:
        if token not in Comment:
            continue
        line = source.count("\n", 0, at) + 1
        if held and not (token is Comment.Single and line == last + 1):
            yield from ((start + n - 1, text) for n, text in paragraphs("\n".join(held)))
            held = []
        start, last = start if held else line, line
        held += re.sub(r"^\s*(?:/\*+|//|\*(?!/)) ?|\*/", "", value, flags=re.MULTILINE).splitlines()


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of TypeScript, each with its line. A placeholder in a template is X."""
    template, depth = "", 0
    for at, token, value in TypeScriptLexer().get_tokens_unprocessed(source):
        line = source.count("\n", 0, at) + 1
        if token is String.Interpol:
            template += "X" * (value == "${" and depth == 0)
            depth += 1 if value == "${" else -1
        elif token is String.Backtick and depth == 0:
            if value == "`" and template:
                yield line, template.strip("`")
                template = ""
            else:
                template += value
        elif token in String and token is not String.Backtick:
            yield line, value.strip("\"'")


def faults_in(
    where: str, text: str, *, is_user_doc: bool = False, is_message: bool = False
) -> Iterator[Fault]:
    """Yield what is wrong with a paragraph."""
    opener = _MESSAGE_OPENER if is_message else _OPENER
    pronoun = _MESSAGE_PRONOUN if is_message else _PRONOUN
    for sentence in sentences(text):
        words = [word for word in sentence.split() if re.search(r"\w", word)]
        if is_message and len(words) < FEWEST_WORDS:
            continue
        if opener.match(sentence):
            yield Fault(where, "opener", sentence)
        if len(words) > MOST_WORDS:
            yield Fault(where, f"{len(words)} words", sentence)
        if (is_user_doc or is_message) and pronoun.search(_HARMLESS.sub("", sentence)):
            yield Fault(where, "one", sentence)
        if is_message and _SAID.search(sentence):
            yield Fault(where, "said", sentence)


def faults() -> list[Fault]:
    """Return every fault in the docs, the notebooks and the code."""
    found: list[Fault] = []

    def read(path: Path, read: Callable[[str], Iterable[tuple[int, str]]], **kind: bool) -> None:
        for line, text in read(path.read_text(encoding="utf-8")):
            found.extend(faults_in(f"{path.relative_to(ROOT)}:{line}", text, **kind))

    for path in DOCS:
        read(path, paragraphs, is_user_doc=path in USER_DOCS)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        read(path, cells, is_user_doc=True)
    for path in sorted((ROOT / "loopwidgets").rglob("*.py")):
        if "node_modules" not in path.parts:
            read(path, docstrings)
            read(path, messages, is_message=True)
    for path in sorted(FRONTEND.rglob("*.ts*")):
        if path.name != "protocol.ts":  # made from docstrings
            read(path, comments)
    read(FRONTEND / "strings.ts", texts, is_message=True)
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
