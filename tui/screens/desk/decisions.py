"""What the keys of judgement do on the main screen: tag, accept, reject, star, note, undo, redo."""

from collections.abc import Callable
from typing import Final

from civic.codebook import concern_label
from civic.judgement import READ, STAR, Verdict
from tui.desk.undo import Step
from tui.screens.desk.batch import Triaging
from tui.screens.picker import Deed, PickerScreen
from tui.widgets.concerns_pane import ConcernsPane
from tui.widgets.text_pane import TextPane

_REMEMBERED: Final = 5
"""How many of the tags that were picked last come first in the picker."""


class Judging(Triaging):
    """A part of the desk's screen. A decision that can't be saved is not shown: the desk raises, `app` says why."""

    _concerns: ConcernsPane
    _text: TextPane
    _recent: list[str]

    def show_story(self) -> None:
        """Paint the open story."""
        raise NotImplementedError

    def action_concern_accept(self) -> None:
        """Agree with the highlighted suggestion."""
        self._decide(Verdict.ACCEPTED)

    def action_concern_reject(self) -> None:
        """Turn the highlighted suggestion down."""
        self._decide(Verdict.REJECTED)

    def _decide(self, verdict: Verdict) -> None:
        current = self._concerns.current
        if current is None:
            self._tell("This story has no suggestion to decide on; press t to tag it yourself.")
        elif self._change(lambda: self.desk.decide(current.tag, verdict)):
            self._concerns.move_to(self._concerns.next_open())

    def action_concern_severity(self) -> None:
        """Say how much is at stake by the highlighted concern."""
        if current := self._concerns.current:
            self._change(lambda: self.desk.turn_severity(current.tag))

    def action_concern_certainty(self) -> None:
        """Say whether the highlighted concern is alleged or confirmed."""
        if current := self._concerns.current:
            self._change(lambda: self.desk.turn_certainty(current.tag))

    def action_concern_next(self) -> None:
        """Highlight the next concern."""
        self._concerns.move_to(self._concerns.cursor + 1)

    def action_concern_previous(self) -> None:
        """Highlight the concern before."""
        self._concerns.move_to(self._concerns.cursor - 1)

    def action_concern_pick(self) -> None:
        """Pick a concern, or make an own tag."""
        if self.desk.story is None:
            self._tell("There is no story to tag; clear the filter with esc, or add stories.")
            return
        self.app.push_screen(PickerScreen(self.desk, self._pick, self._recent, self._text.selection))

    def _pick(self, tag: str, deed: Deed) -> None:
        """Do what was picked, and keep in mind that it was."""
        passage = self._text.selection
        match deed:
            case "tag" if len(self.desk.selection):
                self.change_selected(f"tagged {concern_label(tag)} on", lambda stories: self.desk.tagged(stories, tag))
            case "severity":
                self._change(lambda: self.desk.turn_severity(tag))
            case "standing":
                self._change(lambda: self.desk.turn_certainty(tag))
            case "tag" if passage:
                self._change(lambda: self.desk.tag_passage(tag, passage))
                self._text.unselect()
            case "tag":
                self._change(lambda: self.desk.toggle_tag(tag))
        self._recent[:] = [tag, *(other for other in self._recent if other != tag)][:_REMEMBERED]

    def action_story_note(self) -> None:
        """Write a note."""
        from tui.screens.note import NoteScreen  # brings Textual's editor along: not at every start

        story = self.desk.story
        if story is not None:
            self.app.push_screen(NoteScreen(story.headline, self.desk.judgement.note), self._write_note)

    def _write_note(self, note: str | None) -> None:
        from tui.screens.note import NoteScreen

        story, before = self.desk.story, self.desk.judgement.note
        self._change(lambda: self.desk.write_note(note or ""))
        if story and note and self.desk.judgement.note == before != note:  # not saved: what was typed stays in sight
            self.app.push_screen(NoteScreen(story.headline, note), self._write_note)

    def action_story_star(self) -> None:
        """Star or unstar the story, or the marked ones."""
        if len(self.desk.selection):
            self.change_selected("changed the star of", lambda stories: self.desk.toggled(stories, STAR))
        else:
            self._change(self.desk.toggle_star)

    def action_story_read(self) -> None:
        """Mark the story, or the marked ones, as read or unread."""
        if len(self.desk.selection):
            self.change_selected("changed the read mark of", lambda stories: self.desk.toggled(stories, READ))
        else:
            self._change(self.desk.toggle_read)

    def action_undo(self) -> None:
        """Take the last change back."""
        self.turn(back=True)

    def action_redo(self) -> None:
        """Make it again."""
        self.turn(back=False)

    def _change(self, change: Callable[[], Step | None]) -> bool:
        step = None
        with self.notifying_faults():
            step = change()
        self.show_story()
        return step is not None
