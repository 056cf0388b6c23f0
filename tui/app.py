"""The composition root: wires storage, feeds, desk and screens; owns workers, signals and the theme."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from rich.text import Text
from textual import events, on
from textual.actions import ActionParseResult
from textual.dom import DOMNode
from textual.driver import Driver
from textual.theme import Theme
from textual.worker import Worker, WorkerState

from civic.fault import Fault
from civic.judgement import Operation
from civic.text import clean, clean_line
from civic.views import View
from tui.desk.session import Desk
from tui.handlers.overview import Charting
from tui.handlers.rules import Ruled
from tui.handlers.second_opinion import Asking
from tui.handlers.system import Worldly
from tui.handlers.views import Viewing
from tui.keys.binding import bindings, remapped
from tui.keys.commands import ANYWHERE, DESK, FEEDS, LIST, MOVE, PANE, STARTER
from tui.messages import (
    AnalysisWanted,
    FilterWanted,
    RestWanted,
    StoryWanted,
)
from tui.screens.desk.screen import DeskScreen
from tui.screens.feeds import FeedsScreen
from tui.screens.palette import DeskCommands, ViewCommands
from tui.screens.starter import StarterScreen
from tui.styles.themes import CONCERN_VARIABLES, DARK, LIGHT, THEMES
from tui.terminal.crash import write_down
from tui.terminal.key_queue import InTurn
from tui.terminal.no_color import Uncoloured
from tui.terminal.paste import guarded
from tui.terminal.signals import leave_on_signals
from tui.terminal.stylesheet import Styled
from tui.text.plain import plain
from workspace.workspace import Workspace

_POLL_SECONDS: Final = 0.5
"""How often to look for what others changed; the promise is a second."""
_SETTLED: Final = 3
"""Polls to wait for more suggestions, which come by the dozen while the background is at work: each painting of the
list takes time from the keys. What a person or a feed brought is shown at once."""
_ALL: Final = 1 << 40
_READ_ONLY: Final = (
    "This library can only be read: its folder can't be written, or a newer version wrote it. No new stories are kept."
)


def run(workspace: Workspace) -> int:
    """Open the desk on a workspace until the person leaves; the exit status."""
    app = CivicDesk(workspace)
    app.run(mouse=workspace.settings.mouse)
    with contextlib.suppress(Fault):  # then the next start only shows more stories as new
        workspace.library.leave()
    return app.return_code or 0


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class CivicDesk(Asking, Charting, Viewing, Ruled, Worldly, InTurn, Styled, inherit_bindings=False):
    """The program on the screen. Screens say by messages what they need from the disk, the network or the world."""

    TITLE = "civicdesk"
    CSS_PATH = "styles/desk.tcss"
    BINDINGS = bindings(ANYWHERE)
    COMMANDS = {DeskCommands, ViewCommands}
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.animation_level = "none"  # an answer that glides is an answer that is late
        if self.no_color:
            self._filters = [Uncoloured(lambda: self.theme_variables)]
        for theme in THEMES:
            self.register_theme(theme)
        chosen = workspace.memory.theme
        self.theme = chosen if chosen in self.available_themes else DARK.name
        self.style_by_theme()
        self._own_keys, self._key_complaints = remapped(workspace.settings.keys)
        self.desk = Desk(workspace.library, _now)
        self._stale = 0
        width = workspace.memory.get("list_width")
        self._desk_screen = DeskScreen(
            self.desk,
            _now,
            measure=workspace.settings.text_width,
            list_width=width if isinstance(width, int) else None,
            hints=self._hints,
            values=self.values_of,
            history=workspace.memory.past_filters,
        )

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of the concerns, for themes that have none of their own."""
        return dict(CONCERN_VARIABLES)

    def get_driver_class(self) -> type[Driver]:
        """Textual's own for this platform, with a door for what is pasted."""
        return guarded(super().get_driver_class())

    def on_mount(self) -> None:
        """Keys and signals; then the desk."""
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        self.set_keymap(self._own_keys)
        self.load_views()
        if not self.is_headless:
            leave_on_signals(lambda status: self.exit(return_code=status))
        self.push_screen(self._desk_screen)
        for sentence in (*self.workspace.notices, *self._key_complaints):
            self.tell(sentence, "warning", 12)
        if self.workspace.library.read_only:
            self.tell(_READ_ONLY, "warning", 12)
        self.workspace.library.analyse_rest()
        self.set_interval(_POLL_SECONDS, self._look_around)
        if self.workspace.settings.refresh_on_start:
            self.refresh_due()
        if minutes := self.workspace.settings.refresh_minutes:
            self.set_interval(60 * minutes, self.refresh_due)

    async def on_event(self, event: events.Event) -> None:
        """What is pasted is outside text: cleaned at this door, before any line or editor gets it."""
        if isinstance(event, events.Paste):
            event.text = plain(clean(event.text)).plain
        await super().on_event(event)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key or the palette asks for; a foreseen fault becomes a message, and nothing was changed by it."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Fault as fault:
            self.tell(str(fault), "error", 10)
            return True

    def _fatal_error(self) -> None:
        """A fault that nobody foresaw: Textual leaves the terminal as it was and prints this, not a traceback."""
        error = self._exception or RuntimeError("unknown")
        self.panic(Text(write_down(error, self.workspace.places.log)))

    def _hints(self) -> Sequence[str]:
        """What the list says under its stories: what to do next where there is little to do."""
        if self.desk.filter.strip():
            return () if self.desk.keys else ("No story matches the filter; esc clears it.",)
        if not self.has_feeds:
            return ("There are no feeds yet: F, then s, chooses from the starter feeds.",)
        return () if self.desk.keys else ("No stories yet: r fetches the feeds.",)

    # what goes on in the background

    def _look_around(self) -> None:
        """Show what others changed and what was done in the background meanwhile."""
        library = self.workspace.library
        try:
            if library.poll() or self._stale:
                self._stale += 1
            if self._stale > (_SETTLED if library.only_suggestions else 0):
                self._stale = 0
                library.analyse_rest()
                self._desk_screen.take_in_changes()
        except Fault as fault:
            self.tell(str(fault), "error", 10)
        done, total = library.pending()
        reading = f"reading {done} of {total}" if done < total else "read only" if library.read_only else ""
        self._desk_screen.show_background("indexing …" if library.indexing else reading)

    @on(AnalysisWanted)
    def _analyse(self, message: AnalysisWanted) -> None:
        def work() -> None:
            self.workspace.suggestions.of(message.story)
            self.call_from_thread(self._desk_screen.analysed, message.story.id)

        self.run_worker(work, thread=True, group="analysis", exit_on_error=False)

    @on(RestWanted)
    def _find_rest(self, message: RestWanted) -> None:
        def work() -> None:
            found = self.workspace.library.arranged(message.query, message.how, limit=_ALL)
            self.call_from_thread(self._desk_screen.completed, message.query, message.how, found)

        self.run_worker(work, thread=True, group="rest", exclusive=True, exit_on_error=False)

    @on(Worker.StateChanged)
    def _worker_changed(self, message: Worker.StateChanged) -> None:
        """Work in the background that failed says so; the desk goes on."""
        if message.state is WorkerState.ERROR:
            self.tell(f"Work in the background failed: {clean_line(str(message.worker.error), 300)}", "error", 10)

    @on(FilterWanted)
    def _filter_to(self, message: FilterWanted) -> None:
        self._back_to_desk()
        self._desk_screen.filter_to(message.query)

    def show_view(self, view: View) -> None:
        """Show a view as if its filter had been typed."""
        self._back_to_desk()
        self._desk_screen.list_by(view.order, view.group)
        self._desk_screen.filter_to(view.filter)

    @on(StoryWanted)
    def _open_story(self, message: StoryWanted) -> None:
        self.open_story(message.story)

    def open_story(self, story: str) -> None:
        """Show a story on the desk."""
        self._back_to_desk()
        self._desk_screen.open_story(story)

    def show_rules_run(self, label: str, operations: Sequence[Operation]) -> None:
        """Take what rules changed into view, as one step to undo."""
        self._desk_screen.said(self.desk.done(label, operations))

    def _back_to_desk(self) -> None:
        while self.screen is not self._desk_screen and len(self.screen_stack) > 1:
            self.pop_screen()

    # keys that work everywhere

    def show_progress(self, text: str) -> None:
        """Say what a refresh is at, on the desk and among the feeds."""
        self._desk_screen.show_progress(text)
        if isinstance(self.screen, FeedsScreen):
            self.screen.show_progress(text)
            if not text:
                self.screen.show_feeds()

    def stories_arrived(self) -> None:
        """Take what a refresh or a second opinion brought into view."""
        self._desk_screen.take_in_changes()

    def action_app_help(self) -> None:
        """All keys, those of this place first."""
        from tui.screens.help import HelpScreen  # like every screen that a key alone opens

        self.push_screen(HelpScreen(self.places_here(), self._own_keys))

    def action_app_palette(self) -> None:
        """Every command by name."""
        self.action_command_palette()

    def action_app_theme(self) -> None:
        """Light or dark."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def action_app_themes(self) -> None:
        """All themes, ours and Textual's."""
        self.search_themes()

    def _keep_theme(self, theme: Theme) -> None:
        with contextlib.suppress(Fault):  # it is forgotten then, and nothing else
            self.workspace.memory.set_theme(theme.name)

    def action_app_leave(self) -> None:
        """Everything is saved already."""
        self.exit()

    def places_here(self) -> list[str]:
        """The places of `keys` whose commands apply where the focus is."""
        if isinstance(self.screen, FeedsScreen):
            return [FEEDS]
        if isinstance(self.screen, StarterScreen):
            return [STARTER]
        here = LIST if self.focused is not None and self.focused.id == "list" else PANE
        return [here, DESK, MOVE]
