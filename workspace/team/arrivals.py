"""What of a team's log comes to this desk, and how much that would be where it has none of it yet, or some."""

from collections.abc import Callable, Container
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from civic.coder import coder_key, is_reserved
from civic.fault import Fault
from civic.judgement import Judgement
from civic.query import EVERYTHING, Query, asks_for_decisions, asks_for_suggestions, since_of
from civic.query.doubts import finished
from civic.story import EVERYWHERE, Story
from civic.text import clean_line
from team.errors import TeamFault
from team.log import Batch
from workspace.clock import utc_now

if TYPE_CHECKING:
    from workspace.ports import Library


class Window:
    """Which stories come, where they are not here, and go: by what they say themselves. One without any date is of
    today, that is of `now`. `since` is what a log may know of it before a story is sent (see `Log.pull`)."""

    def __init__(self, query: Query = EVERYTHING, now: datetime | None = None) -> None:
        self.since = since_of(query)
        self._query = query
        self._now = now

    def __call__(self, story: Story) -> bool:
        """Return whether a story is in it."""
        if self._query == EVERYTHING:
            return True
        from civic.query.match import Facts, matches

        dated = story if story.when else replace(story, fetched=self._now)
        return matches(self._query, Facts(dated, Judgement(), None, new=False))


def window_of(text: str, read: Callable[[str, datetime], Query]) -> Window:
    """Return the window that a filter describes, which `read` reads. Raises TeamFault."""
    if not text.strip():
        return Window()
    now, shown = utc_now(), clean_line(text, 200)
    try:
        query = read(f"{text} ", now.astimezone())  # with a space: no term of it is still being typed
    except Fault as error:
        raise TeamFault(f"The window {shown!r} can't be used: {error}") from error
    if query == EVERYTHING or finished(text) != text.strip():
        raise TeamFault(f"The window {shown!r} does not say which stories: end it, or write '' for all.")
    if asks_for_suggestions(query):
        raise TeamFault(f"The window {shown!r} asks for suggestions, which a story has only once it is here.")
    if asks_for_decisions(query):
        raise TeamFault(f"The window {shown!r} asks for what was decided: say what stories are like by themselves.")
    return Window(query, now)


class Arrivals:
    """What batches would bring that is not here: ids of `stories`, of those that are let through or are had from the
    first, and of `decisions`, and the names of the `coders` of these. `seen` are the ids of all stories there, and
    `read` counts all that was looked at. What is the same under another id is told only as it comes, and of what was
    `forgotten` here, ids of stories, nothing comes."""

    def __init__(self, library: "Library", wanted: Window, forgotten: Container[str]) -> None:
        self._library = library
        self._wanted = wanted
        self._forgotten = forgotten
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
            if story.id in self._forgotten:
                continue
            if story.id != EVERYWHERE and library.key_of(story.id) is None and self._wanted(story):
                self.stories.add(story.id)
            here = {name: {one.id for one in library.history(name)} for name in {one.story for one in entry.history}}
            new = [one for one in entry.history if one.id not in here[one.story]]
            self.decisions.update((one.story, one.id) for one in new)
            self.coders.update(coder_key(one.by if is_reserved(one.who) else one.who) for one in new)
