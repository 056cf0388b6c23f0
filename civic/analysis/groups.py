"""Stakeholders that have no name: groups of people, and bodies and firms that a text only calls by what they are."""

from collections.abc import Iterator, Sequence

from civic.analysis.gazetteer import LONGEST_HEAD, Gazetteer, gazetteer
from civic.analysis.mentions import Mention, Token, joined
from civic.analysis.words import STOPWORDS

_MODIFIERS = 3
_VERB_ENDINGS = ("ed", "s", "ing")


def groups(words: Sequence[list[Token]]) -> list[Mention]:
    """Return all mentions of nameless stakeholders, in the order of the text; `words` are the tokens of each
    sentence."""
    found: list[Mention] = []
    for index, its_words in enumerate(words):
        found.extend(_in_sentence(index, its_words))
    return found


def _in_sentence(index: int, words: list[Token]) -> Iterator[Mention]:
    known = gazetteer()
    at = 0
    while at < len(words):
        size = _head(known, words, at)
        if not size:
            at += 1
            continue
        start = _with_modifiers(known, words, at)
        head = " ".join(word.text.casefold() for word in words[at : at + size])
        run = words[start : at + size]
        yield Mention(run[0].start, run[-1].end, index, joined(run), "group", head=head)
        at += size


def _head(known: Gazetteer, words: Sequence[Token], at: int) -> int:
    """Return how many words of a group's noun stand at `at`; 0 where there is none."""
    if words[at].text in known.words["peoples"]:
        return 1
    if words[at].text.casefold() not in known.head_firsts:
        return 0
    for size in range(min(LONGEST_HEAD, len(words) - at), 0, -1):
        piece = words[at : at + size]
        key = tuple(word.text.casefold() for word in piece)
        if key not in known.heads or any(word.capital for word in piece[1:]):
            continue
        if piece[0].capital and not (at == 0 or words[at].gap.strip()):
            continue
        if not _is_modifier(words, at + size):
            return size
    return 0


def _is_modifier(words: Sequence[Token], following: int) -> bool:
    """Return whether the noun before `following` only describes another: "government contract", "user data"."""
    if following >= len(words):
        return False
    word = words[following]
    if word.gap not in {" ", "-"} or words[following - 1].possessive:
        return False
    if words[following - 1].text.endswith("s"):
        return word.gap == "-"
    return word.gap == "-" or not (
        word.text.casefold() in STOPWORDS or word.text.endswith(_VERB_ENDINGS) or word.capital
    )


def _with_modifiers(known: Gazetteer, words: Sequence[Token], at: int) -> int:
    start = at
    while start > 0 and at - start < _MODIFIERS and words[start].gap in {" ", "-"}:
        before = words[start - 1]
        if before.possessive:
            break
        plain = before.text.casefold() in known.words["modifiers"] and (not before.capital or start == 1)
        if not (plain or before.text in known.words["demonyms"] or ("-" in before.text and not before.capital)):
            break
        start -= 1
    return start
