"""Names in a text: runs of capitals, what the gazetteer knows, titles and offices."""

from collections.abc import Iterator, Sequence
from typing import Final

from civic.analysis.gazetteer import Gazetteer, Known, gazetteer
from civic.analysis.known_names import body_of_place, goes_on, look_up, of_country, product_behind
from civic.analysis.mentions import Mention, Token, joined, lower_words
from civic.analysis.nobody import NOT_REAL, is_no_stakeholder, is_participle, only_describes
from civic.analysis.people import (
    has_article,
    is_introduced,
    is_nickname,
    looks_like_person,
    office_word,
    said_to_be_person,
    split_title,
    takes_surname,
    two_people,
)
from civic.analysis.reading import Reading
from civic.analysis.runs import run_size, without_adjective
from civic.analysis.setting import (
    Setting,
    alone,
    as_text_means,
    in_their_offices,
    names_an_event,
    names_what_was_made,
    people_among_people,
    short_for_things,
)
from civic.analysis.words import word_set

_BODIES_OF_PLACES: Final = frozenset({"government", "parliament"})
_OF_PLACES: Final = word_set(
    "mayor council residents resident citizens inhabitants municipality city town village suburb outskirts streets"
    " province district region county"
)
"""What only a place has: "residents of Cedar Hill" names nobody else."""
_AREAS: Final = word_set("City County Province Township Borough District Island Parish")
_WHERE: Final = word_set("in near outside around across from at throughout")
"""What stands before an area of this kind where it is no body: "in Culver City, California"."""
_BODIES: Final = word_set("company firm charity agency authority regulator supplier vendor start-up startup nonprofit")
"""What a name is told to be that is written large for itself, though it begins a sentence."""
_MAKERS: Final = frozenset({"vendor"})


def names(reading: Reading, words: Sequence[list[Token]], headings: Sequence[bool]) -> list[Mention]:
    """Return all names of possible stakeholders, in the order of the text; `words` are the tokens of each sentence,
    `headings` what `in_title_case` says of it."""
    small = lower_words(reading)
    plain = [line for line, heading in zip(words, headings, strict=True) if not heading]
    inside = frozenset(word.text for line in plain for word in line[1:] if word.capital and not word.begins)
    text = Setting(small, inside, alone(plain))
    found: list[Mention] = []
    for index, line in enumerate(words):
        if any(word.capital for word in line):
            found.extend(_in_sentence(index, line, text, shouting=headings[index]))
    found = in_their_offices(reading.text, people_among_people(reading.text, found))
    meant = [as_text_means(mention, reading.text) for mention in found]
    things = short_for_things(reading.text, {mention.end for mention in meant})
    return [
        mention
        for mention in meant
        if not names_an_event(mention, reading.text)
        and (
            mention.known
            or not (
                mention.name in gazetteer().words["no_party"]
                or mention.name in things
                or names_what_was_made(mention, reading.text)
            )
        )
    ]


def _in_sentence(index: int, words: list[Token], text: Setting, *, shouting: bool) -> Iterator[Mention]:
    known, small, inside = gazetteer(), text.small, text.inside
    at, firsts = 0, known.firsts
    telling = [
        at for at, word in enumerate(words) if word.capital or word.text in firsts or word.text in _BODIES_OF_PLACES
    ]
    for begin in telling:
        if begin < at:
            continue
        word = words[begin]
        if not (word.capital or word.text in firsts):
            size = body_of_place(known, words, begin)
            if size:
                yield _of_place(index, words[begin : begin + size], known)
                at = begin + size
            continue
        at = begin
        words = without_adjective(words, at + 1)
        country = of_country(known, words, at)
        size, stakeholder = look_up(known, words, at + country, small, due=shouting)
        if country and (not stakeholder or size + country < 2 or words[at + country].acronym):
            country, (size, stakeholder) = 0, look_up(known, words, at, small, due=shouting)
        if stakeholder and not goes_on(known, words, at + country, size):
            yield _mention(words[at : at + country + size], index, "name", known=stakeholder)
            at += country + size
            if stakeholder.kind in _MAKERS:
                at += product_behind(known, words, at)
            continue
        size = run_size(known, words, at) if words[at].capital else 1
        if shouting and is_introduced(words[at : at + size], words[at + size :], known):
            yield _mention(words[at : at + size], index, "person")
            at += size
            continue
        if shouting or not words[at].capital or _only_starts(words, at, known, inside):
            continue
        body = _body_noun(known, words, at + size)
        yield from _unknown(index, words, (at, size), body, text)
        at += size + (1 if body else 0)


def _of_place(index: int, run: Sequence[Token], known: Gazetteer) -> Mention:
    """Return the mention of a place's body, as the one of its capitals where that is known: "Government of Canada"."""
    key = (run[0].text.capitalize(), *(word.text for word in run[1:]))
    return _mention(run, index, "body", known=known.known.get(key), head=run[0].text)


