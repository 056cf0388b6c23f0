"""Which side of a deal a name stands on, by what is right before and right behind it."""

import re
from collections.abc import Iterator
from typing import Final

from civic.analysis.around import Around, says_any

_HELPS: Final = (
    r"(?: (?:has|have|had|is|are|was|were|will|would|also|now|already|recently|to|plans|began|started)){0,3} "
)
_MAKES: Final = r"(?:suppli(?:es|ed)|develop(?:s|ed)?|manufactur(?:es|ed)|markets|sells?|sold|buil[dt]s?)"
_BUYS: Final = (
    r"(?:(?:us|deploy|adopt|purchas|install|trial|pilot|procur|commission|operat)(?:s|es|ed|led|ing)?|buys|bought"
    r"|rolled out|runs?)"
)
_SELLER: Final = r"(?:supplier|vendor|developer|contractor|manufacturer|software (?:firm|house|company|maker))"
_DESCRIBED: Final = r"(?:(?!(?:of|at|from|for|in|with|to|and|by|that|which|who)\b)[\w’'-]+ ){0,4}"
"""Words that describe what follows: "the US software firm"."""
_DEALS: Final = {
    "sells": (
        re.compile(
            rf"\b(?:(?:{_MAKES}|made|powered|designed|created|written|provided) by"
            r"|(?:bought|purchased|procured|licensed|leased)(?: [\w-]+){0,3} from|awarded(?: [\w-]+){0,4} to|hired)"
            rf" (?:(?:the|an?|its) {_DESCRIBED})?$|\b{_SELLER}s?,? $"
        ),
        re.compile(
            rf"{_HELPS}(?:{_MAKES}|won (?:a|an|the)(?: [\w£$€.-]+){{0,3}} (?:contract|tender|bid|deal))\b"
            r"(?! (?:by|up|from)\b)"
            rf"|(?:,| \(| (?:is|was)) (?:an?|the|its) {_DESCRIBED}(?:{_SELLER}\b"
            r"|(?:company|firm|start-?up|consortium) (?:that|which|behind) )"
        ),
    ),
    "uses": (
        re.compile(rf"\b(?:{_BUYS} by|sold(?: [\w-]+){{0,3}} to|supplied to) (?:the |an? )?$"),
        re.compile(rf"{_HELPS}{_BUYS}\b(?! (?:by|from)\b)"),
    ),
    "contracts": (
        re.compile(r"\b(?:contract(?:s|ed|ing)?|deals?|agreements?|partner(?:s|ed|ing|ship)?) with (?:the |an? )?$"),
        re.compile(rf"{_HELPS}(?:signed|awarded|tendered)\b"),
    ),
    "audits": (
        re.compile(r"\b(?:auditors?|accountants|audit(?:ed)? (?:firm|by)),? (?:the )?$", re.IGNORECASE),
        re.compile(
            r"(?:(?:,| \(| (?:is|was)) (?:an?|the|its|their|[\w’'-]+['’]s?) (?:[\w’'-]+ ){0,4}auditors?\b"
            r"| (?:which )?audit(?:s|ed) )"
        ),
    ),
}
"""Which side of a deal a name stands on, by what is right before and right behind it."""
_DEALT: Final = (
    " by ", " from ", " to ", "hired ", " with ", "supplier", "vendor", "developer", "contractor", "manufacturer",
    "software ", "audit", "accountant",
)  # fmt: skip
"""Letters of which some stand in all that may be right before it."""
_PRODUCT: Final = re.compile(
    r"['’]s? (?:[\w-]+ ){0,3}(?:software|apps?|tools?|platforms?|cameras?|scanners?|algorithms?|chatbots?|models?"
    r"|systems?|technolog(?:y|ies)|products?|robots?|drones?|sensors?|devices?|headsets?|terminals?|code)\b"
)


def deals_of(one: Around) -> Iterator[str]:
    """Yield what the words right beside a mention say of its part in a deal: "sells", "uses", "audits"; "contracts"
    where its kind alone tells the side."""
    dealt = says_any(one.small, _DEALT)
    for side, (before, after) in _DEALS.items():
        if (dealt and before.search(one.text_before)) or after.match(one.text_after):
            yield side


def owns_product(one: Around) -> bool:
    """Return whether a mention owns what firms make: "Blenk's software"."""
    return _PRODUCT.match(one.text_after) is not None
