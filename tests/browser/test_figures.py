"""Figures in JupyterLab: dark on a dark page, and an image with words for people who can't see it."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.image import imread
from playwright.sync_api import expect

from tests.browser import accessibility
from tests.browser.accessibility import use_theme
from tests.browser.conftest import Notebooks
from tests.browser.labeler import show


def test_a_figure_is_light_on_a_light_page_and_dark_on_a_dark_page(lab: Notebooks) -> None:
    labeler = show(lab, more=["w.plot()"])
    labeler.root.focus()
    labeler.press("1", "2", "1")
    labeler.wait_until_saved()
    labeler.notebook.run(2)
    figure = labeler.notebook.cell(2).locator("img")
    expect(figure).to_have_attribute("alt", "Answers over time; Class distribution")
    for theme, is_light in (("JupyterLab Light", True), ("JupyterLab Dark", False)):
        use_theme(labeler.page, theme)
        seen = imread(io.BytesIO(figure.screenshot()))[:, :, :3]
        assert (np.median(seen) > 0.5) == is_light
        assert np.abs(seen - np.median(seen)).max() > 0.7, "its text is seen"
        assert accessibility.violations(labeler.page, root=".jp-OutputArea-output:has(img)") == []
