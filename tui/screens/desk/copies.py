"""What the keys do about copies of a story, about hidden and related ones, and to have stories written to a file."""

from collections.abc import Callable

from civic.judgement import HIDE
from civic.query import Among
from tui.desk.undo import Step
from tui.messages import HandOnWanted, RelatedWanted, RulesWanted
from tui.screens.ask import AskScreen
from tui.screens.desk.batch import Triaging


class Folding(Triaging):
    """A part of the desk's screen."""

    def action_copies_unfold(self) -> None:
        """Show the copies of the story, or fold them away."""
        if self.desk.toggle_duplicates():
            self.show_view()
        else:
            self._tell("This story has no copies.")

    def action_copies_judge(self) -> None:
        """Decide on the copies as on this story."""
        if self.desk.story and not self.desk.judgement:
            self._tell("Nothing is decided on this story yet; then D says the same of its copies.")
        else:
            self.said(self.desk.judge_copies())

    def action_copies_split(self) -> None:
        """Keep the story apart from its copies, or no longer."""
        self._list_changed(self.desk.toggle_apart)

    def action_story_hide(self) -> None:
        """Hide the story, or the marked ones; or show them again."""
        if len(self.desk.selection):
            self.change_selected("changed whether hidden:", lambda stories: self.desk.toggled(stories, HIDE))
        else:
            self._list_changed(self.desk.toggle_hidden)

    def _list_changed(self, change: Callable[[], Step | None]) -> None:
        if self.desk.story is not None:
            self.said(change())

    def action_story_related(self) -> None:
        """Look for stories that share something with this one."""
        if self.desk.story is not None:
            self.post_message(RelatedWanted(self.desk.story.id))

    def action_list_export(self) -> None:
        """Ask for a file, and have the marked stories written to it, or all in view."""
        marks = self.desk.selection
        query = Among(frozenset(self.desk.targets())) if len(marks) else self.desk.query
        marked = "the marked story" if len(marks) == 1 else f"the {len(marks)} marked stories"
        which = marked if len(marks) else "all stories in view"

        def write(name: str | None) -> None:
            if name:
                self.post_message(HandOnWanted(query, name))

        question = f"Write {which} to which file? Its name ends with .md, .html, .csv, .json, .jsonl or .atom."
        self.app.push_screen(AskScreen(question), write)

    def action_rules_open(self) -> None:
        """See what the rules would change."""
        self.post_message(RulesWanted(self.desk.filter if not self.desk.error else ""))
