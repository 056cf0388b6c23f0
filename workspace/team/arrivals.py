"""How much of a team's log would come to this desk, which has none of it yet, or some."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from civic.coder import coder_key
from civic.story import EVERYWHERE, Story
from team.log import Batch

if TYPE_CHECKING:
    from workspace.ports import Library


class Arrivals:
    """What batches would bring that is not here: ids of `stories`, of those that are let through or are had from the
    first, and of `decisions`, and the names of the `coders` of these. `seen` are the ids of all stories there, and
    `read` counts all that was looked at. What is the same under another id is told only as it comes."""

    def __init__(self, library: "Library", wanted: Callable[[Story], bool]) -> None:
        self._library = library
        self._wanted = wanted
        self.stories: set[str] = set()
        self.decisions: set[tuple[str, str]] = set()
        self.coders: set[str] = set()
        self.seen: set[str] = set()
        self.read = 0

    def count(self, batch: Batch) -> None:
        """Count what a batch has."""
        library = self._library
        for entry in batch.entries:
            self.read += 1 + len(entry.history)
            story = entry.story
            self.seen.add(story.id)
            if story.id != EVERYWHERE and library.key_of(story.id) is None and self._wanted(story):
                self.stories.add(story.id)
            here = {name: {one.id for one in library.history(name)} for name in {one.story for one in entry.history}}
            new = [one for one in entry.history if one.id not in here[one.story]]
            self.decisions.update((one.story, one.id) for one in new)
            self.coders.update(coder_key(one.who) for one in new)
