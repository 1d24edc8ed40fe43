"""The few true words that stay in the saved notebook where the widget was.

Two outputs: the widget, and after it this summary, hidden while the widget is alive. The browser fills the
numbers (``data-count``) at the moment of saving, see ``frontend/src/summary.ts``; a kernel without a browser
does it after the next cell.
"""

from __future__ import annotations

import hashlib
from html import escape

from loopwidgets.project import Project
from loopwidgets.scheme import MOST_BUTTONS
from loopwidgets.tally import most_chosen
from loopwidgets.widgets.addresses import box_of

STYLE = (
    "<style>"
    ".jp-OutputArea:has(.loopwidgets) > .jp-OutputArea-child:has(.loopwidgets-summary),"
    ".jp-OutputArea-child:has(+ .jp-OutputArea-child .loopwidgets-summary)"
    ":not(:has(.jp-OutputArea-output > *)){display:none}"
    "</style>"
)

NO_TEX = "mathjax_ignore tex2jax_ignore"
"""Names are shown as they are: a "$" in them is no formula."""


def id_of_summary(project: Project) -> str:
    """Return what the summaries of this project, annotator and data have in common, in whichever cell."""
    whose = f"{box_of(project)}/{project.begins_with}"
    return f"lw{hashlib.sha256(whose.encode()).hexdigest()[:24]}"


def summarize(project: Project, summary_id: str) -> dict[str, str]:
    """Return the summary as a mime bundle.

    Parameters
    ----------
    project
        With its data.
    summary_id
        By which the browser finds it in the notebook.
    """
    project.look_elsewhere()
    tally, total = project.tally, project.total
    scheme, colors = project.scheme, project.scheme.colors()
    top, others = most_chosen(scheme.active, tally.by_label, MOST_BUTTONS)
    is_long = project.task.allow_new or len(scheme.active) > MOST_BUTTONS

    def count(name: str, number: int) -> str:
        return f'<span data-count="{escape(name)}">{number}</span>'

    shown = [
        f'<span aria-hidden="true" style="color:{escape(colors[label.id][0])}">&#9632;</span> '
        f"{escape(label.name)} {count(label.id, tally.by_label[label.id])}"
        for label in top
    ]
    rest = [f"others {others}"] if others else []
    rest += [f"none of {len(scheme.active)} labels yet"] if is_long and not shown else []
    retired = tally.retired(scheme)
    labels = ", ".join([*shown, *rest])
    if is_long:  # which are shown changes with the counts
        labels = f"<span data-top>{labels}</span>"
    if retired:
        labels += f", labels no longer asked for {count('retired', retired)}"
    of_html = "" if total is None else f" of {count('total', total)}"
    of_plain = "" if total is None else f" of {total}"
    body = (
        f"{count('answered', tally.answered)}{of_html} answered, "
        f"{count('skipped', tally.skipped)} skipped, {count('flagged', tally.n_flagged)} flagged: "
        f"{labels}. Labels by {escape(project.annotator.name)} in "
        f"<code>{escape(project.store.where)}</code>, project {escape(project.name)}. "
        f"Run the cell to go on."
    )
    rest += [f"labels no longer asked for {retired}"] if retired else []
    plain = ", ".join([*(f"{label.name} {tally.by_label[label.id]}" for label in top), *rest])
    return {
        "text/html": (
            f'{STYLE}<div class="loopwidgets-summary {NO_TEX}" data-summary="{summary_id}">'
            f"{body}</div>"
        ),
        "text/plain": (
            f"{tally.answered}{of_plain} answered, {tally.skipped} skipped, "
            f"{tally.n_flagged} flagged: {plain}. Labels by {project.annotator.name} in "
            f"{project.store.where}, project {project.name}. Run the cell to go on."
        ),
    }
