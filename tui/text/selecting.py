"""What is selected in a story, in its text or its title, and what keys and mouse make of it."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from civic.story import Span
from tui.text.passage import Passage, between
from tui.text.units import Units

_IN_TITLE: Final = (("in", "title"),)


class Selecting:
    """The selection in one story. Offsets are code points into the text, or into the title while `in_title`."""

    def __init__(self, title: str = "", text: str = "") -> None:
        self.title = title
        self.text = text
        self.in_title = False
        self.passage: Passage | None = None
        self._units: Units | None = None

    @property
    def units(self) -> Units:
        """Return the sentences and words of the text, worked out when they are first asked for."""
        if self._units is None:
            self._units = Units(self.text)
        return self._units

    @property
    def span(self) -> Span | None:
        """Return the passage that is selected."""
        if self.passage is None:
            return None
        span = self.passage.span
        return replace(span, more=_IN_TITLE) if self.in_title else span

    @property
    def moving(self) -> Span | None:
        """Return the sentence or word of the text at the end that moves."""
        return self.passage.moving if self.passage and not self.in_title else None

    def describe(self) -> str:
        """Return what is selected in words; "" where that is nothing."""
        if self.passage is None:
            return ""
        return f"{self.passage.describe()}{' in the title' if self.in_title else ''}"

    # beginning

    def clear(self) -> None:
        """Select nothing."""
        self._take(None)

    def begin(self, span: Span) -> None:
        """Select the sentences of a passage of the text or the title; the title where the text has no sentence."""
        if span.in_title or not self.units.sentences:
            self.begin_title(span if span.in_title else None)
        else:
            self._take(Passage.at(self.units, span.start, span.end))

    def begin_title(self, span: Span | None = None) -> None:
        """Select the title, or the sentences of a passage of it."""
        start, end = (span.start, span.end) if span else (0, len(self.title))
        self._take(Passage.at(Units(self.title), start, end), in_title=True)

    def draw(self, one: int, other: int) -> None:
        """Select the words of the text from one code-point offset to another, which is the end that moves; nothing
        where there is nothing between them."""
        drawn = between(self.text, one, other)
        passage = Passage.of_words(self.units, drawn.start, drawn.end) if drawn.text else None
        self._take(passage.swapped() if passage and other < one else passage)

    def word(self, offset: int) -> None:
        """Select the word at an offset of the text."""
        if self.units.words:
            at = self.units.word_at(offset)
            self._take(Passage(self.units, at, at, whole=False))

    def _take(self, passage: Passage | None, *, in_title: bool = False) -> None:
        self.passage, self.in_title = passage, in_title and passage is not None

    # going on

    def change(self, by: Callable[[Passage], Passage]) -> None:
        """Change the selection, where there is one."""
        if self.passage:
            self.passage = by(self.passage)

    def number(self, digit: str) -> str:
        """Take in a digit of the number of a sentence, or of a word in its sentence; the title is number 0. Return in a
        sentence which numbers there are where that leads nowhere, else ""."""
        passage = self.passage
        if passage and passage.whole and digit == "0" and not passage.typed:
            self.begin_title()
            return ""
        if passage and passage.whole and self.in_title:
            self._take(Passage.at(self.units, 0) or passage, in_title=not self.units.sentences)
        nowhere = self.passage.leads_nowhere(digit) if self.passage else ""
        self.change(lambda found: found.digit(digit))
        return nowhere

    def to(self, offset: int) -> None:
        """Move the end that moves to an offset of the text."""
        if not self.in_title:
            self.change(lambda passage: passage.to(offset))

    def to_words(self, span: Span) -> None:
        """Move an end to these words of the text, which are taken in."""
        if not self.in_title:
            self.change(lambda passage: passage.to_words(span.start, span.end))

    def to_edge(self, *, end: bool) -> None:
        """Move the end to the beginning or the end of what it is selected in."""
        self.change(lambda passage: passage.to(len(passage.units.text) if end else 0))
