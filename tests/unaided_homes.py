"""Two homes that differ only in what another coder decided, and in what the machine suggests."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from civic.correction import EVERYWHERE, Correction
from civic.judgement import CODED, NOTE, Decision, Value, Verdict, concern_field, stakeholder_field
from civic.operation import Operation
from civic.story import Story
from storage.settings.coder import set_who
from workspace.sampling import draw
from workspace.workspace import Workspace

TEXTS = (
    "Palantir sold face recognition to the Metropolitan Police. Privacy groups fear mass surveillance of protesters.",
    "An algorithm of the council denied benefits to migrants. Amnesty calls the scoring biased and discriminating.",
    "The library opens on Sundays again. Readers asked for it for years.",
    "Deepfakes of a candidate spread on Facebook before the vote. The election office warns of disinformation.",
    "Serco scans the faces of workers at the depot. The union says that nobody was asked for consent.",
    "A hospital shares records of patients with Google. The regulator opens an inquiry into data protection.",
)
SAMPLE = "Pilot"
"""An unaided view of all stories of both homes."""
CODED_ONE = "s4"
"""The story that the user is done with: all is shown of it, and it is alike in both homes."""


def two_homes(folder: Path) -> tuple[Path, Path]:
    """Return two homes of one user, who has decided on two of six stories and is done with one. In the second, Ben has
    decided on all others, too, and each of these has the suggestions for another one's text."""
    one, other = folder / "one", folder / "other"
    begin = datetime(2025, 3, 3, 9, tzinfo=UTC)
    stories = [Story(f"s{number}", f"Story number {number}", source=("Ledger", "Times")[number % 2], text=text,
                     published=begin + timedelta(days=number)) for number, text in enumerate(TEXTS)]  # fmt: skip
    with Workspace.open(one, whole=True) as workspace:
        set_who(workspace.places, "Ada", [])
    with Workspace.open(one, whole=True) as workspace:
        workspace.library.remove_many(workspace.library.ids(""))
        workspace.library.put_many(stories)
        workspace.suggestions.complete()
        query = workspace.views.read("", begin)
        draw(workspace, query, 6, seed="1", name=SAMPLE, filter_text="", unaided=True)
        tagged = Decision(Verdict.TAGGED)
        own: list[tuple[str, str, Value]] = [
            ("s1", concern_field("bias"), tagged),
            ("s1", NOTE, "My own note."),
            (CODED_ONE, CODED, True),
        ]
        workspace.library.judge([*own, (CODED_ONE, concern_field("privacy"), tagged)])
        workspace.library.adopt([said(CODED_ONE, concern_field("privacy"), Decision(Verdict.REJECTED))])
    shutil.copytree(one, other)
    with Workspace.open(other, whole=True) as workspace:
        workspace.library.adopt(list(said_by_ben(story.id for story in stories if story.id != CODED_ONE)))
        # The copied home has an index of its own, in which nothing is suggested so far.
        workspace.suggestions.complete()
        _swap(workspace, [story for story in stories if story.id != CODED_ONE])
    return one, other


def said_by_ben(stories: Iterable[str]) -> Iterator[Operation]:
    """Yield what Ben decided: on each story a concern, a note, and that he is done; and a correction everywhere."""
    for story in stories:
        yield said(story, concern_field("surveillance"), Decision(Verdict.TAGGED, severity="high"))
        yield said(story, concern_field("bias"), Decision(Verdict.REJECTED))
        yield said(story, concern_field("bens-own-tag"), Decision(Verdict.TAGGED))
        yield said(story, NOTE, "Ben was here.")
        yield said(story, CODED, True)
    yield said(EVERYWHERE, stakeholder_field("Palantir"), Correction(name="Foundry"))


def said(story: str, field: str, value: Value) -> Operation:
    return Operation(f"ben-{story}-{field}", story, field, value, None, "2025-04-01T10:00:00.000000+00:00", "Ben")


def _swap(workspace: Workspace, stories: list[Story]) -> None:
    """Keep for each story the suggestions for the one after it."""
    found = [workspace.suggestions.of(story) for story in stories]
    for story, analysis in zip(stories, found[1:] + found[:1], strict=True):
        workspace.library.keep_analysis(story, replace(analysis, summary=()), patience=10)
