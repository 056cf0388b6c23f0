"""`versions.json`: earlier titles and texts of stories that somebody has judged, a TinyDB file, one version a line."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from civic.story import Story, read_time
from civic.text import clean, clean_line
from storage.files.lock import locked
from storage.files.tinydb_lines import line_of
from storage.past.kept_lines import KeptLines

if TYPE_CHECKING:
    from civic.versions import Version
    from storage.files.places import Places

TABLE: Final = "versions"
_PATIENCE: Final = 30.0
_HEAD: Final = re.compile(rb'[^{]*\{"story": "(?:[^"\\]|\\.){0,2400}", "until": "([^"\\]*)", "sha256": "([0-9a-f]*)"')


class Head(NamedTuple):
    """What a version is, without its words."""

    story: str
    until: datetime
    sha256: str


class Versions:
    """The versions of all stories. They are written before what takes their place, so that a kill leaves at most one
    that still stands."""

    def __init__(self, places: Places, notify: Callable[[str], None] = lambda _: None) -> None:
        """`notify` is called with sentences for the user."""
        self.kept = KeptLines(places.versions, TABLE, places.backups, notify)
        """the file"""

    def of(self, stories: Collection[str]) -> list[Version]:
        """Return the versions of a story by its ids, oldest first, without reading the JSON of others; those that can't
        be read are left out. Raises UnreadableError."""
        wanted = {_written(story) for story in stories}
        bodies = (line_of(found.line) for found in self.kept if found.story in wanted)
        found = [version for body in bodies if body and (version := _read(body[1]))]
        return sorted(found, key=lambda version: version.until)

    def heads(self) -> Iterator[Head]:
        """Yield what versions there are. Raises UnreadableError."""
        for found in self.kept:
            match = _HEAD.match(found.line)
            if match and (until := read_time(match[1].decode("ascii", "replace"))):
                yield Head(str(json.loads(found.story)), until, match[2].decode())

    def keep(self, new: Sequence[Version], needed: Mapping[str, Collection[str]], today: date) -> None:
        """Keep versions, one of a story; of a story that has too many, some are given up, last those whose digests are
        `needed`, by story. Raises StorageError, and then nothing is kept."""
        if not new:
            return
        with locked(self.kept.path, _PATIENCE):
            self.kept.make_ready(today)
            gone = self._surplus(new, needed)
            self.kept.rewrite(map(_body, new), lambda place, _: place in gone, today)

    def drop_last(self, stories: Sequence[Story], today: date) -> None:
        """Keep the last version of each story no longer where it is what the story says now. Raises StorageError, and
        then nothing has changed."""
        present = {_written(story.id): story for story in stories}
        with locked(self.kept.path, _PATIENCE):
            self.kept.make_ready(today)
            last = {found.story: (place, found.line) for place, found in enumerate(self.kept) if found.story in present}
            gone = {place for story, (place, line) in last.items() if _still_stands(line, present[story])}
            if gone:
                self.kept.rewrite((), lambda place, _: place in gone, today)

    def _surplus(self, new: Sequence[Version], needed: Mapping[str, Collection[str]]) -> set[int]:
        """Return which lines go: those that are too many, and one that a kill left behind, which comes again."""
        coming = {_written(version.story): version for version in new}
        there: dict[bytes, list[tuple[int, str]]] = {}
        latest: dict[bytes, bytes] = {}
        for place, found in enumerate(self.kept):
            if found.story in coming and (match := _HEAD.match(found.line)):
                there.setdefault(found.story, []).append((place, match[2].decode()))
                latest[found.story] = found.line
        from civic.versions import surplus

        gone: set[int] = set()
        for story, lines in there.items():
            version = coming[story]
            if _is_of_line(version, latest[story]):
                gone.add(lines.pop()[0])
            which = surplus([*(sha256 for _, sha256 in lines), version.sha256], needed.get(version.story, ()))
            gone.update(lines[one][0] for one in which if one < len(lines))
        return gone


def _is_of_line(version: Version, line: bytes) -> bool:
    """Return whether a line has the same words."""
    found = line_of(line)
    before = _read(found[1]) if found else None
    return before is not None and (before.title, before.sha256) == (version.title, version.sha256)


def _still_stands(line: bytes, story: Story) -> bool:
    """Return whether the version of a line has the words that a story has now."""
    found = line_of(line)
    version = _read(found[1]) if found else None
    return version is not None and not version.precedes(story)


def _written(story: str) -> bytes:
    return json.dumps(story).encode("ascii")


def _body(version: Version) -> dict[str, object]:
    """Return a version as it stands in the file: its story first, then what tells it apart."""
    body: dict[str, object] = {
        "story": version.story, "until": version.until.astimezone(UTC).isoformat(timespec="microseconds"),
        "sha256": version.sha256, "feed": version.feed, "lang": version.lang, "title": version.title,
    }  # fmt: skip
    return {**body, "text": version.text} if version.whole else {**body, "too_long": True}


def _read(body: Mapping[str, Any]) -> Version | None:
    """Return the version of a document, cleaned; None for none."""
    story, until, sha256 = body.get("story"), read_time(body.get("until")), body.get("sha256")
    if not isinstance(story, str) or until is None or not isinstance(sha256, str):
        return None
    title, text, feed, lang = (_text(body.get(name)) for name in ("title", "text", "feed", "lang"))
    from civic.versions import Version

    whole = not body.get("too_long")
    return Version(story, clean_line(title), clean(text).strip("\n"), until, clean_line(sha256, 64),
                   clean_line(feed, 4000), clean_line(lang, 35), whole=whole)  # fmt: skip


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
