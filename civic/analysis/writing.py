"""Which part a person has in something written: its author, who is quoted in it, who a letter is to and from."""

import re
from collections.abc import Iterator
from typing import Final

from civic.analysis.around import Around, says_any

IN_WRITING: Final = ("author", "quoted", "addressed", "signs")
"""The parts, as signs of a person's roles."""
_WRITTEN: Final = re.compile(
    r"\b(?:(?:written|authored|penned|edited|published|made|presented) by|(?:articles?|papers?|books?|essays?|posts?"
    r"|reports?|stud(?:y|ies)|research|work|analysis|column|talk)(?: \w+){0,2} (?:by|from)) $",
    re.IGNORECASE,
)
_WRITES: Final = re.compile(
    r"(?:['’]s? (?:\w+ )?(?:articles?|papers?|books?|essays?|posts?|reports?|study|research|work|talk)\b"
    r"| (?:has |have )?(?:writes|wrote|written|coined|explained|shown|argued)\b"
    r"| [a-z]+ in (?:his|her|their) (?:\w+ )?(?:article|paper|book|essay|post|report|study|piece|thesis|work)\b)"
)
"""What makes somebody the author of what is told."""
_QUOTED_AS: Final = re.compile(r"\b(?:quotes? attributable to|quotes? from|statement (?:by|from)):? $", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"\bDear (?:(?:Mr|Mrs|Ms|Dr)\.? )?$")
_SIGNS: Final = re.compile(r"\b(?:sincerely|faithfully|regards|signed),?\s+$", re.IGNORECASE)
"""Who a letter is to, and who it is from."""
_SIGNED: Final = ("sincerely", "faithfully", "regards", "signed")


def parts_in_writing(one: Around) -> Iterator[str]:
    """Yield what the words right beside a mention say of its part in an article, a quotation or a letter."""
    small = one.small  # most mentions have no such word before them, and patterns cost more than looking for one
    if (small.endswith((" by ", " from ")) and _WRITTEN.search(one.text_before)) or _WRITES.match(one.text_after):
        yield "author"
    if says_any(small, ("quote", "statement")) and _QUOTED_AS.search(one.text_before):
        yield "quoted"
    if "dear " in small and _ADDRESSED.search(one.text_before):
        yield "addressed"
    if says_any(small, _SIGNED) and _SIGNS.search(one.text_before):
        yield "signs"
