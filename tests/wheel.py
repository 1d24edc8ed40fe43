"""Builds the wheel as a user's pip would and looks inside: ``python -m tests.wheel``."""

from __future__ import annotations

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
    "loopwidgets/widgets/annotation.py",
}


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


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(folder).glob("*.whl")
        found = problems_in(wheel)
        print(f"{wheel.name}: {wheel.stat().st_size / 1000:.0f} kB, {len(found)} problems")
    for problem in found:
        print(f"  {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
