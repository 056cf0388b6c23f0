"""The children that work for an open library while nobody waits for them."""

import json
from collections.abc import Sequence
from typing import Final

from storage.files.child import Child
from storage.files.places import Places

_PATIENCE: Final = 10.0
NEWS: Final = "* "
"""Begins a line of a child that is a sentence for the user."""
RENAMED: Final = "renamed"
"""Has the indexer show what tags are called now, not build an index."""


class Jobs:
    """A keeper of child processes: at most one that analyses, one that compacts the journal and one that shows renamed
    tags. They end with this process."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._children: dict[str, Child] = {}

    def analyse(self) -> None:
        """Analyse all stories that have no suggestions yet, unless that is being done. Raises OSError."""
        self._start("storage.live.analyser")

    def analyse_first(self, stories: Sequence[str]) -> None:
        """Have those that analyse take these ids first."""
        self._tell_analyser(json.dumps(list(stories)))

    def give_way(self) -> None:
        """Have those that analyse pause for a moment."""
        self._tell_analyser("")

    def _tell_analyser(self, line: str) -> None:
        if child := self._children.get("storage.live.analyser"):
            child.tell(line)

    def compact(self) -> None:
        """Compact the journal of judgements into the snapshot, unless that is being done. Raises OSError."""
        self._start("storage.live.compactor")

    def show_renamed(self) -> None:
        """Have the index show what tags are called now, unless that is being done. Raises OSError."""
        self._start("storage.live.indexer", RENAMED)

    @property
    def shows_renamed(self) -> bool:
        """Return whether that is being done."""
        return self.running("storage.live.indexer")

    def running(self, module: str) -> bool:
        """Return whether the child that runs this module is at work."""
        return module in self._children and self._children[module].running

    def reap(self) -> list[str]:
        """Let go of the children that have ended, and return what they say to the user."""
        lines = [line for child in self._children.values() for line in child.lines()]
        for module in [*self._children]:
            if not self.running(module):
                self._children.pop(module).end()
        return [line.removeprefix(NEWS) for line in lines if line.startswith(NEWS)]

    def close(self) -> None:
        """End the children; the one that writes judgements may finish first."""
        for module, child in self._children.items():
            if module == "storage.live.compactor":
                child.wait(_PATIENCE)
            child.end()
        self._children.clear()

    def _start(self, module: str, *arguments: str) -> None:
        if self.running(module):
            return
        if module in self._children:
            self._children.pop(module).end()
        self._children[module] = Child(module, self._places, arguments)
