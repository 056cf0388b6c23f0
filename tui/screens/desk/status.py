"""The top line of the main screen: the place in the list, work in the background, what the filter asks for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from rich.cells import cell_len
from textual.widgets import Static

from civic.arrangement import How
from civic.query import explain
from civic.unaided import unaided_remark
from tui.desk.guidance import still_listed
from tui.desk.session import Desk
from tui.desk.story_view import StoryView
from tui.text.plain import fit, plain
from tui.widgets.filter_box import FilterBox, FilterList

_LEAST_EXPLAINED: Final = 16
"""Columns beside the count without which the filter is not explained."""
_ROOM_FOR_COPIES: Final = 40
"""Columns of the line from which on it says how many copies there are."""
_FIRST: Final = ("place", "doing", "offline", "selected", "unaided", "team", "how")
"""The parts of the line, from the one that gets room first to the one that gives way first."""
_KEPT: Final = ("team", "selected", "how")
"""The parts that have room at their shortest before the place has more than that."""
ORDERED: Final = {
    "newest": "newest first",
    "oldest": "oldest first",
    "relevance": "best match first",
    "source": "sorted by source",
    "concerns": "most concerns first",
}
"""How each order is called."""
_BRIEFLY: Final = {"relevance": "best match", "source": "by source", "concerns": "most concerns"}
"""How an order is called where there is little room, if not by its own name."""
_IN_A_WORD: Final = {"relevance": "match"}
"""How it is called where there is hardly any, if not by its own name."""


class StatusLine(Static):
    """Position and count of the open story, progress of long work; or what is wrong with the filter."""

    def __init__(self, desk: Desk, filter_box: FilterBox, offers: FilterList, now: Callable[[], datetime]) -> None:
        super().__init__(id="status")
        self._desk = desk
        self._filter = filter_box
        self._offers = offers
        self._now = now
        self._progress = ""
        self._background = ""
        self._team: Sequence[str] = ()
        self._offline = False
        self.unsaid = ""
        """what is wrong with the filter, or to be doubted in it, where the line has no room for all of it"""

    def show_offline(self, offline: bool) -> None:
        """Show, as long as it is so, that no feed can be reached."""
        self._offline = offline
        self.show()

    def show_progress(self, text: str) -> None:
        """Show the progress of work that the user waits for ("" when it is done)."""
        self._progress = text
        self.show()

    def show_background(self, text: str) -> None:
        """Show the progress of work in the background ("" when there is none)."""
        if text != self._background:
            self._background = text
            self.show()

    def show_team(self, *forms: str) -> None:
        """Show whether the desk is in step with its team, in the longest form that there is room for (none where there
        is no team); the last is the shortest."""
        if forms != self._team:
            self._team = forms
            self.show()

    def on_resize(self) -> None:
        """Say what there is room for now."""
        self.show()

    def show(self) -> None:
        """Paint the line as things stand now."""
        view, selected = self._desk.view, len(self._desk.selection)
        is_asked = self._filter.has_focus or bool(view.doubts)
        parts = {
            "doing": (self._progress or self._background,),
            "offline": ("offline: r tries again", "offline") if self._offline and not self._progress else (),
            "team": self._team,
            "selected": (f"{selected} marked" if selected else "",),
            "unaided": ("unaided" if self._desk.unaided else "",),
            "how": _how(view.how, is_asked=is_asked),
            "place": places_of(view, copies=self.size.width >= _ROOM_FOR_COPIES),
        }
        text = in_one_line(parts, self.size.width)
        self.unsaid = ""
        if view.error:
            text = self._with(view.error, still_listed(self._desk))
        elif self._filter.has_focus:
            room = self.size.width - cell_len(text) - 3
            text = f"{fit(self._about_filter(), room).rstrip()} · {text}" if room > _LEAST_EXPLAINED else text
        elif view.doubts:
            text = self._with(view.doubts[0], text)
        self.set_class(bool(view.error), "-error")
        self.update(plain(text), layout=False)
        self._filter.set_class(bool(view.filter), "-used")
        self._offers.show((f"{view.error} {still_listed(self._desk)}.",) if view.error else view.doubts)

    def _with(self, remark: str, text: str) -> str:
        """Return the line behind a remark on the filter, or that alone where there is no room for both."""
        room = self.size.width - cell_len(text) - 3
        is_behind = room > _LEAST_EXPLAINED
        room = room if is_behind else self.size.width
        self.unsaid = remark if cell_len(remark) > room else ""
        return f"{fit(remark, room).rstrip()} · {text}" if is_behind else fit(remark, room)

    def _about_filter(self) -> str:
        """Return what the filter that is being typed asks for, in words."""
        view = self._desk.view
        if view.doubts:
            return view.doubts[0]
        limits = unaided_remark(view.query) if self._desk.unaided else ""
        return limits or explain(view.query, self._now())


def in_one_line(parts: Mapping[str, Sequence[str]], width: int) -> str:
    """Return the parts of the line, each in the longest of its forms that there is room for, or not at all: the place
    gets room first, the usual things last, and then the first form of what has several. Whether the team has what was
    decided, what is marked, and an order of the user's own give way to nothing but the place at its shortest."""
    chosen = {"place": parts["place"][-1]}

    def line(name: str = "", form: str = "") -> str:
        return " · ".join(filter(None, ((chosen | {name: form}).get(part) for part in parts)))

    for name in _KEPT:
        form = " ".join(parts.get(name, ())[-1:])
        if name != "how" or len(parts.get(name, ())) > 1:
            chosen[name] = form if cell_len(line(name, form)) <= width else ""
    names = sorted(parts, key=_FIRST.index)
    for name in names:
        forms = parts[name] if name == "team" else parts[name][1:] or parts[name]
        chosen[name] = next((form for form in forms if cell_len(line(name, form)) <= width), "")
    for name in names:
        if chosen[name] and cell_len(line(name, parts[name][0])) <= width:
            chosen[name] = parts[name][0]
    return line() or fit(parts["place"][-1], width).rstrip()


def places_of(view: StoryView, *, copies: bool) -> list[str]:
    """Return the forms of where the open story is, the longest first."""
    short = describe_place(view, copies=False)
    return [describe_place(view, copies=copies), short, short.partition(",")[0]]


def describe_place(view: StoryView, *, copies: bool) -> str:
    """Return where the open story is among how many, and how many of these are to do, where the user is done with any:
    "103 of 391, 12 to do"; in the view of a round that is over, that it is "closed". Duplicates count once, as
    everywhere; with `copies` it is said how many more there are."""
    if not view.keys:
        return "no story"
    more = "" if view.is_complete else "+"
    beside = f" and {view.copies} {'copy' if view.copies == 1 else 'copies'}" if copies and view.copies else ""
    return f"{view.place} of {view.count}{more}{beside}{_to_do(view)}"


def _to_do(view: StoryView) -> str:
    if view.is_over:
        return ", closed"
    if not view.coded or view.left is None:
        return ""
    return f", {view.left} to do" if view.left else ", all done"


def _how(how: How, *, is_asked: bool) -> Sequence[str]:
    """Return order and headings in words, shorter, and in a word; of the usual ones only the words, which give
    way, also to what the filter `is_asked`."""
    if how == How():
        return ("" if is_asked else ORDERED[how.order],)
    under = f"by {how.group}" if how.group else ""
    shorter = _BRIEFLY.get(how.order, how.order) if how.order != How().order or not under else ""
    forms = [", ".join(filter(None, (under, order))) for order in (ORDERED[how.order], shorter)]
    return [*forms, under or _IN_A_WORD.get(how.order, how.order)]