def _unknown(
    index: int,
    words: Sequence[Token],
    place: tuple[int, int],
    body: Token | None,
    text: Setting,
) -> Iterator[Mention]:
    """Yield what a run of capitals that the gazetteer doesn't know names; `place` is where it begins, and its size."""
    known = gazetteer()
    at, size = place
    if at > 1 and words[at - 1].text == "of" and words[at - 2].small in _OF_PLACES:
        return
    run = list(words[at : at + size])
    if at and run[-1].text in _AREAS and words[at - 1].small in _WHERE:
        return
    person = said_to_be_person(run, words, at, known) and not all(word.small in text.small for word in run)
    if not person:
        run = _without_starter(run, known, text.small, text.inside, first=_due_anyway(words, at, size))
        run = _without_what_it_is(run, known)
        person = takes_surname(run, text.alone, text.small, known)
    called = next((step for step in range(1, size - 1) if is_nickname(words, at + step)), 0) if size > 2 else 0
    if called:  # Senator Ada "Bolt" Blenk
        before, name = words[at : at + called - 1], words[at + called - 1 : at + size]
        yield _mention(name, index, "person", office=joined(before))
    elif person and run[0].small not in known.words["function"] and run[0].text not in known.words["titles"]:
        yield _mention(run, index, "person")
    elif couple := two_people(run, known):
        yield from (_mention(one, index, "person") for one in couple)
    else:
        yield from _read_run(index, run, body, known, with_article=has_article(words, at, size, known))


def _due_anyway(words: Sequence[Token], at: int, size: int) -> bool:
    """Return whether a capital proves nothing: it begins a sentence, and no body's noun behind a comma says what it is
    the name of ("Blenkar, the company that")."""
    behind = words[at + size : at + size + 2]
    told = len(behind) == 2 and behind[0].gap == ", " and behind[0].small in {"a", "an", "the"}
    return (at == 0 or words[at].begins) and not (told and behind[1].small in _BODIES)


def _only_starts(words: Sequence[Token], at: int, known: Gazetteer, inside: frozenset[str]) -> bool:
    """Return whether a word is written large only because it begins a sentence, so that a name may start behind it."""
    word = words[at]
    if word.acronym or not (at == 0 or word.begins):
        return False
    small = word.small
    return small in known.words["function"] or (is_participle(small) and word.text not in inside)


def _body_noun(known: Gazetteer, words: Sequence[Token], at: int) -> Token | None:
    """Return the small noun that makes a body of a place's name: "Saskatchewan government"."""
    if at < len(words) and words[at].gap in {" ", "'s ", "’s "} and words[at].text in known.words["body_nouns"]:
        return words[at]
    return None


def _mention(
    words: Sequence[Token], sentence: int, kind: str, *, office: str = "", known: Known | None = None, head: str = ""
) -> Mention:
    name, end = joined(words), words[-1].end
    if known and words[-1].possessive and f"{name}'s" in known.names:  # "McDonald's", of nobody called McDonald
        name, end = f"{name}'s", end + len("'s")
    return Mention(words[0].start, end, sentence, name, kind, office, known, head)


def _read_run(
    index: int, run: list[Token], body: Token | None, known: Gazetteer, *, with_article: bool
) -> Iterator[Mention]:
    if (
        body
        and run
        and not any(word.text[0].isdigit() for word in run)
        and all(known.is_place(word.text) or word.text not in known.words["no_party"] for word in run)
    ):
        yield _mention([*run, body], index, "body", head=body.text)
        return
    if not run or is_no_stakeholder(run, known):
        return
    if run[-1].small in known.words["body_nouns"] and len(run) < 4:
        if joined(run).casefold() in known.words["no_group"]:
            return
        yield _mention(run, index, "body" if len(run) > 1 else "group", head=run[-1].small)
        return
    if len(run) == 1 and (run[0].small,) in known.heads:
        yield _mention(run, index, "group", head=run[0].small)
        return
    if len(run) > 1 and run[-1].text[-1] == "s" and run[-1].text[:-1] in known.words["titles"]:
        yield _mention(run, index, "group", head=run[-1].small)  # "Chief Privacy Officers"
        return
    office, name = split_title(run, known)
    if name and office:
        if not all(word.small in known.words["function"] for word in name):
            yield _mention(name, index, "person", office=joined(office))
    elif office:
        if known.words["offices"].intersection(word.text for word in office):
            yield _mention(office, index, "office", head=office_word(office, known))
    elif looks_like_person(name, known) and not with_article:
        yield _mention(name, index, "person")
    else:
        yield _mention(name, index, "name")


def _without_what_it_is(run: list[Token], known: Gazetteer) -> list[Token]:
    """Return the run without the acronym of a thing behind a person's name, as titles have it: "Ada Blenk AI price"."""
    thing = len(run) > 2 and run[-1].acronym and run[-1].text in known.words["no_party"]
    return run[:-1] if thing and looks_like_person(run[:-1], known) else run


def _without_starter(
    run: list[Token], known: Gazetteer, small: frozenset[str], inside: frozenset[str], *, first: bool
) -> list[Token]:
    """Return the run without a word that is only written large because a sentence begins with it.

    A single word there is no name unless the text writes it large elsewhere too (`inside`), or it is a given name.
    """
    while run and (run[0].small in known.words["function"]) and not (run[0].acronym and len(run[0].text) > 1):
        run = run[1:]
        first = False
    while len(run) > 1 and run[0].small in NOT_REAL:
        run = run[1:]
        first = False
    word = run[0].small if run else ""
    if first and len(run) == 1 and not run[0].acronym:
        spelt = any(letter.isupper() for letter in run[0].text[1:])
        named = spelt or run[0].text in known.words["given_names"] or run[0].text in inside
        if word in small or (word,) in known.heads or not named:
            return []
    if first and len(run) > 1 and run[0].text not in inside and only_describes(run, known):
        run = run[1:]
    while run and (run[-1].text in {"The", "A", "In", "On", "And", "But", "It"}):
        run = run[:-1]
    return run
