"""The places in a text where some words stand, and which of them one is at."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from civic.story import Span


class Found:
    """What was looked for in a text, gone through in a circle."""

    def __init__(self, words: str = "", text: str = "", begin: int = 0) -> None:
        """Find these words in whatever case. The first place after `begin`, a code-point offset, is the next one."""
        places = re.finditer(re.escape(words), text, re.IGNORECASE) if words else ()
        self.spans: Sequence[Span] = [Span(*place.span(), place[0]) for place in places]
        self._at = bisect_left(self.spans, begin, key=lambda span: span.start) - 1

    def step(self, step: int) -> Span | None:
        """Go to the next place (1), after the last the first, or to the one before (-1), and return it; None where
        there is none."""
        if not self.spans:
            return None
        self._at = (self._at + step) % len(self.spans)
        return self.spans[self._at]
