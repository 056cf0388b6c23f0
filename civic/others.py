"""What others than the user say of a story: the one thing that is shown, or kept out of sight, of them."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from civic.coder import AGREED
from civic.conflicts import Conflict, Side, answer_of, conflicts_of, said_by_others
from civic.correction import as_one
from civic.involved import additions, involved, placed
from civic.judgement import NOTE, Judgement, tag_of
from civic.operation import Operation
from civic.registers import Held, OwnView, judgement_of
from civic.story import AuthorStakeholder, Story
from civic.suggestions import Analysis, Stakeholder


class Others(Struct, frozen=True):
    """What other coders hold of a story, by their names, and what was settled, by who settled it; `conflicts` are where
    coders differ and nobody has settled that. The empty one is that of a story that nobody else has looked at."""

    held: Mapping[str, Held] = field(default_factory=dict)
    settled: Mapping[str, Held] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()

    def sides(self, name: str) -> tuple[Side, ...]:
        """Return what others say of a field, and last what was settled of it."""
        found = [Side(who, held[name]) for who, held in self.held.items() if name in held]
        answer = answer_of(self.settled, name)
        return (*found, *([Side(AGREED, answer)] if answer else []))

    def conflict(self, name: str) -> Conflict | None:
        """Return the conflict about a field."""
        return next((one for one in self.conflicts if one.field == name), None)

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the concerns that others decided on, in the order of their names."""
        every = (*self.held.values(), *self.settled.values())
        return tuple(dict.fromkeys(tag for held in every for name in held if (tag := tag_of(name)) is not None))

    @property
    def stakeholders(self) -> tuple[Stakeholder, ...]:
        """Return the stakeholders that others added, each with the name of its coder as its badge."""
        return tuple(
            replace(one, by=(who,), added=False)
            for who, held in self.held.items()
            for one in additions(judgement_of(held).stakeholders)
        )

    @property
    def notes(self) -> tuple[Side, ...]:
        """Return the notes of others, and last the one that was settled."""
        return self.sides(NOTE)


def everybody(
    story: Story, analysis: Analysis | None, judgement: Judgement, others: Others
) -> list[AuthorStakeholder | Stakeholder]:
    """Return all stakeholders of a story: its author's, those that are suggested (while there are no suggestions, only
    the user's), and behind them those that only others added."""
    suggested = analysis.stakeholders if analysis else additions(judgement.stakeholders)
    found = involved(story.stakeholders, suggested)
    names = {one.name.casefold() for one in found}
    theirs = (placed(one, story) for one in others.stakeholders if one.name.casefold() not in names)
    return [*found, *as_one(theirs)]


def others_of(history: Sequence[Operation], view: OwnView) -> Others:
    """Return what others say of a story, as the user sees it."""
    return Others(said_by_others(history, view), view.settled(history), tuple(conflicts_of(history, view)))
