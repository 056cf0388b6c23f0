"""Which stakeholders a name means, and which it may mean that nobody has."""

from civic.correction import EVERYWHERE
from civic.involved import involved
from civic.naming import nearest
from civic.query.words import tokens
from civic.story import Story
from workspace.ports import Library
from workspace.suggestions import Suggestions

_NEAREST = 3


def called(library: Library, suggestions: Suggestions, name: str, story: Story | None) -> list[str]:
    """Return what the stakeholders are called that a name means, whatever its case and accents: those of a story, or of
    all where it is None; [] for nobody. Stories that have no suggestions yet are read for it, where it is not found
    without."""
    said = library.judgement(story.id if story else EVERYWHERE).stakeholders
    known = [*said, *(_names(suggestions, story) if story else library.stakeholder_names(name))]
    if story is None and not known and len(set(library.pending())) > 1:
        suggestions.complete()
        known = [*library.stakeholder_names(name)]
    found = {one.casefold(): one for one in known if one == name or (tokens(one) and tokens(one) == tokens(name))}
    return list(found.values())


def near(library: Library, suggestions: Suggestions, name: str, story: Story | None) -> list[str]:
    """Return the names of stakeholders that are nearest to one, of a story, or of all."""
    return nearest(name, _names(suggestions, story) if story else library.stakeholder_names(), _NEAREST)


def _names(suggestions: Suggestions, story: Story) -> list[str]:
    suggested = suggestions.of(story).stakeholders
    aliases = [alias for one in suggested for alias in one.aliases]
    return [*(one.name for one in involved(story.stakeholders, suggested)), *aliases]
