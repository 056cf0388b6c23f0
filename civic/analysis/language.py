"""Whether a text is English. The suggestions rest on English words; in any other language they would be nonsense."""

import re
from typing import Final

from civic.analysis.words import word_set

_ENGLISH: Final = word_set(
    "the of and to in that is was for it with as on be at by this have from or had not are but they which you we an has"
    " been their were will would its about who said more can when there"
)
_OTHERS: Final = word_set(
    "der die das und ist nicht ein eine mit von zu den dem auf für im werden wird auch sich sie bei nach wie"
    " über oder des"
    " le la les et est une des du dans pour que qui sur pas au par avec sont ce aux plus elle ou cette ont"
    " el los las y en un por con para una del se al su como más pero lo está han sus"
    " il di che e per non della con sono gli nel dei delle alla più anche è si dal"
    " o a os as do da em não um uma para com no na dos das foi ao mais seu"
    " de het een van en op te dat niet zijn voor met aan er ook als bij naar door wordt deze"
    " och att det som på är av för med till den inte har om ett var og af ikke til jeg der ved"
    " i w na z się nie do że jest od jak ale przez oraz"
)
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE: Final = 4000
"""Code points that are looked at: enough for two hundred words, few enough to cost nothing."""


def is_english(text: str, lang: str = "") -> bool:
    """Return whether `text` reads as English by its commonest words.

    A text too short to tell (under twelve words) goes by `lang`, the language its feed names (BCP 47), and counts as
    English where that is empty. A long text goes by its words alone: feeds are often wrong about their language.
    """
    words = _WORD.findall(text[:_SAMPLE].casefold())
    named_english = lang.casefold().partition("-")[0] in {"", "en"}
    latin = sum(1 for word in words if word.isascii())
    if words and latin < 0.5 * len(words):
        return False
    if len(words) < 12:
        return named_english
    english = sum(1 for word in words if word in _ENGLISH)
    others = sum(1 for word in words if word in _OTHERS and word not in _ENGLISH)
    if len(words) < 40 and english == others:
        return named_english
    return english > others and english >= 0.06 * len(words)
