"""Stakeholders that have no name: groups of people, and bodies and firms that a text only calls by what they are."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from civic.analysis.gazetteer import LONGEST_HEAD, Gazetteer, gazetteer
from civic.analysis.mentions import Mention, Token, joined
from civic.analysis.words import STOPWORDS, word_set

_MODIFIERS = 3
_COMPLEMENTS = {
    **dict.fromkeys(
        ("people", "persons", "children", "adults", "users", "patients", "individuals", "students"), ("with",)
    ),
    **dict.fromkeys(("victims", "survivors"), ("of",)),
}
"""The small words that say which people are meant, behind nouns that mean nearly everybody."""
_OF_WHAT = word_set(
    "signs symptoms experience lack history risk knowledge access concerns interest questions ideas views memories"
    " loss types levels degrees forms records"
)
"""What people may have of something else, which says who is meant: "people with signs of a stroke"."""
_MADE = word_set(
    "ai apps cameras chatbots deepfakes drones emails fakes images messages photos pictures robots software surveys"
    " texts tools videos"
)
"""What is done something with, rather than what people have: "targets students with nude deepfakes"."""
_OF_A_PEOPLE = ("with",)
_COLOUR = frozenset({"color", "colour"})
_VERB_ENDINGS = ("ed", "s", "ing")
_VERBS = word_set(
    "sold paid told kept bought lost left went came took gave found made knew saw let put held built ran spent sent"
    " taught thought chose began won wrote spoke led met fell grew broke drew felt"
)
"""Forms of verbs that no ending tells."""
_NOUNS_IN_LY = word_set("family assembly supply reply ally bully")
_PLURALS = frozenset({"people", "men", "women", "children", "police"})
"""Nouns that stand for several without an s: what follows is their verb, hardly what they describe."""
_ADJECTIVES = frozenset({"public", "military", "coalition", "minority", "elderly", "accused", "press"})
"""Nouns that are adjectives, too: a plural behind them is what they describe, as in "public figures"."""
_WITH_ARTICLE = frozenset({"accused", "elderly"})
"""Adjectives that mean people only with an article: "the accused", and not "a firm accused of"."""
_BEFORE_NOUNS = word_set(
    "the a an of for from by with between among against on about into over at as other many some most all these those"
    " its their our his her no any such several both"
)
"""Small words that no verb follows: what stands between one of them and a noun belongs to it: "of bus drivers"."""
_SIDES = frozenset({"South", "North", "East", "West"})
"""What stands before a people's name as part of it: "South Korean police"."""
_NO_MODIFIER = ("ing", "ly", "s")
_OF_WHICH = word_set(
    "way role time day thing kind reason moment extent definition story idea place paper author article"
)
"""Nouns that a clause follows without a "that": "the way people vote"."""
_SAYS_NOTHING = word_set(
    "multiple certain various different individual real actual potential alleged regular normal new increased related"
    " appropriate named thousand hundred million dozen couple false loose difficult open lead concerned three"
    " four five six seven eight nine ten twenty"
)
"""Words that don't tell which people are meant."""
_NO_PART = STOPWORDS | _OF_WHICH | _SAYS_NOTHING


def groups(words: Sequence[list[Token]], headings: Sequence[bool]) -> list[Mention]:
    """Return all mentions of nameless stakeholders, in the order of the text; `words` are the tokens of each sentence,
    `headings` what `in_title_case` says of it."""
    found: list[Mention] = []
    for index, (line, heading) in enumerate(zip(words, headings, strict=True)):
        found.extend(_in_heading(index, line) if heading else _in_sentence(index, line))
    return found


def _in_heading(index: int, words: Sequence[Token]) -> Iterator[Mention]:
    """Yield the people in a line where each noun has a capital: those in the plural alone, since a school or a court is
    rather part of a name there."""
    known = gazetteer()
    line = [_as_in_prose(word) for word in words]
    for one in _in_sentence(index, line, named=True):
        people = known.heads.get(tuple(one.head.split()), ("group",))[0] == "group"
        if people and (one.head.endswith("s") or one.head in _PLURALS):
            yield one


def _as_in_prose(word: Token) -> Token:
    """Return a word of a heading as a sentence would write it, as far as its letters tell."""
    if not word.capital or not word.text[1:].islower() or word.text in gazetteer().words["peoples"]:
        return word
    if gazetteer().is_place(word.text):
        return word
    return replace(word, text=word.small, capital=False)


