"""Where the words of a filter stand in a text, so that they can be marked."""

from collections.abc import Iterator, Sequence

from civic.query.nodes import And, Not, Or, Query, Words
from civic.query.words import normalise, word_in


def hits(query: Query, text: str, field: str) -> list[tuple[int, int]]:
    """Return the places in a field's text that the query's words match, as code-point offsets, end exclusive, in order.
    Of a word that only begins with what is asked for, the beginning. What the query excludes marks nothing."""
    wanted = [words for words in _words(query) if words.field in ("", field)]
    if not wanted:
        return []
    there = [
        (match.start(), match.end(), word)
        for match in word_in(text).finditer(text)
        if (word := normalise(match[0]))  # points alone are none
    ]
    places = {place for words in wanted for place in _places(words, there)}
    return sorted(places)


def _words(query: Query) -> Iterator[Words]:
    match query:
        case Words():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from _words(part)
        case Not():
            return


def _places(words: Words, there: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    *whole, last = words.words
    for at in range(len(there) - len(whole)):
        if all(there[at + step][2] == word for step, word in enumerate(whole)):
            start, end, word = there[at + len(whole)]
            if word == last:
                yield there[at][0], end
            elif words.prefix and word.startswith(last):
                yield there[at][0], min(end, start + len(last))
