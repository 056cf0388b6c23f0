"""The keys of coding together on the main screen: what each coder says, what is settled, and the history."""

from civic.conflicts import Conflict
from civic.judgement import concern_field
from civic.settlement import Choice
from tui.screens.desk.steps import StepRunner
from tui.screens.desk.surface import Commands, Surface
from tui.widgets.panes.concerns import ConcernsPane


class CodingKeys:
    """What the keys show of other coders, as far as `StoryView` lets it be seen."""

    def __init__(self, surface: Surface, steps: StepRunner, concerns: ConcernsPane) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._steps = steps
        self._concerns = concerns

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {
            "concern.open": self._open_concern,
            "quotes.open": self._open_quotes,
            "coders.open": self._open_conflicts,
            "story.history": self._show_history,
        }

    def _open_concern(self) -> None:
        """Show what each coder says of the concern, where others said something; else its quotes."""
        current = self._concerns.current
        if current and self._desk.view.others.sides(concern_field(current.tag)):
            self._show(concern_field(current.tag))
        else:
            self._open_quotes()

    def _open_quotes(self) -> None:
        if self._concerns.current and not self._concerns.unfold():
            self._steps.notify_user("It rests on no quote yet; v selects a passage for it.")

    def _open_conflicts(self) -> None:
        """Show the first conflict of the story, from which one goes to the others."""
        if conflicts := self._desk.view.others.conflicts:
            self._show(conflicts[0].field)
        else:
            self._steps.notify_user("Coders do not differ about this story; V, Conflicts lists those on which they do.")

    def _show(self, field: str) -> None:
        from tui.screens.coding.sides import SidesScreen  # only who looks at it: not at every start

        self._surface.ask(SidesScreen(self._desk, field, self._settle, self._undo), lambda _: None)

    def _settle(self, conflict: Conflict, choice: Choice, who: str) -> None:
        self._steps.change_story(lambda: self._desk.settle(conflict, choice, who), "settled")

    def _undo(self) -> None:
        self._steps.turn(back=True)

    def _show_history(self) -> None:
        from tui.screens.coding.history import HistoryScreen

        if story := self._desk.story:
            self._surface.ask(HistoryScreen(story, self._desk.view.history, self._desk.codebook), lambda _: None)
