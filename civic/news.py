"""What a later version of a story says that the earlier one did not: sentences of new words, and no corrections."""

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Final

from civic.analysis.words import STOPWORDS
from civic.misreading import is_misreading
from civic.operation import Operation
from civic.query.words import tokens
from civic.sentences import sentences
from civic.story import Story
from civic.text import clean_line

NEW_WORDS: Final = "new words"
"""The rule by which a story that was read is unread again."""
_SAYS: Final = "new"
"""The key of such an operation that has what is new."""

_NEW: Final = 0.7
"""So much of a sentence was not there before, in pairs of neighbouring words, where it is new and not corrected."""
_ENOUGH: Final = 4
"""So many words that carry meaning make a sentence that says something; "Updated at noon" does not."""
_LEAST: Final = 3
"""Words of fewer letters, in whatever language, mostly hold others together."""
_SHOWN: Final = 240
_LONGEST: Final = 200_000
"""Code points of a text that are looked at."""
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)


def new_sentences(before: Story, after: Story) -> tuple[str, ...]:
    """Return the sentences of a story, its title first, that are really new: most of what they say in a row was nowhere
    in the earlier version, its teaser included. Other spaces, marks, order or links are nothing new, and neither is a
    word or a figure that was corrected, nor are letters that were misread."""
    if _text(before) == _text(after) and before.title == after.title:
        return ()
    if is_misreading(before.text, after.text):
        return ()
    known = {pair for part in (before.title, _text(before), before.summary) for pair in pairwise(tokens(part))}
    there = (after.title, *(span.text for span in sentences(_text(after))))
    return tuple(dict.fromkeys(clean_line(one, _SHOWN) for one in there if _is_new(tokens(one), known)))


def _text(story: Story) -> str:
    return _ADDRESS.sub(" ", story.text[:_LONGEST])


def _is_new(words: Sequence[str], known: set[tuple[str, str]]) -> bool:
    pairs = list(pairwise(words))
    return len(set(_meaning(words))) >= _ENOUGH and sum(pair not in known for pair in pairs) >= _NEW * len(pairs)


def _meaning(words: Sequence[str]) -> Iterator[str]:
    """Yield the words that carry meaning; in scripts without spaces each is a character of one."""
    return (word for word in words if not word.isascii() or (len(word) >= _LEAST and word not in STOPWORDS))


def unread_again(read: Operation, sentences: Sequence[str], at: str, n: int) -> Operation:
    """Return the operation by which a story that was read is unread again, since it says something new. `at` and `n`
    are as `OwnView.next_moment` gives them."""
    said = clean_line(" … ".join(sentences), _SHOWN)
    name = blake2b(f"{read.id}\0{at}\0{said}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return Operation(name, read.story, read.field, None, read.value, at, read.who, rule=NEW_WORDS, n=n,
                     more=((_SAYS, said),))  # fmt: skip


def news_of(operation: Operation) -> str:
    """Return what was new in a story when this operation made it unread; "" for any other operation."""
    said = dict(operation.more).get(_SAYS) if operation.rule == NEW_WORDS else None
    return clean_line(said, _SHOWN) if isinstance(said, str) else ""
