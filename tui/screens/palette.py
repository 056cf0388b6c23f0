"""The command palette: every command of this place with its key."""

from collections.abc import Callable, Iterator
from functools import partial

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.widget import Widget

from civic.views import View
from tui.handlers.views import Viewing
from tui.keys.commands import ANYWHERE, COMMANDS, DESK, FEEDS, LIST, MOVE, PANE, STARTER, Command, shown
from tui.text.plain import plain

_OF_WIDGETS = (LIST, MOVE, PANE)
_OF_SCREENS = (DESK, FEEDS, STARTER)


class DeskCommands(Provider):
    """Finds commands by name and help. What applies is what has an action on the app, the screen or the focus."""

    def _here(self) -> list[tuple[Command, App[object] | Widget]]:
        found = []
        for command in COMMANDS:
            node: App[object] | Widget | None = None
            if command.where == ANYWHERE:
                node = self.app
            elif command.where in _OF_SCREENS or command.by_screen:
                node = self.screen
            elif command.where in _OF_WIDGETS:
                node = self.focused
            if node is not None and hasattr(node, f"action_{command.method}"):
                found.append((command, node))
        return found

    @staticmethod
    def _name(command: Command) -> str:
        return f"{command.label} ({shown(command.keys[0])})"

    async def discover(self) -> Hits:
        """Everything, before a letter is typed."""
        for command, node in self._here():
            yield DiscoveryHit(
                plain(self._name(command)),
                partial(self.app.run_action, command.method, node),
                self._name(command),
                command.help,
            )

    async def search(self, query: str) -> Hits:
        """What resembles the letters typed."""
        matcher = self.matcher(query)
        for command, node in self._here():
            score = max(matcher.match(self._name(command)), matcher.match(command.help) / 2)
            if score > 0:
                yield Hit(
                    score,
                    plain(self._name(command)),
                    partial(self.app.run_action, command.method, node),
                    self._name(command),
                    command.help,
                )


class ViewCommands(Provider):
    """Every view by its name."""

    @property
    def _views(self) -> Iterator[tuple[str, View, Callable[[], None]]]:
        if isinstance(self.app, Viewing):
            for view in self.app.views:
                yield f"View: {view.name}", view, partial(self.app.show_view, view)

    async def discover(self) -> Hits:
        """All of them."""
        for name, view, show in self._views:
            yield DiscoveryHit(plain(name), show, name, view.filter or "all stories")

    async def search(self, query: str) -> Hits:
        """What resembles the letters typed."""
        matcher = self.matcher(query)
        for name, view, show in self._views:
            if (score := matcher.match(name)) > 0:
                yield Hit(score, plain(name), show, name, view.filter or "all stories")
