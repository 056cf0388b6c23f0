"""A small editor for the note on a story."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from civic.fault import Fault
from civic.text import clean
from tui.keys.binding import bindings
from tui.keys.commands import NOTE
from tui.text.plain import plain
from tui.widgets.frame import Frame

NOT_SAVED: Final = "Not saved; esc again leaves it."
"""What is said above a note that could not be saved, and that is shown once more."""


class NoteScreen(ModalScreen[str]):
    """A dialogue that ends with the note as it was written; an empty one takes the note away."""

    BINDINGS = bindings(NOTE)

    def __init__(self, headline: str, note: str, others: Sequence[str] = (), about: str = "Note on") -> None:
        """`others` are the notes of other coders, signed, which stand beneath; `about` begins the question."""
        super().__init__()
        self._others = others
        self._headline = headline
        self._about = about
        self._note = note
        self._editor = TextArea(plain(note).plain, id="note", soft_wrap=True, tab_behavior="focus")
        self._editor.move_cursor(self._editor.document.end)  # where who opens a note again writes on

    def compose(self) -> ComposeResult:
        """Yield what the note is on, and the editor."""
        others = Static(plain("\n".join(self._others)))
        notes = [VerticalScroll(others, classes="notes", can_focus=False)] if self._others else []
        yield Frame(f"{self._about} “{self._headline}”", self._editor, *notes, brief=True)

    def action_note_line(self) -> None:
        """Begin a new line, once the letters in front of the key have reached the editor."""
        self._editor.call_later(lambda: self._editor.replace("\n", *self._editor.selection))

    def action_note_edit(self) -> None:
        """Go on in the user's own editor, which has the terminal until it ends, and take in what was written there."""
        from workspace.editor import edited  # started by few, and then the terminal is given away anyhow

        written, fault = "", None
        try:
            with self.app.suspend():
                try:
                    written = edited(self._editor.text)
                except Fault as raised:  # here: what leaves `suspend` by an error leaves the desk without its terminal
                    fault = raised
        except SuspendNotSupported:
            self.app.notify("There is no terminal here to give to an editor.", severity="warning", markup=False)
            return
        if fault:
            self.app.notify(str(fault), severity="error", markup=False)
            return
        self._editor.text = plain(written).plain
        self._editor.move_cursor(self._editor.document.end)

    def action_note_keep(self) -> None:
        """Keep what is written."""
        written = self._editor.text
        unchanged = written == plain(self._note).plain  # joiners that the editor does not show stay then
        self.dismiss(self._note if unchanged else clean(written).strip())
