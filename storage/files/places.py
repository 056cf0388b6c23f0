"""Where the files are: data, settings and cache folders of this system, and one override for all of them; and which
files are the library's own."""

import hashlib
import os
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Self

from msgspec import Struct

_APP: Final = "civicdesk"
_HOME: Final = "CIVICDESK_HOME"
_STORIES: Final = "stories.json"
TEMPORARY: Final = ".part-"
"""What stands in the name of a file that is being written beside the one that it will replace."""
ASIDE: Final = ".broken-"
"""What follows the name of a file in that of a copy that is kept because the file can't be read."""


class OwnFile(NamedTuple):
    """A file of the library, or a folder in which everything is the library's. `name` is a word for it, as `civicdesk
    paths` shows it."""

    name: str
    path: Path
    folder: bool = False


class Places(Struct, frozen=True):
    """A place for every file of the program. Nothing is created by looking.

    `named` says that the user named the story file, so that a missing one is an error and never created.
    """

    data: Path
    config: Path
    cache: Path
    stories: Path
    named: bool = False

    @classmethod
    def find(
        cls, home: Path | None = None, library: Path | None = None, environ: Mapping[str, str] = os.environ
    ) -> Self:
        """Return the places for `--home` and `--library`, else for CIVICDESK_HOME, else as this system has them.

        A home holds everything: stories, judgements, feeds and settings side by side, and a folder `cache`.
        `library` replaces only the story file.
        """
        if home is None and environ.get(_HOME):
            home = Path(environ[_HOME])
        if home is not None:
            home = home.expanduser().absolute()
            data, config, cache = home, home, home / "cache"
        else:
            import platformdirs  # a home that is named does not wait for it

            data = platformdirs.user_data_path(_APP, appauthor=False)
            config = platformdirs.user_config_path(_APP, appauthor=False)
            cache = platformdirs.user_cache_path(_APP, appauthor=False)
        stories = library.expanduser() if library else data / _STORIES
        return cls(data, config, cache, _resolved(stories), library is not None)

    def own_files(self) -> tuple[OwnFile, ...]:
        """Return every file and folder of the library: the one list of them. A new kind of file gets its line here."""
        return _own_files(self)

    def owns(self, path: Path) -> bool:
        """Return whether a path leads to a file of the library, or to where one may come to be: by whatever link and
        whatever spelling, its lock, an unfinished or broken copy of it, and all in the folders of backups and cache
        included."""
        target = _plain(path)
        folders = {_plain(one.path) for one in self.own_files() if one.folder} | {_plain(self.cache)}
        if any(folder == target or folder in target.parents for folder in folders):
            return True
        files = [one.path for one in self.own_files() if not one.folder]
        # With `--library`, the story file of the home is out of use and still the library's.
        files.append(self.data / _STORIES)
        return any(target in map(_plain, _names_of(file)) or _is_beside(target, _plain(file)) for file in files) or any(
            _is_same(path, file) for file in files
        )

    @property
    def judgements(self) -> Path:
        """The snapshot of all judgements, a TinyDB file."""
        return self.data / "judgements.json"

    @property
    def journal(self) -> Path:
        """The decisions since the snapshot, one checksummed line each."""
        return self.data / "judgements.journal"

    @property
    def versions(self) -> Path:
        """Earlier words of stories that somebody has judged, a TinyDB file."""
        return self.data / "versions.json"

    @property
    def forgotten(self) -> Path:
        """The ids of stories that must never come back, a TinyDB file."""
        return self.data / "forgotten.json"

    @property
    def codebooks(self) -> Path:
        """The codebooks by which decisions were made, by their versions."""
        return self.data / "codebooks.json"

    @property
    def feeds(self) -> Path:
        """The subscriptions, a TinyDB file."""
        return self.data / "feeds.json"

    @property
    def undo(self) -> Path:
        """The last steps, with what takes each back."""
        return self.data / "undo.journal"

    @property
    def backups(self) -> Path:
        """The folder of dated backups."""
        return self.data / "backups"

    @property
    def settings(self) -> Path:
        """The user's own settings. Written by the program only to add a name that was asked for."""
        return self.config / "config.toml"

    @property
    def codebook(self) -> Path:
        """The user's own concerns. Written only by work on the codebook, as the user asks for it."""
        return self.config / "codebook.toml"

    @property
    def views(self) -> Path:
        """The user's views: filters with names."""
        return self.config / "views.toml"

    @property
    def rules(self) -> Path:
        """The user's rules: what is done with stories that a filter finds."""
        return self.config / "rules.toml"

    @property
    def team(self) -> Path:
        """Where the user's team keeps its log, and what is taken of it."""
        return self.config / "team.toml"

    @property
    def sync(self) -> Path:
        """How far this desk is in step with its team. Without it, all is sent and read once more."""
        return self.data / "team.json"

    @property
    def sent(self) -> Path:
        """Digests of the decisions that the team has from this desk."""
        return self.data / "team.sent"

    @property
    def rounds(self) -> Path:
        """The rounds of the team, and which stories the user codes in them."""
        return self.data / "team.rounds"

    @property
    def frozen(self) -> Path:
        """The stories that the user codes in open rounds, and their codebooks, as these were when the rounds opened."""
        return self.data / "team.frozen"

    @property
    def state(self) -> Path:
        """What the program itself remembers: theme, pane sizes, when the desk was last left."""
        return self.config / "state.json"

    @property
    def index(self) -> Path:
        """The file that names the index of this story file; the index itself stands beside it."""
        return self.cache / _index_of(self.stories)

    @property
    def opinions(self) -> Path:
        """The folder of second opinions on texts, by provider."""
        return self.cache / "opinions"

    @property
    def log(self) -> Path:
        """Where a crash is written down."""
        return self.cache / "civicdesk.log"


