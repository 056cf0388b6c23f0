"""How far the desk is in step with its team: `team.json`, and `team.sent` with a digest for each operation that the
team has from here, and for each story. Without them all is read and pushed once more, which changes nothing."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import asdict

from civic.jsonvalue import JsonValue
from storage.files.disk import make_folder, open_regular, replacing, unwritable
from storage.files.errors import StorageError
from storage.files.places import Places

_LARGEST: Final = 64 << 20
_DIGEST: Final = 32
_MOST: Final = 1000
"""Of operations that were not taken, and of sentences, so many are listed."""


class State(Struct):
    """What is kept between two turns. `where` is the team that it is about, `desk` the id of this desk there, and
    `rights` what the user may do there, as of the last turn; `cursor` is where the next pull begins, `mark` (see
    `Library.judged_since`) where the next look for what is to be sent; `absent` are ids of stories that have decisions
    to send and are not here, or have not been sent yet though `mark` is behind them, `kept` of those whose decisions
    wait until a blind round is closed, with its name. `given_of`
    and `given_until` say how far stories were given, the latter by when they were first fetched, in seconds since 1970
    (see `workspace.team.gifts`); `forgot` stands for the stories that were forgotten here and are not there from here
    any more. `synced` is when a turn was last completed and `offline` since when none could be, as ISO 8601; `refused`
    is why the team took nothing, and `lacking` are sentences on what it should have and has not, both as of the last
    turn. `held` and `late` are operations that were held back here or refused there, each with "why" and "operation";
    `dropped` are the digests of what was refused there and taken back here, with what took it back; `problems` are
    sentences that were told."""

    where: str = ""
    desk: str = ""
    cursor: str = ""
    mark: str = ""
    absent: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    waiting: int = 0
    given_of: str = ""
    given_until: int = 0
    forgot: str = ""
    synced: str = ""
    offline: str = ""
    name: str = ""
    rights: str = ""
    members: list[str] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)
    late: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    refused: str = ""
    lacking: list[str] = field(default_factory=list)

    @classmethod
    def load(cls, places: Places, where: str) -> "State":
        """Return what is kept for a team; a new state with an id of its own where that is another one, or can't be
        read."""
        try:
            with open_regular(places.sync) as file:
                body = json.loads(file.read(_LARGEST))
        except (FileNotFoundError, StorageError, ValueError, RecursionError):
            body = None
        if isinstance(body, dict) and body.get("where") == where and _is_id(body.get("desk")):
            usual = cls()
            return cls(**{name: body[name] for name in cls.__struct_fields__
                          if isinstance(body.get(name), type(getattr(usual, name)))})  # fmt: skip
        return cls(where, os.urandom(6).hex())

    def keep(self, places: Places) -> None:
        """Write it down. Raises StorageError."""
        for some in (self.held, self.late, self.dropped, self.problems, self.lacking):
            del some[:-_MOST]
        with replacing(places.sync) as file:
            file.write(json.dumps(asdict(self), indent=1).encode())

    def begin_anew(self) -> None:
        """Have the next turn read and offer everything once more."""
        self.cursor = self.mark = self.given_of = ""
        self.absent, self.held, self.late, self.problems, self.kept = [], [], [], [], {}

    def offer_late(self) -> None:
        """Have the next look for what is to be sent find what was refused outside of rounds: a blind one may have been
        the reason, and be closed now."""
        offered = [one for one in self.late if not _operation(one).get("round")]
        self.absent += [str(_operation(one).get("story")) for one in offered]
        self.late = [one for one in self.late if one not in offered]

    def late_stories(self) -> set[str]:
        """Return the ids of the stories on which something was refused."""
        return {str(_operation(one).get("story")) for one in self.late}


def _operation(noted: dict[str, Any]) -> dict[str, Any]:
    found = noted.get("operation")
    return found if isinstance(found, dict) else {}


def _is_id(value: JsonValue) -> bool:
    return isinstance(value, str) and value.isascii() and value.isalnum() and 0 < len(value) <= 32


class Sent:
    """The digests of the operations that a team has from this desk."""

    def __init__(self, places: Places, state: State) -> None:
        self._path = places.sent
        self._of = f"{state.desk}\n".encode()
        self._digests: set[str] | None = None

    @property
    def digests(self) -> set[str]:
        """Return them; read when first asked for."""
        if self._digests is None:
            self._digests = set()
            with suppress(FileNotFoundError, StorageError), open_regular(self._path) as file:
                if file.readline(_DIGEST + 1) == self._of:
                    lines = file.read().decode("ascii", "replace").split("\n")
                    self._digests.update(line for line in lines if len(line) == _DIGEST)
        return self._digests

    def add(self, digests: Iterable[str]) -> None:
        """Add some. Raises StorageError."""
        new = sorted(set(digests) - self.digests)
        if not new:
            return
        data = "".join(f"\n{one}" for one in new).encode("ascii") + b"\n"
        make_folder(self._path.parent)
        try:
            if not self.digests:
                with replacing(self._path) as file:
                    file.write(self._of + data)
            else:
                with self._path.open("ab") as file:
                    file.write(data)
        except OSError as error:
            raise unwritable(self._path, error) from error
        self.digests.update(new)

    def forget(self) -> None:
        """Take all as not sent."""
        self._digests = set()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
