"""`team.frozen`: the stories that the user codes in open rounds of the team, in the words that these froze, and the
codebooks by which they are coded.

The first line is a table of contents as JSON: by round its codebook, and by story its round, and where its document
stands behind that line; each further line is a document. A desk writes it in a turn with its team.
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from civic.rounds import Basis
from storage.files.disk import fingerprint, make_folder, open_regular, replacing
from storage.files.errors import StorageError

if TYPE_CHECKING:
    from civic.codebook import Codebook
    from civic.story import Story
    from storage.files.disk import Fingerprint
    from storage.files.places import Places

_LARGEST: Final = 64 << 20


class _Contents(NamedTuple):
    """What the first line says: codebooks by round, and round, offset and length by story; `begin` is where documents
    do."""

    begin: int
    codebooks: Mapping[str, Any]
    stories: Mapping[str, tuple[str, int, int]]


class Frozen:
    """What is kept, as the file stands now; looking whether that changed costs one call of the system. What can't be
    read is passed over: the next turn with the team brings it again."""

    def __init__(self, places: Places) -> None:
        self._path = places.frozen
        self._held: tuple[Fingerprint | None, _Contents] = None, _Contents(0, {}, {})  # as one, for several threads
        self._codebooks: dict[str, Codebook | None] = {}

    @property
    def rounds(self) -> frozenset[str]:
        """Return the names of the rounds that are kept."""
        return frozenset(self._contents().codebooks)

    def round_of(self, names: Iterable[str]) -> str:
        """Return the round in which the user codes a story, by its ids; "" for none."""
        stories = self._contents().stories
        return next((stories[one][0] for one in names if one in stories), "") if stories else ""

    def story(self, names: Iterable[str]) -> Story | None:
        """Return a story, by its ids, as its round has it; None where it is in none."""
        contents = self._contents()
        found = next((contents.stories[one] for one in names if one in contents.stories), None)
        if found is None:
            return None
        from civic.story import Story, StoryError

        with suppress(OSError, StorageError, ValueError, RecursionError, StoryError), open_regular(self._path) as file:
            file.seek(contents.begin + found[1])
            return Story.from_document(json.loads(file.read(found[2])))
        return None

    def codebook(self, name: str) -> Codebook | None:
        """Return the codebook of a round; None where there is none."""
        contents = self._contents()
        if name not in self._codebooks:
            from civic.codebook_record import codebook_of_record

            found = None
            with suppress(KeyError, TypeError, AttributeError, ValueError):
                found = codebook_of_record(contents.codebooks[name])
            self._codebooks[name] = found if found and found.concerns else None
        return self._codebooks[name]

    def keep(self, opened: Iterable[str], brought: Callable[[str], Basis]) -> None:
        """Keep what these rounds froze, and nothing of any other: `brought` returns it of one that is not kept yet.
        Raises StorageError."""
        opened = list(opened)
        if set(opened) == self.rounds:
            return
        if not opened:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            return
        codebooks: dict[str, Any] = {}
        stories: dict[str, tuple[str, int, int]] = {}
        lines = bytearray()
        for name in opened:
            codebooks[name], found = self._kept(name) if name in self.rounds else brought(name)
            for story in found:
                line = json.dumps(story.to_document()).encode("ascii")
                stories.setdefault(story.id, (name, len(lines), len(line)))
                lines += line + b"\n"
        make_folder(self._path.parent)
        with replacing(self._path) as file:
            file.write(json.dumps({"codebooks": codebooks, "stories": stories}).encode("ascii") + b"\n" + lines)

    def _kept(self, name: str) -> Basis:
        contents = self._contents()
        ids = [story for story, (of, *_) in contents.stories.items() if of == name]
        return Basis(contents.codebooks[name], [story for one in ids if (story := self.story([one]))])

    def _contents(self) -> _Contents:
        now, held = fingerprint(self._path), self._held
        if now != held[0]:
            held = now, self._read()
            self._held, self._codebooks = held, {}
        return held[1]

    def _read(self) -> _Contents:
        try:
            with open_regular(self._path) as file:
                line = file.readline(_LARGEST)
                body = json.loads(line)
        except (FileNotFoundError, StorageError, OSError, ValueError, RecursionError):
            return _Contents(0, {}, {})
        match body:
            case {"codebooks": dict(codebooks), "stories": dict(stories)}:
                places = {one: (str(at[0]), int(at[1]), int(at[2])) for one, at in stories.items() if _is_place(at)}
                return _Contents(len(line), codebooks, places)
        return _Contents(0, {}, {})


def _is_place(value: object) -> bool:
    match value:
        case [str(), int(start), int(length)]:
            return start >= 0 and 0 < length <= _LARGEST
    return False
