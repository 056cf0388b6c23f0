"""The name by which the user decides, where it has to be asked for: before work is exchanged with other coders, to whom
a login name says little and two of whom may have the same."""

import json

from civic.coder import coder_key
from civic.correction import EVERYWHERE
from civic.query import EVEN_HIDDEN
from civic.text import clean_line
from storage.files.places import Places
from storage.settings.coder import refusal
from workspace.ports import Library

__all__ = ["earlier_names", "how_to_name", "refusal"]

_PAGE = 500
"""Stories that are looked up at once."""


def earlier_names(library: Library, before: str, name: str) -> tuple[str, ...]:
    """Return the names by which a user who was `before` and now goes by `name` has decided: what to write as
    `formerly`. Goes through the stories till one is found, so it is for a worker thread."""
    if coder_key(before) == coder_key(name):
        return ()
    return (before,) if _has_decided(library, before) else ()


def how_to_name(places: Places, who: str) -> str:
    """Return the sentence that says how to take a name in place of the login name `who`."""
    file = clean_line(str(places.settings), 300)
    return (
        f'Your decisions are signed with the login name {who!r}: write who = "YOUR NAME" in {file}, and formerly = '
        f"[{json.dumps(who, ensure_ascii=False)}] if you have decided already."
    )


def _has_decided(library: Library, who: str) -> bool:
    """Return whether anything is signed by this name; decisions on stories that are gone don't count."""
    key = coder_key(who)
    if any(coder_key(one.who) == key for one in library.history(EVERYWHERE)):
        return True
    before: int | None = None
    while keys := library.search(EVEN_HIDDEN, limit=_PAGE, before=before):
        for row in library.rows(keys):
            if any(coder_key(one.who) == key for one in library.history(row.id)):
                return True
        before = keys[-1]
    return False
