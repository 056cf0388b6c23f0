"""Names in a text: runs of capitals, what the gazetteer knows, titles and offices."""

from collections.abc import Iterator, Sequence
from typing import Final

from civic.analysis.gazetteer import Gazetteer, Known, gazetteer
from civic.analysis.known_names import LISTING, body_of_place, goes_on, look_up, of_country, product_behind
from civic.analysis.mentions import Mention, Token, joined, lower_words
from civic.analysis.nobody import JOINS, NOT_REAL, is_no_stakeholder, only_describes
from civic.analysis.people import (
    is_introduced,
    looks_like_person,
    office_word,
    said_to_be_person,
    split_title,
    takes_surname,
)
from civic.analysis.reading import Reading
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

_HEADS_WITH_OF: Final = word_set(
    "Director-General Inspector-General Secretary-General "
    "Department Ministry Office University House Bureau Council Commission State City Bank Board Mayor Secretary"
    " Institute"
    " Court Courts Chamber Government Parliament Division Minister Committee Federation Association Society Centre"
    " Center School"
    " College Union Confederation Guild Chancellor Governor Campaign Foundation Coalition Alliance Authority"
    " Agency Network"
    " Justice Code League Service Faculty Commissioner Institution Academy Province Commonwealth Convention Trust"
    " Port Attorney Director Speaker Sheriff Ombudsman President Inspectorate Panel Royal Citizens Campaigners Group"
    " Church Movement Party Front Friends Rally Union Forum Embassy Consulate"
)
_NO_OFFICE_WITH_OF: Final = word_set("Director Officer Chair Chairman Head CEO Professor Founder Editor Chief Manager")
_INITIAL_GAPS: Final = frozenset({". ", "."})
_SHORTENED: Final = word_set("Dr Mr Mrs Ms St Sen Rep Gov Prof Sgt Lt")
_LONGEST_RUN: Final = 12
_BODIES_OF_PLACES: Final = frozenset({"government", "parliament"})
_OF_PLACES: Final = word_set(
    "mayor council residents resident citizens inhabitants municipality city town village suburb outskirts streets"
    " province district region county"
)
"""What only a place has: "residents of Cedar Hill" names nobody else."""
_AREAS: Final = word_set("City County Province Township Borough District Island")
_WHERE: Final = word_set("in near outside around across from at throughout")
"""What stands before an area of this kind where it is no body: "in Culver City, California"."""
_MAKERS: Final = frozenset({"vendor"})
_HELD: Final = word_set("Office Department Bureau Directorate Service")
_HOLDERS: Final = word_set("Attorney Prosecutor Defender Marshal Controller Ombudsperson Clerk Chief Registrar")
"""Besides the offices of the gazetteer: whose office is a body of its own, "District Attorney's Office"."""
_FOUNDED: Final = word_set("County College Hospital")
"""What is named after a person in the possessive: "Prince George's County"."""
_PARTNERS: Final = word_set("Associates Partners Sons Daughters Brothers Co Company")
"""What a firm's name adds behind "and" to that of its founder."""


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
        size = _run(known, words, at) if words[at].capital else 1
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
        run = _without_starter(run, known, text.small, text.inside, first=at == 0 or run[0].begins)
        person = takes_surname(run, text.alone, text.small, known)
    if person and run[0].small not in known.words["function"] and run[0].text not in known.words["titles"]:
        yield _mention(run, index, "person")
    else:
        yield from _read_run(index, run, body, known)


def _only_starts(words: Sequence[Token], at: int, known: Gazetteer, inside: frozenset[str]) -> bool:
    """Return whether a word is written large only because it begins a sentence, so that a name may start behind it."""
    word = words[at]
    if word.acronym or not (at == 0 or word.begins):
        return False
    small = word.small
    return small in known.words["function"] or (small.endswith(("ing", "ed")) and word.text not in inside)


