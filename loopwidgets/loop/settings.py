"""`Loop` holds a user's settings for the model that learns beside them; nothing runs yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.loop.learner import check_model
from loopwidgets.loop.strategies import strategy_of


@names_its_arguments
class Loop:
    """A model that learns in the background from answers, proposes labels, and chooses items.

    ``lw.annotate(df, "text", labels=…, loop=lw.Loop())`` begins; ``w.loop`` shows its progress.

    Parameters
    ----------
    model
        Any object with scikit-learn's ``fit`` and ``predict_proba``. By default the model that suits the
        features.
    features
        The items in numbers. A column of the data. An array or a sparse matrix with a row for each row of
        the data. A function of the items that returns such an array; it gets a list, or a DataFrame where
        items show several columns. The name or folder of a model for sentence-transformers. By default the
        features that suit the view.
    strategy
        The choice of the next items. A name: ``"default"``, ``"random"``, ``"margin"``, ``"entropy"``,
        ``"least_confident"``, ``"diverse"``, ``"typical"``, ``"committee"``. A function ``pred_probs,
        features -> scores``. A strategy of scikit-activeml.
    suggest
        Proposes instead of a model: a function ``items -> pred_probs``, shape (n_items, n_labels). No model
        is trained then, and the order stays as given.
    explore
        Share of the questions that is drawn at random.
    blind
        Share of the items whose suggestion is held back, drawn by lot. `RunningLoop.anchoring` compares
        them with the others, to measure the effect of seeing a suggestion.
    audit
        Share of the questions that is drawn at random, never learned from, and shown without a suggestion.
        `RunningLoop.rounds` measures the model with them.
    every
        The number of answers between two rounds.
    time_limit
        The most seconds that a round, or a call of ``suggest``, may take. Then it is given up.

    Raises
    ------
    InputError
        If an argument can't be used.
    """

    def __init__(
        self,
        model: Any = None,
        *,
        features: Any = None,
        strategy: Any = "default",
        suggest: Callable[[Any], Any] | None = None,
        explore: float = 0.1,
        blind: float = 0.2,
        audit: float = 0.1,
        every: int = 10,
        time_limit: float = 600.0,
    ) -> None:
        if model is not None:
            check_model(model)
        if suggest is not None and not callable(suggest):
            raise InputError(
                f"suggest: expected a function items -> pred_probs, got {type(suggest).__name__}"
            )
        if suggest is not None and not (
            model is None and features is None and strategy == "default"
        ):
            raise InputError(
                "suggest: takes the place of the model and keeps the given order; leave out model, "
                "features and strategy"
            )
        for name, share in (("explore", explore), ("blind", blind), ("audit", audit)):
            if (
                isinstance(share, bool)
                or not isinstance(share, int | float | np.number)
                or not 0 <= share < 1
            ):
                raise InputError(f"{name}: expected a share from 0 and below 1, got {share!r}")
        if explore + audit >= 1:
            raise InputError(
                f"explore, audit: expected less than 1 together, got {explore + audit:g}"
            )
        if isinstance(every, bool) or not isinstance(every, int | np.integer) or every < 1:
            raise InputError(f"every: expected a whole number from 1, got {every!r}")
        if (
            isinstance(time_limit, bool)
            or not isinstance(time_limit, int | float | np.number)
            or not time_limit > 0
        ):
            raise InputError(f"time_limit: expected seconds above 0, got {time_limit!r}")
        self.model = model
        self.features = features
        self.strategy = strategy_of(strategy)
        self.suggest = suggest
        self.explore = float(explore)
        self.blind = float(blind)
        self.audit = float(audit)
        self.every = int(every)
        self.time_limit = float(time_limit)

    def __repr__(self) -> str:
        what = (
            "suggest" if self.suggest else (type(self.model).__name__ if self.model else "default")
        )
        return f"Loop({what}, strategy={self.strategy.name!r})"
