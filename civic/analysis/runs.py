"""How far a name reaches: which words with and without a capital are one run."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from civic.analysis.gazetteer import Gazetteer, gazetteer
from civic.analysis.known_names import LISTING
from civic.analysis.mentions import Token
from civic.analysis.nobody import JOINS
from civic.analysis.people import is_nickname
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
    " Church Movement Party Front Friends Rally Union Forum Embassy Consulate Initiative"
)
_OF_ALL: Final = word_set("National Federal Central State General Royal International")
"""What begins the names of bodies of a whole country: "National Identity and Registration Authority"."""
_NO_OFFICE_WITH_OF: Final = word_set("Director Officer Chair Chairman Head CEO Professor Founder Editor Chief Manager")
_INITIAL_GAPS: Final = frozenset({". ", "."})
_SHORTENED: Final = word_set("Dr Mr Mrs Ms St Sen Rep Gov Prof Sgt Lt")
_LONGEST_RUN: Final = 12
_HELD: Final = word_set("Office Department Bureau Directorate Service")
_HOLDERS: Final = word_set("Attorney Prosecutor Defender Marshal Controller Ombudsperson Clerk Chief Registrar")
"""Besides the offices of the gazetteer: whose office is a body of its own, "District Attorney's Office"."""
_FOUNDED: Final = word_set("County College Hospital Hospitals School Church Trust NHS")
"""What is named after a person in the possessive: "Prince George's County", "St Blenk's NHS Trust"."""
_PARTNERS: Final = word_set("Associates Partners Sons Daughters Brothers Co Company")
"""What a firm's name adds behind "and" to that of its founder."""


def run_size(known: Gazetteer, words: Sequence[Token], at: int) -> int:
    """Return how many words from `at` on make up one name."""
    end = at + 1
    while end < len(words) and end - at < _LONGEST_RUN:
        last, word = words[end - 1], words[end]
        if last.possessive and not (_owns_its_name(last, word, known) or _is_founder(words, end, known)):
            break
        if word.gap == ", " and (steps := _listed(words, at, end)):
            end += steps
            continue
        if word.gap != " " and (is_nickname(words, end) or _is_founder(words, end, known)):
            end += 2
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


def _is_founder(words: Sequence[Token], at: int, known: Gazetteer) -> bool:
    """Return whether "and" at `at` goes on with the name of what was founded for two: "Ada's and St Blenk's Trust"."""
    first = words[at - 1]
    if words[at].text != "and" or not first.possessive or known.is_place(first.text) or first.text in known.firsts:
        return False
    tail = words[at + 1 : at + _LONGEST_RUN // 2]
    size = next((size for size, word in enumerate(tail) if not word.capital), len(tail))
    return any(word.text in _FOUNDED for word in tail[1:size])


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
    return last.text in known.words["own_apostrophe"] or word.text in known.org_words or word.text in _FOUNDED


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
                and (len(run) == 1 or (run[0] in _OF_ALL and len(run) == 2))
                and run[0] not in known.words["given_names"]
                and (run[0] in _OF_ALL or not known.firsts.get(run[0]))
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


def without_adjective(words: list[Token], start: int) -> list[Token]:
    """Return the words, where one of the two from `start` on is the end of a name and an adjective with it
    ("Ada Blenk-backed"), with the name's part alone in its place."""
    for at in range(start, min(start + 2, len(words))):
        word = words[at]
        if word.gap != " " or not (word.capital or word.text[0].isupper()):
            return words
        if not word.capital and "-" in word.text:
            name, _, rest = word.text.rpartition("-")
            whole = replace(word, end=word.start + len(name), text=name, small=name.casefold(), capital=True)
            behind = [replace(one, gap=f"-{rest}{one.gap}") for one in words[at + 1 : at + 2]]
            return [*words[:at], whole, *behind, *words[at + 2 :]]
    return words
