"""A passage that is being selected in a text: by sentences and words."""

from bisect import bisect_right
from itertools import accumulate
from typing import Self

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len

from civic.story import Span
from tui.text.plain import visible
from tui.text.units import Units


class Passage(Struct, frozen=True):
    """A selection in a text, from one word to another, both taken in. `anchor` and `cursor` are positions among the
    words of `units`: the cursor is the end that moves, and may stand before the anchor.

    `whole`: the sentences of both ends are taken in as wholes. `grown`: one end was moved, so that a number that is
    typed moves that end; before, it moves both. `typed` is the number so far. `seed` are the words that the selection
    began at, which it narrows to when it is to be of words.
    """

    units: Units
    anchor: int
    cursor: int
    whole: bool = True
    grown: bool = False
    typed: str = ""
    seed: tuple[int, int] | None = None

    @classmethod
    def at(cls, units: Units, start: int, end: int | None = None) -> Self | None:
        """Select the sentences from one code-point offset to another, or the one at the first, or the next after that.
        Return None where the text has none."""
        if not units.sentences:
            return None
        seed = units.touched(start, start if end is None else end)
        first, last = units.first(units.sentence_of(seed[0])), units.last(units.sentence_of(seed[1]))
        return cls(units, first, last, seed=seed)

    @classmethod
    def of_words(cls, units: Units, start: int, end: int) -> Self | None:
        """Select the words that stand between two code-point offsets. Return None where the text has none."""
        return cls(units, *units.touched(start, end), whole=False, grown=True) if units.sentences else None

    @property
    def ends(self) -> tuple[int, int]:
        """Return the positions of the first and the last word that are selected."""
        first, last = sorted((self.anchor, self.cursor))
        if not self.whole:
            return first, last
        units = self.units
        return units.first(units.sentence_of(first)), units.last(units.sentence_of(last))

    @property
    def span(self) -> Span:
        """Return the span that is selected."""
        units, (first, last) = self.units, self.ends
        if self.whole:
            start = units.sentences[units.sentence_of(first)].start
            return between(units.text, start, units.sentences[units.sentence_of(last)].end)
        return between(units.text, units.words[first].start, units.words[last].end)

    @property
    def moving(self) -> Span:
        """Return the sentence or the word at the end that moves, for that is to be in sight."""
        units = self.units
        return units.sentences[units.sentence_of(self.cursor)] if self.whole else units.words[self.cursor]

    # moving one end

    def by_sentence(self, step: int) -> "Passage":
        """Return the selection with its moving end a sentence further (1) or back (-1). By words, it goes to the last
        word of its sentence and then to that of the next; or to the first word, and then to that of the one before."""
        units, at = self.units, self.units.sentence_of(self.cursor)
        following = max(0, min(at + step, len(units.sentences) - 1))
        if self.whole:
            return self._to_sentence(following)
        edge = units.last if step > 0 else units.first
        return self._with(cursor=edge(at) if edge(at) != self.cursor else edge(following))

    def _to_sentence(self, at: int) -> "Passage":
        units, fixed = self.units, self.units.sentence_of(self.anchor)
        if at < fixed:
            return self._with(anchor=units.last(fixed), cursor=units.first(at))
        return self._with(anchor=units.first(fixed), cursor=units.last(at))

    def by_word(self, step: int) -> "Passage":
        """Return the selection with its moving end some words further (or back); it is one of words from then on."""
        cursor = max(0, min(self.cursor + step, len(self.units.words) - 1))
        return self._with(cursor=cursor, whole=False)

    def to(self, offset: int) -> "Passage":
        """Return the selection with its moving end at a code-point offset."""
        word = self.units.word_at(offset)
        return self._to_sentence(self.units.sentence_of(word)) if self.whole else self._with(cursor=word)

    def to_words(self, start: int, end: int) -> "Passage":
        """Return the selection with its moving end at the words between two code-point offsets, which are taken in."""
        first, last = self.units.touched(start, end)
        begin, stop = self.ends
        if last < begin or (first <= stop and self.cursor < self.anchor):
            return self._with(anchor=stop, cursor=first, whole=False)
        return self._with(anchor=begin, cursor=last, whole=False)

    def swapped(self) -> "Passage":
        """Return the selection with its other end as the one that moves."""
        return self._with(anchor=self.cursor, cursor=self.anchor)

    # the whole of it

    def shifted(self, step: int) -> "Passage":
        """Return a selection of one sentence: the one after (1) or before (-1) that at the moving end."""
        at = self.units.sentence_of(self.cursor) + step
        return self._only_sentence(max(0, min(at, len(self.units.sentences) - 1)))

    def _only_sentence(self, at: int) -> "Passage":
        return Passage(self.units, self.units.first(at), self.units.last(at))

    def turned(self) -> "Passage":
        """Return the selection by words where it was by sentences, and the other way round. A sentence that has not
        grown narrows to the words that it was begun at."""
        if not self.whole:
            first, last = self.ends
            units, grown = self.units, self.grown
            anchor, cursor = units.first(units.sentence_of(first)), units.last(units.sentence_of(last))
            flipped = self.cursor < self.anchor
            ends = (cursor, anchor) if flipped else (anchor, cursor)
            return Passage(units, *ends, grown=grown, seed=self.seed or (first, last))
        if self.grown:
            return replace(self, whole=False, typed="")
        first, last = self.seed or (self.ends[0], self.ends[0])
        return Passage(self.units, first, last, whole=False, seed=self.seed)

    # numbers

    def digit(self, digit: str) -> "Passage":
        """Return the selection after a digit of a number: of the sentence in the text, or by words of the word in its
        sentence, counted from 1. A number that is too high begins anew with its last digit."""
        typed, units = self._number(digit), self.units
        if not typed:
            return replace(self, typed="")
        first, _ = self._numbered
        at = first + int(typed) - 1
        if self.whole:
            found = self._to_sentence(at) if self.grown else self._only_sentence(at)
        else:
            found = self._with(cursor=at) if self.grown else Passage(units, at, at, whole=False)
        return replace(found, typed=typed)

    def leads_nowhere(self, digit: str) -> str:
        """Return which numbers there are, in a sentence, where one with this digit leads nowhere; else ""."""
        if self._number(digit):
            return ""
        _, count = self._numbered
        noun = "sentence" if self.whole else "word"
        there = f"There is 1 {noun}" if count == 1 else f"There are {count} {noun}s"
        return there + ("." if self.whole else f" in sentence {self.units.sentence_of(self.anchor) + 1}.")

    @property
    def _numbered(self) -> tuple[int, int]:
        """Return the position of what has the number 1, and how many there are: the sentences, or by words the words of
        a sentence."""
        units = self.units
        if self.whole:
            return 0, len(units.sentences)
        sentence = units.sentence_of(self.anchor)
        return units.first(sentence), units.last(sentence) - units.first(sentence) + 1

    def _number(self, digit: str) -> str:
        """Return the number that a digit makes: of those before it, too, else of itself; "" where it leads nowhere."""
        _, count = self._numbered
        return next((one for one in (self.typed + digit, digit) if 1 <= int(one) <= count), "")

    def dash(self) -> "Passage":
        """Return the selection after the dash between two numbers: the second one moves one end only."""
        return self._with()

    def _with(self, *, anchor: int | None = None, cursor: int | None = None, whole: bool | None = None) -> "Passage":
        return Passage(
            self.units,
            self.anchor if anchor is None else anchor,
            self.cursor if cursor is None else cursor,
            whole=self.whole if whole is None else whole,
            grown=True,
        )

    def describe(self) -> str:
        """Return what is selected, by the numbers that lead there: "sentences 3–5 of 12", "words 2–4 of sentence
        3"."""
        units, (first, last) = self.units, self.ends
        one, other = units.sentence_of(first), units.sentence_of(last)
        if self.whole or one != other:
            words = "" if self.whole else ", by words"
            return f"{_numbers('sentence', one + 1, other + 1)} of {len(units.sentences)}{words}"
        begin = units.first(one) - 1
        return f"{_numbers('word', first - begin, last - begin)} of sentence {one + 1}"


def _numbers(noun: str, first: int, last: int) -> str:
    return f"{noun} {first}" if first == last else f"{noun}s {first}–{last}"


def between(text: str, one: int, other: int) -> Span:
    """Return the span between two code-point offsets, whichever is first, without white space at its ends."""
    start, end = sorted((max(0, one), min(len(text), other)))
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    inner = inner.strip()
    return Span(start, start + len(inner), inner)


def offset_of_cell(text: str, cell: int) -> int:
    """Return the position of the character that is drawn at a cell of a line; its length behind its end."""
    edges = list(accumulate(cell_len(visible(character)) for character in text))
    return bisect_right(edges, max(0, cell))
