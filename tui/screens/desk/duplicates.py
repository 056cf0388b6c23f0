"""The keys for duplicates of a story on the main screen, and for hidden and related ones."""

from collections.abc import Callable
from typing import Final

from civic.judgement import HIDE
from tui.desk.selection import Doing
from tui.screens.desk.steps import StepRunner
from tui.screens.desk.surface import Commands, Surface
from tui.screens.messages import Asked, RelatedWanted
from workspace.undo.undo import Done

_NO_COPIES: Final = "This story has no copies."


class DuplicateKeys:
    """What the keys do about stories beside the open one."""

    def __init__(self, surface: Surface, steps: StepRunner) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._steps = steps

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {
            "copies.unfold": self._unfold,
            "copies.judge": self._judge,
            "copies.split": self._split,
            "story.hide": self._hide,
            "story.related": self._show_related,
        }

    def _unfold(self) -> None:
        if self._desk.view.toggle_duplicates():
            self._surface.show_view()
        else:
            self._steps.notify_user(_NO_COPIES)

    def _judge(self) -> None:
        if self._desk.story and not self._desk.judgement:
            self._steps.notify_user("Nothing is decided on this story yet; then D says the same of its copies.")
        else:
            self._steps.report(self._desk.judge_duplicates(), of_story=True)

    def _split(self) -> None:
        """Keep the open story apart from its copies, or no longer."""
        if self._desk.judgement.apart or self._desk.view.has_copies:
            self._change_list(self._desk.toggle_apart)
        else:
            self._steps.notify_user(_NO_COPIES)

    def _hide(self) -> None:
        """Hide the open story, or the selected ones; or show them again."""
        if len(self._desk.selection):
            self._steps.change_selected(
                lambda stories: self._desk.plan_flag(stories, HIDE),
                Doing("hid", "Hide"),
                Doing("showed again", "Show again"),
            )
        else:
            self._change_list(self._desk.toggle_hidden)

    def _change_list(self, change: Callable[[], Done | None]) -> None:
        if self._desk.story is not None:
            self._steps.report(change(), of_story=True)

    def _show_related(self) -> None:
        if self._desk.story is not None:
            self._surface.post_message(Asked(RelatedWanted(self._desk.story.id)))
