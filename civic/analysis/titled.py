"""A text with its title in front, as one: whoever a headline names is found by the same rules, and told apart after."""

from typing import Final

from msgspec.structs import replace

from civic.analysis.reading import Reading, Sentence
from civic.story import Span

_GAP: Final = "\n\n"


def with_title(reading: Reading) -> tuple[Reading, int]:
    """Return the reading with its heading as the first sentence, and how many code points stand before the text now; as
    it is where it has none."""
    heading = reading.heading
    if heading is None:
        return reading, 0
    title = heading.span.text
    shift = len(title) + len(_GAP)
    first = replace(heading, span=Span(0, len(title), title), prose=False)
    others = (
        Sentence(_moved(one.span, shift), one.words, one.stems, one.prose, one.boilerplate, one.bullet)
        for one in reading.sentences
    )
    return replace(reading, text=title + _GAP + reading.text, sentences=(first, *others)), shift


def own_span(span: Span, shift: int, heading: Sentence | None) -> Span:
    """Return a span of such a reading as one of the text, or of the title as it was given; `heading` is that of the
    reading that it was made from."""
    if heading is None or span.start >= shift:
        return _moved(span, -shift)
    start = heading.span.start
    return Span(start, start + len(span.text), span.text, more=heading.span.more)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.text)
