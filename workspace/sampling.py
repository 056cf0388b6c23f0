"""Samples: views of stories that are drawn by chance, once."""

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from civic.arrangement import How
from civic.fault import Fault
from civic.naming import same_name
from civic.query import Query
from civic.reweighing import rests_on_suggestions
from civic.sampling import sample
from civic.text import clean_line
from civic.views import View, ViewError, sample_query, view_of

if TYPE_CHECKING:
    from workspace.workspace import Workspace

LARGEST: Final = 100_000
"""Stories of one sample at most."""
_ALL: Final = 1 << 40
_ROWS: Final = 500


_OWN: Final = (
    "Your own decisions re-weigh the concerns that this filter asks for, so nobody else could draw the same: write "
    "reweigh = false in config.toml, or ask for tag: in place of concern:."
)


class SampleFault(Fault):
    """A sample that can't be drawn; the message says why."""


def draw(
    workspace: "Workspace", query: Query, number: int, *, seed: str, name: str, filter_text: str, unaided: bool
) -> View:
    """Draw `number` stories among those that a query finds, or all where they are fewer, and keep them as a view, which
    is returned. Of a duplicate group one can be drawn, the one that lists show. The same stories, seed and filter give
    the same sample. `filter_text` is the query as it was typed. Raises a Fault, also where a view has that name."""
    if not 1 <= number <= LARGEST:
        raise SampleFault(f"A sample of {number} stories can't be drawn: ask for 1 to {LARGEST}.")
    view = view_of({"name": name, "unaided": unaided})
    if any(same_name(one.name, view.name) for one in workspace.views.all()):
        raise ViewError(f"There is a view {view.name!r} already: give the sample another --name, or remove the view.")
    ids = drawable(workspace, query)
    if not ids:
        raise SampleFault("The filter finds no story to draw: try it with civicdesk count.")
    drawn = sample(ids, number, seed)
    how = f"{len(drawn)} of {len(ids)} stories, seed {clean_line(seed, 60)}, filter: {filter_text or 'none'}"
    found = view_of({"name": view.name, "filter": sample_query(view.name), "unaided": unaided,
                     "drawn": clean_line(how, 2400), "stories": list(drawn)})  # fmt: skip
    workspace.views.keep(found)
    with suppress(Fault):  # it is tried again when a filter asks
        workspace.library.reweigh()  # what all are to judge alike is suggested to all alike
    return found


def drawable(workspace: "Workspace", query: Query) -> list[str]:
    """Return the ids of the stories that can be drawn, each duplicate group once. Raises SampleFault where others
    would draw among other ones, since the user's own decisions re-weigh what the query asks for."""
    library = workspace.library
    if rests_on_suggestions(query) and library.reweigh().shifts:
        raise SampleFault(_OWN)
    library.find_copies()
    keys = library.arranged(query, How(), limit=_ALL).keys
    pages = (library.rows(keys[start : start + _ROWS]) for start in range(0, len(keys), _ROWS))
    return [row.id for page in pages for row in page]
