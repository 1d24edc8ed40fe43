"""Label data in the notebook: instant, durable, and fair to the people who label.

The package imports each public name when you first use it. Nothing is defined here.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from loopwidgets import tasks as _tasks
from loopwidgets import views as _views
from loopwidgets.annotate import annotate  # a lazy import would give the module of that name
from loopwidgets.lib.interrupts import uninterrupted

if TYPE_CHECKING:
    from loopwidgets import loop as loop
    from loopwidgets.core.counts import Progress
    from loopwidgets.core.opening import projects
    from loopwidgets.errors import InputError, LoopwidgetsError, StoreError
    from loopwidgets.labels.scheme import Label, LabelScheme
    from loopwidgets.loop.settings import Loop as Loop
    from loopwidgets.project import Project
    from loopwidgets.results.converted import convert
    from loopwidgets.tasks import *  # noqa: F403 - each task that is registered there
    from loopwidgets.views import *  # noqa: F403 - each view that is registered there
    from loopwidgets.widgets.annotation.widget import AnnotationWidget
    from loopwidgets.widgets.guest.widget import GuestWidget
    from loopwidgets.widgets.progress.widget import ProgressWidget

_HOMES = {
    "AnnotationWidget": "loopwidgets.widgets.annotation.widget",
    "GuestWidget": "loopwidgets.widgets.guest.widget",
    "InputError": "loopwidgets.errors",
    "Label": "loopwidgets.labels.scheme",
    "LabelScheme": "loopwidgets.labels.scheme",
    "LoopwidgetsError": "loopwidgets.errors",
    "Progress": "loopwidgets.core.counts",
    "ProgressWidget": "loopwidgets.widgets.progress.widget",
    "Project": "loopwidgets.project",
    "StoreError": "loopwidgets.errors",
    "convert": "loopwidgets.results.converted",
    "projects": "loopwidgets.core.opening",
}

_HOMES |= {name: table.__name__ for table in (_tasks, _views) for name in table.PUBLIC}

__version__ = version("loopwidgets")

__all__ = [  # noqa: RUF022 - in the order in which a user meets them
    "annotate",
    "projects",
    "convert",
    "Project",
    "AnnotationWidget",
    "GuestWidget",
    "ProgressWidget",
    "Label",
    "LabelScheme",
    "Progress",
    "InputError",
    "LoopwidgetsError",
    "StoreError",
]
__all__ += list(_tasks.PUBLIC + _views.PUBLIC)
if all(find_spec(name) for name in ("sklearn", "scipy", "joblib")):  # else a star import would fail
    __all__ += ["Loop", "loop"]


def __getattr__(name: str) -> Any:
    if name == "loop":
        return _module("loopwidgets.loop")
    if name == "Loop":
        return _module("loopwidgets.loop").Loop
    if name not in _HOMES:
        from loopwidgets.errors import nearest
        from loopwidgets.lib.habits import NAMES

        right = NAMES.get(name)
        hint = nearest(name, [*__all__, "Loop", "loop"]) if right is None else f" Write {right}."
        raise AttributeError(f"loopwidgets has no {name!r}.{hint}")
    value = getattr(_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def _module(name: str) -> Any:
    with uninterrupted():  # half-loaded libraries stay broken until the kernel is restarted
        return import_module(name)


def __dir__() -> list[str]:
    return sorted(__all__)
