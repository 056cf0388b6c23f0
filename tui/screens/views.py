"""The views to choose from, with how many unread stories are in each."""

from collections.abc import Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from civic.views import View
from tui.keys.binding import bindings
from tui.keys.commands import VIEWS
from tui.screens.messages import Asked, UndoWanted, ViewRemoved
from tui.text.plain import fit, plain
from tui.widgets.frame import Frame
from tui.widgets.options import Options

_NAME, _COUNT = 24, 7
_ABOUT: Final = 30
"""Cells beside the name that the rest of a view takes, where there is room for it."""
_DIGITS: Final = 9


class ViewsScreen(ModalScreen[View | None]):
    """Ends with the view that was chosen, or with None where it was left."""

    BINDINGS = bindings(VIEWS)

    def __init__(self, views: Sequence[View], at: int = 0) -> None:
        """`at` is the view that is highlighted first."""
        super().__init__()
        self._views = list(views)
        self._first = at
        self._unread: dict[str, int] = {}
        self._progress: dict[str, tuple[int, int] | None] = {}
        self._heads = Static(id="view-heads")
        self._options = Options(compact=True, classes="lines")

    def compose(self) -> ComposeResult:
        """Yield the views, one on each line."""
        yield Frame("Views; + on the desk keeps a filter as one", self._heads, self._options, leading=self._first_keys)

    def on_resize(self) -> None:
        """Show the views, and in another width in other columns; their counts come later."""
        self._heads.update(plain(f"    {fit('View', self._name_width)} {'unread':>{_COUNT}}  filter"))
        self.show_views(self._views)

    def show_views(self, views: Sequence[View]) -> None:
        """Show these views."""
        at = self._first if self._options.highlighted is None else self._options.highlighted
        self._views = list(views)
        self._options.set_options(Option(plain(self._line(number, view))) for number, view in enumerate(views, 1))
        self._options.highlighted = min(at, len(views) - 1)
        self.refresh_bindings()

    def _first_keys(self) -> Sequence[str]:
        """Return the commands that the line of keys begins with: removing only a view that is the user's own."""
        at = self._options.highlighted
        return ("views.show",) if at is None or self._views[at].shipped else ("views.show", "views.remove")

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()

    def show_counts(self, name: str, unread: int, progress: tuple[int, int] | None) -> None:
        """Show how many unread stories are in a view, and of a sample how many of how many are coded."""
        self._unread[name], self._progress[name] = unread, progress
        for at, view in enumerate(self._views):
            if view.name == name:
                self._options.replace_option_prompt_at_index(at, plain(self._line(at + 1, view)))

    @property
    def _name_width(self) -> int:
        return max(_NAME // 2, min(_NAME, self.app.size.width - _ABOUT))

    def _line(self, number: int, view: View) -> str:
        digit = str(number) if number <= _DIGITS else " "
        unread = self._unread.get(view.name)
        count = "…" if unread is None else f"{unread}" if unread else ""
        progress = self._progress.get(view.name)
        coded = f"{progress[0]} of {progress[1]} coded" if progress else ""
        about = " · ".join(part for part in (view.filter, coded, "unaided" if view.unaided else "") if part)
        return f"{digit}  {fit(view.name, self._name_width)} {count:>{_COUNT}}  {about}"

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self._views[message.option_index])

    def action_views_digit(self, digit: str) -> None:
        """Choose one of the first nine."""
        if int(digit) <= len(self._views):
            self.dismiss(self._views[int(digit) - 1])

    def action_views_show(self) -> None:
        """Choose the highlighted view."""
        self._options.action_select()

    def action_views_remove(self) -> None:
        """Remove the highlighted view, if it is the user's own."""
        at = self._options.highlighted
        if at is None:
            return
        view = self._views[at]
        if view.shipped:
            self.app.notify(f"{view.name} comes with the program and stays.", markup=False)
        else:
            self.post_message(Asked(ViewRemoved(view)))

    def action_views_undo(self) -> None:
        """Take the last change back."""
        self.post_message(Asked(UndoWanted()))

    def action_views_close(self) -> None:
        """Leave without a view."""
        self.dismiss(None)
