"""`codebooks.json`: the codebooks by which decisions were made, each once, by the version that the decisions name."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from civic.codebook_record import codebook_of_record, concerns_of, off_of
from storage.files.disk import open_regular, replacing, set_aside
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.past.frozen import Frozen

if TYPE_CHECKING:
    from civic.codebook import Codebook
    from storage.files.places import Places

_FORMAT: Final = "civicdesk-codebooks/1"
_LARGEST: Final = 64 << 20


class KeptCodebook(NamedTuple):
    """A codebook by which something was decided, and when that was first done by it (ISO 8601)."""

    version: str
    first: str
    codebook: Codebook


class Codebooks:
    """The codebooks that are kept. Nothing here is worth a decision: what can't be written now is written with the next
    one, and what can't be read is passed over."""

    def __init__(self, places: Places, current: Callable[[], Codebook], now: Callable[[], datetime]) -> None:
        """`current` returns the codebook that holds."""
        self._path = places.codebooks
        self._frozen = Frozen(places)
        self._current = current
        self._now = now
        self._known: set[str] = set()

    def current(self, in_round: str = "") -> Codebook:
        """Return the codebook that something is decided by now, which is kept from here on: in a round of the team that
        which it froze."""
        codebook = (self._frozen.codebook(in_round) if in_round else None) or self._current()
        if codebook.version not in self._known:
            with suppress(StorageError, OSError):
                self._keep(codebook)
        return codebook

    def all(self) -> list[KeptCodebook]:
        """Return those that are kept, the oldest first. Raises StorageError for what is no regular file."""
        found = []
        for one in self._bodies():
            with suppress(KeyError, TypeError, AttributeError, ValueError):
                found.append(KeptCodebook(str(one["version"]), str(one["first"]), codebook_of_record(one)))
        return found

    def _keep(self, codebook: Codebook) -> None:
        version = codebook.version
        with locked(self._path, timeout=1):
            bodies = self._bodies(self._now().date())
            if all(one.get("version") != version for one in bodies):
                first = self._now().isoformat(timespec="seconds")
                record = {"concerns": concerns_of(codebook), "off": off_of(codebook)}
                body = {"format": _FORMAT, "codebooks": [*bodies, {"version": version, "first": first, **record}]}
                with replacing(self._path) as file:
                    file.write(json.dumps(body, ensure_ascii=False, indent=1).encode())
        self._known.add(version)

    def _bodies(self, today: date | None = None) -> list[Mapping[str, Any]]:
        """Return what the file has; with `today`, a file that can't be read is set aside first."""
        try:
            with open_regular(self._path) as file:
                written = file.read(_LARGEST)
        except FileNotFoundError:
            return []
        try:
            found = json.loads(written)["codebooks"]
            if isinstance(found, list) and all(isinstance(one, dict) for one in found):
                return found
        except (ValueError, TypeError, KeyError, RecursionError):
            pass
        if today and written:
            set_aside(self._path, today)
        return []
