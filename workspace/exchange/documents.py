"""Files and folders of the user's taken as stories."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from msgspec import Struct, field
from msgspec.structs import replace

from civic.identity import id_by_words
from civic.likeness import Pair, Telling, is_alike, is_another, same_to_the_letter
from civic.query import EVEN_HIDDEN, And, Words
from civic.query.words import tokens
from civic.story import ENTRY, FILE, Story
from civic.text import clean_line
from workspace.clock import utc_now
from workspace.files import full
from workspace.ports import Library
from workspace.undo.stories import announcing

if TYPE_CHECKING:
    from feeds.documents.files import Ask, Skipped
    from workspace.workspace import Workspace

LISTS: Final = (".opml", ".xml")
"""Endings of lists of feeds."""
_AT_ONCE: Final = 200
_MOST_OF_A_NAME: Final = 40
"""Stories of one file name that are looked at."""
_LEAST: Final = 0.15
"""A text that shares less than this of its pairs of words with the one before is another: its title, which may be the
name of the file, proves nothing."""


class Added(Struct):
    """What came of documents: how many stories are new, changed and the same, and what was left out. `partly`: of what
    was asked for, or looks like a document, something could not be read. `ids` are those of the stories that are
    new or changed, `remarks` are on files that were taken: their character sets, dates, quotation marks."""

    new: int = 0
    changed: int = 0
    same: int = 0
    skipped: "list[Skipped]" = field(default_factory=list)
    partly: bool = False
    ids: list[str] = field(default_factory=list)
    remarks: list[tuple[Path, str]] = field(default_factory=list)


def table_fields() -> tuple[str, ...]:
    """Return the fields of a story that a table's columns can hold."""
    from feeds.documents.table import FIELDS

    return tuple(FIELDS)


def path_in(text: str) -> Path | None:
    """Return the path of a file or folder in what a user typed or pasted, as terminals and file managers write it (in
    quotation marks, with backslashes, `file://…`); None for what is no path. There may be nothing at it."""
    from feeds.documents.files import READABLE

    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if text.lower().startswith("file:"):
        return Path(url2pathname(urlsplit(text).path))
    is_path = text.startswith(("/", "~", "./", "../")) or Path(text).is_absolute()
    plain = full(Path(text))
    for path in (plain, full(Path(re.sub(r"\\(.)", r"\1", text)))):
        if _is_there(path) and (is_path or path.suffix.lower() in (*READABLE, *LISTS)):
            return path
    return plain if is_path else None


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no name that a file can have
        return False


def add_documents(
    workspace: "Workspace",
    paths: Sequence[Path],
    report: "Callable[[Skipped], None]",
    *,
    columns: Mapping[str, str] | None = None,
    ask: "Ask | None" = None,
) -> Added:
    """Read the documents, keep them, and run the rules on what is new. `report` gets each file that is left out.
    `columns` and `ask` say what the columns of tables are, as in `read_documents`. For a worker thread. Raises a
    Fault."""
    done = Added()
    arriving = _stories(paths, done, report, columns, ask)
    earlier = Earlier(workspace.library)
    with workspace.undo.step(f"added {_named(paths)}") as step:
        announce = announcing(workspace.places, step)
        while batch := list(islice(arriving, _AT_ONCE)):
            known = [as_known(workspace.library, story, earlier) for story in batch]
            changes = workspace.library.put_many(known, announce=announce)
            workspace.rules.run_on(changes.new)
            done.new += len(changes.new)
            done.changed += len(changes.changed)
            done.same += changes.same
            done.ids += [*changes.new, *changes.changed]
    return done


def _named(paths: Sequence[Path]) -> str:
    return clean_line(paths[0].name, 60) if len(paths) == 1 else f"{len(paths)} files and folders"


class Earlier:
    """The stories of files whose places are not known, since an earlier version of the program added them.

    They are looked up once for each name of a file, before anything of that name is added: a table has as many stories
    of one name as rows.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_source: dict[str, list[Story]] = {}

    def like(self, story: Story) -> list[Story]:
        """Return those that may be this story of a file, by its source and its address."""
        if story.source not in self._by_source:
            named = And((Words(tokens(story.source), "source", prefix=False), EVEN_HIDDEN))
            ids = [row.id for row in self._library.rows(self._library.search(named, limit=_MOST_OF_A_NAME))]
            self._by_source[story.source] = [one for one in self._library.stories(ids) if _place(one) is None]
        key = (story.source, "", story.url)
        return [one for one in self._by_source[story.source] if (one.source, one.feed, one.url) == key]


def as_known(library: Library, story: Story, earlier: Earlier) -> Story:
    """Return the story of a file under the id of the known one that it is, if any: the one of the same name and
    content, the one of the same place whose words have not become another's, or the one that was added by an earlier
    version of the program, which knew no places, and is alike."""
    place = _place(story)
    if place is None:
        return story
    named, there = library.story(story.id), library.story(place)
    for known in (named, there):
        if known and _is_still(known, story, by_content=known is named and place.startswith(FILE)):
            # A copy elsewhere is the same, and what becomes of it is none of the first one's affair.
            is_here = _place(known) in (None, place)
            return replace(story, id=known.id, aliases=story.aliases if is_here else ())
    if named:
        return replace(story, id=id_by_words(story))
    alike = [] if there else [known for known in earlier.like(story) if _is_edited(known, story)]
    return replace(story, id=alike[0].id) if len(alike) == 1 else story


def _place(story: Story) -> str | None:
    return next((alias for alias in story.aliases if alias.startswith((FILE, ENTRY))), None)


def _is_still(known: Story, story: Story, *, by_content: bool) -> bool:
    """Return whether a story of one id or place is the known one; `by_content`: the id was made of the content."""
    if by_content or same_to_the_letter(known, story):
        return True
    pair = _pair(known, story)
    another = is_another(pair) or (pair.texts is not None and pair.texts < _LEAST)
    return _place(known) in (None, _place(story)) and not another


def _is_edited(known: Story, story: Story) -> bool:
    """Return whether a text is that of a file whose place is not known, edited."""
    return is_alike(_pair(known, story))


def _pair(known: Story, story: Story) -> Pair:
    """Return two stories side by side: when a file was written proves nothing."""
    return Pair(Telling(replace(known, published=None)), Telling(replace(story, published=None)))


def _stories(
    paths: Sequence[Path],
    done: Added,
    report: "Callable[[Skipped], None]",
    columns: Mapping[str, str] | None,
    ask: "Ask | None",
) -> Iterator[Story]:
    from feeds.documents.files import READABLE, read_documents

    def notify(path: Path, remark: str) -> None:
        done.remarks.append((path, remark))

    for found in read_documents(paths, now=utc_now, notify=notify, columns=columns, ask=ask):
        if isinstance(found, Story):
            yield found
            continue
        done.skipped.append(found)
        report(found)
        # That a folder also holds pictures and hidden files is no failure.
        looks_readable = found.path.suffix.lower() in READABLE and not found.path.name.startswith(".")
        done.partly |= found.path in paths or looks_readable
