"""Who is involved in a story: those whom its author names, those who are suggested, and those whom a coder adds."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from civic.correction import Corrections, as_one, corrected, held_as
from civic.suggestions import Stakeholder

if TYPE_CHECKING:
    from civic.story import AuthorStakeholder, Story


def additions(here: Corrections) -> tuple[Stakeholder, ...]:
    """Return the stakeholders that a coder added to a story, by what they say of that story's; their evidence is as it
    was chosen."""
    return tuple(
        Stakeholder(said.name or name, (), said.type, said.roles or (), 1.0, said.evidence, by=(), added=True)
        for name, said in here.items()
        if said.added and not said.removed
    )


def with_additions(
    stakeholders: Sequence[Stakeholder], here: Corrections, everywhere: Corrections
) -> tuple[Stakeholder, ...]:
    """Return the stakeholders that were found in a story as the coder has them, and those that the coder added, as far
    as they are others. What is said `everywhere` gives these other names, but takes none away."""
    found = corrected(stakeholders, here, everywhere)
    added = [held_as(one, {}, everywhere) or one for one in additions(here)] if here else []
    return as_one((*found, *added)) if added else found


def placed(stakeholder: Stakeholder, story: Story | None) -> Stakeholder:
    """Return a stakeholder that a coder added with its evidence where the story's text has it now, as far as it
    does."""
    from civic.concern_status import looked_up  # only where a coder added somebody

    places = (passage.place for passage in looked_up(stakeholder.evidence, story)) if story else ()
    return replace(stakeholder, evidence=tuple(one for one in places if one and not one.in_title))


def with_additions_of(here: Corrections, stakeholders: Sequence[Stakeholder], story: Story) -> tuple[Stakeholder, ...]:
    """Return the stakeholders of a story with the additions of another coder, by what that one says of it (`here`), in
    the place of the user's."""
    suggested = [replace(one, added=False) for one in stakeholders if one.by or not one.added]
    return as_one((*suggested, *(placed(one, story) for one in additions(here))))


def involved(
    named: Sequence[AuthorStakeholder], suggested: Sequence[Stakeholder]
) -> list[AuthorStakeholder | Stakeholder]:
    """Return all stakeholders of a story, each once: the author's first, then those that are suggested or added. Of an
    author's and a suggested one of the same name it is the author's, unless the coder added it."""
    added = {one.name.casefold() for one in suggested if one.added}
    authors = {one.name.casefold() for one in named}
    return [
        *(one for one in named if one.name.casefold() not in added),
        *(one for one in suggested if one.added or one.name.casefold() not in authors),
    ]
