"""A view drawn line by line lays out what is on the screen, at the width that it has there."""

from collections.abc import Sequence

from textual.app import App, ComposeResult

from tui.widgets.line_view import LineView, Piece


class Measured(LineView):
    """Keeps every width that it was asked to lay out."""

    def __init__(self, name: str) -> None:
        super().__init__(self, id=name)
        self.widths: list[int] = []

    def line_count(self, width: int) -> int:
        self.widths.append(width)
        return 100

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        return [Piece(f"line {index}")], ""


class Two(App[None]):
    """One view on the screen, and one that is hidden."""

    CSS = "#hidden { display: none; } LineView { width: 20; height: 5; }"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"scroll": "white"}

    def compose(self) -> ComposeResult:
        for name in ("shown", "hidden"):
            view = Measured(name)
            view.relayout()  # as a screen does that shows a story before its first frame
            yield view


async def test_nothing_is_laid_out_before_there_is_room() -> None:
    """A megabyte in a column of one cell took seconds: once for each hidden pane of a narrow terminal."""
    app = Two()
    async with app.run_test() as pilot:
        shown, hidden = app.query_one("#shown", Measured), app.query_one("#hidden", Measured)
        await pilot.pause()
        hidden.relayout()
        hidden.scroll_to_line(7)
        assert set(shown.widths) == {19}
        assert hidden.widths == []
        hidden.display = True
        await pilot.pause()
        hidden.scroll_to_line(7)
        assert set(hidden.widths) == {19}
        assert hidden.top == 7
