"""How far another coder's exported decisions and the user's agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civic.agreement import Agreement, agreements, disagreements, judged_by_both, pooled
from civic.coder import coder_key
from civic.judgement import Judgement
from civic.likeness import are_apart
from civic.registers import judgement_of
from workspace.exchange.records import Records

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_WEIGHTS: Final = ("severity", "certainty")


@dataclass(frozen=True, slots=True)
class Difference:
    """A concern of a story that stands for both coders, and of which they say different things: `what` is "severity" or
    "certainty"."""

    story: str
    concern: str
    what: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far another coder and the user agree: on how many stories both decided, per concern, over all concerns, where
    they differ, as (story id, concern, does the user say yes, does the other), and in what where both say yes."""

    who: str
    stories: int
    concerns: tuple[Agreement, ...]
    total: Agreement
    disagreements: tuple[tuple[str, str, bool, bool], ...]
    differences: tuple[Difference, ...]


def compare(workspace: "Workspace", records: Records) -> list[Comparison]:
    """Compare the user's decisions on concerns with those of each other coder in the records. Where these know no name
    but the user's own, all of them count as another coder's, under the name of the file. Raises a Fault."""
    library, view = workspace.library, workspace.library.view
    names: dict[str, str] = {}
    theirs: dict[str, dict[str, Judgement]] = {}
    mine: dict[str, Judgement] = {}
    in_file: dict[str, Judgement] = {}
    for entry in records:
        story, past = entry.story.id, [one for one in entry.history if one.tag is not None]
        if (known := library.story(story)) and are_apart(known, entry.story):
            continue  # the same id, but not the same story
        mine[story] = view.judgement(one for one in library.history(story) if one.tag is not None)
        in_file[story] = view.judgement(past)
        for one in past:
            if not view.owns(one):
                names[coder_key(one.who)] = one.who
        for who, held in view.others(past).items():
            theirs.setdefault(coder_key(who), {})[story] = judgement_of(held)
    if not names:
        return [_comparison(records.who, mine, in_file)]
    return [_comparison(who, mine, theirs.get(key, {})) for key, who in names.items()]


def _comparison(who: str, mine: Mapping[str, Judgement], theirs: Mapping[str, Judgement]) -> Comparison:
    found = tuple(agreements(mine, theirs))
    apart = tuple(disagreements(mine, theirs))
    weighed = tuple(_differences(mine, theirs))
    return Comparison(who, len(judged_by_both(mine, theirs)), found, pooled(found), apart, weighed)


def _differences(mine: Mapping[str, Judgement], theirs: Mapping[str, Judgement]) -> Iterator[Difference]:
    """Yield where both say how severe or certain a concern is, and not the same."""
    for story in judged_by_both(mine, theirs):
        own, other = mine[story], theirs[story]
        for tag in [tag for tag in own.tags if tag in other.tags]:
            for what in _WEIGHTS:
                first, second = getattr(own.concerns[tag], what), getattr(other.concerns[tag], what)
                if first and second and first != second:
                    yield Difference(story, tag, what, first, second)
