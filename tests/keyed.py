"""Keys of contents that a test writes down."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from loopwidgets.data.keys import ContentKeys
from loopwidgets.data.rows import Contents


def content_keys(values: Sequence[Any], *, each: bool = False) -> ContentKeys:
    """Return the keys of items that show these values, one column."""
    return ContentKeys(Contents([pd.Series(list(values), dtype=object)]), each=each)
