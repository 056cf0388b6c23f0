"""The log in a shared folder: `team.log.Log` over one file for each coder and desk."""

import json
import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from civic.coder import coder_key
from civic.export import Entry, RecordError
from civic.rounds import Basis, Round
from civic.text import clean_line
from team.errors import TeamFault, Unreachable
from team.folder import leases
from team.folder.files import NotPlainError, fault, is_away, reading, shown, writing
from team.folder.lines import VERSION, Heading, read_line
from team.folder.own import OwnFile
from team.folder.reader import Place, read
from team.log import LEASE, Batch, Coder, Pushed, Standing, TeamFeed, is_given_by

SUFFIX: Final = ".civicdesk"
"""How the names of members' files end."""
SIGN: Final = "civicdesk-team.txt"
"""The file that says that a folder is a team's: a folder without it may be where a disk belongs that is not there."""
_SIGN: Final = (
    f"civicdesk team, version {VERSION}\n\n"
    "This folder is how coders who use civicdesk share their decisions. Each desk writes one file here, whose name\n"
    f"ends with {SUFFIX}, and only adds to it; no other program need ever change one. Keep this file, too.\n"
)
_VERSION: Final = re.compile(rb"civicdesk team, version (\d{1,6})\b")
_AT_ONCE: Final = 500
_OF_SYSTEMS: Final = ("desktop.ini", "thumbs.db")
_MOST_FILES: Final = 2000
_HEAD: Final = 1 << 16


