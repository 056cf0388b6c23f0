"""How a story came to be read, hidden or unread, where its user did not do that to the story itself."""

from collections.abc import Iterator, Sequence

from civic.judgement import HIDE, READ
from civic.news import news_of
from civic.operation import Operation
from civic.registers import OwnView
from civic.shared_flags import source_of
from civic.story import Story
from civic.text import clean_line
from workspace.ports import Library

_SHORT = 80


def news_in(view: OwnView, history: Sequence[Operation]) -> str:
    """Return what a story says that is new since it was read, for as long as it is unread for that; else "". `history`
    has the operations on it."""
    held = view.last(history).get(READ)
    said = news_of(held) if held else ""
    return f"new since you read it: {said}" if said else ""


def copied_from(library: Library, history: Sequence[Operation]) -> str:
    """Return that the story of a history is read or hidden as its copy is, and which one that is: "read and hidden, as
    its copy from the Ledger". "" where it is not, or by the user's own decision on it."""
    held = library.view.own(history)
    by_source: dict[str, list[str]] = {}
    for field, word in ((READ, "read"), (HIDE, "hidden")):
        if field in held and (source := source_of(held[field])):
            by_source.setdefault(source, []).append(word)
    return "; ".join(f"{' and '.join(words)}, as {_copy(library.story(one))}" for one, words in by_source.items())


def remarks_on(library: Library, story: str) -> Iterator[str]:
    """Yield what there is to say of that."""
    history = library.history(story)
    yield from filter(None, (news_in(library.view, history), copied_from(library, history)))


def _copy(story: Story | None) -> str:
    if story is None:
        return "a copy of it that is gone"
    return f"its copy {f'from {clean_line(story.source, _SHORT)}' if story.source else f'“{story.headline[:_SHORT]}”'}"
