"""Which sentences of a text are evidence of a concern: few, and none that tells nothing or the contrary."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from civic.analysis.around import says_any
from civic.analysis.reading import Sentence

MOST: Final = 3
"""Sentences that support a concern at most."""
_LOOK: Final = 12
"""Sentences that are looked at, the best ones first."""
_BESIDE: Final = 0.45
"""What share of the best sentence's odds another has to have to stand beside it."""
_LEAST: Final = 0.5
"""The score that it has to have besides."""
_HEADING: Final = 8
"""A line of no more words without a full stop is a heading."""
_IDIOM_IS_ALL: Final = 25
"""A sentence of more words says something beside its turn of phrase."""
_IDIOMS: Final = re.compile(
    r"\bmake no mistake\b|\b(?:apples|oranges) (?:with|to|and) (?:apples|oranges|pears)\b|\bat the end of the day\b"
    r"|\b(?:takes?|took|taking|treats?) (?:[\w’'-]+ ){0,8}seriously\b|\bneedless to say\b|\bgoes? without saying\b"
    r"|\bonly time will tell\b|\bfood for thought\b"
    r"|\b(?:is|are|remains?) (?:our|its|their|my|a|the) (?:top|highest|number one|first|utmost) priority\b"
    r"|\bcommitted to (?:the (?:highest|strictest)|protecting|safeguarding|upholding)\b"
)
_IDIOMS_HAVE: Final = (
    "no mistake", "apples", "oranges", "end of the day", "seriously", "needless", "without saying", "will tell",
    "food for", "priority", "committed to",
)  # fmt: skip
"""Turns of phrase that use the words of a concern and tell of nothing, and what everybody declares."""
_LEGAL: Final = re.compile(
    r"^\W*(?:\(?[a-z\d]{1,4}[.)]\s*)*(?:(?:no|a|any|every) person|whoever|no (?:employer|operator|owner))"
    r" (?:may|shall|must|who)\b"
    r"|\baid(?:s|ing)?, (?:or )?abet|\bcause or aid\b|\bcounsel, command\b|\bhereinafter\b|\bhave the meaning\b"
    r"|\bfor the purposes of this (?:act|section|article|part|regulation|agreement)\b|\bin witness whereof\b"
    r"|\bshall (?:not )?be (?:liable|guilty|construed|deemed|punish)"
)
_LEGAL_HAS: Final = (
    " person ",
    "whoever",
    "no employer",
    "no operator",
    "no owner",
    "aid",
    "cause or",
    "counsel, ",
    "hereinafter",
    "have the meaning",
    "purposes of this",
    "in witness",
    "shall ",
)
"""The wording of laws and terms, which says what is forbidden and not what was done."""
_TROUBLE: Final = (
    r"(?:concerns?|worries|fears|risks?|problems|complaints|harms?|errors|incidents|breach(?:es)?|bias|discrimination"
    r"|(?:evidence|signs?) of (?:[\w-]+ ){0,2}(?:harm|bias|misuse|abuse|breach|wrongdoing|fraud|discrimination))"
    r"\b(?! (?:assess|process|procedure|report|test|audit|check|polic|rate|scor|log|mechanism|manage|register|analys"
    r"|review|mitigat))"
)
"""What is denied; "no risk assessment" denies none."""
_DENIED: Final = re.compile(
    rf"\b(?:fewer|less|lower|little|hardly any|no(?! longer)|without(?: any)?) (?:[\w-]+ ){{0,2}}?{_TROUBLE}"
    r"|\b(?:(?:is|are|was|were) not|has not been|have not been) (?:[\w-]+ )?(?:at risk|biased|compromised|breached"
    r"|harmed|worried|concerned)\b|\bless (?:worried|concerned|afraid)\b"
    r"|\b(?:fears?|concerns?|worries) (?:[\w-]+ ){0,4}(?:is|are|were|was|been) (?:[\w-]+ )?(?:overstated|overblown"
    r"|exaggerated|unfounded|groundless|misplaced|allayed)\b"
)
_DENIED_HAS: Final = (
    "fewer ", "less ", "lower ", "little ", "hardly ", "no ", "without ", " not ", " overst", " overbl", " exagg",
    " unfounded", " groundless", " misplaced", " allayed",
)  # fmt: skip
"""What says that a harm is small, past or none."""


def chosen(silent: Callable[[int], bool], scores: Sequence[float], ranked: Sequence[int]) -> list[int]:
    """Return the indexes of the sentences that are evidence, of those `ranked` by how well they show a concern: the
    best one that tells something, and others only where they are nearly as good; the very first where none tells
    anything. `silent` says of a sentence by its index that it tells nothing."""
    found: list[int] = []
    least = 0.0
    for index in ranked[:_LOOK]:
        if len(found) == MOST or scores[index] < least:
            break
        if not silent(index):
            least = least or max(_LEAST, _with_odds(scores[index], _BESIDE))
            found.append(index)
    return found or list(ranked[:1])


def _with_odds(score: float, share: float) -> float:
    """Return the score whose odds are this share of those of another."""
    return share * score / (1 - score + share * score)


def tells_nothing(sentence: Sentence) -> bool:
    """Return whether a sentence can't support a concern, whatever words it has: a heading, a turn of phrase, the
    wording of a law, or one that says that no harm was done."""
    text, size = sentence.span.text.casefold(), len(sentence.words)
    if not sentence.prose and not sentence.bullet and not sentence.span.in_title and size <= _HEADING:
        return True
    if size <= _IDIOM_IS_ALL and says_any(text, _IDIOMS_HAVE) and _IDIOMS.search(text):
        return True
    if says_any(text, _LEGAL_HAS) and _LEGAL.search(text):
        return True
    return says_any(text, _DENIED_HAS) and _DENIED.search(text) is not None
