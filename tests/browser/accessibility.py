"""What axe-core finds wrong with the widget in a page, theme by theme; nothing outside of it is judged."""

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


def use_theme(page: Page, theme: str) -> None:
    """Change JupyterLab's theme; wait until the page has it, and the splash is gone that takes the keys."""
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
    )
    page.wait_for_function(
        """theme => document.body.dataset.jpThemeName === theme &&
            document.getElementById('jupyterlab-splash') === null &&
            getComputedStyle(document.body).getPropertyValue('--jp-layout-color0') !== ''""",
        arg=theme,
    )
