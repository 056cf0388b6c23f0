"""The one table of flags: what a user sets on a story by one key, and what it is called where. To add a flag is to add
one entry; the index needs a column of its name besides (`storage/index/schema.py`)."""

from typing import Final, NamedTuple

STAR: Final = "star"
READ: Final = "read"
HIDE: Final = "hide"
APART: Final = "apart"
CODED: Final = "coded"


class Flag(NamedTuple):
    """One flag. `field` is its name in operations and files; `attribute` is that of `Judgement`, and the column of the
    index. `adjective` is what the screen calls a story that has it, `done` what was done to one ("marked as read").
    `words` are the words after `is:` that ask for it, each with the value asked for. With `by_rule` a rule can set it;
    a `private` one is exported to nobody and never taken over from other coders."""

    field: str
    attribute: str
    adjective: str
    done: str
    words: tuple[tuple[str, bool], ...] = ()
    by_rule: bool = False
    private: bool = True


FLAGS: Final = (
    Flag(STAR, "starred", "starred", "starred", (("starred", True),), by_rule=True),
    Flag(READ, "read", "read", "marked as read", (("unread", False), ("read", True)), by_rule=True),
    # only a filter that asks for hidden stories finds them
    Flag(HIDE, "hidden", "hidden", "hidden", (("hidden", True),), by_rule=True),
    # never grouped with stories that look like duplicates of it
    Flag(APART, "apart", "apart", "kept apart"),
    # the coder is done with the story: what is undecided then is a considered no
    Flag(CODED, "coded", "coded", "marked as coded", (("coded", True),), private=False),
)
"""The flags in the order in which they are written."""

FLAG_BY_FIELD: Final[dict[str, Flag]] = {flag.field: flag for flag in FLAGS}
FLAG_BY_WORD: Final[dict[str, tuple[Flag, bool]]] = {
    word: (flag, value) for flag in FLAGS for word, value in flag.words
}
"""The flag that each word after `is:` asks for, and the value that it must have."""
PRIVATE: Final = frozenset(flag.field for flag in FLAGS if flag.private)
"""The fields of flags that are the user's own affair."""
