"""The session of the main screen: the stories in view, what the user decides on them, and what can be undone.

Plain Python: no Textual, no threads. The screen asks and paints; the library keeps; `workspace.decisions` says what a
decision changes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from civic.agreed import together
from civic.codebook import Codebook
from civic.concern_status import ConcernStatus, looked_up, statuses
from civic.conflicts import OWN, Conflict, Side
from civic.correction import Correction
from civic.judgement import APART, CODED, HIDE, READ, STAR, Decision, Judgement, Verdict, concern_field, tag_of
from civic.operation import Operation
from civic.others import Others
from civic.settlement import Choice
from civic.story import Span, Story
from civic.suggestions import Analysis
from civic.text import clean_line
from civic.views import View, shown_among
from tui.desk.selection import Selection
from tui.desk.story_view import FIRST_PAGE, Filters, StoryView
from tui.desk.to_do import ToDo
from workspace.decisions import Change, Decisions, Weight
from workspace.ports import Library, Row
from workspace.settling import Settling
from workspace.sight import Sight
from workspace.undo.undo import Done, Step, Undo

__all__ = ["FIRST_PAGE", "WEIGHED", "Desk", "view_shown"]


_LONGEST_TITLE: Final = 60
WEIGHED: Final[dict[Weight, str]] = {"severity": "set the severity of", "certainty": "set the certainty of"}
"""How a step is called in which that was said."""


class Desk:
    """A session at the desk: the view of the stories, the selection in it, the decisions on them, and their undoing.

    `own_codebook` is the user's; whoever opens the desk replaces it when the user has changed the file."""

    def __init__(
        self, library: Library, decisions: Decisions, settling: Settling, undo: Undo, now: Callable[[], datetime],
        codebook: Codebook, *, sight: Sight | None = None, filters: Filters | None = None,
    ) -> None:  # fmt: skip
        self._library = library
        self._sight = sight or Sight()
        self._decisions = decisions
        self._settling = settling
        self._undo = undo
        self.own_codebook = codebook
        self.selection = Selection()
        self.moves = 0  # how often a story was opened by where it stands
        self.view = StoryView(
            library, now, on_move=self._moved, on_renumbering=self.selection.clear, sight=self._sight,
            filters=filters,
        )  # fmt: skip
        self.to_do = ToDo(library, self.view)

    def _moved(self) -> None:
        self.moves += 1
        if self.selection.begin is not None:
            view = self.view
            self.selection.draw_to(view.position, view.keys, view.place_of(self.selection.begin))

    # coding unaided

    @property
    def unaided(self) -> bool:
        """Return whether suggestions and other coders are hidden until the user is done with a story."""
        return self._sight.unaided

    @property
    def hidden(self) -> bool:
        """Return whether they are hidden of the open story."""
        return self.story is not None and self._sight.hides(coded=self.judgement.coded)

    def show_unaided(self, on: bool) -> None:
        """Hide them from now on, or show them again."""
        if self._sight.view != on:
            self._sight.view = on
            self.view.arrange(self.view.how.order, self.view.how.group)
            self.view.take_in()

    # the open story

    @property
    def story(self) -> Story | None:
        """Return the open story; None where none is open."""
        return self.view.story

    @property
    def codebook(self) -> Codebook:
        """Return what names the concerns of the open story: in a round the codebook that it froze."""
        return self._sight.frozen.codebook_of(self.story) or self.own_codebook

    @property
    def judgement(self) -> Judgement:
        """Return what was decided on the open story."""
        return self.view.judgement

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what there is to say of why the open story is read, hidden or unread, or seen as it was once."""
        frozen = self._sight.frozen.remark(self.story, self.own_codebook)
        return tuple(filter(None, (self.view.news, self.view.copied, frozen)))

    @property
    def analysis(self) -> Analysis | None:
        """Return the suggestions for the open story; None as long as they are being worked out."""
        return self.view.analysis

    def statuses(self) -> tuple[ConcernStatus, ...]:
        """Return how each concern of the open story stands."""
        if self.story is None:
            return ()
        # What the author says is at stake aids a coder, too.
        story = replace(self.story, concerns=()) if self.hidden else self.story
        return statuses(story, self.judgement, self.analysis, self.codebook)

    def statuses_with_others(self) -> tuple[ConcernStatus, ...]:
        """Return the same, and behind them what only others decided on, with the passages that they rest it on."""
        own, others = self.statuses(), self.view.others
        known = {one.tag for one in own}
        return (*own, *(_said_by(others, tag, self.story, self.codebook) for tag in others.tags if tag not in known))

    def own_side(self, field: str) -> Side | None:
        """Return what the user says of a field of the open story, as one side among those of others."""
        operation = self._library.view.own(self.view.history).get(field)
        return Side(OWN, operation) if operation else None

    def current(self, field: str) -> str:
        """Return a field by what its tag is called now."""
        return self._library.view.current(field)

    # decisions on the open story: each is a step, or None where it changes nothing

    def decide(self, tag: str, verdict: Verdict) -> Done | None:
        """Accept or reject a concern, with the evidence that it was suggested by."""
        label = "accepted" if verdict.holds else "rejected"
        return self._change_concern(label, tag, lambda story: self._decisions.decide(story, tag, verdict))

    def toggle_tag(self, tag: str) -> Done | None:
        """Tag the open story with a concern or own tag, or take the tag away. A suggestion that is picked counts as
        accepted, with its evidence."""
        if tag in self.judgement.tags:
            return self._change_concern("untagged", tag, lambda story: self._decisions.untag([story.id], tag))
        return self._change_concern("tagged", tag, lambda story: self._decisions.decide(story, tag))

    def tag_passage(self, tag: str, passage: Span, verdict: Verdict | None = Verdict.TAGGED) -> Done | None:
        """Tag the open story with one more passage of its text. Without a verdict, what is suggested is accepted."""
        label = "tagged a passage as"
        return self._change_concern(label, tag, lambda story: self._decisions.tag_passage(story, tag, passage, verdict))

    def drop_passage(self, tag: str, quote: Span) -> Done | None:
        """Have a concern rest on one passage less, which is named as it was chosen."""
        label = "dropped a quote of"
        return self._change_concern(label, tag, lambda story: self._decisions.drop_passage(story, tag, quote))

    def replace_passage(self, tag: str, quote: Span, passage: Span) -> Done | None:
        """Have a concern rest on a passage in the place of another, which is named as it was chosen."""
        label = "selected a quote anew for"
        return self._change_concern(label, tag, lambda one: self._decisions.replace_passage(one, tag, quote, passage))

    def weigh(self, tag: str, weight: Weight) -> Done | None:
        """Say the next severity or certainty of a concern: the strongest first, nothing after the weakest; None where
        it does not hold."""
        return self._change_concern(
            WEIGHED[weight], tag, lambda story: self._decisions.turn_held(story.id, tag, weight)
        )

    def _change_concern(self, label: str, tag: str, plan: Callable[[Story], list[Change]]) -> Done | None:
        return self.change(f"{label} {self.codebook.label(tag)}", plan(self.story)) if self.story else None

    def settle(self, conflict: Conflict, choice: Choice, who: str = "") -> Done | None:
        """Settle what coders differ in on the open story; `who` is whose word "theirs" is."""
        if self.story is None:
            return None
        tag = tag_of(conflict.field)
        label = f"settled {self.codebook.label(tag) if tag else 'the note'}"
        return self.show_step(label, self._settling.settle(self.story.id, conflict, choice, who, label=label))

    def write_note(self, story: str, note: str, opened: str) -> Done | None:
        """Set the note on a story, as `Decisions.write_note` does; an empty one takes it away."""
        label = "wrote a note" if note else "took the note away"
        return self.show_step(label, self._decisions.write_note(story, note, opened, label=label))

    def toggle_star(self) -> Done | None:
        """Star the open story, or take its star away."""
        return self._toggle(STAR, "starred", "unstarred")

    def toggle_read(self) -> Done | None:
        """Mark the open story and its duplicates as read, or as unread."""
        return self._toggle(READ, "marked as read", "marked as unread")

    def toggle_coded(self) -> Done | None:
        """Be done with the open story: what is undecided then is a considered no. Or be not done with it."""
        if self.story is None:
            return None
        label = "no longer done with" if self.judgement.coded else "done with"
        title = clean_line(self.story.headline, _LONGEST_TITLE)
        return self.change(f"{label} “{title}”", self._decisions.code([self.story.id], on=not self.judgement.coded))

    def toggle_hidden(self) -> Done | None:
        """Hide the open story and its duplicates, or show them again."""
        return self._toggle(HIDE, "hidden", "in sight again")

    def toggle_apart(self) -> Done | None:
        """Keep the open story apart from its duplicates, or no longer."""
        return self._toggle(APART, "kept apart", "no longer kept apart")

    def _toggle(self, flag: str, label: str, label_off: str) -> Done | None:
        if self.story is None:
            return None
        on = not self.judgement.value(flag)
        return self.change(label if on else label_off, self._decisions.flag([self.story.id], flag, on=on))

    def judge_duplicates(self) -> Done | None:
        """Decide on the duplicates of the open story as on itself: its concerns, star, and whether it is read or
        hidden."""
        if self.story is None:
            return None
        count = len(self._decisions.group_of(self.story.id)) - 1
        label = f"judged {count} {'copy' if count == 1 else 'copies'} alike"
        return self.change(label, self._decisions.judge_duplicates(self.story.id))

    def mark_read(self) -> None:
        """Note that the open story has been read. Opening it means that: there is nothing to undo."""
        if self.story and not self.judgement.read:
            for operation in self._decisions.open_story(self.story.id):
                self.view.forget(operation.story)

    # plans of changes, for `change` or `write`

    def plan_correction(self, where: str, name: str, correction: Correction) -> list[Change]:
        """Plan a correction of a stakeholder in the story `where`, or EVERYWHERE."""
        return self._decisions.correct(where, name, correction)

    def plan_no_correction(self, name: str) -> list[Change]:
        """Plan to take back all corrections of a stakeholder, in the open story and everywhere."""
        return self._decisions.uncorrect(self.story.id if self.story else None, name)

    def plan_flag(self, stories: Sequence[str], flag: str) -> list[Change]:
        """Plan to set a flag of all of these stories, or to clear it where all have it."""
        return self._decisions.toggle_flag(stories, flag)

    def plan_coded(self, stories: Sequence[str]) -> list[Change]:
        """Plan to be done with all of these stories, or not to be where the user is done with all."""
        return self._decisions.toggle_coded(stories)

    def plan_tag(self, stories: Sequence[str], tag: str, *, remove: bool) -> list[Change]:
        """Plan to tag all of these stories, or, with `remove`, to untag them where all have the tag."""
        return self._decisions.toggle_tag(stories, tag, remove=remove)

    def plan_turn(self, ids: Sequence[str], tag: str, weight: Weight, passage: Span | None = None) -> list[Change]:
        """Plan to tag stories with their next severity or certainty; `passage` becomes evidence."""
        return self._decisions.turn(ids, tag, weight, passage)

    def known_tags(self, begin: str = "") -> Sequence[tuple[str, int]]:
        """Return the tags that begin so, each with how many stories have it; see `Library.tags`."""
        return self._library.tags(begin)

    def selected_rows(self) -> Sequence[Row]:
        """Return the rows of the selected stories."""
        return self._library.rows(self.selection.keys)

    def selected_stories(self) -> list[str]:
        """Return the ids of the selected stories. For a worker thread where they are many."""
        return [row.id for row in self.selected_rows()]

    # steps

    def change(self, label: str, changes: Sequence[Change]) -> Done | None:
        """Write changes as one step, and show them. Return None where nothing changed by them."""
        return self.show_step(label, self.write(label, changes))

    def write(self, label: str, changes: Sequence[Change]) -> list[Operation]:
        """Write changes as one step, which `show_step` shows: for a worker thread where they are many."""
        return self._decisions.apply(changes, label=label)

    def show_step(self, label: str, operations: Sequence[Operation]) -> Done | None:
        """Show what has been written as one step. Return None where nothing was written."""
        if not operations:
            return None
        done = Done(label, tuple(operations))
        self._show(done)
        return done

    def next_turn(self, *, back: bool) -> Step | None:
        """Return the step that is taken back next, or made again; None where there is none."""
        return self._undo.next_undo() if back else self._undo.next_redo()

    def is_quick(self, step: Step) -> bool:
        """Return whether a step is turned in no time; else it is for a worker thread."""
        return self._undo.is_quick(step)

    def turn(self, *, back: bool) -> Done | None:
        """Take the last step back, or make it again, and leave showing it to `show_turn`; None where there is none."""
        return self._undo.undo() if back else self._undo.redo()

    def show_turn(self, done: Done | None) -> Done | None:
        """Show what taking a step back has changed, or making it again, and open its story, if that is the only one."""
        if done:
            self._show(done)
            if done.operations and _is_on_one(done, self.view, self._library):
                self.view.go_to(done.operations[0].story)
        return done

    def undo(self) -> Done | None:
        """Take the last step back and open its story. Return None where there is none."""
        return self.show_turn(self.turn(back=True))

    def redo(self) -> Done | None:
        """Make the step again that was taken back last. Return None where there is none."""
        return self.show_turn(self.turn(back=False))

    def _show(self, step: Done) -> None:
        view = self.view
        self.to_do.tally.add(step.operations)
        view.count_done(one for one in step.operations if one.field == CODED)
        if step.more:
            view.take_in()
            view.reopen()
        elif any(operation.field in (HIDE, APART) for operation in step.operations):
            hidden = {operation.story for operation in step.operations if operation.field == HIDE}
            view.list_again(follow=view.story is not None and view.story.id in hidden)
        elif any(operation.stakeholder is not None for operation in step.operations):
            view.reopen()
        elif len(step.operations) > FIRST_PAGE:
            view.rows.forget()
            view.reopen()
        else:
            for story in {operation.story for operation in step.operations}:
                view.forget(story)
            if self.unaided and any(operation.field == CODED for operation in step.operations):
                view.reopen()


def _is_on_one(done: Done, view: StoryView, library: Library) -> bool:
    """Say whether a step was made on one story that is in view, or will be; copies of one are one."""
    stories = {operation.story for operation in done.operations}
    if len(stories) > FIRST_PAGE:
        return False
    keys = [key for key in map(library.key_of, stories) if key is not None]
    is_here = not view.is_complete or any(view.place_of(key) is not None for key in keys)
    return is_here and sum(map(view.is_counted, keys)) <= 1


def view_shown(desk: Desk, views: Sequence[View]) -> int | None:
    """Return which of these views is shown, also while another filter can't be read; None where it is none of them."""
    return shown_among(views, desk.view.listed, desk.view.how, unaided=desk.unaided)


def _said_by(others: Others, tag: str, story: Story | None, codebook: Codebook) -> ConcernStatus:
    """Return how a concern stands that only others decided on."""
    said = [side.value for side in others.sides(concern_field(tag))]
    passages = together([one for one in said if isinstance(one, Decision) and one.verdict.holds])
    looked = looked_up(passages, story) if story else ()
    return ConcernStatus(tag, codebook.label(tag), None, None, by_author=False, passages=looked)
