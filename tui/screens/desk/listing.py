"""Which stories the main screen lists, and what its keys do to the list as a whole: the filter; order and headings,
views, the selection, export, rules."""

from collections.abc import Callable

from msgspec.structs import replace

from civic.arrangement import GROUPS, ORDERS, How
from civic.fault import Fault
from civic.query import Among
from tui.screens.choose import ChooseScreen
from tui.screens.desk.panes import PaneLayout
from tui.screens.desk.status import ORDERED, StatusLine
from tui.screens.desk.steps import StepRunner
from tui.screens.desk.surface import Commands, Surface
from tui.screens.messages import (
    Asked,
    CodebookWanted,
    DocumentWanted,
    FacetsWanted,
    OverviewWanted,
    RememberWanted,
    RulesWanted,
    StoriesExportWanted,
    ViewKept,
    ViewsWanted,
)
from tui.widgets.filter_box import FilterBox


def is_readable(surface: Surface, then: str) -> bool:
    """Return whether the filter can be read, and say what works `then` where it can't: the stories in view are still
    those of the filter before, which is not what the user asked for."""
    if surface.desk.view.error:
        surface.notify_user(f"Mend the filter first; then {then}.", "warning")
    return not surface.desk.view.error


class ListKeys:
    """What the keys do to the list as a whole."""

    def __init__(self, surface: Surface, steps: StepRunner) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._steps = steps

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {
            "list.order": self._choose_order,
            "list.group": self._choose_group,
            "list.export": self._export,
            "document.add": lambda: self._surface.post_message(Asked(DocumentWanted())),
            "view.open": lambda: self._surface.post_message(Asked(ViewsWanted())),
            "codebook.open": lambda: self._surface.post_message(Asked(CodebookWanted())),
            "view.keep": self._ask_to_keep,
            "select.toggle": self._toggle,
            "select.range": self._range,
            "select.all": self._all,
            "rules.open": self._open_rules,
        }

    # order and headings

    def _choose_order(self) -> None:
        how = self._desk.view.how
        question = ChooseScreen("In which order?", [ORDERED[order] for order in ORDERS], ORDERS.index(how.order))

        def put_in_order(chosen: int | None) -> None:
            if chosen is not None:
                self.list_by(ORDERS[chosen], self._desk.view.how.group)

        self._surface.ask(question, put_in_order)

    def _choose_group(self) -> None:
        how = self._desk.view.how
        names = [f"by {group}" if group else "none" for group in GROUPS]

        def put_under(chosen: int | None) -> None:
            if chosen is not None:
                self.list_by(self._desk.view.how.order, GROUPS[chosen])

        self._surface.ask(ChooseScreen("Under which headings?", names, GROUPS.index(how.group)), put_under)

    def list_by(self, order: str, group: str) -> None:
        """Show the stories in this order under these headings."""
        self._desk.view.arrange(order, group)
        self._surface.show_view()

    # views

    def _ask_to_keep(self) -> None:
        view = self._desk.view
        is_as_usual = replace(view.how, unfolded=frozenset()) == How() and not self._desk.unaided
        if is_as_usual and not view.filter.strip():
            self._surface.notify_user("There is no filter to keep as a view; / begins one.")
        elif is_readable(self._surface, "+ keeps it as a view"):
            self._surface.post_message(Asked(ViewKept(view.filter, view.how, self._desk.unaided)))

    # the selection

    def _toggle(self) -> None:
        """Select the open story and go on to the next, or end a range."""
        view, selection = self._desk.view, self._desk.selection
        if view.keys:
            in_range = selection.in_range
            selection.toggle(view.keys[view.position])
            if not in_range:
                view.select(view.position + 1)
        self._surface.show_view()

    def _range(self) -> None:
        """Begin a range at the open story, or end it."""
        view, selection = self._desk.view, self._desk.selection
        if selection.in_range:
            selection.end_range()
        elif view.keys:
            selection.begin_range(view.position, view.keys)
        self._surface.show_view()

    def _all(self) -> None:
        """Select every story in view, or none where all are selected."""
        selection, keys = self._desk.selection, self._desk.view.keys
        if keys and len(selection) >= len(set(keys)):
            selection.clear()
        else:
            selection.add(keys)
        self._surface.show_view()

    # what is done with all of them

    def _export(self) -> None:
        """Have the selected stories written to a file, or all in view."""
        selection = self._desk.selection
        if not len(selection) and not is_readable(self._surface, "E writes what it finds"):
            return
        query = Among(frozenset(self._desk.selected_stories())) if len(selection) else self._desk.view.query
        selected = "the marked story" if len(selection) == 1 else f"the {len(selection)} marked stories"
        which = selected if len(selection) else "all stories in view"
        self._surface.post_message(Asked(StoriesExportWanted(query, which)))

    def _open_rules(self) -> None:
        view = self._desk.view
        self._surface.post_message(Asked(RulesWanted("" if view.error else view.filter)))


