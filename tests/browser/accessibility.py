"""What axe-core finds wrong with the widget in a page; it judges nothing outside the widget."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

import loopwidgets

AXE = Path(loopwidgets.__file__).parent / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page, *, root: str = ".loopwidgets") -> list[str]:
    """One line for each element under ``root`` that breaks a rule: rule, element, what to do.

    Raises
    ------
    FileNotFoundError
        If axe-core is not installed: ``npm ci`` in ``loopwidgets/frontend``.
    """
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        """async root => (await axe.run(root, {resultTypes: ['violations']})).violations.flatMap(
            rule => rule.nodes.map(node => [rule.id, node.target.join(' '), node.failureSummary]))""",
        root,
    )
    return [f"{rule}: {target}: {' '.join(summary.split())}" for rule, target, summary in found]
