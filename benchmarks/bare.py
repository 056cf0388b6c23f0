"""The yardstick of a start: a bare Textual app with fifty lines, which answers j and ends with q."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Fifty lines and a line that tells the last key."""

    BINDINGS = [("j", "answer"), ("q", "quit")]

    def compose(self) -> ComposeResult:
        """Yield two widgets."""
        yield Static("no key", id="last")
        yield Static("\n".join(f"line {number}" for number in range(50)))

    def action_answer(self) -> None:
        """Show that a key came."""
        self.query_one("#last", Static).update("a key")


if __name__ == "__main__":
    Bare().run()
