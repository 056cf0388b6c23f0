"""What in a filter nothing knows, asked of the library: the same beside the desk's box and on standard error."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Callable
from typing import TYPE_CHECKING

from civic.query import EVEN_HIDDEN, And, Has, Query
from civic.query.doubts import Values, doubts
from civic.query.parse import TAG_FIELDS
from civic.unaided import unaided

if TYPE_CHECKING:
    from civic.codebook import Codebook
    from workspace.ports import Library
    from workspace.sight import Sight


class Doubts:
    """Says what is to be doubted in a filter. `library` opens the library, `codebook` returns the codebook that
    holds."""

    def __init__(self, library: Callable[[], Library], codebook: Callable[[], Codebook], sight: Sight) -> None:
        self._library = library
        self._codebook = codebook
        self._sight = sight

    def of(self, text: str, query: Query, values: Values | None = None) -> list[str]:
        """Return sentences without a full stop, none for a filter that asks for what there is. `values` gives the
        values of a field to find near ones among; without it they are counted, which takes its time."""
        return doubts(text, query, self._knows, values or self._values)

    def _knows(self, part: Query) -> bool:
        """Return whether any story has a value, or the codebook; also where that is not known yet, or is hidden of
        some."""
        library = self._library()
        if isinstance(part, Has) and part.field in TAG_FIELDS:
            known = [concern.id for concern in self._codebook().concerns]
            if part.value in known or (not part.whole and any(one.startswith(part.value) for one in known)):
                return True
        elif self._sight.unaided and unaided(part) != part:
            return True
        if isinstance(part, Has) and part.field == "stakeholder" and len(set(library.pending())) > 1:
            return True
        return bool(library.search(And((part, EVEN_HIDDEN)), limit=1))

    def _values(self, field: str) -> list[str]:
        if field == "stakeholder":
            return [*self._library().stakeholder_names()]
        concerns = self._codebook().concerns if field in ("tag", "concern") else ()
        found = self._library().facets(EVEN_HIDDEN, (field,)).get(field, ())
        return list(dict.fromkeys([*(concern.id for concern in concerns), *(value for value, _ in found)]))
