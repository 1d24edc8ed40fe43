"""Builds the wheel, looks inside, and labels with what it installs: ``python -m tests.wheel``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDED = {
    "loopwidgets/__init__.py",
    "loopwidgets/py.typed",
    "loopwidgets/static/annotation.js",
    "loopwidgets/static/annotation.css",
    "loopwidgets/static/guest.js",
    "loopwidgets/static/guest.css",
    "loopwidgets/static/progress.js",
    "loopwidgets/static/progress.css",
    "loopwidgets/static/view-chat.css",
    "loopwidgets/static/view-chat.js",
    "loopwidgets/static/view-custom.js",
    "loopwidgets/static/view-html.js",
    "loopwidgets/static/view-image.js",
    "loopwidgets/static/view-markdown.js",
    "loopwidgets/widgets/annotation/widget.py",
}


LABELS = """
import sys
import loopwidgets as lw
assert lw.__file__.startswith(sys.argv[1]), lw.__file__
w = lw.annotate(["A weevil."], labels=["pest", "helper"], store=":memory:")
w.answer("pest")
assert w.labels["label"].tolist() == ["pest"]
assert len(str(w._esm)) > 10_000 and len(str(w._css)) > 10_000
"""
"""What whoever installed it does first."""


def problems_in(wheel: Path) -> list[str]:
    """Return what is missing from the wheel, and what should not be in it."""
    with zipfile.ZipFile(wheel) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    found = [f"{name} is missing" for name in sorted(NEEDED - sizes.keys())]
    found += [
        f"{name} is empty"
        for name in NEEDED & sizes.keys()
        if "static" in name and sizes[name] < 1000
    ]
    for name in sizes:
        inside = name.startswith("loopwidgets/") or ".dist-info/" in name
        if not inside or "/frontend/" in name or "node_modules" in name or name.endswith(".db"):
            found.append(f"{name} should not be there")
    if not any(name.endswith("licenses/LICENSE") for name in sizes):
        found.append("the license is missing")
    return found


def problems_of(wheel: Path, place: Path) -> list[str]:
    """Return what goes wrong when the wheel is installed in a folder and used from there."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(place), str(wheel)], check=True)
    used = subprocess.run(
        [sys.executable, "-c", LABELS, str(place)],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if used.returncode == 0 else [f"it does not label: {used.stderr.strip()}"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(folder).glob("*.whl")
        found = problems_in(wheel) + problems_of(wheel, Path(folder).resolve() / "installed")
        print(f"{wheel.name}: {wheel.stat().st_size / 1000:.0f} kB, {len(found)} problems")
    for problem in found:
        print(f"  {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
