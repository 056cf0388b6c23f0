"""Views: filters with names, kept and counted."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from civic.codebook import Codebook
from civic.fault import Fault
from civic.naming import same_name
from civic.query import Among, And, Is, Query, parse, with_tags
from civic.unaided import unaided
from civic.views import View, ViewError, round_view, samples, views_of
from storage.files.disk import Fingerprint, fingerprint
from storage.settings.own_view import Rounds
from storage.settings.views import keep, load, remove
from workspace.clock import utc_now

if TYPE_CHECKING:
    from civic.rounds import Round
    from storage.files.places import Places
    from workspace.ports import Library
    from workspace.undo.undo import Undo


class Views:
    """The views, shipped and the user's own. `library` opens the library, for counting. Methods raise a `Fault`."""

    def __init__(
        self,
        places: Places,
        library: Callable[[], Library],
        undo: Callable[[], Undo],
        codebook: Callable[[], Codebook] = Codebook,
    ) -> None:
        """`undo` returns what notes changes: reading views does not wait for it. `codebook` returns the one by which
        tags are named in filters."""
        self._undo = undo
        self._codebook = codebook
        self._places = places
        self._library = library
        self._rounds = Rounds(places)
        self._samples: tuple[tuple[Fingerprint | None, ...], Mapping[str, frozenset[str]]] | None = None

    def all(self) -> tuple[View, ...]:
        """Return the views as the file stands now, and behind them one for each round of the team that the user has to
        do with."""
        own = load(self._places).views
        return (*own, *views_of(self._rounds.all(), [view.name for view in own]))

    def keep(self, view: View) -> None:
        """Keep a view, in the place of one of the same name."""
        from workspace.undo.settings import text_part  # it waits for all that can be undone

        with self._undo().step(f"kept the view “{view.name}”") as step:
            keep(self._places, view, lambda *texts: step.add([text_part("views", view.name, *texts)]))

    def remove(self, name: str) -> None:
        """Remove a view of the user's; a shipped one of that name is as it came again."""
        from workspace.undo.settings import text_part

        own = load(self._places).views
        if not any(same_name(one.name, name) for one in own) and any(same_name(one.name, name) for one in self.all()):
            raise ViewError(f"{name} is a round of the team, and stays as long as the team has it.")
        with self._undo().step(f"removed the view “{name}”") as step:
            remove(self._places, name, lambda *texts: step.add([text_part("views", name, *texts)]))

    def query(self, view: View) -> Query:
        """Return what a view asks for, its dates as of now. Raises QueryError."""
        return self.read(view.filter, utc_now().astimezone())

    def read(self, text: str, now: datetime) -> Query:
        """Return the query that a filter asks for, with the samples that there are, its tags by whatever
        name. Raises QueryError."""
        return with_tags(parse(text, now, self.samples), self._codebook().names)

    def samples(self) -> Mapping[str, frozenset[str]]:
        """Return the ids of the stories of each sample, by its name. They are read again where the file has changed,
        since filters are typed by the letter and samples may be large."""
        version = fingerprint(self._places.views), fingerprint(self._places.rounds)
        if self._samples is None or self._samples[0] != version:
            self._samples = version, samples(self.all())
        return self._samples[1]

    def progress(self, view: View) -> tuple[int, int] | None:
        """Return how many stories of a sample the user is done with, of how many that are here; None for a view that is
        no sample, or can't be read."""
        if not view.stories:
            return None
        try:
            query = self.query(view)
        except Fault:
            return None
        return self._library().count(And((query, Is("coded")))), self._library().count(query)

    def round_of(self, query: Query) -> Round | None:
        """Return the round of the team in whose view a filter looks, None for none."""
        parts = query.parts if isinstance(query, And) else (query,)
        samples = [part for part in parts if isinstance(part, Among) and part.sample]
        found = (
            one for part in samples for one in self._rounds.all()
            if part.sample in (one.name, round_view(one)) and part.ids == frozenset(one.in_view)
        )  # fmt: skip
        return next(found, None)

    def is_over(self, query: Query) -> bool:
        """Return whether a filter asks for the stories of a closed round: what was never coded there is not to do."""
        found = self.round_of(query)
        return found is not None and found.closed

    def unread(self, view: View) -> int:
        """Count the rows with unread stories in a view, each duplicate group once. Raises QueryError."""
        query = unaided(self.query(view)) if view.unaided else self.query(view)
        return self._library().count(And((query, Is("unread"))), grouped=True)
