"""A list of options with the desk's own keys for moving."""

from textual.widgets import OptionList

from tui.keys.binding import bindings
from tui.keys.commands import MOVE


class Options(OptionList):
    """An OptionList that also knows j, k, g and G."""

    BINDINGS = bindings(MOVE)

    def action_move_down(self) -> None:
        """Go to the next option."""
        self.action_cursor_down()

    def action_move_up(self) -> None:
        """Go to the option before."""
        self.action_cursor_up()

    def action_move_first(self) -> None:
        """Go to the first option."""
        self.action_first()

    def action_move_last(self) -> None:
        """Go to the last option."""
        self.action_last()

    def action_move_page_down(self) -> None:
        """Go a page down."""
        self.action_page_down()  # type: ignore[no-untyped-call]  # Textual's own

    def action_move_page_up(self) -> None:
        """Go a page up."""
        self.action_page_up()  # type: ignore[no-untyped-call]  # Textual's own

    @property
    def chosen(self) -> str | None:
        """Return the id of the highlighted option."""
        return None if self.highlighted is None else self.get_option_at_index(self.highlighted).id
