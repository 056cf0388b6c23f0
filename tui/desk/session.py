"""The state of the main screen: what is in view, what the person decides, and what can be undone.

Plain Python: no Textual, no threads. The screen asks and paints, the shelf keeps.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from civic.codebook import concern_label, in_force
from civic.concern_status import ConcernStatus, carried, decision, status_of, statuses, with_passage
from civic.correction import EVERYWHERE, Correction
from civic.judgement import (
    APART,
    CERTAINTIES,
    HIDE,
    NOTE,
    READ,
    SEVERITIES,
    STAR,
    Decision,
    Operation,
    Value,
    Verdict,
    concern_field,
    stakeholder_field,
)
from civic.story import Span
from tui.desk.selection import Selection
from tui.desk.story_view import FIRST_PAGE, InView
from tui.desk.undo import Change, Step, changes_of, reversed_changes
from workspace.ports import Library

__all__ = ["FIRST_PAGE", "Desk"]


class Desk(InView):
    """What is in view and what is decided on it."""

    def __init__(self, shelf: Library, now: Callable[[], datetime]) -> None:
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self.selection = Selection()
        super().__init__(shelf, now)

    def select(self, index: int) -> None:
        """Open the story at a position in view; a range of marks follows."""
        super().select(index)
        begin = self.selection.begin
        self.selection.draw_to(self.position, self.keys, None if begin is None else self.place_of(begin))

    def renumbered(self) -> None:
        """Marks are kept by key, like unfolded copies."""
        super().renumbered()
        self.selection.clear()

    def statuses(self) -> tuple[ConcernStatus, ...]:
        """Where each concern of the open story stands."""
        return statuses(self.story, self.judgement, self.analysis, in_force()) if self.story else ()

    # what the person decides

    def decide(self, tag: str, verdict: Verdict) -> Step | None:
        """Accept or reject a concern of the open story, with the evidence that it was suggested by."""
        said = "accepted" if verdict.holds else "rejected"
        return self._set_tag(said, tag, lambda status: decision(status, verdict))

    def toggle_tag(self, tag: str) -> Step | None:
        """Tag the open story with a concern or own tag, or take the tag away. A suggestion that is picked counts as
        accepted, with its evidence."""
        if tag in self.judgement.tags:
            return self._change_open(f"untagged {concern_label(tag)}", concern_field(tag), None)
        return self._set_tag("tagged", tag, decision)

    def tag_passage(self, tag: str, passage: Span) -> Step | None:
        """Tag the open story with a passage of its text as evidence, beside what the tag rests on already."""
        return self._set_tag("tagged a passage as", tag, lambda status: with_passage(status, passage, Verdict.TAGGED))

    def turn_severity(self, tag: str) -> Step | None:
        """Say how much is at stake by a concern: the next of low, medium, high and nothing said."""
        return self._set_tag("weighed", tag, lambda status: _turned(decision(status), severity=True))

    def turn_certainty(self, tag: str) -> Step | None:
        """Say whether a concern is alleged or confirmed: the next of the two and nothing said."""
        return self._set_tag("placed", tag, lambda status: _turned(decision(status), severity=False))

    def _set_tag(self, said: str, tag: str, decide: Callable[[ConcernStatus], Decision]) -> Step | None:
        if self.story is None:
            return None
        value = decide(status_of(tag, self.story, self.judgement, self.analysis, in_force()))
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
        return self._change_row("marked as unread" if read else "marked as read", READ, None if read else True)

    def toggle_hidden(self) -> Step | None:
        """Hide the open story, or have it in sight again."""
        hidden = self.judgement.hidden
        return self._change_row("in sight again" if hidden else "hidden", HIDE, None if hidden else True)

    def toggle_apart(self) -> Step | None:
        """Keep the open story apart from those that look like copies of it, or no longer."""
        apart = self.judgement.apart
        return self._change_open("folded with its copies" if apart else "kept apart", APART, None if apart else True)

    def judge_copies(self) -> Step | None:
        """Decide on the copies of the open story as on itself: its concerns, star, and whether it is read or hidden.
        None where it has none, or nothing is decided."""
        if self.story is None:
            return None
        _, keys = self._shelf.copies(self.story.id)
        others = [row.id for row in self._shelf.rows(keys) if row.id != self.story.id]
        said = replace(self.judgement, note="", apart=False, stakeholders={})
        changes = [
            (found.id, field, value)
            for found in map(self._shelf.story, others)
            if found
            for field, value in carried(said, found)
        ]
        return self.change(f"judged {len(others)} {'copy' if len(others) == 1 else 'copies'} alike", changes)

    def mark_read(self) -> None:
        """Note that the open story has been read: what opening it means, and so nothing to undo."""
        if self.story and not self.judgement.read:
            self._shelf.judge([(story, READ, True) for story in self._in_row(self.story.id)])
            self._forget(self.story.id)

    def _change_open(self, label: str, field: str, value: Value) -> Step | None:
        return self.change(label, self._with_read([(self.story.id, field, value)])) if self.story else None

    def _change_row(self, label: str, field: str, value: Value) -> Step | None:
        changes = [(story, field, value) for story in self._in_row(self.story.id)] if self.story else []
        return self.change(label, changes)

    def _in_row(self, story: str) -> list[str]:
        """A story with its copies, as far as these are folded behind it: what has been read, or is out of sight, is so
        whichever feed it came by."""
        number, keys = self._shelf.copies(story)
        if number is None or number in self.how.unfolded:
            return [story]
        return [story, *(row.id for row in self._shelf.rows(keys) if row.id != story)]

    def _with_read(self, changes: Sequence[Change]) -> list[Change]:
        """The changes, and that the stories are read: who decides on a concern has read."""
        decided = dict.fromkeys(story for story, field, _ in changes if field.startswith(concern_field("")))
        return [*changes, *((other, READ, True) for story in decided for other in self._in_row(story))]

    # stakeholders

    def corrected(self, where: str, name: str, said: Correction) -> list[Change]:
        """What says this of a stakeholder in a story, or EVERYWHERE, beside what was said of it there before."""
        field = stakeholder_field(name)
        held = self._shelf.judgement(where).value(field)
        return [(where, field, held.then(said) if isinstance(held, Correction) else said)]

    def as_found(self, name: str) -> list[Change]:
        """What takes back all that was said of a stakeholder, here and everywhere, and of all that were called so in
        the end."""
        places = (EVERYWHERE, *([self.story.id] if self.story else []))
        said = [
            (where, found, one) for where in places for found, one in self._shelf.judgement(where).stakeholders.items()
        ]
        names = {name.casefold()}
        while more := {found for _, found, one in said if one.name.casefold() in names} - names:
            names |= more
        return [(where, stakeholder_field(found), None) for where, found, _ in said if found in names]

    # many at once

    def targets(self) -> list[str]:
        """The ids of the marked stories. For a worker thread where they are many."""
        return [row.id for row in self._shelf.rows(self.selection.keys)]

    def toggled(self, stories: Sequence[str], field: str) -> list[Change]:
        """What sets a mark (STAR, READ …) on all of these stories, or takes it away where all have it."""
        wanted = None if all(self._shelf.judgement(story).value(field) for story in stories) else True
        rows = [self._in_row(story) if field in (READ, HIDE) else [story] for story in stories]
        return [(story, field, wanted) for row in rows for story in row]

    def tagged(self, stories: Sequence[str], tag: str) -> list[Change]:
        """What tags all of these stories, with the evidence of those suggestions that say so; or takes the tag away
        where all have it."""
        states = {story: self._shelf.judgement(story) for story in stories}
        without = [story for story in stories if tag not in states[story].tags]
        if not without:
            return [(story, concern_field(tag), None) for story in stories]
        changes: list[Change] = []
        for found in map(self._shelf.story, without):
            if found:
                status = status_of(tag, found, states[found.id], self._shelf.analysis(found.id), in_force())
                changes.append((found.id, concern_field(tag), decision(status)))
        return self._with_read(changes)

    # one step, and back

    def change(self, label: str, changes: Sequence[Change]) -> Step | None:
        """Write changes down as one step; None where nothing changed by them."""
        return self.done(label, self.write(changes))

    def write(self, changes: Sequence[Change]) -> list[Operation]:
        """Have changes on disk. For a worker thread where they are many; `done` or `turned` shows them then."""
        return self._shelf.judge(changes)

    def done(self, label: str, operations: Sequence[Operation]) -> Step | None:
        """Show what has been written down, as one thing to undo; None where it is nothing."""
        if not operations:
            return None
        step = Step(label, tuple(operations))
        self._undo.append(step)
        self._redo.clear()
        self._show_changed(step)
        return step

    def next_undo(self) -> Step | None:
        """What `undo` would take back; None when there is nothing."""
        return self._undo[-1] if self._undo else None

    def next_redo(self) -> Step | None:
        """What `redo` would make again; None when there is nothing."""
        return self._redo[-1] if self._redo else None

    def undo(self) -> Step | None:
        """Take the last change back, wherever it was made, and open its story; None when there is nothing to undo."""
        step = self.next_undo()
        if step:
            self.write(reversed_changes(step))
            self.turned(step, back=True)
        return step

    def redo(self) -> Step | None:
        """Make the change again that was undone last."""
        step = self.next_redo()
        if step:
            self.write(changes_of(step))
            self.turned(step, back=False)
        return step

    def turned(self, step: Step, *, back: bool) -> None:
        """Show that a step has been taken back, or made again."""
        source, target = (self._undo, self._redo) if back else (self._redo, self._undo)
        if step in source:  # else another change was made meanwhile, which ends what could be made again
            source.remove(step)
        target.append(step)
        self._show_changed(step)
        self.go_to(step.operations[0].story)

    def _show_changed(self, step: Step) -> None:
        if any(operation.field in (HIDE, APART) for operation in step.operations):
            hidden = {operation.story for operation in step.operations if operation.field == HIDE}
            self.list_again(follow=self.story is not None and self.story.id in hidden)
        elif any(operation.stakeholder is not None for operation in step.operations):
            self.reopen()
        elif len(step.operations) > FIRST_PAGE:
            self._rows.clear()
            self.reopen()
        else:
            for story in {operation.story for operation in step.operations}:
                self._forget(story)


def _turned(held: Decision, *, severity: bool) -> Decision:
    choices = ("", *SEVERITIES) if severity else ("", *CERTAINTIES)
    now = held.severity if severity else held.certainty
    following = choices[(choices.index(now) + 1) % len(choices)]
    return replace(held, severity=following) if severity else replace(held, certainty=following)
