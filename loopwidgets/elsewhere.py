"""What one annotator did through other kernels on the same store: found by its places in the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopwidgets.store import Recorded, counting

if TYPE_CHECKING:
    from loopwidgets.project import Project


class Elsewhere:
    """Keeps what a project holds in memory in step with what others write into its store.

    Parameters
    ----------
    project
        With its data. What stands in the store when this is made, the project reads by itself.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._seen = counting.newest(project.store)
        self.changed: list[str] = []
        """Keys of items that stood otherwise than was known here, in the order in which that came out."""

    def follow(self, done: Sequence[Recorded]) -> bool:
        """Take note of what was recorded here; tell whether other events came in between."""
        places = [recorded.seq for recorded in done if recorded.seq is not None]
        is_next = places == list(range(self._seen + 1, self._seen + 1 + len(places)))
        if is_next:
            self._seen += len(places)
        return not is_next

    def look(self) -> bool:
        """Take in what was done elsewhere since; whether there was any.

        Costs a step into an index where nothing came.
        """
        project = self._project
        with project.lock:
            last = counting.newest(project.store)
            if last == self._seen:
                return False
            after = self._seen - counting.late(project.store)
            self._seen = last
            keys = counting.touched(project.store, project.row.id, project.annotator.id, after)
            changed = [key for key in keys if self._catch_up(key)]
            self.changed += changed
        return bool(changed)

    def _catch_up(self, key: str) -> bool:
        """Count an item as what it is in the store; whether it was counted as something else."""
        project = self._project
        code, state = project.need_data().code_of(key), project.state_of(key)
        if code is None or project.tally.knows(code, state):
            return False
        project.tally.follow(code, state)
        if state.status == "open":
            project.queue.reopened(code)
        return True
