"""Who is no party to any story, whatever is told of them: all and nobody, boards of no place, and who only told it."""

import re
from typing import Final

from civic.analysis.mentions import Mention
from civic.analysis.merge import BARE, GENERIC, Draft
from civic.analysis.words import word_set

_TELLS: Final = re.compile(
    r"(?: (?:also|first|later|has|had|have))? (?:reports?|reported|reveal(?:s|ed)|wrote|writes|said|says|noted|found"
    r"|obtained|quoted|cited|published|confirmed|debunked|verified|fact-checked)\b"
    r"| (?:is|was) (?:reported|said) to have (?:confirmed|found|verified)\b"
    r"|['’]s? (?:report|reporting|article|story|investigation|analysis|interview|data blog)\b"
    r"| (?:reporters?|journalists?|article|story|report|investigation|interview|analysis|column|op-ed)\b"
)
_TOLD_BY: Final = re.compile(
    r"(?:[Aa]ccording to|told|tells|wr(?:ites|ote|iting|itten) (?:in|for)|[Vv]ia|(?:article|reading)[^.]{0,20} by"
    r"|(?:reported|seen|obtained|reviewed|published|interviewed|quoted|revealed|verified) (?:by|in|on)"
    r"|(?:reports?|reporting|article|piece|story|stories|interview|investigation|analysis|op-ed|column|paper|reading)"
    r" (?:by|in|from|for|with|on)) (?:the )?$"
)
"""What stands behind and before a medium that told the story."""
_TOLD_REACH: Final = 60
_TELLING: Final = word_set("media press newspapers newspaper outlets broadcasters reporters journalists")
_POSTED_ON: Final = word_set("networks platforms sites")
_WHERE_POSTED: Final = (" on ", " via ", " through ", " across ", " over ")


def names_nobody(draft: Draft) -> bool:
    """Return whether a text says no more of who is meant than that they are people, or that it is a board: who is all
    and nobody is no party."""
    if draft.kind == "group":
        return all(mention.name.casefold() in GENERIC for mention in draft.mentions)
    return (
        draft.kind == "name" and not draft.known and all(one.name.removeprefix("O ") in BARE for one in draft.mentions)
    )


def is_no_party(draft: Draft, text: str) -> bool:
    """Return whether a name is no party to any story, though it teaches what one is not: a board of no place ("Steering
    Group"), or a medium that is named for nothing but what it told."""
    if draft.kind == "group":
        if all(text.endswith(" as ", 0, one.start) for one in draft.mentions):
            return True  # what others are taken for: "flagged as fraudsters"
        noun = draft.mentions[0].head.split()[-1]
        if noun in _TELLING:
            return all(_only_tells(text, one) for one in draft.mentions)
        return noun in _POSTED_ON and all(text.endswith(_WHERE_POSTED, 0, one.start) for one in draft.mentions)
    if draft.known is None:
        return draft.kind == "name" and all(BARE.issuperset(one.name.split()) for one in draft.mentions)
    return draft.known.kind == "media" and all(_only_tells(text, one) for one in draft.mentions)


def _only_tells(text: str, one: Mention) -> bool:
    """Return whether a mention of a medium only says that it told the story."""
    before = _TOLD_BY.search(text, max(0, one.start - _TOLD_REACH), one.start)
    return before is not None or _TELLS.match(text, one.end) is not None
