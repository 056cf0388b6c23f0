"""A text with its title in front, as one: whoever a headline names is found by the same rules, and told apart after."""

from dataclasses import replace
from typing import Final

from civic.analysis.reading import Reading, Sentence
from civic.analysis.words import WORD, stem
from civic.story import Span

_GAP: Final = "\n\n"
_LONGEST: Final = 400
"""Code points of a title that are looked at."""


def with_title(reading: Reading) -> tuple[Reading, int]:
    """Return the reading with the title as its first sentence, and how many code points stand before the text now; as
    it is where there is no title, or where the text begins with it anyway."""
    title = reading.title[:_LONGEST].strip()
    if not title or reading.text.lstrip()[: len(title)] == title:
        return reading, 0
    shift = len(title) + len(_GAP)
    words = tuple(WORD.findall(title.casefold()))
    first = Sentence(Span(0, len(title), title), words, tuple(map(stem, words)), False, False, False)
    others = (
        Sentence(_moved(one.span, shift), one.words, one.stems, one.prose, one.boilerplate, one.bullet)
        for one in reading.sentences
    )
    return replace(reading, text=title + _GAP + reading.text, sentences=(first, *others)), shift


def own_span(span: Span, shift: int, title: str) -> Span:
    """Return a span of such a reading as one of the text, or of the title as it was given."""
    if span.start >= shift:
        return _moved(span, -shift)
    start = len(title) - len(title.lstrip())
    return Span(start, start + len(span.text), span.text, more=(("in", "title"),))


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.text)
