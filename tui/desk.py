"""What is open now: the stories in view, the one that is selected, the filter, and what can be undone.

Plain Python: no Textual, no threads. The screen asks and paints, the shelf keeps. Nothing here walks the library on a
key: a filter asks for its newest hits, and the rest is handed in later by whoever found it (`complete`).
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from civic.analysis.model import Analysis
from civic.codebook import concern_label
from civic.judgement import (
    NOTE,
    READ,
    SEVERITIES,
    STANDINGS,
    STAR,
    Decision,
    Judgement,
    Operation,
    Value,
    Verdict,
    concern_field,
)
from civic.query import EVERYTHING, And, Is, Query, QueryError, parse
from civic.standing import Standing, decision, standing_of, standings
from civic.story import Span, Story
from tui.shelf import Row, Shelf

FIRST_PAGE: Final = 200
"""How many rows a filter brings at once; more than any screen is high."""
_CACHED_ROWS: Final = 2000
_CHUNK: Final = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One change that a person made, as one thing to undo: what it was called and the operations that it took."""

    label: str
    operations: tuple[Operation, ...]


class Desk:
    """The state of the main screen."""

    def __init__(self, shelf: Shelf, now: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._now = now
        self._rows: dict[int, Row] = {}
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self.query: Query = EVERYTHING
        self.filter = ""
        """the text of the filter as it was typed, with or without sense"""
        self.error = ""
        """what is wrong with the filter's text; the stories in view are then those of the last good one"""
        self.keys: Sequence[int] = ()
        """the stories in view, newest first; all of them once `is_complete`"""
        self.is_complete = True
        self.position = 0
        self.story: Story | None = None
        self.judgement = Judgement()
        self.analysis: Analysis | None = None
        self.filter_by("")

    # what is in view

    def filter_by(self, text: str) -> bool:
        """Show the stories that match; the selected one stays selected where it is among them. False, and `error`
        set, for a text that can't be read."""
        self.filter = text
        try:
            self.query = parse(text, self._now())
        except QueryError as error:
            self.error = str(error)
            return False
        self.error = ""
        self._show(self._shelf.search(self.query, limit=FIRST_PAGE), keep_open=False)
        return True

    def fold_in(self) -> None:
        """Take in what changed on the shelf. The selected story stays, also where the filter has lost it; what lies
        below the newest hits stays as it was until all of them are found again."""
        self._rows.clear()
        newest = self._shelf.search(self.query, limit=max(FIRST_PAGE, self.position + _CHUNK))
        if self.is_complete and len(newest) >= FIRST_PAGE:
            self._place([*newest, *self.keys[_place_of(self.keys, newest[-1] - 1) :]], keep_open=True)
        else:
            self._show(newest, keep_open=True)
        if self.story:
            self._open(self.story.id)

    def complete(self, query: Query, keys: Sequence[int]) -> bool:
        """All hits of a query, found meanwhile; False where the view has moved on to another query."""
        if query != self.query:
            return False
        self._place(keys, keep_open=True)
        self.is_complete = True
        return True

    def _show(self, keys: Sequence[int], *, keep_open: bool) -> None:
        self.is_complete = len(keys) < FIRST_PAGE
        self._place(keys, keep_open=keep_open)

    def _place(self, keys: Sequence[int], *, keep_open: bool) -> None:
        """Put the selection where its story is among the new keys (newest first)."""
        key = self._shelf.key_of(self.story.id) if self.story else None
        self.keys = keys
        if key is None:
            self.select(0)
            return
        at = _place_of(keys, key)
        if at < len(keys) and keys[at] == key:
            self.position = at
        elif keep_open:
            self.keys = [*keys[:at], key, *keys[at:]]
            self.position = at
        else:
            self.select(0)

    def row(self, index: int) -> Row | None:
        """The row at a position in view; None for a story that is gone from the shelf."""
        key = self.keys[index]
        if key not in self._rows:
            if len(self._rows) > _CACHED_ROWS:
                self._rows.clear()
            around = self.keys[max(0, index - _CHUNK // 3) : index + _CHUNK]
            self._rows.update((row.key, row) for row in self._shelf.rows(around))
        return self._rows.get(key)

    def select(self, index: int) -> None:
        """Open the story at a position in view (the nearest one there is)."""
        self.position = max(0, min(index, len(self.keys) - 1))
        row = self.row(self.position) if self.keys else None
        if row is None:
            self.story, self.judgement, self.analysis = None, Judgement(), None
        else:
            self._open(row.id)

    def reopen(self) -> None:
        """Read the open story again, after its suggestions have come."""
        if self.story:
            self._judged(self.story.id)
            self._open(self.story.id)

    def _open(self, story_id: str) -> None:
        self.story = self._shelf.story(story_id)
        self.judgement = self._shelf.judgement(story_id)
        self.analysis = self._shelf.analysis(story_id)

    def select_next(self, mark: str) -> bool:
        """Open the next story in the filter with a mark ("unread", "untagged"), after the selected one and round to
        it; False where there is none."""
        wanted = And((self.query, Is(mark)))
        here = self.keys[self.position] if self.keys else None
        found = self._shelf.search(wanted, limit=1, before=here) or self._shelf.search(wanted, limit=1)
        if not found or found[0] == here:
            return False
        at = _place_of(self.keys, found[0])
        if at == len(self.keys) or self.keys[at] != found[0]:
            self.keys = [*self.keys[:at], found[0], *self.keys[at:]]  # below the first page, before the rest is in
        self.select(at)
        return True

    def standings(self) -> tuple[Standing, ...]:
        """Where each concern of the open story stands."""
        return standings(self.story, self.judgement, self.analysis) if self.story else ()

    # what the person decides

    def decide(self, tag: str, verdict: Verdict) -> Step | None:
        """Accept or reject a concern of the open story, with the evidence that it was suggested by."""
        said = "accepted" if verdict.holds else "rejected"
        return self._set_tag(said, tag, lambda standing: decision(standing, verdict))

    def toggle_tag(self, tag: str) -> Step | None:
        """Tag the open story with a concern or own tag, or take the tag away. A suggestion that is picked counts as
        accepted, with its evidence."""
        if tag in self.judgement.tags:
            return self._change_open(f"untagged {concern_label(tag)}", concern_field(tag), None)
        return self._set_tag("tagged", tag, decision)

    def tag_passage(self, tag: str, passage: Span) -> Step | None:
        """Tag the open story with a passage of its text as evidence, beside what the tag rests on already."""

        def with_passage(standing: Standing) -> Decision:
            held = standing.decision
            kept = held.evidence if held and held.verdict.holds else ()
            made = replace(decision(standing, Verdict.TAGGED), evidence=kept)
            return replace(made, evidence=tuple(sorted({*kept, passage}, key=lambda span: span.start)))

        return self._set_tag("tagged a passage as", tag, with_passage)

    def turn_severity(self, tag: str) -> Step | None:
        """Say how much is at stake by a concern: the next of low, medium, high and nothing said."""
        return self._set_tag("weighed", tag, lambda standing: _turned(decision(standing), severity=True))

    def turn_standing(self, tag: str) -> Step | None:
        """Say whether a concern is alleged or confirmed: the next of the two and nothing said."""
        return self._set_tag("placed", tag, lambda standing: _turned(decision(standing), severity=False))

    def _set_tag(self, said: str, tag: str, decide: Callable[[Standing], Decision]) -> Step | None:
        if self.story is None:
            return None
        value = decide(standing_of(tag, self.story, self.judgement, self.analysis))
        return self._change_open(f"{said} {concern_label(tag)}", concern_field(tag), value)

    def write_note(self, note: str) -> Step | None:
        """Set the open story's note; an empty one takes it away."""
        return self._change_open("wrote a note" if note else "took the note away", NOTE, note or None)

    def toggle_star(self) -> Step | None:
        """Star the open story, or take its star away."""
        starred = self.judgement.starred
        return self._change_open("unstarred" if starred else "starred", STAR, None if starred else True)

    def toggle_read(self) -> Step | None:
        """Mark the open story as read, or as unread."""
        read = self.judgement.read
        return self._change_open("marked as unread" if read else "marked as read", READ, None if read else True)

    def mark_read(self) -> None:
        """Note that the open story has been read: what opening it means, and so nothing to undo."""
        if self.story and not self.judgement.read:
            self._shelf.judge([(self.story.id, READ, True)])
            self._judged(self.story.id)

    def _change_open(self, label: str, field: str, value: Value) -> Step | None:
        if self.story is None:
            return None
        changes = [(self.story.id, field, value)]
        if field.startswith(concern_field("")):
            changes.append((self.story.id, READ, True))  # who decides has read
        operations = self._shelf.judge(changes)
        self._judged(self.story.id)
        if not operations:
            return None
        step = Step(label, tuple(operations))
        self._undo.append(step)
        self._redo.clear()
        return step

    def undo(self) -> Step | None:
        """Take the last change back, wherever it was made, and open its story; None when there is nothing to undo."""
        return self._turn(self._undo, self._redo, back=True)

    def redo(self) -> Step | None:
        """Make the change again that was undone last."""
        return self._turn(self._redo, self._undo, back=False)

    def _turn(self, source: list[Step], target: list[Step], *, back: bool) -> Step | None:
        if not source:
            return None
        step = source[-1]
        operations = reversed(step.operations) if back else step.operations
        self._shelf.judge([(op.story, op.field, op.was if back else op.value) for op in operations])
        target.append(source.pop())
        for operation in step.operations:
            self._judged(operation.story)
        self.go_to(step.operations[0].story)
        return step

    def go_to(self, story_id: str) -> bool:
        """Open a story where it is in view; False where it is not."""
        key = self._shelf.key_of(story_id)
        at = len(self.keys) if key is None else _place_of(self.keys, key)
        if at == len(self.keys) or self.keys[at] != key:
            return False
        self.select(at)
        return True

    def _judged(self, story_id: str) -> None:
        """Forget what the row and the open story said before a decision on them."""
        key = self._shelf.key_of(story_id)
        if key is not None:
            self._rows.pop(key, None)
        if self.story and self.story.id == story_id:
            self.judgement = self._shelf.judgement(story_id)


def _place_of(keys: Sequence[int], key: int) -> int:
    """Where a key stands, or would stand, among keys from the largest to the smallest."""
    return bisect_left(keys, -key, key=lambda other: -other)


def _turned(held: Decision, *, severity: bool) -> Decision:
    choices = ("", *SEVERITIES) if severity else ("", *STANDINGS)
    now = held.severity if severity else held.standing
    following = choices[(choices.index(now) + 1) % len(choices)]
    return replace(held, severity=following) if severity else replace(held, standing=following)
