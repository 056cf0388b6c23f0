"""What the user may see of a story: whether suggestions and other coders are hidden, for views that are unaided."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from civic.unaided import unaided
from workspace.frozen import FrozenStories

if TYPE_CHECKING:
    from civic.operation import Operation
    from civic.others import Others
    from civic.query import Query
    from civic.registers import OwnView
    from workspace.round_conflicts import RoundConflicts


class Sight(Struct):
    """Whether the user codes unaided: `always`, or in the `view` that is shown just now. With `recorded`, suggestions
    are on the screen where they are not hidden, so that it is known of each decision whether it was aided. `frozen`
    says in which words a story of a round is seen, and by which codebook; `settling` are the conflicts of the round
    that is settled just now, None for those of all that coders say."""

    always: bool = False
    view: bool = False
    recorded: bool = False
    frozen: FrozenStories = field(default_factory=FrozenStories)
    settling: RoundConflicts | None = None

    @property
    def unaided(self) -> bool:
        """Whether the user codes unaided."""
        return self.always or self.view

    def asked(self, query: Query) -> Query:
        """Return what a query asks for, where not all may be seen."""
        query = self.settling.query(query) if self.settling else query
        return unaided(query) if self.unaided else query

    def differ(self, story: str, is_so: bool) -> bool:
        """Return whether coders differ about a story, `is_so` saying whether they do by all that they say."""
        return self.settling.has(story) if self.settling else is_so

    def others(self, history: Sequence[Operation], view: OwnView) -> Others:
        """Return what others say of a story that has this history."""
        if self.settling:
            return self.settling.others(history)
        from civic.others import others_of  # the commands that show no story wait for nothing of it

        return others_of(history, view)

    def hides(self, *, coded: bool) -> bool:
        """Return whether suggestions and other coders are hidden of a story, which the user is done with or not."""
        return self.unaided and not coded

    def code_unaided(self) -> None:
        """Hide them from now on, whatever view is shown, and record of each decision whether it was aided."""
        self.always = self.recorded = True