class FilterKeys:
    """What is typed into the filter, and what the keys do with it."""

    def __init__(self, surface: Surface, panes: PaneLayout, box: FilterBox, status: StatusLine) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._panes = panes
        self._box = box
        self._status = status
        self._before = ""
        """the id of the story that was open before the filter was typed"""
        self.cancel: Callable[[], object] | None = None
        """ends the work that the user waits for; None where there is none"""

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {"filter.open": self._open, "filter.clear": self._step_back, "overview.open": self._open_overview}

    def _open(self) -> None:
        self._box.screen.set_focus(self._box)  # at once, so that what is typed right behind the key goes there
        self._surface.post_message(Asked(FacetsWanted()))

    def _step_back(self) -> None:
        """Go one step back: out of work that the user waits for, zoom, a pane, the selection, the filter."""
        if self.cancel:
            self.cancel()
        elif self._panes.zoomed:
            self._panes.toggle_zoom()
        elif self._panes.at != "list":
            self._panes.go_to("list")
        elif len(self._desk.selection):
            self._desk.selection.clear()
            self._surface.show_view()
        else:
            self._box.value = ""

    def _open_overview(self) -> None:
        if is_readable(self._surface, "O has the figures of what it finds"):
            self._surface.post_message(Asked(OverviewWanted(self._desk.view.filter)))

    def filter_by(self, text: str) -> None:
        """Show the stories that match what has been typed, or what is wrong with it. The story that was open before it
        was typed is opened again as soon as it is found again; once a filter is kept, only where that found nothing."""
        view = self._desk.view
        if view.story and (self._box.is_untouched if self._box.has_focus else not view.filter.strip()):
            self._before = view.story.id
        self._box.is_untouched = False
        is_passing = self._box.has_focus or view.story is None
        try:
            is_good = view.filter_by(text)
            if is_good and is_passing:
                view.go_to(self._before)
        except Fault as fault:
            self._surface.notify_user(str(fault), "error")
            return
        if is_good:
            self._surface.show_view()
        else:
            self._surface.show_advice()
            self._status.show()

    def keep(self, text: str) -> None:
        """Go to the list, say in whole what is wrong with the filter, and remember it for later."""
        self._panes.go_to("list")
        self._status.show()
        if said := self._status.unsaid:
            self._surface.notify_user(said if said.endswith((".", "?")) else f"{said}.")
        if text:
            self._surface.post_message(Asked(RememberWanted("filters", [*self._box.history])))

    def filter_to(self, query: str) -> None:
        """Show the stories of this filter, as if it had been typed."""
        if self._box.value == query:  # nothing tells that it was typed
            self.filter_by(query)
        self._box.put(query)
        self._panes.go_to("list")

    def open_story(self, story: str) -> None:
        """Show the story with this id, with the filter cleared where that has lost it."""
        view = self._desk.view
        if not view.reveal(story):
            self._box.value = ""
            view.filter_by("")
            view.reveal(story)
        self._surface.show_view()
