"""Chooses features that fit the items, where a user names none."""

from __future__ import annotations

import logging

from loopwidgets.errors import InputError
from loopwidgets.loop.features.features import Features, Tell, nobody
from loopwidgets.loop.features.inputs import ShownColumns, Texts, Values
from loopwidgets.views import View, fitting

_logger = logging.getLogger(__name__)


def default_features(
    shown: ShownColumns, view: View | None = None, tell: Tell = nobody
) -> Features:
    """Return features of items by how they are shown.

    Parameters
    ----------
    shown
        The columns that items show, a row for each item.
    view
        The view that shows them; by default the view that fits the columns.
    tell
        Called with the progress, from 0 to 1.
    """
    if view is None:
        frame = shown.part(slice(None))
        view = fitting([frame.iloc[:, place] for place in range(frame.shape[1])])
    if view.item_form == "row":
        from loopwidgets.loop.features.records import record_features

        return record_features(shown, tell)
    if view.item_form == "image":
        from loopwidgets.loop.features.images import image_features

        return image_features(Values(shown), tell)
    if view.item_form == "sound":
        raise InputError(
            "features: a model can't listen to recordings; give it numbers of your own"
        )
    from loopwidgets.loop.features.embeddings import at_hand, meanings
    from loopwidgets.loop.features.texts import text_features

    name = at_hand()
    if name is not None:
        try:
            return meanings(Texts(shown), name, tell)
        except InputError as error:  # it is here, and does not run
            _logger.warning("The model reads words instead of meanings. %s", error)
    return text_features(Texts(shown), tell)
