"""Files and folders of the user's taken as stories."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civic.story import Story
from workspace.clock import utc_now

if TYPE_CHECKING:
    from feeds.documents.files import Skipped
    from workspace.workspace import Workspace

_AT_ONCE: Final = 200


@dataclass(slots=True)
class Added:
    """What came of documents: how many stories are new, changed and the same, and what was left out. `partly`: of what
    was asked for, or looks like a document, something could not be read."""

    new: int = 0
    changed: int = 0
    same: int = 0
    skipped: "list[Skipped]" = field(default_factory=list)
    partly: bool = False


def add_documents(workspace: "Workspace", paths: Sequence[Path], report: "Callable[[Skipped], None]") -> Added:
    """Read the documents, keep them, and run the rules on what is new. `report` gets each file that is left out. For a
    worker thread. Raises a Fault."""
    done = Added()
    arriving = _stories(paths, done, report)
    while batch := list(islice(arriving, _AT_ONCE)):
        changes = workspace.library.put_many(batch)
        workspace.rules.run_on(changes.new)
        done.new += len(changes.new)
        done.changed += len(changes.changed)
        done.same += changes.same
    return done


def _stories(paths: Sequence[Path], done: Added, report: "Callable[[Skipped], None]") -> Iterator[Story]:
    from feeds.documents.files import READABLE, read_documents

    for found in read_documents(paths, now=utc_now):
        if isinstance(found, Story):
            yield found
            continue
        done.skipped.append(found)
        report(found)
        # That a folder also holds pictures and hidden files is no failure.
        looks_readable = found.path.suffix.lower() in READABLE and not found.path.name.startswith(".")
        done.partly |= found.path in paths or looks_readable
