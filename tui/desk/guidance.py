"""What to do next on the desk, by the state at hand: the lines under the list, and the keys that come first at the
bottom."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from civic.concern_status import ConcernStatus
from tui.desk.session import Desk


class Advice(NamedTuple):
    """A sentence under the list; with a `command`, what its key does, and a click on it."""

    text: str
    command: str = ""


HIDDEN: Final = "Hidden until you are done with this story."
"""What an unaided coder sees in the place of suggestions."""
NO_STORY: Final = "No story is open; the list says what helps."
_FIRST_STEPS: Final = (
    Advice("There are no feeds yet. Begin with one of these:"),
    Advice("feeds: s chooses starter feeds, a adds one by its address", "feeds.open"),
    Advice("a file of yours: PDF, Word, e-mail, page, table, text", "document.add"),
    Advice("or your feeds of another reader: its OPML file, by the same key", "document.add"),
)


def list_advice(desk: Desk, *, has_feeds: bool, offline: bool) -> Sequence[Advice]:
    """Return what stands in the free part of the list: why it is empty and what helps, how to begin, or what was done
    where it has come to its end."""
    view = desk.view
    finished = (Advice(desk.to_do.finished),) if desk.to_do.finished else ()
    if view.filter.strip():
        return finished if view.keys else _nothing_found(desk)
    if not has_feeds and len(view.keys) <= 1:  # at most the first story: nothing of the user's is here
        return (*finished, *_FIRST_STEPS)
    if view.keys:
        return finished
    if offline:
        return (Advice("No stories yet, and no connection: try again later.", "feeds.refresh"),)
    return (Advice("No stories yet: fetch the feeds.", "feeds.refresh"),) if has_feeds else _FIRST_STEPS


def _nothing_found(desk: Desk) -> Sequence[Advice]:
    doubts = [Advice(f"{doubt[0].upper()}{doubt[1:]}{'' if doubt[-1] in '.?!' else '.'}") for doubt in desk.view.doubts]
    return (Advice("No story matches the filter."), *doubts[:1],
            Advice("clear it", "filter.clear"), Advice("choose another view", "view.open"))  # fmt: skip


def empty_text(desk: Desk) -> str:
    """Return why there is no text to read, and what helps."""
    story = desk.story
    if story is None:
        return NO_STORY
    return "No text came with this story." + (" Press w to fetch it from its page." if story.url else "")


def empty_summary(desk: Desk) -> str:
    """Return why the open story is not summed up, and what helps."""
    if desk.story is None or not desk.story.text.strip():
        return empty_text(desk)
    if desk.analysis is None:
        return "Reading …"
    return HIDDEN if desk.hidden else "No sentence sums this story up. Press 4 for its text."


def idle_commands(concerns: Sequence[ConcernStatus], *, among_them: bool) -> tuple[str, ...]:
    """Return the ids of the commands that would only say that there is nothing to decide on: of the open story no
    concern is shown, or all are decided and none is under the cursor (`among_them`: one is)."""
    is_any = bool(concerns) if among_them else any(one.open for one in concerns)
    return () if is_any else ("concern.accept", "concern.reject")


def next_commands(desk: Desk, *, has_feeds: bool) -> tuple[str, ...]:
    """Return the ids of the commands that go on from here, the likeliest first."""
    view = desk.view
    if view.error:  # what is shown is not what was asked for
        return ("filter.open", "filter.clear")
    if not view.keys:
        on = "filter.clear" if view.filter.strip() else "feeds.refresh" if has_feeds else "feeds.open"
        return (on, "view.open")
    if len(desk.selection):
        return ("story.done", "concern.pick", "list.export")
    if desk.judgement.coded:
        return ("view.open", "filter.open") if view.left == 0 else ("story.next-to-do",)
    open_ones = any(one.open and one.suggestion and one.suggestion.suggested for one in desk.statuses())
    return ("concern.accept", "concern.reject", "story.done") if open_ones else ("story.done", "concern.pick")