@lru_cache(8)
def _own_files(places: Places) -> tuple[OwnFile, ...]:
    # Kept, since the desk looks at some of them twice a second.
    return (
        OwnFile("stories", places.stories),
        OwnFile("judgements", places.judgements),
        OwnFile("journal", places.journal),
        OwnFile("versions", places.versions),
        OwnFile("forgotten", places.forgotten),
        OwnFile("codebooks", places.codebooks),
        OwnFile("feeds", places.feeds),
        OwnFile("undo", places.undo),
        OwnFile("settings", places.settings),
        OwnFile("codebook", places.codebook),
        OwnFile("views", places.views),
        OwnFile("rules", places.rules),
        OwnFile("team", places.team),
        OwnFile("sync", places.sync),
        OwnFile("sent", places.sent),
        OwnFile("rounds", places.rounds),
        OwnFile("frozen", places.frozen),
        OwnFile("state", places.state),
        OwnFile("backups", places.backups, folder=True),
        OwnFile("index", places.index),
        OwnFile("opinions", places.opinions, folder=True),
        OwnFile("log", places.log),
    )


@lru_cache(8)
def _index_of(stories: Path) -> str:
    return f"index-{hashlib.blake2b(os.fsencode(stories), digest_size=8).hexdigest()}"


def lock_of(path: Path) -> Path:
    """Return the lock file of a file, which stays when the lock is given back."""
    return path.with_name(f".{path.name}.lock")


def holder_of(path: Path) -> Path:
    """Return the file that says who holds the lock of a file."""
    return path.with_name(f".{path.name}.holder")


def held_of(path: Path) -> Path:
    """Return the file that is the lock of a file where the file system has no locks: whoever creates it, holds it."""
    return path.with_name(f".{path.name}.held")


def _names_of(path: Path) -> Iterator[Path]:
    """Yield a file and the files that guard it."""
    yield from (path, lock_of(path), holder_of(path), held_of(path))


def _is_beside(path: Path, file: Path) -> bool:
    """Return whether a path is an unfinished or a broken copy of a file, beside it."""
    return path.parent == file.parent and path.name.startswith((f".{file.name}{TEMPORARY}", f"{file.name}{ASIDE}"))


def _is_same(path: Path, other: Path) -> bool:
    """Return whether two paths are one file, by a hard link too."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False


def _plain(path: Path) -> Path:
    """Return a path without links, and as file systems compare names that ignore case: whether this one does can't be
    known of a file that is not there yet."""
    return Path(unicodedata.normalize("NFC", os.path.realpath(path)).casefold())


def _resolved(path: Path) -> Path:
    """Return the file itself, not a link to it, so that replacing it leaves the link in place; of a link that leads
    nowhere, the link."""
    try:
        return path.resolve() if path.exists() or not path.is_symlink() else path.absolute()
    except (OSError, RuntimeError):  # a link that leads to itself
        return path.absolute()
