"""The page of promises: each test that it names is there; and promises that no other test keeps."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import loopwidgets as lw
from loopwidgets.project import Project

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "promises.md"


def test_each_test_that_the_page_names_is_there():
    page = PAGE.read_text(encoding="utf-8")
    files = "\n".join(file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", page)
    assert len(named) > 25
    assert [name for name in named if f"def {name}(" not in files] == []
    paths = re.findall(r"`(tests/[\w/]+\.py)`", page)
    assert [path for path in paths if not (TESTS.parent / path).exists()] == []


def test_a_store_holds_keys_and_answers_and_not_the_data():
    texts = [f"the {word} of the neighbour" for word in ("secret", "illness", "debt")]
    project = Project.from_data(texts, labels=["pest", "helper"], store="labels.db")
    for _ in texts:
        project.answer("pest")
    project.find("secret")
    project.close()
    content = Path("labels.db").read_bytes()
    assert lw.projects("labels.db")["answered"].tolist() == [3]
    assert not any(text.encode() in content for text in texts)
    assert b"of the neighbour" not in content


def test_labeling_learning_and_handing_in_contact_no_other_computer(tmp_path):
    """Python reports each connection to an audit hook, whatever library makes it."""
    script = """
        import sys

        contacted = []

        def watch(event, arguments):
            if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
                contacted.append((event, str(arguments)))

        sys.addaudithook(watch)
        import loopwidgets as lw

        texts = [f"a {word} {n}" for n in range(20) for word in ("weevil", "bee")]
        w = lw.annotate(texts, labels=["pest", "helper"], loop=lw.Loop())
        for _ in range(20):
            item = w.project.need_data()
            text = item.content(item.code_of(w.project.current()))[0]
            w.answer("pest" if "weevil" in text else "helper")
        assert w.loop.wait(60).round >= 1
        w.plot(), w.labels, w.find("bee"), w.hand_in(), w.close()
        import socket
        s = socket.socket(); s.setblocking(False)
        before = len(contacted)
        try:
            s.connect(("127.0.0.1", 9))
        except OSError:
            pass
        assert len(contacted) > before, "the watcher sees connections"
        print(contacted[:before])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[]"
