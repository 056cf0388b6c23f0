"""Whether a text tells of a harm that came to somebody: an arrest, a charge, a loss, a forged picture or voice."""

import re
from typing import Final

from civic.analysis.around import Around, says_any

_BE: Final = r"(?: (?:who|which|has|have|had|is|are|was|were|been|being|later|then|also|never|not|\w+ly)){1,5} "
_HARMED: Final = (
    r"(?:(?:arrest|detain|jail|imprison|convict|sentenc|accus|misidentif|impersonat|defam|smear|depict|portray|scamm"
    r"|defraud|deceiv|trick|harass|stalk|kill|injur|dismiss|fir|sack|suspend|evict|deport|deni|refus|reject|target"
    r"|track|monitor|surveill|expos|overcharg|misdiagnos|blacklist|exclud|scann|wound|assault|charg|prosecut"
    r"|identif)i?ed|shot|hit|struck|hurt|(?:shut|locked) out|turned (?:away|down)|cut off|wrongly (?:flagged|billed))\b"
)
_OF_WHOM: Final = (
    r"(?:deep ?fakes?|(?:nude|fake|explicit|sexual|manipulated|doctored|altered)(?: [\w-]+){0,2}"
    r" (?:images?|videos?|photos?|pictures?|clips?|audio)|likeness(?:es)?|impersonations?|impersonators?|cloned voices?"
    r"|arrests?|imprisonment|deaths?|killing|murder|suicide|detention) of"
)
_WHOM: Final = (
    r"impersonat(?:e|es|ed|ing)|falsely (?:showing|depicting|portraying|claiming|accusing|identifying)"
    r"|(?:arrest|jail|detain|defam|scamm|harass|kill|misidentif)(?:ed|ied|ing)"
    r"|wrongly (?:accused|arrested|identified|flagged|jailed)|victims?(?: [\w-]+)? (?:such as|like|including|named)"
    r"|(?:charges|complaints?|case) against|accused|suspect|defendant|victim|plaintiff|patient|survivor"
)
_CALLED: Final = (
    r"(?:,? (?:the|a|an|former|then|local|actor|actress|singer|prime minister|president|candidate|journalist"
    r"|mr|mrs|ms|dr)\.?){0,3}"
)
_FORGERY: Final = r"deep ?faked?|fake AI|AI-generated|AI-cloned"
_BEFORE: Final = re.compile(rf"\b(?:{_OF_WHOM}|{_WHOM}|{_FORGERY}){_CALLED},? $", re.IGNORECASE)
_BEFORE_HAS: Final = (
    " of", "impersonat", "falsely", "arrest", "jail", "detain", "defam", "scamm", "harass", "kill", "misidentif",
    "wrongly", "victim", "against", "accused", "suspect", "defendant", "plaintiff", "patient", "survivor",
    "fake", "ai-",
)  # fmt: skip
"""Letters of which some stand wherever `_BEFORE` fits: to look for these first costs little."""
_FORGED: Final = re.compile(
    r"\b(?:(?:fake|forged|doctored|manipulated|altered|AI-generated) (?:videos?|audio|clips?|recordings?|calls?|images?"
    r"|photos?|pictures?)|deep ?fakes?|impersonat\w+|depict\w*|portray\w*|likeness(?:es)?|cloned|superimpos\w+"
    r"|nonconsensual)\b"
    r"(?!.*\b(?:said|says|told|according|warn\w+|by)\b)[^.;“”\"]{0,80} $",
    re.IGNORECASE,
)
"""A forgery that the name still belongs to, with no other who tells of it in between."""
_FORGED_HAS: Final = (
    "fake", "forged", "doctored", "manipulated", "altered", "ai-", "impersonat", "depict", "portray", "likeness",
    "cloned", "superimpos", "nonconsensual",
)  # fmt: skip
_AFTER: Final = re.compile(
    rf"(?:{_BE}{_HARMED}"
    r"|(?:,? who)? (?:died|suffered|pleaded|lost (?:his|her|their)|killed (?:him|her|them)sel(?:f|ves))\b"
    r"|(?:,? who)? (?:could not|couldn['’]t|was unable to|cannot|can['’]t) (?:get|pay|claim|log|prove|apply|open"
    r"|register|travel|see|board|enter|vote|afford|reach|receive)\b"
    r"|['’]s? (?:\w+ )?(?:voice|face|likeness|image|identity|account|death|arrest)\b"
    r"|(?:['’]s)?(?: [\w-]+){0,2} (?:deep ?fakes?|voice clones?)\b| impersonated (?:in|by|with)\b"
    r"| (?:(?:wrongly|wrongfully|falsely) )?(?:arrested|jailed|detained|fired|deported|killed|misidentified|accused)"
    r" (?:by|after|over|because|due to|following|in)\b)",
)
"""Headlines leave out the verb: "Ada Blenk impersonated in advert"."""


def suffers(one: Around) -> bool:
    """Return whether a mention's own words say that a harm came to whom it names. The accused are affected as victims
    are."""
    if _AFTER.match(one.text_after):
        return True
    return bool(
        (says_any(one.small, _BEFORE_HAS) and _BEFORE.search(one.text_before))
        or (says_any(one.small, _FORGED_HAS) and _FORGED.search(one.text_before))
    )
