"""The command palette: every command that applies here with its key, and every view."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode

from civic.views import View
from tui.keys.commands import ANYWHERE, COMMANDS, FEEDS, LIST, MOVE, STARTER, Command, shown
from tui.screens.desk.screen import DeskScreen
from tui.text.plain import plain

_OF_WIDGETS = (LIST, MOVE)
_OF_SCREENS = (FEEDS, STARTER)


class DeskCommands(Provider):
    """Finds commands by name and help. Those apply that the app, the screen or the focus can do."""

    def _here(self) -> Iterator[tuple[Command, DOMNode]]:
        for command in COMMANDS:
            if command.is_of_desk:
                if isinstance(self.screen, DeskScreen) and command.id in self.screen.commands:
                    yield command, self.screen
                continue
            node: DOMNode | None = None
            if command.where == ANYWHERE:
                node = self.app
            elif command.where in _OF_SCREENS:
                node = self.screen
            elif command.where in _OF_WIDGETS:
                node = self.focused
            if node is not None and hasattr(node, f"action_{command.method}"):
                yield command, node

    @staticmethod
    def _name(command: Command) -> str:
        return f"{command.label} ({shown(command.keys[0])})"

    async def discover(self) -> Hits:
        """Yield everything, before a letter is typed."""
        for command, node in self._here():
            run = partial(self.app.run_action, command.call, node)
            yield DiscoveryHit(plain(self._name(command)), run, self._name(command), command.help)

    async def search(self, query: str) -> Hits:
        """Yield what resembles the letters typed."""
        matcher = self.matcher(query)
        for command, node in self._here():
            score = max(matcher.match(self._name(command)), matcher.match(command.help) / 2)
            if score > 0:
                run = partial(self.app.run_action, command.call, node)
                yield Hit(score, plain(self._name(command)), run, self._name(command), command.help)


@runtime_checkable
class OffersViews(Protocol):
    """An app that has views to show."""

    @property
    def views(self) -> tuple[View, ...]:
        """Return the views there are."""

    def show_view(self, view: View) -> None:
        """Show a view on the desk."""


class ViewCommands(Provider):
    """Every view by its name, in an app that has views."""

    def _views(self) -> Iterator[tuple[str, View, Callable[[], None]]]:
        app: object = self.app
        if isinstance(app, OffersViews):
            for view in app.views:
                yield f"View: {view.name}", view, partial(app.show_view, view)

    async def discover(self) -> Hits:
        """Yield all of them."""
        for name, view, show in self._views():
            yield DiscoveryHit(plain(name), show, name, view.filter or "all stories")

    async def search(self, query: str) -> Hits:
        """Yield what resembles the letters typed."""
        matcher = self.matcher(query)
        for name, view, show in self._views():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, plain(name), show, name, view.filter or "all stories")
