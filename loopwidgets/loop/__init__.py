"""Runs the model beside the person: what it learns, what it asks, how good it is.

A loop knows projects; no project knows a loop.
"""

from __future__ import annotations

from importlib.util import find_spec

from loopwidgets.errors import MissingDependencyError

for _library, _module in (("scikit-learn", "sklearn"), ("scipy", "scipy"), ("joblib", "joblib")):
    if find_spec(_module) is None:
        raise MissingDependencyError(_library, "loop")

from loopwidgets.loop.loop_plots import learning_curves as plot_simulation  # noqa: E402
from loopwidgets.loop.running import RunningLoop  # noqa: E402
from loopwidgets.loop.settings import Loop  # noqa: E402
from loopwidgets.loop.simulate import simulate  # noqa: E402

__all__ = ["Loop", "RunningLoop", "plot_simulation", "simulate"]
