"""What the main screen asks for itself: suggestions, all hits of a filter, another filter or story."""

from functools import partial
from typing import Final

from textual.timer import Timer

from civic.story import Story
from tui.desk.story_view import coded_among
from tui.handlers.context import Answers, Context
from tui.screens.messages import (
    AnalysisWanted,
    ChangesWanted,
    FilterWanted,
    RestWanted,
    StepTurned,
    StoryWanted,
    UndoWanted,
)

_ALL: Final = 1 << 40
_RESTED: Final = 0.15
"""Seconds after which a story that stays open is analysed here: one that is only passed on the way to another is left
to the background, since a thread of this process takes time from painting the next one."""


class DeskHandler:
    """Works in threads and shows on the main screen what came of it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._soon: Timer | None = None

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {
            AnalysisWanted: self._analyse_soon,
            ChangesWanted: self._show_changes,
            RestWanted: self._find_rest,
            UndoWanted: self._undo,
            StepTurned: self._show_again,
            FilterWanted: self._filter_to,
            StoryWanted: lambda request: self._context.open_story(request.story),
        }

    def _analyse_soon(self, request: AnalysisWanted) -> None:
        if self._soon:
            self._soon.stop()
        self._soon = self._context.desk_screen.set_timer(_RESTED, partial(self._analyse, request.story))

    def _analyse(self, story: Story) -> None:
        context, desk = self._context, self._context.desk_screen.desk
        if desk.story is None or desk.story.id != story.id or desk.analysis is not None:
            return

        def work() -> None:
            context.workspace.suggestions.of(story)
            context.from_thread(context.desk_screen.show_analysis, story.id)

        context.start_thread(work, "analysis")

    def _show_changes(self, request: ChangesWanted) -> None:
        """Open the screen at once, and compare in a thread: texts may be long."""
        from civic.versions import revisions
        from tui.screens.coding.changes import ChangesScreen

        context, screen = self._context, ChangesScreen(request.story)
        context.open(screen)

        def work() -> None:
            found = revisions(request.story, context.workspace.library.versions(request.story.id))
            if screen.is_attached:
                context.from_thread(screen.show, found)

        context.start_thread(work, "changes", exclusive=True)

    def _find_rest(self, request: RestWanted) -> None:
        context = self._context

        def work() -> None:
            found = context.workspace.library.arranged(request.query, request.how, limit=_ALL)
            coded = coded_among(context.workspace.library, request.query, found)
            context.from_thread(context.desk_screen.show_rest, request.query, request.how, found, coded)

        context.start_thread(work, "rest", exclusive=True)

    def _filter_to(self, request: FilterWanted) -> None:
        self._context.back_to_desk()
        self._context.desk_screen.filter_to(request.query)

    def _undo(self, _: UndoWanted) -> None:
        self._context.attempt(lambda: self._context.desk_screen.undo())

    def _show_again(self, _: StepTurned) -> None:
        for reload in self._context.reloads:
            reload()
        self._context.workspace.library.analyse_rest()
        self._context.show_changes()
