"""What one annotator did through other kernels on the same store: found by its places in the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopwidgets.store import Recorded, Store, counting

if TYPE_CHECKING:
    from loopwidgets.project import Project


class Elsewhere:
    """Keeps what a project holds in memory in step with what others write into its store.

    Parameters
    ----------
    store
        The project's. What stands in it when this is made, the project reads by itself.
    """

    def __init__(self, store: Store) -> None:
        self._seen = counting.newest(store)
        self.changed: list[str] = []
        """Keys of items that stood otherwise than was known here, in the order in which that came out."""

    def follow(self, done: Sequence[Recorded]) -> bool:
        """Take note of what was recorded here; tell whether other events came in between."""
        places = [recorded.seq for recorded in done if recorded.seq is not None]
        is_next = places == list(range(self._seen + 1, self._seen + 1 + len(places)))
        if is_next:
            self._seen += len(places)
        return not is_next

    def look(self, project: Project) -> bool:
        """Take in what was done elsewhere since; whether there was any.

        Costs a step into an index where nothing came.
        """
        with project.lock:
            last = counting.newest(project.store)
            if last == self._seen:
                return False
            after = self._seen - counting.late(project.store)
            self._seen = last
            keys = counting.touched(project.store, project.row.id, project.annotator.id, after)
            changed = [key for key in keys if _catch_up(project, key)]
            self.changed += changed
        return bool(changed)


def _catch_up(project: Project, key: str) -> bool:
    """Count an item as what it is in the store; whether it was counted as something else."""
    code, state = project.need_data().code_of(key), project.state_of(key)
    if code is None or project.tally.knows(code, state):
        return False
    project.tally.follow(code, state)
    if state.status == "open":
        project.queue.reopened(code)
    return True
