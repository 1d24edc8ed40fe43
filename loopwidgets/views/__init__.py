"""How an item is shown: one file a view, one line of registration here."""

from __future__ import annotations

from loopwidgets.views.base import Payload, View
from loopwidgets.views.text import Text

VIEWS: dict[str, type[Text]] = {
    Text.kind: Text,
}

__all__ = ["VIEWS", "Payload", "Text", "View"]