def _in_sentence(index: int, words: list[Token], *, named: bool = False) -> Iterator[Mention]:
    """Yield the groups of a sentence; `named` says that any of its words may be one of a name, so that only those that
    are known to describe people are taken with them."""
    known = gazetteer()
    at = 0
    firsts, peoples = known.head_firsts, known.words["peoples"]
    for begin in [at for at, word in enumerate(words) if word.small in firsts or word.text in peoples]:
        if begin < at:
            continue
        at = begin
        size = _head(known, words, at)
        if not size:
            continue
        start = _with_modifiers(known, words, at, named=named)
        head = " ".join(word.small for word in words[at : at + size])
        run = words[start : at + size + (0 if named else _complement(words, at + size))]
        name = joined(run)
        pair = f"{words[at - 1].small} {head}" if at else head  # "icon libraries"
        if known.words["no_group"].isdisjoint((name.casefold(), pair)) and "-friendly " not in name:
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
        if piece[0].capital and not (at == 0 or words[at].gap.strip() or (size > 1 and piece[0].acronym)):
            continue
        if _lacks_article(words, at, size) or _is_modifier(words, at + size):
            continue
        return size
    return 0


def _lacks_article(words: Sequence[Token], at: int, size: int) -> bool:
    return size == 1 and words[at].small in _WITH_ARTICLE and not (at and words[at - 1].small in {"the", "an", "our"})


def _is_modifier(words: Sequence[Token], following: int) -> bool:
    """Return whether the noun before `following` only describes another: "government contract", "user data"."""
    if following >= len(words):
        return False
    word = words[following]
    if word.gap not in {" ", "-"} or words[following - 1].possessive:
        return False
    last = words[following - 1]
    if (last.text.endswith(("s", "men")) and not last.text.endswith("ss")) or last.small in _PLURALS:
        return word.gap == "-"
    if word.gap == "-":
        return True
    if words[following - 1].small in _ADJECTIVES and word.small.endswith(("s", "ing")):
        lists = gazetteer().words
        return not any(word.small in known for known in (STOPWORDS, lists["speech"], lists["acts"]))
    if word.small in _VERBS:
        return False
    adverb = word.small.endswith("ly") and word.small not in _NOUNS_IN_LY
    return not (word.text.casefold() in STOPWORDS or word.text.endswith(_VERB_ENDINGS) or word.capital or adverb)


def _complement(words: Sequence[Token], at: int) -> int:
    """Return how many words behind a group's noun say which people are meant: "with disabilities", "of crime"."""
    if at < 1 or at + 1 >= len(words):
        return 0
    if words[at].small == "of" and words[at + 1].small in _COLOUR:  # "students of color"
        return 2
    people = words[at - 1].text in gazetteer().words["peoples"]
    if words[at].small not in (_OF_A_PEOPLE if people else _COMPLEMENTS.get(words[at - 1].small, ())):
        return 0
    size = 1
    while at + size < len(words) and size <= _MODIFIERS and words[at + size].gap == " ":
        word = words[at + size]
        if word.capital or word.small in STOPWORDS:
            break
        if word.small in _MADE:
            return 0
        size += 1
        if word.small in _OF_WHAT:
            more = _of_what(words, at + size)
            return size + more if more else 0
        if word.small.endswith("s"):  # the noun that the phrase ends with, most often
            break
    return size if size > 1 else 0


def _of_what(words: Sequence[Token], at: int) -> int:
    """Return how many words say of what something is: "of a stroke", "of self-harm"; 0 where nothing says it."""
    if at + 1 >= len(words) or words[at].small not in {"of", "to"}:
        return 0
    size = 2 if words[at + 1].small in {"a", "an", "the"} else 1
    following = words[at + size] if at + size < len(words) else None
    return size + 1 if following and following.gap == " " and following.small not in STOPWORDS else 0


def _with_modifiers(known: Gazetteer, words: Sequence[Token], at: int, *, named: bool) -> int:
    start = at
    while start > 0 and at - start < _MODIFIERS and words[start].gap in {" ", "-"}:
        before = words[start - 1]
        if before.possessive:
            break
        plain = before.small in known.words["modifiers"] and (not before.capital or start == 1)
        made = start == at and before.acronym and before.text in known.words["no_party"]
        whose = before.text in known.words["demonyms"] or ("-" in before.text and not before.capital)
        sided = start < at and words[start].text in known.words["demonyms"] and before.text in _SIDES
        if not (plain or whose or made or sided or (not named and _is_part_of_noun(words, start - 1))):
            break
        start -= 1
    return start


def _is_part_of_noun(words: Sequence[Token], at: int) -> bool:
    """Return whether a word that no list has belongs to the noun behind it, by the small word before it."""
    word = words[at]
    if at < 1 or word.capital or word.gap != " " or not word.text.isalpha() or word.small.endswith(_NO_MODIFIER):
        return False
    if word.small in _NO_PART or word.small in gazetteer().words["function"]:
        return False
    return words[at - 1].small in _BEFORE_NOUNS
