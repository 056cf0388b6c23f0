"""Stakeholders that have no name: groups of people, and bodies and firms that a text only calls by what they are."""

from collections.abc import Iterator, Sequence

from civic.analysis.gazetteer import LONGEST_HEAD, Gazetteer, gazetteer
from civic.analysis.mentions import Mention, Token, joined
from civic.analysis.words import STOPWORDS

_MODIFIERS = 3
_COMPLEMENTS = {
    **dict.fromkeys(
        ("people", "persons", "children", "adults", "users", "patients", "individuals", "students"), ("with",)
    ),
    **dict.fromkeys(("victims", "survivors"), ("of",)),
}
"""The small words that say which people are meant, behind nouns that mean nearly everybody."""
_OF_A_PEOPLE = ("with",)
_VERB_ENDINGS = ("ed", "s", "ing")
_PLURALS = frozenset({"people", "men", "women", "children", "police"})
"""Nouns that stand for several without an s: what follows is their verb, hardly what they describe."""
_MAKERS = frozenset({"makers", "providers", "vendors", "manufacturers", "operators", "developers", "suppliers"})
"""Nouns that name a trade together with what is made: "VPN providers"."""


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
    firsts, peoples = known.head_firsts, known.words["peoples"]
    while at < len(words):
        word = words[at]
        size = _head(known, words, at) if word.small in firsts or word.text in peoples else 0
        if not size:
            at += 1
            continue
        start = _with_modifiers(known, words, at)
        head = " ".join(word.small for word in words[at : at + size])
        run = words[start : at + size + _complement(words, at + size)]
        name = joined(run)
        if name.casefold() not in known.words["no_group"]:
            yield Mention(run[0].start, run[-1].end, index, name, "group", head=head)
        at += size


def _head(known: Gazetteer, words: Sequence[Token], at: int) -> int:
    """Return how many words of a group's noun stand at `at`; 0 where there is none."""
    if words[at].text in known.words["peoples"]:
        return 1
    for size in range(min(LONGEST_HEAD, len(words) - at), 0, -1):
        piece = words[at : at + size]
        key = tuple([word.small for word in piece])
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
    if words[following - 1].text.endswith("s") or words[following - 1].small in _PLURALS:
        return word.gap == "-"
    return word.gap == "-" or not (
        word.text.casefold() in STOPWORDS or word.text.endswith(_VERB_ENDINGS) or word.capital
    )


def _complement(words: Sequence[Token], at: int) -> int:
    """Return how many words behind a group's noun say which people are meant: "with disabilities", "of crime"."""
    if at < 1 or at + 1 >= len(words):
        return 0
    people = words[at - 1].text in gazetteer().words["peoples"]
    if words[at].small not in (_OF_A_PEOPLE if people else _COMPLEMENTS.get(words[at - 1].small, ())):
        return 0
    size = 1
    while at + size < len(words) and size <= _MODIFIERS and words[at + size].gap == " ":
        word = words[at + size]
        if word.capital or word.small in STOPWORDS:
            break
        size += 1
        if word.small.endswith("s"):  # the noun that the phrase ends with, most often
            break
    return size if size > 1 else 0


def _with_modifiers(known: Gazetteer, words: Sequence[Token], at: int) -> int:
    start = at
    while start > 0 and at - start < _MODIFIERS and words[start].gap in {" ", "-"}:
        before = words[start - 1]
        if before.possessive:
            break
        plain = before.small in known.words["modifiers"] and (not before.capital or start == 1)
        made = start == at and words[at].small in _MAKERS and before.acronym and before.text in known.words["no_party"]
        named = before.text in known.words["demonyms"] or ("-" in before.text and not before.capital)
        if not (plain or named or made):
            break
        start -= 1
    return start
