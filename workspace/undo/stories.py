"""Parts that are stories: added, removed, or with another text."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from civic.story import Story
from storage.files.places import Places
from workspace.ports import Announce, Library
from workspace.undo.kinds import Part, Turn, Turned, all_text, titles
from workspace.undo.undo import Recorder

STORIES: Final = "stories"
_AT_ONCE: Final = 200
_OWN: Final = ""


def stories_part(
    places: Places, before: Mapping[str, Mapping[str, Any] | None], after: Mapping[str, Mapping[str, Any]]
) -> Part:
    """Return the part for stories that are about to change: `before` has the document of each as it was (None: it was
    not there), by id, and `after` what one will be that was there before and still is."""
    return {
        "kind": STORIES,
        "library": _name_of(places),
        "documents": dict(before),
        "words": {story: _digest(document) for story, document in after.items()},
    }


def _name_of(places: Places) -> str:
    """Return the story file as a step names it: "" for the home's own, since a home may be moved."""
    own = not places.named or places.stories.parent == places.data.resolve()
    return _OWN if own else str(places.stories)


def announcing(places: Places, step: Recorder) -> Announce:
    """Return what makes the stories that are about to change a part of a step."""
    return lambda before, after: step.add([stories_part(places, before, after)])


def removed(places: Places, library: Library, stories: Iterable[str]) -> Iterable[Part]:
    """Yield parts for stories that are about to be removed, by their ids."""
    batch: dict[str, Mapping[str, Any]] = {}
    for story, document in library.documents(stories):
        batch[story] = document
        if len(batch) == _AT_ONCE:
            yield stories_part(places, batch, {})
            batch = {}
    if batch:
        yield stories_part(places, batch, {})


class Stories:
    """Stories as they were. A turn changes them for what is there, so that another turn brings that back."""

    def __init__(self, places: Places, library: Callable[[], Library]) -> None:
        self._places = places
        self._library = library

    def fits(self, part: Part) -> bool:
        """Return whether it has a document or nothing by the ids of stories."""
        match part:
            case {"library": str(), "documents": dict(documents), "words": dict()}:
                return all_text(documents) and all(one is None or isinstance(one, dict) for one in documents.values())
        return False

    def look(self, part: Part, turn: Turn) -> Part | None:
        """Return the part with the documents that are there now."""
        if part["library"] not in (_name_of(self._places), str(self._places.stories)):
            raise turn.refuse("it is about another story file, which --library names")
        wanted: Mapping[str, Any] = part["documents"]
        there = dict(self._library().documents(wanted))
        if all(there.get(story) == document for story, document in wanted.items()):
            return None
        if judged := [story for story in there if wanted[story] is None and self._is_judged(story, turn)]:
            raise turn.refuse(f"you have decided on {titles(self._library(), judged)} since")
        changed = [
            story for story, document in wanted.items()
            if document is not None and story in there and there[story] != document
            and _digest(there[story]) != part["words"].get(story)
        ]  # fmt: skip
        if changed:
            raise turn.refuse(f"{titles(self._library(), changed)} has changed since")
        after = {story: body for story, body in wanted.items() if body is not None and story in there}
        return stories_part(self._places, {story: there.get(story) for story in wanted}, after)

    def turn(self, part: Part, turn: Turn, turned: Turned) -> None:
        """Set the documents."""
        self._library().restore_many(part["documents"])
        turned.more = True

    def _is_judged(self, story: str, turn: Turn) -> bool:
        """Return whether the user has decided on a story otherwise than by this step: reading and hiding don't
        count."""
        library = self._library()
        own = library.view.judgement(one for one in library.history(story) if not turn.is_of_step(one))
        return bool(replace(own, read=False, hidden=False))


def _digest(document: Mapping[str, Any]) -> str:
    """Return a digest of what a story says, and of the ids that decisions on it go by."""
    story = Story.from_document(document)
    words = "\0".join((story.title, story.text, *story.aliases))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
