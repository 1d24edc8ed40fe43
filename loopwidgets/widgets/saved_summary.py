"""Writes the few true words that stay in the saved notebook in place of the widget.

There are two outputs: the widget, and after it this summary, hidden while the widget is alive. The browser
fills in the numbers (``data-count``) when the notebook is saved, see
``frontend/src/session/saved-summary.ts``. A kernel without a browser does it after the next cell.
"""

from __future__ import annotations

import hashlib
from html import escape

from loopwidgets.core.counts import most_chosen
from loopwidgets.lib.html import NO_TEX
from loopwidgets.project import Project
from loopwidgets.store import now
from loopwidgets.widgets.protocol.addresses import box_of

STYLE = (
    "<style>"
    ".jp-OutputArea:has(.loopwidgets) > .jp-OutputArea-child:has(.loopwidgets-summary),"
    ".jp-OutputArea-child:has(+ .jp-OutputArea-child .loopwidgets-summary)"
    ":not(:has(.jp-OutputArea-output > *)){display:none}"
    "</style>"
)

MOST_SHOWN = 10
"""The most choices that are named: with more, those that were made most often."""


def id_of_summary(project: Project) -> str:
    """Return an id shared by the summaries of this project, annotator and data, in any cell."""
    whose = f"{box_of(project)}/{project.begins_with}"
    return f"lw{hashlib.sha256(whose.encode()).hexdigest()[:24]}"


def summarize(project: Project, summary_id: str) -> dict[str, str]:
    """Return the summary as a mime bundle.

    Parameters
    ----------
    project
        With its data.
    summary_id
        The id by which the browser finds it in the notebook.
    """
    project.look_elsewhere()
    html, plain = _counted(project)
    go_on = "Run the cell to go on."
    return {
        "text/html": (
            f'{STYLE}<div class="loopwidgets-summary {NO_TEX}" data-summary="{summary_id}">'
            f"{html} {go_on}</div>"
        ),
        "text/plain": f"{plain} {go_on}",
    }


def still(project: Project, why: str) -> dict[str, str]:
    """Return the summary of a closed widget, as a mime bundle: true at that time, and never filled in.

    Parameters
    ----------
    project
        With its data.
    why
        A sentence: why the widget is closed, and how to go on.
    """
    project.look_elsewhere()
    html, plain = _counted(project)
    at = as_of(now())
    return with_why(why, at + plain, at + html)


def as_of(at: str) -> str:
    """Return the beginning of a sentence that is true at this moment, and not updated."""
    return f"As of {at[:10]} {at[11:16]} UTC: "


def with_why(why: str, plain: str, html: str) -> dict[str, str]:
    """Return a closed widget's words as a mime bundle, after the words that explain why it is closed."""
    shown = (
        f'<div class="loopwidgets-closed {NO_TEX}"><strong>{escape(why)}</strong><br>{html}</div>'
    )
    return {"text/plain": f"{why} {plain}", "text/html": shown}


def _counted(project: Project) -> tuple[str, str]:
    """Return the present counts, as HTML with a slot for each number, and in plain words."""
    tally, total = project.tally, project.total
    task, scheme = project.task, project.scheme
    bins = task.bins(scheme, tally.by_value)
    top, others = most_chosen(bins, tally.by_value, MOST_SHOWN)
    is_long = task.allow_new or len(bins) > MOST_SHOWN

    def count(name: str, number: int) -> str:
        return f'<span data-count="{escape(name)}">{number}</span>'

    shown = [
        f'<span aria-hidden="true" style="color:{escape(choice.color[0])}">&#9632;</span> '
        f"{escape(choice.name)} {count(choice.id, tally.by_value[choice.id])}"
        for choice in top
    ]
    rest = [f"others {others}"] if others else []
    rest += [f"none of {len(bins)} labels yet"] if is_long and not shown else []
    retired = sum(tally.by_value[choice.id] for choice in task.retired(scheme))
    labels = ", ".join([*shown, *rest])
    if is_long:  # the shown choices change with the counts
        labels = f"<span data-top>{labels}</span>"
    if retired:
        labels += f", retired labels {count('retired', retired)}"
    of_html = "" if total is None else f" of {count('total', total)}"
    of_plain = "" if total is None else f" of {total}"
    html = (
        f"{count('answered', tally.answered)}{of_html} answered, "
        f"{count('skipped', tally.skipped)} skipped, {count('flagged', tally.n_flagged)} flagged: "
        f"{labels}. Labels by {escape(project.annotator.name)} in "
        f"<code>{escape(project.store.where)}</code>, project “{escape(project.name)}”."
    )
    rest += [f"retired labels {retired}"] if retired else []
    counts = ", ".join([*(f"{choice.name} {tally.by_value[choice.id]}" for choice in top), *rest])
    plain = (
        f"{tally.answered}{of_plain} answered, {tally.skipped} skipped, "
        f"{tally.n_flagged} flagged: {counts}. "
        f"Labels by {project.annotator.name} in {project.store.where}, project “{project.name}”."
    )
    return html, plain
