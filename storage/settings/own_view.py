"""Which decisions are the user's, by the settings, the codebook and the rounds of the team.

`team.rounds` has the rounds, and which stories the user codes in them. A desk writes it in a turn with its team;
without it, the next turn does.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from civic.codebook import Codebook
from civic.coder import own_keys
from civic.registers import OwnView
from civic.rounds import Round, coded_in, hidden_in, round_of
from storage.files.disk import Fingerprint, fingerprint, make_folder, open_regular, replacing
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.settings.codebook import load
from storage.settings.config import Settings

_LARGEST: Final = 256 << 20

_Held: TypeAlias = tuple[Fingerprint | None, tuple[Round, ...], Mapping[str, str], frozenset[str]]
"""The rounds of a file as it was, and what `OwnView` has of them."""


def own_view(places: Places) -> OwnView:
    """Return what tells the user's decisions from those of others, as the files of these places stand. Never fails."""
    settings = Settings.load(places)
    return viewer(places, settings.who, settings.formerly, lambda: load(places).codebook)()


def viewer(
    places: Places, who: str, formerly: Sequence[str], codebook: Callable[[], Codebook]
) -> Callable[[], OwnView]:
    """Return what returns the view of a coder of these names, as `codebook` and the rounds stand then."""
    names, rounds = own_keys(who, formerly), Rounds(places)
    return lambda: OwnView(names, codebook().names, rounds.registers(), rounds.hidden())


class Rounds:
    """The rounds as the file stands now. It is read again where it has changed: looking costs one call of the
    system."""

    def __init__(self, places: Places) -> None:
        self._path = places.rounds
        self._held: _Held = (None, (), {}, frozenset())
        """as one, since several threads ask for it"""

    def all(self) -> tuple[Round, ...]:
        """Return them in the order in which they were opened; none where the file can't be read."""
        return self._read()[1]

    def registers(self) -> Mapping[str, str]:
        """Return in which round the user codes each story just now (see `civic.registers.OwnView`)."""
        return self._read()[2]

    def hidden(self) -> frozenset[str]:
        """Return the stories of blind rounds that are open (see `civic.registers.OwnView`)."""
        return self._read()[3]

    def keep(self, rounds: Sequence[Round]) -> bool:
        """Write them down, and return whether any is another one than before. Raises StorageError."""
        if tuple(rounds) == self.all():
            return False
        make_folder(self._path.parent)
        with replacing(self._path) as file:
            file.write(json.dumps({"rounds": [one.to_json() for one in rounds]}).encode())
        return True

    def _read(self) -> _Held:
        now, held = fingerprint(self._path), self._held
        if now != held[0]:
            found = self._rounds()
            held = self._held = (now, found, coded_in(found), frozenset(hidden_in(found)))
        return held

    def _rounds(self) -> tuple[Round, ...]:
        try:
            with open_regular(self._path) as file:
                body = json.loads(file.read(_LARGEST))
        except (FileNotFoundError, StorageError, ValueError, RecursionError):
            return ()
        written = body.get("rounds") if isinstance(body, dict) else None
        return tuple(filter(None, map(round_of, written if isinstance(written, list) else [])))
