"""Words of a text as the files of the languages write them."""

import re

_WORD = re.compile(r"[^\W_]+(?:[-*:.][^\W\d_]+)*")


def words_of(text: str) -> list[str]:
    """Return the words in lower case; an apostrophe parts them ("l'eau" is two), a hyphen does not."""
    return _WORD.findall(text.lower())
