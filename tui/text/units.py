"""The sentences of a text and their words, as what a passage is selected by."""

import re
from bisect import bisect_left, bisect_right
from typing import Final

from civic.sentences import sentences
from civic.story import Span

_ONE_BY_ONE: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Kana and Chinese characters: no spaces stand between words, so that each counts for one."""
_TOKEN: Final = re.compile(rf"[^\s—{_ONE_BY_ONE}]+|[^\s—]")
_AROUND: Final = ".,;:!?…。、，！？؟،·\"“”„‘’'«»‹›()[]{}「」『』（）"
"""What stands around a word and is no part of it."""
_NO_WORD: Final = _AROUND + "-–*•"
"""What is no word where nothing else is there."""


class Units:
    """The sentences and words of a text (code-point offsets), each list in the order of the text. Every sentence has at
    least one word, and every word is inside one sentence."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = sentences(text)
        self.words: list[Span] = []
        self._firsts: list[int] = []
        for sentence in self.sentences:
            self._firsts.append(len(self.words))
            self.words += _words(sentence)

    def sentence_of(self, word: int) -> int:
        """Return the position of the sentence that a word, by its position, stands in."""
        return bisect_right(self._firsts, word) - 1

    def first(self, sentence: int) -> int:
        """Return the position of the first word of a sentence."""
        return self._firsts[sentence]

    def last(self, sentence: int) -> int:
        """Return the position of the last word of a sentence."""
        return (self._firsts[sentence + 1] if sentence + 1 < len(self._firsts) else len(self.words)) - 1

    def word_at(self, offset: int) -> int:
        """Return the position of the word that stands at an offset, or else of the next one; behind the last word, of
        that. Where a sentence begins or ends beside the offset, the word is one of the sentence that has it."""
        at = bisect_right(self.words, offset, key=lambda span: span.end)
        sentence = min(bisect_right(self.sentences, offset, key=lambda span: span.end), len(self.sentences) - 1)
        return max(self.first(sentence), min(at, self.last(sentence)))

    def touched(self, start: int, end: int) -> tuple[int, int]:
        """Return the positions of the first and the last word that a passage touches; the nearest one, twice, where it
        touches none."""
        first = bisect_right(self.words, start, key=lambda span: span.end)
        last = bisect_left(self.words, end, key=lambda span: span.start) - 1
        return (first, last) if first <= last else (self.word_at(start),) * 2


def _words(sentence: Span) -> list[Span]:
    """Return the words of a sentence without the punctuation around them; the sentence where it is nothing else."""
    found = []
    for token in _TOKEN.finditer(sentence.text):
        if token[0].strip(_NO_WORD):
            body = token[0].strip(_AROUND)
            start = sentence.start + token.start() + token[0].index(body)
            found.append(Span(start, start + len(body), body))
    return found or [Span(sentence.start, sentence.end, sentence.text)]