def _run(known: Gazetteer, words: Sequence[Token], at: int) -> int:
    """Return how many words from `at` on make up one name."""
    end = at + 1
    while end < len(words) and end - at < _LONGEST_RUN:
        last, word = words[end - 1], words[end]
        if last.possessive and not _owns_its_name(last, word, known):
            break
        if word.gap == ", " and (steps := _listed(words, at, end)):
            end += steps
            continue
        if _adjoins(last, word):
            if word.capital:
                end += 1
                continue
            steps = _join(known, words, at, end)
            if steps:
                end += steps
                continue
        break
    return end - at


def _owns_its_name(last: Token, word: Token, known: Gazetteer) -> bool:
    """Return whether a possessive is part of the name: "Workers' Union", "Sheriff's Office"."""
    if last.text in known.words["own_apostrophe"]:
        return True
    if word.text in _FOUNDED:
        return not known.is_place(last.text) and (last.text,) not in known.known
    return word.text in _HELD and (last.text in known.words["offices"] or last.text in _HOLDERS)


def _adjoins(last: Token, word: Token) -> bool:
    if last.possessive:
        return word.gap in {"'s ", "’s "}
    if word.gap in _INITIAL_GAPS:
        return len(last.text) == 1 or last.text in _SHORTENED
    return word.gap in {" ", "\n", "\u00a0", " & ", "' ", "’ "} and (
        word.gap[0] not in "'’" or (last.text.endswith("s") and _own_plural(last, word))
    )


def _own_plural(last: Token, word: Token) -> bool:
    """Return whether a body is that of several: "Users' Union", "The Friends' School"."""
    known = gazetteer()
    return last.text in known.words["own_apostrophe"] or word.text in known.org_words


def _join(known: Gazetteer, words: Sequence[Token], at: int, end: int) -> int:
    """Return how many words a small word such as "of" adds to the name that it follows; 0 where it ends the name."""
    small = words[end].text
    steps = 2 if end + 2 < len(words) and words[end + 1].text == "the" and words[end + 1].gap == " " else 1
    if small not in JOINS or end + steps >= len(words):
        return 0
    following = words[end + steps]
    run = [word.text for word in words[at:end]]
    if not following.capital or following.gap != " " or following.text in known.words["calendar"]:
        return 0
    heads = _HEADS_WITH_OF.intersection(run)
    if small in {"of", "for", "on", "against"}:
        fits = bool(heads - ({"Code"} if small == "on" else set())) and not _NO_OFFICE_WITH_OF.intersection(run)
    elif small == "and":
        tail = words[end + steps : end + steps + 4]
        fits = steps == 1 and (
            (bool(heads) and any(word in {"of", "for", "on"} for word in run))
            or following.text in _PARTNERS
            or (
                any(word.text in known.org_words for word in tail[1:] if word.capital)
                and len(run) == 1
                and run[0] not in known.words["given_names"]
                and not known.firsts.get(run[0])
                and not known.is_place(run[0])
            )
        )
    elif small in {"the", "&"}:
        fits = small == "&" and not known.is_place(run[-1])
    else:
        fits = following.text not in known.org_words and following.text not in known.firsts
    return steps + 1 if fits else 0


def _listed(words: Sequence[Token], at: int, end: int) -> int:
    """Return how many words of a list go on with a name: ", Innovation and Technology"; 0 where a comma ends it."""
    run = {word.text for word in words[at:end]}
    if not (run & LISTING and run & {"of", "for"}):
        return 0
    for step in range(1, 6):
        if end + step + 1 >= len(words):
            return 0
        word = words[end + step]
        if word.small == "and":
            return step + 2 if words[end + step + 1].capital and words[end + step + 1].gap == " " else 0
        if not word.capital or word.gap not in {" ", ", "}:
            return 0
    return 0


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


def _read_run(index: int, run: list[Token], body: Token | None, known: Gazetteer) -> Iterator[Mention]:
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
    office, name = split_title(run, known)
    if name and office:
        yield _mention(name, index, "person", office=joined(office))
    elif office:
        if known.words["offices"].intersection(word.text for word in office):
            yield _mention(office, index, "office", head=office_word(office, known))
    elif looks_like_person(name, known):
        yield _mention(name, index, "person")
    else:
        yield _mention(name, index, "name")


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
