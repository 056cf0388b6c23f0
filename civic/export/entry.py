"""What is exported of one story, and how a file that was written from here is known again."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.agreed import agreed, is_agreed, judgement_as, view_as
from civic.conflicts import Conflict, conflicts_of
from civic.flags import FLAGS
from civic.involved import with_additions_of
from civic.judgement import Judgement
from civic.operation import Operation
from civic.registers import NOBODY, Held, OwnView
from civic.story import Story
from civic.suggestions import Analysis

FORMAT: Final = "civicdesk/2"
"""Stands first in every JSON entry, and tells later versions and `is_export` what they read."""
EARLIER_FORMAT: Final = "civicdesk/1"
"""The format before operations had rounds, which is still read."""
MARKER: Final = "<!-- made by civicdesk -->"
"""Stands at the beginning of every page in Markdown, HTML and Atom."""
COLUMNS: Final = (
    "id", "title", "url", "source", "author", "published", "fetched", "feed", "lang", "summary", "stakeholders",
    "tagged", "rejected", "suggested", "named by the author", "tags of the source", "note", "starred", "read",
    "decided by", "others", "conflicts", "evidence", "severity", "certainty", "text",
)  # fmt: skip
"""The columns of a table with a row a story. "others" has what other coders decided, one a line: "ben: privacy
rejected", "conflicts" the fields in which coders differ. "evidence" has the passages of its tags, one a line:
"privacy: The Met scanned faces — moved", "severity" and "certainty" what is said of them: "privacy: high"."""
FLAG_COLUMNS: Final = ("starred", "read")
"""Those of them that only an export with flags has."""
LONG_COLUMNS: Final = (
    "story", "title", "url", "source", "published", "field", "concern", "label", "value", "severity", "standing",
    "who", "at", "score", "evidence", "certainty", "by", "rule",
    "evidence state", "evidence in", "evidence start", "evidence end", "type", "roles", "suggestions",
)  # fmt: skip
"""The columns of a table with a row a decision, whoever made it, and one a stakeholder; a story with neither has one
whose "field" is empty. "evidence" has the passages as they were chosen, one a line, "evidence state", "evidence in",
"evidence start" and "evidence end" on the same lines what has become of each, whether it is of the "text" or the
"title", and its offsets into that as it is now. A concern that is decided has only passages that its coder decided it
by, never what is merely suggested, and one that is rejected has none. A stakeholder has its name in "label" and in
"value" how it came to be one: "suggested", "named by the author", "added", "removed" or "corrected" by "who"; "roles"
are one a line. "suggestions" is the version of the suggestions beside which a decision was made, with "re-weighed"
where the coder's own decisions had shifted the score, or of those that are shown. "standing" is the old name of
"certainty", kept for one version."""

_HEADS: Final = tuple(",".join(columns[:8]) for columns in (COLUMNS, LONG_COLUMNS))


class Entry(Struct, frozen=True):
    """One story to export. `judgement` is the user's own; `history` has the operations of all coders, oldest first,
    and `view` tells the user's from those of others. `whose` is who else the story is exported as, "" for the user; as
    the coder "agreed", `judgement` is what coders agree on, and `view` the user's."""

    story: Story
    judgement: Judgement
    analysis: Analysis | None = None
    history: Sequence[Operation] = ()
    view: OwnView = NOBODY
    whose: str = ""

    @property
    def own(self) -> Held:
        """Return the operations that hold as the user's own, or are agreed on."""
        return agreed(self.history, self.view) if is_agreed(self.whose) else self.view.own(self.history)

    @property
    def others(self) -> Mapping[str, Held]:
        """Return the operations that hold as those of others, by the coder's name."""
        others = self.view.others(self.history)
        if not is_agreed(self.whose):
            return others
        own = self.view.own(self.history)
        last = max(own.values(), key=lambda one: one.order, default=None)
        coders = {who: held for who, held in others.items() if not is_agreed(who)}
        return {last.who: own, **coders} if last else coders

    @property
    def conflicts(self) -> list[Conflict]:
        """Return where coders differ and nobody has settled that."""
        return conflicts_of(self.history, self.view)

    def without_flags(self) -> "Entry":
        """Return the entry without what is the user's own affair."""
        bare = {flag.attribute: False for flag in FLAGS if flag.private}
        history = tuple(one for one in self.history if not one.private)
        return replace(self, judgement=replace(self.judgement, **bare), history=history)


def entry_as(whose: str, story: Story, analysis: Analysis | None, history: Sequence[Operation], view: OwnView) -> Entry:
    """Return the entry of a story as a coder sees it: `whose` is "" for the user, whose view is given, a coder's name,
    or "agreed" for what coders agree on."""
    if not whose:
        return Entry(story, view.judgement(history), analysis, history, view)
    judgement = judgement_as(whose, history, view)
    if analysis:
        found = with_additions_of(judgement.stakeholders, analysis.stakeholders, story)
        analysis = replace(analysis, stakeholders=found)
    return Entry(story, judgement, analysis, history, view if is_agreed(whose) else view_as(whose, view), whose)


def is_export(head: str) -> bool:
    """Return whether a file that begins like this (a hundred characters will do) was written from here, or holds
    nothing."""
    bare = head.removeprefix("\ufeff").strip().replace("\t", ",")  # the mark and the tabs of a table for Excel
    begins = bare.removeprefix('<?xml version="1.0" encoding="utf-8"?>').removeprefix("<!DOCTYPE html>").lstrip()
    if bare in ("", "[]") or begins.startswith(MARKER) or bare.startswith(_HEADS):
        return True
    return bare.lstrip("[ \n").startswith(tuple(f'{{"format": "{one}"' for one in (FORMAT, EARLIER_FORMAT)))
