"""The keys of judgement on the main screen: accept, reject, tag, weigh, star, note."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from civic.judgement import READ, STAR, Verdict
from civic.story import Story
from tui.desk.selection import Doing
from tui.screens.desk.steps import StepRunner
from tui.screens.desk.surface import Commands, Surface
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.text import TextPane
from workspace.decisions import Change, Weight
from workspace.undo.undo import Done

if TYPE_CHECKING:
    from tui.desk.tagging import Pick, Tagging
    from tui.screens.picker import PickerScreen

_REMEMBERED: Final = 5
"""How many of the tags that were picked last come first in the picker."""

_KEPT_TOO: Final = "This note was changed elsewhere meanwhile: that is kept, and yours stands below it."
_KEPT: Final = "This note was changed elsewhere meanwhile, so it is not taken away; n shows it."
_ALL_DECIDED: Final = "Every concern here is decided; [ or ] goes to one to change it, m is done with the story."


class DecisionKeys:
    """What the keys decide on the open story, or on the selected ones."""

    def __init__(self, surface: Surface, steps: StepRunner, concerns: ConcernsPane, text: TextPane) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._steps = steps
        self._concerns = concerns
        self._text = text
        self._recent: list[str] = []
        self._unsaved: dict[str, tuple[str, str]] = {}
        """notes that could not be saved, by the ids of their stories, and what was there when they were begun"""
        self._decided = ("", -1)
        """the concern that was decided last, and how often the cursor had moved by then"""
        self._last_decided = ("", -1)
        """the same where that left nothing open: the cursor stays there, as it has nowhere to go"""
        self._ended_at: object = None
        """where the user was when the last story to do was done"""

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {
            "concern.accept": lambda: self._decide(Verdict.ACCEPTED),
            "concern.reject": lambda: self._decide(Verdict.REJECTED),
            "concern.severity": lambda: self._weigh("severity"),
            "concern.certainty": lambda: self._weigh("certainty"),
            "concern.next": lambda: self._concerns.move_to(self._concerns.neighbour(1)),
            "concern.previous": lambda: self._concerns.move_to(self._concerns.neighbour(-1)),
            "concern.pick": self._open_picker,
            "story.note": self._open_note,
            "story.star": self._star,
            "story.read": self._read,
            "story.done": self._finish,
        }

    def _decide(self, verdict: Verdict) -> None:
        current = self._concerns.current
        if current is None and self._desk.story and self._desk.analysis is None:
            self._steps.notify_user("This story is just being read; press the key again when its concerns are here.")
        elif current is None:
            self._steps.notify_user("This story has no suggestion to decide on; press t to tag it yourself.")
        elif not current.open and self._last_decided == (current.tag, self._concerns.moves):
            self._steps.notify_user(_ALL_DECIDED)  # the key is not for what the one before it has decided
        elif self._steps.change_story(lambda: self._desk.decide(current.tag, verdict)):
            self._concerns.move_to(self._concerns.next_open())
            self._decided_last(current.tag)
            self._last_decided = self._decided if not self._any_open else ("", -1)
        elif not self._any_open:
            self._steps.notify_user(_ALL_DECIDED)

    @property
    def _any_open(self) -> bool:
        return any(one.open for one in self._desk.statuses())

    def _decided_last(self, tag: str) -> None:
        """Remember the concern that was just decided: until the cursor moves, what is said next belongs to it."""
        self._decided = (tag, self._concerns.moves)

    def _weigh(self, weight: Weight) -> None:
        """Say the next severity or certainty of the concern that was just decided, else of the highlighted one."""
        current = self._concerns.current
        tag, moves = self._decided
        if moves != self._concerns.moves:
            tag = current.tag if current else ""
        label = self._desk.codebook.label(tag)
        if not tag:
            self._steps.notify_user("This story has no concern to say that of; press t to tag it.")
        elif tag in self._desk.judgement.tags:
            self._steps.change_story(lambda: self._desk.weigh(tag, weight))
        elif tag in self._desk.judgement.rejected:
            self._steps.notify_user(f"{label} is rejected, so there is nothing to say of it; a accepts it after all.")
        else:
            self._steps.notify_user(f"{label} is still open: a accepts it first.")

    # the picker

    def _open_picker(self) -> None:
        from tui.desk.tagging import Pick, Tagging
        from tui.screens.picker import PickerScreen  # like every screen that a key alone opens

        tagging = Tagging(self._desk, self._text.selection)
        picked: list[str] = []

        def pick(one: Pick) -> None:
            self._pick(tagging, one, picker)
            picked.append(one.tag)

        def closed(_: None) -> None:
            if picked and tagging.passage:
                self._text.unselect()

        picker = PickerScreen(tagging, pick, self._recent)
        self._surface.ask(picker, closed)

    def _pick(self, tagging: "Tagging", pick: "Pick", picker: "PickerScreen") -> None:
        """Do what was picked, and remember the tag for the next time."""
        if tagging.selected:
            if sentence := tagging.refused(pick):
                self._steps.notify_user(sentence)
            else:
                self._steps.change_selected(partial(tagging.plan, pick), *tagging.doing(pick), then=picker.show_tags)
        else:
            told: list[str] = []

            def change() -> Done | None:
                done, sentence = tagging.pick(pick)
                told.append(sentence)
                return done

            self._steps.change_story(change)
            if sentence := "".join(told):
                self._steps.notify_user(sentence)
            self._decided_last(pick.tag)
        self._recent[:] = [pick.tag, *(other for other in self._recent if other != pick.tag)][:_REMEMBERED]

    def _open_note(self) -> None:
        if (story := self._desk.story) is not None:
            there = self._desk.judgement.note
            self._ask_for_note(story, *self._unsaved.get(story.id, (there, there)))

    def _ask_for_note(self, story: Story, note: str, opened: str, *, failed: bool = False) -> None:
        from tui.screens.note import NOT_SAVED, NoteScreen  # brings Textual's editor along: not at every start

        others = [f"{side.who}: {side.value}" for side in self._desk.view.others.notes]
        about = f"{NOT_SAVED} Note on" if failed else "Note on"

        def keep(note: str | None) -> None:
            self._write_note(story, note or "", opened, failed=failed)

        self._surface.ask(NoteScreen(story.headline, note, others, about), keep)

    def _write_note(self, story: Story, note: str, opened: str, *, failed: bool) -> None:
        """Write a note. One that can't be saved stays in sight once, and can be left then, to be opened again."""
        kept: list[str] = []

        def write() -> Done | None:
            step = self._desk.write_note(story.id, note, opened)
            self._desk.view.forget(story.id)  # also what was written elsewhere is known now
            kept.append(str(step.operations[-1].value or "") if step else self._desk.judgement.note)
            return step

        self._steps.change_story(write)
        self._unsaved.pop(story.id, None)
        if kept and kept[0] != note != opened:
            self._steps.notify_user(_KEPT_TOO if note else _KEPT)
        elif note and not kept:
            self._unsaved[story.id] = note, opened
            if failed:
                self._steps.notify_user("The note is not saved: until you leave civicdesk, n has it again.")
            else:
                self._ask_for_note(story, note, opened, failed=True)

    def _star(self) -> None:
        """Star or unstar the open story, or the selected ones."""
        if len(self._desk.selection):
            self._steps.change_selected(
                lambda stories: self._desk.plan_flag(stories, STAR),
                Doing("starred", "Star"),
                Doing("took the star from", "Take the star from"),
            )
        else:
            self._steps.change_story(self._desk.toggle_star)

    def _finish(self) -> None:
        """Be done with the open story and open the next one to do, or with the selected ones."""
        if len(self._desk.selection):
            self._finish_selected()
        elif self._desk.judgement.coded and self._here() == self._ended_at:
            self._steps.open_next_to_do(at_end=self._desk.to_do.still_finished)
        elif (
            self._steps.change_story(self._desk.toggle_coded)
            and self._desk.judgement.coded
            and not self._steps.open_next_to_do()
        ):
            self._ended_at = self._here()

    def _finish_selected(self) -> None:
        """Be done with the selected stories, which are selected no more then, and go on to one to do; or take them up
        again, where the user is done with all."""
        planned: list[Change] = []

        def plan(stories: Sequence[str]) -> Sequence[Change]:
            planned[:] = self._desk.plan_coded(stories)
            return planned

        def go_on() -> None:
            if planned and planned[0][2]:
                self._desk.selection.clear()
                if self._desk.judgement.coded:
                    self._steps.open_next_to_do()
                else:
                    self._surface.show_view()

        doing, clearing = Doing("done:", "Be done with"), Doing("took up again", "Take up again")
        self._steps.change_selected(plan, doing, clearing, go_on)

    def _here(self) -> object:
        """Return what is another once the user has opened a story or changed anything."""
        step = self._desk.next_turn(back=True)
        return self._desk.moves, step and step.id

    def _read(self) -> None:
        """Mark the open story, or the selected ones, as read or unread."""
        if len(self._desk.selection):
            self._steps.change_selected(
                lambda stories: self._desk.plan_flag(stories, READ),
                Doing("marked as read:", "Mark as read:"),
                Doing("marked as unread:", "Mark as unread:"),
            )
        else:
            self._steps.change_story(self._desk.toggle_read)
