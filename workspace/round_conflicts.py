"""Where coders differ by what they decided in a round of the team, whatever any of them has said since."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from civic.conflicts import conflicts_of
from civic.operation import Operation
from civic.others import Others, others_of
from civic.query import Among, And, Is, Not, Or, Query
from civic.rounds import Round, said_in

if TYPE_CHECKING:
    from workspace.ports import Library


class RoundConflicts:
    """The conflicts of a round, of which everybody may see what all decided, as they are to be settled now."""

    def __init__(self, library: "Library", found: Round) -> None:
        self._library = library
        self._round = found
        self._stories = [one for one in found.stories if self.has(one)]

    def has(self, story: str) -> bool:
        """Return whether coders differ about a story in the round, and nobody has settled that."""
        history = said_in(self._round, self._library.history(story))
        return bool(conflicts_of(history, self._library.view.of_any_round()))

    def others(self, history: Sequence[Operation]) -> Others:
        """Return what others said in the round of a story that has this history."""
        return others_of(said_in(self._round, history), self._library.view.of_any_round())

    def query(self, query: Query) -> Query:
        """Return a query that finds by "conflict" what is one in the round."""
        match query:
            case Is("conflict"):
                return Among(frozenset(filter(self.has, self._stories)))
            case Not(part):
                return Not(self.query(part))
            case And(parts):
                return And(tuple(map(self.query, parts)))
            case Or(parts):
                return Or(tuple(map(self.query, parts)))
        return query
