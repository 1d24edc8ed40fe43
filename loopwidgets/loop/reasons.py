"""Words the reason why an item is asked about: the strategy's aim, for a single item."""

from __future__ import annotations

from collections.abc import Mapping

from loopwidgets.loop.suggestions import Proposal

_CLOSE = 0.4
"""Below this distance between the two likeliest labels the model hesitates between them."""

_WORDS = {
    "typical": "Many open items are like this item.",
    "diverse": "It is unlike everything that you answered.",
    "committee": "Models that learned from different answers disagree on it.",
    "random": "Drawn at random.",
    "found": "",
    "explore": "Drawn at random, to show items that the model would not choose.",
}


def why_of(strategy: str, proposal: Proposal | None, *, explored: bool, covering: bool) -> str:
    """Return the reason why an item was asked about, as the log keeps it: a word.

    Parameters
    ----------
    strategy
        Name of the strategy that put the items in order.
    proposal
        The model's proposal for the item, if there is one.
    explored
        True if chance put the item in its place.
    covering
        True if the default strategy chose the item to cover the data.
    """
    if explored:
        return "explore"
    if strategy in _WORDS:
        return strategy
    if strategy == "default" and (covering or proposal is None):
        return "diverse"
    if proposal is None:
        return "random"
    if strategy == "default" or _hesitates(proposal):
        return "doubt" if len(proposal.likeliest) > 1 else "random"
    return strategy


def sentence(why: str, proposal: Proposal | None, titles: Mapping[str, str]) -> str:
    """Return the reason in words.

    Parameters
    ----------
    why
        As `why_of` returns it.
    proposal
        The model's proposal for the item.
    titles
        Titles of the labels, by id, in the person's language.
    """
    if why == "doubt" and proposal is not None:
        (one, first), (other, second) = proposal.likeliest[:2]
        return (
            f"The model hesitates between {titles.get(one, one)} ({first:.0%}) and "
            f"{titles.get(other, other)} ({second:.0%})."
        )
    if why in _WORDS:
        return _WORDS[why]
    return f"Chosen by the strategy {why}." if why else ""


def _hesitates(proposal: Proposal) -> bool:
    if len(proposal.likeliest) < 2:
        return False
    (_, first), (_, second) = proposal.likeliest[:2]
    return first - second < _CLOSE