def make_folder(folder: Path) -> None:
    """Make an existing folder that of a team, where it is none yet. Raises a TeamFault, also where it has files that
    are no team's: whoever shares those meant another folder, or shares more than they know."""
    if folder.exists() and not folder.is_dir():
        raise TeamFault(f"{shown(folder)} is a file, and a team is in a folder: say one that all of the team reach.")
    if not folder.is_dir():
        raise TeamFault(f"There is no folder {shown(folder)}: make it where all of the team reach it, then join.")
    try:
        if not os.path.lexists(folder / SIGN) and any(_is_foreign(one.name) for one in folder.iterdir()):
            raise TeamFault(f"{shown(folder)} has other files and no team: make an empty folder, and join that.")
        with writing(folder / SIGN) as file:
            if not file.read(1):
                file.write(_SIGN.encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
    except NotPlainError as error:
        raise TeamFault(f"{shown(folder / SIGN)} can't be used, since {error}: take it away.") from error
    except OSError as error:
        raise fault(folder, error) from error


def _is_foreign(name: str) -> bool:
    """Return whether a file has nothing to do with a team; what is hidden belongs to a system, to Git, or to what
    copies the folder."""
    return (
        not name.startswith(".") and not name.endswith((SUFFIX, leases.SUFFIX)) and name.casefold() not in _OF_SYSTEMS
    )


class FolderLog:
    """A team's folder, as the desk of one coder reads and writes it.

    Whose a decision is goes by agreement: a file gives the decisions of the coder that it names, and anybody who can
    write to the folder can name anybody. Nothing in it is hidden from anybody who can read it.
    """

    def __init__(self, folder: Path, coder: Coder) -> None:
        """Raises a TeamFault where the folder is no team's, Unreachable where it is not there."""
        self._folder = folder
        self._coder = coder
        self._check()
        self._own = OwnFile(self._own_path(), coder)

    def standing(self) -> Standing:
        """Return who takes part, by how their files begin."""
        self._check()
        members: dict[str, str] = {}
        own = {*map(coder_key, self._coder.names)}
        for path in self._files():
            names = self._writer(path)
            if names and path != self._own.path and own.isdisjoint(map(coder_key, names)):
                members.setdefault(coder_key(names[0]), names[0])
        return Standing(shown(self._folder), self._coder.who, sorted(members.values()))

    def push(self, entries: Sequence[Entry]) -> Pushed:
        """Add to this desk's own file what stands not in it yet."""
        self._check()
        keys = {"", *map(coder_key, self._coder.names)}
        own = [replace(entry, history=[one for one in entry.history if is_given_by(one, keys)]) for entry in entries]
        # a story of which nothing may be told but what somebody decided on it is not told either
        self._own.append([now for now, given in zip(own, entries, strict=True) if now.history or not given.history])
        return Pushed(frozenset(one.id for entry in own for one in entry.history))

    def forget(self, stories: Collection[str]) -> None:
        """Write this desk's own file anew without what it has of these stories. Others then read it from its beginning;
        what they have already taken in stays theirs."""
        self._check()
        self._own.forget(stories)

    def pull(self, after: str, since: datetime | None = None) -> Iterator[Batch]:
        """Yield what the files of others have behind a cursor, file by file. The cursor has a Place by the name of each
        file."""
        self._check()
        before = _places(after)
        places = {path.name: before.get(path.name, Place()) for path in self._files()}
        own = self._own.path.name
        if own in before:
            self._own.mend(before[own])
        renewed = own in before and not self._own.is_whole(before[own])
        places.pop(own, None)
        kept = {own: before[own]} if own in before else {}  # until all is read: a loss of it must be seen till then
        lacking: list[str] = []
        for name, place in places.items():
            for entries, now, problems, lack in self._read(name, place):
                places[name] = now
                lacking += [lack] if lack else []
                if entries or problems or now != place:
                    yield Batch(entries, _cursor(places | kept), problems)
        places |= self._own_place()
        if (cursor := _cursor(places)) != after or renewed or lacking:
            amiss = [said for name, place in places.items() if name != own for said in place.amiss(_called(name))]
            yield Batch((), cursor, (), renewed, lacking, [*amiss, *lacking])

    def noted(self, cursor: str) -> str:
        """Return a cursor with this desk's own file as it is now; the same where that has lost what it had there."""
        places, own = _places(cursor), self._own.path.name
        if own in places and not self._own.is_whole(places[own]):
            return cursor
        return _cursor(places | self._own_place())

    def _own_place(self) -> dict[str, Place]:
        with suppress(OSError, NotPlainError), reading(self._own.path) as file:
            return {self._own.path.name: Place.of_all(file)}
        return {}

    def rounds(self) -> Sequence[Round]:
        """Return none: a folder has nobody who could see to it that a round is coded blind, or closed."""
        return ()

    def stories_of(self, name: str) -> tuple[Sequence[str], Sequence[str]]:
        """Return none."""
        return (), ()

    def basis_of(self, name: str) -> Basis:
        """Return none."""
        return Basis()

    def lease(self, feeds: Sequence[str]) -> frozenset[str]:
        """Return which feeds this desk is to fetch now, and say so to the others."""
        self._check()
        now = datetime.now(UTC)
        path = self._own.path.with_suffix(leases.SUFFIX)
        theirs = {one.address for one in self._leases(now) if one.until > now}
        mine = frozenset(feeds) - theirs
        if mine:
            before = {one.address: one.until for one in leases.read(path, now)}
            try:
                leases.write(path, self._coder.who, {**before, **dict.fromkeys(mine, now + LEASE)}, now)
            except NotPlainError as error:
                raise TeamFault(f"{shown(path)} is this desk's own, but {error}: take that away.") from error
            except OSError as error:
                raise fault(self._folder, error) from error
        return mine

    def feeds(self) -> Sequence[TeamFeed]:
        """Return the feeds that desks fetch, or last did: each once, by whoever did so last."""
        self._check()
        now = datetime.now(UTC)
        own = leases.read(self._own.path.with_suffix(leases.SUFFIX), now)
        last = {one.address: one for one in sorted((*self._leases(now), *own), key=lambda one: one.until)}
        return [last[address] for address in sorted(last)]

    def _leases(self, now: datetime) -> list[TeamFeed]:
        """Return what the other desks fetch."""
        own = self._own.path.with_suffix(leases.SUFFIX)
        paths = (self._folder / name for name in self._names(leases.SUFFIX))
        return [one for path in paths if path != own for one in leases.read(path, now)]

    def rang(self) -> bool:
        """Return that nobody was heard: a folder has no bell."""
        return False

    def close(self) -> None:
        """Do nothing: no file stays open."""

    def _read(self, name: str, place: Place) -> Iterator[tuple[list[Entry], Place, list[str], str]]:
        """Yield what a file has behind a place, some at once, each with the place behind it and sentences; the last one
        says what the file lacks. One that can't be opened is told of in every turn."""
        called = _called(name)
        try:
            with reading(self._folder / name) as file:
                place = place if place.fits(file) else place.again()
                entries: list[Entry] = []
                problems: list[str] = []
                for found in read(file, called, place):
                    place = found.place
                    entries += [found.entry] if found.entry else []
                    problems += [found.problem] if found.problem else []
                    if len(entries) >= _AT_ONCE:
                        yield entries, place.seen(file), problems, ""
                        entries, problems = [], []
                yield entries, place.seen(file), problems, place.lack(file, called)
        except FileNotFoundError:
            return  # taken away since it was listed
        except NotPlainError as error:
            said = f"{called} is not read, since {error}."
            yield [], place, [said], said
        except OSError as error:
            if is_away(error):
                raise fault(self._folder, error) from error
            reason = clean_line(error.strerror or "an error of the system", 120).lower()
            said = f"{called} can't be read: {reason}."
            yield [], place, [said], said

    def _check(self) -> None:
        """Raise a TeamFault where the folder is not there, or no team's."""
        try:
            with reading(self._folder / SIGN) as file:
                head = file.read(_HEAD)
        except NotPlainError as error:
            raise TeamFault(f"{shown(self._folder / SIGN)} can't be read, since {error}: take it away.") from error
        except FileNotFoundError:
            where = shown(self._folder)
            raise Unreachable(
                f"The team's folder is not in {where}, where it was joined: see whether its disk or network is there."
            ) from None
        except OSError as error:
            raise fault(self._folder, error) from error
        match = _VERSION.match(head)
        if match is None:
            raise TeamFault(f"{shown(self._folder / SIGN)} is not what civicdesk wrote: take it away and join again.")
        if int(match[1]) > VERSION:
            raise TeamFault(f"The team in {shown(self._folder)} was begun by a newer civicdesk: update this one.")

    def _files(self) -> list[Path]:
        """Return the files of members by name."""
        return [self._folder / name for name in self._names(SUFFIX)]

    def _names(self, ending: str) -> list[str]:
        """Return the names of files that end so; a hidden one is what a program is still copying."""
        try:
            names = [one.name for one in os.scandir(self._folder)]
        except OSError as error:
            raise fault(self._folder, error) from error
        ours = sorted(name for name in names if name.endswith(ending) and not name.startswith("."))
        if len(ours) > _MOST_FILES:
            raise TeamFault(f"{shown(self._folder)} has more than {_MOST_FILES} members' files: take out old ones.")
        return ours

    def _own_path(self) -> Path:
        """Return where this desk writes: the file with its id, however the coder was called when it was begun."""
        ending = f"-{self._coder.desk}{SUFFIX}"
        usual = self._folder / f"{_slug(self._coder.who)}{ending}"
        files = self._files()
        return usual if usual in files else next((one for one in files if one.name.endswith(ending)), usual)

    def _writer(self, path: Path) -> tuple[str, ...]:
        """Return the names of the coder whom a file says that it is of, none where that can't be read."""
        with suppress(OSError, NotPlainError, RecordError), reading(path) as file:
            found = read_line(file.readline(_HEAD), "").what
            return tuple(found.names) if isinstance(found, Heading) else ()
        return ()


def _slug(who: str) -> str:
    """Return a name as part of the name of a file that every system can have."""
    return re.sub(r"[^a-z0-9]+", "-", who.casefold()).strip("-")[:40] or "coder"


def _called(name: str) -> str:
    """Return what a file is called in sentences."""
    return clean_line(name, 120)


def _cursor(places: dict[str, Place]) -> str:
    return json.dumps({name: place.to_json() for name, place in sorted(places.items())}, separators=(",", ":"))


def _places(cursor: str) -> dict[str, Place]:
    try:
        body = json.loads(cursor) if cursor else {}
    except (ValueError, RecursionError):
        return {}
    return {str(name): Place.from_json(one) for name, one in body.items()} if isinstance(body, dict) else {}
