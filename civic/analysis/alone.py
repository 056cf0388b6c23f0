"""What a sentence of a text says to somebody who reads no other: whether it stands alone, and whether it tells that
people were hurt, which no summary leaves out."""

import re
from typing import Final

from civic.analysis.around import says_any
from civic.analysis.reading import Sentence

_LEAST: Final = 8
"""A sentence of fewer words is a tease."""
_NOTICE: Final = re.compile(
    r"\bpart (?:of|one|two|three|four|five|\d+)\b.{0,40}\bseries\b"
    r"|\b(?:first|second|third|fourth|fifth|last|final|next) (?:post|part|article|piece)\b.{0,30}\bseries\b"
    r"|\bguest (?:blog|post|article)"
    r"|\bin this (?:blog ?)?(?:post|article|piece|series|write-?up|newsletter|edition|issue)\b"
    r"|\bthis (?:blog ?)?(?:post|article|piece|series|write-?up|newsletter|edition) (?:is|was|explores|looks|gives"
    r"|covers|describes|discusses|outlines|will)\b|\b(?:today|here),? we(?:'|’)?(?:ll| will) |\bwelcome (?:to|back)\b"
    r"|\b(?:yesterday|last (?:week|month)|(?:my|our) (?:last|first))(?:['’]s)? (?:blog ?)?(?:post|article|piece)\b"
    r"|\b(?:I|we) (?:recently )?wrote (?:a|an|this|about)\b.{0,40}\b(?:post|article|piece|blog)\b"
    r"|\bI am writing to you\b"
    r"|\b(?:section|rest|purposes?|end) of this (?:blog ?)?(?:post|article|piece|series|write-?up)\b"
    r"|\bwe (?:started|began|opened|closed) (?:this|the) meeting\b|\boutlined the minutes\b"
    r"|\beditor'?s? note\b|\btakes? a look\b|^action \d+|\b(?:this week|meeting) we (?:read|discussed)\b|\bminutes\b"
    r".{0,60}\b(?:circulated|cleared|approved|published|agreed)\b|\bapologies\b",
    re.IGNORECASE,
)
_UNNAMED: Final = re.compile(
    r"[\"“‘'(]*(?:(?:But|And|So|Yet|Or|However,|Instead,?|Also,|Then,?|Still,) )?"
    r"(?:(?:[Tt]heir|[Hh]is|[Hh]er|[Ii]ts) \w|(?:[Ii]t|[Tt]hey|[Hh]e|[Ss]he|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose)"
    r"(?:['’]\w+| (?:is|was|are|were|has|had|have|will|would|can|could|may|might|must|should|do|does|did|also|then"
    r"|never|not|\w+s|\w+ed)\b))"
)
_GOES_ON: Final = re.compile(
    r"[\"“‘'(]*(?:(?:But|And|Yet|Or|Nor|Here(?!['’]s| (?:at|in))|Even so|That said|Instead|Worse|Besides|Likewise"
    r"|Similarly|By contrast|In other words|On the other hand|As a result|For (?:example|instance)|In addition"
    r"|Therefore|Thus|Hence)\b"
    r"|(?:The|An?|One) (?:\w+est|most \w+|first|second|third|last|next|other|another|latter|former|same|only|main|real"
    r"|biggest)? ?(?:answer|reason|result|problem|part|point|goal|idea|question|difference|trick|irony|catch|upshot"
    r"|step|thing|way|challenge|example|lesson)(?: \w+)? (?:is|was|were|are|will|would|came|comes)\b"
    r"|(?:Both|Neither|Others|Another|Such|One of (?:them|these)|Some of (?:them|these)|(?:The|These) (?:two|three)"
    r"|The (?:latter|former|same|others?))\b)"
)
"""How a sentence begins that goes on with what stands before it: its noun, its subject or its point."""
_ELSEWHERE: Final = re.compile(
    r"\b(?:you|readers) (?:can|may|could) (?:also |still |now )?(?:find|read|see|watch|listen|download|sign|follow|view"
    r"|catch|access|learn|get) |\b(?:read|see|find|watch|listen to|download) (?:more|the (?:full|rest|introduction"
    r"|previous|first|original|whole)|our (?:full|previous|earlier|last))\b"
    r"|^(?:see|read|click|visit|subscribe|sign up|follow us)\b"
    r"|\b(?:previous|earlier|other|last) (?:posts?|parts?|articles?|instal?lments?) (?:in|of|on|about)\b"
    r"|\b(?:click|tap) (?:here|on)\b|\bis available (?:here|online|to download|on our)\b",
    re.IGNORECASE,
)
_ELSEWHERE_HAS: Final = (
    "you ", "readers ", "read ", "see ", "find ", "watch ", "listen ", "download ", "click", "tap ", "visit",
    "subscribe", "sign up", "follow us", "previous", "earlier", "other ", "last ", "available",
)  # fmt: skip
"""What only points to where something else can be read."""
_HURT: Final = re.compile(
    r"\b(?:people|persons?|patients?|residents|passengers?|pedestrians?|cyclists?|drivers?|workers?|detainees|inmates"
    r"|m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|teenagers?|students?|babies|baby|mother|father|son|daughter|husband"
    r"|wife|victims?|[Hh]e|[Ss]he|who|\d+|one|two|three|four|five|dozens|[A-Z][a-z]+ [A-Z][a-z]+)"
    r" (?:ha(?:s|d|ve) |later |then |also )*(?:died|killed (?:him|her|them)sel(?:f|ves)|took (?:his|her|their) own li)"
    r"|\b(?:was|were|been|being|got) (?:[a-z]+ )?(?:killed|injured|wounded|shot dead)\b"
    r"|\bkilled (?:at least |more than |nearly )?(?:[\w,]+ )?(?:people|others|pedestrians?|cyclists?|children|patients"
    r"|passengers|wom[ae]n|m[ae]n)\b|\bdied (?:by suicide|in (?:hospital|custody|a crash))\b|\bfatally\b"
    r"|\b(?:left|leaving) [\w ]{2,20} (?:dead|injured|paraly[sz]ed)\b|\bthe deaths? of\b"
)
_HURT_HAS: Final = ("died", "killed", "took ", "injured", "wounded", "shot dead", "fatally", " dead", "death", "paraly")
_SUPPOSED: Final = re.compile(
    r"\b(?:could|might|may|would|if|risks?|fears?|prevent\w*|avoid\w*|threat\w*|unless|imagine|years? ago)\b",
    re.IGNORECASE,
)


def stands_alone(sentence: Sentence, *, after: bool) -> bool:
    """Return whether a sentence says enough by itself, or behind the one before it (`after`)."""
    text = sentence.span.text
    if len(sentence.words) < _LEAST or _NOTICE.search(text):
        return False
    if says_any(text.casefold(), _ELSEWHERE_HAS) and _ELSEWHERE.search(text):
        return False
    return after or not (text[0].islower() or _UNNAMED.match(text) or _GOES_ON.match(text))


def tells_of_the_hurt(sentence: Sentence) -> bool:
    """Return whether a sentence tells that people died or were hurt, and not that they might be."""
    text = sentence.span.text
    return says_any(text, _HURT_HAS) and bool(_HURT.search(text)) and not _SUPPOSED.search(text)
