"""One question with a one-line answer."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from civic.fault import Fault
from civic.text import clean_line
from tui.keys.binding import bindings
from tui.keys.commands import ASK
from tui.text.plain import plain, visible
from tui.widgets.frame import Frame
from workspace.file_names import meant

_LONGEST: Final = 4000
"""Code points of an answer."""
_SECONDS: Final = 10
"""How long it is said what is wrong with an answer."""
_SHOWN: Final = 8
"""So many names of files are shown."""

Completion: TypeAlias = Callable[[str], tuple[str, Sequence[str]]]
"""Returns what is typed with what all that begins so goes on with, and the names of all that begins so."""


def on_one_line(text: str) -> str:
    """Return a text on one line."""
    lines = text.splitlines()
    return text if len(lines) == 1 else " ".join(filter(None, (line.strip() for line in lines)))


def line_with_address(text: str) -> str:
    """Return the line of a text that an address stands in, else the first that is not blank."""
    lines = list(filter(None, (line.strip() for line in text.splitlines())))
    return next((line for line in lines if "://" in line), lines[0] if lines else "")


class _Line(Input):
    """One line to type in, with `chosen` of what is pasted; Textual's own takes the first line, even an empty one."""

    chosen: Callable[[str], str]

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.replace(self.chosen(event.text)[:_LONGEST], *self.selection)


class AskScreen(ModalScreen[str | None]):
    """Ends with the answer (it may be empty), or with None where it was left."""

    BINDINGS = bindings(ASK)

    def __init__(
        self,
        question: str,
        answer: str = "",
        *,
        example: str = "",
        pasted: Callable[[str], str] = on_one_line,
        complete: Completion | None = None,
        is_proposal: bool = False,
        take: Callable[[str], object] = lambda _: None,
    ) -> None:
        """`answer` stands there to be changed; `example` shows what is meant, and goes with the first key; `pasted`
        returns the line that is taken of what is pasted; `complete` what is typed of the name of a file. The answer
        that stands there goes with the first letter where it `is_proposal`. An answer, also an empty one, that `take`
        raises a Fault for is not accepted: it stays, to be mended."""
        super().__init__()
        self._question = question
        self._input = _Line(visible(answer), placeholder=example, compact=True, select_on_focus=is_proposal)
        self._input.chosen = pasted
        self._complete = complete
        self._take = take
        self._names = Static(classes="names")
        self._names.display = False

    def compose(self) -> ComposeResult:
        """Yield the question and the line to type in."""
        yield Frame(self._question, self._input, self._names)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can be run: completing, where files are asked for."""
        return action != "ask_complete" or self._complete is not None

    def action_ask_answer(self) -> None:
        """Answer with what stands in the line, once the letters in front of the key have reached it."""
        self._input.call_later(self._answer)

    def _answer(self) -> None:  # returns nothing: who waits for a screen to go in one of its own parts waits for ever
        answer = clean_line(self._input.value, _LONGEST)
        answer = answer if self._complete is None else meant(answer)
        try:
            self._take(answer)
        except Fault as fault:
            self.app.notify(str(fault), severity="error", timeout=_SECONDS, markup=False)
            return
        self.dismiss(answer)

    async def action_ask_complete(self) -> None:
        """Complete what is typed as far as all that begins so is the same, and show what does."""
        typed, complete = self._input.value, self._complete
        if complete is None:
            return
        longer, names = await asyncio.to_thread(complete, typed)  # a folder may be on another machine
        if self._input.value != typed:
            return
        self._input.value = longer
        self._input.cursor_position = len(longer)
        more = f"  and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        self._names.update(plain("  ".join(names[:_SHOWN]) + more if names else "Nothing here begins so."))
        self._names.display = len(names) != 1

    def action_ask_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
