"""Stories as they were before: documents put in place, and taken away, by what was kept of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from storage.library.change import Changer
from storage.library.keep import Keeper
from storage.library.put import restore
from storage.library.remove import remove

Documents: TypeAlias = Callable[[Iterable[str]], Iterator[tuple[str, Mapping[str, Any]]]]


def restore_many(
    changer: Changer, keeper: Keeper, there: Documents, documents: Mapping[str, Mapping[str, Any] | None]
) -> None:
    """Set the documents of stories, by their ids, to just these; None removes a story. `there` gives those that are
    here. Raises StorageError, and then doing it again does the rest."""
    if wanted := {story: document for story, document in documents.items() if document is not None}:
        changer.do(lambda index, story_file: restore(index, story_file, wanted, keeper))
    # What is here by another story's alias is not this one.
    if gone := [story for story, _ in there(one for one, document in documents.items() if document is None)]:
        changer.do(lambda index, story_file: remove(index, story_file, gone))
