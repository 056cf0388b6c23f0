"""Files and folders to stories, of every kind that is read, safe from whatever else a folder may hold."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final, TypeAlias

from msgspec import Struct

from civic.jsonvalue import JsonValue
from civic.story import FILE, Story, story_id
from civic.text import apart, clean_line
from feeds.documents.matter import Matter
from feeds.documents.reader import Reader
from feeds.documents.records import documents_in_json, stories_of
from feeds.documents.table import documents_in_table, header_of, is_clear
from feeds.documents.texts import plain_text
from feeds.errors import FormatError
from feeds.formats.charset import declared_in, decoded
from feeds.links import page_link

LARGEST: Final = 20 * 2**20
"""Bytes of one file."""
MOST_FILES: Final = 10_000
"""Files that are read in one call."""
MOST_REASONS: Final = 10
"""Entries of one file that are no stories and are named one by one; of the others their number is said."""
Ask: TypeAlias = Callable[[Path, Sequence[str]], Mapping[str, str]]
_KINDS: Final = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "page", ".htm": "page", ".xhtml": "page", ".pdf": "pdf", ".docx": "word", ".eml": "mail",
    ".json": "json", ".csv": "table", ".tsv": "table",
}  # fmt: skip
_TEXTS: Final = frozenset({"text", "markdown", "page", "json", "table"})
"""Kinds that are text, in whatever character set."""
_WRITTEN_HERE: Final = frozenset({"text", "markdown"})
"""Kinds that people write on their own machine, so that the file's time is the text's; of what came from elsewhere it
only says when that came."""
READABLE: Final = tuple(_KINDS)
"""Endings of the files that are read."""


class Skipped(Struct, frozen=True):
    """A file that was left out, and the reason in a few plain words."""

    path: Path
    reason: str


class _File(Struct, frozen=True):
    """A file to read, and the folder given by the user, which it must not lead out of."""

    path: Path
    root: Path

    @property
    def name(self) -> str:
        """Its path from the root, with slashes on every system: the id of its story is made of it."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def place(self) -> str:
        """Where it is on this machine, as a hash: an alias of its story, by which it is known again when it was
        edited."""
        path = os.fsencode(self.path.parent.resolve() / self.path.name)
        return f"{FILE}{blake2b(path, digest_size=8).hexdigest()}"

    @property
    def kind(self) -> str:
        """What of _KINDS its ending says that it is, "" for what is not read."""
        return _KINDS.get(self.path.suffix.lower(), "")


def read_documents(
    paths: Iterable[Path],
    *,
    now: Callable[[], datetime],
    notify: Callable[[Path, str], None] | None = None,
    columns: Mapping[str, str] | None = None,
    ask: Ask | None = None,
) -> Iterator[Story | Skipped]:
    """Yield the stories in these files, and in all files under these folders, in order of their names.

    Only regular files are read that are not hidden, of at most LARGEST bytes, the first MOST_FILES; symbolic links only
    to within the given folder. Everything left out comes as a Skipped with its reason. Ids are hashes of the path (from
    the given folder) and the content, so that a second import brings the same stories; an alias says where the file is,
    so that one that was edited can be known again. `notify` is called with a file and a remark where its character set
    had to be guessed, or where bytes of it are no letters. `columns` names columns of tables by the fields of a story;
    `ask` is called with a table and the names of its columns where these say too little, and returns the same, or
    nothing to leave it out. `now` gives times with an offset.
    """
    read = 0
    with Reader() as reader:
        shelf = _Shelf(reader, now, notify or (lambda *_: None), columns or {}, ask)
        for found in _files(paths):
            if isinstance(found, Skipped):
                yield found
                continue
            if read == MOST_FILES:
                yield Skipped(found.path, f"only {MOST_FILES} files are read at once; add the rest by a second call")
                return
            read += 1
            yield from shelf.stories(found)


def _files(paths: Iterable[Path]) -> Iterator[_File | Skipped]:
    for path in paths:
        try:
            if path.is_dir():
                yield from _walk(path)
            elif path.is_symlink() or path.exists():
                yield _checked(_File(path, path.parent))
            else:
                yield Skipped(path, "there is no such file or folder")
        except (OSError, ValueError) as error:
            yield Skipped(path, _reason(error))


def _walk(root: Path) -> Iterator[_File | Skipped]:
    """Yield the files under a folder, depth first, in order of their names. Links to folders are not followed."""
    stack = [root]
    while stack:
        path = stack.pop()
        if path != root and path.name.startswith("."):
            yield Skipped(path, "it is hidden")
        elif path.is_dir() and (path == root or not path.is_symlink()):
            try:
                stack.extend(sorted(path.iterdir(), reverse=True))
            except OSError as error:
                yield Skipped(path, _reason(error))
        else:
            yield _checked(_File(path, root))


