"""The keys of passages on the main screen: what is selected in the text becomes evidence, and evidence is looked at,
dropped or selected anew."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from civic.story import Span
from tui.screens.desk.panes import PaneLayout
from tui.screens.desk.steps import StepRunner
from tui.screens.desk.surface import Commands, Surface
from tui.text.passage import Passage
from tui.widgets.head import Head
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.text import TextPane


class _Purpose(NamedTuple):
    """What a passage is selected for: a concern, and the quote of it (as it was chosen) whose place it takes."""

    tag: str
    quote: Span | None


class PassageKeys:
    """What the keys do with passages. `run` does what the command of an id does."""

    def __init__(
        self, surface: Surface, steps: StepRunner, layout: PaneLayout, panes: tuple[Head, ConcernsPane, TextPane],
        run: Callable[[str], object],
    ) -> None:  # fmt: skip
        self._surface = surface
        self._desk = surface.desk
        self._steps = steps
        self._layout = layout
        self._head, self._concerns, self._text = panes
        self._run = run
        self._purpose: _Purpose | None = None

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        text = self._text
        moves: dict[str, Callable[[Passage], Passage]] = {
            "passage.swap": Passage.swapped,
            "passage.down": lambda passage: passage.by_sentence(1),
            "passage.up": lambda passage: passage.by_sentence(-1),
            "passage.word-right": lambda passage: passage.by_word(1),
            "passage.word-left": lambda passage: passage.by_word(-1),
            "passage.dash": Passage.dash,
        }
        commands: dict[str, Callable[[], object]] = {
            "passage.begin": self._begin,
            "passage.keep": self._keep,
            "passage.page-down": lambda: text.by_page(1),
            "passage.page-up": lambda: text.by_page(-1),
            "passage.first": lambda: text.change(lambda chosen: chosen.to_edge(end=False)),
            "passage.last": lambda: text.change(lambda chosen: chosen.to_edge(end=True)),
            "passage.find": lambda: self._run("find.open"),
            "passage.copy": lambda: self._run("story.copy-quote"),
            "passage.leave": self._leave,
            "sentence.next": lambda: text.go_by_sentence(1),
            "sentence.previous": lambda: text.go_by_sentence(-1),
        }
        return commands | {command: partial(self._move, by) for command, by in moves.items()}

    def _move(self, by: Callable[[Passage], Passage]) -> None:
        self._text.change(lambda chosen: chosen.change(by))

    def _begin(self) -> None:
        """Select a passage for the concern under the cursor, or in the place of its quote there."""
        current, quote = self._concerns.current, self._concerns.quote
        if self._desk.story is None:
            return
        self._layout.go_to("text")
        passages = (quote,) if quote else current.passages if current else ()
        self._text.select_at(next((one.place for one in passages if one.place), None))
        self._purpose = _Purpose(current.tag, quote.quote if quote else None) if current else None

    def show_selection(self) -> None:
        """Show what is selected of the title; where nothing is, it is for nothing, either."""
        selection = self._text.selection
        self._head.select(selection if selection and selection.in_title else None)
        if selection is None:
            self._purpose = None

    def _leave(self) -> None:
        """Select nothing; what was selected for a concern or its quote goes back there, where the keys mean that."""
        began_there = self._purpose is not None
        self._text.unselect()
        if began_there:
            self._layout.go_to("concerns")

    def _keep(self) -> None:
        """Make what is selected evidence: for what it was selected, else for what the user picks."""
        passage, purpose = self._text.selection, self._purpose
        if passage is None or purpose is None:
            self._run("concern.pick")
            return
        tag, quote = purpose
        label = self._desk.codebook.label(tag)
        if quote:
            done = f"{label} rests on the new quote"
            self._steps.change_story(lambda: self._desk.replace_passage(tag, quote, passage), done)
        else:
            done = f"{label} rests on this passage, too"
            self._steps.change_story(lambda: self._desk.tag_passage(tag, passage, None), done)
        self._text.unselect()
        self._layout.go_to("concerns")

    def drop(self) -> None:
        """Have the concern under the cursor rest on the quote there no more."""
        current, quote = self._concerns.current, self._concerns.quote
        if current is None or quote is None:
            return
        if not current.rests_on_own:
            self._steps.notify_user(
                "This quote is only suggested; v selects another one, which stands for itself then."
            )
            return
        label = self._desk.codebook.label(current.tag)
        is_last = "; that was the last one you chose" if len(current.passages) == 1 else ""
        done = f"dropped a quote of {label}{is_last}"
        self._steps.change_story(lambda: self._desk.drop_passage(current.tag, quote.quote), done)

    def show_quote(self) -> None:
        """Show the quote under the cursor where it stands in the text."""
        quote = self._concerns.quote
        if quote is None:
            return
        if quote.place is None:
            self._steps.notify_user("The text does not have this quote any more; v selects another in its place.")
        elif quote.place.in_title:
            self._steps.notify_user("This quote stands in the title.")
        else:
            self._layout.go_to("text")
            self._text.go_to(quote.place)
