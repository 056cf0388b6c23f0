"""What is tagged in the picker: the open story, by a passage of it where one is selected, or the selected stories.

Plain Python, like the desk.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from civic.concern_status import weaker
from civic.story import Span
from civic.suggestions import Suggestion
from civic.tag_search import TagSearch
from civic.text import clean_line
from tui.desk.guidance import alone
from tui.desk.selection import Doing
from tui.desk.session import WEIGHED, Desk
from workspace.decisions import Change, Weight
from workspace.undo.undo import Done

_LOOKED_AT: Final = 500
"""Of so many selected stories it is said beforehand which tags they have."""
_OFFERED: Final = 1000
"""So many tags in use are searched at once; of more, those that begin as typed."""
_TAKE_AWAY: Final = "go to it with ↓ or name it in full to take it away."
PickerTask: TypeAlias = Literal["tag"] | Weight
"""What is to be done with a tag: set it or take it away, or say the next severity or certainty of it."""


class Pick(Struct, frozen=True):
    """A tag that was picked, and what for. `meant`: it was pointed at or named in full, so that it may be taken away
    where it is already; `had`: its row said that it is on all stories that are tagged (None: they are too many to say).
    What the row said is what the user has decided by, whatever another process has done since."""

    tag: str
    task: PickerTask
    meant: bool
    had: bool | None


class Tagging:
    """Says what picking a tag would do, and which tags there are. `passage` of the open story becomes evidence of
    whatever is picked; without one, the selected stories are tagged, where any are. How tags stand is as of the last
    `refresh`, as the picker shows it."""

    def __init__(self, desk: Desk, passage: Span | None) -> None:
        self.desk = desk
        self.passage = passage
        self.known = dict(desk.known_tags())
        self._open: frozenset[str] = frozenset()
        self._weaker: dict[str, Suggestion] = {}
        self._counts: Counter[str] | None = None
        self.refresh()

    @property
    def selected(self) -> int:
        """Return how many stories are tagged at once; 0 where it is the open one."""
        return 0 if self.passage else len(self.desk.selection)

    def refresh(self) -> None:
        """Look anew how the tags stand."""
        self._judgement = self.desk.judgement
        self._open = frozenset(status.tag for status in self.desk.statuses() if status.open)
        ranked = () if self.selected else weaker(self.desk.judgement, self.desk.analysis)
        self._weaker = {one.concern: one for one in ranked}
        few = 0 < self.selected <= _LOOKED_AT
        self._counts = Counter(tag for row in self.desk.selected_rows() for tag in set(row.tags)) if few else None

    def count(self, tag: str) -> int | None:
        """Return how many of the stories that would be tagged have the tag; None where they are too many to say."""
        if not self.selected:
            return int(tag in self._judgement.tags)
        return None if self._counts is None else self._counts[tag]

    def all_have(self, tag: str) -> bool | None:
        """Return whether all stories that would be tagged have the tag; None where they are too many to say."""
        count = self.count(tag)
        return None if count is None else count == max(self.selected, 1)

    def sign(self, tag: str) -> str:
        """Return how a tag stands, as a sign: decided, of some of the stories, rejected, suggested."""
        if self.selected:
            return "●" if self.all_have(tag) else "◐" if self.count(tag) else " "
        if held := self._judgement.concerns.get(tag):
            return "●" if held.verdict.holds else "✗"
        return "○" if tag in self._open else " "

    def weaker(self, tag: str) -> Suggestion | None:
        """Return what speaks for a tag that the machine ranks for the open story, but not high enough to suggest it."""
        return self._weaker.get(tag)

    def weight(self, tag: str) -> str:
        """Return what was said of a tag on the open story."""
        held = None if self.selected else self._judgement.concerns.get(tag)
        return " · ".join(part for part in (held.severity, held.certainty) if part) if held else ""

    def effect(self, tag: str, *, meant: bool) -> str:
        """Return in a sentence what picking a tag would do; "" for a tag of the open story alone."""
        if self.passage:
            only = alone(self.desk)
            return f"Tags “{clean_line(self.passage.text, 120)}”{only and f' ({only})'}."
        if not self.selected:
            return ""
        all_have, count = self.all_have(tag), self.count(tag)
        whole = stories(self.selected)
        if all_have is None:
            return f"Tags {whole}{'; where all have it already, takes it from them' if meant else ''}."
        if all_have:
            return f"Takes it from {whole}: all have it." if meant else f"Changes nothing: all {whole} have it."
        if not count:
            return f"Tags {whole}."
        lack = self.selected - count
        return f"Tags the {'one' if lack == 1 else lack} without it; {count} {_have(count)} it already."

    def pick(self, pick: Pick) -> tuple[Done | None, str]:
        """Do what was picked with the open story. Return the step, None where nothing changed, and what the user is to
        be told of it, "" for nothing."""
        desk, tag, label = self.desk, pick.tag, self.desk.codebook.label(pick.tag)
        if desk.story is None:
            return None, "This story is gone; esc goes back to the list."
        if pick.task != "tag":
            changes = desk.plan_turn([desk.story.id], tag, pick.task, self.passage)
            return desk.change(f"{WEIGHED[pick.task]} {label}", changes), ""
        if self.passage:
            return desk.tag_passage(tag, self.passage), ""
        if pick.had and not pick.meant:
            return None, f"{label} is there already; {_TAKE_AWAY}"
        if (tag in desk.judgement.tags) != pick.had:
            return (
                None,
                f"{label} {'was taken away' if pick.had else 'is there already: it was set'} elsewhere meanwhile.",
            )
        return desk.toggle_tag(tag), f"Took away {label}; u brings it back." if pick.had else ""

    def refused(self, pick: Pick) -> str:
        """Return why nothing is to be done with the selected stories, "" where something is."""
        if pick.task != "tag" or pick.meant or not pick.had:
            return ""
        return f"All {stories(self.selected)} have {self.desk.codebook.label(pick.tag)} already; {_TAKE_AWAY}"

    def doing(self, pick: Pick) -> tuple[Doing, Doing]:
        """Return what is done with the selected stories, and what where all have the tag."""
        label = self.desk.codebook.label(pick.tag)
        if pick.task != "tag":
            what = f"{WEIGHED[pick.task].removeprefix('set ')} {label} on"
            doing = Doing(f"set {what}", f"Set {what}")
            return doing, doing
        return Doing(f"tagged {label} on", f"Tag {label} on"), Doing(f"took {label} from", f"Take {label} from")

    def plan(self, pick: Pick, stories: Sequence[str]) -> list[Change]:
        """Plan what was picked with the selected stories, by their ids."""
        if pick.task != "tag":
            return self.desk.plan_turn(stories, pick.tag, pick.task)
        if pick.had:  # on all when the user saw it: on some it may be no more
            stories = [row.id for row in self.desk.selected_rows() if pick.tag in row.tags]
        return self.desk.plan_tag(stories, pick.tag, remove=pick.meant and pick.had is not False)

    def search(self, first: Sequence[str]) -> TagSearch:
        """Return what looks for tags: these first, then those in use, the most used first."""
        return TagSearch(self.desk.codebook, [*first, *self.in_use])

    @property
    def in_use(self) -> list[str]:
        """Return the tags in use, the most used first."""
        return sorted(self.known, key=lambda tag: (-self.known[tag], tag))

    def more_like(self, begin: str) -> list[str]:
        """Return tags in use that begin so and were not known as yet: where there are too many to know them all."""
        if len(self.known) < _OFFERED or not begin:
            return []
        found = dict(self.desk.known_tags(begin))
        new = [tag for tag in found if tag not in self.known]
        self.known |= found
        return new


def stories(count: int) -> str:
    """Return so many stories in words."""
    return f"{count} {'story' if count == 1 else 'stories'}"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