def _checked(file: _File) -> _File | Skipped:
    path = file.path
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(file.root.resolve()):
            return Skipped(path, "it is a link that leads out of its folder")
        status = path.stat()
    except (OSError, RuntimeError) as error:
        return Skipped(path, _reason(error))
    if not stat.S_ISREG(status.st_mode):
        return Skipped(path, "it is not a regular file")
    if not file.kind:
        return Skipped(path, f"its kind is not read, only {' '.join(READABLE)}")
    if status.st_size > LARGEST:
        return Skipped(path, f"it is larger than {LARGEST // 2**20} MB")
    return file


class _Shelf(Struct, frozen=True):
    """Files to stories, with the child that reads what may do harm."""

    reader: Reader
    now: Callable[[], datetime]
    notify: Callable[[Path, str], None]
    columns: Mapping[str, str]
    ask: Ask | None

    def stories(self, file: _File) -> Iterator[Story | Skipped]:
        """Yield the stories of a file, or the reason why there is none."""
        remark = ""
        try:
            data, changed = _content(file.path)
            if not data.strip():
                raise FormatError("it is empty")
            text = ""
            if file.kind in _TEXTS:
                text, remark = decoded(data, declared_in(data) if file.kind == "page" else ())
            if file.kind in ("json", "table"):
                yield from self._several(file, text)
            else:
                yield _story(file, self._matter(file, text, data), data, changed, self.now())
        except (OSError, FormatError) as error:
            yield Skipped(file.path, _reason(error))
            return
        if remark:
            self.notify(file.path, remark)

    def _matter(self, file: _File, text: str, data: bytes) -> Matter:
        if file.kind == "text":
            return plain_text(text)
        return self.reader.read(file.kind, text.encode("utf-8", "replace") if file.kind in _TEXTS else data)

    def _several(self, file: _File, text: str) -> Iterator[Story | Skipped]:
        documents = self._rows(file, text) if file.kind == "table" else iter(documents_in_json(text))
        source = clean_line(file.name, 200)
        bad = 0
        for number, found in enumerate(
            stories_of(documents, file.name, file.place, source=source, fetched=self.now()), 1
        ):
            if isinstance(found, Story):
                yield found
                continue
            bad += 1
            if bad <= MOST_REASONS:
                yield Skipped(file.path, f"its entry {number} is no story: {found}")
        if bad > MOST_REASONS:
            yield Skipped(file.path, f"{bad - MOST_REASONS} more of its entries are no stories")

    def _rows(self, file: _File, text: str) -> Iterator[JsonValue]:
        columns = self.columns
        if not is_clear(text, columns) and self.ask is not None:
            columns = {**columns, **self.ask(file.path, header_of(text))}
        yield from documents_in_table(text, columns, lambda remark: self.notify(file.path, remark))


def _content(path: Path) -> tuple[bytes, datetime]:
    """Return the bytes of a file and when it was changed. The check is of the open file: its path may change
    meanwhile."""
    handle = os.open(path.resolve(), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise FormatError("it is not a regular file")
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise FormatError(f"it is larger than {LARGEST // 2**20} MB")
    return data, datetime.fromtimestamp(status.st_mtime, UTC)


def _story(file: _File, matter: Matter, data: bytes, changed: datetime, now: datetime) -> Story:
    if not matter.text.strip() and not matter.title:
        raise FormatError("it holds no text")
    is_ours = file.kind in _WRITTEN_HERE and not matter.url
    return Story(
        id=story_id(guid=f"file:{file.name} {blake2b(data, digest_size=16).hexdigest()}"),
        aliases=(file.place,),
        title=apart(matter.title) or clean_line(file.path.stem.replace("_", " "), 300),
        url=page_link(matter.url),
        source=matter.source or clean_line(file.name, 200),
        author=apart(matter.author),
        published=matter.published or (changed if is_ours else None),
        fetched=now if is_ours else min(changed, now),
        lang=matter.lang,
        text=apart(matter.text),
        tags=matter.tags,
        links=matter.links,
        enclosures=matter.enclosures,
    )


def _reason(error: Exception) -> str:
    if isinstance(error, FormatError):
        return str(error)
    if isinstance(error, PermissionError):
        return "it may not be read; check its permissions"
    return clean_line((isinstance(error, OSError) and error.strerror) or "it can't be opened", 100).lower()
