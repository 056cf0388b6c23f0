"""Forgetting a story for good, as data protection may ask for: what goes, what stays, and what can't be reached."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from civic.correction import EVERYWHERE
from civic.story import Story
from storage.past.forgotten import Forgotten
from workspace.ports import Erased, Library

if TYPE_CHECKING:
    from workspace.workspace import Workspace

NOT_REACHED: Final = (
    "files that you exported or copied, and what others imported from them",
    "desks of others, and your own on other machines",
    "backups and snapshots that the system or other programs make of this disk",
    "what a language model was sent, what it answered about words from before anybody judged the story, and the site "
    "that the story came from",
)
"""What no program on this machine can take back."""


class Subject(Struct, frozen=True):
    """A story that may be forgotten: `story` is its id, `ids` are all that it goes by. `title` is "" for one of which
    only decisions are left, or not even these. `copies` are the ids of stories that report the same."""

    story: str
    ids: frozenset[str]
    title: str = ""
    versions: int = 0
    decisions: int = 0
    copies: Sequence[str] = ()


def subject(workspace: "Workspace", story: str) -> Subject | None:
    """Return what is known of the story of this whole id: one that is here, or was decided on, or whose forgetting was
    begun; None for any other."""
    library = workspace.library
    there = library.story(story)
    decisions = len(library.history(story)) if story != EVERYWHERE else 0
    if there is None and not decisions and story not in Forgotten(workspace.places).ids():
        return None
    ids = frozenset((story,) if there is None else _names(library, there))
    title = there.headline if there else ""
    name = there.id if there else story
    return Subject(name, ids, title, library.kept_versions(name), decisions, _copies(library, name))


def forget(workspace: "Workspace", what: Subject) -> Erased:
    """Remove a story with everything that is kept of it here, for good. For a worker thread. Raises a Fault, and then
    doing it again finishes it."""
    return workspace.library.erase(what.ids)


def _names(library: Library, story: Story) -> tuple[str, ...]:
    """Return the id of a story and those of its aliases that stand for no other one."""
    key = library.key_of(story.id)
    return story.id, *(alias for alias in story.aliases if library.key_of(alias) == key)


def _copies(library: Library, story: str) -> list[str]:
    _, keys = library.copies(story)
    return [row.id for row in library.rows(keys) if row.id != story]
