"""Where the files are: data, settings and cache folders of this system, and one override for all of them."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import platformdirs

_APP: Final = "civicdesk"
_HOME: Final = "CIVICDESK_HOME"


@dataclass(frozen=True, slots=True)
class Places:
    """Every file of the program. Nothing is created by looking.

    `named` says that the story file was named by the person, so that a missing one is an error and never created.
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
        """The places for `--home` and `--library`, else for CIVICDESK_HOME, else as this system has them.

        A home holds everything: stories, judgements, feeds and settings side by side, and a folder `cache`.
        `library` replaces only the story file.
        """
        if home is None and environ.get(_HOME):
            home = Path(environ[_HOME])
        if home is not None:
            home = home.expanduser().absolute()
            data, config, cache = home, home, home / "cache"
        else:
            data = platformdirs.user_data_path(_APP, appauthor=False)
            config = platformdirs.user_config_path(_APP, appauthor=False)
            cache = platformdirs.user_cache_path(_APP, appauthor=False)
        stories = library.expanduser() if library else data / "stories.json"
        return cls(data, config, cache, _resolved(stories), library is not None)

    @property
    def judgements(self) -> Path:
        """The snapshot of all judgements, a TinyDB file."""
        return self.data / "judgements.json"

    @property
    def journal(self) -> Path:
        """The decisions since the snapshot, one checksummed line each."""
        return self.data / "judgements.journal"

    @property
    def feeds(self) -> Path:
        """The subscriptions, a TinyDB file."""
        return self.data / "feeds.json"

    @property
    def backups(self) -> Path:
        """The folder of dated backups."""
        return self.data / "backups"

    @property
    def settings(self) -> Path:
        """The person's own settings. Never written by the program."""
        return self.config / "config.toml"

    @property
    def codebook(self) -> Path:
        """The person's own concerns. Never written by the program."""
        return self.config / "codebook.toml"

    @property
    def views(self) -> Path:
        """The person's views: filters with names."""
        return self.config / "views.toml"

    @property
    def rules(self) -> Path:
        """The person's rules: what is done with stories that a filter finds."""
        return self.config / "rules.toml"

    @property
    def state(self) -> Path:
        """What the program itself remembers: theme, pane sizes, when the desk was last left."""
        return self.config / "state.json"

    @property
    def index(self) -> Path:
        """The file that names the index of this story file; the index itself stands beside it."""
        key = hashlib.blake2b(os.fsencode(self.stories), digest_size=8).hexdigest()
        return self.cache / f"index-{key}"

    @property
    def opinions(self) -> Path:
        """The folder of what extras said of texts."""
        return self.cache / "opinions"

    @property
    def log(self) -> Path:
        """Where a crash is written down."""
        return self.cache / "civicdesk.log"


def _resolved(path: Path) -> Path:
    """The file itself, not a link to it, so that replacing it leaves the link in place."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return path.absolute()
