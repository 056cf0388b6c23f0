"""What to do next on the desk, by the state at hand: the lines under the list, and the keys that come first at the
bottom."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from civic.concern_status import ConcernStatus
from civic.query import Is, Not, Query, explain
from civic.unaided import unaided_remark
from tui.desk.session import Desk


class Advice(NamedTuple):
    """A sentence under the list; with a `command`, what its key does, and a click on it."""

    text: str
    command: str = ""


HIDDEN: Final = "Hidden until you are done with this story."
"""What an unaided coder sees in the place of suggestions."""
OFFLINE: Final = "No feed can be reached: this machine seems to be offline."
NO_STORY: Final = "No story is open; the list says what helps."
_FIRST_STEPS: Final = (
    Advice("There are no feeds yet. Begin with one of these:"),
    Advice("feeds: s chooses starter feeds, a adds one by its address", "feeds.open"),
    Advice("a file of yours: PDF, Word, e-mail, page, table, text", "document.add"),
    Advice("or your feeds of another reader: its OPML file, by the same key", "document.add"),
)
_NO_MATCH: Final = "No story matches the filter."
_NONE_THERE: Final[Mapping[Query, str]] = {
    Is("unread"): "No story is unread.",
    Is("new"): "No story has come since last time.",
    Is("untagged"): "No story is without a tag.",
    Is("tagged"): "No story is tagged yet.",
    Is("starred"): "No story is starred yet.",
    Is("noted"): "No story has a note yet.",
    Is("coded"): "You are done with no story yet.",
    Not(Is("coded")): "There is no story that you are not done with.",
    Is("todo"): "There is no story to do: you are done with all.",
    Is("hidden"): "No story is hidden.",
    Is("updated"): "No story that you judged has other words since.",
    Is("conflict"): "Coders differ on no story.",
}
"""Why nothing is found by a filter that asks for one thing alone."""

_TO_A_STORY: Final = ("story", "concern", "copies", "coders", "select", "stakeholder", "passage", "find")
"""How the ids of the commands begin that are done to a story."""
_TO_NO_STORY: Final = ("story.next", "story.previous", "story.next-to-do", "story.page")
_TO_SELECTED: Final = ("story.done", "story.star", "story.read", "story.hide", "concern.pick", "select.toggle",
                       "select.range", "select.all")  # fmt: skip
"""Those that are done to the selected stories, where there are any."""


def list_advice(desk: Desk, *, has_feeds: bool, offline: bool) -> Sequence[Advice]:
    """Return what stands in the free part of the list: why it is empty and what helps, how to begin, or what was done
    where it has come to its end."""
    view = desk.view
    finished = (Advice(desk.to_do.finished),) if desk.to_do.finished else ()
    if view.error and view.keys:
        return (Advice(f"The filter can't be read. {still_listed(desk)}."), Advice("mend it", "filter.open"),
                Advice("clear it", "filter.clear"))  # fmt: skip
    if view.filter.strip():
        return finished if view.keys else _nothing_found(desk)
    if desk.to_do.all_hidden:
        more = (Advice("fetch what is new", "feeds.refresh"),) if has_feeds else _FIRST_STEPS
        return (Advice("Every story is hidden."), Advice("the view Hidden lists them", "view.open"), *more)
    if not has_feeds and len(view.keys) <= 1:  # at most the first story: nothing of the user's is here
        return (*finished, *_FIRST_STEPS)
    if offline and len(view.keys) <= 1:
        return (*finished, Advice(OFFLINE),
                Advice("try again", "feeds.refresh"))  # fmt: skip
    if view.keys:
        return finished
    return (Advice("No stories yet: fetch the feeds.", "feeds.refresh"),) if has_feeds else _FIRST_STEPS


def still_listed(desk: Desk) -> str:
    """Return which stories are in view while the filter can't be read."""
    return f"Still listed: {explain(desk.view.query)}"


def _nothing_found(desk: Desk) -> Sequence[Advice]:
    view, clear = desk.view, Advice("clear it", "filter.clear")
    if view.error:
        return (Advice("The filter can't be read, and what it was before found no story."),
                Advice("mend it", "filter.open"), clear)  # fmt: skip
    limits = unaided_remark(view.query) if desk.unaided else ""
    doubts = [_sentence(doubt) for doubt in (limits, *view.doubts) if doubt]
    why = _NO_MATCH if doubts else _NONE_THERE.get(view.query, _NO_MATCH)
    return (Advice(why), *doubts[:1], clear, Advice("choose another view", "view.open"))


def _sentence(words: str) -> Advice:
    return Advice(f"{words[0].upper()}{words[1:]}{'' if words[-1] in '.?!' else '.'}")


def without_story(desk: Desk, command: str) -> str:
    """Return what to say of a command that is done to the open story, or to the selected ones, where there is none;
    "" for any other."""
    if desk.story or command.partition(".")[0] not in _TO_A_STORY or command in _TO_NO_STORY:
        return ""
    is_selected = command in _TO_SELECTED and len(desk.selection) > 0
    return "" if is_selected else f"There is no story here; {ways_on(desk)}"


def alone(desk: Desk) -> str:
    """Return that what is done to the open story is done to no other, where others are selected; else ""."""
    count = len(desk.selection) - (bool(desk.view.keys) and desk.view.keys[desk.view.position] in desk.selection)
    return f"this story alone, not the {'other one' if count == 1 else f'{count} others'} marked" if count else ""


def ways_on(desk: Desk) -> str:
    """Return which keys lead on from where no story is open, in words that end a sentence."""
    return f"{'esc clears the filter' if desk.view.filter.strip() else 'F has feeds'}, V has other views."


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
        is_back = bool(view.filter.strip()) or len(desk.selection) > 0
        on = "filter.clear" if is_back else "feeds.refresh" if has_feeds else "feeds.open"
        return ("view.open", on) if desk.to_do.all_hidden else (on, "view.open")
    if len(desk.selection):
        return ("story.done", "concern.pick", "list.export", "filter.clear")  # the last one ends the selection
    if desk.judgement.coded:
        return ("view.open", "filter.open") if view.left == 0 else ("story.next-to-do",)
    open_ones = any(one.open and one.suggestion and one.suggestion.suggested for one in desk.statuses())
    return ("concern.accept", "concern.reject", "story.done") if open_ones else ("story.done", "concern.pick")
